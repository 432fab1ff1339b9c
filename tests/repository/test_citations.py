"""No text that is shown names a law that is not in force on the day it is shown for: what changes comes from data."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from babel.messages.pofile import read_po

from danbiet.law.duties import duties

SOURCE = Path(__file__).resolve().parents[2] / "src" / "danbiet"
STORY = (date(2021, 9, 21), date(2026, 11, 23))
NUMBER = re.compile(r"\b\d{1,4}/20\d{2}(?:/[A-ZĐ]{2,}[A-ZĐ0-9-]*)?")
NOT_SHOWN = {"tests", "migrations", "law", "demo", "locale"}
# Shown only under a condition on the day, or telling the day itself.
GUARDED = {
    "Thời hạn đến hết 31/8/2026 (Luật 104/2016/QH13, điều 29, 30, 31); tính từ ngày phiếu hợp lệ": "names its last day",
    "Căn cứ Luật Tiếp cận thông tin số 104/2016/QH13": "letters choose by the day of the request",
    "Luật 104/2016/QH13": "a citation with its days: cited only while it is in force",
    "Ngân sách, theo Thông tư 26/2026": "the name of a duty of that circular alone",
    "Từ 1/7/2026 có Luật 136/2025/QH15 sửa đổi (chưa đối chiếu toàn văn).": "shown while DEN-18 is in force",
    "Từ 01/07/2026 phải chọn một trong 7 căn cứ của điều 3a Nghị định 124/2020/NĐ-CP.": "said while CPL-20 is in force",
    "Căn cứ, điều 3a Nghị định 124/2020 (từ 01/07/2026)": "asked while CPL-20 is in force",
    "Giấy mời đối thoại gửi trước ít nhất {n} ngày (Nghị định 155/2026/NĐ-CP, điều 11): cho ngày {day} thì phải gửi "
    "chậm nhất {due}, đã qua. Chọn ngày muộn hơn.": "said while CPL-19 is in force",
    "Bộ luật Tố tụng hình sự 101/2015/QH13": "in force since 2018, with its own days beside it",
}


def shown() -> Iterator[tuple[str, str]]:
    """(where, text) of every translated text and every other string of the programme that is no docstring."""
    for path in sorted(SOURCE.glob("*/locale/en/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for one in read_po(file):
                for text in (one.id if isinstance(one.id, tuple) else (one.id,)) if one.id else ():
                    yield path.parts[-5], text
    for path in sorted(SOURCE.rglob("*.py")):
        if not NOT_SHOWN & set(path.relative_to(SOURCE).parts):
            for text in strings(ast.parse(path.read_text(encoding="utf-8"))):
                yield str(path.relative_to(SOURCE)), text


def strings(tree: ast.AST) -> Iterator[str]:
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    told = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def holds_throughout(number: str) -> bool:
    """Whether some duty of the document is in force on both days of the story."""
    of_it = [one for one in duties() if number.partition("/Q")[0] in one.basis.document]
    return any(all(one.in_force(on) for on in STORY) for one in of_it)


def test_a_law_named_in_a_text_holds_on_every_day_the_text_is_shown() -> None:
    wrong = {
        f"{where}: {text}"
        for where, text in shown()
        for number in NUMBER.findall(text)
        if text not in GUARDED and not re.match(r"\d{1,2}/20\d{2}$", number) and not holds_throughout(number)
    }
    assert not wrong, sorted(wrong)
