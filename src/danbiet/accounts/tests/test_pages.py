"""Each page by each of the cast; signing in with password, code and reset link; guessing slowed."""

import re
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client

from danbiet.accounts import services
from danbiet.accounts.models import Counter, Holding, User
from danbiet.common import clock
from danbiet.common.actor import SYSTEM, Role
from danbiet.ledger.models import Event
from tests.people import END_OF_DISTRICTS, IN_2021

PASSWORD = "dan-biet-demo"
NEW = "mua xuan tren song"
pytestmark = pytest.mark.usefixtures("in_2021")


@pytest.fixture
def visit(client: Client, cast, django_assert_max_num_queries):
    """Open an address as one of the cast; nobody when no name is given. A page asks at most 12 queries."""

    def open_as(who: str | None, url: str, **data):
        if who:
            client.force_login(cast.users[who])
        if data:
            return client.post(url, data)
        with django_assert_max_num_queries(12):
            return client.get(url)

    return open_as


@pytest.fixture(autouse=True)
def no_counters(db) -> None:
    cache.clear()


def words(answer) -> str:
    return answer.content.decode()


OPEN = ["/accounts/login/", "/accounts/signup/", "/accounts/inactive/", "/accounts/password/reset/",
        "/accounts/password/reset/done/", "/accounts/password/reset/key/done/", "/accounts/password/reset/key/x-y/",
        "/accounts/identity/login/cancelled/"]  # fmt: skip
SIGNED_IN = ["/accounts/me/", "/accounts/logout/", "/accounts/password/change/", "/accounts/2fa/",
             "/accounts/2fa/webauthn/", "/accounts/identity/", "/accounts/reauthenticate/"]  # fmt: skip
CLOSED = ["/accounts/email/", "/accounts/confirm-email/", "/accounts/login/code/confirm/",
          "/accounts/2fa/webauthn/signup/", "/accounts/identity/signup/", "/accounts/2fa/trust/"]  # fmt: skip
ERR = 'class="err"'
STAFF = ["/accounts/", "/accounts/new/", "/accounts/grant/"]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("url", OPEN)
def test_open_pages(visit, url: str, prefix: str) -> None:
    answer = visit(None, prefix + url)
    assert answer.status_code == 200
    assert words(answer).count("<h1") == 1


@pytest.mark.parametrize("url", SIGNED_IN + STAFF)
def test_who_is_not_signed_in_is_sent_to_sign_in(visit, url: str) -> None:
    answer = visit(None, url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(("/accounts/login/", "/"))


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("url", SIGNED_IN)
def test_pages_of_the_own_account(visit, url: str, prefix: str) -> None:
    answer = visit("resident", prefix + url)
    assert answer.status_code == 200
    assert words(answer).count("<h1") == 1


@pytest.mark.parametrize("url", CLOSED)
def test_pages_of_allauth_that_are_not_used_are_closed(visit, url: str) -> None:
    assert visit("ward", url).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [("admin", 200), ("chair", 200), ("wardchair", 200)]
    + [
        (name, 403) for name in ("ward", "planner", "inspector", "analyst", "city", "grouphead", "resident", "stranger")
    ],
)
@pytest.mark.parametrize("url", STAFF)
def test_who_sees_people(visit, url: str, name: str, status: int) -> None:
    answer = visit(name, url)
    assert answer.status_code == status


def test_people_are_those_of_the_own_places(visit, cast) -> None:
    assert {"Cán bộ phường", "Cán bộ Xuân Đỉnh"} <= set(
        re.findall(r"/\d+/\">([^<]+)</a>", words(visit("admin", "/accounts/")))
    )
    seen = words(visit("wardchair", "/accounts/"))
    assert "Cán bộ phường" in seen
    assert "Cán bộ Xuân Đỉnh" not in seen
    services.save_account(
        by=cast.actor("ward"), user=cast.users["ward"], name="Đỗ Thị Ước", email="", language="vi",
        at=clock.moment(IN_2021),
    )  # fmt: skip
    for text in ("do thi uoc", "ĐỖ THỊ", "ước", "WARD"):
        assert "Đỗ Thị Ước" in words(visit("admin", f"/accounts/?q={text}"))
    assert "Không có ai tên như vậy" in words(visit("admin", "/accounts/?q=khong-co"))


def test_people_are_counted_in_a_steady_number_of_queries(visit, cast, country) -> None:
    for number in range(60):
        user = User.objects.create(username=f"u{number}", first_name=f"Người {number}")
        Holding.objects.create(user=user, role="resident", place=country.dong_ngac.unit, from_day=IN_2021)
    answer = visit("admin", "/accounts/?page=2")
    assert "Trang 2 trên" in words(answer)


@pytest.mark.parametrize(
    ("name", "whose", "status"),
    [("admin", "ward", 200), ("wardchair", "ward", 200), ("wardchair", "ward2", 404), ("chair", "ward2", 404),
     ("admin", "stranger", 404), ("ward", "ward", 403)],
)  # fmt: skip
def test_person(visit, cast, name: str, whose: str, status: int) -> None:
    assert visit(name, f"/accounts/people/{cast.users[whose].pk}/").status_code == status
    assert visit(name, f"/en/accounts/people/{cast.users[whose].pk}/").status_code == status


def charge(country, **more) -> dict[str, object]:
    return {"role": "ward_officer", "place": country.dong_ngac.unit.pk, "agency": country.dong_ngac.committee.pk,
            "from_day": "2021-09-21", "until_day": "", **more}  # fmt: skip


def test_new_person_signs_in_with_the_temporary_password_and_must_change_it(visit, country, client) -> None:
    answer = visit("admin", "/accounts/new/", name="Lê Văn Cường", username="cuong", email="", **charge(country))
    password = re.search(r'class="say code">([^<]+)<', words(answer))[1]
    assert password in words(answer)
    assert "no-store" in answer["Cache-Control"]
    client.logout()
    answer = client.post("/accounts/login/", {"login": "cuong", "password": password})
    assert answer["Location"] == "/accounts/password/change/"
    assert client.get("/")["Location"] == "/accounts/password/change/"
    assert "tạm thời" in words(client.get("/accounts/password/change/"))
    answer = client.post("/accounts/password/change/", {"oldpassword": password, "password1": NEW, "password2": NEW})
    assert answer["Location"] == "/accounts/me/"
    assert not User.objects.get(username="cuong").has_temporary_password


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"username": "ward"}, "đã có người dùng"), ({"name": ""}, "Trường này là bắt buộc"),
     ({"place": 0}, ERR), ({"from_day": "31/31"}, ERR), ({"username": "a b"}, "chưa dùng được")],
)  # fmt: skip
def test_new_person_keeps_what_was_typed_when_something_is_wrong(visit, country, wrong, says: str) -> None:
    data = {"name": "Lê Văn Cường", "username": "cuong", "email": "", **charge(country), **wrong}
    answer = visit("admin", "/accounts/new/", **data)
    assert answer.status_code == 422
    assert says in words(answer)
    assert not User.objects.filter(username="cuong").exists()


def test_grant_by_sign_in_name(visit, cast, country) -> None:
    answer = visit("admin", "/accounts/grant/", username="stranger", **charge(country))
    assert answer["Location"] == f"/accounts/people/{cast.users['stranger'].pk}/"
    assert cast.actor("stranger").has(Role.WARD_OFFICER)
    assert visit("admin", "/accounts/grant/", username="khong-co", **charge(country)).status_code == 422
    assert (
        visit("wardchair", "/accounts/grant/", username="stranger", **charge(country, role="leader")).status_code == 422
    )


def test_end_a_role(visit, cast, country) -> None:
    held = cast.users["ward"].holdings.get(place=country.dong_ngac.unit)
    url = f"/accounts/holdings/{held.pk}/end/"
    assert visit("wardchair", url).status_code == 200
    assert visit("chair", url).status_code == 404
    assert visit("wardchair", url, until_day="").status_code == 422
    assert visit("wardchair", url, until_day="2014-04-01").status_code == 422
    assert visit("wardchair", url, until_day="2021-10-01").status_code == 302
    held.refresh_from_db()
    assert held.until_day == date(2021, 10, 1)


def test_disable_ends_the_session(visit, cast, client) -> None:
    other = Client()
    other.force_login(cast.users["ward"])
    assert other.get("/accounts/me/").status_code == 200
    url = f"/accounts/people/{cast.users['ward'].pk}/switch/"
    assert visit("admin", url).status_code == 405
    assert visit("admin", url, reason="").status_code == 422
    assert visit("wardchair", url, reason="Nghỉ").status_code == 403
    assert visit("admin", url, reason="Nghỉ việc").status_code == 302
    assert other.get("/accounts/me/").status_code == 302
    answer = Client().post("/accounts/login/", {"login": "ward", "password": PASSWORD})
    assert answer["Location"] == "/accounts/inactive/"


def test_temporary_password_and_lost_second_factor(visit, cast) -> None:
    user = cast.users["ward"]
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    assert visit("admin", f"/accounts/people/{user.pk}/password/", x=1).status_code == 200
    assert visit("wardchair", f"/accounts/people/{user.pk}/password/", x=1).status_code == 403
    assert "Gỡ lớp bảo vệ thứ hai" in words(visit("admin", f"/accounts/people/{user.pk}/"))
    assert visit("admin", f"/accounts/people/{user.pk}/second-factor/", reason="Mất máy").status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()


def test_own_account_is_saved(visit, cast) -> None:
    answer = visit("ward", "/accounts/me/", name="Nguyễn Thị Lan", email="lan@example.vn", language="en")
    assert answer.status_code == 302
    assert User.objects.get(username="ward").first_name == "Nguyễn Thị Lan"
    assert visit("ward", "/accounts/me/", name="", email="x", language="fr").status_code == 422


def test_sign_in_leads_to_the_desk_or_the_own_account(client, cast) -> None:
    for name, url in {"planner": "/desk/", "resident": "/accounts/me/", "stranger": "/accounts/me/"}.items():
        client.logout()
        assert client.post("/accounts/login/", {"login": name, "password": PASSWORD})["Location"] == url
    client.logout()
    User.objects.filter(username="ward").update(language="en")
    assert client.post("/accounts/login/", {"login": "ward", "password": PASSWORD})["Location"] == "/en/desk/"
    client.logout()
    answer = client.post("/accounts/login/?next=/plans/", {"login": "ward", "password": PASSWORD, "next": "/plans/"})
    assert answer["Location"] == "/plans/"
    client.logout()
    answer = client.post("/accounts/login/", {"login": "ward", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/en/desk/"


def test_wrong_password_says_the_same_for_a_name_that_is_not_there(client, cast) -> None:
    for name in ("ward", "khong-co"):
        answer = client.post("/accounts/login/", {"login": name, "password": "sai"})
        assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in words(answer)
    answer = client.post("/en/accounts/login/", {"login": "ward", "password": "sai"})
    assert "The sign-in name or the password is not right." in words(answer)


def test_guessing_is_slowed_by_name_and_by_sender(client, cast) -> None:
    def guess(name: str, sender: str):
        return client.post("/accounts/login/", {"login": name, "password": "sai"}, REMOTE_ADDR=sender)

    for _ in range(5):
        assert guess("ward", "192.0.2.1").status_code == 200
    answer = guess("ward", "192.0.2.2")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "300"
    assert words(answer).count("<h1") == 1
    right = client.post("/accounts/login/", {"login": "ward", "password": PASSWORD}, REMOTE_ADDR="192.0.2.3")
    assert right.status_code == 429
    for number in range(5):
        guess(f"nguoi{number}", "192.0.2.1")
    assert guess("nguoi-khac", "192.0.2.1").status_code == 429
    assert guess("nguoi-khac", "192.0.2.9").status_code == 200
    assert client.post("/en/accounts/login/", {"login": "ward", "password": "x"}).status_code == 429


def test_counters_are_forgotten_when_they_run_out(client, cast, at_2026) -> None:
    client.post("/accounts/login/", {"login": "ward", "password": "sai"})
    assert Counter.objects.exists()
    assert services.forget_counters(at=at_2026.replace(year=2100)) > 0
    assert not Counter.objects.exists()


def test_counters_change_their_names_every_day(settings, cast) -> None:
    cache.set("sender", 1)
    assert cache.get("sender") == 1
    settings.TODAY = "2021-09-22"
    assert cache.get("sender") is None
    assert all(re.fullmatch(r"[0-9a-f]{64}", row.cache_key) for row in Counter.objects.all())


def test_password_reset_by_mail(client, cast) -> None:
    User.objects.filter(username="ward").update(email="lan@example.vn")
    client.post("/accounts/password/reset/", {"email": "khong@example.vn"})
    assert mail.outbox == []
    answer = client.post("/accounts/password/reset/", {"email": "lan@example.vn"})
    assert answer["Location"] == "/accounts/password/reset/done/"
    [letter] = mail.outbox
    assert letter.subject.endswith("Đặt lại mật khẩu ở Dân biết")
    assert "127.0.0.1" not in letter.body
    link = re.search(r"https?://[^/\s]+(/\S+)", letter.body)[1]
    answer = client.get(link, follow=True)
    form_url = answer.redirect_chain[-1][0]
    assert form_url.endswith("-set-password/")
    answer = client.post(form_url, {"password1": NEW, "password2": NEW})
    assert answer["Location"] == "/accounts/password/reset/key/done/"
    assert User.objects.get(username="ward").check_password(NEW)
    assert "đã dùng hoặc đã hết hạn" in words(Client().get(link, follow=True))
    assert Event.objects.filter(act="accounts.change_password").count() == 1


@pytest.mark.parametrize(
    ("prefix", "one", "two", "says"),
    [("", NEW, "khac han nhau", "Hai lần gõ chưa giống nhau."), ("/en", NEW, "khac han", "The two entries differ."),
     ("", "ngan", "ngan", "Mật khẩu cần ít nhất 10 ký tự."), ("/en", "ngan", "ngan", "needs at least 10 characters"),
     ("", "password123", "password123", "Mật khẩu này quá phổ biến.")],
)  # fmt: skip
def test_what_is_wrong_with_a_new_password_is_said_in_the_language(visit, prefix, one, two, says: str) -> None:
    data = {"oldpassword": PASSWORD, "password1": one, "password2": two}
    answer = words(visit("ward", f"{prefix}/accounts/password/change/", **data))
    assert says in answer
    assert "You must type" not in answer


def code(secret: str, step: int = 0) -> str:
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter + step))


def test_code_app_from_turning_on_to_signing_in_and_off(client, cast, django_capture_on_commit_callbacks) -> None:
    client.post("/accounts/login/", {"login": "ward", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.get("/accounts/2fa/totp/activate/")
    assert answer.status_code == 200
    secret = re.search(r'class="code">([A-Z2-7]+)<', words(answer))[1]
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "Mã chưa đúng hoặc đã hết hạn." in words(wrong)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    recovery = re.findall(r"<li>(\d{8})</li>", words(client.get(answer["Location"])))
    assert len(recovery) == 10
    assert recovery[0] not in words(client.get("/accounts/2fa/recovery-codes/"))
    assert "Đang dùng" in words(client.get("/accounts/2fa/"))
    client.post("/accounts/logout/")

    answer = client.post("/accounts/login/", {"login": "ward", "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/accounts/me/").status_code == 302
    assert "Bước thứ hai" in words(client.get("/accounts/2fa/authenticate/"))
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    answer = client.post("/accounts/2fa/authenticate/", {"code": recovery[0]})
    assert answer["Location"] == "/desk/"
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "ward", "password": PASSWORD})
    assert "chưa đúng" in words(client.post("/accounts/2fa/authenticate/", {"code": recovery[0]}))
    assert client.post("/accounts/2fa/authenticate/", {"code": code(secret, 1)})["Location"] == "/desk/"
    client.post("/accounts/2fa/reauthenticate/", {"code": recovery[1]})
    assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200
    assert client.get("/accounts/2fa/recovery-codes/generate/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/accounts/2fa/totp/deactivate/")["Location"] == "/accounts/2fa/"
    acts = list(Event.objects.values_list("act", flat=True))
    assert acts.count("accounts.change_protection") == 2


def test_changing_protection_asks_again_and_keeps_no_request(client, cast) -> None:
    client.post("/accounts/login/", {"login": "ward", "password": PASSWORD})
    answer = client.post("/accounts/2fa/totp/activate/", {"code": "1"}, HTTP_USER_AGENT="canary-agent")
    assert answer["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    assert "account_reauthentication_state" not in client.session
    assert "Xác nhận là bạn" in words(client.get(answer["Location"]))
    wrong = client.post(answer["Location"], {"password": "sai"})
    assert "Mật khẩu chưa đúng." in words(wrong)
    right = client.post(answer["Location"], {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"})
    assert right["Location"] == "/accounts/2fa/totp/activate/"


def test_second_factor_is_demanded_where_the_operator_says_so(client, cast, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(cast.users["ward"])
    assert client.get("/")["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200
    client.force_login(cast.users["admin"])
    assert client.get("/accounts/")["Location"] == "/accounts/2fa/"
    assert client.get("/en/accounts/")["Location"] == "/en/accounts/2fa/"
    client.force_login(cast.users["resident"])
    assert client.get("/").status_code != 302
    client.force_login(cast.users["ward"])
    Authenticator.objects.create(user=cast.users["ward"], type="totp", data={"secret": "x"})
    assert client.get("/").status_code != 302


def test_too_many_codes_are_slowed(client, cast) -> None:
    Authenticator.objects.create(user=cast.users["ward"], type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    client.post("/accounts/login/", {"login": "ward", "password": PASSWORD})
    answers = [client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code for _ in range(7)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_a_role_that_ended_opens_nothing(visit, cast, country) -> None:
    services.grant(
        by=SYSTEM, user=cast.users["stranger"], at=clock.moment(IN_2021),
        charge=services.Charge(Role.ADMINISTRATOR, country.district.unit, date(2021, 1, 1), until_day=IN_2021),
    )  # fmt: skip
    assert visit("stranger", "/accounts/").status_code == 403


def test_a_role_opens_only_in_its_days(visit, cast, country, settings) -> None:
    settings.TODAY = END_OF_DISTRICTS.isoformat()
    seen = words(visit("wardchair", "/accounts/"))
    assert "Phường Đông Ngạc" in seen
