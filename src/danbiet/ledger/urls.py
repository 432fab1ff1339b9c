"""Addresses of ledger."""

from django.urls import path, re_path

from danbiet.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.proof, name="proof"),
    path("key.json", views.key, name="key"),
    re_path(r"^heads/(?P<day>\d{4}-\d{2}-\d{2})\.json$", views.head, name="head"),
]
