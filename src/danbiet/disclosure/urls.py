"""Addresses of disclosure."""

from django.urls import path

from danbiet.disclosure.views import postings

app_name = "disclosure"
hanging = [
    path("<str:code>/points/", postings.points, name="points"),
    path("points/<int:pk>/close/", postings.close_point, name="close_point"),
    path("items/<int:pk>/postings/", postings.postings, name="postings"),
    path("postings/<int:pk>/up/", postings.put_up, name="put_up"),
    path("postings/<int:pk>/down/", postings.take_off, name="take_off"),
    path("postings/<int:pk>/proof/", postings.proof, name="proof"),
]
urlpatterns = hanging
