"""Addresses of disclosure."""

from django.urls import path, re_path

from danbiet.disclosure.views import postings, requests, talk

app_name = "disclosure"
hanging = [
    path("<str:code>/points/", postings.points, name="points"),
    path("points/<int:pk>/close/", postings.close_point, name="close_point"),
    path("items/<int:pk>/postings/", postings.postings, name="postings"),
    path("postings/<int:pk>/up/", postings.put_up, name="put_up"),
    path("postings/<int:pk>/down/", postings.take_off, name="take_off"),
    path("postings/<int:pk>/proof/", postings.proof, name="proof"),
]
talking = [
    path("consultations/", talk.consultations, name="consultations"),
    path("consultations/<int:pk>/prolong/", talk.prolong, name="prolong"),
    path("consultations/<int:pk>/conclude/", talk.conclude, name="conclude"),
    path("items/<int:pk>/comments/", talk.comments, name="comments"),
    path("items/<int:pk>/consult/", talk.consult, name="consult"),
    re_path(r"^comments/(?P<pk>\d{1,18})/(?P<what>show|hide|answer|changed)/$", talk.judge, name="judge_comment"),
    path("letters/<str:mark>/", talk.letter, name="letters"),
    path("letters/<str:mark>/stop/", talk.stop_letters, name="stop_letters"),
    path("<str:code>/letters/", talk.subscribe, name="subscribe"),
    path("<str:code>/changed/", talk.changed, name="changed"),
]
asking = [
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.new, name="new_request"),
    path("requests/status/", requests.status, name="request_status"),
    re_path(r"^requests/status/(?P<what>complete|wrong|file)/$", requests.by_code, name="request_by_code"),
    path("requests/<int:pk>/", requests.case, name="request"),
    path("requests/<int:pk>/file/", requests.file, name="request_file"),
    path("requests/<int:pk>/papers/<slug:kind>.docx", requests.paper, name="request_paper"),
    re_path(rf"^requests/(?P<pk>\d{{1,18}})/(?P<what>{'|'.join(requests.ACTS)})/$", requests.move, name="move_request"),
    re_path(rf"^amendments/(?P<pk>\d{{1,18}})/(?P<what>{'|'.join(requests.STEPS)})/$", requests.amend, name="amend"),
]
urlpatterns = [*talking, *asking, *hanging]
