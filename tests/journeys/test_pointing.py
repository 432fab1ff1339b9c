"""A resident points at the hole on a picture of the ward, by a real click and without a script; the ward sees where."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from danbiet.voices.rules.likeness import distance
from tests.browser import Site
from tests.journeys.steps import Person, arrives

WEST, SOUTH, EAST, NORTH = 105.76, 21.08, 105.79, 21.10
RING = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]
BAR_FOOT = 24  # pixels under the outline
NEAR = 40.0  # metres: a margin, a pixel, and the rounding of what is shown
HOLE = "Hố ga mất nắp giữa ngõ, tối qua một xe máy ngã"
pytestmark = pytest.mark.demo("whole", "2021-09-21")


def outlined(site: Site, folder: Path) -> None:
    """The city hands in the outline of one ward."""
    ring = {"type": "Polygon", "coordinates": [RING]}
    ward = {"type": "Feature", "properties": {"code": "00601"}, "geometry": ring}
    path = folder / "ranh-gioi.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [ward]}), encoding="utf-8")
    done = site.command("import_outlines", str(path), "--place", "021", "--source", "Sở Nội vụ")
    assert done.returncode == 0, done.stderr


def clicked(picture: Locator, across: float, up: float) -> None:
    """A click at a share of the picture's width and of the outline's height."""
    box = picture.bounding_box()
    height = box["height"] - BAR_FOOT
    picture.click(position={"x": box["width"] * across, "y": height * (1 - up)})


def map_of(who: Person) -> Locator:
    picture = who.page.locator("input[type=image]")
    picture.scroll_into_view_if_needed()
    return picture


@pytest.mark.parametrize("script", [False, True], ids=["without-script", "with-script"])
def test_a_spot_goes_from_a_finger_to_the_officer(browser: Browser, site: Site, tmp_path: Path, script: bool) -> None:
    outlined(site, tmp_path)
    resident = arrives(browser, site, width=360, script=script).opens("/voices/new/?place=00601")
    resident.fills("Việc gì đang xảy ra?", HOLE)
    clicked(map_of(resident), 0.999, 0.5)
    resident.page.wait_for_load_state()
    resident.sees("nằm ngoài")
    assert resident.page.get_by_label("Việc gì đang xảy ra?").input_value() == HOLE
    clicked(map_of(resident), 0.25, 0.75)
    resident.page.wait_for_load_state()
    resident.sees("Đã đánh dấu chỗ bạn chỉ")
    assert resident.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    resident.presses("Tiếp tục")
    resident.page.get_by_label("Phản ánh:").first.check()
    resident.presses("Tiếp tục").sees("Gửi kèm chỗ bạn chỉ trên bản đồ").presses("Gửi").sees("Ghi lại mã này")
    number = re.search(r"PA-\d{4}-\d+", resident.page.inner_text("main"))[0]

    officer = arrives(browser, site, "ward", width=360).opens(f"/voices/cases/{number}/")
    officer.sees("Mở chỗ này trong ứng dụng bản đồ của máy")
    link = officer.page.get_by_role("link", name="Mở chỗ này").get_attribute("href")
    spot = tuple(float(part) for part in link.removeprefix("geo:").split(","))
    assert distance(spot, (SOUTH + (NORTH - SOUTH) * 0.75, WEST + (EAST - WEST) * 0.25)) < NEAR
    drawn = officer.page.get_by_role("img", name="với chỗ người gửi chỉ")
    assert drawn.evaluate("one => one.complete && one.naturalWidth > 0")
    assert officer.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    neighbour = arrives(browser, site, "ward2")
    assert neighbour.page.goto(f"{site.url}/voices/cases/{number}/").status == 404
