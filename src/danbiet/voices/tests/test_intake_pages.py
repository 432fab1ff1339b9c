"""The way of a sender from page to page, the desk, the notebook, the sorting list: status, words, queries."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from danbiet.common import clock
from danbiet.voices.models import Case, Follower, Sorting
from danbiet.voices.rules import Kind
from danbiet.voices.selectors import intake, reading
from danbiet.voices.tests.factories import case
from tests.people import IN_2021, mistyped

pytestmark = pytest.mark.usefixtures("in_2021")
NEW = "/voices/new/"
WORDS = "nap cong vo ngo 63, xe may suyt nga"
CANARY = "Canary Bí Mật 0987654321"


@pytest.fixture(autouse=True)
def _fresh_counters(db):
    caches["memory"].clear()


def hidden(page: str) -> dict[str, str]:
    """What a page carries to the next."""
    found = re.findall(r'<input type="hidden" name="([a-z]+)"(?: value="([^"]*)")?', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


LEFT = {"wants": "phone", "phone": "0912345678"}


def walk(client, *, kind: str = "report", text: str = WORDS, **last: object):
    """Send a text to the end of its way; the answer of the last form."""
    second = client.post(NEW, {"step": "read", "place": "00601", "text": text, "address": "ngõ 63"})
    assert second.status_code == 200
    chosen = hidden(second.content.decode()) | {"kind": kind, "subject": "drainage"}
    third = client.post(NEW, chosen)
    assert third.status_code == 200, third.content.decode()
    return client.post(NEW, hidden(third.content.decode()) | {"wants": "code"} | last)


def test_from_the_first_word_to_the_code(client, country):
    assert "Phường Đông Ngạc" in client.get(f"{NEW}?place=00601").content.decode()
    answer = walk(client)
    page = answer.content.decode()
    found = Case.objects.get()
    code = re.search(r'class="code"><b>([0-9A-Z-]+)</b>', page)[1]
    assert (found.kind, found.channel, found.address) == (Kind.REPORT, "web", "ngõ 63")
    assert found.number in page
    typed = hidden(page) | {"code": code.lower().replace("-", " ")}
    assert client.post(NEW, typed).status_code == 302
    wrong = client.post(NEW, hidden(page) | {"code": mistyped(code)})
    assert wrong.status_code == 422
    assert code in wrong.content.decode()


def test_the_same_form_sent_again_shows_the_same_code_and_makes_no_second_case(client, country):
    second = client.post(NEW, {"step": "read", "place": "00601", "text": WORDS, "address": ""})
    third = client.post(NEW, hidden(second.content.decode()) | {"kind": "report", "subject": "roads"})
    last = hidden(third.content.decode()) | {"wants": "code"}
    codes = {re.search(r"<b>([0-9A-Z-]{13,})</b>", client.post(NEW, last).content.decode())[1] for _ in range(3)}
    assert (len(codes), Case.objects.count()) == (1, 1)


def test_a_telephone_added_after_going_back_is_not_said_to_be_sent(client, country):
    second = client.post(NEW, {"step": "read", "place": "00601", "text": WORDS, "address": ""})
    third = client.post(NEW, hidden(second.content.decode()) | {"kind": "report", "subject": "roads"})
    last = hidden(third.content.decode()) | {"wants": "code"}
    assert client.post(NEW, last).status_code == 200
    again = client.post(NEW, last | {"phone": "0912345678", "wants": "phone"})
    assert again.status_code == 409
    assert "cách liên hệ vừa sửa chưa được ghi" in again.content.decode()
    assert Case.objects.get().sender.phone == ""


def test_a_second_complaint_goes_to_the_tier_above(client, country):
    told = {"decision": "Quyết định 27/QĐ-UBND", "name": "Trần Thị Minh Họa", "home": "số 5, ngõ 12"}
    walk(client, kind="complaint_first", **told)
    walk(client, kind="complaint_second", text="Tôi vẫn không đồng ý", **told)
    first, second = Case.objects.order_by("pk")
    assert (first.place, second.place) == (country.dong_ngac.unit, country.district.unit)
    here, on = country.new_dong_ngac.unit, date(2026, 7, 1)
    assert intake.receiver(here, Kind.COMPLAINT_SECOND, on=on) == country.city.unit
    assert intake.receiver(here, Kind.COMPLAINT_FIRST, on=on) == here


def test_nothing_is_kept_before_the_last_form(client, country):
    client.post(NEW, {"step": "read", "place": "00601", "text": CANARY})
    assert not Case.objects.exists()
    assert "sessionid" not in client.cookies


def test_a_denunciation_is_turned_right_and_no_word_of_it_kept(client, country):
    text = f"Tôi tố cáo ông phó chủ tịch nhận hối lộ. {CANARY}"
    second = client.post(NEW, {"step": "read", "place": "00601", "text": text}).content.decode()
    assert "Có vẻ bạn đang tố cáo" in second
    assert re.search(r'value="denunciation"[^>]*checked', second)
    turned = client.post(NEW, hidden(second) | {"kind": "denunciation", "subject": "officers"})
    assert "Tố cáo không nhận qua trang này" in turned.content.decode()
    assert CANARY not in turned.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("select name from sqlite_master where type='table'") if connection.vendor == "sqlite" else None
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'select * from "{table}"')
            assert CANARY not in str(cursor.fetchall()), table


def test_a_complaint_says_its_words_its_day_and_what_it_needs(client, country):
    text = "Tôi khiếu nại quyết định xử phạt số 12 vì không đúng"
    second = client.post(NEW, {"step": "read", "place": "00601", "text": text}).content.decode()
    assert "khiếu nại, không phải phản ánh" in second
    assert "“khiếu nại" in second
    assert "02/2011" in second
    lacking = walk(client, kind="complaint_first", text=text)
    assert lacking.status_code == 422
    assert "phải có tên người khiếu nại" in lacking.content.decode()
    assert not Case.objects.exists()
    sent = walk(client, kind="complaint_first", text=text, name="Hoa", home="số 12", decision="Số 12/QĐ")
    assert sent.status_code == 200
    assert Case.objects.get().kind == Kind.COMPLAINT_FIRST
    assert "Khiếu nại về: Số 12/QĐ" in Case.objects.get().text


@pytest.mark.parametrize(
    ("kind", "words"), [("crime_report", 'href="tel:113"'), ("information_request", "Luật Tiếp cận thông tin")]
)
def test_other_channels_are_named(client, country, kind, words):
    second = client.post(NEW, {"step": "read", "place": "00601", "text": WORDS}).content.decode()
    third = client.post(NEW, hidden(second) | {"kind": kind, "subject": "security"}).content.decode()
    assert words in third


def test_danger_shows_the_numbers_to_call_first(client, country):
    page = client.post(NEW, {"step": "read", "place": "00601", "text": "Cháy nhà ở ngõ 5"}).content.decode()
    assert 'href="tel:114"' in page


def test_one_line_says_who_will_see_it(client, country):
    second = client.post(NEW, {"step": "read", "place": "00601", "text": WORDS}).content.decode()
    third = client.post(NEW, hidden(second) | {"kind": "report", "subject": "roads"}).content.decode()
    assert third.count("Ai sẽ thấy:") == 1
    assert reading.who_sees(Kind.REPORT, "Phường Đông Ngạc") in third


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"wants": "phone"}, "hãy ghi số điện thoại"),
        ({"wants": "phone", "phone": "008491234567"}, "Số mới có 9 chữ số, cần 10. Bạn gõ: 008491234567"),
        ({"wants": "phone", "phone": "091234567"}, "Số mới có 9 chữ số, cần 10. Bạn gõ: 091234567"),
        ({"wants": "mail", "email": "x"}, "Địa chỉ thư chưa đúng"),
        ({"wants": ""}, ""),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_words_stay(client, country, fields, message):
    answer = walk(client, **fields)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert WORDS in unescape(answer.content.decode())


def test_pictures_are_cleaned_and_others_refused(client, country):
    data = BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "Canary Phone 9"
    Image.new("RGB", (30, 20), "red").save(data, "JPEG", exif=exif)
    assert walk(client, photos=SimpleUploadedFile("anh.jpg", data.getvalue())).status_code == 200
    assert Case.objects.get().photos.get().kind == "jpeg"
    refused = walk(client, text="khac", photos=SimpleUploadedFile("anh.jpg", b"khong phai anh"))
    assert refused.status_code == 422
    assert "Tệp không phải JPEG, PNG: ở đây chỉ nhận những loại này." in refused.content.decode()
    heic = SimpleUploadedFile("IMG_0001.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    said = walk(client, text="khac nua", photos=heic).content.decode()
    assert "Ảnh HEIC của điện thoại chưa nhận được; ở đây nhận JPEG, PNG. iPhone: Cài đặt, Camera" in said
    assert "DOCX" not in said
    many = [SimpleUploadedFile(f"{n}.jpg", data.getvalue()) for n in range(4)]
    assert "Gửi nhiều nhất 3 ảnh" in walk(client, text="nhieu", photos=many).content.decode()


def test_a_report_like_another_is_offered_to_follow_in_one_tap(client, country):
    earlier = case(country.dong_ngac.unit, at=clock.moment(IN_2021))
    page = client.post(NEW, {"step": "read", "place": "00601", "text": WORDS, "address": "ngõ 63"}).content.decode()
    assert "Theo dõi vụ này" in page
    assert earlier.text not in unescape(page)
    answer = client.post(f"{NEW}follow/", {"mark": re.search(r'name="mark" value="([^"]+)"', page)[1]})
    code = re.search(r"<b>([0-9A-Z-]{13,})</b>", answer.content.decode())[1]
    assert Follower.objects.count() == 1
    seen = client.post(f"{NEW}followed/", {"code": code}).content.decode()
    assert earlier.number in seen
    assert earlier.text not in unescape(seen)
    assert client.post(f"{NEW}followed/", {"code": "0000"}).status_code == 422
    assert client.get(f"{NEW}follow/").status_code == 405


def test_places_by_name_by_code_and_by_point(client, country):
    type(country.dong_ngac.unit).objects.filter(code="00601").update(
        folded="phuong dong ngac", latitude=21.09, longitude=105.77
    )
    assert "place=00601" in client.get(f"{NEW}?q=Đông Ngạc").content.decode()
    assert "place=00601" in client.get(f"{NEW}?q=dong ngac").content.decode()
    assert "Không có phường, xã nào tên" in client.get(f"{NEW}?q=xyz").content.decode()
    assert "Không có phường, xã nào mang mã này" in client.get(f"{NEW}?place=99999").content.decode()
    near = client.post(NEW, {"step": "where", "latitude": "21.091", "longitude": "105.771"}).content.decode()
    assert "place=00601&amp;latitude=21.091&amp;longitude=105.771" in near
    assert client.post(NEW, {"step": "where"}).status_code == 422


def test_the_board_is_kept_as_the_origin_and_a_false_one_left_out(client, country):
    assert 'name="board" value="' not in client.get(f"{NEW}?place=00601&board=ZZZZZZ").content.decode()


@pytest.mark.parametrize("data", [{}, {"step": "send"}, {"step": "choose"}, {"step": "x", "place": "00601"}])
def test_forms_of_nobody_are_answered_and_break_nothing(client, country, data):
    assert client.post(NEW, data).status_code in {404, 422}
    assert client.post(NEW, data | {"place": "00601"}).status_code == 422


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0084912345678",
        "+84912345678",
        "+84 (0)912 345 678",
        "84 912.345.678",
        "0912/345/678",
        "00840912345678",
    ],
)
def test_a_number_is_taken_as_people_write_it(client, country, typed: str):
    assert walk(client, wants="phone", phone=typed).status_code == 200
    assert Case.objects.get().sender.phone == "0912345678"


def test_a_program_is_slowed_and_told_when_to_come_back(client, country, monkeypatch):
    monkeypatch.setattr("danbiet.voices.views.intake.MOST_SENT", 2)
    for number in range(2):
        assert walk(client, text=f"{WORDS} lần {number}", **LEFT).status_code == 200
    answer = walk(client, text=f"{WORDS} lần nữa", **LEFT)
    page = unescape(answer.content.decode())
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert f"{WORDS} lần nữa" in page
    assert LEFT["phone"] in page
    assert "Lời bạn viết còn nguyên" in page
    assert "mật khẩu" not in page
    assert Case.objects.count() == 2


def test_pages_on_the_way_and_forms_refused_are_not_counted(client, country, monkeypatch):
    """A whole ward office stands behind one address: only what was sent is counted."""
    monkeypatch.setattr("danbiet.voices.views.intake.MOST_SENT", 1)
    for _ in range(70):
        assert client.post(NEW, {"step": "finish", "number": "x", "shown": "x", "code": "x"}).status_code == 422
    assert walk(client, wants="phone", phone="12").status_code == 422
    assert walk(client, **LEFT).status_code == 200


def test_queries_do_not_grow_with_the_cases(client, country, django_assert_max_num_queries):
    for number in range(12):
        case(country.dong_ngac.unit, at=clock.moment(IN_2021), text=f"{WORDS} {number}")
    with django_assert_max_num_queries(12):
        client.post(NEW, {"step": "read", "place": "00601", "text": WORDS})


# ------------------------------------------------------------------ for others

OFFICERS = {"ward", "wardchair"}


@pytest.mark.parametrize("who", ["", "ward", "wardchair", "grouphead", "inspector", "analyst", "resident"])
def test_who_may_enter_for_others(client, cast, country, who):
    if who:
        client.force_login(cast.users[who])
    expected = 302 if not who else 200 if who in OFFICERS else 403
    for page in ("new/", "sorting/"):
        assert client.get(f"/voices/desk/{page}").status_code == expected, page
    book = 302 if not who else 200 if who in {"ward", "grouphead"} else 403
    for page in ("notebook/", "notebook/blank/"):
        assert client.get(f"/voices/desk/{page}").status_code == book, page


def test_the_desk_proposes_first_and_gives_a_slip(client, cast, country):
    client.force_login(cast.users["ward"])
    token = hidden(client.get("/voices/desk/new/").content.decode())["token"]
    said = {
        "place": "00601",
        "channel": "phone",
        "text": WORDS,
        "wants": "phone",
        "phone": "0912345678",
        "token": token,
    }
    proposed = client.post("/voices/desk/new/", said)
    assert proposed.status_code == 422
    assert "Đề xuất: phản ánh" in proposed.content.decode()
    slip = client.post("/voices/desk/new/", said | {"kind": "report", "subject": "drainage"})
    assert slip.status_code == 200
    assert Case.objects.get().channel == "phone"
    assert Case.objects.get().number in slip.content.decode()
    assert client.post("/voices/desk/new/", said | {"place": "00610", "kind": "report"}).status_code == 422


def test_a_page_of_the_notebook_is_a_case_a_line(client, cast, country):
    client.force_login(cast.users["grouphead"])
    blank = client.get("/voices/desk/notebook/blank/").content.decode()
    mark, code = re.search(
        r'class="code">(N[0-9A-Z]+)</td>.*?class="code">([0-9A-Z-]+)</td>', blank, re.DOTALL
    ).groups()
    token = hidden(client.get("/voices/desk/notebook/").content.decode())["token"]
    lines = {
        "line0-text": WORDS,
        "line0-mark": mark,
        "line2-text": "rac dau ngo 9 ko ai don",
        "token": token,
        "group": "",
    }
    done = client.post("/voices/desk/notebook/", lines).content.decode()
    assert Case.objects.count() == 2
    assert code in done
    again = client.post("/voices/desk/notebook/", lines).content.decode()
    assert (Case.objects.count(), code in again) == (2, True)
    assert client.post("/voices/desk/notebook/", {"token": token}).status_code == 422


def test_a_line_that_may_be_a_complaint_needs_the_heads_word(client, cast, country):
    client.force_login(cast.users["grouphead"])
    line = {"token": "t", "group": "", "line0-text": "ông tổ trưởng ăn chặn tiền của dân"}
    refused = client.post("/voices/desk/notebook/", line)
    assert refused.status_code == 422
    assert "ăn chặn" in refused.content.decode()
    assert client.post("/voices/desk/notebook/", line | {"line0-is_feedback": "on"}).status_code == 200
    assert Sorting.objects.count() == 1


def test_the_sorting_list_shows_what_was_heard_and_takes_the_officers_word(client, cast, country):
    client.force_login(cast.users["ward"])
    assert "Không có đơn nào chờ phân loại" in client.get("/voices/desk/sorting/").content.decode()
    walk(client, text="Cán bộ địa chính đòi 5 triệu mới ký")
    page = client.get("/voices/desk/sorting/").content.decode()
    assert "tố cáo" in page
    assert "đòi 5 triệu" in page
    waiting = Sorting.objects.get()
    client.force_login(cast.users["wardchair"])
    assert client.post(f"/voices/desk/sorting/{waiting.pk}/").status_code == 302
    assert client.post(f"/voices/desk/sorting/{waiting.pk}/").status_code == 404


def test_the_sheet_for_a_board_has_the_address_in_letters_and_as_a_picture(client, country):
    page = client.get("/voices/board/?place=00601").content.decode()
    assert "/voices/new/?place=00601" in page
    assert "<svg" in page
    assert client.get("/voices/board/?place=1").status_code == 404
    assert client.get("/voices/board/").status_code == 404


def test_who_keeps_the_notebook_of_a_ward_gets_its_sheet_without_a_code(client, country, cast):
    """As the manual of the ward officer links it."""
    client.force_login(cast.users["ward"])
    assert "/voices/new/?place=00601" in client.get("/voices/board/").content.decode()
