"""Going back by the browser's own button while sending: the words are where they were left."""

import pytest
from playwright.sync_api import Browser

from tests.browser import Site
from tests.journeys.steps import arrives

WORDS = "Cột đèn đầu ngõ 31 đổ ngang đường."


@pytest.mark.demo("whole", "2026-11-23")
@pytest.mark.parametrize("scripted", [True, False], ids=["javascript", "plain"])
def test_the_button_of_the_browser_leads_back(browser: Browser, site: Site, scripted: bool) -> None:
    resident = arrives(browser, site, width=360, script=scripted)
    page = resident.opens("/voices/new/?place=00602").presses("Tiếp tục").page  # with nothing written: a fault
    resident.sees("Hãy viết việc gì đang xảy ra").fills("Việc gì đang xảy ra?", WORDS).presses("Tiếp tục")
    page.get_by_label("Phản ánh").first.check()
    resident.chooses("Về việc gì?", "Đèn chiếu sáng").presses("Tiếp tục").sees("máy bạn thu nhỏ ảnh lớn")
    page.go_back()
    resident.sees("Đây là việc gì?")
    page.go_back()
    assert page.get_by_label("Việc gì đang xảy ra?").input_value() == WORDS
    resident.presses("Tiếp tục").sees("Đây là việc gì?").presses("Sửa lời viết, chỗ có việc")
    assert page.get_by_label("Việc gì đang xảy ra?").input_value() == WORDS
