"""Letters by mail: people's become cases that wait for their kind; robots', denunciations and the unreadable none."""

import base64
import io
import json
import sys
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from PIL import Image

from danbiet.ledger.models import Event
from danbiet.voices.models import Case, Link, Sorting
from danbiet.voices.rules import Kind, Subject
from danbiet.voices.rules.mail import Robot, read

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
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 300,
        b"Content-Transfer-Encoding: base64\n\n%%%%",
        b'From: "\n\r\x00 <\n\nx',
    ],
)
def test_no_broken_letter_breaks_the_reader(data):
    assert read(data) is not None


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
