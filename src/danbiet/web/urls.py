"""Addresses of web."""

from django.urls import path

from danbiet.voices.views import hearing
from danbiet.web import services, views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.find, name="find"),
    path("desk/", views.desk, name="desk"),
    path("desk/requests/<str:number>/", views.hand_over, name="hand_over"),
    path("leader/", views.leader, name="leader"),
    path("search/", views.search, name="search"),
    path("manual/", views.manual, name="manual"),
    path("manual/<slug:slug>/", views.manual_page, name="manual_page"),
    path("law/", views.law, name="law"),
    path("law/<str:id>/", views.duty, name="duty"),
    path("places/<str:code>/days/", views.days, name="days"),
    path("places/<str:code>/days/<int:pk>/undo/", views.undo_day, name="undo_day"),
    path("places/<str:code>/circumstances/", views.circumstances, name="circumstances"),
    # the page of voices, whose sender takes the name back of requests in disclosure, too
    path("voices/status/", hearing.status, {"forget": services.hide_name}, name="status"),
    path("s/<str:short>", views.short, name="short"),
    path("health", views.health, name="health"),
    path("demo/day/", views.choose_day, name="choose_day"),
]
