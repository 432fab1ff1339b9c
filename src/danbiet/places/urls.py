"""Addresses of places."""

from django.urls import path

from danbiet.places import views

app_name = "places"
urlpatterns = [path("<str:code>/", views.place, name="place")]
