"""Addresses of scores."""

from django.urls import path

from danbiet.scores import views

app_name = "scores"
urlpatterns = [
    path("compare/", views.compare, name="compare"),
    path("map/", views.overview, name="map"),
    path("<slug:code>.csv", views.as_csv, name="csv"),
    path("<slug:code>.xlsx", views.as_xlsx, name="xlsx"),
    path("<slug:code>/", views.scorecard, name="scorecard"),
    path("<slug:code>/series/<slug:construct>/", views.series, name="series"),
]
