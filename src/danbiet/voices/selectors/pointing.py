"""Pointing at a ward's map: a click becomes a latitude and a longitude, and a point becomes a mark on the picture."""

from dataclasses import dataclass

from danbiet.common.actor import Damaged, NotYours, say
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.voices.rules.likeness import Point
from danbiet.voices.rules.whereabouts import is_inside

LONGEST = 4  # digits of a pixel
DEGREE = 111_320  # metres from one degree of latitude to the next
LENGTHS = (5_000, 2_000, 1_000, 500, 200, 100, 50)  # metres that the bar of the scale may stand for
WIDEST_BAR = 1_000  # tenths of a pixel
FOOT = 24  # pixels under the outline, for the bar


class NoMap(NotYours):
    """No outline of the ward was imported."""


class NotOnTheMap(Damaged):
    """What was sent names no spot of the picture."""


class BesideTheWard(Damaged):
    """A spot of the picture that lies outside the ward; a picture pressed by keyboard sends its corner, which does."""


@dataclass(frozen=True)
class Picture:
    """A ward drawn: its size in pixels, its outline in tenths, the bar of the scale, and the mark in pixels, if any."""

    size: tuple[int, int]
    path: str
    source: str
    metres: int
    bar: int
    mark: tuple[int, int] | None = None

    @property
    def spot(self) -> tuple[int, int] | None:
        """The mark in tenths, as the outline is drawn."""
        return _middle(self.mark) if self.mark else None


def picture(place: Unit, point: Point | None) -> Picture | None:
    """The map of a ward with a point marked, when it lies on the sheet; None where no outline was imported."""
    ground = places.ground(place)
    if ground is None:
        return None
    x, y = ground.spot(point) if point else (-1, -1)
    mark = (x // 10, y // 10)
    return _drawn(ground, mark if _is_on(ground, mark) else None)


def marked(place: Unit, x: str, y: str) -> Picture:
    """The map as its own address shows it: with a mark at a pixel, or without any."""
    ground = _ground(place)
    return _drawn(ground, _pixel(ground, x, y) if x or y else None)


def pointed(place: Unit, x: str, y: str) -> Point:
    """The point under the pixel that was pressed; refused outside the ward."""
    ground = _ground(place)
    north, east = ground.point(_middle(_pixel(ground, x, y)))
    if not is_inside((north, east), ground.rings):
        raise BesideTheWard(
            say("Chỗ bấm nằm ngoài {place}. Bấm vào trong đường viền, hoặc ghi địa chỉ ở ô “Ở đâu?”."), place=place
        )
    return round(north, 6), round(east, 6)


def _ground(place: Unit) -> places.Ground:
    ground = places.ground(place)
    if ground is None:
        raise NoMap(say("Nơi này chưa có bản đồ ranh giới. Hãy ghi địa chỉ ở ô “Ở đâu?”."))
    return ground


def _drawn(ground: places.Ground, mark: tuple[int, int] | None) -> Picture:
    tenths = {metres: round(metres * ground.sheet.scale / DEGREE) for metres in LENGTHS}
    metres = next((one for one in LENGTHS if tenths[one] <= WIDEST_BAR), LENGTHS[-1])
    return Picture(_size(ground), ground.path, ground.source, metres, tenths[metres], mark)


def _pixel(ground: places.Ground, x: str, y: str) -> tuple[int, int]:
    if all(one.isascii() and one.isdecimal() and len(one) <= LONGEST for one in (x, y)):
        pixel = (int(x), int(y))
        if _is_on(ground, pixel):
            return pixel
    raise NotOnTheMap(say("Không đọc được chỗ bấm trên bản đồ. Bấm lại, hoặc ghi địa chỉ ở ô “Ở đâu?”."))


def _is_on(ground: places.Ground, pixel: tuple[int, int]) -> bool:
    width, height = _size(ground)
    return 0 <= pixel[0] <= width and 0 <= pixel[1] <= height


def _size(ground: places.Ground) -> tuple[int, int]:
    width, height = ground.pixels
    return width, height + FOOT


def _middle(pixel: tuple[int, int]) -> tuple[int, int]:
    return pixel[0] * 10 + 5, pixel[1] * 10 + 5
