"""Addresses of reports."""

from django.urls import path, re_path

from danbiet.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.reports, name="reports"),
    path("new/", views.new, name="new"),
    path("calls/", views.calls, name="calls"),
    path("<int:pk>/", views.report, name="report"),
    re_path(r"^(?P<pk>[0-9]+)\.(?P<form>docx|pdf|xlsx)$", views.download, name="download"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/refresh/", views.refresh, name="refresh"),
    path("<int:pk>/issue/", views.issue, name="issue"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/scan/", views.scan, name="scan"),
    path("<int:pk>/signed/", views.scanned, name="scanned"),
    path("<int:pk>/figures/<str:key>/", views.figure, name="figure"),
]
