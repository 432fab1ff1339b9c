"""A program sends for a resident, by a key that the place gave it and took back (docs/open311.md).

The article: "tiếp thu, phúc đáp, phản hồi, giải quyết có hiệu quả những phản ánh". Administrator and officers sit
at the pages; the program speaks plain HTTP to the same server.
"""

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import APIRequestContext, APIResponse, Browser

from tests.browser import Site
from tests.journeys.steps import Person
from tests.journeys.test_voices import IN_2026, Journey, opened

V2 = "/open311/v2"
HOLE = "Hố sâu giữa đường trước nhà bà Hoa số 12, đêm qua hai người ngã"
MENDED = "Sáng nay tổ hạ tầng đã lấp hố, trải lại nhựa và dựng biển báo đến khi khô."
SUMMARY, TOLD = "Hố giữa đường trước số 12", "Đã lấp hố và trải lại nhựa."
WEEK = "start_date=2026-11-20T00:00:00Z&end_date=2026-11-27T00:00:00Z"


@dataclass
class Program:
    """What a company wrote, on somebody's phone."""

    web: APIRequestContext
    site: Site
    key: str = ""
    number: str = ""
    code: str = ""
    read: list[str] = field(default_factory=list)  # all that it was ever answered by a list

    def posts(self, text: str, *, pictures: int = 0, **more: str) -> APIResponse:
        form: dict[str, Any] = {
            "api_key": self.key, "service_code": "roads-report", "address_id": IN_2026.ward, "description": text,
            **more,
        }  # fmt: skip
        if pictures:
            form["media"] = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": picture()}
        return self.web.post(f"{self.site.url}{V2}/requests.json", multipart=form)

    def asks(self, path: str) -> list[dict[str, Any]]:
        answer = self.web.get(f"{self.site.url}{V2}/{path}")
        assert answer.status == 200, answer.text()
        self.read.append(answer.text())
        rows: list[dict[str, Any]] = answer.json()
        return rows

    def asks_of_it(self) -> dict[str, Any]:
        """The report, as the list, the single address and XML tell it alike."""
        (row,) = self.asks(f"requests/{self.number}.json")
        assert row in self.asks(f"requests.json?jurisdiction_id={IN_2026.ward}&extensions=false")
        xml = self.web.get(f"{self.site.url}{V2}/requests/{self.number}.xml").text()
        self.read.append(xml)
        assert f"<status_notes>{row['status_notes']}</status_notes>" in xml
        return row

    def hears(self) -> list[tuple[str, str]]:
        """(finer state, words) of what happened to it this week."""
        rows = self.asks(f"servicerequestupdates.json?{WEEK}&jurisdiction_id={IN_2026.ward}")
        return [(row["status"], row["description"]) for row in rows if row["service_request_id"] == self.number]


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (64, 48), "grey").save(drawn, "JPEG")
    return drawn.getvalue()


@dataclass
class Posting:
    """One report from the key to the answer."""

    offices: Journey
    program: Program

    def given_the_administrator_gives_the_program_a_key(self) -> None:
        admin = self.offices.officer("admin").opens(f"/places/{IN_2026.ward}/")
        admin.follows("Khóa cho ứng dụng gửi phản ánh").sees("Ứng dụng Phố Ta", "Đang dùng")
        admin.fills("Tên chương trình", "Đường Sạch").fills("Ai chịu trách nhiệm", "Cô Mây, 0900000021")
        assert admin.page.locator("[name=place] option:checked").inner_text() == "Phường Đông Ngạc"
        admin.presses("Cấp khóa").sees("khóa chỉ hiện một lần")
        self.program.key = admin.page.locator("code.code").inner_text()
        admin.follows("Đã chép xong").sees("Đường Sạch").does_not_see(self.program.key)
        assert "/open311/keys/" not in self.offices.officer("ward").opens("/desk/").page.content()

    def when_it_posts_a_report_with_a_picture(self) -> None:
        answer = self.program.posts(HOLE, pictures=1, address_string="trước số 12 ngõ 63", phone="0912345678")
        assert answer.status == 201, answer.text()
        (row,) = answer.json()
        self.program.number = self.offices.numbers["hole"] = row["service_request_id"]
        self.program.code = re.search(r"Mã biên nhận: ([\w-]+)", row["service_notice"])[1]
        self.offices.codes["hole"] = self.program.code
        told = self.program.asks_of_it()
        assert (told["status"], told["status_notes"], told["description"]) == ("open", "Đã nhận", None)
        assert self.program.hears() == [("OPEN", "Nhận")]

    def then_the_desk_of_the_ward_shows_it(self) -> None:
        desk = self.offices.officer("reception").opens("/voices/desk/?q=ho+sau+giua+duong").sees(self.program.number)
        self.offices.case(desk, "hole").sees(HOLE, "Ứng dụng khác (Open311)", "anh.jpg", "0912345678")
        self.offices.looks("hole").sees("Đã nhận", HOLE)

    def when_the_officer_answers(self) -> None:
        officer = self.offices.officer("reception")
        self.offices.does(officer, "hole", "Tiếp nhận xử lý", told="Sáng mai đi lấp.")
        self.offices.does(officer, "hole", "Trả lời", outcome="Đã giải quyết", text=MENDED)
        told = self.program.asks_of_it()
        assert (told["status"], told["status_notes"], told["media_url"]) == ("closed", "Đã giải quyết", None)
        assert self.program.hears()[1:] == [("INVESTIGATING", "Tiếp nhận xử lý"), ("FIXED", "Trả lời: Đã giải quyết")]
        self.offices.looks("hole").sees(MENDED)

    def and_two_people_make_it_public(self) -> None:
        reception, ward = self.offices.officer("reception"), self.offices.officer("ward")
        self.offices.does(reception, "hole", "Soạn bản công khai", summary=SUMMARY, answer=TOLD)
        box = opened(self.offices.case(ward, "hole"), "Đã đọc lại, công khai")
        box.get_by_label("anh.jpg").check()
        box.get_by_role("button", name="Đã đọc lại, công khai").click()
        ward.sees("đã công khai")

    def then_the_program_reads_the_answer_and_sees_the_picture(self) -> None:
        told = self.program.asks_of_it()
        assert (told["description"], told["status_notes"]) == (SUMMARY, TOLD)
        seen = self.program.web.get(told["media_url"])
        assert (seen.status, seen.headers["content-type"]) == (200, "image/jpeg")
        assert self.program.hears()[-1] == ("FIXED", TOLD)

    def and_no_list_ever_told_what_was_written(self) -> None:
        """Neither the words as sent nor the officer's, the address, the telephone, the code or the key."""
        everything = "\n".join(self.program.read)
        for secret in (HOLE, "bà Hoa", MENDED, "ngõ 63", "0912345678", self.program.code, self.program.key):
            assert secret not in everything

    def when_a_complaint_is_posted_it_is_refused_and_kept_nowhere(self) -> None:
        answer = self.program.posts("Tôi khiếu nại quyết định thu hồi đất số 12/QĐ-UBND, tôi không đồng ý")
        assert answer.status == 400
        assert "/voices/new/" in answer.json()[0]["description"]
        self.offices.officer("reception").opens("/voices/desk/?q=thu+hoi+dat+so+12").does_not_see("12/QĐ-UBND, tôi")

    def when_the_administrator_takes_the_key_back(self) -> None:
        admin: Person = self.offices.officer("admin").opens("/open311/keys/")
        admin.page.locator("tr", has_text="Đường Sạch").get_by_role("link", name="Thu hồi").click()
        admin.sees("Cô Mây", "Những gì đã gửi vẫn còn")
        admin.fills("Lý do thu hồi", "Điện thoại có khóa bị mất").presses("Thu hồi ngay").sees(
            "Đã thu hồi khóa Đường Sạch"
        )
        admin.sees("Điện thoại có khóa bị mất")

    def then_the_next_post_is_refused_and_what_was_sent_stays(self) -> None:
        answer = self.program.posts("Lại có hố mới ở đầu phố")
        assert (answer.status, answer.json()[0]["code"]) == (403, "403")
        assert self.program.asks_of_it()["status_notes"] == TOLD
        self.offices.looks("hole").sees(MENDED)


@pytest.mark.demo("whole", IN_2026.today)
def test_a_program_posts_for_a_resident_until_its_key_is_taken_back(browser: Browser, site: Site) -> None:
    program = Program(browser.new_context().request, site)
    journey = Posting(Journey(browser, site, IN_2026), program)
    journey.given_the_administrator_gives_the_program_a_key()
    journey.when_it_posts_a_report_with_a_picture()
    journey.then_the_desk_of_the_ward_shows_it()
    journey.when_the_officer_answers()
    journey.and_two_people_make_it_public()
    journey.then_the_program_reads_the_answer_and_sees_the_picture()
    journey.and_no_list_ever_told_what_was_written()
    journey.when_a_complaint_is_posted_it_is_refused_and_kept_nowhere()
    journey.when_the_administrator_takes_the_key_back()
    journey.then_the_next_post_is_refused_and_what_was_sent_stays()
