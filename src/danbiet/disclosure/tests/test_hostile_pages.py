"""Hostile files sent through the real pages: refused with a sentence or cleaned; nothing planted reaches the disk."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from danbiet.common import clock, formats
from danbiet.common.tests import strangers as s
from danbiet.common.tests.hostile import REFUSED
from danbiet.disclosure.models import Item, Posting, Request, Version
from danbiet.disclosure.rules.requests import Complexity
from danbiet.disclosure.services import postings
from danbiet.disclosure.services import requests as asking
from danbiet.disclosure.tests.papers import board, households, paper, published, settlement, workbook
from danbiet.disclosure.tests.talking import asked
from danbiet.ledger.models import Event
from danbiet.plans.tests.factories import picture
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)
PLANTED = b"PLANTED-NGUYEN-VAN-A"
BY_NAME = {name: (make, words) for name, make, words in REFUSED}
# one of each sort; the whole table is tried on the cleaner itself in common/tests
SORTS = [
    "empty file", "too large", "web page named jpg", "drawing with script", "old office or locked office", "cut JPEG",
    "locked PDF", "DOCX with macro", "DOCX with template from afar", "XLSX with DDE formula", "path upward", "entities",
]  # fmt: skip


def sent(data: bytes, name: str = "tep.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def kept(folder: Path) -> dict[str, bytes]:
    """Every file under the data directory."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def ward(cast: Cast) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.users["ward"])
    return browser


@pytest.fixture
def pages(country: Country, cast: Cast) -> dict[str, tuple[str, str, dict[str, object]]]:
    """Every page that takes a file: its address, the name of its field, and the rest of its form."""
    place = country.dong_ngac.unit
    item, point = published(place, cast, at=AT), board(place)
    hung = postings.Hung(postings.Channel.POSTING, (point,), up_on=IN_2021)
    row = postings.record_posting(item, hung=hung, by=cast.actor("ward"), at=AT)[0]
    request = asking.accept(
        asked(place, IN_2021), complexity=Complexity.SIMPLE, subject="Dự toán", by=cast.actor("ward"), at=AT
    )
    new = reverse("disclosure:new", args=[place.code])
    return {
        "new": (new, "file", {"kind": "document", "title": "Kế hoạch"}),
        "budget": (new, "file", {"kind": "budget", "title": "Quyết toán"}),
        "list": (new, "file", {"kind": "personal_list", "title": "Hộ nghèo"}),
        "correct": (reverse("disclosure:correct", args=[item.pk]), "file", {"reason": "Sửa"}),
        "posting": (
            reverse("disclosure:postings", args=[item.pk]), "proof",
            {"channel": "posting", "points": [point.pk], "up_on": IN_2021.isoformat()},
        ),
        "proof": (reverse("disclosure:proof", args=[row.pk]), "proof", {}),
        "answer": (
            reverse("disclosure:move_request", args=[request.pk, "answer"]), "file", {"text": "Gửi kèm"},
        ),
    }  # fmt: skip


def counted() -> tuple[int, ...]:
    return tuple(one.objects.count() for one in (Item, Version, Posting, Event)) + (
        Request.objects.filter(state="answered").count(),
    )


@pytest.mark.half("sqlite")
def test_every_sort_of_hostile_file_is_refused_by_every_page(ward: Client, pages, tmp_path: Path) -> None:
    before, disk, wrong = counted(), kept(tmp_path / "files"), []
    for sort in SORTS:
        make, _ = BY_NAME[sort]
        data = make()
        for name, (url, field, form) in pages.items():
            answer = ward.post(url, {**form, field: sent(data, "ảnh.docx"), "token": f"{name}{sort}"})
            page = answer.content.decode()
            if answer.status_code != 422 or "</main>" not in page:
                wrong.append(f"{name}: {sort}: {answer.status_code}")
            assert "<script>alert" not in page
    assert wrong == []
    assert (counted(), kept(tmp_path / "files")) == (before, disk)


@pytest.mark.parametrize(
    ("more", "told"),
    [(b"\n" * formats.LIMIT, "lớn hơn 20 MB"), (b"1,An Van B\n" * 20_001, "hơn 20000 dòng"), (b"1,An Van B\n" * 9, "")],
    ids=["too large", "too long", "small"],
)
def test_a_list_has_the_limits_of_every_file(ward: Client, pages, more: bytes, told: str) -> None:
    url, field, form = pages["list"]
    answer = ward.post(url, {**form, field: sent("STT,Họ và tên\n".encode() + more, "ds.csv"), "token": "a"})
    assert answer.status_code == (422 if told else 302)
    assert told in answer.content.decode()


def located() -> bytes:
    exif, out = Image.Exif(), BytesIO()
    exif[0x010F] = PLANTED.decode()
    exif.get_ifd(0x8825)[2] = (21.0, 4.0, 7.5)
    Image.new("RGB", (64, 64), (9, 9, 9)).save(out, "JPEG", exif=exif, comment=PLANTED)
    return out.getvalue()


def test_nothing_planted_reaches_the_disk(ward: Client, pages, tmp_path: Path) -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{PLANTED.decode()}</dc:creator></cp:coreProperties>'
    )
    planted = {
        "new": s.word(more={"docProps/core.xml": core}), "correct": located(), "posting": located(),
        "proof": located(),
        "answer": located(),
    }  # fmt: skip
    for name, data in planted.items():
        url, field, form = pages[name]
        answer = ward.post(url, {**form, field: sent(data, f"{PLANTED.decode()}.docx"), "token": name})
        assert answer.status_code in {302, 422}, name
        if name != "new":
            assert answer.status_code == 302, name
    for path, data in kept(tmp_path / "files").items():
        assert PLANTED not in data, path
        assert b"Exif" not in data, path
        if data.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(data)) as archive:
                assert all(PLANTED not in archive.read(part) for part in archive.namelist()), path


def test_a_list_is_cut_before_anything_is_kept(ward: Client, pages, tmp_path: Path) -> None:
    url, field, form = pages["list"]
    names = {
        "xlsx": (households(), "ds.xlsx"),
        "csv": ("Họ và tên;Số CCCD;Địa chỉ\nTrần Văn Bình;001079054321;Tổ 7\n".encode(), "ds.csv"),
    }
    for token, (data, name) in names.items():
        assert ward.post(url, {**form, field: sent(data, name), "token": token}).status_code == 302
    for data in kept(tmp_path / "files").values():
        for number in (b"001079054321", b"001185012345", b"0912345678", b"0987654321"):
            assert number not in data


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.csv", "a\r\nX-Evil: 1.csv", "\u202efdp.exe.csv", "đ" * 300 + ".csv", "C:\\a\\ds.csv", ".csv"],
)  # fmt: skip
def test_an_odd_name_of_a_list_is_made_plain(ward: Client, pages, name: str) -> None:
    url, field, form = pages["list"]
    file = sent("STT,Họ và tên\n1,Nguyễn Văn An\n".encode(), "x.csv")
    file._name = name
    answer = ward.post(url, {**form, field: file, "token": "a"})
    assert answer.status_code in {302, 422}
    for version in Version.objects.filter(item__kind="personal_list"):
        assert version.name.endswith(".xlsx")
        assert not set(version.name) & set("/\\\r\n\u202e"), version.name
        answer = ward.get(reverse("disclosure:file", args=[version.item_id, 1]))
        assert "X-Evil" not in answer
        assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfeH\x00", b"a,b\n1,2\n", b'"' + b"x" * 20_000, "Tổ,Họ và tên\n=cmd(),A\0n Bình\n".encode(),
     "Họ và tên,=cmd|' /c calc'!A0\nTrần Văn An,1\n".encode(), "Họ và tên,\0\nTrần Văn An,1\n".encode()],
    ids=["empty", "utf-16", "no name", "huge field", "zero byte", "formula in a head", "zero byte in a head"],
)  # fmt: skip
def test_an_odd_csv_is_refused_or_cut(ward: Client, pages, data: bytes) -> None:
    url, field, form = pages["list"]
    answer = ward.post(url, {**form, field: sent(data, "ds.csv"), "token": "a"})
    assert answer.status_code in {302, 422}
    if answer.status_code == 302:
        assert ward.get(answer["Location"]).status_code == 200


def test_an_odd_budget_is_refused_or_read(ward: Client, pages) -> None:
    url, field, form = pages["budget"]
    rows = [["Đơn vị tính: đồng"], ["STT", "Nội dung", "Dự toán", "Quyết toán"]]
    odd = {
        "markup": [*rows, ["A", "<script>alert(1)</script>", 5, 5]],
        "zero byte": [*rows, ["A", "Tổng\x01 số _x0000_ thu", 5, 5]],
        "formula": [*rows, ["A", "Tổng số thu", "=1+1", 5]],
        "infinite": [*rows, ["A", "Tổng số thu", "9" * 400, 5]],
        "long": [*rows, ["A", "x" * 30_000, 5, 5]],
        "empty": [],
    }
    for token, grid in odd.items():
        answer = ward.post(url, {**form, field: sent(workbook({"Bảng": grid}), "b.xlsx"), "token": token})
        assert answer.status_code in {302, 422}, token
        page = ward.get(answer["Location"]) if answer.status_code == 302 else answer
        assert page.status_code in {200, 422}, token
        assert "<script>alert" not in page.content.decode()
    good = ward.post(url, {**form, field: sent(settlement(), "b.xlsx"), "token": "good"})
    assert good.status_code == 302


def test_a_file_of_a_wrong_ending_is_told_by_its_content(ward: Client, pages) -> None:
    url, field, form = pages["new"]
    answer = ward.post(url, {**form, field: sent(picture(seed=3), "bao-cao.pdf.exe"), "token": "a"})
    assert answer.status_code == 302
    version = Version.objects.order_by("pk").last()
    assert (version.kind, version.name) == ("jpeg", "bao-cao.jpg")
    answer = ward.post(url, {**form, field: sent(paper(), "bao-cao.csv"), "kind": "document", "token": "b"})
    assert Version.objects.order_by("pk").last().name.endswith(".xlsx")
