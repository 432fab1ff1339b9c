"""Addresses of places."""

from django.urls import path

from danbiet.places import views

app_name = "places"
urlpatterns = [
    path("<str:code>/", views.place, name="place"),
    path("<str:code>/agencies/new/", views.add_agency, name="add_agency"),
    path("<str:code>/groups/new/", views.add_group, name="add_group"),
]
