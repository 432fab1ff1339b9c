"""Disclosure, in a browser: a late settlement, a forged day, a list of people, a question, a word that changed a paper.

The article: "Các khoản huy động đóng góp … đều được công khai đầy đủ cùng với thời điểm công khai … quyết toán ngân
sách hàng năm"; "tiếp thu ý kiến đóng góp … của người dân; thực hiện giải đáp, xử lý, điều chỉnh kịp thời".
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from playwright.sync_api import Browser, Locator

from danbiet.common.documents import Document, Section, Signature
from danbiet.common.docx import docx
from danbiet.demo.services.papers import board_picture, budget, table
from danbiet.ledger.tests.offices import Office, payload_of
from tests.browser import Site
from tests.journeys.steps import Person, arrives
from tests.journeys.test_verifying import checks, is_told

YEAR_2026 = pytest.mark.demo("whole", "2026-11-23")
HOUSES = [f"Nhà văn hóa tổ dân phố số {number}" for number in range(1, 6)]
OFFICE = "http://localhost:8000"
WITH_A_PHONE = "Liên hệ ông Minh Họa, điện thoại 0912 345 678."


def letter(text: str) -> bytes:
    document = Document(
        issuer=("UBND",), issued_by="UBND", symbol="TB-UBND", place="Đông Ngạc", year=2026, kind="THÔNG BÁO",
        subject="Lịch làm việc", signature=Signature(("CHỦ TỊCH",)), sections=(Section("Nội dung", (text,)),),
        number=1, on=date(2026, 11, 23),
    )  # fmt: skip
    return docx(document)


@dataclass
class Journey:
    """Who looks at which site, and what one step leaves for the next."""

    browser: Browser
    site: Site
    folder: Path
    item: str = ""
    code: str = ""
    request: str = ""

    def person(self, name: str = "") -> Person:
        """An officer at a desk; without a name a resident on a phone."""
        return arrives(self.browser, self.site, name, width=1280 if name else 360)

    def resident_without_script(self) -> Person:
        return arrives(self.browser, self.site, width=360, script=False)

    def file(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def fetched(self, address: str, name: str) -> Path:
        """What anybody may take from an address, as a file."""
        answer = self.person().page.request.get(self.site.url + address)
        assert answer.status == 200, address
        return self.file(name, answer.body())

    def ticks_over(self, day: str) -> None:
        """The timer of a night, at the address in whose name the story signed its heads."""
        done = self.site.command("tick", "--at", f"{day}T00:05:00+07:00", DANBIET_BASE_URL=OFFICE)
        assert done.returncode == 0, done.stderr

    def drafts(self, who: Person, title: str, file: Path, *, kind: str = "") -> Person:
        """Fill in the form of a new item as far as the review."""
        if kind:
            who.chooses("Loại tài liệu", kind)
        return who.fills("Tên để người dân đọc", title).attaches("Tệp", file).presses("Tải lên và xem lại")

    def publishes(self, who: Person) -> None:
        who.presses("Công khai ngay").sees("Kiểm chứng")
        self.item = re.search(r"/disclosure/items/(\d+)/", who.page.url)[1]

    def looks(self, who: Person | None = None) -> Person:
        return (who or self.resident_without_script()).opens(f"/disclosure/items/{self.item}/")

    def records(self, who: Person, form: str, day: str) -> Locator:
        """Fill in what hangs, sounds or was told; the form, to be added to and sent."""
        who.opens(f"/disclosure/items/{self.item}/postings/")
        found = who.page.locator("form:has([name=channel])")
        found.get_by_label("Hình thức").select_option(label=form)
        found.get_by_label("Đã làm từ ngày").fill(day)
        return found

    def hangs(self, who: Person, day: str, *boards: str) -> None:
        form = self.records(who, "Niêm yết", day)
        for board in boards:
            form.get_by_label(board).check()
        form.get_by_label("Ảnh hoặc bản quét").set_input_files(self.file("bang-tin.png", board_picture(3)))
        form.get_by_role("button", name="Ghi").click()
        who.sees("Đang niêm yết")

    def tells(self, who: Person, channel: str, day: str) -> None:
        form = self.records(who, channel, day)
        form.get_by_label("Số biên bản").fill("21/BB-UBND")
        form.get_by_role("button", name="Ghi").click()
        who.sees("21/BB-UBND")

    # the settlement

    def when_the_accountant_posts_the_settlement_late(self) -> None:
        """Quyết toán: hạn 19/01/2026, thiếu một nhà văn hóa."""
        accountant = self.person("accountant").opens("/desk/").follows("Quyết toán ngân sách được HĐND phê chuẩn")
        accountant.sees("Trễ 308 ngày", "Chậm nhất ngày này").follows("Đăng nội dung này")
        sheet = self.file("quyet-toan.xlsx", budget("ca_nam_2025", on=date(2026, 11, 23)).data)
        self.drafts(accountant, "Quyết toán ngân sách năm 2024", sheet).sees("Máy không thấy số điện thoại")
        self.publishes(accountant)
        self.hangs(accountant, "2026-11-23", "Trụ sở UBND phường", *HOUSES[:3], HOUSES[4])
        self.tells(accountant, "Đài truyền thanh", "2026-11-23")
        self.tells(accountant, "Thông báo bằng văn bản", "2026-11-23")

    def then_the_resident_sees_what_is_missing(self) -> None:
        """Without script, on a phone."""
        resident = self.looks().sees("Đăng trễ 308 ngày", "Chưa đủ: thiếu 1 trên 9 nơi, hình thức")
        missing = resident.page.locator("tr", has_text=HOUSES[3])
        assert "Chưa có" in missing.inner_text()
        assert resident.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def when_the_head_of_the_group_hangs_the_last_one(self) -> None:
        self.ticks_over("2026-11-24")
        self.site.changes_day("2026-11-24")
        self.hangs(self.person("grouphead"), "2026-11-24", HOUSES[3])
        self.looks().does_not_see("Chưa đủ: thiếu")

    def then_it_is_complete_on_the_thirtieth_day_and_not_before(self) -> None:
        for day in ("2026-12-21", "2026-12-22"):  # two heads more: the next one after a receipt's confirms it as well
            self.ticks_over(day)
        self.ticks_over("2026-12-23")
        self.site.changes_day("2026-12-23")
        self.looks().does_not_see("Đủ mọi nơi, mọi hình thức")
        self.ticks_over("2026-12-24")
        self.site.changes_day("2026-12-24")
        self.looks().sees("Đủ mọi nơi, mọi hình thức", "Đăng trễ 308 ngày")

    # proof

    def then_an_altered_file_is_found_out(self) -> None:
        """In the browser and by the command, with a head that somebody kept."""
        receipt = self.fetched(f"/disclosure/items/{self.item}/receipt.json", "receipt.json")
        true = self.fetched(f"/disclosure/items/{self.item}/file/1/", "dung.xlsx")
        key, head = (
            self.fetched("/proof/key.json", "key.json"),
            self.fetched("/proof/heads/2026-11-23.json", "head.json"),
        )
        data = true.read_bytes()
        altered = self.file("sua.xlsx", data[:-1] + bytes([data[-1] ^ 1]))
        given = {"receipt": receipt, "key": key, "file": true, "head": head}
        is_told(checks(self.person(), given), "không muộn hơn ngày 23/11/2026")
        is_told(checks(self.person(), {**given, "file": altered}), "Sai")
        for file, code in ((true, 0), (altered, 1)):
            words = ("verify", str(receipt), str(file), "--key", str(key), "--head", str(head))
            assert self.site.command(*words).returncode == code

    def then_whoever_holds_the_key_cannot_date_it_back(self) -> None:
        """A forged record, signed with the true key, against the head of that day that a resident kept."""
        data = b"PK to giay moi"
        forger = Office()
        forger.key = json.loads((self.site.data_dir / "proof" / "key.json").read_bytes())
        forger.origin = str(forger.key["origin"])
        forger.private = load_pem_private_key((self.site.data_dir / "keys" / "signing_key.pem").read_bytes(), None)
        day = date(2026, 11, 5)
        payload = payload_of(day, data)
        receipt = forger.receipt(forger.records(day, payload), payload, forger.closes(day))
        file, forged = self.file("gia.xlsx", data), self.file("gia.json", json.dumps(receipt).encode())
        key, kept = self.folder / "key.json", self.fetched("/proof/heads/2026-11-05.json", "kept.json")
        words = ("verify", str(forged), str(file), "--key", str(key))
        assert self.site.command(*words).returncode == 0, "the key alone cannot tell"
        refused = self.site.command(*words, "--head", str(kept))
        assert (refused.returncode, refused.stdout) == (1, refused.stdout)
        is_told(checks(self.person(), {"receipt": forged, "key": key, "file": file, "head": kept}), "Sai")

    def then_a_head_kept_of_a_later_day_confirms_its_own_receipt(self) -> None:
        resident = self.looks().fills("Biên nhận theo dấu ký bạn giữ", "2026-12-21")
        with resident.page.expect_download() as waiting:
            resident.page.get_by_role("button", name="Tải biên nhận theo dấu ấy").click()
        assert waiting.value.suggested_filename == f"bien-nhan-{self.item}-1-2026-12-21.json"
        under = self.folder / waiting.value.suggested_filename
        waiting.value.save_as(under)
        kept, key = self.fetched("/proof/heads/2026-12-21.json", "later.json"), self.folder / "key.json"
        for receipt, code in ((under, 0), (self.folder / "receipt.json", 1)):
            words = ("verify", str(receipt), str(self.folder / "dung.xlsx"), "--key", str(key), "--head", str(kept))
            assert self.site.command(*words).returncode == code

    # a list of people

    def when_a_paper_with_a_phone_number_is_stopped(self) -> None:
        ward = self.person("ward").opens("/disclosure/00602/new/")
        self.drafts(ward, "Lịch làm việc tháng 12", self.file("lich.docx", letter(WITH_A_PHONE)))
        ward.sees("Máy thấy 1 chỗ", "số điện thoại").does_not_see("0912 345 678").presses("Công khai ngay")
        ward.sees("Lý do vẫn công khai các số này").presses("Bỏ bản này")

    def when_a_list_of_households_is_published(self) -> None:
        ward = self.person("ward").opens("/disclosure/00602/new/")
        sheet = self.file("ho-ngheo.xlsx", table("people", "ho_ngheo_2021", on=date(2026, 11, 23)).data)
        self.drafts(ward, "Danh sách hộ nghèo năm 2026", sheet, kind="Danh sách có tên người")
        ward.sees("Cắt cột C “Số CCCD”", "Viết tắt họ tên của 3 người", "Tự gỡ và xóa tệp")
        self.publishes(ward)
        shown = self.fetched(f"/disclosure/items/{self.item}/file/1/", "con-lai.xlsx")
        assert not any(word in text_of_workbook(shown) for word in ("001185", "0912", "Thị Minh Họa", "ngõ"))

    def then_the_clock_takes_it_down_on_the_right_day(self) -> None:
        self.ticks_over("2026-11-24")
        receipt = self.fetched(f"/disclosure/items/{self.item}/receipt.json", "receipt.json")
        self.ticks_over("2026-12-23")
        assert self.files_kept() == 1
        self.ticks_over("2026-12-24")
        self.ticks_over("2026-12-25")
        self.site.changes_day("2026-12-25")
        assert self.files_kept() == 0
        self.looks().sees("Đã gỡ ngày 24/12/2026", "Tệp đã xóa", "Dấu vết tệp (SHA-256)")
        answer = self.person().page.request.get(f"{self.site.url}/disclosure/items/{self.item}/file/1/")
        assert answer.status == 410
        words = ("verify", str(receipt), str(self.folder / "con-lai.xlsx"))
        proof = self.site.data_dir / "proof"
        words = (*words, "--key", str(proof / "key.json"), "--status", str(proof / "status" / "2026-12-24.json"))
        told = self.site.command(*words, "--json")
        found = json.loads(told.stdout)
        assert (told.returncode, found["published"], found["current"]) == (0, True, False)
        assert "đã gỡ khi hết thời hạn công khai, từ 24/12/2026." in found["why"]

    def files_kept(self) -> int:
        """How many files of the data directory are the published list."""
        data = (self.folder / "con-lai.xlsx").read_bytes()
        return sum(path.read_bytes() == data for path in (self.site.data_dir / "files").rglob("*") if path.is_file())

    # a question

    def when_a_resident_asks_without_an_account(self) -> None:
        """On a phone, without script: the code is copied and typed again."""
        resident = self.resident_without_script().opens("/disclosure/requests/new/?place=00601")
        resident.fills("Bạn cần thông tin gì", "Hợp đồng thu gom rác năm 2021 của phường, cả phụ lục giá.")
        resident.ticks("nhận qua mạng điện tử").fills("Họ và tên", "Trần Thị Minh Họa")
        resident.fills("Nơi nhận câu trả lời", "tran@example.com").presses("Gửi yêu cầu").sees("Chép mã này lại")
        self.code = resident.page.locator("b.code").inner_text()
        resident.fills("Mã biên nhận", self.code.lower()).presses("Kiểm tra mã").sees("Đã nhận, chờ xem phiếu")
        assert self.code.replace("-", "") not in resident.page.url

    def when_the_office_accepts_extends_and_answers_in_part(self) -> None:
        reception = self.person("reception").opens("/desk/").follows("Xem phiếu yêu cầu thông tin")
        self.request = re.search(r"/requests/(\d+)/", reception.page.url)[1]
        reception.ticks("Phức tạp").fills("Thông tin được yêu cầu", "Hợp đồng thu gom rác năm 2021")
        reception.presses("Phiếu hợp lệ, bắt đầu giải quyết").sees("Đang giải quyết")
        reception.unfolds("Gia hạn").fills("Lý do gia hạn", "Phải hỏi đơn vị thu gom.").presses("Gia hạn")
        reception.sees("Phải hỏi đơn vị thu gom")
        blacked = self.file("hop-dong.docx", letter("Giá thu gom: 26.000 đồng mỗi hộ. Số tài khoản: ███"))
        reception.fills("Nội dung trả lời", "Hợp đồng và phụ lục giá, bản đã che.")
        reception.fills("Phần không cung cấp và lý do", "Số tài khoản của bên nhận: bí mật kinh doanh.")
        reception.attaches("Tệp gửi kèm", blacked).presses("Cung cấp thông tin").sees("Đã cung cấp")
        reception.fills("Tên mục công khai", "Trả lời: hợp đồng thu gom rác năm 2021")
        reception.presses("Công khai câu trả lời cho mọi người").sees("Đã cung cấp")

    def then_the_code_opens_the_answer_and_everybody_reads_it(self) -> None:
        resident = self.resident_without_script().opens("/disclosure/requests/status/")
        resident.fills("Mã biên nhận", self.code).presses("Xem")
        resident.sees("Đã cung cấp", "bản đã che", "bí mật kinh doanh")
        self.person().opens("/disclosure/requests/?place=00601").sees("Trả lời: hợp đồng thu gom rác năm 2021")
        self.person("ward2").opens("/disclosure/requests/").does_not_see("Trần Thị Minh Họa")

    # a word that changed a paper

    def when_a_word_leads_to_a_new_version(self) -> None:
        """Nhân dân góp ý; phường giải đáp, điều chỉnh."""
        found = self.person().opens("/search/?q=du+toan+ngan+sach").follows("Dự toán ngân sách phường năm 2021").page
        self.item = re.search(r"/items/(\d+)/", found.url)[1]
        resident = self.resident_without_script().opens(f"/disclosure/items/{self.item}/comments/")
        resident.fills("Lời của bạn", "Gọi cho tôi 0912345678, dự toán thiếu cột thực hiện.").presses("Gửi")
        resident.sees("Có số riêng của một người").ticks("Gửi bản đã che").presses("Gửi").sees("Chép mã này lại")
        officer = self.person("accountant").opens(f"/disclosure/items/{self.item}/comments/")
        officer.unfolds("Xử lý góp ý này").presses("Hiển thị")
        officer.unfolds("Xử lý góp ý này").page.locator("textarea[id^=tl-]").fill("Sẽ thêm cột thực hiện 6 tháng.")
        officer.presses("Trả lời")
        officer.opens(f"/disclosure/items/{self.item}/correct/").fills("Sửa gì, vì sao", "Thêm cột thực hiện 6 tháng.")
        sheet = self.file("du-toan-2.xlsx", budget("6_thang_2021", on=date(2021, 9, 21)).data)
        officer.attaches("Tệp của bản mới", sheet)
        officer.page.locator("main form button.btn").first.click()
        officer.presses("Công khai ngay").opens(f"/disclosure/items/{self.item}/comments/")
        officer.unfolds("Xử lý góp ý này").page.locator("textarea[id^=dd-]").fill("Bản 2 có cột thực hiện.")
        officer.chooses("Ở bản nào", "Bản 2").presses("Ghi điều đã đổi")

    def then_everybody_reads_what_changed(self) -> None:
        resident = self.resident_without_script().opens("/disclosure/00601/changed/")
        resident.sees("Dân nói", "Bản 2 có cột thực hiện", "268 triệu đồng").does_not_see("0912345678")
        self.looks(resident).sees("Các bản", "Thêm cột thực hiện 6 tháng")

    # a declared day

    def when_a_day_off_is_declared_late(self) -> None:
        planner = self.person("planner").opens("/places/00602/days/")
        planner.page.get_by_label("Ngày", exact=True).fill("2026-11-25")
        planner.chooses("Ngày này", "cơ quan nghỉ").fills("Tên ngày nghỉ", "Nghỉ phòng bão")
        planner.fills("Văn bản làm nguồn", "Công điện 15/CĐ-UBND (minh họa)").presses("Khai và dời hạn")

    def then_the_page_says_which_days_moved(self) -> None:
        resident = self.resident_without_script().opens("/places/00602/days/").sees("4 hạn đã dời", "Nghỉ phòng bão")
        resident.sees("26/11/2026", "27/11/2026").page.locator("main table a").first.click()
        resident.sees("Nghỉ phòng bão", "Chậm nhất ngày này")

    # joined up

    def then_it_is_on_the_desk_in_search_in_reports_and_with_the_heir(self) -> None:
        accountant = self.person("accountant").opens("/desk/").sees("Quyết toán ngân sách được HĐND phê chuẩn")
        accountant.opens("/search/?q=cho+dan+sinh").sees("chợ dân sinh")
        report = self.person().opens("/reports/")
        report.follows("2026").sees("công khai")
        heir = self.person().opens("/disclosure/00602/").sees("Thụy Phương")
        heir.opens("/proof/").sees("2026")
        assert self.site.command("verify_ledger").returncode == 0

    def then_a_backup_restored_elsewhere_shows_the_same(self) -> None:
        keys, out = self.folder / "keys", self.folder / "sao-luu.age"
        assert self.site.command("backup", "--keygen", str(keys)).returncode == 0
        done = self.site.command("backup", str(out), "--to", str(keys / "recipient.txt"))
        assert done.returncode == 0, done.stderr
        elsewhere = Site(self.site.url, self.folder / "noi-khac", day=self.site.day)
        done = elsewhere.command("restore", str(out), "--key", str(next(keys.glob("*identity*"))))
        assert done.returncode == 0, done.stderr
        counted = [
            json.loads(one.command("backup", "--contents", "--json").stdout)["models"] for one in (self.site, elsewhere)
        ]
        ours = [{name: row for name, row in one.items() if name.startswith("disclosure.")} for one in counted]
        assert ours[0] == ours[1]
        assert ours[0]["disclosure.posting"]["rows"] > 50


def text_of_workbook(path: Path) -> str:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(path)) as book:
        return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])


@YEAR_2026
def test_a_late_settlement_is_seen_completed_and_proven(browser: Browser, site: Site, tmp_path: Path) -> None:
    journey = Journey(browser, site, tmp_path)
    journey.when_the_accountant_posts_the_settlement_late()
    journey.then_the_resident_sees_what_is_missing()
    journey.when_the_head_of_the_group_hangs_the_last_one()
    journey.then_an_altered_file_is_found_out()
    journey.then_whoever_holds_the_key_cannot_date_it_back()
    journey.then_it_is_complete_on_the_thirtieth_day_and_not_before()
    journey.then_a_head_kept_of_a_later_day_confirms_its_own_receipt()


@YEAR_2026
def test_a_list_of_people_is_cut_and_goes_on_its_day(browser: Browser, site: Site, tmp_path: Path) -> None:
    journey = Journey(browser, site, tmp_path)
    journey.when_a_paper_with_a_phone_number_is_stopped()
    journey.when_a_list_of_households_is_published()
    journey.then_the_clock_takes_it_down_on_the_right_day()


@pytest.mark.demo("whole", "2021-09-21")
def test_a_question_is_answered_and_a_word_changes_a_paper(browser: Browser, site: Site, tmp_path: Path) -> None:
    journey = Journey(browser, site, tmp_path)
    journey.when_a_resident_asks_without_an_account()
    journey.when_the_office_accepts_extends_and_answers_in_part()
    journey.then_the_code_opens_the_answer_and_everybody_reads_it()
    journey.when_a_word_leads_to_a_new_version()
    journey.then_everybody_reads_what_changed()


@YEAR_2026
def test_a_declared_day_moves_what_is_open_and_all_is_joined(browser: Browser, site: Site, tmp_path: Path) -> None:
    journey = Journey(browser, site, tmp_path)
    journey.when_a_day_off_is_declared_late()
    journey.then_the_page_says_which_days_moved()
    journey.then_it_is_on_the_desk_in_search_in_reports_and_with_the_heir()
    journey.then_a_backup_restored_elsewhere_shows_the_same()
