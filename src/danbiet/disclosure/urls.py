"""Addresses of disclosure."""

from django.urls import path, re_path

from danbiet.disclosure.views import items, obligations, postings, publishing, register, requests, talk

app_name = "disclosure"
hanging = [
    path("<str:code>/points/", postings.points, name="points"),
    path("points/<int:pk>/close/", postings.close_point, name="close_point"),
    path("items/<int:pk>/postings/", postings.postings, name="postings"),
    path("postings/<int:pk>/up/", postings.put_up, name="put_up"),
    path("postings/<int:pk>/down/", postings.take_off, name="take_off"),
    path("postings/<int:pk>/proof/", postings.proof, name="proof"),
    path("postings/<int:pk>/void/", postings.void, name="void"),
]
owed = [
    path("", obligations.start, name="start"),
    path("obligations/<int:pk>/", obligations.obligation, name="obligation"),
    path("obligations/<int:pk>/waive/", obligations.waive, name="waive"),
    path("obligations/<int:pk>/charge/", obligations.charge, name="charge"),
    path("<str:code>/arose/", obligations.arose, name="arose"),
    path("<str:code>/", obligations.place, name="place"),
]
talking = [
    path("consultations/", talk.consultations, name="consultations"),
    path("consultations/<int:pk>/prolong/", talk.prolong, name="prolong"),
    path("consultations/<int:pk>/conclude/", talk.conclude, name="conclude"),
    path("items/<int:pk>/comments/", talk.comments, name="comments"),
    path("items/<int:pk>/consult/", talk.consult, name="consult"),
    re_path(r"^comments/(?P<pk>\d{1,18})/(?P<what>show|hide|erase|answer|changed)/$", talk.judge, name="judge_comment"),
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
shown = [
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/file/<int:number>/", items.file, name="file"),
    path("items/<int:pk>/receipt.json", items.receipt, name="receipt"),
    path("items/<int:pk>/print/", items.print_sheet, name="print"),
    path("items/<int:pk>/print/qr.svg", items.sheet_qr, name="qr"),
    path("items/<int:pk>/print/key.svg", items.sheet_key, name="key_qr"),
    path("items/<int:pk>/publish/", publishing.publish, name="publish"),
    path("items/<int:pk>/drop/", publishing.drop, name="drop"),
    path("items/<int:pk>/correct/", publishing.correct, name="correct"),
    path("items/<int:pk>/withdraw/", publishing.withdraw, name="withdraw"),
    path("items/<int:pk>/take-down/", publishing.take_down, name="take_down"),
    path("items/<int:pk>/confirm/", publishing.confirm, name="confirm"),
    path("budget-template.xlsx", register.template, name="budget_template"),
    path("<str:code>/new/", publishing.new, name="new"),
    path("<str:code>/list/", register.quarterly, name="list"),
    path("<str:code>/register.csv", register.register_csv, name="register_csv"),
    path("<str:code>/register.json", register.register_json, name="register_json"),
    path("<str:code>/feed.atom", register.feed, name="feed"),
]
urlpatterns = [*talking, *asking, *shown, *hanging, *owed]  # fixed words stand before the codes of places
