"""How many personal numbers does the detector find in files, and how often does it cry wolf?

Plants 500 made-up numbers of five kinds into DOCX, XLSX and PDF, in many kinds of places, among more than 5,000
innocent lines; cleans the files, reads them, looks. Every tenth number is planted in a way that is hard (no cue word,
far from it, broken over lines). Prints shares by kind and by place, false alarms, and what was missed.

Then 500 telephone numbers and addresses of e-mail as people write them by hand (in pairs, with strokes, "lan (a)
gmail") in running text, among 5,000 innocent lines of small numbers.

usage: personal.py [SEED]
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from PIL import Image

from danbiet.common.cleaning import clean
from danbiet.common.documents import Annex, Document, Section, Signature, Table
from danbiet.common.extracting import texts
from danbiet.common.pdf import pdf
from danbiet.common.personal import PROVINCES, find

PER_KIND, PER_LINE = 100, 14
KINDS = ("phone", "identity_card", "bank_account", "health_insurance", "passport")
NAMES = (
    "Nguyễn Văn An",
    "Trần Thị Bình",
    "Lê Văn Cường",
    "Phạm Thị Dung",
    "Hoàng Văn Em",
    "Vũ Thị Giang",
    "Đỗ Văn Hải",
)
BANKS = ("Vietcombank", "BIDV", "Agribank", "VietinBank", "Techcombank", "MB Bank", "ACB", "Sacombank", "VPBank")


@dataclass
class Planted:
    """A number, how it is written there, and where it was put."""

    kind: str
    number: str
    line: str
    is_hard: bool
    place: str = ""


# ------------------------------------------------------------------ numbers


def phone(rng: random.Random) -> str:
    return (
        "0" + rng.choice(["32", "35", "38", "39", "70", "77", "83", "86", "90", "91", "94", "97", "98"]) + some(rng, 7)
    )


def identity_card(rng: random.Random) -> str:
    if rng.random() < 0.25:
        return str(rng.randint(1, 3)) + some(rng, 8)
    century = rng.choice("0011123")
    year = f"{rng.randint(30, 99):02d}" if century in "01" else f"{rng.randint(0, 20):02d}"
    return f"{rng.choice(sorted(PROVINCES)):03d}{century}{year}{some(rng, 6)}"


def bank_account(rng: random.Random) -> str:
    return rng.choice("1234567890") + some(rng, rng.choice([7, 9, 11, 12, 13, 14]))


def health_insurance(rng: random.Random) -> str:
    return rng.choice(["GD", "HN", "DN", "HT", "CN", "TE"]) + str(rng.randint(1, 5)) + some(rng, 12)


def passport(rng: random.Random) -> str:
    return rng.choice("BCNP") + some(rng, rng.choice([7, 8]))


def some(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


WAYS: dict[str, tuple[str, ...]] = {
    "phone": (
        "SĐT: {n}",
        "điện thoại {g}",
        "{n}",
        "liên hệ {name} ({n})",
        "ĐT {d}",
        "+84{t}",
        "{name}, tổ 5, {g}",
        "{n}/{name}",
    ),
    "identity_card": (
        "CCCD số {n}",
        "CMND/CCCD: {n}",
        "số định danh cá nhân {n}",
        "căn cước {g3}",
        "{name}, CMND {n}, cấp ngày 12/3/2015",
    ),
    "bank_account": (
        "STK {n} {bank}",
        "số tài khoản: {n}",
        "{n} tại {bank}",
        "chuyển vào tài khoản {g} ngân hàng {bank}",
        "TK {n}",
    ),
    "health_insurance": ("thẻ BHYT {n}", "mã thẻ {n}", "{n}", "BHYT số {n}, nơi khám: Trạm y tế"),
    "passport": ("hộ chiếu {n}", "Hộ chiếu số: {n}", "passport no. {n}", "{name}, hộ chiếu {n} cấp ngày 5/6/2019"),
}
HARD: dict[str, tuple[str, ...]] = {
    "phone": ("{o}", "{a} {b}", "s.đ.t cuối dòng {h}\n{i}"),
    "identity_card": ("{o}", "giấy tờ của ông {name} và vợ, cùng thường trú tại tổ dân phố số 7, là {n}", "{h}\n{i}"),
    "bank_account": ("nhận tiền qua số {n}", "{n}", "tài khoản của {name}, chủ hộ, thường trú tổ 7, phường, là {n}"),
    "health_insurance": ("{o}", "{h}\n{i}", "BHYT của con ông {name}: {n}"),
    "passport": ("{n}", "số {n} (giấy xuất cảnh)", "giấy thông hành {n}"),
}


def planted(rng: random.Random) -> list[Planted]:
    made = []
    for kind in KINDS:
        for at in range(PER_KIND):
            number, is_hard = globals()[kind](rng), at % 10 == 9
            way = rng.choice((HARD if is_hard else WAYS)[kind])
            made.append(Planted(kind, number, written(way, number, rng), is_hard))
    rng.shuffle(made)
    return made


def written(way: str, number: str, rng: random.Random) -> str:
    half, fours = len(number) // 2, (number[:4], number[4:7], number[7:])
    return way.format(
        n=number, t=number[1:], g=" ".join(fours), d=".".join(fours),
        g3=" ".join(number[at : at + 3] for at in range(0, len(number), 3)),
        name=rng.choice(NAMES), bank=rng.choice(BANKS),
        o=number.replace("0", "O"), h=number[:half], i=number[half:], a=number[:2], b=" ".join(number[2:]),
    )  # fmt: skip


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


INNOCENT: tuple[Callable[[random.Random], str], ...] = (
    lambda r: f"Số tiền {dotted(r.randint(10**5, 10**11))} đồng",
    lambda r: dotted(r.randint(10**6, 10**11)),
    lambda r: f"kinh phí {r.randint(10**6, 10**10)} đ",
    lambda r: f"ngày {r.randint(1, 28):02d}/{r.randint(1, 12):02d}/{r.randint(2015, 2026)}",
    lambda r: f"ngày {r.randint(1, 28):02d}.{r.randint(1, 12):02d}.{r.randint(2015, 2026)}",
    lambda r: f"Kế hoạch số {r.randint(1, 900)}/KH-UBND",
    lambda r: f"Quyết định số {r.randint(1000, 99999)}/QĐ-UBND ngày {r.randint(1, 28)}/{r.randint(1, 12)}/2021",
    lambda r: f"chương {r.randint(400, 900)} loại {r.randint(10, 400)} mục {r.randint(6000, 9000)}",
    lambda r: f"mã QHNS {r.randint(1000000, 1199999)}",
    lambda r: f"tài khoản {r.randint(3711, 9527)}.0.{r.randint(1000000, 1199999)} tại Kho bạc Nhà nước",
    lambda r: f"diện tích {r.randint(10, 99999)},{r.randint(1, 9)} m2",
    lambda r: f"thửa đất số {r.randint(1, 900)}, tờ bản đồ số {r.randint(1, 90)}, diện tích {r.randint(30, 900)} m2",
    lambda r: f"{20 + r.random():.6f}, {105 + r.random():.6f}",
    lambda r: f"X={r.randint(2_300_000, 2_400_000)}.{some(r, 2)} Y={r.randint(580_000, 600_000)}.{some(r, 2)}",
    lambda r: f"giấy chứng nhận số C{r.choice('STH')} {some(r, 6)}",
    lambda r: f"tổng đài {r.choice(['1022', '113', '1900' + some(r, 4), '1800' + some(r, 4), '1900 ' + some(r, 4)])}",
    lambda r: f"giai đoạn {r.randint(2010, 2025)}-{r.randint(2026, 2035)}",
    lambda r: "".join(r.choice("0123456789abcdef") for _ in range(r.choice([32, 40, 64]))),
    lambda r: f"hồ sơ 000.00.{some(r, 2)}.H26-{r.randint(21, 26)}{some(r, 4)}-{some(r, 4)}",
    lambda r: f"hồ sơ H29.{some(r, 3)}-{some(r, 6)}-{some(r, 4)}",
    lambda r: f"mã hàng 893{some(r, 10)}",
    lambda r: f"{dotted(r.randint(1000, 10**7))} hộ, {dotted(r.randint(1000, 10**7))} người",
    lambda r: f"{r.random() * 100:.2f} %".replace(".", ","),
    lambda r: f"từ {r.randint(0, 23):02d} giờ {r.randint(0, 59):02d} đến {r.randint(0, 23):02d} giờ",
    lambda r: " ".join(f"{r.randint(0, 99):02d}" for _ in range(6)),
    lambda r: " ".join(str(r.randint(1, 999)) for _ in range(5)),
    lambda r: f"hóa đơn số {some(r, 7)} ký hiệu {r.choice('ABC')}{r.choice('ABC')}/21E",
    lambda r: f"biên lai {some(r, 7)}",
    lambda r: f"biển số 29{r.choice('ABCD')}-{some(r, 3)}.{some(r, 2)}",
    lambda r: f"Luật số {r.randint(1, 90)}/{r.randint(2013, 2026)}/QH{r.randint(13, 16)}",
    lambda r: f"phiên bản {r.randint(1, 9)}.{r.randint(0, 20)}.{r.randint(0, 20)}",
    lambda r: f"mã số {some(r, 12)}",
    lambda r: f"số {some(r, 9)}",
    lambda r: f"ngân hàng {r.choice(BANKS)} ủng hộ {dotted(r.randint(10**6, 10**9))} đồng",
    lambda r: f"ubnd{r.randint(1, 99)}@hanoi.gov.vn",
)  # fmt: skip


BY_HAND = (
    "gọi {p}", "ông {name} {q}, tổ 5", "hỏi {name}: {s}", "{name} ({u})", "nhắn {m} sau 18 giờ", "nhà {name}, {x}",
    "thư {who} (a) gmail.com", "{who} [at] yahoo.com.vn", "gửi {who} a còng gmail.com", "gặp {name} {v}",
)  # fmt: skip
SMALL: tuple[Callable[[random.Random], str], ...] = (
    lambda r: " ".join(f"{r.randint(0, 99):02d}" for _ in range(r.randint(3, 8))),
    lambda r: "các tuần " + " ".join(f"{day:02d}" for day in range(r.randint(1, 9), 40, r.randint(2, 7))),
    lambda r: f"từ {r.randint(1, 28):02d}/{r.randint(1, 12):02d}/2021 đến {r.randint(1, 28):02d}/12/2021",
    lambda r: f"lúc {r.randint(6, 9):02d} giờ {r.randint(0, 59):02d}, phòng {r.randint(100, 409)}",
    lambda r: f"điểm ({r.choice('abcd')}) khoản {r.randint(1, 9)} Điều {r.randint(1, 99)}",
    lambda r: f"hồ sơ {r.randint(1000, 9999)}/{r.randint(100, 999)}/{r.randint(2019, 2026)}",
    lambda r: f"gói thầu số {some(r, 2)}-{some(r, 4)} ngày {r.randint(1, 28)}/9",
    lambda r: f"bảng {r.randint(1, 20)}: " + " | ".join(f"{r.randint(0, 40):02d}" for _ in range(5)),
)  # fmt: skip


def by_hand(rng: random.Random) -> None:
    """The second part: lines are looked at as they are, without files."""
    found = Counter()
    for at in range(500):
        number, way = phone(rng), BY_HAND[at % len(BY_HAND)]
        pairs = [number[place : place + 2] for place in range(0, 10, 2)]
        line = way.format(
            name=rng.choice(NAMES), who=rng.choice(("lan", "ba.nguyen", "hoa_1985")), p=" ".join(pairs),
            q=".".join(pairs), x="-".join(pairs), s="/".join((number[:4], number[4:7], number[7:])),
            u="_".join((number[:4], number[4:7], number[7:])), v=f"{number[:4]}/{number[4:]}",
            m=f"{pairs[0]} {pairs[1]}.{pairs[2]} {pairs[3]}-{pairs[4]}",
        )  # fmt: skip
        found[way] += bool(find(line))
    lines = [rng.choice(SMALL)(rng) for _ in range(5000)]
    alarms = [line for line in lines if find(line)]
    print("\n| written by hand | planted | found |\n|---|---|---|")
    for way in BY_HAND:
        print(f"| {way} | {500 // len(BY_HAND)} | {found[way]} |")
    print(f"| together | 500 | {found.total()} |\n| false alarms | {len(lines)} lines | {len(alarms)} |")
    print(*alarms[:10], sep="\n  ")


# ------------------------------------------------------------------ files

Innocent = Callable[[int], list[str]]


def docx_file(plants: list[Planted], innocent: Innocent) -> bytes:
    from docx import Document as new_file

    file = new_file()
    section, box = file.sections[0], iter(plants)
    table = file.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Nội dung", "Ghi chú"
    for at, plant in enumerate(box):
        places = (
            "thân văn bản",
            "bảng",
            "đầu trang",
            "chân trang",
            "góp ý",
            "chữ ẩn",
            "phần đã xóa",
            "chữ thay thế",
            "tên ảnh",
        )
        plant.place = f"DOCX: {places[at % len(places)]}"
        for line in innocent(PER_LINE):
            file.add_paragraph(line)
        _into_docx(file, section, table, plant)
    made = BytesIO()
    file.save(made)
    return made.getvalue()


def _into_docx(file, section, table, plant: Planted) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    place = plant.place.removeprefix("DOCX: ")
    if place == "bảng":
        row = table.add_row()
        row.cells[0].text, row.cells[1].text = NAMES[len(table.rows) % len(NAMES)], plant.line
    elif place in ("đầu trang", "chân trang"):
        (section.header if place == "đầu trang" else section.footer).add_paragraph(plant.line)
    elif place == "góp ý":
        file.add_comment(file.add_paragraph("Xem lại").runs, text=plant.line, author="A")
    elif place in ("chữ thay thế", "tên ảnh"):
        shape = file.add_picture(BytesIO(png()))._inline.docPr
        shape.set("descr" if place == "chữ thay thế" else "name", plant.line)
    else:
        run = file.add_paragraph().add_run(plant.line)
        run.font.hidden = True if place == "chữ ẩn" else None
        if place == "phần đã xóa":
            struck = OxmlElement("w:del")
            run._r.addprevious(struck)
            struck.append(run._r)
            for text in list(run._r.iter(qn("w:t"))):
                text.tag = qn("w:delText")


def png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(file, "PNG")
    return file.getvalue()


def xlsx_file(plants: list[Planted], innocent: Innocent) -> bytes:
    import xlsxwriter

    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    pages = {name: book.add_worksheet(name) for name in ("Thu", "Luong", "Goc", "Bang")}
    pages["Luong"].hide()
    pages["Goc"].very_hidden()
    for column, head in enumerate(("Điện thoại", "Số CCCD", "Số tài khoản", "Thẻ BHYT", "Hộ chiếu")):
        pages["Bang"].write(0, column * 2, "Họ tên")
        pages["Bang"].write(0, column * 2 + 1, head)
    places = (
        "ô",
        "trang tính ẩn",
        "trang tính ẩn sâu",
        "hàng ẩn",
        "cột ẩn",
        "góp ý",
        "ô chỉ có số",
        "chữ thay thế",
        "tên vùng",
        "chú thích khi nhập",
    )
    pages["Thu"].set_column(8, 8, None, None, {"hidden": True})
    for at, plant in enumerate(plants):
        plant.place = f"XLSX: {places[at % len(places)]}"
        row = 3 * at + 2
        for column, line in enumerate(innocent(PER_LINE)):
            pages[("Thu", "Luong", "Goc")[column % 3]].write(row, column if column < 8 else column + 4, line)
        pages["Thu"].write_number(row, 30, random.Random(at).randint(10**5, 10**12))
        _into_xlsx(book, pages, plant, row)
    book.close()
    return file.getvalue()


def _into_xlsx(book, pages, plant: Planted, row: int) -> None:
    page, place = pages["Thu"], plant.place.removeprefix("XLSX: ")
    if place == "góp ý":
        page.write_comment(row, 1, plant.line)
    elif place == "ô chỉ có số":
        column = KINDS.index(plant.kind) * 2 + 1
        pages["Bang"].write(row, column - 1, NAMES[row % len(NAMES)])
        if plant.number.isdigit() and len(plant.number) < 15 and row % 2:
            pages["Bang"].write_number(row, column, int(plant.number))
        else:
            pages["Bang"].write_string(row, column, plant.number)
        plant.is_hard = False
    elif place == "chữ thay thế":
        page.insert_image(row, 1, "a.png", {"image_data": BytesIO(png()), "description": plant.line})
    elif place == "tên vùng":
        book.define_name(f"vung_{row}", '="' + plant.line.replace('"', "") + '"')
    elif place == "chú thích khi nhập":
        page.data_validation(row, 2, row, 2, {"validate": "any", "input_message": plant.line[:255]})
    else:
        target = {"trang tính ẩn": "Luong", "trang tính ẩn sâu": "Goc"}.get(place, "Thu")
        pages[target].write_string(row + 1, 8 if place == "cột ẩn" else 1, plant.line)
        if place == "hàng ẩn":
            page.set_row(row + 1, None, None, {"hidden": True})


def pdf_file(plants: list[Planted], innocent: Innocent) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.annotations import FreeText

    places = ("đoạn văn", "đoạn văn", "bảng", "bảng", "ghi chú", "mục lục")
    for at, plant in enumerate(plants):
        plant.place = f"PDF: {places[at % len(places)]}"
    lines = [line for plant in plants if plant.place == "PDF: đoạn văn" for line in (*innocent(PER_LINE), plant.line)]
    rows = [
        (str(at + 1), NAMES[at % len(NAMES)], plant.line, *innocent(2))
        for at, plant in enumerate(one for one in plants if one.place == "PDF: bảng")
    ]
    annex = Annex("Danh sách", Table(("STT", "Họ tên", "Nội dung", "A", "B"), tuple(rows), (1, 3, 5, 4, 4)))
    paper = Document(
        issuer=("UBND PHƯỜNG",), issued_by="UBND phường", symbol="BC-UBND", place="Đông Ngạc", year=2021, kind="Thử",
        subject="Thử", signature=Signature(("CHỦ TỊCH",)), number=1, on=date(2021, 9, 16),
        sections=(Section("Danh sách", tuple(lines)),), annexes=(annex,),
    )  # fmt: skip
    drawn = pdf(paper)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(drawn)))
    for plant in plants:
        if plant.place == "PDF: ghi chú":
            writer.add_annotation(0, FreeText(text=plant.line, rect=(50, 50, 200, 90)))
        elif plant.place == "PDF: mục lục":
            writer.add_outline_item(plant.line, 0)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


# ------------------------------------------------------------------ looking


def plain(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper().replace("O", "0"))


def cores(plant: Planted) -> set[str]:
    number = plain(plant.number)
    return {number, number.lstrip("0"), "84" + number[1:]}


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    rng = random.Random(seed)
    plants, shown = planted(rng), Counter()

    def innocent(count: int) -> list[str]:
        shown["lines"] += count
        return [rng.choice(INNOCENT)(rng) for _ in range(count)]

    third = len(plants) // 3
    shares = {"docx": plants[:third], "xlsx": plants[third : 2 * third], "pdf": plants[2 * third :]}
    makers = {"docx": docx_file, "xlsx": xlsx_file, "pdf": pdf_file}
    hit: set[int] = set()
    alarms: list[tuple[str, str, str]] = []
    for kind, share in shares.items():
        cleaned = clean(makers[kind](share, innocent), name=f"a.{kind}")
        known = {core: plant for plant in share for core in cores(plant)}
        for passage in texts(cleaned.data, kind=kind):
            shown["numbers"] += len(re.findall(r"\d[\d.,/ \-]*\d", passage.text))
            for found in find(passage.text, near=passage.near):
                words = passage.text[found.start : found.end]
                plant = known.get(plain(words))
                if plant is None:
                    alarms.append((str(found.kind), passage.where, words))
                else:
                    hit.add(id(plant))
    report(plants, hit, alarms, shown)
    by_hand(random.Random(seed))


def report(plants: list[Planted], hit: set[int], alarms: list[tuple[str, str, str]], shown: Counter) -> None:
    print(f"{len(plants)} planted, {shown['lines']} innocent lines, {shown['numbers']} runs of digits read\n")
    _table("kind", plants, hit, lambda plant: plant.kind)
    _table("way of writing", plants, hit, lambda plant: "hard" if plant.is_hard else "usual")
    _table("place", plants, hit, lambda plant: plant.place)
    print("| false alarms | number |\n|---|---|")
    for kind, count in sorted(Counter(alarm[0] for alarm in alarms).items()):
        print(f"| {kind} | {count} |")
    print(f"| together | {len(alarms)} of {shown['lines']} innocent lines ({len(alarms) / shown['lines']:.2%}) |")
    missed = [plant for plant in plants if id(plant) not in hit]
    print("\nmissed:", *(f"{plant.place} | {plant.kind} | {plant.line!r}" for plant in missed[:40]), sep="\n  ")
    print("\nfalse alarms:", *(" | ".join(alarm) for alarm in alarms[:30]), sep="\n  ")


def _table(title: str, plants: list[Planted], hit: set[int], key: Callable[[Planted], str]) -> None:
    print(f"| {title} | planted | found | share |\n|---|---|---|---|")
    for name in sorted({key(plant) for plant in plants}):
        group = [plant for plant in plants if key(plant) == name]
        found = sum(id(plant) in hit for plant in group)
        print(f"| {name} | {len(group)} | {found} | {found / len(group):.0%} |")
    found = sum(id(plant) in hit for plant in plants)
    print(f"| together | {len(plants)} | {found} | {found / len(plants):.1%} |\n")


if __name__ == "__main__":
    main()
