"""What the key pages of the story say, word for word: a change of words is seen in a diff and approved by a person.

`python tools/approve.py` writes tests/approved anew; read the diff before committing it.
"""

import os
import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from danbiet.accounts.models import User
from danbiet.disclosure.models import Item, Obligation
from danbiet.plans.models import Plan, ProgressNote
from danbiet.reports.models import Report
from danbiet.survey.models import Wave
from danbiet.voices.models import Case

APPROVED = Path(__file__).resolve().parents[1] / "approved"
BLOCKS = {"p", "h1", "h2", "h3", "h4", "li", "tr", "div", "dt", "dd", "caption", "summary", "section", "option", "form"}
SILENT = {"script", "style", "title", "svg"}
NEW_EVERY_TIME = re.compile(  # digests, signatures, the number of the key, short links, numbers of receipts
    r"\b[0-9a-f]{12,64}\b(?:…|\.\.\.)?|[A-Za-z0-9+/]{86}==|\b(?:\d{5} ){4}\d{5}\b|(?<=/s/)[0-9A-Z]+|(?<=bien-nhan-)\d+"
)
EARLY, LATE = "2021-09-21", "2026-11-23"
UNTIL = {"00601": date(2025, 7, 1), "00602": None}  # the old ward of Đông Ngạc, and the new one


def plan_313() -> Plan:
    return Plan.objects.get(number="313/KH-UBND")


def ward_plan() -> Plan:
    return Plan.objects.filter(parent=plan_313(), place__code="00601").first()


def with_notes() -> int:
    return ProgressNote.objects.get(task__plan__number="86/KH-UBND", task__item__code="S13c").task_id


def wave(words: str) -> Wave:
    return Wave.objects.get(title__contains=words)


def report(state: str) -> Report:
    return Report.objects.filter(state=state).order_by("pk").first()


def writer(state: str) -> str:
    return "planner" if report(state).place.tier == "district" else "ward"


def item(title: str, place: str) -> int:
    return Item.objects.get(title__startswith=title, place__code=place, place__until_day=UNTIL[place]).pk


def owed(duty: str, place: str, state: str) -> int:
    rows = Obligation.objects.filter(duty=duty, place__code=place, place__until_day=UNTIL[place], state=state)
    return rows.order_by("-arose_on").first().pk


def case(words: str) -> str:
    return f"/voices/cases/{Case.objects.filter(text__startswith=words).order_by('pk').first().number}/"


# name of the file → who, where
PAGES: dict[str, tuple[str | Callable[[], str], str | Callable[[], str]]] = {
    "home": ("", "/"),
    "home-en": ("", "/en/"),
    "find": ("", "/find/?q=dong+ngac"),
    "desk-ward": ("ward", "/desk/"),
    "desk-planner": ("planner", "/desk/"),
    "desk-planner-en": ("planner", "/en/desk/"),
    "desk-chair": ("chair", "/desk/"),
    "desk-inspector": ("inspector", "/desk/"),
    "leader": ("chair", "/leader/"),
    "plans": ("planner", "/plans/"),
    "plan-313": ("planner", lambda: f"/plans/{plan_313().pk}/"),
    "coverage-313": ("", lambda: f"/plans/{plan_313().pk}/coverage/"),
    "cascade-313": ("planner", lambda: f"/plans/{plan_313().pk}/cascade/"),
    "plan-ward": ("ward", lambda: f"/plans/{ward_plan().pk}/"),
    "task-with-notes": ("ward", lambda: f"/plans/tasks/{with_notes()}/"),
    "split": ("planner", lambda: f"/plans/{plan_313().pk}/split/?item={plan_313().items.order_by('pk')[20].pk}"),
    "import": ("planner", "/plans/import/"),
    "report-draft": (lambda: writer("draft"), lambda: f"/reports/{report('draft').pk}/"),
    "report-issued": ("", lambda: f"/reports/{report('issued').pk}/"),
    "calls": ("planner", "/reports/calls/"),
    "scorecard-01": ("", "/scores/01/"),
    "scorecard-01-en": ("", "/en/scores/01/"),
    "scorecard-021": ("", "/scores/021/?as_of=2021-09-21"),
    "scorecard-00601": ("", "/scores/00601/?as_of=2021-09-21"),
    "series": ("", "/scores/01/series/total/"),
    "compare": ("", "/scores/compare/?place=01&place=79"),
    "map": ("", "/scores/map/"),
    "place-021": ("", "/places/021/?as_of=2021-09-21"),
    "place-00602": ("", "/places/00602/?as_of=2026-11-23"),
    "proof": ("", "/proof/"),
    "disclosure-00601": ("", "/disclosure/00601/?as_of=2021-09-21"),
    "disclosure-00602": ("", "/disclosure/00602/?as_of=2026-11-23"),
    "disclosure-00602-en": ("", "/en/disclosure/00602/?as_of=2026-11-23"),
    "disclosure-021": ("chair", "/disclosure/021/?as_of=2021-09-21"),
    "obligation-late": ("", lambda: f"/disclosure/obligations/{owed('BUD16-05', '00602', 'open')}/"),
    "obligation-amber": ("", lambda: f"/disclosure/obligations/{owed('BUD26-01', '00602', 'open')}/"),
    "item-settlement": ("", lambda: f"/disclosure/items/{item('Quyết toán', '00601')}/"),
    "item-taken-down": ("", lambda: f"/disclosure/items/{item('Danh sách hộ nghèo', '00601')}/"),
    "item-list": ("ward", lambda: f"/disclosure/items/{item('Danh sách hộ được', '00602')}/"),
    "item-draft-policy": ("", lambda: f"/disclosure/items/{item('Dự thảo', '00602')}/comments/"),
    "board-sheet": ("", lambda: f"/disclosure/items/{item('Dự toán', '00602')}/print/"),
    "quarterly-list": ("", "/disclosure/00602/list/?quarter=2026-Q3"),
    "changed": ("", "/disclosure/00601/changed/"),
    "requests": ("", "/disclosure/requests/?place=00602"),
    "requests-reception": ("reception", "/disclosure/requests/"),
    "consultations": ("", "/disclosure/consultations/"),
    "waves": ("", "/survey/"),
    "wave-2021": ("", lambda: f"/survey/waves/{wave('quận Bắc Từ Liêm 2021').pk}/"),
    "wave-2026": ("", lambda: f"/survey/waves/{wave('Đông Ngạc 2026').pk}/"),
    "wave-2026-en": ("", lambda: f"/en/survey/waves/{wave('Đông Ngạc 2026').pk}/"),
    "wave-waiting": ("", lambda: f"/survey/waves/{wave('một cửa').pk}/"),
    "wave-making": ("analyst", lambda: f"/survey/waves/{wave('Đông Ngạc 2026').pk}/making/"),
    "wave-planner": ("", "/survey/planner/?wards=1&groups=6&take=16&share=50&likeness=0.05&wanted=10"),
    "scorecard-00602": ("", "/scores/00602/?as_of=2026-11-23"),
    "compare-wards": ("", "/scores/compare/?place=00601&place=00610&as_of=2021-09-21"),
    "voices-new": ("", "/voices/new/?place=00602"),
    "voices-place": ("", "/voices/place/00602/?month=2026-10"),
    "voices-place-021": ("", "/voices/place/021/?month=2021-08"),
    "voices-published": ("", lambda: case("Nắp cống trước").replace("/cases/", "/")),
    "voices-reception": ("", "/voices/reception/00602/"),
    "voices-desk": ("ward", "/voices/desk/"),
    "voices-desk-chair-en": ("chair", "/en/voices/desk/"),
    "voices-contested": ("ward", lambda: case("Hộ kinh doanh số 20")),
    "voices-complaint": ("wardchair", lambda: case("Phường phạt tôi")),
    "voices-request": ("reception", lambda: case("Cho tôi xin bảng thu chi")),
    "denunciations": ("chair", "/voices/denunciations/"),
    "tips": ("", "/tips/"),
    "law": ("", "/law/"),
    "law-duty": ("", "/law/BUD16-05/"),
    "people": ("admin", "/accounts/"),
    "manual": ("", "/manual/"),
    "login": ("", "/accounts/login/"),
    "wrong-404": ("", "/nothing/"),
    "wrong-403": ("resident", "/leader/"),
}


class Words(HTMLParser):
    """The visible text of the main part, a line a block."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.inside = self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += tag == "main"
        self.silent += tag in SILENT
        if tag in BLOCKS:
            self.lines.append("")
        if tag in {"td", "th"}:
            self.lines[-1] += " | "

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "main"
        self.silent -= tag in SILENT
        if tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.inside and not self.silent:
            self.lines[-1] += data


def said(html: str) -> str:
    """What the page says; marks and digests that differ every time are left out."""
    words = Words()
    words.feed(html)
    lines = [re.sub(r"\s+", " ", line).strip(" |") for line in words.lines]
    text = "\n".join(line for line in lines if line)
    return NEW_EVERY_TIME.sub("#", text) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("day", [EARLY, LATE])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_what_was_approved(built: Path, monkeypatch, name: str, day: str) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", built)
    monkeypatch.setattr(settings, "DEMO", True)
    monkeypatch.setattr(settings, "TODAY", day)
    who, where = (one if isinstance(one, str) else one() for one in PAGES[name])
    browser = Client()
    if who:
        browser.force_login(User.objects.get(username=who), backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = browser.get(where)
    found = f"{answer.status_code} {date.fromisoformat(day).year}\n{said(answer.content.decode())}"
    path = APPROVED / str(date.fromisoformat(day).year) / f"{name}.txt"
    if os.environ.get("APPROVE_PAGES"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == found


@pytest.mark.django_db
def test_every_approved_text_has_its_page() -> None:
    """Marked for the database so that there is one for the story even when this module runs alone."""
    assert {path.stem for path in APPROVED.glob("*/*.txt")} == set(PAGES)
