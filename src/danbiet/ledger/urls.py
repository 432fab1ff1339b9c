"""Addresses of ledger."""

from django.urls import path, re_path

from danbiet.ledger import views

DAY = r"(?P<day>\d{4}-\d{2}-\d{2})"
app_name = "ledger"
urlpatterns = [
    path("", views.proof, name="proof"),
    path("key.json", views.key, name="key"),
    re_path(r"^keys/(?P<key_id>[0-9a-f]{16})\.json$", views.key_of, name="key_of"),
    re_path(rf"^heads/{DAY}\.json$", views.head, name="head"),
    re_path(rf"^status/{DAY}\.json$", views.status, name="status"),
    path("verify/", views.verify, name="verify"),
]
