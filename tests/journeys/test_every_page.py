"""Every page that a link leads to, for each of the cast: it answers, reads well, fits a phone, obeys access."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.browser import Site

VISITS = [  # who, in which language, on which width; every role once, the busiest in both languages and widths
    ("", "", 360), ("", "/en", 1280), ("planner", "", 1280), ("planner", "/en", 360), ("ward", "", 360),
    ("ward", "/en", 1280), ("chair", "", 1280), ("inspector", "/en", 360), ("analyst", "", 1280), ("admin", "/en", 360),
    ("resident", "", 360),
]  # fmt: skip
SKIPPED = ("/accounts/logout", "/accounts/login", "/plans/evidence", "/reports/signed")
DOWNLOADS = {"disclosure:file", "disclosure:proof", "disclosure:request_file", "disclosure:receipt"}
CHECKED: set[tuple[str, str, int]] = set()  # (view, language, width) that axe has read


def sign_in(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.url}/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", "dan-biet-demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()
    assert "/accounts/login" not in page.url, page.inner_text("main")


def view_of(path: str) -> str:
    """The view that answers a path, in whichever language."""
    try:
        found = resolve("/" + path.removeprefix("/en").lstrip("/"))
    except Resolver404:
        return path
    return found.view_name or str(found.func)


def links(page: Page, site: Site) -> Iterator[str]:
    """Paths on this site that the page links to, downloads left out."""
    for href in page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
        target = urlsplit(urljoin(page.url, href))
        leaf = target.path.rsplit("/", 1)[-1]
        if f"{target.scheme}://{target.netloc}" == site.url and "." not in leaf:
            yield target.path + (f"?{target.query}" if target.query else "")


def faults(page: Page, *, read: bool) -> list[str]:
    """What is wrong with the page as it stands; `read`: let axe read it too."""
    violations = Axe().run(page).response["violations"] if read else []
    found = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in violations]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("scrolls sideways")
    if page.locator("h1").count() != 1:
        found.append("not exactly one h1")
    return found


@pytest.mark.parametrize(("name", "prefix", "width"), VISITS)
def test_every_page_reads_well(browser: Browser, site: Site, name: str, prefix: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    ours = (f"{site.url}/", "data:", "blob:")
    page.on("request", lambda one: None if one.url.startswith(ours) else complaints.append(f"asks {one.url}"))
    if name:
        sign_in(page, site, name)
    waiting, seen, wrong = [f"{prefix}/", f"{prefix}/desk/"][: 2 if name else 1], set(), []
    while waiting:
        path = waiting.pop(0)
        view = view_of(urlsplit(path).path)
        if view in seen | DOWNLOADS or path.removeprefix("/en").startswith(SKIPPED):
            continue
        seen.add(view)
        answer = page.goto(site.url + path)
        if answer.status == 403:
            complaints.clear()
            continue
        mark = (view, prefix, width)
        problems = ([f"status {answer.status}"] if answer.status != 200 else []) + faults(
            page, read=mark not in CHECKED
        )
        CHECKED.add(mark)
        wrong += [f"{path}: {problem}" for problem in [*problems, *complaints]]
        complaints.clear()
        waiting += [link for link in links(page, site) if link.startswith("/en/") == bool(prefix)]
    context.close()
    assert wrong == []
    assert len(seen) > 5
