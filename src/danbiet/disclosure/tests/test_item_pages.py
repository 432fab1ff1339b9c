"""Pages of items by each of the cast: what opens, what is refused, what is sent twice, wrongly, too late."""

import csv
import json
import re
import xml.etree.ElementTree as xml
from datetime import date, timedelta
from io import StringIO

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from danbiet.common import clock, codes, files
from danbiet.common.actor import ANONYMOUS
from danbiet.common.files import house
from danbiet.disclosure.models import Item, Sight, Version
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.budget import read
from danbiet.disclosure.selectors.sheets import qr, sheet
from danbiet.disclosure.services import items as services
from danbiet.disclosure.services.reading import sheets
from danbiet.disclosure.tests.papers import (
    HOUSEHOLDS,
    SETTLEMENT,
    board,
    draft,
    households,
    obligation,
    paper,
    published,
    settlement,
    workbook,
)
from danbiet.ledger import selectors as ledger
from danbiet.ledger.rules.reading import read_key
from danbiet.ledger.services import sign_head
from tests.people import Cast, Country, mistyped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]
MAY = date(2024, 5, 6)
AT = clock.moment(MAY)
CAST = ["city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin"]
CAST += ["resident", "stranger"]
INSIDERS = {"city", "planner", "chair", "ward", "wardchair", "inspector", "analyst"}
KEEPERS = {"ward", "wardchair"}
READER = {"HTTP_USER_AGENT": "Mozilla/5.0"}


@pytest.fixture
def in_may(settings) -> None:
    settings.DEMO, settings.TODAY = True, MAY.isoformat()


def as_(cast: Cast, name: str) -> Client:
    client = Client(**READER)
    if name != "anonymous":
        client.force_login(cast.users[name])
    return client


def text_of(answer) -> str:
    return answer.getvalue().decode()  # of a page, or of what is sent while it is read


def url(item: Item, page: str = "") -> str:
    return f"/disclosure/items/{item.pk}/{page}"


# reading


@pytest.mark.parametrize("name", ["anonymous", *CAST])
def test_a_published_item_is_read_by_everybody(
    country: Country, cast: Cast, name: str, django_assert_max_num_queries
) -> None:
    board(country.dong_ngac.unit)
    due = obligation(country.dong_ngac.unit, "BUD16-05", due_on=date(2024, 5, 3), period="2023")
    item = published(
        country.dong_ngac.unit, cast, data=settlement(), kind="budget", name="qt.xlsx", period="2023", obligation=due
    )
    client = as_(cast, name)
    with django_assert_max_num_queries(25):
        answer = client.get(url(item))
    assert answer.status_code == 200
    words = text_of(answer)
    assert "Trễ 3 ngày" in words
    assert "Thu được 12,3 tỷ đồng" in words
    assert item.versions.get().sha256 in words
    assert ("Việc của cán bộ" in words) is (name in KEEPERS)
    for page in ("file/1/", "print/", "print/qr.svg"):
        assert client.get(url(item, page)).status_code == 200, page
    assert client.get(f"/en{url(item)}").status_code == 200


@pytest.mark.parametrize("name", ["anonymous", *CAST])
def test_a_draft_is_read_by_insiders_alone(country: Country, cast: Cast, name: str) -> None:
    item = draft(country.dong_ngac.unit, cast)
    for page in ("", "file/1/"):
        assert as_(cast, name).get(url(item, page)).status_code == (200 if name in INSIDERS else 404), page
    for page in ("receipt.json", "print/"):  # nothing to prove and nothing to hang before it is public
        assert as_(cast, name).get(url(item, page)).status_code == 404, page
    wanted = 302 if name == "anonymous" else 200 if name in KEEPERS else 403 if name in INSIDERS else 404
    assert as_(cast, name).get(url(item, "publish/")).status_code == wanted


@pytest.mark.parametrize("part", ["", "file/1/", "receipt.json", "print/", "publish/", "correct/"])
def test_an_unknown_number_is_not_there(country: Country, cast: Cast, part: str) -> None:
    assert as_(cast, "ward").get(f"/disclosure/items/999/{part}").status_code == 404


def test_a_file_is_harmless_wherever_it_opens(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, data=paper(form="pdf"), name="kế hoạch.pdf")
    answer = Client().get(url(item, "file/1/"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert "sessionid" not in answer.cookies
    assert Client().get(url(item, "file/1/?view=1"))["Content-Disposition"].startswith("inline")
    office = published(country.dong_ngac.unit, cast)
    assert Client().get(url(office, "file/1/?view=1"))["Content-Disposition"].startswith("attachment")
    assert Client().get(url(item, "file/2/")).status_code == 404


def test_a_file_that_went_meanwhile_is_told(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    files.path_of(item.versions.get().sha256).unlink()
    answer = Client().get(url(item, "file/1/"))
    assert (answer.status_code, "không còn trên máy chủ" in text_of(answer)) == (410, True)


def test_sights_count_readers_not_robots(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    page, file = url(item), url(item, "file/1/")
    Client(**READER).get(page)
    Client(**READER).get(file)
    for agent in ("Googlebot/2.1", "curl/8.5", "", "facebookexternalhit preview"):
        Client(HTTP_USER_AGENT=agent).get(page)
    Client(**READER).head(page)
    assert Sight.objects.get().count == 2


def test_the_receipt_comes_after_the_head(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    answer = Client().get(url(item, "receipt.json"))
    assert (answer.status_code, "ký vào lúc nửa đêm" in text_of(answer)) == (404, True)
    assert "Biên nhận có sau khi sổ được ký" in text_of(Client().get(url(item)))
    sign_head(day=MAY, at=AT + timedelta(days=1), house=house())
    found = Client().get(url(item, "receipt.json"))
    kept = json.loads(found.content)
    assert (kept["kind"], kept["payload"]["file"]["sha256"]) == ("danbiet.receipt", item.versions.get().sha256)
    assert "danbiet verify" in text_of(Client().get(url(item)))
    assert Client().get(url(item, "receipt.json?version=7")).status_code == 404


def test_the_board_sheet(country: Country, cast: Cast, settings) -> None:
    settings.BASE_URL = "https://congkhai.example.vn"
    item = published(country.dong_ngac.unit, cast)
    words = text_of(Client().get(url(item, "print/")))
    short = codes.short(item.pk, kind="D")
    for wanted in (f"https://congkhai.example.vn/s/{short}", "05/6/2024", item.title, "UBND PHƯỜNG ĐÔNG NGẠC"):
        assert wanted in words
    assert "Chưa có khóa ký" in words
    sign_head(day=MAY, at=AT + timedelta(days=1), house=house())
    words = text_of(Client().get(url(item, "print/")))
    assert ledger.fingerprint(house()) in words
    assert f'src="{url(item, "print/key.svg")}"' in words
    drawing = Client().get(url(item, "print/qr.svg"))
    assert drawing["Content-Type"] == "image/svg+xml"
    assert xml.fromstring(drawing.content).tag.endswith("svg")
    of_key = Client().get(url(item, "print/key.svg"))
    assert of_key.content.decode() == qr(ledger.key_line(house()))
    assert of_key.content != drawing.content


def test_the_key_on_the_board_is_the_key_itself(country: Country, cast: Cast, settings) -> None:
    """Scanned and saved it is key.json: whoever took it from paper needs not trust what the server hands out later."""
    settings.BASE_URL = f"https://{'a' * 40}.{'b' * 20}.example.vn"
    item = published(country.dong_ngac.unit, cast)
    sign_head(day=MAY, at=AT + timedelta(days=1), house=house())
    printed = sheet(ANONYMOUS, item.pk, on=MAY, house=house(), base_url=settings.BASE_URL).key
    assert read_key(printed.encode(), name="key.json") == json.loads(Client().get("/proof/key.json").content)
    drawn = segno.make(printed, error="m", micro=False)
    assert drawn.version <= 12, "a small square of 40 mm must have modules that a telephone sees: half a millimetre"


def test_a_short_link_leads_to_the_item_and_a_wrong_sign_is_told(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    short = codes.short(item.pk, kind="D")
    assert Client().get(f"/s/{short}")["Location"] == url(item)
    assert Client().get(f"/s/{short.lower()}").status_code == 302
    answer = Client().get(f"/s/{mistyped(short)}")
    assert (answer.status_code, "chép sai" in text_of(answer)) == (404, True)
    assert Client().get(f"/s/{codes.short(1, kind='Z')}").status_code == 404
    assert Client().get("/s/%3Cscript%3E").status_code == 404


def test_what_ended_says_why_and_gives_no_file(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    services.withdraw(item, reason="Nhầm kỳ <b>", by=cast.actor("ward", MAY), at=AT)
    words = text_of(Client().get(url(item)))
    assert "Đã rút lại ngày 06/5/2024." in words
    assert "Nhầm kỳ &lt;b&gt;" in words
    assert url(item, "file/1/") not in words
    assert "không tính là đã công khai" not in words, "it had no duty"
    assert Client().get(url(item, "print/")).status_code == 410
    gone = Client().get(url(item, "file/1/"))
    assert (gone.status_code, "Nhầm kỳ" in text_of(gone)) == (410, True)


# doing


def sent(**more) -> dict[str, object]:
    file = SimpleUploadedFile("van-ban.xlsx", paper())
    return {"kind": "document", "title": "Kế hoạch năm 2024", "period": "2024", "file": file, "token": "a", **more}


def test_from_the_form_to_the_public_page(country: Country, cast: Cast) -> None:
    ward, due = as_(cast, "ward"), obligation(country.dong_ngac.unit, "DIS22-01", due_on=date(2024, 5, 13))
    page = ward.get(f"/disclosure/00601/new/?obligation={due.pk}")
    assert 'value="Kế hoạch kinh tế - xã hội và kết quả thực hiện"' in text_of(page)
    answer = ward.post("/disclosure/00601/new/", sent(obligation=due.pk))
    item = Item.objects.get()
    assert answer["Location"] == url(item, "publish/")
    assert item.title in text_of(ward.get("/disclosure/00601/new/"))
    review = text_of(ward.get(url(item, "publish/")))
    assert "Máy không thấy số điện thoại" in review
    assert "05/6/2024" in review
    assert ward.post(url(item, "publish/"), {"number": 1, "token": "b"})["Location"] == url(item)
    item.refresh_from_db()
    assert (item.state, item.obligation) == ("published", due)
    fresh = SimpleUploadedFile("moi.xlsx", paper("Đã sửa."))
    corrected = {"reason": "Sai một dòng", "file": fresh, "token": "c"}
    assert ward.post(url(item, "correct/"), corrected)["Location"] == url(item, "publish/")
    assert "đang chờ công khai" in text_of(ward.get(url(item)))
    assert ward.post(url(item, "publish/"), {"number": 2, "token": "d"}).status_code == 302
    assert "Sai một dòng" in text_of(Client().get(url(item)))
    assert ward.post(url(item, "withdraw/"), {"reason": "", "token": "e"}).status_code == 422
    assert ward.post(url(item, "take-down/"), {"token": "f"}).status_code == 403
    assert ward.post(url(item, "withdraw/"), {"reason": "Nhầm", "token": "g"}).status_code == 302


def test_the_same_form_twice_is_one_item(country: Country, cast: Cast) -> None:
    ward = as_(cast, "ward")
    assert ward.post("/disclosure/00601/new/", sent()).status_code == 302
    assert ward.post("/disclosure/00601/new/", sent())["Location"] == "/disclosure/00601/new/"
    assert Item.objects.count() == 1
    item = Item.objects.get()
    answers = [ward.post(url(item, "publish/"), {"number": 1, "token": "b"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 409]
    assert "không có bản nào chờ công khai" in text_of(answers[1])
    assert Version.objects.get().number == 1


def test_two_officers_at_once_is_a_conflict(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    change = services.Change("Sửa", services.Upload("b.xlsx", paper("Sửa.")))
    services.correct(item, change=change, by=cast.actor("ward", MAY), at=AT)
    ward = as_(cast, "wardchair")
    assert ward.post(url(item, "publish/"), {"number": 1, "token": "x"}).status_code == 409
    file = SimpleUploadedFile("c.xlsx", paper("Khác."))
    assert ward.post(url(item, "correct/"), {"reason": "r", "file": file, "token": "y"}).status_code == 409


def test_wrong_forms_come_back_with_what_is_wrong(country: Country, cast: Cast) -> None:
    ward = as_(cast, "ward")
    assert ward.post("/disclosure/00601/new/", {"token": "a"}).status_code == 422
    assert ward.post("/disclosure/00601/new/", sent(period="năm")).status_code == 422
    assert ward.post("/disclosure/00601/new/", sent(token="")).status_code == 422
    bad = SimpleUploadedFile("x.docx", b"MZ\x90")
    answer = ward.post("/disclosure/00601/new/", sent(file=bad, token="k"))
    assert (answer.status_code, "Kế hoạch năm 2024" in text_of(answer)) == (422, True)
    rows = [list(row) for row in SETTLEMENT]
    rows[5][2] = "nhiều"
    table = SimpleUploadedFile("qt.xlsx", settlement(rows))
    answer = ward.post("/disclosure/00601/new/", sent(kind="budget", file=table, token="l"))
    assert answer.status_code == 422
    assert "“nhiều”. (trang tính Quyết toán, dòng 6, cột C)" in text_of(answer)
    assert Item.objects.count() == 0


def test_findings_are_shown_masked_and_need_a_reason(country: Country, cast: Cast) -> None:
    item = draft(country.dong_ngac.unit, cast, data=paper("Gọi 0912 345 678 để hỏi."))
    ward = as_(cast, "ward")
    words = text_of(ward.get(url(item, "publish/")))
    assert "số điện thoại" in words
    assert "0912 345 678" not in words
    answer = ward.post(url(item, "publish/"), {"number": 1, "accepted_reason": "", "token": "a"})
    assert answer.status_code == 422
    accepted = {"number": 1, "accepted_reason": "Đường dây nóng", "token": "b"}
    assert ward.post(url(item, "publish/"), accepted).status_code == 302
    assert "Đường dây nóng" in text_of(Client().get(url(item)))


def test_a_list_is_reviewed_with_what_was_cut(country: Country, cast: Cast) -> None:
    due = obligation(country.dong_ngac.unit, "POV-02", certainty="memory")
    words = {"kind": "personal_list", "name": "ho.xlsx", "title": "Hộ nghèo 2024", "obligation": due}
    item = draft(country.dong_ngac.unit, cast, data=households(), **words)
    words = text_of(as_(cast, "ward").get(url(item, "publish/")))
    for wanted in ("Cắt cột C “Số CCCD”: 2 ô.", "10/5/2024", "ghi theo trí nhớ", "Bản gốc không được giữ"):
        assert wanted in words
    assert "0912" not in words
    assert "đếm lại từ đầu" not in words


def test_the_review_of_a_corrected_list_says_that_it_begins_anew(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, data=households(), kind="personal_list", name="ho.xlsx", title="Hộ")
    more = workbook({"Hộ": [*HOUSEHOLDS, [3, "Lê Văn Chín", "", "Tổ 4", "", "Hộ nghèo", 9]]})
    change = services.Change("Thêm một hộ", services.Upload("ho.xlsx", more))
    services.correct(item, change=change, by=cast.actor("ward", MAY), at=AT)
    words = text_of(as_(cast, "ward").get(url(item, "publish/")))
    assert "đếm lại từ đầu: ai mới có tên cũng đủ ngày như người khác" in words


def test_throwing_a_draft_away(country: Country, cast: Cast) -> None:
    item, ward = draft(country.dong_ngac.unit, cast), as_(cast, "ward")
    assert ward.post(url(item, "drop/"), {"token": "a"}).status_code == 302
    assert ward.get(url(item)).status_code == 404


@pytest.mark.parametrize("part", ["publish/", "correct/", "withdraw/", "take-down/", "confirm/", "drop/"])
def test_acts_are_the_keepers_alone(country: Country, cast: Cast, part: str) -> None:
    item = published(country.dong_ngac.unit, cast)
    for name in ("ward2", "planner", "resident", "grouphead", "admin"):
        assert as_(cast, name).post(url(item, part), {"token": "a", "reason": "x"}).status_code in {403, 404}
    assert Client().post(url(item, part), {"token": "a"}).status_code == 302
    assert as_(cast, "ward2").get("/disclosure/00601/new/").status_code == 403


@pytest.mark.parametrize("part", ["withdraw/", "take-down/", "confirm/", "drop/"])
def test_an_act_opened_as_a_page_says_so(country: Country, cast: Cast, part: str) -> None:
    item = published(country.dong_ngac.unit, cast)
    answer = as_(cast, "ward").get(url(item, part))
    assert (answer.status_code, "chỉ nhận biểu mẫu" in text_of(answer)) == (405, True)


def test_permanent_content_is_confirmed_on_its_page(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, kind=ItemKind.REGULATION.value, title="Quy chế")
    assert as_(cast, "ward").post(url(item, "confirm/"), {"token": "a"}).status_code == 302
    assert "Xác nhận còn đúng ngày 06/5/2024." in text_of(Client().get(url(item)))


# the register


def test_the_quarterly_list(country: Country, cast: Cast) -> None:
    empty = text_of(Client().get("/disclosure/00601/list/"))
    assert "Quý này chưa công khai mục nào" in empty
    item = published(country.dong_ngac.unit, cast)
    draft(country.dong_ngac.unit, cast, title="Còn là dự thảo")
    words = text_of(Client().get("/disclosure/00601/list/?quarter=2024-Q2"))
    assert item.title in words
    assert "Còn là dự thảo" not in words
    assert item.title not in text_of(Client().get("/disclosure/00601/list/?quarter=2024-Q1"))
    assert Client().get("/disclosure/00601/list/?quarter=x").status_code == 200
    assert Client().get("/disclosure/00601/list/?form=docx").content.startswith(b"PK")
    ward = as_(cast, "ward")
    answer = ward.post("/disclosure/00601/list/?quarter=2024-Q2", {"token": "a"})
    made = Item.objects.get(kind="register")
    assert (answer["Location"], made.period, made.versions.get().kind) == (url(made, "publish/"), "2024-Q2", "pdf")
    assert ward.post("/disclosure/00601/list/?quarter=2023-Q1", {"token": "b"}).status_code == 422
    assert as_(cast, "ward2").post("/disclosure/00601/list/", {"token": "c"}).status_code in {302, 403}
    assert Item.objects.filter(kind="register").count() == 1


def test_open_data_holds_everything_public_and_nobody(country: Country, cast: Cast) -> None:
    one = published(country.dong_ngac.unit, cast, title="=HYPERLINK(1)")
    published(country.xuan_dinh.unit, cast, who="ward2")
    draft(country.dong_ngac.unit, cast, title="Dự thảo")
    table = text_of(Client().get("/disclosure/00601/register.csv"))
    assert ("\r" in table, table.count("\n")) == (False, 2), "lines end as in every text file of the product"
    rows = list(csv.DictReader(StringIO(table.lstrip("\ufeff"))))
    assert rows[0]["forms"] == "Trang thông tin điện tử từ 2024-05-06"
    assert [(row["item"], row["title"], row["state"]) for row in rows] == [(one.target, "'=HYPERLINK(1)", "published")]
    found = json.loads(text_of(Client().get("/disclosure/00601/register.json")))
    assert [row["title"] for row in found["items"]] == ["=HYPERLINK(1)"]
    assert found["items"][0]["forms"] == [{"channel": "portal", "point": "", "up_on": "2024-05-06", "down_on": None}]
    assert "Cán bộ" not in json.dumps(found, ensure_ascii=False)


def test_the_feed_is_atom(country: Country, cast: Cast) -> None:
    published(country.dong_ngac.unit, cast, title="Thu & chi\x0b <năm>\x01", summary="một\x02 hai")
    answer = Client().get("/disclosure/00601/feed.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    tree, atom = xml.fromstring(answer.content), "{http://www.w3.org/2005/Atom}"
    assert tree.tag == f"{atom}feed"
    for name in ("id", "title", "updated", "author"):
        assert tree.find(f"{atom}{name}") is not None
    (entry,) = tree.findall(f"{atom}entry")
    assert entry.find(f"{atom}title").text == "Thu & chi <năm>"
    assert re.fullmatch(r"2024-05-06T\d\d:\d\d:\d\d(\.\d+)?\+07:00", entry.find(f"{atom}updated").text)
    assert xml.fromstring(Client().get("/disclosure/00610/feed.atom").content).findall(f"{atom}entry") == []


def entries_of(page: str = "/disclosure/00601/feed.atom") -> list[dict[str, str]]:
    """Title, updated, summary and state of each entry of a feed."""
    atom, found = "{http://www.w3.org/2005/Atom}", []
    for entry in xml.fromstring(Client().get(page).content).findall(f"{atom}entry"):
        words = {name: entry.find(f"{atom}{name}").text for name in ("title", "updated", "summary")}
        found.append(words | {"state": entry.findall(f"{atom}category")[-1].get("term")})
    return found


def test_the_feed_tells_what_was_taken_back(country: Country, cast: Cast, settings) -> None:
    """Who follows the place learns of it as of anything new: the entry comes first, with day, state and reason."""
    old = published(country.dong_ngac.unit, cast, title="Bản sai", at=AT - timedelta(days=40))
    new = published(country.dong_ngac.unit, cast, title="Bản mới", summary="Một bản")
    before = entries_of()
    assert [(one["title"], one["state"]) for one in before] == [("Bản mới", "published"), ("Bản sai", "published")]
    settings.TODAY = "2024-05-08"
    services.withdraw(old, reason="Nhầm kỳ", by=cast.actor("ward", MAY), at=AT + timedelta(days=1))
    assert entries_of()[0] == {
        "title": "Bản sai", "updated": "2024-05-07T00:00:00+07:00", "state": "withdrawn",
        "summary": "Đã rút ngày 07/5/2024: Nhầm kỳ",
    }  # fmt: skip
    services.withdraw(new, reason="Nhầm tệp", by=cast.actor("ward", MAY), at=AT + timedelta(minutes=5))
    of_new = {one["title"]: one for one in entries_of()}["Bản mới"]
    assert of_new["updated"] > before[0]["updated"], "also on the day on which it was published"
    assert "Withdrawn on 7 May 2024: Nhầm kỳ" in text_of(Client().get("/en/disclosure/00601/feed.atom"))


def test_the_feed_holds_what_changed_last_not_what_was_published_last(
    country: Country, cast: Cast, monkeypatch
) -> None:
    first = published(country.dong_ngac.unit, cast, title="Cũ", at=AT - timedelta(days=9))
    second = published(country.dong_ngac.unit, cast, title="Được sửa", at=AT - timedelta(days=8))
    for back in (5, 4):
        published(country.dong_ngac.unit, cast, title=f"Mới {back}", at=AT - timedelta(days=back))
    monkeypatch.setattr("danbiet.disclosure.selectors.register.NEWEST", 2)
    assert [one["title"] for one in entries_of()] == ["Mới 4", "Mới 5"]
    services.withdraw(first, reason="Nhầm", by=cast.actor("ward", MAY), at=AT)
    change = services.Change("Sai một dòng", services.Upload("b.xlsx", paper("Sửa.")))
    corrected = services.correct(second, change=change, by=cast.actor("ward", MAY), at=AT)
    services.publish(corrected, by=cast.actor("ward", MAY), at=AT)
    assert {one["title"] for one in entries_of()} == {"Cũ", "Được sửa"}


@pytest.mark.parametrize("part", ["list/", "register.csv", "register.json", "feed.atom"])
def test_the_register_of_no_place(country: Country, cast: Cast, part: str) -> None:
    assert Client().get(f"/disclosure/99999/{part}").status_code == 404


@pytest.mark.parametrize("part", ["list/", "register.csv", "register.json", "feed.atom"])
def test_the_register_of_a_unit_that_ended_is_still_there(country: Country, cast: Cast, settings, part: str) -> None:
    """The new ward sends residents to what the old one disclosed; its list opens at its last quarter."""
    item = published(country.dong_ngac.unit, cast, at=clock.moment(date(2025, 5, 6)))
    settings.TODAY = "2026-11-23"
    answer = Client().get(f"/disclosure/00601/{part}")
    assert (answer.status_code, item.title in text_of(answer)) == (200, True)
    page = text_of(as_(cast, "ward").get("/disclosure/00601/"))
    assert f'href="/disclosure/00601/{part}"' in page or part.startswith("register")
    assert "Lập danh mục này" not in text_of(as_(cast, "ward").get("/disclosure/00601/list/"))


def test_the_template_is_read_back(country: Country, cast: Cast) -> None:
    made = read(sheets(Client().get("/disclosure/budget-template.xlsx").content, name="mau.xlsx"))
    assert made.problems == ()
    assert {row.side for row in made.rows} == {"income", "spending"}
    assert (made.rows[0].name, len(made.rows)) == ("Tổng số thu", 28)


def test_search_shows_what_was_disclosed(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    assert url(item) in text_of(Client().get("/search/?q=ke hoach kinh te"))
