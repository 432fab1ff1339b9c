"""What the people of a journey do, in the words of the pages."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser import Site

PASSWORD = "dan-biet-demo"
PATIENCE = 30_000  # milliseconds: other suites run beside
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Person:
    """Somebody at a screen; `page` is theirs alone."""

    page: Page
    site: Site

    def opens(self, path: str) -> "Person":
        answer = self.page.goto(self.site.url + path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return self

    def follows(self, words: str) -> "Person":
        link = self.page.get_by_role("link", name=words).first
        assert link.count(), f"no link “{words}” in: {self.page.inner_text('main')}"
        link.click()
        self.page.wait_for_load_state()
        return self

    def fills(self, label: str, value: str) -> "Person":
        self.page.get_by_label(label).first.fill(value)
        return self

    def chooses(self, label: str, *values: str) -> "Person":
        self.page.get_by_label(label).first.select_option(label=list(values))
        return self

    def ticks(self, label: str) -> "Person":
        self.page.get_by_label(label).first.check()
        return self

    def attaches(self, label: str, *files: Path) -> "Person":
        self.page.get_by_label(label).first.set_input_files(list(files))
        return self

    def presses(self, words: str) -> "Person":
        button = self.page.get_by_role("button", name=words, exact=True).first
        assert button.count(), f"no button “{words}” in: {self.page.inner_text('main')}"
        button.click()
        self.page.wait_for_load_state()
        return self

    def unfolds(self, words: str) -> "Person":
        self.page.locator("summary", has_text=words).first.click()
        return self

    def sees(self, *words: str) -> "Person":
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one)
        return self

    def does_not_see(self, *words: str) -> "Person":
        for one in words:
            expect(self.page.locator("body")).not_to_contain_text(one)
        return self

    def downloads(self, words: str, folder: Path) -> Path:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=words).first.click()
        target = folder / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target


def arrives(browser: Browser, site: Site, name: str = "", *, width: int = 1280, script: bool = True) -> Person:
    """A person opens a browser of their own, and signs in when they have a name."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, accept_downloads=True, locale="vi-VN"
    )
    context.set_default_timeout(PATIENCE)
    person = Person(context.new_page(), site)
    if name:
        person.opens("/accounts/login/")
        person.page.fill("input[name=login]", name)
        person.page.fill("input[name=password]", PASSWORD)
        person.page.press("input[name=password]", "Enter")
        person.page.wait_for_load_state()
        assert "/accounts/login" not in person.page.url, person.page.inner_text("main")
    return person
