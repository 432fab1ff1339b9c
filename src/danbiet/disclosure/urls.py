"""Addresses of disclosure."""

from django.urls import path

from danbiet.disclosure.views import obligations, postings

app_name = "disclosure"
hanging = [
    path("<str:code>/points/", postings.points, name="points"),
    path("points/<int:pk>/close/", postings.close_point, name="close_point"),
    path("items/<int:pk>/postings/", postings.postings, name="postings"),
    path("postings/<int:pk>/up/", postings.put_up, name="put_up"),
    path("postings/<int:pk>/down/", postings.take_off, name="take_off"),
    path("postings/<int:pk>/proof/", postings.proof, name="proof"),
]
owed = [
    path("obligations/<int:pk>/", obligations.obligation, name="obligation"),
    path("obligations/<int:pk>/waive/", obligations.waive, name="waive"),
    path("obligations/<int:pk>/charge/", obligations.charge, name="charge"),
    path("<str:code>/arose/", obligations.arose, name="arose"),
    path("<str:code>/", obligations.place, name="place"),
]
urlpatterns = hanging + owed
