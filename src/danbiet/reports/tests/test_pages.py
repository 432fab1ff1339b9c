"""Each page by each of the cast: status, queries, the states worth seeing."""

import json
from datetime import date
from io import BytesIO

import docx as reader
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test.utils import CaptureQueriesContext

from danbiet.reports import services
from danbiet.reports.models import Call, Report
from danbiet.reports.selectors import pages
from danbiet.reports.tests.factories import LATER, PDF, SEPTEMBER, draft, issued, signing, work

pytestmark = pytest.mark.usefixtures("in_2021")
MOST_QUERIES = 12


@pytest.fixture
def visit(client, cast, django_assert_max_num_queries):
    """Open an address as one of the cast (nobody for an empty name), with at most twelve queries."""

    def open_as(who: str, url: str, **data: object):
        client.logout()
        if who:
            client.force_login(cast.users[who])
        if data:
            return client.post(url, data)
        with django_assert_max_num_queries(MOST_QUERIES):
            return client.get(url)

    return open_as


EVERYBODY = [
    "",
    "ward",
    "ward2",
    "wardchair",
    "planner",
    "chair",
    "inspector",
    "analyst",
    "admin",
    "resident",
    "stranger",
]
INSIDE = {"ward", "wardchair"}
ABOVE = INSIDE | {"planner", "chair", "inspector", "analyst"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_drafts_are_for_the_officers_of_the_place(visit, country, cast, who):
    work(country, cast)
    pk = draft(cast, country.dong_ngac).pk
    for url in (f"/reports/{pk}/", f"/reports/{pk}/figures/tasks_late/", f"/reports/{pk}.docx"):
        expected = 200 if who in INSIDE else 404
        if url.endswith("docx"):
            continue
        assert visit(who, url).status_code == expected, url
    assert (b"2021-Q3" in visit(who, "/reports/").content) is False
    listed = visit(who, "/reports/").content.decode()
    assert (f'href="/reports/{pk}/"' in listed) is (who in INSIDE)


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_issued_is_public(visit, country, cast, who):
    work(country, cast)
    pk = issued(cast, country.dong_ngac).pk
    page = visit(who, f"/reports/{pk}/")
    assert page.status_code == 200
    assert "01/BC-UBND" in page.content.decode()
    assert visit(who, f"/reports/{pk}.pdf").content.startswith(b"%PDF-")
    assert "Nhiệm vụ thứ 1" in visit(who, f"/reports/{pk}/figures/tasks_late/").content.decode()
    notes = visit(who, f"/reports/{pk}/figures/notes_sent/").content.decode()
    assert ("Đã phổ biến tại tổ 1." in notes) is (who in ABOVE)


def test_every_figure_of_a_report_leads_to_rows_that_agree(visit, country, cast):
    work(country, cast)
    report = issued(cast, country.district, who="planner", chair="chair")
    for key, cell in report.figures.items():
        page = visit("planner", f"/reports/{report.pk}/figures/{key}/").content.decode()
        assert ("khớp với báo cáo" in page) is (cell["value"] is not None), key


def test_the_page_links_each_number_to_its_rows(visit, country, cast):
    work(country, cast)
    pk = draft(cast, country.dong_ngac).pk
    page = visit("ward", f"/reports/{pk}/").content.decode()
    assert f'<a class="num" href="/reports/{pk}/figures/tasks_late/">1</a>' in page
    assert f'<a class="num" href="/reports/{pk}/figures/broadcasts/">chưa có số liệu</a>' in page
    assert "{figure" not in page
    assert "1 nhiệm vụ trễ hạn nhưng mục Nguyên nhân còn trống" in page


def test_a_draft_shows_what_changed_since_the_last_report(visit, country, cast):
    first = draft(cast, country.dong_ngac, period="2021-08")
    services.write_texts(first, texts={"causes": "Thiếu người."}, seen=0, by=cast.actor("ward"), at=SEPTEMBER)
    services.issue(first, signing=signing(), by=cast.actor("wardchair"), at=SEPTEMBER)
    second = draft(cast, country.dong_ngac, period="2021-09")
    services.write_texts(second, texts={"causes": "Thiếu tiền."}, seen=0, by=cast.actor("ward"), at=SEPTEMBER)
    page = visit("ward", f"/reports/{second.pk}/").content.decode()
    assert "<del>Thiếu người.</del><ins>Thiếu tiền.</ins>" in page.replace(" <ins>", "<ins>")
    assert "Báo cáo số 01/BC-UBND" in page


def test_a_very_large_figure_is_counted_again_only_when_asked(visit, country, cast, monkeypatch):
    work(country, cast)
    pk = issued(cast, country.dong_ngac).pk
    monkeypatch.setattr(pages, "MOST_COUNTED", 0)
    url = f"/reports/{pk}/figures/tasks_late/"
    assert "khớp với báo cáo" not in visit("", url).content.decode()
    assert "khớp với báo cáo" in visit("", f"{url}?recount=1").content.decode()


def test_an_unknown_figure_or_report_is_not_found(visit, country, cast):
    pk = issued(cast, country.dong_ngac).pk
    for url in (f"/reports/{pk}/figures/nothing/", "/reports/999/", "/reports/999.pdf", f"/reports/{pk}/signed/"):
        assert visit("", url).status_code == 404, url


@pytest.mark.parametrize(
    ("who", "status"),
    [("", 302), ("ward", 200), ("planner", 200), ("wardchair", 403), ("resident", 403), ("inspector", 403)],
)
def test_new(visit, country, cast, who, status):
    assert visit(who, "/reports/new/").status_code == status


def test_new_drafts_for_ones_own_place(visit, country, cast):
    answer = visit("ward", "/reports/new/", place=country.dong_ngac.unit.pk, period="2021-Q3")
    report = Report.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/reports/{report.pk}/")
    assert visit("ward", "/reports/new/", place=country.xuan_dinh.unit.pk, period="2021-Q3").status_code == 422
    assert visit("ward", "/reports/new/", place=country.dong_ngac.unit.pk, period="2021-Q3").status_code == 409
    assert visit("ward", "/reports/new/", place=country.dong_ngac.unit.pk, period="x").status_code == 422


def test_edit_keeps_words_and_tells_of_another_writer(visit, country, cast):
    report = draft(cast, country.dong_ngac)
    url = f"/reports/{report.pk}/edit/"
    assert visit("ward", url).status_code == 200
    assert visit("ward", url, seen=0, causes="Thiếu người.").status_code == 302
    assert visit("ward", url, seen=0, causes="Khác.").status_code == 409
    assert visit("ward", url, seen="x").status_code == 422
    assert visit("wardchair", url).status_code == 403
    assert visit("ward2", url).status_code == 404
    report.refresh_from_db()
    assert report.texts == {"causes": "Thiếu người."}


def test_hostile_words_stay_words(visit, country, cast):
    report = draft(cast, country.dong_ngac)
    text = "<script>alert(1)</script> {figure:<b>} #panic()"
    visit("ward", f"/reports/{report.pk}/edit/", seen=0, direction=text)
    page = visit("ward", f"/reports/{report.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "Không có số liệu nào tên {figure:&lt;b&gt;}" in page


def signing_data(**changes: object) -> dict[str, object]:
    return {"signer": "Nguyễn Văn Ặc", "capacity": signing().capacity, "number": 1, **changes}


@pytest.mark.parametrize(
    ("who", "status"), [("", 302), ("ward", 403), ("chair", 404), ("ward2", 403), ("wardchair", 302), ("resident", 403)]
)
def test_issue(visit, country, cast, who, status):
    report = draft(cast, country.dong_ngac)
    assert visit(who, f"/reports/{report.pk}/issue/", **signing_data()).status_code == status
    report.refresh_from_db()
    assert (report.state == "issued") is (who == "wardchair")


def test_issue_that_is_stopped_says_why(visit, country, cast):
    work(country, cast)
    report = draft(cast, country.dong_ngac)
    answer = visit("wardchair", f"/reports/{report.pk}/issue/", **signing_data())
    assert answer.status_code == 422
    assert "Nguyên nhân còn trống" in answer.content.decode()
    missing = visit("wardchair", f"/reports/{report.pk}/issue/", **signing_data(signer=""))
    assert (missing.status_code, b'role="alert"' in missing.content) == (422, True)


def test_refresh_scan_correct(visit, country, cast):
    report = draft(cast, country.dong_ngac)
    assert visit("ward", f"/reports/{report.pk}/refresh/", x=1).status_code == 302
    assert visit("wardchair", f"/reports/{report.pk}/issue/", **signing_data()).status_code == 302
    assert visit("wardchair", f"/reports/{report.pk}/issue/", **signing_data(number=2)).status_code == 409
    file = SimpleUploadedFile("ky.pdf", PDF)
    assert visit("ward", f"/reports/{report.pk}/scan/", scan=file).status_code == 302
    assert visit("chair", f"/reports/{report.pk}/signed/").content == PDF
    assert visit("resident", f"/reports/{report.pk}/signed/").status_code == 404
    assert visit("ward", f"/reports/{report.pk}/scan/", x=1).status_code == 422
    assert visit("ward", f"/reports/{report.pk}/correct/", reason="").status_code == 422
    assert visit("ward", f"/reports/{report.pk}/correct/", reason="Đếm sai.").status_code == 302
    page = visit("", f"/reports/{report.pk}/").content.decode()
    assert "đang được lập" in page


@pytest.mark.parametrize(
    ("who", "status"), [("", 302), ("ward", 200), ("planner", 200), ("analyst", 200), ("resident", 403), ("admin", 403)]
)
def test_calls(visit, country, cast, who, status):
    assert visit(who, "/reports/calls/").status_code == status


def test_calls_say_who_has_not_sent_and_on_whose_word(visit, country, cast):
    issued(cast, country.dong_ngac)
    page = visit("planner", "/reports/calls/?period=2021-Q3").content.decode()
    for part in (
        "1 trên 2 đơn vị đã gửi",
        "Gửi đúng hạn",
        "Chưa gửi, trễ 1 ngày",
        "581/BNV-CCHC",
        "09/2019",
        "20/9/2021",
    ):
        assert part in page, part
    assert page.index("Phường Xuân Đỉnh") < page.index("Phường Đông Ngạc")
    unknown = visit("planner", "/reports/calls/?period=2021-9M").content.decode()
    assert "Không thấy quy định nào định ngày gửi" in unknown
    assert visit("planner", "/reports/calls/?period=zzz").status_code == 404


def test_calls_count_by_the_day_that_the_place_set(visit, country, cast):
    url = "/reports/calls/?period=2021-Q3"
    assert visit("planner", url, due_on="2021-09-15", basis="Công văn 900").status_code == 302
    assert Call.objects.get().due_on == date(2021, 9, 15)
    issued(cast, country.dong_ngac)
    page = visit("planner", url).content.decode()
    assert "Gửi trễ 1 ngày" in page
    assert "Công văn 900" in page
    assert "Công văn 900" in visit("ward", url).content.decode()
    assert visit("planner", url, due_on="2021-09-25", basis="x").status_code == 422
    assert visit("planner", url, due_on="", basis="").status_code == 422
    assert visit("ward", url, due_on="2021-09-15", basis="x").status_code == 403


def test_english_pages_have_no_vietnamese_left_but_the_document(visit, country, cast):
    work(country, cast)
    report = issued(cast, country.dong_ngac)
    page = visit("ward", f"/en/reports/{report.pk}/").content.decode()
    for part in ("Report of quarter 3 of 2021", "Same period last year", "no data", "Tasks overdue", "Issued"):
        assert part in page, part
    assert 'lang="vi"' in page


@pytest.mark.usefixtures("in_2026")
def test_in_2026_the_wards_of_the_district_are_still_readable(visit, country, cast):
    pk = issued(cast, country.dong_ngac).pk
    assert visit("", f"/reports/{pk}/").status_code == 200
    assert "Phường Đông Ngạc" in visit("ward", "/reports/new/").content.decode()


def test_downloads_of_a_draft_say_so(client, country, cast):
    pk = draft(cast, country.dong_ngac).pk
    client.force_login(cast.users["ward"])
    answer = client.get(f"/reports/{pk}.docx")
    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao-00601-2021-Q3-du-thao.docx"'
    text = "\n".join(one.text for one in reader.Document(BytesIO(answer.content)).paragraphs)
    assert "DỰ THẢO BÁO CÁO" in text
    assert client.get(f"/reports/{pk}.xlsx").content.startswith(b"PK")
    assert client.get(f"/reports/{pk}.pdf").content.startswith(b"%PDF-")


def test_the_list_takes_as_many_queries_for_many_reports(client, country, cast, django_assert_max_num_queries):
    for period in ("2021-Q3", "2021-Q2", "2021-09", "2021-08", "2021-H1"):
        draft(cast, country.dong_ngac, period=period)
    client.force_login(cast.users["ward"])
    with django_assert_max_num_queries(MOST_QUERIES) as found:
        client.get("/reports/")
    assert isinstance(found, CaptureQueriesContext)


def run(tmp_path, *words: str) -> int:
    try:
        call_command("report", *words, "--out", str(tmp_path / "out"))
    except SystemExit as error:
        return int(error.code)
    return 0


def test_command_writes_four_files_without_drafting(country, cast, tmp_path):
    work(country, cast)
    assert run(tmp_path, "quarter", "--place", "00601", "--period", "2021-Q3") == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    stem = "bao-cao-00601-2021-Q3-du-thao"
    assert names == [f"{stem}.docx", f"{stem}.pdf", f"{stem}.xlsx", "figures.json"]
    data = json.loads((tmp_path / "out" / "figures.json").read_text(encoding="utf-8"))
    rows = {row["key"]: row["value"] for row in data["figures"]}
    assert (data["place"]["code"], rows["tasks_late"], rows["broadcasts"]) == ("00601", 1, None)
    assert not Report.objects.exists()


def test_command_writes_what_was_filed(country, cast, tmp_path):
    report = issued(cast, country.dong_ngac)
    assert run(tmp_path, "quarter", "--place", "00601", "--period", "2021-Q3") == 0
    from danbiet.common import files

    assert (tmp_path / "out" / "bao-cao-00601-2021-Q3-so-01.pdf").read_bytes() == files.read(report.pdf)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("quarter", "--place", "99999", "--period", "2021-Q3"), 2),
        (("quarter", "--place", "00601", "--period", "2021-Q7"), 2),
        (("month", "--place", "00601", "--period", "2021-Q3"), 2),
        (("quarter", "--place", "00601", "--period", "2018-Q3"), 3),
    ],
)
def test_command_refuses(country, tmp_path, words, code):
    assert run(tmp_path, *words) == code
    assert not (tmp_path / "out").exists()


def test_command_tells_when_it_cannot_write(country, tmp_path):
    (tmp_path / "out").write_text("a file in the way")
    assert run(tmp_path, "quarter", "--place", "00601", "--period", "2021-Q3") == 4


def test_the_walk_over_issued_reports(country, cast, capsys):
    task = work(country, cast)
    issued(cast, country.dong_ngac)
    call_command("recompute_reports")
    assert "1 báo cáo, 0 số khác" in capsys.readouterr().out
    type(task).objects.filter(pk=task.pk).update(due_on=None)
    with pytest.raises(SystemExit) as error:
        call_command("recompute_reports", "--json")
    assert error.value.code == 1
    keys = {row["key"] for row in json.loads(capsys.readouterr().out)["differences"]}
    assert {"tasks_late", "tasks_no_deadline"} <= keys


def test_refresh_keeps_up_with_the_records(country, cast):
    task = work(country, cast)
    report = draft(cast, country.dong_ngac)
    assert services.refresh(report, by=cast.actor("ward"), at=LATER).as_of == LATER
    assert (task.pk, SEPTEMBER < LATER) == (task.pk, True)
