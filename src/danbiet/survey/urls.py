"""Addresses of waves."""

from django.urls import path, re_path

from danbiet.survey.views import reading, working

app_name = "survey"
urlpatterns = [
    path("", reading.waves, name="waves"),
    path("planner/", reading.planner, name="planner"),
    path("new/", working.new, name="new"),
    path("waves/<int:pk>/", reading.wave, name="wave"),
    re_path(
        r"^waves/(?P<pk>[0-9]{1,18})/(?P<command>estimate|compose)\.(?P<ending>json|csv)$",
        reading.result,
        name="result",
    ),
    path("waves/<int:pk>/files/<str:name>", reading.part, name="part"),
    path("waves/<int:pk>/making/", working.work, name="work"),
    path("waves/<int:pk>/design/", working.design, name="design"),
    path("waves/<int:pk>/announce/", working.announce, name="announce"),
    path("waves/<int:pk>/draw/", working.draw, name="draw"),
    path("waves/<int:pk>/sample.csv", working.drawn, name="drawn"),
    path("waves/<int:pk>/answers/", working.answers, name="answers"),
    path("waves/<int:pk>/erase/", working.erase, name="erase"),
    path("waves/<int:pk>/runs/", working.run, name="run"),
    path("waves/<int:pk>/runs/<int:run>/stop/", working.stop, name="stop"),
    path("waves/<int:pk>/runs/<int:run>/publish/", working.publish, name="publish"),
]
