"""Importing a plan: read, refused, gone through, carried over; by page and by command."""

import json
import zipfile
from datetime import date
from io import BytesIO, StringIO

import docx
import pytest
import xlsxwriter
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override

from danbiet.common.actor import SYSTEM, Damaged, FileProblems, NotAllowed, NotYours
from danbiet.common.formats import FileRefused
from danbiet.ledger.models import Event
from danbiet.plans.models import ImportedDraft, Plan
from danbiet.plans.rules import importing as rules
from danbiet.plans.rules.items import split
from danbiet.plans.rules.states import ItemKind
from danbiet.plans.selectors import importing as selectors
from danbiet.plans.services import importing, reading
from danbiet.plans.tests import factories, retyped
from tests.people import IN_2021

TEXT = """KẾ HOẠCH
Nâng cao PAPI phường Đông Ngạc năm 2021
Thực hiện Kế hoạch số 313/KH-UBND ngày 18/8/2021 của UBND quận Bắc Từ Liêm
II. NHIỆM VỤ, GIẢI PHÁP
1. Công khai dự toán, quyết toán ngân sách phường trước 30/11/2021.
2. Tổ chức tiếp công dân định kỳ hằng tháng tại trụ sở phường.
3. Nhiệm vụ thứ nhất của quận, công bố kết quả PAPI; niêm yết danh sách hộ nghèo tại nhà văn hóa.
"""


@pytest.fixture
def read(country, cast, at_2021):
    def made(text: str = TEXT, who: str = "planner", place=None) -> ImportedDraft:
        place = place or country.dong_ngac
        return importing.read_plan(
            place.committee, sent=importing.Sent(text=text), by=cast.actor(who), at=at_2021
        )  # fmt: skip

    return made


def decide(row: rules.Row, **changes) -> rules.Decision:
    values = {"kind": ItemKind(row.kind), "text": row.text, "constructs": row.constructs, "due_text": row.due_text}
    return rules.Decision(**{**values, "is_confirmed": True, **changes})


def confirm_all(draft: ImportedDraft, *, by, at, **changes) -> ImportedDraft:
    rows = [rules.row_from(row) for row in draft.rows]
    return importing.save_review(
        draft, version=draft.version, heading=rules.heading_from(draft.heading),
        decisions={row.code: decide(row, **changes) for row in rows}, by=by, at=at,
    )  # fmt: skip


def test_a_paste_is_read_into_rows_that_wait_and_one_event_is_written(read) -> None:
    draft = read()
    rows = [rules.row_from(row) for row in draft.rows]
    assert [row.text for row in rows][0] == "Công khai dự toán, quyết toán ngân sách phường trước 30/11/2021"
    assert (rows[0].due_on, rows[0].constructs, rows[0].is_confirmed) == (date(2021, 11, 30), ("budget",), False)
    assert rows[1].recurrence == "monthly"
    assert rules.heading_from(draft.heading).parent_number == "313/KH-UBND"
    assert Event.objects.filter(act="plans.read_plan", target=f"plans.import/{draft.pk}").count() == 1
    assert not Plan.objects.exists()


def test_clauses_of_issued_plans_are_found_again(read, country, cast) -> None:
    plan = factories.draft(country, cast)
    factories.item(plan, cast, text="Tổ chức tiếp công dân định kỳ hằng tháng tại trụ sở quận", code="T9")
    importing_plan = factories.services.issue_plan(
        plan, number="313/KH-UBND", issued_on=factories.AUGUST, by=cast.actor("planner"), at=factories.AT_AUGUST
    )
    alike = rules.row_from(read().rows[1]).alike
    assert [(one.code, one.plan.split(",")[0]) for one in alike] == [("T9", importing_plan.number)]
    assert (alike[0].here, alike[0].there) == (("phường.",), ("quận",)) or alike[0].there == ("quận",)


def test_only_planners_and_the_own_ward_may_import(read, country) -> None:
    assert read(who="ward").pk
    for who in ("ward2", "resident", "inspector", "stranger"):
        with pytest.raises(NotAllowed):
            read(who=who, text=TEXT + who)


def test_the_same_content_waits_only_once(read) -> None:
    read()
    with pytest.raises(importing.AlreadyWaiting):
        read()


def test_an_import_is_hidden_from_other_wards(read, cast) -> None:
    draft = read()
    assert selectors.import_for(cast.actor("ward"), draft.pk, on=IN_2021) == draft
    with pytest.raises(NotYours):
        selectors.import_for(cast.actor("ward2"), draft.pk, on=IN_2021)


def test_nothing_is_carried_over_before_a_person_confirmed_every_item(read, cast, at_2021) -> None:
    draft = read()
    with pytest.raises(importing.NotGoneThrough):
        importing.carry_over(draft, by=cast.actor("planner"), at=at_2021)
    assert not Plan.objects.exists()


def test_confirmed_rows_become_a_draft_plan_under_its_parent_in_one_event(read, country, cast, at_2021) -> None:
    parent = factories.issued(country, cast)
    draft = confirm_all(read(), by=cast.actor("ward"), at=at_2021)
    before = Event.objects.count()
    plan = importing.carry_over(draft, by=cast.actor("ward"), at=at_2021)
    assert Event.objects.count() == before + 1
    assert (plan.state, plan.parent, plan.from_day, plan.until_day) == (
        "draft",
        parent,
        date(2021, 1, 1),
        date(2022, 1, 1),
    )
    first = plan.items.first()
    assert first.folded.startswith("cong khai du toan")
    assert list(first.serves.values_list("construct", "confirmed")) == [("budget", True)]
    assert (first.task.due_on, first.task.lead_agency, first.task.due_text[:5]) == (date(2021, 11, 30), None, "trước")
    draft.refresh_from_db()
    assert (draft.state, draft.plan) == ("confirmed", plan)
    with pytest.raises(importing.ImportClosed):
        importing.carry_over(draft, by=cast.actor("ward"), at=at_2021)


def test_dropped_rows_stay_out_and_edits_stand(read, cast, at_2021) -> None:
    draft = read()
    rows = [rules.row_from(row) for row in draft.rows]
    decisions = {row.code: decide(row) for row in rows}
    decisions["M001"] = decide(rows[0], is_kept=False)
    decisions["M002"] = decide(
        rows[1], text="Tiếp công dân", constructs=("interaction",), due_text="Quý IV/2021", lead="UBND phường"
    )
    heading = rules.heading_from(draft.heading)
    draft = importing.save_review(
        draft, version=0, heading=heading, decisions=decisions, by=cast.actor("ward"), at=at_2021
    )
    plan = importing.carry_over(draft, by=cast.actor("ward"), at=at_2021)
    item = plan.items.first()
    assert (item.code, item.text, item.task.due_on) == ("M002", "Tiếp công dân", date(2021, 12, 31))
    assert "UBND phường" in item.note


def test_two_people_at_once_are_told(read, cast, at_2021) -> None:
    draft = read()
    confirm_all(ImportedDraft.objects.get(pk=draft.pk), by=cast.actor("ward"), at=at_2021)
    with pytest.raises(importing.ImportChanged):
        confirm_all(draft, by=cast.actor("planner"), at=at_2021)


def test_a_row_without_words_or_with_an_unknown_construct_is_refused(read, cast, at_2021) -> None:
    draft = read()
    for changes in ({"text": "  "}, {"constructs": ("happiness",)}):
        with pytest.raises(rules.WrongRow):
            confirm_all(draft, by=cast.actor("ward"), at=at_2021, **changes)


def test_a_dropped_import_keeps_no_words(read, cast, at_2021) -> None:
    draft = read()
    importing.drop_import(draft, by=cast.actor("ward"), at=at_2021)
    draft.refresh_from_db()
    assert (draft.state, draft.rows) == ("dropped", [])


# ------------------------------------------------------------------ files


def packed(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def far_cell() -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "STT")
    sheet.write(1_000_000, 3, "xa")
    book.close()
    return out.getvalue()


BAD = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"0" * 40,
    "a pdf": b"%PDF-1.7 ...",
    "old word": b"\xd0\xcf\x11\xe0" + b"0" * 600,
    "text": "Kế hoạch".encode(),
    "half a file": retyped.docx_lines(retyped.plans()[0])[:900],
    "a macro": packed(**{"word__document.xml": b"<x/>", "word__vbaProject.bin": b"x"}),
    "a program": packed(**{"word__document.xml": b"<x/>", "word__run.exe": b"x"}),
    "a bomb": packed(**{"word__document.xml": b"0" * (81 * 1024**2)}),
    "an empty shell": packed(**{"word__document.xml": b"<x/>"}),
    "an empty book": packed(**{"xl__workbook.xml": b"<x/>"}),
    "a far cell": far_cell(),
    "too large": b"PK\x03\x04" + b"0" * (10 * 1024**2 + 1),
}


@pytest.mark.parametrize("name", BAD)
def test_a_damaged_or_foreign_file_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises((FileRefused, FileProblems)) as refused:
        reading.read_file(BAD[name], name="ke-hoach.docx")
    assert refused.value.status == 422


def test_a_file_without_items_is_refused(country, cast, at_2021) -> None:
    out = BytesIO()
    docx.Document().save(out)
    with pytest.raises(Damaged):
        importing.read_plan(
            country.dong_ngac.committee, sent=importing.Sent(data=out.getvalue(), name="trong.docx"),
            by=cast.actor("ward"), at=at_2021,
        )  # fmt: skip
    assert not ImportedDraft.objects.exists()


def test_automatic_numbers_deleted_words_and_merged_owners_are_read() -> None:
    document = docx.Document()
    document.add_paragraph("Nhiệm vụ của phường", style="List Number")
    retyped.level_of(document, "Công khai ngân sách", 0)
    paragraph = document.add_paragraph("Tiếp công dân ")
    deleted = paragraph._p.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}del", {})
    deleted.append(paragraph.add_run("định kỳ").element)
    paragraph._p.append(deleted)
    out = BytesIO()
    document.save(out)
    lines = reading.read_file(out.getvalue()).blocks
    assert (lines[0].label, lines[2].text) == ("1.", "Tiếp công dân ")


def test_a_workbook_keeps_its_row_numbers_and_owner() -> None:
    found = split(reading.read_file(retyped.xlsx(retyped.plans()[2]), name="a.xlsx").blocks)
    assert found.items[0].place == 13
    assert {item.lead for item in found.items} == {"Sở Nội vụ"}


# ------------------------------------------------------------------ pages


@pytest.fixture
def at_desk(client, cast, in_2021):
    def signed(who: str):
        client.force_login(cast.users[who])
        return client

    return signed


def post_of(response) -> dict[str, object]:
    """Every field of the review page as a browser would send it back untouched."""
    forms = [response.context["heading"], *response.context["forms"]]
    data: dict[str, object] = {"version": response.context["review"].draft.version}
    for form in forms:
        for field in form:
            value = field.value()
            if value not in (None, False, ""):
                data[field.html_name] = list(value) if isinstance(value, list | tuple) else value
    return data


def test_from_paste_to_draft_plan_by_page(at_desk, country, django_assert_max_num_queries) -> None:
    client = at_desk("ward")
    new = reverse("plans:import")
    assert client.get(new).status_code == 200
    answer = client.post(new, {"issuer": country.dong_ngac.committee.pk, "text": TEXT})
    assert answer.status_code == 302
    review = answer.headers["Location"]
    with django_assert_max_num_queries(12):
        shown = client.get(review)
    assert shown.status_code == 200
    assert "Chờ xác nhận" in shown.content.decode()
    draft = ImportedDraft.objects.get()
    assert client.post(reverse("plans:carry_over_import", args=[draft.pk])).status_code == 422
    data = post_of(shown)
    assert client.post(review, {**data, "save": "1"}).status_code == 302
    assert not any(row["is_confirmed"] for row in ImportedDraft.objects.get().rows)
    shown = client.get(review)
    assert client.post(review, {**post_of(shown), "confirm_page": "1"}).status_code == 302
    assert client.post(review, {**data, "save": "1"}).status_code == 409
    done = client.post(reverse("plans:carry_over_import", args=[draft.pk]))
    assert done.headers["Location"] == reverse("plans:plan", args=[Plan.objects.get().pk])
    assert Plan.objects.get().items.count() == len(draft.rows)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("ward", 200),
        ("planner", 200),
        ("chair", 200),
        ("city", 200),
        ("ward2", 404),
        ("inspector", 403),
        ("resident", 403),
    ],
)
def test_who_sees_an_import(at_desk, read, who: str, status: int) -> None:
    draft = read()
    client = at_desk(who)
    assert client.get(reverse("plans:review_import", args=[draft.pk])).status_code == status
    assert client.get(reverse("plans:import")).status_code == (403 if status == 403 else 200)


def test_signed_out_is_sent_to_login(client, read) -> None:
    assert client.get(reverse("plans:import")).status_code == 302


def test_a_wrong_form_comes_back_with_what_was_typed(at_desk, country) -> None:
    client = at_desk("ward")
    issuer = country.dong_ngac.committee.pk
    both = client.post(reverse("plans:import"), {"issuer": issuer, "text": ""})
    assert both.status_code == 422
    wrong = BytesIO(b"%PDF-1.7")
    wrong.name = "ke-hoach.pdf"
    answer = client.post(reverse("plans:import"), {"issuer": issuer, "file": wrong})
    assert answer.status_code == 422
    assert "PDF" in answer.content.decode()
    other = client.post(reverse("plans:import"), {"issuer": country.xuan_dinh.committee.pk, "text": TEXT})
    assert other.status_code == 422


def test_a_wrong_row_comes_back(at_desk, read) -> None:
    draft = read()
    client = at_desk("ward")
    url = reverse("plans:review_import", args=[draft.pk])
    data = post_of(client.get(url))
    assert client.post(url, {**data, "M001-kind": "miracle"}).status_code == 422
    assert client.post(url, {**data, "last_year": "2020", "first_year": "2021"}).status_code == 422
    assert client.post(url, {**data, "M001-text": ""}).status_code == 422


def test_dropping_by_page(at_desk, read) -> None:
    draft = read()
    assert at_desk("ward").post(reverse("plans:drop_import", args=[draft.pk])).status_code == 302
    assert ImportedDraft.objects.get().state == "dropped"


def test_the_page_speaks_english(at_desk, read) -> None:
    draft = read()
    with override("vi"):
        text = at_desk("ward").get("/en" + reverse("plans:review_import", args=[draft.pk])).content.decode()
    assert "Waiting" in text
    assert "Chờ xác nhận" not in text


# ------------------------------------------------------------------ command


@pytest.mark.usefixtures("country", "in_2021")
def test_the_command_leaves_a_draft(tmp_path) -> None:
    file = tmp_path / "313.docx"
    file.write_bytes(retyped.docx_table(retyped.plans()[1]))
    out = StringIO()
    call_command("import_plan", str(file), "--issuer", "021", "--parent", "179/KH-UBND", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert (found["ok"], found["items"], found["heading"]["parent_number"]) == (True, 2, "179/KH-UBND")
    draft = ImportedDraft.objects.get(pk=found["import"])
    assert (draft.by, draft.state) == (None, "waiting")
    assert Event.objects.filter(act="plans.read_plan").count() == 1


@pytest.mark.usefixtures("country", "in_2021")
@pytest.mark.parametrize(
    ("content", "issuer"), [(b"", "021"), (b"%PDF-1.7", "021"), (b"\xff\xfe\x00", "021"), (TEXT.encode(), "999")]
)
def test_the_command_ends_with_2_and_says_why(tmp_path, content: bytes, issuer: str, capsys) -> None:
    file = tmp_path / "a.txt" if content[:1] in (b"\xff", TEXT.encode()[:1]) else tmp_path / "a.docx"
    file.write_bytes(content)
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_plan", str(file), "--issuer", issuer, "--json", stdout=out, stderr=err)
    assert ended.value.code == 2
    assert json.loads(out.getvalue())["ok"] is False
    assert err.getvalue()
    assert not ImportedDraft.objects.exists()


def test_the_system_may_read_but_a_person_confirms(country, at_2021) -> None:
    draft = importing.read_plan(
        country.district.committee, sent=importing.Sent(text=TEXT), by=SYSTEM, at=at_2021
    )  # fmt: skip
    assert rules.waiting(rules.row_from(row) for row in draft.rows)


@pytest.mark.usefixtures("in_2026")
def test_an_old_document_finds_the_unit_that_its_code_meant_then(country, tmp_path) -> None:
    file = tmp_path / "313.txt"
    file.write_text("Số: 313/KH-UBND\nBắc Từ Liêm, ngày 18 tháng 8 năm 2021\nKẾ HOẠCH\nPAPI 2021\n1. Tiếp công dân.\n")
    call_command("import_plan", str(file), "--issuer", "021", stdout=StringIO())
    assert ImportedDraft.objects.get().issuer == country.district.committee
    file.write_text("KẾ HOẠCH\nPAPI 2026\n1. Tiếp công dân định kỳ.\n")
    call_command("import_plan", str(file), "--issuer", "00602", stdout=StringIO())
    assert ImportedDraft.objects.order_by("pk").last().issuer == country.new_dong_ngac.committee
