"""Each act: works, refused by rule, not yours, and its event in the ledger."""

from datetime import date
from io import BytesIO

import docx as reader
import openpyxl
import pytest
from django.db import IntegrityError, transaction

from danbiet.common import clock, files
from danbiet.common.actor import Conflict, Damaged, NotAllowed
from danbiet.law.periods import UnknownPeriod
from danbiet.ledger.models import Event, Opening
from danbiet.plans import services as plans
from danbiet.reports import services
from danbiet.reports.models import Call, Report
from danbiet.reports.selectors.facts import recompute
from danbiet.reports.selectors.material import previous
from danbiet.reports.tests.factories import LATER, PDF, SEPTEMBER, draft, issued, signing, work


def events(act: str) -> list[dict]:
    found = Event.objects.filter(act=f"reports.{act}").order_by("seq")
    return [Opening.objects.get(event=event, part="payload").value for event in found]


def words(sha256: str) -> str:
    file = reader.Document(BytesIO(files.read(sha256)))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def test_draft_counts_what_is_recorded(country, cast):
    work(country, cast)
    report = draft(cast, country.dong_ngac)
    values = {key: cell["value"] for key, cell in report.figures.items() if "." not in key}
    assert (values["tasks_total"], values["tasks_late"], values["tasks_done"]) == (1, 1, 0)
    assert (values["notes_sent"], values["notes_accepted"], values["notes_waiting"]) == (2, 1, 1)
    assert (values["broadcasts"], values["units_total"], values["cells_total"]) == (None, 0, 28)
    assert report.figures["tasks_total.transparency"]["value"] == 1
    assert report.figures["tasks_total"]["before"] is None
    assert events("draft") == [{"period": "2021-Q3", "kind": "quarter", "corrects": None}]


@pytest.mark.parametrize(
    "who", ["ward2", "chair", "planner", "wardchair", "resident", "stranger", "inspector", "admin"]
)
def test_draft_is_for_the_officer_of_the_very_place(country, cast, who):
    with pytest.raises(NotAllowed):
        draft(cast, country.dong_ngac, who=who)
    assert not Report.objects.exists()
    assert not Event.objects.exists()


def test_one_report_for_a_place_and_period(country, cast):
    draft(cast, country.dong_ngac)
    with pytest.raises(services.ReportExists):
        draft(cast, country.dong_ngac)
    draft(cast, country.xuan_dinh, who="ward2")


def test_a_period_that_has_not_begun_or_does_not_exist_is_refused(country, cast):
    with pytest.raises(services.NotClosed):
        draft(cast, country.dong_ngac, period="2022-Q1")
    with pytest.raises(UnknownPeriod):
        draft(cast, country.dong_ngac, period="2021-Q9")


def test_write_texts_keeps_words_and_tells_what_stops(country, cast):
    work(country, cast)
    report = draft(cast, country.dong_ngac)
    assert [found["slot"] for found in report.body["findings"]] == ["causes"]
    texts = {"strengths": "Đạt kết quả tốt.", "causes": "Thiếu người.", "proposals": ""}
    services.write_texts(report, texts=texts, seen=0, by=cast.actor("ward"), at=SEPTEMBER)
    assert [found["slot"] for found in report.body["findings"]] == ["strengths"]
    assert set(report.texts) == {"strengths", "causes"}
    assert set(events("write_texts")[0]["texts"]) == {"strengths", "causes"}


def test_two_people_who_write_at_once_are_told(country, cast):
    report = draft(cast, country.dong_ngac)
    services.write_texts(report, texts={"causes": "a"}, seen=0, by=cast.actor("ward"), at=SEPTEMBER)
    with pytest.raises(services.ReportChanged):
        services.write_texts(report, texts={"causes": "b"}, seen=0, by=cast.actor("ward"), at=SEPTEMBER)
    report.refresh_from_db()
    assert report.texts == {"causes": "a"}


@pytest.mark.parametrize("who", ["ward2", "wardchair", "planner", "resident"])
def test_write_texts_not_yours(country, cast, who):
    report = draft(cast, country.dong_ngac)
    with pytest.raises(NotAllowed):
        services.write_texts(report, texts={}, seen=0, by=cast.actor(who), at=SEPTEMBER)


def test_issue_numbers_freezes_and_files(country, cast):
    work(country, cast)
    report = issued(cast, country.dong_ngac)
    assert (report.state, report.number, report.year, str(report)) == ("issued", 1, 2021, "01/BC-UBND")
    text = words(report.docx)
    for part in (
        "ỦY BAN NHÂN DÂN", "PHƯỜNG ĐÔNG NGẠC", "Số: 01/BC-UBND", "Đông Ngạc, ngày 16 tháng 9 năm 2021", "BÁO CÁO",
        "Thực hiện Kế hoạch số 313/KH-UBND ngày 18 tháng 8 năm 2021 của Ủy ban nhân dân quận Bắc Từ Liêm",
        "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "II. KẾT QUẢ THỰC HIỆN", "1. Công tác thông tin, tuyên truyền",
        "2. Kết quả theo từng chỉ số nội dung", "h) ", "III. ĐÁNH GIÁ CHUNG", "1. Ưu điểm", "2. Tồn tại, hạn chế",
        "3. Nguyên nhân", "Thiếu người phụ trách ở hai tổ.", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM QUÝ IV NĂM 2021",
        "V. KIẾN NGHỊ, ĐỀ XUẤT", "TM. ỦY BAN NHÂN DÂN", "Nguyễn Văn Ặc", "- UBND quận Bắc Từ Liêm", "Phụ lục II",
        "Nhiệm vụ thứ 1", "trễ hạn: 1", "chưa có số liệu",
    ):  # fmt: skip
        assert part in text, part
    assert "DỰ THẢO" not in text
    assert "{" not in text
    assert files.read(report.pdf).startswith(b"%PDF-")
    sheet = openpyxl.load_workbook(BytesIO(files.read(report.xlsx)))["Số liệu"]
    rows = {row[0]: row[1] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]}
    assert (rows["Nhiệm vụ của kế hoạch"], rows["Lượt tiếp công dân"]) == (1, None)
    (payload,) = events("issue")
    assert (payload["number"], payload["docx"], payload["pdf"]) == (1, report.docx, report.pdf)


@pytest.mark.parametrize("who", ["ward", "chair", "planner", "inspector", "resident", "stranger"])
def test_issue_is_for_the_leader_of_the_very_place(country, cast, who):
    report = draft(cast, country.dong_ngac)
    with pytest.raises(NotAllowed):
        services.issue(report, signing=signing(), by=cast.actor(who), at=SEPTEMBER)
    report.refresh_from_db()
    assert (report.state, events("issue")) == ("draft", [])


def test_issue_waits_for_the_data_to_close(country, cast):
    early = clock.moment(date(2021, 9, 13))
    report = draft(cast, country.dong_ngac, at=early)
    with pytest.raises(services.NotClosed):
        services.issue(report, signing=signing(), by=cast.actor("wardchair"), at=early)


STOPS = [
    ({"causes": "x", "strengths": "Công tác phòng chống tham nhũng đạt kết quả tốt."}, "đạt kết quả"),
    ({"causes": "x", "outreach": "Đã xong 35/40 (98%)."}, "35/40"),
    ({"causes": "x", "outreach": "So với 6 tháng đầu năm, tăng 2 cuộc họp."}, "6 tháng"),
    ({}, "Nguyên nhân"),
]


@pytest.mark.parametrize(("texts", "why"), STOPS)
def test_a_hollow_claim_or_wrong_sum_stops_the_issue(country, cast, texts, why):
    work(country, cast)
    report = draft(cast, country.dong_ngac)
    services.write_texts(report, texts=texts, seen=0, by=cast.actor("ward"), at=SEPTEMBER)
    with pytest.raises(services.NotReady, match=why):
        services.issue(report, signing=signing(), by=cast.actor("wardchair"), at=SEPTEMBER)
    report.refresh_from_db()
    assert report.state == "draft"


def test_figures_whose_parts_do_not_add_up_stop_the_issue(country, cast, monkeypatch):
    work(country, cast)
    report = draft(cast, country.dong_ngac)
    monkeypatch.setattr(services, "moved", lambda stored, fresh: [])
    report.figures["notes_sent"]["value"] = 7
    report.texts = {"causes": "x"}
    report.save()
    with pytest.raises(services.NotReady, match="các phần cộng lại là 2"):
        services.issue(report, signing=signing(), by=cast.actor("wardchair"), at=SEPTEMBER)


def test_the_signer_must_see_figures_that_moved(country, cast):
    work(country, cast)
    report = draft(cast, country.dong_ngac)
    services.write_texts(report, texts={"causes": "x"}, seen=0, by=cast.actor("ward"), at=SEPTEMBER)
    note = country.dong_ngac.unit.plans.get().tasks.get().notes.get(verdict="waiting")
    plans.accept(note, by=cast.actor("planner"), at=SEPTEMBER)
    with pytest.raises(services.FiguresMoved, match="Báo cáo tiến độ được chấp nhận"):
        services.issue(report, signing=signing(), by=cast.actor("wardchair"), at=LATER)
    services.refresh(report, by=cast.actor("wardchair"), at=LATER)
    assert report.figures["notes_accepted"]["value"] == 2
    assert "notes_accepted" in events("refresh")[0]["changed"]
    assert services.issue(report, signing=signing(), by=cast.actor("wardchair"), at=LATER).number == 1


def test_refresh_not_yours(country, cast):
    report = draft(cast, country.dong_ngac)
    with pytest.raises(NotAllowed):
        services.refresh(report, by=cast.actor("ward2"), at=SEPTEMBER)


def test_what_is_issued_is_never_edited(country, cast):
    report = issued(cast, country.dong_ngac)
    before = Report.objects.filter(pk=report.pk).values().get()
    with pytest.raises(services.ReportIssued):
        services.write_texts(report, texts={"causes": "y"}, seen=report.version, by=cast.actor("ward"), at=LATER)
    with pytest.raises(services.ReportIssued):
        services.refresh(report, by=cast.actor("ward"), at=LATER)
    with pytest.raises(services.ReportIssued):
        services.issue(report, signing=signing(number=9), by=cast.actor("wardchair"), at=LATER)
    assert Report.objects.filter(pk=report.pk).values().get() == before


def test_records_that_come_later_do_not_change_an_issued_report(country, cast):
    work(country, cast)
    report = issued(cast, country.dong_ngac)
    note = country.dong_ngac.unit.plans.get().tasks.get().notes.get(verdict="waiting")
    plans.accept(note, by=cast.actor("planner"), at=LATER)
    assert recompute(report) == []


def test_the_walk_names_figures_that_no_longer_come_out(country, cast):
    task = work(country, cast)
    report = issued(cast, country.dong_ngac)
    type(task).objects.filter(pk=task.pk).update(due_on=None)
    assert ("tasks_late", 1, 0) in recompute(report)
    assert ("tasks_no_deadline", 0, 1) in recompute(report)


def test_numbers_run_by_issuer_and_year(country, cast):
    assert issued(cast, country.dong_ngac).number == 1
    assert issued(cast, country.district, who="planner", chair="chair").number == 1


def test_a_number_is_used_once(country, cast):
    first = issued(cast, country.dong_ngac)
    second = draft(cast, country.dong_ngac, period="2021-09")
    with pytest.raises(services.NumberTaken):
        services.issue(second, signing=signing(number=first.number), by=cast.actor("wardchair"), at=SEPTEMBER)
    second.refresh_from_db()
    done = services.issue(second, signing=signing(number=12), by=cast.actor("wardchair"), at=SEPTEMBER)
    assert (str(done), services.next_number(done, year=2021), services.next_number(done, year=2022)) == (
        "12/BC-UBND",
        13,
        1,
    )


def test_the_signed_scan_is_kept_by_its_hash_once(country, cast):
    report = issued(cast, country.dong_ngac)
    services.attach_scan(report, data=PDF, by=cast.actor("ward"), at=LATER)
    assert files.read(report.scan) == PDF
    assert events("attach_scan")[0]["sha256"] == report.scan
    with pytest.raises(Conflict, match="không thay được"):
        services.attach_scan(report, data=PDF + b"2", by=cast.actor("ward"), at=LATER)


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"])
def test_a_scan_is_pdf_or_jpeg(country, cast, data):
    report = issued(cast, country.dong_ngac)
    with pytest.raises(Damaged):
        services.attach_scan(report, data=data, by=cast.actor("ward"), at=LATER)


def test_a_scan_needs_an_issued_report_of_ones_own(country, cast):
    report = draft(cast, country.dong_ngac)
    with pytest.raises(Damaged):
        services.attach_scan(report, data=PDF, by=cast.actor("ward"), at=LATER)
    with pytest.raises(NotAllowed):
        services.attach_scan(report, data=PDF, by=cast.actor("ward2"), at=LATER)


def test_a_correction_is_a_new_report_that_names_the_old(country, cast):
    work(country, cast)
    old = issued(cast, country.dong_ngac)
    new = services.correct(old, reason="Đếm thiếu tổ 4.", by=cast.actor("ward"), at=LATER)
    assert (new.corrects, new.texts, new.state) == (old, old.texts, "draft")
    services.issue(new, signing=signing(), by=cast.actor("wardchair"), at=LATER)
    assert "Báo cáo này thay Báo cáo số 01/BC-UBND ngày 16 tháng 9 năm 2021; lý do: Đếm thiếu tổ 4." in words(new.docx)
    assert [row["corrects"] for row in events("draft")] == [None, old.pk]
    with pytest.raises(services.ReportExists):
        services.correct(old, reason="Nữa.", by=cast.actor("ward"), at=LATER)


def test_a_correction_says_why_and_is_of_an_issued_report_of_ones_own(country, cast):
    report = draft(cast, country.dong_ngac)
    with pytest.raises(Damaged):
        services.correct(report, reason="x", by=cast.actor("ward"), at=LATER)
    with pytest.raises(NotAllowed):
        services.correct(report, reason="x", by=cast.actor("ward2"), at=LATER)
    done = services.issue(report, signing=signing(), by=cast.actor("wardchair"), at=SEPTEMBER)
    with pytest.raises(Damaged):
        services.correct(done, reason=" ", by=cast.actor("ward"), at=LATER)


def test_wards_compile_upward(country, cast):
    work(country, cast)
    issued(cast, country.dong_ngac)
    report = issued(cast, country.district, who="planner", chair="chair", at=LATER)
    text = words(report.docx)
    assert "Đơn vị trực thuộc: 2, trong đó đã có kế hoạch: 0, chưa có kế hoạch: 2; đã gửi báo cáo kỳ này: 1." in text
    assert "Chưa gửi báo cáo kỳ này: Phường Xuân Đỉnh." in text
    assert "Số 01/BC-UBND, 16/9/2021" in text
    assert "1/2 đơn vị đã gửi" in text
    assert report.figures["below_total"]["value"] == 1
    assert "- UBND thành phố Hà Nội" in text


def test_the_text_of_the_last_report_is_not_copied(country, cast):
    text = "Hai tổ chưa có người phụ trách nên chưa phổ biến hết các nội dung của kế hoạch trong kỳ."
    report = draft(cast, country.dong_ngac, period="2021-08")
    services.write_texts(report, texts={"causes": text}, seen=0, by=cast.actor("ward"), at=SEPTEMBER)
    services.issue(report, signing=signing(), by=cast.actor("wardchair"), at=SEPTEMBER)
    later = draft(cast, country.dong_ngac, period="2021-09")
    assert previous(later) == report
    services.write_texts(later, texts={"causes": text}, seen=0, by=cast.actor("ward"), at=SEPTEMBER)
    with pytest.raises(services.NotReady, match="chép nguyên văn"):
        services.issue(later, signing=signing(), by=cast.actor("wardchair"), at=SEPTEMBER)


@pytest.mark.parametrize("period", ["2021-H1", "2020", "2021-9M", "2021-08"])
def test_every_kind_can_be_drafted_and_issued(country, cast, period):
    report = draft(cast, country.dong_ngac, period=period)
    done = services.issue(report, signing=signing(), by=cast.actor("wardchair"), at=SEPTEMBER)
    text = words(done.docx)
    assert ("KHUNG KẾ HOẠCH NĂM 2021" in text) is (period == "2020")
    assert ("SO VỚI CHỈ TIÊU" in text) is (period in {"2021-H1", "2020"})


def test_two_tiers_in_2026(country, cast, at_2026):
    report = draft(cast, country.new_dong_ngac, period="2026-Q3", at=at_2026)
    by = cast.actor("wardchair", clock.day(at_2026))
    done = services.issue(report, signing=signing(), by=by, at=at_2026)
    assert "- UBND thành phố Hà Nội" in words(done.docx)


def test_a_place_sets_an_earlier_day_for_its_wards(country, cast):
    due = (date(2021, 9, 16), "Công văn 900/UBND-NV ngày 30/8/2021")
    services.set_due(country.district.unit, period="2021-Q3", due=due, by=cast.actor("planner"), at=SEPTEMBER)
    assert Call.objects.get().due_on == date(2021, 9, 16)
    assert events("set_due")[0]["due_on"] == "2021-09-16"


@pytest.mark.parametrize(("day", "basis"), [(14, "x"), (21, "x"), (16, " ")])
def test_a_day_outside_the_rule_or_without_a_document_is_refused(country, cast, day, basis):
    with pytest.raises(Damaged):
        services.set_due(
            country.district.unit,
            period="2021-Q3",
            due=(date(2021, 9, day), basis),
            by=cast.actor("planner"),
            at=SEPTEMBER,
        )


def test_a_ward_does_not_set_days_for_others(country, cast):
    with pytest.raises(NotAllowed):
        services.set_due(
            country.district.unit, period="2021-Q3", due=(date(2021, 9, 16), "x"), by=cast.actor("ward"), at=SEPTEMBER
        )


WRONG = [
    {"state": "issued"}, {"state": "lost"}, {"kind": "week"}, {"number": 3, "year": 2021}, {"scan": "a" * 64},
    {"scan_at": SEPTEMBER},
]  # fmt: skip


@pytest.mark.parametrize("fields", WRONG)
def test_the_database_refuses_half_an_issue(country, cast, fields):
    report = draft(cast, country.dong_ngac)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**fields)
