"""Every page that a link leads to, for each of the cast: it answers, reads well, fits a phone, obeys access."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.browser import Site

PEOPLE = ["", "planner", "chair", "ward", "ward2", "inspector", "analyst", "admin", "resident"]
PER_VIEW = 2  # pages looked at for each view
WIDTHS = (360, 1280)
SKIPPED = ("/accounts/logout", "/accounts/login")


def sign_in(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.url}/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", "dan-biet-demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()
    assert "/accounts/login" not in page.url, page.inner_text("main")


def view_of(path: str) -> str:
    try:
        return resolve(path).view_name or str(resolve(path).func)
    except Resolver404:
        return path


def links(page: Page, site: Site) -> Iterator[str]:
    """Paths on this site that the page links to, downloads left out."""
    for href in page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
        target = urlsplit(urljoin(page.url, href))
        leaf = target.path.rsplit("/", 1)[-1]
        if f"{target.scheme}://{target.netloc}" == site.url and "." not in leaf:
            yield target.path + (f"?{target.query}" if target.query else "")


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands."""
    found = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("scrolls sideways")
    if page.locator("h1").count() != 1:
        found.append("not exactly one h1")
    return found


@pytest.mark.parametrize("name", PEOPLE, ids=lambda name: name or "nobody")
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["vi", "en"])
def test_every_page_reads_well(browser: Browser, site: Site, name: str, prefix: str) -> None:
    width = WIDTHS[bool(prefix)] if not name or len(name) % 2 else WIDTHS[not prefix]
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    if name:
        sign_in(page, site, name)
    waiting, seen, looked, wrong = [f"{prefix}/", f"{prefix}/desk/"][: 2 if name else 1], set(), {}, []
    while waiting:
        path = waiting.pop(0)
        view = view_of(urlsplit(path).path)
        if path in seen or looked.get(view, 0) >= PER_VIEW or path.removeprefix("/en").startswith(SKIPPED):
            continue
        seen.add(path)
        looked[view] = looked.get(view, 0) + 1
        answer = page.goto(site.url + path)
        if answer.status == 403:
            continue
        problems = ([f"status {answer.status}"] if answer.status != 200 else []) + faults(page)
        wrong += [f"{path}: {problem}" for problem in [*problems, *complaints]]
        complaints.clear()
        waiting += [link for link in links(page, site) if link.startswith("/en/") == bool(prefix)]
    context.close()
    assert wrong == []
    assert len(seen) > 5
