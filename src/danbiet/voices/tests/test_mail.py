"""Letters by mail: people's become cases that wait for their kind; robots', denunciations and the unreadable none."""

import base64
import io
import json
import sys
import unicodedata
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from PIL import Image

from danbiet.ledger.models import Event
from danbiet.voices.models import Case, Link, Sorting
from danbiet.voices.rules import Kind, Subject
from danbiet.voices.rules.mail import LIMIT, Robot, read, without_marks

pytestmark = pytest.mark.usefixtures("in_2021")
WORDS = "Đèn đường ngách 12 hỏng cả tuần nay, tối om."


def letter(text: str = WORDS, **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    given = {
        "From": "Nguyễn Thị Hoa <hoa@example.vn>", "To": "phan-anh+00601@danbiet.example", "Subject": "Đèn hỏng",
        "Message-ID": "<1@example.vn>",
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    for name, value in given.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message


def picture(side: int = 20) -> bytes:
    found = io.BytesIO()
    Image.new("RGB", (side, side), "red").save(found, "JPEG")
    return found.getvalue()


@pytest.fixture
def receive(monkeypatch, capsys, country):
    """Feed one message to the command: (exit code, result, sentences)."""

    def run(data: bytes | EmailMessage, *options: str) -> tuple[int, dict, str]:
        raw = data if isinstance(data, bytes) else data.as_bytes()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code = 0
        try:
            call_command("receive_mail", "--json", *options)
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        return code, json.loads(said.out or "{}"), said.err

    return run


def test_a_letter_becomes_a_case_that_waits_for_its_kind_and_the_number_is_told(receive, country):
    code, result, _ = receive(letter())
    assert (code, result["new"], result["answered"]) == (0, True, True)
    case = Case.objects.get()
    assert (case.number, case.channel, case.subject) == (result["number"], "mail", Subject.LIGHTING)
    assert (case.sender.email, case.sender.name) == ("hoa@example.vn", "Nguyễn Thị Hoa")
    assert Sorting.objects.get().case == case
    (answer,) = outbox.outbox
    assert case.number in answer.subject
    assert answer.extra_headers["Auto-Submitted"] == "auto-replied"
    assert answer.extra_headers["In-Reply-To"] == "<1@example.vn>"
    assert "hoa@example.vn" not in json.dumps(list(Event.objects.values()), default=str)


def test_the_answer_holds_the_number_and_no_code(receive, country):
    receive(letter())
    (answer,) = outbox.outbox
    assert "Số: PA-2021-000001" in answer.body
    assert "Mã" not in answer.body


def test_the_same_message_twice_is_one_case_and_one_answer(receive, country):
    first, second = receive(letter())[1], receive(letter())[1]
    assert (first["number"], second["new"], len(outbox.outbox)) == (second["number"], False, 1)


def test_two_letters_under_one_message_id_are_both_kept(receive, country):
    receive(letter())
    assert receive(letter("Rác chất đống đầu ngõ 15"))[1]["new"] is True
    assert Case.objects.count() == 2


def test_a_machine_that_does_not_say_so_is_answered_three_times_a_day(receive, country):
    """It quotes the number under a new Message-ID: without an end, every answer would bring another."""
    subject = "Đèn hỏng"
    for turn in range(6):
        message = letter("Tôi đang nghỉ phép.", Subject=subject, Message_ID=f"<away-{turn}@example.vn>")
        assert receive(message)[1]["answered"] is (turn < 3)
        subject = f"Re: {outbox.outbox[-1].subject}"
    assert len(outbox.outbox) == 3
    assert receive(letter(**{"From": "lan@example.vn"}, Message_ID="<other@x>"))[1]["answered"] is True


@pytest.mark.parametrize(
    ("headers", "options", "robot"),
    [
        ({"Auto-Submitted": "auto-replied"}, (), Robot.REPLY),
        ({"Precedence": "bulk"}, (), Robot.REPLY),
        ({"X-Autoreply": "yes"}, (), Robot.REPLY),
        ({"List-Id": "<news.example.vn>"}, (), Robot.LIST),
        ({"Return-Path": "<>"}, (), Robot.BOUNCE),
        ({"From": "MAILER-DAEMON@example.vn"}, (), Robot.BOUNCE),
        ({"X-Danbiet-Case": "PA-2021-000001"}, (), Robot.LOOP),
        ({}, ("--envelope-sender", ""), Robot.BOUNCE),
    ],
)
def test_what_a_robot_wrote_is_no_case_and_gets_no_answer(receive, country, headers, options, robot):
    code, result, sentences = receive(letter(**headers), *options)
    assert code == 1
    assert robot.value in sentences
    assert result["errors"][0]["code"] == "robot"
    assert (Case.objects.count(), outbox.outbox) == (0, [])


def test_a_delivery_report_and_a_letter_that_went_in_circles_are_robots():
    report = b"From: x@y.vn\nContent-Type: multipart/report; boundary=b\n\n--b\n\nhong\n--b--\n"
    assert read(report).robot is Robot.BOUNCE
    assert read(b"Received: from a\n" * 31 + letter().as_bytes()).robot is Robot.LOOP
    assert read(letter(**{"Auto-Submitted": "no"}).as_bytes()).robot is None


@pytest.mark.parametrize(
    ("headers", "options"),
    [
        ({"Authentication-Results": "mx.example; spf=fail smtp.mailfrom=hoa@example.vn"}, ()),
        ({"Received-SPF": "Fail (not permitted)"}, ()),
        ({}, ("--envelope-sender", "someone@else.vn")),
        ({"X-Auto-Response-Suppress": "All"}, ()),
    ],
)
def test_a_letter_under_a_false_name_is_kept_and_nobody_is_answered(receive, country, headers, options):
    code, result, _ = receive(letter(**headers), *options)
    assert (code, result["answered"], outbox.outbox) == (0, False, [])


def test_a_denunciation_is_refused_and_nothing_of_it_kept(receive, country):
    code, _, sentences = receive(letter("Tôi tố cáo ông phó chủ tịch phường nhận hối lộ"))
    assert code == 2
    assert "Tố cáo không nhận qua thư điện tử" in sentences
    assert Case.objects.count() == 0


def test_a_complaint_is_filed_as_one_and_waits_for_an_officer(receive, country):
    receive(letter("Tôi khiếu nại quyết định xử phạt số 12, không đúng đối tượng"))
    assert Case.objects.get().kind == Kind.COMPLAINT_FIRST
    assert Sorting.objects.get().proposed == "complaint"


def test_pictures_are_cleaned_and_everything_else_is_named_as_left_out(receive, country):
    message = letter()
    message.add_attachment(picture(), maintype="image", subtype="jpeg", filename="đèn.jpg")
    message.add_attachment(b"TNEF", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    message.add_attachment(b"not a picture", maintype="image", subtype="png", filename="sai.png")
    assert receive(message)[1]["left_out"] == ["winmail.dat", "sai.png"]
    case = Case.objects.get()
    assert case.photos.count() == 1
    assert "[Không nhận tệp: winmail.dat]" in case.text
    assert "Không nhận tệp: winmail.dat." in outbox.outbox[0].body


def test_thirty_megabytes_of_pictures_do_not_stop_the_words(receive, country):
    picture = base64.b64encode(b"\xff\xd8\xff" + bytes(11_000_000))
    head = b"--b\nContent-Type: image/jpeg; name=%d.jpg\nContent-Transfer-Encoding: base64\n\n%s\n"
    parts = b"".join(head % (number, picture) for number in range(2))
    data = (
        b"From: hoa@example.vn\nTo: phan-anh+00601@danbiet.example\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\n\nDen duong hong\n" + parts + b"--b--\n"
    )  # fmt: skip
    assert len(data) > 29_000_000
    code, result, _ = receive(data)
    assert (code, result["left_out"]) == (0, ["0.jpg", "1.jpg"])


def test_html_alone_is_read_without_what_is_not_shown(receive, country):
    message = letter("")
    message.set_content(
        "<style>p{}</style><script>alert(1)</script><p>Rác đầu ngõ&nbsp;15</p><div>hôi lắm</div>", subtype="html"
    )
    receive(message)
    assert Case.objects.get().text == "Đèn hỏng\n\nRác đầu ngõ 15\nhôi lắm"


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("windows-1258", "Nước máy đục".encode("cp1258", "replace"), None),
        ("x-unknown", "Nước đục".encode(), "Nước đục"),
        ("utf-8", b"Rac \xff\xfe", None),
        ("", "Nước đục".encode(), "Nước đục"),
        ("utf-16", "Nước đục".encode("utf-16"), "Nước đục"),
    ],
)
def test_letters_in_any_code_page_are_read(charset, data, text):
    head = f'Content-Type: text/plain; charset="{charset}"\n' if charset else ""
    found = read(f"From: a@b.vn\n{head}Content-Transfer-Encoding: 8bit\n\n".encode() + data)
    assert found.text
    assert text is None or found.text == text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0",
        b"From: =?x-no?q?=ff?= <a@b.vn>\nSubject: =?utf-8?b?////?=\n\nrac",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 150,
        b"Content-Transfer-Encoding: base64\n\n%%%%",
        b'From: "\n\r\x00 <\n\nx',
    ],
)
def test_no_broken_letter_breaks_the_reader(data):
    assert read(data) is not None


HEAD = "From: Nam <nam@example.vn>\nTo: phan-anh+00601@danbiet.example\nMessage-ID: <7@x>\nSubject: x\n"
TWO = (
    "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"
    "--b\nContent-Type: text/plain; charset=utf-8\n\n{}\n--b\nContent-Type: text/html; charset=utf-8\n\n{}\n--b--\n"
)


@pytest.mark.parametrize(
    ("rest", "text"),
    [
        (TWO.format("", "<p>Rác chất đống</p>"), "Rác chất đống"),  # the plain version is there and empty
        (TWO.format(" \n ", "<p>Rác chất đống</p>"), "Rác chất đống"),
        (TWO.format("Rác chữ", "<p>Rác trang</p>"), "Rác chữ"),
        (TWO.format("một", "hai").replace("alternative", "mixed"), "một\n\n\nhai"),  # no versions: both were written
        ("Content-Type: text/html\n\n<html><head><style>p{}</style><body><p>Rác chất đống</p></html>", "Rác chất đống"),
        ("Content-Type: text/html\n\n<title>Thư<body>Rác chất đống", "Thư\nRác chất đống"),  # never closed
        ("Content-Type: text/html\n\n<style>p{}</style><!-- Rác --><p></p>", ""),
        (
            "Content-Type: text/html\n\n<p>Rác</p><style>chất đống",
            "Rác\nchất đống",
        ),  # never closed: all rather than none
        ("Content-Type: text/html\n\nRác &amp", "Rác &"),
        ('Content-Type: text/plain; name="body.txt"\n\nRác chất đống', "Rác chất đống"),
        ("Content-Type: text/plain\nContent-Disposition: inline; filename=a.txt\n\nRác chất đống", "Rác chất đống"),
        ("Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nRác", ""),
        ("Content-Type: text/plain; charset*=a%00b''utf-8\n\nRác", "Rác"),
        ("Content-Type: text/plain; charset=utf-7\n\nRac +2AA- x", "Rac ? x"),
    ],
)
def test_whatever_words_a_letter_holds_are_read(rest, text):
    assert read((HEAD + rest).encode()).text.split() == text.split()


@pytest.mark.parametrize("name", ["utf-8", "cp1258"])
def test_headers_in_bare_bytes_are_read_as_what_they_mean(name):
    """Vietnamese code page 1258 writes some tones as signs of their own."""
    subject = unicodedata.normalize("NFC", "Tố cáo trưởng công an") if name == "utf-8" else "Đèn hư"
    raw = f"From: Nguyễn Văn Ấn <an@example.vn>\nSubject: {subject}\n\nx".encode(name, "replace")
    found = read(raw)
    assert found.subject == subject
    assert found.address == "an@example.vn"
    assert name != "utf-8" or found.name == "Nguyễn Văn Ấn"


def test_a_denunciation_in_a_bare_subject_is_refused_like_any(receive, country):
    raw = (HEAD.replace("Subject: x", "Subject: Tố cáo trưởng công an phường nhận hối lộ") + "\nNhư tiêu đề\n").encode()
    assert receive(raw)[0] == 2
    assert Case.objects.count() == 0


def test_a_name_in_encoded_words_may_hold_a_comma():
    found = read(b"From: =?utf-8?Q?Nguy=E1=BB=85n,_An?= <an@example.vn>\n\nx")
    assert (found.name, found.address) == ("Nguyễn, An", "an@example.vn")


def nested(depth: int) -> bytes:
    kind = "Content-Type: multipart/mixed; boundary=b{}\n\n"
    parts = "".join(f"--b{at}\n" + kind.format(at + 1) for at in range(depth))
    return (HEAD + kind.format(0) + parts + f"--b{depth}\nContent-Type: text/plain\n\nRác\n").encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (nested(20), 0),
        (nested(250), 65),  # more parts than are read: said, not cut
        (nested(1200), 65),
        ((HEAD + "Content-Type: text/plain; charset*=a%00b''utf-8\n\nĐường hỏng").encode(), 0),
        ((HEAD + "Content-Type: text/plain; charset=utf-7\n\nDuong hong +2AA- x").encode(), 0),
        ((HEAD + "Return-Path: <\xe1>\n\nDuong hong").encode(), 0),
    ],
)
def test_no_letter_goes_round_for_ever(receive, country, data, code):
    assert receive(data, "--sysexits")[0] == code


def test_thirty_megabytes_of_files_fit(receive, country):
    """As mail programs wrap them: 76 letters to a line."""
    part = base64.encodebytes(bytes(30_000_000)).replace(b"\n", b"\r\n")
    head = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nDen duong hong\n--b\n"
    head += "Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n"
    data = (HEAD + head).encode() + part + b"\n--b--\n"
    assert 41_000_000 < len(data) < LIMIT
    code, result, _ = receive(data)
    assert (code, result["left_out"]) == (0, ["a.zip"])


def test_what_is_longer_than_a_letter_is_said_to_be_cut(receive, country):
    receive(letter("Rác chất đống. " * 1200))
    assert "Không nhận tệp: phần cuối của thư" in outbox.outbox[0].body


def test_two_people_who_write_the_same_words_are_two_cases(receive, country):
    lan = letter("Den duong bi tat", From="lan@a.vn", Message_ID="")
    minh = letter("Den duong bi tat", From="minh@b.vn", Message_ID="")
    numbers = {receive(one)[1]["number"] for one in (lan, minh, lan)}
    assert len(numbers) == 2
    assert {case.sender.email for case in Case.objects.all()} == {"lan@a.vn", "minh@b.vn"}


def test_the_same_words_of_the_same_person_another_day_are_another_letter(receive, country):
    days = [letter("Den tat", Message_ID="", Date=f"Mon, {day} Nov 2021 08:00:00 +0700") for day in (22, 29, 29)]
    assert [receive(one)[1]["new"] for one in days] == [True, True, False]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"To": "nam+2024@gmail.com", "Cc": "phan-anh+00601@danbiet.example"}, "00601"),
        ({"Delivered-To": "voices+00610@danbiet.example", "To": "nam+2024@gmail.com"}, "00610"),
        ({"Delivered-To": "nam+2024@gmail.com", "To": "phan-anh+00601@danbiet.example"}, "00601"),
        ({"To": "nam+2024@gmail.com"}, ""),
    ],
)
def test_the_tag_of_a_stranger_is_no_ward(headers, code):
    assert read(letter(**({"To": ""} | headers)).as_bytes()).place_code == code


@pytest.mark.parametrize(
    "text",
    [
        "ong truong thon lay tien ung ho bao lu chia cho nguoi nha",
        "cay to cao sap do truoc cong, den duong bi che",
        "De nghi UBND huy giay chung nhan cap chong len dat nha toi",
    ],
)
def test_without_marks_nothing_is_thrown_away_that_does_not_say_it_is_a_denunciation(receive, country, text):
    assert receive(letter(text, Subject="Kinh gui"))[0] == 0
    assert Sorting.objects.get().is_withheld


def test_without_marks_what_calls_itself_a_denunciation_is_refused(receive, country):
    assert receive(letter("toi to cao ong chu tich phuong nhan hoi lo", Subject="Kinh gui"))[0] == 2
    assert Case.objects.count() == 0


def test_the_place_is_in_the_address_or_given_and_else_refused(receive, country):
    assert receive(letter(To="phan-anh@danbiet.example"))[0] == 2
    assert receive(letter(To="phan-anh@danbiet.example"), "--place", "00610")[0] == 0
    assert Case.objects.get().place == country.xuan_dinh.unit
    assert receive(letter(To="phan-anh+99999@danbiet.example", Message_ID="<3@x>"))[0] == 2


def test_words_about_an_earlier_case_are_tied_to_it(receive, country):
    number = receive(letter())[1]["number"]
    receive(letter("Vẫn chưa ai sửa", Subject=f"Re: {number}", Message_ID="<2@example.vn>"))
    assert ("follows",) in Link.objects.values_list("tie")


@pytest.mark.parametrize(
    ("message", "code"),
    [(letter(), 0), (letter(**{"Auto-Submitted": "auto-replied"}), 65), (letter(""), 0), (letter("", Subject=""), 65)],
)
def test_the_mail_server_is_told_in_its_own_codes(receive, country, message, code):
    assert receive(message, "--sysexits")[0] == code


def test_whatever_breaks_the_mail_server_keeps_the_letter(receive, country, monkeypatch):
    def broken(*args, **options):
        raise RuntimeError("no disk")

    monkeypatch.setattr("danbiet.voices.services.mail.take", broken)
    code, _, sentences = receive(letter(), "--sysexits")
    assert code == 75
    assert "no disk" in sentences


@pytest.mark.parametrize("mark", ["<a ", "<", "<!--", "<![CDATA[", "</", '<a b="', "<style>", "<div>", "&#"])
def test_a_page_of_open_marks_is_read_in_time_that_grows_with_it(mark: str) -> None:
    """By the square of its length 300,000 letters had held up the receiving of mail for minutes."""
    assert "Rác" in without_marks("<p>Rác</p>" + mark * (300_000 // len(mark)))
