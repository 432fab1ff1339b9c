"""Signing in, in a real browser: by the identity of a real OpenID Connect provider, and by passkey."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import ROOT, Site, environment, free_port, wait_for

pytestmark = pytest.mark.browser
AGENT = "CanaryBrowser/77.7"
PASSWORD = "dan-biet-demo"


@dataclass(frozen=True)
class Both:
    """The product and the provider, each a process of its own."""

    url: str
    data_dir: Path

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.data_dir / "db.sqlite3") as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def provider() -> None:
    """The provider's package belongs to development; where it is not installed, it is absent."""
    if find_spec("oauth2_provider") is None:
        if os.environ.get("DANBIET_REQUIRE_ALL") == "1":
            pytest.fail("absent: django-oauth-toolkit")
        pytest.skip("absent: django-oauth-toolkit")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, chromium: str, provider: None) -> Iterator[Both]:
    data_dir, other = tmp_path_factory.mktemp("product"), tmp_path_factory.mktemp("provider")
    port, provider_port = free_port(), free_port()
    (other / "secret").write_text("bi-mat\n", encoding="utf-8")
    url = f"http://localhost:{port}"
    settings = {
        "DANBIET_DEMO": "0", "DANBIET_BASE_URL": url, "DANBIET_OIDC_ISSUER": f"http://127.0.0.1:{provider_port}/o",
        "DANBIET_OIDC_CLIENT": "danbiet", "DANBIET_OIDC_SECRET_FILE": str(other / "secret"),
        "DANBIET_OIDC_NAME": "VNeID thử", "NO_PROXY": "127.0.0.1,localhost",
    }  # fmt: skip
    own = environment(data_dir, **settings)
    for words in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=own, check=True, timeout=120)
    product = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--no-log", "danbiet.config.wsgi:application"]  # fmt: skip
    callback = f"{url}/accounts/oidc/oidc/login/callback/"
    issuing = [sys.executable, "-m", "tests.oidc_provider.serve", str(provider_port), callback]
    theirs = {**os.environ, "PROVIDER_DATABASE": str(other / "db.sqlite3"), "PYTHONPATH": "."}
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [subprocess.Popen(product, env=own, **quiet), subprocess.Popen(issuing, env=theirs, **quiet)]
    try:
        wait_for(f"{url}/accounts/login/")
        wait_for(f"http://127.0.0.1:{provider_port}/o/.well-known/openid-configuration")
        yield Both(url, data_dir)
    finally:
        for process in processes:
            process.terminate()
            process.wait(timeout=10)


@pytest.fixture
def sheet(browser: Browser) -> Iterator[Page]:
    """A page on a phone that names its agent; any error in it fails the test."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, user_agent=AGENT, locale="vi-VN")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert errors == []


def through_provider(sheet: Page, both: Both) -> None:
    sheet.goto(f"{both.url}/accounts/login/")
    sheet.get_by_role("button", name="Đăng nhập qua VNeID thử").click()
    sheet.get_by_label("Username").fill("lan")
    sheet.get_by_label("Password").fill("mat-khau-o-noi-khac")
    sheet.get_by_role("button", name="Sign in").click()
    allow = sheet.get_by_role("button", name="Allow")
    expect(allow.or_(sheet.locator(".head .code"))).to_be_visible()
    if allow.count():
        allow.click()
    sheet.wait_for_url(f"{both.url}/accounts/me/")


def test_somebody_unknown_comes_in_by_the_provider_without_a_role(sheet: Page, both: Both) -> None:
    through_provider(sheet, both)
    expect(sheet.get_by_text("Tài khoản chưa có nhiệm vụ")).to_be_visible()
    username = sheet.locator(".head .code").inner_text()
    assert re.fullmatch(r"oidc-[0-9a-f]{12}", username)
    assert both.rows("SELECT username, first_name, email FROM accounts_user") == [(username, "Nguyễn Thị Lan", "")]
    assert both.rows("SELECT count(*) FROM accounts_holding") == [(0,)]
    assert both.rows("SELECT extra_data FROM socialaccount_socialaccount") == [("{}",)]
    assert both.rows("SELECT act FROM ledger_event") == [("accounts.admit",)]


def test_the_same_person_comes_back_to_the_same_account(sheet: Page, both: Both) -> None:
    through_provider(sheet, both)
    assert both.rows("SELECT count(*) FROM accounts_user") == [(1,)]
    assert both.rows("SELECT count(*) FROM socialaccount_socialtoken") == [(0,)]


def test_an_address_in_common_does_not_open_somebody_elses_account(sheet: Page, both: Both) -> None:
    """The provider vouches for admin@example.vn and the name admin; a local account bears both."""
    made = (
        "from danbiet.accounts import services as s; from danbiet.common.actor import SYSTEM;"
        "from danbiet.common import clock;"
        "s.create_user(by=SYSTEM, person=s.Person('admin', 'Quản trị', 'admin@example.vn'),"
        " password='mot-cau-dai-de-nho', at=clock.now())"
    )
    own = environment(both.data_dir, DANBIET_DEMO="0")
    subprocess.run([sys.executable, "manage.py", "shell", "-c", made], cwd=ROOT, env=own, check=True, timeout=60)
    through_provider(sheet, both)
    assert sheet.locator(".head .code").inner_text().startswith("oidc-")
    assert both.rows("SELECT count(*) FROM socialaccount_socialaccount") == [(1,)]


def test_stopping_at_the_provider_and_a_stale_answer_are_told_plainly(sheet: Page, both: Both) -> None:
    sheet.goto(f"{both.url}/accounts/oidc/oidc/login/callback/?error=access_denied&state=x")
    expect(sheet.locator("h1")).to_have_count(1)
    sheet.goto(f"{both.url}/accounts/oidc/oidc/login/callback/?code=x&state=x")
    expect(sheet.locator("h1")).to_have_text("Chưa đăng nhập được qua danh tính có sẵn")


def test_no_trace_of_sender_or_agent_lies_in_the_database(browser: Browser, both: Both) -> None:
    """Runs after the others: the raw bytes, and every session opened."""
    kept = b"".join(path.read_bytes() for path in both.data_dir.glob("db.sqlite3*"))
    for canary in (AGENT.encode(), b"CanaryBrowser", b"127.0.0.1"):
        assert canary not in kept.replace(b"http://127.0.0.1", b"")
    read = "from django.contrib.sessions.models import Session; print([r.get_decoded() for r in Session.objects.all()])"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", read], cwd=ROOT,
        env=environment(both.data_dir, DANBIET_DEMO="0"), check=True, timeout=60, capture_output=True, text=True,
    )  # fmt: skip
    assert "_auth_user_id" in done.stdout
    assert "Canary" not in done.stdout
    assert "127.0.0.1" not in done.stdout


@pytest.fixture
def device(sheet: Page) -> Page:
    """A phone that can keep passkeys."""
    session = sheet.context.new_cdp_session(sheet)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return sheet


def by_password(page: Page, url: str, name: str = "ward") -> None:
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def no_sideways_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url


def test_passkey_is_added_then_signs_in_alone_and_as_second_step(site: Site, device: Page) -> None:
    page, url = device, site.url.replace("127.0.0.1", "localhost")
    by_password(page, url)
    page.goto(f"{url}/accounts/2fa/webauthn/add/")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    no_sideways_scroll(page)
    page.get_by_label("Dùng khóa này để đăng nhập không cần mật khẩu").check()
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url("**/2fa/recovery-codes/")
    no_sideways_scroll(page)
    page.goto(f"{url}/accounts/2fa/webauthn/")
    expect(page.get_by_text("Khóa của tôi")).to_be_visible()
    no_sideways_scroll(page)

    page.goto(f"{url}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{url}/accounts/login/")
    no_sideways_scroll(page)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url("**/desk/")

    page.goto(f"{url}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    by_password(page, url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bước thứ hai")
    no_sideways_scroll(page)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url("**/desk/")


def test_pages_of_accounts_fit_a_phone(site: Site, sheet: Page) -> None:
    by_password(sheet, site.url, "admin")
    sheet.goto(f"{site.url}/accounts/")
    person = sheet.locator("table a").first.get_attribute("href")
    pages = ["me/", "new/", "grant/", "2fa/", "password/change/", "identity/", "logout/"]
    for prefix in ("", "/en"):
        for path in ["/accounts/", person, *(f"/accounts/{name}" for name in pages)]:
            sheet.goto(f"{site.url}{prefix}{path}")
            expect(sheet.locator("h1")).to_have_count(1)
            no_sideways_scroll(sheet)
