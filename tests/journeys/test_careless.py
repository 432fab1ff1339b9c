"""What careless officers and hostile strangers send: answered in words, nothing half-written, never 500."""

import errno
import io
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as live
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from danbiet.ledger.models import Event
from danbiet.plans import services as plans
from danbiet.plans.models import Evidence, ImportedDraft, Plan, ProgressNote, Task
from danbiet.plans.tests.factories import picture
from danbiet.reports.models import Report
from danbiet.reports.selectors.writing import CAPACITIES
from tests.house import House, of_2021
from tests.journeys.test_access import PAGES, THINGS, asked, form, rows
from tests.people import Cast, Country

PDF = b"%PDF-1.4 a page"


def at_screen(cast: Cast, name: str) -> Client:
    browser = Client(raise_request_exception=False)
    if name:
        browser.force_login(cast.users[name])
    return browser


def taken_back(call: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        answer = call()
        transaction.set_rollback(True)
    return answer


def in_words(answer: HttpResponse) -> bool:
    """A page of ours with a sentence, or a redirect; never a bare error, never 500."""
    if answer.status_code >= 500:
        return False
    return answer.status_code < 400 or b"</main>" in answer.content


def files_kept() -> set[Path]:
    return {path for path in (Path(live.DATA_DIR) / "files").rglob("*") if path.is_file()}


def expected_files() -> set[str]:
    """The names of the files that rows speak of."""
    papers = {name for row in Report.objects.values_list("docx", "pdf", "xlsx", "scan") for name in row if name}
    return papers | set(Evidence.objects.values_list("sha256", flat=True))


# what is typed and followed

HOSTILE = [
    "a\0b", "{}", "{figure:tasks_late", "{figure:}", "{figure:x}", "{0.__class__}", "%s%d%(a)s", "\u202efdp.exe",
    "<script>alert(1)</script>", "x" * 100_000, "9" * 5000, "-1", "abc", "9999-12-31", "0001-01-01", "²", "NaN",
    "99999999999999999999999", "//evil.example", "a\r\nSet-Cookie: b=c",
]  # fmt: skip
SHORT = ["\0", "9" * 5000, "-1", "abc", "9999-99-99", "9999-12-31", "99999999999999999999", "{}%s", "//evil.example"]


def spoiled(base: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    """A good form with each odd word in all its fields at once, and in each field alone every fourth odd word."""
    for value in HOSTILE:
        yield f"all={value[:30]!r}", {**base, **dict.fromkeys(set(base) - {"token"}, value)}
    for at, field in enumerate(base):
        for value in HOSTILE[at % 4 :: 4]:
            yield f"{field}={value[:30]!r}", {**base, field: value}


@pytest.mark.slow
@pytest.mark.half("postgresql")
def test_odd_words_in_every_field_of_every_form_of_a_thing(house_2021: House, cast: Cast) -> None:
    browser, thing, wrong = at_screen(cast, "chair"), house_2021.mine, []
    ward = at_screen(cast, "ward")
    for (line,) in rows(THINGS):
        address, how, key, _, words = [*line.split(), ""][:5]
        if how == "GET" or key not in thing.keys:
            continue
        url, base = reverse(address, kwargs={"pk": thing.keys[key], **asked(words)}), None
        base = {**form(address, asked(words), house_2021, thing), "figures": "a: 1", "value": "1", "year": "2022"}
        someone = ward if address in {"plans:report", "plans:answer", "reports:edit"} else browser
        for told, given in spoiled(base):
            answer = taken_back(lambda: someone.post(url, given))  # noqa: B023
            wrong += [] if in_words(answer) else [f"{url} {told}: {answer.status_code}"]
            if b"<script>alert" in answer.content:
                wrong.append(f"{url} {told}: markup")
    assert wrong == []


@pytest.mark.slow
@pytest.mark.half("sqlite")
def test_odd_words_in_every_address_and_query(house_2021: House, cast: Cast) -> None:
    browser, thing, wrong = at_screen(cast, "planner"), house_2021.above, []
    urls = [reverse(head.split()[0], kwargs=asked([*head.split(), ""][1])) for head, _ in rows(PAGES)]
    for (line,) in rows(THINGS):
        address, how, key, _, words = [*line.split(), ""][:5]
        if how == "GET" and key in thing.keys:
            urls.append(reverse(address, kwargs={"pk": thing.keys[key], **asked(words)}))
    for url in urls:
        names = ("page", "q", "year", "as_of", "place", "period", "item", "show")
        queries = [(names, value) for value in SHORT]  # all at once, and each alone by turns
        queries += [((name,), value) for at, name in enumerate(names) for value in SHORT[at % 3 :: 3]]
        for asked_for, value in queries:
            answer = browser.get(f"{url}?{'&'.join(f'{name}={quote(value)}' for name in asked_for)}")
            wrong += [] if in_words(answer) else [f"{url}?{asked_for}={value[:30]!r}: {answer.status_code}"]
    for path in ("/places/%s/", "/scores/%s/", "/scores/01/series/%s/", "/plans/%s/", "/plans/items/1/%s/",
                 "/reports/%s/", "/manual/%s/", "/accounts/people/%s/", "/places/%s/agencies/new/", "/%s"):  # fmt: skip
        for value in SHORT:
            answer = browser.get(path.replace("%s", quote(value, safe="")))
            wrong += [] if in_words(answer) else [f"{path} {value[:30]!r}: {answer.status_code}"]
    assert wrong == []


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_nothing_leads_out_of_the_house(house_2021: House, cast: Cast, prefix: str) -> None:
    for target in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\tjava:x"):
        browser = at_screen(cast, "")
        sent = {"login": "ward", "password": "dan-biet-demo", "next": target}
        answer = browser.post(f"{prefix}/accounts/login/", sent)
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"{prefix}/desk/"), target
        page = browser.get(f"{prefix}/?next={quote(target)}").content.decode()
        assert 'href="//evil' not in page
        assert 'href="https://evil' not in page


def test_the_other_language_keeps_the_page_and_its_question(house_2021: House, cast: Cast) -> None:
    browser = at_screen(cast, "planner")
    page = browser.get(f"/plans/{house_2021.above.plan.pk}/?show=late&page=1").content.decode()
    assert f'href="/en/plans/{house_2021.above.plan.pk}/?show=late&amp;page=1"' in page
    page = browser.get("/en/scores/compare/?place=01&place=79").content.decode()
    assert 'href="/scores/compare/?place=01&amp;place=79"' in page


def test_a_stranger_host_a_missing_mark_and_a_flood_are_answered_in_words(house_2021: House, cast: Cast) -> None:
    pk = house_2021.mine.task.pk
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(cast.users["ward"])
    browser = at_screen(cast, "ward")
    flood = {"text": "x", "token": "a", "item": [str(n) for n in range(10_000)]}
    big = {"text": "x" * (6 * 1024 * 1024), "token": "a"}
    before = ProgressNote.objects.count(), Event.objects.count()
    for prefix, words in (("", "Theo quy tắc nào"), ("/en", "By which rule")):
        url = f"{prefix}/plans/tasks/{pk}/report/"
        for status, answer in (
            (400, browser.get(f"{prefix}/", headers={"Host": "evil.example"})),
            (403, strict.post(url, {"text": "x", "token": "a"})),
            (400, browser.post(url, flood)),
            (400, browser.post(url, big)),
        ):
            assert answer.status_code == status
            assert words in answer.content.decode()
    assert (ProgressNote.objects.count(), Event.objects.count()) == before


# files


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


WORD = {"word__document_dot_xml": b"<w:document/>"}
BAD = {
    "exe.pdf": b"MZ\x90\0 program", "empty.pdf": b"", "large.pdf": b"%PDF-" + b"x" * (25 * 1024 * 1024),
    "bomb.png": png_of(60_000, 60_000), "half.png": picture(form="PNG")[:300], "cut.jpg": b"\xff\xd8\xff\xe0",
    "script.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "page.pdf": b"<html><script>alert(1)</script></html>", "macro.docx": zipped(**WORD, word__vbaProject_dot_bin=b"x"),
    "plain.zip": zipped(a=b"b"), "broken.docx": b"PK\x03\x04 broken",
}  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_bad_file_is_refused_in_words_and_leaves_nothing(house_2021: House, cast: Cast, prefix: str) -> None:
    before = (files_kept(), count())
    ward, planner, task = at_screen(cast, "ward"), at_screen(cast, "planner"), house_2021.mine.task.pk
    issuer, good = house_2021.above.place.committee.pk, picture(seed=77)
    for name, data in BAD.items():
        files = [SimpleUploadedFile(name, data) for _ in range(3)]
        report = {"text": "Đã làm", "token": "b", "evidence": [SimpleUploadedFile("a.jpg", good), files[0]]}
        for answer in (
            ward.post(f"{prefix}/plans/tasks/{task}/report/", report),
            planner.post(f"{prefix}/plans/import/", {"issuer": issuer, "file": files[1]}),
            ward.post(f"{prefix}/reports/{house_2021.mine.issued.pk}/scan/", {"scan": files[2]}),
        ):
            assert (answer.status_code in {409, 413, 422}, in_words(answer)) == (True, True), name
            assert (files_kept(), count()) == before, name


def test_a_bomb_of_a_document_is_taken_without_being_unpacked(house_2021: House, cast: Cast) -> None:
    core = b"<dcterms:created>2021-09-01</dcterms:created>" + b" " * 200_000_000
    data = zipped(**WORD, docProps__core_dot_xml=core)
    sent = {"text": "Đã làm", "token": "b", "evidence": [SimpleUploadedFile("a.docx", data)]}
    answer = at_screen(cast, "ward").post(f"/plans/tasks/{house_2021.mine.task.pk}/report/", sent)
    assert answer.status_code == 302
    planner = at_screen(cast, "planner")
    body = zipped(word__document_dot_xml=b"<w:document>" + b" " * 400_000_000)
    sent = {"issuer": house_2021.above.place.committee.pk, "file": SimpleUploadedFile("a.docx", body)}
    answer = planner.post("/plans/import/", sent)
    assert (answer.status_code, in_words(answer)) == (422, True)


ODD_NAMES = [
    "../../etc/passwd.pdf", "a\r\nX-Evil: 1.pdf", "\u202efdp.exe.pdf", "đ" * 300 + ".pdf", "a\0.pdf", ".pdf", '"',
]  # fmt: skip


def test_a_file_of_an_odd_name_is_kept_and_only_ever_downloaded(house_2021: House, cast: Cast) -> None:
    ward = at_screen(cast, "ward")
    for number, name in enumerate(ODD_NAMES):
        file = SimpleUploadedFile("x.pdf", PDF + name.encode())
        file._name = name
        sent = {"text": "Đã làm", "token": f"b{number}", "evidence": [file]}
        answer = ward.post(f"/plans/tasks/{house_2021.mine.task.pk}/report/", sent)
        assert answer.status_code == 302, name
        assert {path.name for path in files_kept()} == expected_files(), name
        row = Evidence.objects.order_by("pk").last()
        assert "/" not in row.name
        download = ward.get(f"/plans/evidence/{row.pk}/")
        assert download["Content-Disposition"].startswith("attachment"), name
        assert download["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in download["Content-Security-Policy"]
        assert "X-Evil" not in download, name


def test_a_full_disk_is_told_and_leaves_nothing(house_2021: House, cast: Cast, monkeypatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = count(), files_kept()
    monkeypatch.setattr("danbiet.common.files.os.fsync", full)
    for prefix, words in (("", "Máy chủ hết chỗ chứa"), ("/en", "no room left")):
        sent = {"text": "Đã làm", "token": "b", "evidence": [SimpleUploadedFile("a.jpg", picture(seed=78))]}
        answer = at_screen(cast, "ward").post(f"{prefix}/plans/tasks/{house_2021.mine.task.pk}/report/", sent)
        assert answer.status_code == 507
        assert words in answer.content.decode()
    assert (count(), files_kept()) == before


# twice, too late, somebody else's


def count() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Plan, Task, ProgressNote, Report, ImportedDraft, Event))


def test_every_form_sent_twice_acts_once(house_2021: House, cast: Cast) -> None:
    """The second answer is a redirect or a page that says so."""
    people = {
        "plans:report": "ward", "plans:answer": "ward", "plans:correct": "inspector", "plans:recheck": "inspector",
        "plans:judge": "chair", "reports:edit": "ward", "reports:issue": "wardchair", "reports:correct": "ward",
        "reports:scan": "ward",
    }  # fmt: skip
    thing, wrong = house_2021.mine, []
    for (line,) in rows(THINGS):
        address, how, key, _, words = [*line.split(), ""][:5]
        if how == "GET" or address in {"reports:refresh", "plans:target", "plans:review_import"}:
            continue
        browser = at_screen(cast, people.get(address, "planner"))
        url = reverse(address, kwargs={"pk": thing.keys[key], **asked(words)})
        data = form(address, asked(words), house_2021, thing)
        with transaction.atomic():
            first = browser.post(url, data)
            middle = count()
            second = browser.post(url, form(address, asked(words), house_2021, thing))
            again = count()
            transaction.set_rollback(True)
        told = first.status_code in {302, 409, 422} and second.status_code in {302, 404, 409, 422} and in_words(second)
        if again != middle or not told:
            wrong.append(f"{url}: {first.status_code}, {second.status_code}, {middle}, {again}")
    assert wrong == []


def test_forms_without_a_mark_sent_twice_make_one_row(house_2021: House, cast: Cast) -> None:
    place = house_2021.above.place
    planner, admin = at_screen(cast, "planner"), at_screen(cast, "admin")
    unit = house_2021.mine.place
    charge = {"role": "ward_officer", "place": unit.unit.pk, "agency": unit.committee.pk, "from_day": "2021-09-01"}
    for browser, url, data in (
        (
            planner,
            "/plans/import/",
            {"issuer": place.committee.pk, "text": "1. Niêm yết công khai giá đất tại phường."},
        ),
        (planner, "/reports/new/", {"place": place.unit.pk, "period": "2021-Q3"}),
        (planner, "/places/00601/agencies/new/", {"kind": "office", "name_vi": "Phòng Tư pháp"}),
        (planner, "/places/00601/groups/new/", {"kind": "urban", "name_vi": "Tổ dân phố 9"}),
        (admin, "/accounts/new/", {**charge, "username": "moi", "name": "Người mới"}),
        (admin, "/accounts/grant/", {**charge, "username": "stranger"}),
    ):
        first = browser.post(url, data)
        assert first.status_code in {200, 302}, (url, first.status_code)
        middle = count()
        second = browser.post(url, data)
        assert second.status_code in {409, 422}, (url, second.status_code)
        assert count() == middle, url


def test_yesterdays_forms_are_told_what_changed(house_2021: House, cast: Cast, at_2021) -> None:
    mine, above = house_2021.mine, house_2021.above
    plans.issue_plan(above.draft, number="400/KH-UBND", issued_on=house_2021.day, by=cast.actor("planner"), at=at_2021)
    planner, ward, chair = at_screen(cast, "planner"), at_screen(cast, "ward"), at_screen(cast, "wardchair")
    draft = above.draft.pk
    sent = {"token": "a", "kind": "task", "text": "Thêm"}
    for answer in (
        planner.post(f"/plans/{draft}/draft/items/", sent),
        planner.post(f"/plans/{draft}/draft/issue/", {"number": "1", "issued_on": "2021-09-21", "token": "b"}),
        planner.post(f"/plans/items/{above.keys['clause']}/strike/", {"token": "c"}),
        ward.post(f"/reports/{mine.issued.pk}/edit/", {"seen": 0, "causes": "x"}),
        ward.post(f"/reports/{mine.issued.pk}/refresh/"),
        chair.post(f"/reports/{mine.issued.pk}/issue/", {"signer": "A", "capacity": CAPACITIES[0], "number": 5}),
    ):
        assert answer.status_code == 409
        assert "ban hành" in answer.content.decode()
        assert in_words(answer)
    answer = planner.get(f"/plans/{draft}/draft/")
    assert answer.status_code == 409


def test_keys_of_others_in_a_form_are_refused(house_2021: House, cast: Cast, country: Country) -> None:
    mine, other, above = house_2021.mine, house_2021.other, house_2021.above
    planner, chair = at_screen(cast, "planner"), at_screen(cast, "wardchair")
    soon, before = "2021-09-30", count()
    far = country.new_xuan_dinh
    for browser, url, data in (
        (chair, f"/plans/{mine.plan.pk}/assign/", {"item": [other.task.item_id], "product": "x"}),
        (chair, f"/plans/tasks/{mine.task.pk}/assign/", {"lead_agency": other.place.committee.pk, "due_on": soon}),
        (chair, f"/plans/tasks/{mine.task.pk}/assign/", {"due_on": soon, "version": 999}),
        (planner, f"/plans/{above.plan.pk}/split/", {"item": [above.task.item_id], "wards": [far.unit.pk]}),
        (planner, f"/plans/{above.plan.pk}/split/", {"item": [mine.task.item_id], "wards": [mine.place.unit.pk]}),
        (chair, f"/plans/items/{mine.keys['item']}/answers/", {"upper": other.task.item_id}),
        (chair, "/plans/new/", {"issuer": other.place.committee.pk, "title": "x", "from_day": soon, "until_day": soon}),
        (at_screen(cast, "ward"), "/reports/new/", {"place": other.place.unit.pk, "period": "2021-Q3"}),
        (at_screen(cast, "ward"), "/plans/import/", {"issuer": other.place.committee.pk, "text": "1. Niêm yết."}),
    ):
        answer = browser.post(url, {**data, "token": url})
        assert answer.status_code in {403, 404, 409, 422}, (url, answer.status_code)
        assert in_words(answer)
        assert count() == before


# two at once


def both(first: Callable[[], HttpResponse], second: Callable[[], HttpResponse]) -> list[HttpResponse]:
    """Two people press at the same moment, each on a connection of their own; one after the other where the database
    in memory has no writers that wait (a file of SQLite is tried in test_crash): the answers are the same."""
    if connection.vendor == "sqlite":
        return [first(), second()]
    ready, answers = threading.Barrier(2), {}

    def press(number: int, act: Callable[[], HttpResponse]) -> None:
        ready.wait(timeout=10)
        try:
            answers[number] = act()
        finally:
            connection.close()

    hands = [threading.Thread(target=press, args=pair) for pair in enumerate((first, second))]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=60)
    return [answers[0], answers[1]]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_acts_and_the_other_is_told(country: Country, cast: Cast, in_2021: None) -> None:
    house = of_2021(country, cast)
    task, note, report = house.mine.task, house.mine.keys["note"], house.mine.report
    planner, chair, ward = (at_screen(cast, name) for name in ("planner", "chair", "ward"))

    def at_once(one: Client, other: Client, url: str, data: dict[str, object], *, same_mark: bool = False) -> list[int]:
        marks = ["same", "same"] if same_mark else ["one", "two"]
        before = Event.objects.count()
        found = both(
            lambda: one.post(url, {**data, "token": url + marks[0]}),
            lambda: other.post(url, {**data, "token": url + marks[1]}),
        )
        assert all(in_words(answer) for answer in found), [answer.status_code for answer in found]
        assert Event.objects.count() == before + 1, url
        return sorted(answer.status_code for answer in found)

    given = {"lead_agency": task.lead_agency_id, "due_on": "2021-09-30", "version": task.version}
    assert at_once(planner, chair, f"/plans/tasks/{task.pk}/assign/", given) == [302, 409]
    words = {"seen": report.version, "causes": "Mỗi người một ý"}
    assert at_once(ward, ward, f"/reports/{report.pk}/edit/", words) == [302, 409]
    twice = at_once(ward, ward, f"/plans/tasks/{task.pk}/report/", {"text": "Đã làm"}, same_mark=True)
    assert twice == [302, 302]
    assert at_once(planner, chair, f"/plans/notes/{note}/judge/", {"verdict": "accept"}) == [302, 409]
    issue = {"number": "401/KH-UBND", "issued_on": "2021-09-21"}
    assert at_once(planner, chair, f"/plans/{house.above.draft.pk}/draft/issue/", issue) == [302, 409]
    drop = f"/plans/import/{house.mine.imported.pk}/drop/"
    assert at_once(planner, chair, drop, {}) == [302, 409]
    replace = f"/reports/{house.mine.issued.pk}/correct/"
    assert at_once(ward, ward, replace, {"reason": "Nhầm"}) == [302, 409]
    assert {path.name for path in files_kept()} == expected_files()


def test_the_record_still_verifies_after_all_that(house_2021: House, cast: Cast, capsys) -> None:
    at_screen(cast, "ward").post(f"/plans/tasks/{house_2021.mine.task.pk}/report/", {"text": "x\u202e{}", "token": "a"})
    call_command("verify_ledger")
    capsys.readouterr()
