"""No address and no agent is left anywhere after people signed in, guessed, and changed their protection."""

from base64 import b64encode

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

ADDRESS = "203.0.113.77"
AGENT = "CanaryBrowser/77.7"
PASSWORD = "dan-biet-demo"


@pytest.mark.usefixtures("in_2021")
def test_nothing_kept_tells_who_asked(cast, caplog) -> None:
    cache.clear()
    client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT, HTTP_X_FORWARDED_FOR=ADDRESS)
    for _ in range(7):
        client.post("/accounts/login/", {"login": "planner", "password": "sai"})
    client.post("/accounts/login/", {"login": "ward", "password": PASSWORD})
    client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "mot hai ba bon", "password2": "x"}
    )
    client.post("/accounts/2fa/totp/activate/", {"code": "1"})
    client.post("/accounts/password/reset/", {"email": "lan@example.vn"})
    kept = [str(row) for model in apps.get_models() for row in model._base_manager.values_list()]
    kept += [str(row.get_decoded()) for row in Session.objects.all()]
    kept.append(caplog.text)
    for canary in (ADDRESS, AGENT, b64encode(ADDRESS.encode()).decode(), b64encode(AGENT.encode()).decode()[:-2]):
        assert [row for row in kept if canary in row] == []


def test_the_part_that_would_keep_sessions_by_address_is_not_installed() -> None:
    assert not apps.is_installed("allauth.usersessions")
