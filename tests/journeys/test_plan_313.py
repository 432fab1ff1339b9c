"""The article, in a browser: the scores, 313 under 179, assigning, reporting, accepting, the issued report."""

import io
import re
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser

from danbiet.demo.services.papers import minutes
from tests.browser import Site
from tests.journeys.steps import Person, arrives

PLAN_313 = """ỦY BAN NHÂN DÂN QUẬN BẮC TỪ LIÊM
Số: 313/KH-UBND
Bắc Từ Liêm, ngày 18 tháng 8 năm 2021
KẾ HOẠCH
Triển khai thực hiện Kế hoạch cải thiện, nâng cao Chỉ số PAPI giai đoạn 2021-2025
Thực hiện Kế hoạch 179/KH-UBND ngày 04/8/2021 của UBND thành phố Hà Nội, UBND quận ban hành kế hoạch như sau:
II. NHIỆM VỤ
1. Tham gia của người dân ở cấp cơ sở
a) Phổ biến đầy đủ các chính sách của nhà nước, đặc biệt chú trọng nội dung liên quan quyền lợi, sinh kế của người dân
2. Công khai, minh bạch
a) Thực hiện tốt trách nhiệm cung cấp thông tin khi người dân yêu cầu
b) Thực hiện theo đúng quy định về công khai ngân sách phường
3. Trách nhiệm giải trình với người dân
a) Thực hiện tốt công tác tiếp công dân
5. Thủ tục hành chính công
a) Thường xuyên kiểm tra, đánh giá chất lượng hoạt động của Bộ phận tiếp nhận và trả kết quả
"""


def paper(folder: Path, name: str, what: str) -> Path:
    """Minutes as a PDF, made after the plan was issued."""
    upload = minutes(ward="Phường Đông Ngạc", what=what, on=date(2021, 8, 18), found="Đã niêm yết tại 6 điểm.")
    path = folder / name
    path.write_bytes(upload.data)
    return path


def imports(person: Person, text: str) -> str:
    """Paste, look through, confirm, and carry over into a draft; returns the draft's address."""
    person.opens("/plans/import/").fills("Hoặc dán chữ của kế hoạch", text).presses("Đọc kế hoạch")
    person.sees("Xem lại bản nhập")
    person.presses("Xác nhận cả trang và sang trang sau")
    person.presses("Lập dự thảo từ các mục đã xác nhận")
    return re.search(r"/plans/(\d+)/", person.page.url)[1]


def issues_draft(chair: Person, number: str, day: str) -> None:
    """The chair of a ward issues the draft that came down."""
    chair.opens("/desk/").follows("Dự thảo chưa ban hành")
    plan = re.search(r"/plans/(\d+)/", chair.page.url)[1]
    chair.opens(f"/plans/{plan}/draft/").fills("Số, ký hiệu", number).fills("Ngày ban hành", day).presses("Ban hành")


def text_of(docx: bytes) -> str:
    file = Document(io.BytesIO(docx))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in file.paragraphs] + cells)


@dataclass
class Journey:
    """What one step leaves for the next."""

    browser: Browser
    site: Site
    folder: Path
    plan: str = ""
    task: str = ""
    report: str = ""

    def person(self, name: str) -> Person:
        return arrives(self.browser, self.site, name)

    def given_the_scores_are_seen(self) -> None:
        """Các Chỉ số nội dung và nội dung thành phần tăng tương ứng."""
        self.person("planner").opens("/scores/021/").sees("Hà Nội", "41,63")

    def when_313_is_hung_under_179(self) -> None:
        """UBND Quận đã ban hành Kế hoạch số 313/KH-UBND ngày 18/8/2021."""
        planner = self.person("planner")
        self.plan = imports(planner, PLAN_313)
        planner.opens(f"/plans/{self.plan}/draft/").sees("179/KH-UBND")
        planner.fills("Số, ký hiệu", "313/KH-UBND").fills("Ngày ban hành", "2021-08-18").presses("Ban hành")
        planner.opens(f"/plans/{self.plan}/").sees("Kế hoạch 313/KH-UBND", "179/KH-UBND", "chưa giao ai", "chưa có hạn")
        planner.opens(f"/plans/{self.plan}/coverage/").sees("chưa có nhiệm vụ", "7.1")

    def when_a_clause_is_handed_down_to_two_wards(self) -> None:
        """UBND các phường và các đơn vị thuộc Quận chủ động phối hợp."""
        planner = self.person("planner").opens(f"/plans/{self.plan}/")
        clause = planner.page.locator("tr", has_text="công khai ngân sách phường").first
        clause.locator("input[type=checkbox]").check()
        planner.presses("Giao xuống phường, xã").ticks("Phường Đông Ngạc").ticks("Phường Xuân Đỉnh")
        planner.fills("Hạn chung", "2021-09-10").presses("Giao xuống")
        planner.opens(f"/plans/{self.plan}/cascade/").sees("2 trên 13", "Phường Liên Mạc")

    def when_the_ward_issues_its_own_plan(self) -> None:
        """Triển khai kế hoạch rộng khắp ở tất cả các cơ quan, đơn vị thuộc Quận."""
        issues_draft(self.person("wardchair"), "86/KH-UBND", "2021-08-18")

    def when_the_ward_reports_with_evidence(self) -> None:
        """Thực hiện theo đúng quy định về công khai ngân sách phường."""
        ward = self.person("ward").opens("/desk/").follows("Thực hiện theo đúng quy định về công khai")
        self.task = re.search(r"/plans/tasks/(\d+)/", ward.page.url)[1]
        words = ("Đã làm được gì", "Đã niêm yết công khai ngân sách 6 tháng đầu năm.")
        ward.fills(*words).ticks("Nhiệm vụ đã xong").presses("Gửi báo cáo").sees("phải kèm ít nhất một tệp minh chứng")
        ward.fills(*words).fills("Số liệu", "Số điểm: 6").ticks("Nhiệm vụ đã xong")
        ward.attaches("Minh chứng", paper(self.folder, "bien-ban.pdf", "Niêm yết"))
        ward.presses("Gửi báo cáo").sees("Chờ chấp nhận")

    def then_another_ward_reads_the_wording_and_no_more(self) -> None:
        """What an issued plan orders is public; what a unit reports, and its files, are not."""
        other = self.person("ward2").opens(f"/plans/tasks/{self.task}/").sees("chỉ mở cho cán bộ của đơn vị")
        other.does_not_see("Đã niêm yết công khai", "Gửi báo cáo", "bien-ban.pdf")
        assert other.page.request.get(f"{self.site.url}/plans/evidence/1/").status == 404

    def when_the_district_accepts(self) -> None:
        """Việc kiểm tra, giám sát việc thực hiện Kế hoạch."""
        planner = self.person("planner").opens("/desk/").sees("Chờ bạn xem").opens(f"/plans/tasks/{self.task}/")
        planner.presses("Chấp nhận").sees("Chấp nhận 18/8")

    def when_the_quarters_report_is_drafted(self) -> None:
        """Chế độ thông tin báo cáo định kỳ; no claim without its figure."""
        self.site.changes_day("2021-09-17")
        planner = self.person("planner").opens("/reports/new/").chooses("Đơn vị", "Quận Bắc Từ Liêm")
        planner.page.get_by_label("Kỳ báo cáo").select_option(value="2021-Q3")
        planner.presses("Lập dự thảo").sees("Phường Đông Ngạc")
        self.report = re.search(r"/reports/(\d+)/", planner.page.url)[1]
        planner.opens(f"/reports/{self.report}/edit/").fills("III.1. Ưu điểm", "Công khai ngân sách đạt kết quả tốt.")
        planner.presses("Lưu").opens(f"/reports/{self.report}/").sees("chưa ban hành được")
        planner.opens(f"/reports/{self.report}/edit/").fills("III.1. Ưu điểm", "Đã xong {figure:tasks_done} nhiệm vụ.")
        planner.fills("III.3. Nguyên nhân", "Việc mới giao.").presses("Lưu")
        planner.opens(f"/reports/{self.report}/").does_not_see("chỗ khiến báo cáo chưa ban hành được")

    def when_the_chair_issues_it(self) -> None:
        chair = self.person("chair").opens(f"/reports/{self.report}/").fills("Họ và tên người ký", "Lê Văn Thành")
        chair.presses("Ban hành báo cáo").sees("BC-UBND")

    def then_the_files_say_so(self) -> None:
        reader = self.person("planner").page.request
        words = text_of(reader.get(f"{self.site.url}/reports/{self.report}.docx").body())
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words
        assert "179/KH-UBND" in words
        assert re.search(r"Đã xong \d+ nhiệm vụ", words)
        pdf = self.folder / "bao-cao.pdf"
        pdf.write_bytes(reader.get(f"{self.site.url}/reports/{self.report}.pdf").body())
        told = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
        assert "QUẬN BẮC TỪ LIÊM" in told

    def then_the_record_holds(self) -> None:
        assert self.site.command("verify_ledger").returncode == 0


@pytest.mark.demo("start", "2021-08-18")
def test_an_officer_hangs_plan_313_under_179_and_issues_the_quarters_report(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    journey = Journey(browser, site, tmp_path)
    journey.given_the_scores_are_seen()
    journey.when_313_is_hung_under_179()
    journey.when_a_clause_is_handed_down_to_two_wards()
    journey.when_the_ward_issues_its_own_plan()
    journey.when_the_ward_reports_with_evidence()
    journey.then_another_ward_reads_the_wording_and_no_more()
    journey.when_the_district_accepts()
    journey.when_the_quarters_report_is_drafted()
    journey.when_the_chair_issues_it()
    journey.then_the_files_say_so()
    journey.then_the_record_holds()
