"""Pointing at a ward's map: the projection there and back, a press inside and outside, the point on its way."""

import re
from datetime import date

import pytest
from django.core.cache import caches
from hypothesis import given
from hypothesis import strategies as st

from danbiet.places.models import Outline
from danbiet.places.rules import geometry
from danbiet.voices.models import Case
from danbiet.voices.rules.likeness import distance
from danbiet.voices.selectors import pointing
from danbiet.voices.tests.test_intake_pages import NEW, WORDS, hidden

CORNERS = ((105.76, 21.08), (105.79, 21.08), (105.79, 21.1), (105.76, 21.1))
POINT = (21.0912, 105.7703)
PAGE = f"{NEW}?place=00601"
PIXEL = 12.0  # metres, at most, on the map of a ward three kilometres wide


@pytest.fixture(autouse=True)
def _fresh_counters(db):
    caches["memory"].clear()


@pytest.fixture
def outlined(country, cast, in_2021):
    """Đông Ngạc with an outline: a rectangle with a hole in its south-west."""
    hole = [[105.765, 21.084], [105.77, 21.084], [105.77, 21.088], [105.765, 21.088], [105.765, 21.084]]
    ring = [list(corner) for corner in (*CORNERS, CORNERS[0])]
    Outline.objects.create(
        unit=country.dong_ngac.unit, source="Sở Nội vụ", imported_on=date(2021, 9, 1), rings=[ring, hole]
    )
    return country.dong_ngac.unit


@given(
    st.floats(8, 23), st.floats(103, 117), st.floats(0.001, 0.5), st.floats(0.001, 0.5),
    st.floats(0, 1), st.floats(0, 1),
)  # fmt: skip
def test_a_point_is_drawn_and_read_back_to_half_a_tenth_of_a_pixel(south, west, across, down, x, y) -> None:
    sheet = geometry.sheet([(west, south), (west + across, south + down)])
    longitude, latitude = west + across * x, south + down * y
    spot = sheet.spot(longitude, latitude)
    east, north = sheet.degrees(*spot)
    assert abs(east - longitude) * sheet.stretch * sheet.scale <= 0.5001
    assert abs(north - latitude) * sheet.scale <= 0.5001
    assert sheet.spot(east, north) == spot


def pixel_of(unit, point) -> tuple[int, int]:
    return pointing.picture(unit, point).mark


def test_a_press_inside_is_the_point_to_a_pixel_and_is_marked_where_it_was(outlined) -> None:
    x, y = pixel_of(outlined, POINT)
    found = pointing.pointed(outlined, str(x), str(y))
    assert distance(found, POINT) < PIXEL
    assert pointing.picture(outlined, found).mark == (x, y)
    assert pointing.marked(outlined, str(x), str(y)).spot == (x * 10 + 5, y * 10 + 5)


def test_the_bar_of_the_scale_is_as_long_as_it_says(outlined) -> None:
    drawn = pointing.picture(outlined, None)
    x, y = 100, 100
    ends = [places_point(outlined, spot) for spot in ((x, y), (x + drawn.bar, y))]
    assert drawn.mark is None
    assert distance(*ends) == pytest.approx(drawn.metres, rel=0.02)


def places_point(unit, spot):
    return pointing._ground(unit).point(spot)


@pytest.mark.parametrize("pixel", [("0", "0"), ("320", "0"), None])
def test_a_press_beside_the_ward_or_in_its_hole_is_told_and_the_words_stay(client, outlined, pixel) -> None:
    x, y = pixel or pixel_of(outlined, (21.086, 105.767))
    carried = {"latitude": "21.09", "longitude": "105.77"}
    answer = client.post(NEW, {"place": "00601", "text": WORDS, "spot.x": x, "spot.y": y, **carried})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "nằm ngoài Phường Đông Ngạc" in page
    assert WORDS in page
    assert hidden(page)["latitude"] == "21.09"


@pytest.mark.parametrize(
    ("x", "y"),
    [("", "5"), ("5", ""), ("a", "b"), ("-1", "5"), ("1e2", "5"), ("5.5", "5"), ("9999", "5"), ("9" * 40, "5")],
)
def test_nonsense_is_refused_by_the_form_and_by_the_picture(client, outlined, x, y) -> None:
    answer = client.post(NEW, {"place": "00601", "text": WORDS, "spot.x": x, "spot.y": y})
    assert answer.status_code == 422
    assert "Không đọc được chỗ bấm" in answer.content.decode()
    assert client.get(f"{NEW}map/00601.svg", {"x": x, "y": y}).status_code == 422
    assert not Case.objects.exists()


def test_half_of_a_press_is_no_press(client, outlined) -> None:
    assert client.post(NEW, {"place": "00601", "text": WORDS, "spot.x": "100"}).status_code == 422


@pytest.mark.usefixtures("in_2021")
def test_without_an_outline_nothing_is_said_of_a_map(client, country) -> None:
    page = client.get(PAGE).content.decode()
    assert 'type="image"' not in page
    assert "bản đồ" not in page
    assert client.get(f"{NEW}map/00601.svg").status_code == 404
    pressed = client.post(NEW, {"place": "00601", "text": WORDS, "spot.x": "9", "spot.y": "9"})
    assert pressed.status_code == 422
    assert WORDS in pressed.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_map_is_a_picture_of_our_own_with_its_equal_in_words(client, outlined, prefix) -> None:
    page = client.get(f"{prefix}{PAGE}").content.decode()
    source = re.search(r'type="image" name="spot" src="([^"]+)"', page)[1]
    assert source == f"{prefix}{NEW}map/00601.svg"
    assert ("bàn phím" if not prefix else "keyboard") in page
    assert "Sở Nội vụ" in page
    answer = client.get(source)
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.count(b"<circle") == 0
    assert client.get(source, {"x": "100", "y": "100"}).content.count(b"<circle") == 3
    assert client.get(f"{NEW}map/99999.svg").status_code == 404
    assert client.post(source).status_code == 405


def test_enter_in_a_field_goes_on_and_presses_no_map(client, outlined) -> None:
    """The first button of a form is the one that Enter presses."""
    form = client.get(PAGE).content.decode().split('action="/voices/new/"')[1]
    first = re.search(r'<button[^>]*>|<input[^>]*type="image"[^>]*>', form)[0]
    assert first.startswith("<button")
    assert "name=" not in first


def test_the_point_goes_with_the_words_to_the_case_and_can_be_taken_back(client, outlined) -> None:
    x, y = pixel_of(outlined, POINT)
    first = client.post(NEW, {"step": "read", "place": "00601", "text": WORDS, "address": "", "spot.x": x, "spot.y": y})
    page = first.content.decode()
    assert first.status_code == 200
    assert f"00601.svg?x={x}&amp;y={y}" in page
    written = hidden(page) | {"text": WORDS, "address": "ngõ 63"}
    back = client.post(NEW, written | {"step": "unpoint"}).content.decode()
    assert not hidden(back)["latitude"]
    assert WORDS in back
    assert "svg?x=" not in back
    second = client.post(NEW, written)
    third = client.post(NEW, hidden(second.content.decode()) | {"kind": "report", "subject": "drainage"})
    assert f"00601.svg?x={x}&amp;y={y}" in third.content.decode()
    assert client.post(NEW, hidden(third.content.decode()) | {"wants": "code"}).status_code == 200
    sent = Case.objects.get()
    assert distance((sent.latitude, sent.longitude), POINT) < PIXEL
    assert sent.address == "ngõ 63"


def test_a_telephone_beside_the_ward_is_told_and_not_marked(client, outlined) -> None:
    page = client.get(f"{PAGE}&latitude=21.5&longitude=105.77").content.decode()
    assert "svg?x=" not in page
    assert "nằm ngoài bản đồ này" in page
