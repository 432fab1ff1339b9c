"""A photo of a telephone goes over a slow line small, upright and without what the camera wrote into it."""

import pytest
from playwright.sync_api import Browser

from tests.browser import Site
from tests.journeys.steps import arrives
from tests.journeys.test_tips import MAKE, photograph

STORED = (
    "from danbiet.voices.models import Photo; from danbiet.common import files; from io import BytesIO; "
    "from PIL import Image; one = Photo.objects.latest('pk'); print(*Image.open(BytesIO(files.read(one.sha256))).size)"
)


@pytest.mark.demo("whole", "2026-11-23")
@pytest.mark.parametrize("scripted", [True, False], ids=["javascript", "plain"])
def test_a_photo_of_a_report_is_made_small_before_it_is_sent(browser: Browser, site: Site, scripted: bool) -> None:
    photo = photograph()
    resident = arrives(browser, site, width=360, script=scripted)
    sent: list[int] = []
    resident.page.on("request", lambda one: sent.append(int(one.all_headers().get("content-length", 0))))
    resident.opens("/voices/new/?place=00602").fills("Việc gì đang xảy ra?", "Cột đèn đầu ngõ 31 đổ ngang đường.")
    resident.presses("Tiếp tục").page.get_by_label("Phản ánh").first.check()
    resident.chooses("Về việc gì?", "Đèn chiếu sáng").presses("Tiếp tục").sees("máy bạn thu nhỏ ảnh lớn")
    resident.page.set_input_files("[name=photos]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo})
    resident.presses("Gửi").sees("Ghi lại mã này")  # at once: the form waits until the photo is small
    told = site.command("shell", "-v0", "-c", STORED)
    if scripted:
        assert max(sent) < 1_000_000 < len(photo)
        assert told.stdout.split() == ["1200", "1600"]
    else:
        assert max(sent) > len(photo)
        assert told.stdout.split() == ["3000", "4000"]
    assert MAKE in photo.decode("latin-1")
