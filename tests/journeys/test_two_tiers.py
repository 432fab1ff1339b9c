"""The same work in 2026, without a district: from the city straight to the ward; and the resident who looks on."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from danbiet.demo.services.papers import minutes
from tests.browser import Site
from tests.journeys.steps import arrives
from tests.journeys.test_plan_313 import imports, issues_draft, text_of

PLAN_2026 = """ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI
Số: 77/KH-UBND
Hà Nội, ngày 20 tháng 11 năm 2026
KẾ HOẠCH
Nâng cao Chỉ số PAPI quý IV năm 2026
II. NHIỆM VỤ
1. Công khai, minh bạch
a) Công khai kế hoạch sử dụng đất và bảng giá đất tại nhà văn hóa tổ dân phố
2. Quản trị môi trường
a) Công bố kết quả xử lý phản ánh về rác thải, tiếng ồn hằng tháng
"""


@pytest.mark.demo("whole", "2026-11-23")
def test_the_city_hands_down_to_a_successor_ward_which_reports(browser: Browser, site: Site, tmp_path: Path) -> None:
    city = arrives(browser, site, "city")
    plan = imports(city, PLAN_2026)
    city.opens(f"/plans/{plan}/draft/").fills("Số, ký hiệu", "77/KH-UBND").fills("Ngày ban hành", "2026-11-20")
    city.presses("Ban hành").opens(f"/plans/{plan}/")
    city.page.locator("tr", has_text="rác thải").first.locator("input[type=checkbox]").check()
    city.presses("Giao xuống phường, xã").does_not_see("Quận Bắc Từ Liêm")
    city.ticks("Phường Đông Ngạc").fills("Hạn chung", "2026-12-10").presses("Giao xuống")
    issues_draft(arrives(browser, site, "wardchair"), "21/KH-UBND", "2026-11-23")

    ward = arrives(browser, site, "ward", width=360)
    ward.opens("/desk/").follows("Công bố kết quả xử lý phản ánh về rác thải")
    task = re.search(r"/plans/tasks/(\d+)/", ward.page.url)[1]
    file = tmp_path / "bien-ban.pdf"
    upload = minutes(ward="Phường Đông Ngạc", what="Rác thải", on=date(2026, 11, 23), found="38 phản ánh.")
    file.write_bytes(upload.data)
    ward.fills("Đã làm được gì", "Đã công bố kết quả xử lý 38 phản ánh.").fills("Số liệu", "Đã công bố: 38")
    ward.attaches("Minh chứng", file).ticks("Nhiệm vụ đã xong").presses("Gửi báo cáo").sees("Chờ chấp nhận")

    # nobody judges the own unit's work, not even the ward's own planner; the city does
    own = arrives(browser, site, "planner").opens(f"/plans/tasks/{task}/")
    assert own.page.get_by_role("button", name="Chấp nhận", exact=True).count() == 0
    city.opens(f"/plans/tasks/{task}/").presses("Chấp nhận").sees("Chấp nhận 23/11")

    # the ward's report of the third quarter is issued; its file opens
    chair = arrives(browser, site, "wardchair").opens("/reports/")
    number = re.search(r'href="/reports/(\d+)/"', chair.page.content())[1]
    words = text_of(chair.page.request.get(f"{site.url}/reports/{number}.docx").body())
    assert "PHƯỜNG ĐÔNG NGẠC" in words
    assert "QUẬN" not in words.split("Nơi nhận")[0].split("BÁO CÁO")[0]


@pytest.mark.demo("whole", "2026-11-23")
def test_a_resident_without_script_finds_the_ward_its_plan_and_its_scores(browser: Browser, site: Site) -> None:
    resident = arrives(browser, site, width=360, script=False)
    resident.opens("/").page.fill("input[name=q]", "dong ngac")
    resident.presses("Tìm").sees("Phường Đông Ngạc").opens("/places/00602/").sees("01/7/2025", "Thụy Phương")
    resident.opens("/scores/00602/").sees("Hà Nội", "43,77")
    resident.opens("/plans/").sees("MH-01/KH-UBND")
    resident.opens("/proof/").sees("sổ")
    answer = resident.page.goto(f"{site.url}/desk/")
    assert "/accounts/login" in answer.url
