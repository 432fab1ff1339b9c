"""The router on a table of facts, and on the labelled sentences; words as they are heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.voices.rules import SERVES, Subject, Urgency
from danbiet.voices.rules.lists import known
from danbiet.voices.rules.powers import powers
from danbiet.voices.rules.router import FEEDBACK, Holder, Paper, propose
from danbiet.voices.rules.wording import bare, best, folded_words, hear, joined, phrase
from tools import routing

FACTS = [
    ("Nắp cống vỡ trước số nhà 12", Paper.REPORT, Subject.ROADS, Holder.WARD),
    ("rac chat dong ko ai don", Paper.REPORT, Subject.WASTE, Holder.WARD),
    ("Trạm biến áp nổ lách tách, mất điện cả xóm", Paper.REPORT, Subject.LIGHTING, Holder.ELECTRICITY),
    ("Cử tri kiến nghị lắp thêm đèn đường", Paper.PETITION, Subject.LIGHTING, Holder.WARD),
    ("Tôi khiếu nại quyết định thu hồi đất số 45/QĐ-UBND", Paper.COMPLAINT, Subject.LAND, Holder.WARD),
    ("toi khieu nai quyet dinh thu hoi dat", Paper.COMPLAINT, Subject.LAND, Holder.WARD),
    ("Tố cáo kế toán xã tham ô tiền ngân sách", Paper.DENUNCIATION, Subject.MONEY, Holder.WARD),
    ("to cao ke toan xa tham o tien ngan sach", Paper.DENUNCIATION, Subject.MONEY, Holder.WARD),
    ("Đề nghị cung cấp thông tin về dự toán ngân sách", Paper.INFORMATION_REQUEST, Subject.MONEY, Holder.WARD),
    ("Tôi tố giác nhóm bán ma túy", Paper.CRIME_REPORT, Subject.SECURITY, Holder.POLICE),
    ("Nước máy đục, công ty cấp nước không trả lời", Paper.REPORT, Subject.WATER, Holder.WATER),
]


@pytest.mark.parametrize(("text", "kind", "subject", "holder"), FACTS)
def test_what_a_text_is_about_what_and_for_whom(text, kind, subject, holder):
    said = propose(text)
    assert (said.kind, said.subject, said.holder) == (kind, subject, holder)
    assert said.needs_person is (kind not in FEEDBACK)
    assert said.subjects[0].words, "what is said is said with the words that spoke"


@pytest.mark.parametrize("text", ["", "   ", "🙂", "alo alo", "xin chao", "1 2 3"])
def test_where_nothing_is_heard_nothing_is_said(text):
    said = propose(text)
    assert said.subject is None
    assert said.constructs == ()
    assert said.holder is None


def test_unsure_between_two_matters_says_unsure_and_two_clear_ones_say_both():
    assert propose("Rác và đèn đường").subject is None
    both = propose("Quán nhậu mở nhạc to hát karaoke ầm ĩ, lại lấn chiếm vỉa hè")
    assert (both.subject, both.second) == (Subject.NOISE, Subject.ORDER)


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("Dây điện đứt rơi xuống đường", Urgency.DANGER),
        ("day dien dut roi xuong duong", Urgency.DANGER),
        ("Mất nước ba ngày", Urgency.SOON),
        ("Đề nghị lắp thêm đèn", Urgency.ORDINARY),
    ],
)
def test_how_urgent(text, urgency):
    assert propose(text).urgency is urgency


def test_words_of_bribery_change_the_part_of_papi():
    assert propose("Bác sĩ ở trạm y tế vòi vĩnh phong bì").constructs == ("corr_service", "health")
    assert propose("Trạm y tế hết thuốc").constructs == SERVES[Subject.CLINICS]


def test_the_same_sentence_with_and_without_marks_and_by_telephone():
    said = [propose(text).subject for text in ("Đèn đường không sáng", "den duong khong sang", "den duong ko sang")]
    assert said == [Subject.LIGHTING] * 3
    assert folded_words("ko co nc sach o p") == ("khong", "co", "nuoc", "sach", "o", "phuong")


@pytest.mark.parametrize(
    ("text", "strength"),
    [("hòa giải", 1.0), ("hoà giải", 1.0), ("hoa giai", 1.0), ("họa giải thích rõ", 0.5), ("Hoa giải thưởng", 0.5)],
)
def test_a_phrase_is_met_by_its_marks(text, strength):
    (hit,) = best(hear(text), [phrase("hòa giải")])
    assert hit.strength == strength


def test_a_word_that_differs_by_more_than_its_tone_is_another_word():
    assert not best(hear("tổ ong trong vườn nhà"), [phrase("tố ông")])
    assert not best(hear("Cho tôi hỏi"), [phrase("chó")])
    assert not best(hear("cho toi hoi"), [phrase("chó")])


@pytest.mark.parametrize(("name", "most", "grave_from"), [("held_out", 314, 85), ("held_out_2", 135, 73),
                                                          ("held_out_3", 85, 61), ("held_out_4", 60, 40),
                                                          ("held_out_5", 38, 27)])  # fmt: skip
def test_no_complaint_and_no_denunciation_of_the_held_out_sets_is_proposed_as_feedback(name, most, grave_from):
    rows = list(routing.sentences(name))
    grave = [row for row in rows if row.paper in routing.GUARDED]
    assert (len(rows), len(grave)) == (most, grave_from)
    assert sum(row.text.isascii() for row in rows) >= len(rows) / 3
    assert len({row.style for row in rows}) == 3
    assert [row.text for row in grave if not propose(row.text).needs_person] == []


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("Đèn đường hỏng", True),
        ("Đèn đường", False),  # no fault, no wish
        ("Đèn đường hỏng, tiền thay bóng đi đâu", False),  # money
        ("Đèn đường hỏng, riêng trước nhà trưởng khu thì thay ngay", False),  # an official, a hint
        ("Phường ơi, đèn đường trước nhà tôi hỏng", True),  # an office and one's own house, in the street
        ("Lớp học của con tôi dột", False),  # one's own child, not in the street
        ("Hộ nghèo chưa có nhà, nhà dột", False),  # what officials hand out
        ("Rác chất đống, xe thu gom không tới", True),  # "thu gom" is no money
        ("rac dong", False),  # one short word without marks is many words
        ("rac chat dong hoi thoi", True),
    ],
)
def test_plain_is_what_something_speaks_for_and_nothing_against(text, is_plain):
    said = propose(text)
    assert said.needs_person is not is_plain
    assert (said.kind in FEEDBACK) is is_plain


CORRUPTION = (
    "đút lót", "đút túi", "lại quả", "bôi trơn", "rút ruột", "kê khống", "kê giá", "nâng giá", "bớt xén", "ô dù",
    "chống lưng", "làm luật", "sân sau", "quân xanh quân đỏ", "đi đêm", "chạy chọt", "lợi ích nhóm", "tư túi",
    "thụt két", "tiêu cực", "hàng dỏm", "chia hoa hồng", "ăn hoa hồng", "hoa hồng mười phần trăm",
)  # fmt: skip


@pytest.mark.parametrize("word", CORRUPTION)
@pytest.mark.parametrize(
    "text", ["Đèn đường hỏng, {}", "Đèn đường hỏng tối om. {}", "Rác chất đống ở ngõ 5, {} hết rồi"]
)
def test_nothing_everyday_forgives_a_word_of_corruption(word, text):
    for typed in (text.format(word), bare(text.format(word)), text.format(word.upper())):
        said = propose(typed)
        assert said.needs_person, typed
        assert said.may_denounce, "such words are withheld until a person has read them"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("t.ố c.á.o, đèn đường hỏng", "tố cáo, đèn đường hỏng"),
        ("t ố c á o", "tố cáo"),
        ("h-ối l_ộ", "hối lộ"),
        ("r*ú*t r*u*ộ*t", "rút ruột"),
        ("t\u200bố cáo", "tố cáo"),
        ("P.12, Q.Ba Đình, TP.HCM", "P.12, Q.Ba Đình, TP.HCM"),
        ("rac k ai don", "rac k ai don"),
        ("e k bik t r", "e k bik t r"),
        ("kiểm.tra", "kiểm.tra"),
    ],
)
def test_letters_set_apart_are_read_together(text, read):
    assert joined(text) == read


def test_a_denunciation_in_letters_set_apart_is_no_report():
    assert propose("t.ố c.á.o, đèn đường hỏng tối om").kind is not Paper.REPORT
    assert propose("đèn đường hỏng tối om").kind is Paper.REPORT


def test_a_rose_is_a_flower():
    assert not propose("Cây hoa hồng ở công viên bị gãy đổ").needs_person


@pytest.mark.parametrize(
    "text",
    [
        "Ống nước bể phun ra đường",
        "ong nuoc be, nuoc tran ra duong",
        "den cao ap dau ngo 68 bi hong, toi om",
        "Nước máy nhà em đục ngầu",
        "De nghi lap them den duong ngo 5 truoc thu bay",
        "Góp ý nên mở lớp dạy bơi miễn phí",
        "Bà con mong có sân bóng",
    ],
)
def test_words_that_only_look_like_a_risk_hold_nothing_up(text):
    assert not propose(text).needs_person


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("mat duong truoc cong truong mam non bong troc", Subject.ROADS),
        ("Mong làm gờ giảm tốc trước trường tiểu học", Subject.ROADS),
        ("Xe ba gác cồng kềnh chạy qua cổng trường", Subject.ORDER),
        ("Nhà vệ sinh trường tiểu học bẩn", Subject.SCHOOLS),
        ("Nên mở lớp dạy bơi cho các cháu", Subject.OTHER),
    ],
)
def test_where_it_is_is_not_what_it_is_about(text, subject):
    assert propose(text).subject is subject


@pytest.mark.parametrize(
    "text",
    [
        "Khói lò nung đen kịt, hôm nào có khách ghé thì trong veo",  # no listed word, but a reason and words of its own
        "Rác đầy ngõ, phao câu để phần thím kia lo liệu thu xếp",
    ],
)
def test_words_that_no_list_explains_are_read_by_a_person(text):
    assert propose(text).needs_person


def test_an_examiner_found_no_grave_sentence_among_the_everyday_ones_and_few_plain_ones_are_held():
    rows = [(row, propose(row.text)) for row in routing.sentences("development_4")]
    grave = [(row, said) for row, said in rows if row.paper not in FEEDBACK]
    plain = [said for row, said in rows if row.paper in FEEDBACK]
    assert (len(grave), len(plain)) == (169, 70)
    assert [row.text for row, said in grave if not said.needs_person] == []
    assert sum(said.needs_person for said in plain) <= 20, "34 before"
    assert sum(said.may_denounce for said in plain) <= 8, "19 before"


def test_of_what_was_written_last_no_more_passes_than_the_page_says():
    """12 of 42 passed the rule before; what still does is not read, so that the figure stays one of the unread."""
    grave = [row for row in routing.sentences("held_out_6") if row.paper in routing.GUARDED]
    assert len(grave) == 42
    assert sum(not propose(row.text).needs_person for row in grave) <= 2


def test_no_sentence_stands_in_two_sets():
    sets = [{row.text for row in routing.sentences(name)} for name, _ in routing.SETS]
    assert sum(map(len, sets)) == len(set().union(*sets))


@pytest.mark.slow
def test_the_figures_of_the_page_are_those_of_the_sentences():
    assert routing.page() == routing.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("right", "n", "low", "high"), [(0, 85, 0.0, 0.0432), (81, 263, 0.2553, 0.3662)])
def test_wilson(right, n, low, high):
    """81 of 263: Newcombe 1998, table I."""
    assert routing.wilson(right, n) == pytest.approx((low, high), abs=1e-4)


def test_every_list_speaks_of_what_there_is():
    assert set(known().subjects) == {subject.value for subject in Subject}
    assert {sign.kind for sign in known().signs} == {paper.value for paper in Paper}
    assert {group.name for group in known().holders} <= {holder.value for holder in Holder}
    assert {Subject.WASTE, Subject.AIR, Subject.NOISE, Subject.WATER} <= set(powers())


@given(st.text(max_size=300))
def test_any_text_is_read_and_never_called_feedback_against_its_guards(text):
    said = propose(text)
    assert not (said.kind in FEEDBACK and said.guards)
    assert said.needs_person is (said.kind not in FEEDBACK)
    assert all(guess.weight >= 0 for guess in (*said.kinds, *said.subjects))
