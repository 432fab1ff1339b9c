"""Pictures drawn anew: what is not a dot of the picture is gone, and with it whatever else the file was."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from danbiet.common.actor import say
from danbiet.common.cleaning.washed import Washed
from danbiet.common.formats import FileRefused

KINDS = ("jpeg", "png")
DOTS = 40_000_000
QUALITY = 88
EXIF_BLOCK, TAKEN, CHANGED = 0x8769, 0x9003, 0x0132
POSITION, ORIENTATION = 0x8825, 0x0112
BROKEN = (  # whatever a picture made to harm, or cut short, is answered with
    UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, EOFError, OverflowError,
    MemoryError, struct.error, zlib.error, Image.DecompressionBombWarning, Image.DecompressionBombError,
)  # fmt: skip
POSITION_OUT = say("Vị trí chụp (GPS) ghi trong ảnh.")
NOTES_OUT = say("Thông tin kèm theo ảnh: máy chụp, thời điểm, ghi chú, ảnh thu nhỏ.")
TURNED = say("Dấu xoay ảnh: ảnh đã được xoay đúng chiều.")
MORE_OUT = say("Ảnh phụ kèm trong tệp ảnh.")
STAYING = {b"\0", *(bytes([mark]) for mark in range(0xD0, 0xD8))}
SINGLE = {"JPEG": ("L", "RGB"), "PNG": ("L", "RGB", "RGBA"), "GIF": ("P", "L"), "BMP": ("L", "RGB"), "TIFF": ("RGB",)}


@contextmanager
def opened(data: bytes, *, formats: tuple[str, ...] = ("JPEG", "PNG")) -> Iterator[Image.Image]:
    """A picture to read from; whatever fails while it is read is a broken picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # damaged notes, which are thrown away
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=formats) as picture:
                yield picture
    except BROKEN as error:
        raise FileRefused(say("Ảnh hỏng, không mở được.")) from error


def taken(picture: Image.Image) -> str:
    """The moment a picture says it was taken, as it writes it; empty when it does not."""
    exif = picture.getexif()
    found = exif.get_ifd(EXIF_BLOCK).get(TAKEN) or exif.get(CHANGED)
    return found if isinstance(found, str) else ""


def cleaned(data: bytes, *, kind: str) -> Washed:
    """The picture turned upright and drawn anew without any note; refused when broken, moving or too large."""
    form = kind.upper()
    if form == "JPEG" and _is_ours(data):
        with opened(data) as picture:
            return Washed(data, size=picture.size)
    with opened(data, formats=(form,)) as picture:
        _bounded(picture)
        removed = tuple(_notes(picture))
        flat = _flat(picture, form)
    return Washed(_drawn(flat, form), removed, size=flat.size)


def smaller(data: bytes, *, longest: int) -> bytes:
    """A clean picture as a JPEG of at most so many dots a side."""
    with opened(data) as picture:
        flat = _flat(picture, "JPEG")
    flat.thumbnail((longest, longest))
    return _drawn(flat, "JPEG")


def _bounded(picture: Image.Image) -> None:
    if picture.width * picture.height > DOTS:
        raise FileRefused(say("Ảnh lớn hơn {limit} triệu điểm ảnh. Thu nhỏ rồi gửi."), limit=DOTS // 10**6)
    if getattr(picture, "is_animated", False) and picture.format != "MPO":
        raise FileRefused(say("Ảnh động không nhận. Gửi một ảnh tĩnh."))


def _notes(picture: Image.Image) -> Iterator[str]:
    """What is taken out, as sentences; read before the dots, which may lie after notes that are broken."""
    exif = picture.getexif()
    if POSITION in exif:
        yield POSITION_OUT
    drawing = {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "dpi",
        "gamma",
        "transparency",
        "interlace",
        "adobe",
    }
    drawing |= {"adobe_transform", "srgb", "chromaticity", "progressive", "progression", "background", "compression"}
    if exif or set(picture.info) - drawing or getattr(picture, "text", None):
        yield NOTES_OUT
    if exif.get(ORIENTATION, 1) not in (1, 0):
        yield TURNED
    if picture.format == "MPO":
        yield MORE_OUT


def _flat(picture: Image.Image, form: str) -> Image.Image:
    """The dots alone, upright, in one of the few modes that the format needs."""
    picture.load()
    flat = ImageOps.exif_transpose(picture)
    modes = SINGLE[form]
    if flat.mode not in modes:
        clear = "transparency" in flat.info or flat.mode in ("LA", "PA", "La", "RGBa")
        if flat.mode.startswith("I"):
            flat = flat.point(lambda level: level / 256).convert("L")
        flat = flat.convert("RGBA" if clear and "RGBA" in modes else modes[-1] if len(modes) < 3 else "RGB")
    if flat.mode == "P":
        palette = flat.getpalette() or []
        bare = Image.frombytes("P", flat.size, flat.tobytes())
        bare.putpalette(palette)
        return bare
    return Image.frombytes(flat.mode, flat.size, flat.tobytes())


def _drawn(flat: Image.Image, form: str) -> bytes:
    file = BytesIO()
    options = {"JPEG": {"quality": QUALITY, "subsampling": 0, "optimize": False}, "PNG": {"compress_level": 6}}
    flat.save(file, form, **options.get(form, {}))
    return file.getvalue()


# ------------------------------------------------------------------ JPEG as a row of marked pieces


def _is_ours(data: bytes) -> bool:
    """Whether a JPEG is one this module drew: drawing it once more would only lose a little of the picture each time.

    Everything before the dots is byte for byte what is drawn for that size, no mark stands among the dots, and
    nothing is left over behind the last dot (without its last bytes, or with others, the picture is another).
    """
    try:
        with opened(data, formats=("JPEG",)) as picture:
            if picture.mode not in SINGLE["JPEG"] or picture.format != "JPEG" or picture.width * picture.height > DOTS:
                return False
            blank = _drawn(Image.new(picture.mode, picture.size), "JPEG")
            head = blank.rindex(b"\xff\xda") + (14 if picture.mode == "RGB" else 10)
            if data[:head] != blank[:head] or not data.endswith(b"\xff\xd9") or _marks(data[head:-2]):
                return False
            whole = picture.tobytes()
    except FileRefused:
        return False
    return not all(_opens_as(data[:-10] + other + b"\xff\xd9", whole) for other in (b"", b"\0" * 8))


def _marks(scan: bytes) -> bool:
    return scan.count(b"\xff") != scan.count(b"\xff\x00")


def _opens_as(data: bytes, whole: bytes) -> bool:
    try:
        with opened(data, formats=("JPEG",)) as picture:
            return picture.tobytes() == whole
    except FileRefused:
        return False


def without_notes(data: bytes) -> bytes:
    """A JPEG without its notes, dots untouched: for pictures that live inside a PDF in their own coding.

    Kept of the marked pieces: the JFIF head, Adobe's colour mark (APP14), tables and dots, up to the first end.
    """
    if not data.startswith(b"\xff\xd8"):
        raise FileRefused(say("Ảnh hỏng, không mở được."))
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big") + 2
        if mark == 0xD9:
            break
        if mark == 0xDA:
            length = _end_of_dots(data, at + length) - at
        kept.append(_without_thumbnail(data[at : at + length], mark))
        at += length
    return b"".join([*kept, b"\xff\xd9"])


def _without_thumbnail(piece: bytes, mark: int) -> bytes:
    if mark == 0xE0 and piece[4:9] == b"JFIF\0":
        return b"\xff\xe0\0\x10" + piece[4:16].ljust(12, b"\0") + b"\0\0"
    is_note = 0xE0 <= mark <= 0xEF or mark == 0xFE
    return b"" if is_note and piece[4:9] != b"Adobe" else piece


def _end_of_dots(data: bytes, at: int) -> int:
    """Where the dots of a scan end: at a mark that is neither a stuffed 0 nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        if data[at + 1 : at + 2] not in STAYING:
            return at
        at += 2
    return len(data)


def without_boxes(data: bytes) -> bytes:
    """A JPEG 2000 without its boxes of notes (XML, UUID); a bare stream of codes is left as it is."""
    if data[4:8] != b"jP  ":
        return data
    kept, at = [], 0
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        length = int.from_bytes(data[at + 8 : at + 16], "big") if length == 1 else length or len(data) - at
        if length < 8:
            raise FileRefused(say("Ảnh hỏng, không mở được."))
        if data[at + 4 : at + 8] not in (b"uuid", b"xml ", b"uinf"):
            kept.append(data[at : at + length])
        at += length
    return b"".join(kept)
