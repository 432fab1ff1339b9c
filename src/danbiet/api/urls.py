"""Addresses for programs outside; keys are made on a page."""

from django.urls import path, re_path

from danbiet.api.views import keys, open311

FORM = r"\.(?P<form>xml|json)$"

app_name = "api"
urlpatterns = [
    path("open311/keys/", keys.keys, name="keys"),
    path("open311/keys/<int:pk>/revoke/", keys.revoke, name="revoke"),
    path("open311/v2/", open311.discovery, {"form": "xml"}, name="start"),
    path("open311/v2/openapi.json", open311.openapi, name="openapi"),
    re_path(rf"^open311/v2/discovery{FORM}", open311.discovery, name="discovery"),
    re_path(rf"^open311/v2/services{FORM}", open311.services_, name="services"),
    re_path(rf"^open311/v2/services/(?P<code>[^/]+){FORM}", open311.service, name="service"),
    re_path(rf"^open311/v2/requests{FORM}", open311.requests, name="requests"),
    re_path(rf"^open311/v2/requests/(?P<number>[^/]+){FORM}", open311.request_, name="request"),
    re_path(rf"^open311/v2/tokens/(?P<token>[^/]+){FORM}", open311.token, name="token"),
    re_path(rf"^open311/v2/servicerequestupdates{FORM}", open311.updates, name="updates"),
]
