"""Which reports are alike, and where a point lies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.voices.rules.likeness import can_be_likely, distance, likeness, tidied, told
from danbiet.voices.rules.searching import folded
from danbiet.voices.rules.whereabouts import is_inside, nearest, read_point

HERE, NEXT, AWAY = (21.09, 105.77), (21.0905, 105.7705), (21.12, 105.80)
PAIRS = [
    ("Nắp cống vỡ trước số nhà 12, ngõ 63", "cong bi vo nap ngo 63 nguy hiem", None, None, True),
    ("Nắp cống vỡ trước số nhà 12", "nap cong vo hoac", HERE, NEXT, True),
    ("Nắp cống vỡ trước số nhà 12", "nap cong vo hoac", HERE, AWAY, False),
    ("Rác chất đống đầu ngõ 15", "Đèn đường ngõ 15 không sáng", None, None, False),
    ("Đường ngõ 25 hỏng", "duong ngo 25 hong het r, o ga day ra", None, None, True),
    ("Quán karaoke mở nhạc to", "Chó thả rông cắn người", HERE, HERE, False),
]


@pytest.mark.parametrize(("one", "other", "here", "there", "likely"), PAIRS)
def test_alike_by_words_address_and_distance(one, other, here, there, likely):
    found = likeness(told(one, point=here), told(other, point=there))
    assert found.is_likely is likely


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_the_same_from_both_sides_and_between_0_and_1(one, other):
    there, back = likeness(told(one), told(other)), likeness(told(other), told(one))
    assert there == back
    assert 0.0 <= there.words <= 1.0


def test_a_text_is_wholly_like_itself():
    one = told("Nắp cống vỡ trước số nhà 12", point=HERE)
    assert likeness(one, one).words == 1.0
    assert likeness(one, one).metres == 0.0


WORDS = [
    "nắp",
    "cống",
    "vỡ",
    "ngõ",
    "63",
    "số",
    "12",
    "ko",
    "k",
    "đường",
    "đg",
    "tối",
    "quáaaa",
    "nappp",
    "мусор",
    "мусссор",
]
MATTER = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
SPOTS = st.none() | st.sampled_from([HERE, NEXT, AWAY])


@given(MATTER, MATTER, SPOTS, SPOTS)
def test_what_is_left_unread_is_never_likely(one, other, here, there):
    """The search in the folded words alone may let too much through, never too little."""
    own, found = told(one, point=here), likeness(told(one, point=here), told(other, point=there))
    text, beside = tidied([folded("PA-2026-000001", other[:80], other, ""), folded("ngõ 63")])
    assert beside == "ngo 63"
    assert can_be_likely(own, text, point=there) or not found.is_likely


def test_what_shares_nothing_is_left_unread():
    own = told("Nắp cống vỡ trước số nhà 12")
    assert not can_be_likely(own, folded("Quán karaoke mở nhạc to"), point=None)
    assert can_be_likely(own, folded("nap cong vo"), point=None)


def test_metres_between_two_points():
    """Hà Nội to Hải Phòng is about 90 km; a thousandth of a degree north is 111 m."""
    assert distance((21.0285, 105.8542), (20.8449, 106.6881)) == pytest.approx(89_000, rel=0.02)
    assert distance((21.0, 105.0), (21.001, 105.0)) == pytest.approx(111.2, abs=0.5)


SQUARE = [(105.0, 21.0), (106.0, 21.0), (106.0, 22.0), (105.0, 22.0)]
HOLE = [(105.4, 21.4), (105.6, 21.4), (105.6, 21.6), (105.4, 21.6)]


@pytest.mark.parametrize(
    ("point", "rings", "inside"),
    [
        ((21.2, 105.2), [SQUARE], True),
        ((22.2, 105.2), [SQUARE], False),
        ((21.5, 105.5), [SQUARE, HOLE], False),
        ((21.45, 105.3), [SQUARE, HOLE], True),
        ((21.2, 105.2), [[*SQUARE, SQUARE[0]]], True),
        ((21.2, 105.2), [], False),
    ],
)
def test_inside_an_outline(point, rings, inside):
    assert is_inside(point, rings) is inside


def test_nearest_centres_are_few_and_not_too_far():
    centres = {1: (21.0, 105.0), 2: (21.01, 105.0), 3: (21.02, 105.0), 4: (21.03, 105.0), 5: (10.0, 106.0)}
    assert [key for key, _ in nearest((21.0, 105.0), centres)] == [1, 2, 3]
    assert nearest((9.0, 103.0), {1: (21.0, 105.0)}) == ()


@pytest.mark.parametrize(
    ("latitude", "longitude", "point"),
    [
        ("21.09", "105.77", (21.09, 105.77)),
        ("", "", None),
        ("nan", "105", None),
        ("1e999", "105", None),
        ("48.1", "11.5", None),
        ("105.77", "21.09", None),
    ],
)
def test_a_point_as_a_browser_sends_it(latitude, longitude, point):
    assert read_point(latitude, longitude) == point
