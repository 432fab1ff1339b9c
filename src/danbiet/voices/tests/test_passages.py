"""Which words count as taken from a text."""

import unicodedata

import pytest

from danbiet.voices.rules.passages import is_from

TEXT = "Quán mở nhạc to tới khuya.\nBàn ghế còn kê kín vỉa hè,  người đi bộ phải xuống lòng đường."


@pytest.mark.parametrize(
    ("part", "is_taken"),
    [
        (TEXT, True),
        ("Bàn ghế còn kê kín vỉa hè, người đi bộ", True),
        ("  khuya. Bàn ghế ", True),
        ("người đi bộ phải xuống lòng đường.\n\nQuán mở nhạc to", True),
        (unicodedata.normalize("NFD", "vỉa hè"), True),
        ("Quán mở nhạc to. Bàn ghế còn kê kín vỉa hè", False),
        ("quán mở nhạc to", False),
        ("Quán mở nhạc to\nTôi rút đơn", False),
        ("Quan mo nhac to", False),
    ],
)
def test_only_passages_are_from_a_text(part: str, is_taken: bool) -> None:
    assert is_from(part, TEXT) is is_taken
