"""Denunciations: days by the law in force, moves, what a summary may not say, rights, letters, publication."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from danbiet.accounts.models import Holding
from danbiet.common import clock
from danbiet.common.actor import NotAllowed, NotYours, Role
from danbiet.ledger.models import Event, Opening
from danbiet.places.models import Successor, Unit
from danbiet.voices.models import Denunciation
from danbiet.voices.rules import denunciation_letters as letters
from danbiet.voices.rules import denunciations as rules
from danbiet.voices.rules import identification
from danbiet.voices.rules.denunciations import Act, Done, Life, Source, Stage
from danbiet.voices.selectors import denunciations as selectors
from danbiet.voices.services import denunciations as services
from danbiet.voices.tests.vaulting import ALL, SUMMARY, denounced
from tests.people import END_OF_DISTRICTS, IN_2021, IN_2026, Cast, Country

D = date.fromisoformat

# received | criteria | repeat | by a body | acts | duty, its article | due | late on 2026-11-23. Days counted by hand.
# Law 25/2018 sets the same days under Law 136/2025 (law.md 3): each duty once in 2021 and once after 2026-07-01.
CLOCKS = """
2021-09-01 | 0 | | |                                                            | DEN-01 24(1) | 2021-09-14 | late
2021-09-01 | 0 | | | extend_check 2021-09-10                                    | DEN-01 24(1) | 2021-09-17 | late
2026-07-01 | 0 | | |                                                            | DEN-01 24(1) | 2026-07-10 | late
2026-07-06 | 0 | | | extend_check 2026-07-15                                    | DEN-01 24(1) | 2026-07-20 | late
2026-08-28 | 0 | | |                                                            | DEN-01 24(1) | 2026-09-11 | late
2021-09-20 | 0 | | |                                                            | DEN-02 24(2) | 2021-09-27 |
2021-09-20 | 0 | | | forward 2021-09-28                                         | DEN-02 24(2) | 2021-09-27 | late
2026-07-06 | 0 | | | forward 2026-07-14                                         | DEN-02 24(2) | 2026-07-13 | late
2021-09-20 | 0 | | body |                                                       | DEN-03 26(2) | 2021-10-11 | late
2026-07-06 | 0 | | body | answer_body 2026-07-27                                | DEN-03 26(2) | 2026-07-27 |
2021-09-20 | 0 | repeat | |                                                     | DEN-13 37(2) | 2021-10-11 | late
2026-07-06 | 0 | repeat | |                                                     | DEN-13 37(2) | 2026-07-27 | late
2021-09-01 | 0 | | | accept 2021-09-14                                          | DEN-04 29(3) | 2021-09-21 | late
2021-09-01 | 0 | | | accept 2021-09-14; notify_acceptance 2021-09-21            | DEN-04 29(3) | 2021-09-21 |
2026-07-06 | 0 | | | accept 2026-07-14; notify_acceptance 2026-07-22            | DEN-04 29(3) | 2026-07-21 | late
2021-09-01 | 0 | | | accept 2021-09-14                                          | DEN-05 30(1) | 2021-10-14 | late
2021-09-01 | 1 | | | accept 2021-09-14                                          | DEN-06 30(2) | 2021-10-14 | late
2021-09-01 | 1 | | | accept 2021-09-14; extend 2021-10-10                       | DEN-06 30(2) | 2021-11-15 | late
2021-09-01 | 2 | | | accept 2021-09-14; extend 2021-10-10; extend 2021-11-10    | DEN-07 30(3) | 2021-12-13 | late
2021-09-01 | 0 | | | accept 2021-09-14; suspend 2021-09-20; resume 2021-09-30   | DEN-05 30(1) | 2021-10-25 | late
2026-07-02 | 0 | | | accept 2026-07-09                                          | DEN-05 30(1) | 2026-08-10 | late
2026-07-06 | 1 | | | accept 2026-07-14; extend 2026-08-10                       | DEN-06 30(2) | 2026-09-14 | late
2026-07-06 | 2 | | | accept 2026-07-14; extend 2026-08-10; extend 2026-09-10    | DEN-07 30(3) | 2026-10-12 | late
2026-10-20 | 0 | | | accept 2026-10-27                                          | DEN-05 30(1) | 2026-11-26 |
2021-09-01 | 0 | | | accept 2021-09-14; conclude 2021-10-14                     | DEN-08 35(3) | 2021-10-21 | late
2026-07-06 | 0 | | | accept 2026-07-14; conclude 2026-08-13                     | DEN-08 35(3) | 2026-08-20 | late
2021-09-01 | 0 | | | accept 2021-09-14; conclude 2021-10-14                     | DEN-09 40(1) | 2021-10-25 | late
2026-07-02 | 0 | | | accept 2026-07-09; conclude 2026-08-05                     | DEN-09 40(1) | 2026-08-14 | late
2021-09-01 | 0 | | | accept 2021-09-14; conclude 2021-10-14; publish 2021-10-20 | DEN-10 6(2)  | 2021-11-04 |
2026-07-06 | 0 | | | accept 2026-07-14; conclude 2026-08-13; publish 2026-08-20 | DEN-10 6(2)  | 2026-09-04 |
2021-09-01 | 0 | | | accept 2021-09-14; note_repeat 2021-11-01                  | DEN-11 38(2) | 2021-11-08 | late
2026-07-06 | 0 | | | accept 2026-07-14; note_repeat 2026-08-24                  | DEN-11 38(2) | 2026-09-03 | late
2021-09-01|0||| accept 2021-09-14; note_repeat 2021-11-01; require_report 2021-11-08 |DEN-12 38(3) | 2021-11-15 | late
2026-07-06|0||| accept 2026-07-14; note_repeat 2026-08-24; require_report 2026-08-28 |DEN-12 38(3) | 2026-09-09 | late
2018-12-03 | 0 | | |                                                            | DEN-01 24(1) |            |
"""


def life(received: str, acts: str = "", **changes: object) -> Life:
    done = [one.split() for one in acts.split(";") if one.strip()]
    values = {"source": Source.DIRECT, "criteria": 0, "is_repeat": False, **changes}
    return Life(D(received), done=tuple(Done(Act(act), D(on)) for act, on in done), **values)


@pytest.mark.parametrize("line", [line for line in CLOCKS.splitlines() if line.strip()])
def test_every_day_follows_from_the_law_in_force(line: str) -> None:
    received, criteria, repeat, body, acts, named, due, late = (cell.strip() for cell in line.split("|"))
    duty, article = named.split()
    one = life(
        received, acts, criteria=int(criteria), is_repeat=repeat == "repeat",
        source=Source.BODY if body == "body" else Source.DIRECT,
    )  # fmt: skip
    found = next(clock for clock in rules.clocks(one, one.stage) if clock.duty == duty)
    assert str(found.due or "") == due
    assert found.is_late(IN_2026) == (late == "late")
    if due:
        assert found.found is not None
        document = "31/2019/NĐ-CP" if duty == "DEN-10" else "25/2018/QH14"
        assert f"{document}, điều {article}" in str(found.found.basis)


@pytest.mark.parametrize(
    ("criteria", "acts", "due"),
    [
        (0, "suspend 2021-09-20; resume 2021-09-20", "2021-10-14"),
        (0, "suspend 2021-09-20; resume 2021-09-20; suspend 2021-09-20; resume 2021-09-30", "2021-10-25"),
        (3, "extend 2021-10-10; extend 2021-11-10; extend 2021-12-10", "2021-12-13"),  # entered before it was refused
    ],
)
def test_no_ordinary_entry_leaves_days_that_cannot_be_counted(criteria: int, acts: str, due: str) -> None:
    one = life("2021-09-01", f"accept 2021-09-14; {acts}", criteria=criteria)
    settling = next(clock for clock in rules.clocks(one, Stage.ACCEPTED) if clock.duty in rules.SETTLING.values())
    assert str(settling.due) == due


def test_while_it_is_suspended_no_day_of_settling_is_due() -> None:
    one = life("2021-09-01", "accept 2021-09-14; suspend 2021-09-20")
    settling = next(clock for clock in rules.clocks(one, Stage.SUSPENDED) if clock.duty == "DEN-05")
    assert settling.due is None
    assert not settling.is_late(IN_2026)


def test_taken_down_too_early_is_the_breach_of_a_minimum() -> None:
    acts = "accept 2021-09-14; conclude 2021-10-14; publish 2021-10-20; take_down {}"
    for day, late in (("2021-11-03", True), ("2021-11-04", False), ("2021-11-05", False)):
        one = life("2021-09-01", acts.format(day))
        hanging = next(clock for clock in rules.clocks(one, Stage.CONCLUDED) if clock.duty == "DEN-10")
        assert hanging.is_late(IN_2026) == late


def test_extensions_follow_the_number_of_criteria() -> None:
    accepted = "accept 2021-09-14"
    for criteria, extended, may in (
        (0, 0, False), (1, 0, True), (1, 1, False), (2, 1, True), (2, 2, False), (3, 1, True), (3, 2, False),
    ):  # fmt: skip
        acts = "; ".join([accepted, *["extend 2021-10-01"] * extended])
        assert (Act.EXTEND in rules.allowed(life("2021-09-01", acts, criteria=criteria))) == may


CONCLUDED = "accept 2021-09-14; conclude 2021-10-14"
# what was entered | an act | the earliest day on which it fits | the first on which it does not any more (- for none)
FITS = f"""
{CONCLUDED}                                                       | notify_acceptance | 2021-09-14 | -
accept 2021-09-14; discontinue 2021-10-01                         | notify_acceptance | 2021-09-14 | -
{CONCLUDED}                                                       | note_repeat       | 2021-09-14 | 2021-10-14
accept 2021-09-14; note_repeat 2021-10-15; conclude 2021-10-16    | require_report    | 2021-10-15 | -
accept 2021-09-14; note_repeat 2021-10-15; require_report 2021-10-18; conclude 2021-10-19|send_report|2021-10-18|-
accept 2021-09-14; suspend 2021-10-18                             | note_repeat       | 2021-09-14 | -
accept 2021-09-14; protect 2021-09-20                             | extend_check      | 2021-09-01 | 2021-09-14
accept 2021-09-14; protect 2021-09-20                             | conclude          | 2021-09-14 | -
accept 2021-09-14; extend 2021-10-13                              | conclude          | 2021-10-13 | -
{CONCLUDED}; send_conclusion 2021-10-15; publish 2021-10-20       | take_down         | 2021-10-20 | -
{CONCLUDED}                                                       | suspend           | -          | -
{CONCLUDED}                                                       | send_report       | -          | -
"""


@pytest.mark.parametrize("row", FITS.strip().splitlines())
def test_an_act_written_down_late_keeps_its_day_where_the_order_allows(row: str) -> None:
    acts, act, first, end = (cell.strip() for cell in row.split("|"))
    one = life("2021-09-01", acts, criteria=1)
    days = [D("2021-09-01") + timedelta(days=n) for n in range(90)]
    fitting = [day for day in days if rules.fits(one, Done(Act(act), day))]
    assert fitting == [day for day in days if first != "-" and D(first) <= day < (D(end) if end != "-" else date.max)]
    assert (Act(act) in {*rules.allowed(one), *rules.forgotten(one)}) == bool(fitting)
    assert (Act(act) in rules.allowed(one)) == (days[-1] in fitting)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Whatever can be entered, each act on a day on which it fits."""
    one = Life(
        D("2026-07-06"), draw(st.sampled_from(Source)), draw(st.integers(0, 7)), draw(st.booleans()),
    )  # fmt: skip
    for _ in range(draw(st.integers(0, 9))):
        fitting = [
            Done(act, on) for on in (D("2026-07-06") + timedelta(days=n) for n in range(0, 60, 10))
            for act in Act if rules.fits(one, Done(act, on))
        ]  # fmt: skip
        if not fitting:
            break
        done = draw(st.sampled_from(fitting))
        before, after = one.stage, replace(one, done=tuple(sorted((*one.done, done), key=lambda each: each.on)))
        assert after.stage is rules.GOES_TO.get(done.act, before)
        one = after
    return one


@given(lives())
def test_whatever_runs_can_be_done(one: Life) -> None:
    """An act is offered that ends each clock, so none is late for ever; no entry makes days that cannot be counted."""
    last = D("2026-10-01")
    for running in rules.running(one, one.stage):
        next_lives = [one.after(*[Done(act, last)] * max(one.count(Act.NOTE_REPEAT), 1)) for act in rules.allowed(one)]
        found = [clock for after in next_lives for clock in rules.clocks(after, after.stage)]
        ended = any(clock.duty == running.duty and clock.done_on == last for clock in found)
        assert ended or running.due is None or running.only_if, running


REFUSED = """
Bà NGUYỄN THỊ LAN, tổ trưởng tổ 5, cho biết thu tiền ngoài quy định. | NGUYỄN THỊ LAN
Theo bà Lan tổ 5 thì thu tiền ngoài quy định. | bà Lan
ba Nguyen Thi Lan noi thu tien ngoai quy dinh. | Nguyen Thi Lan
Ông Nguyễn Văn An thu tiền. | Nguyễn Văn An
Có Nguyễn thị Hoa chứng kiến. | Nguyễn thị Hoa
nguyễn thị lan kể lại việc thu tiền. | nguyễn thị lan
nguyen thi lan ke lai viec thu tien. | nguyen thi lan
Giàng A Páo thấy việc thu tiền. | Giàng A Páo
Y Blim Niê đã nộp tiền. | Y Blim Niê
H'Hen Niê đã nộp tiền. | H'Hen Niê
Vàng Seo Páo nộp hai lần. | Vàng Seo Páo
Lò Văn Pín nộp hai lần. | Lò Văn Pín
Việc này ông Tư Rèn nói. | ông Tư Rèn
Anh Ba thợ điện thấy. | Anh Ba
Cô giáo kể, thầy Hùng biết. | thầy Hùng
Tôi đã nộp hai lần. | Tôi
Hôm đó tui đã nộp hai lần. | tui
Tiền do mình đưa tận tay. | mình
Chung toi da nop hai lan. | Chung toi
Người tố cáo là đồng nghiệp. | Người tố cáo
Người tố giác là hàng xóm. | Người tố giác
Người báo tin ở cùng ngõ. | Người báo tin
Nguoi to cao la dong nghiep. | Nguoi to cao
Gọi 0912 345 678 để hỏi. | 09xx
Liên hệ 09 12.34 56-78. | 09xx
Gửi từ lan@example.vn. | l…@
Hỏi thêm qua lan (a) gmail com. | l…@
"""
ALLOWED = f"""
{SUMMARY}
Chủ tịch UBND phường Đông Ngạc ký giấy phép sai thẩm quyền.
Ông Chủ tịch UBND phường và bà Phó Trưởng phòng Tài chính chi sai nguồn.
Công chức địa chính phường thu tiền ngoài quy định.
Hiệu trưởng trường Lê Lợi thu quỹ trái quy định; trẻ em thiếu chỗ học.
Lấn chiếm đất công tại đường Trần Phú, phường Đông Ngạc.
UBND phường Mai Dịch, quận Bắc Từ Liêm, thành phố Hà Nội chậm cấp giấy chứng nhận.
Trạm Y tế và Sở Y Tế mua thiết bị không đấu thầu.
Lợi dụng chức vụ của mình để nhận tiền.
Phòng Văn Hóa chi sai; Nhà Văn Hóa bị khóa.
Ba tổ dân phố không được công khai danh sách; bà con không được họp.
Người bị tố cáo ký khống 12 phiếu chi năm 2021.
Nội dung tố cáo đúng một phần: có hai khoản thu không có trong bảng phí, lệ phí niêm yết.
Nghiệm thu khống của Công ty Hoàng Long tại Khu A, cầu Nguyễn Văn Trỗi.
Chậm cấp 15 giấy chứng nhận trong quý 3 năm 2021, thu 500.000 đồng mỗi hồ sơ.
Bí thư Đoàn Thanh niên, Hội Phụ nữ, Hội đồng nhân dân không giám sát.
Vi phạm Luật Tố cáo số 25/2018/QH14, điểm (a) khoản 1 Điều 9.
"""


@pytest.mark.parametrize("row", REFUSED.strip().splitlines())
def test_what_points_at_a_person_is_found_and_refused(row: str) -> None:
    text, found = row.split(" | ")
    assert any(found in hint.words for hint in identification.hints(text))
    for one in (text, unicodedata.normalize("NFD", text)):
        with pytest.raises(identification.CouldIdentify):
            identification.check(one, confirmed=ALL)


@pytest.mark.parametrize("text", ALLOWED.strip().splitlines())
def test_what_tells_of_the_matter_and_of_an_office_passes(text: str) -> None:
    assert identification.hints(text) == []
    identification.check(text, confirmed=ALL)


def test_a_draft_of_a_conclusion_is_checked_like_a_summary(country: Country, cast: Cast) -> None:
    found = denounced(country.district.unit, by=cast.users["inspector"], on=IN_2021)
    text = "Theo bà Lan tổ 5, nội dung tố cáo đúng một phần."
    with pytest.raises(identification.CouldIdentify):
        services.draft_conclusion(found, text=text, confirmed=ALL, by=cast.actor("inspector"), at=clock.moment(IN_2021))


@pytest.mark.parametrize("missing", sorted(ALL))
def test_every_question_must_be_confirmed(missing: str) -> None:
    with pytest.raises(identification.NotConfirmed):
        identification.check(SUMMARY, confirmed=ALL - {missing})


@pytest.mark.parametrize("reference", ["", "Nguyễn", "0912345678", "12/2021 M", "a1", "1" * 9])
def test_the_reference_of_the_paper_is_a_short_number(country: Country, cast: Cast, reference: str) -> None:
    with pytest.raises(services.ReferenceRefused):
        denounced(country.dong_ngac.unit, by=cast.users["wardchair"], on=IN_2021, reference=reference)


def step(
    one: Denunciation,
    act: Act,
    cast: Cast,
    who: str = "chair",
    on: date = IN_2021,
    done_on: date | None = None,
    **more: int,
) -> None:
    services.take_step(one, act=act, on=done_on or on, by=cast.actor(who, on), at=clock.moment(on), **more)


@pytest.fixture
def one(country: Country, cast: Cast) -> Denunciation:
    return denounced(country.district.unit, by=cast.users["inspector"], on=IN_2021)


def test_from_paper_to_a_conclusion_that_hangs_and_comes_down(one: Denunciation, cast: Cast) -> None:
    step(one, Act.ACCEPT, cast, criteria=1)
    step(one, Act.NOTIFY_ACCEPTANCE, cast, "inspector")
    later = IN_2021 + timedelta(days=20)
    step(one, Act.CONCLUDE, cast, on=later)
    by, at = cast.actor("inspector"), clock.moment(later)
    services.draft_conclusion(one, text=SUMMARY, confirmed=ALL, by=by, at=at)
    with pytest.raises(rules.DenunciationNotYours):
        services.publish_conclusion(one, on=later, by=by, at=at)
    services.publish_conclusion(one, on=later, by=cast.actor("chair"), at=at)
    place, rows = selectors.published_in("021", on=later)
    assert rows == [(SUMMARY, later)]
    early = later + timedelta(days=15)
    with pytest.raises(services.ConclusionRefused):
        services.take_down_conclusion(one, on=early, by=by, at=clock.moment(early))
    last = early + timedelta(days=1)
    services.take_down_conclusion(one, on=last, by=by, at=clock.moment(last))
    assert selectors.published_in("021", on=later)[1] == []
    acts = list(Event.objects.order_by("seq").values_list("act", flat=True))
    assert acts == [f"voices.denunciation_{name}" for name in (
        "register", "accept", "notify_acceptance", "conclude", "draft_conclusion", "publish", "take_down",
    )]  # fmt: skip
    assert SUMMARY not in str(list(Opening.objects.values_list("value", flat=True)))


@pytest.mark.usefixtures("in_2021")
@pytest.mark.parametrize(
    ("criteria", "acts"),
    [(0, ("suspend", "resume")), (3, ("extend", "extend", "extend"))],
    ids=["suspended", "extended"],
)
def test_two_ordinary_entries_leave_the_desk_standing(one, client: Client, cast: Cast, criteria: int, acts) -> None:
    client.force_login(cast.users["chair"])
    url = f"/voices/denunciations/{one.pk}/"
    assert client.post(f"{url}step/", {"on": "2021-09-21", "act": "accept", "criteria": criteria}).status_code == 302
    answers = [client.post(f"{url}step/", {"on": "2021-09-21", "act": act}).status_code for act in acts]
    assert answers == ([302, 302, 422] if criteria else [302, 302])
    for page in ("/desk/", "/voices/denunciations/", url):
        assert client.get(page).status_code == 200


def test_who_drafted_does_not_publish(one: Denunciation, cast: Cast) -> None:
    step(one, Act.ACCEPT, cast)
    step(one, Act.CONCLUDE, cast)
    by, at = cast.actor("chair"), clock.moment(IN_2021)
    services.draft_conclusion(one, text=SUMMARY, confirmed=ALL, by=by, at=at)
    with pytest.raises(services.ConclusionRefused):
        services.publish_conclusion(one, on=IN_2021, by=by, at=at)


def test_what_does_not_follow_is_refused(one: Denunciation, cast: Cast) -> None:
    for act in (Act.CONCLUDE, Act.RESUME, Act.EXTEND, Act.PUBLISH, Act.ANSWER_BODY):
        with pytest.raises(rules.MoveNotAllowed):
            step(one, act, cast)
    step(one, Act.ACCEPT, cast)
    with pytest.raises(rules.MoveNotAllowed):
        step(one, Act.ACCEPT, cast)
    for on in (IN_2021 - timedelta(days=1),):
        with pytest.raises(rules.DayRefused):
            step(one, Act.CONCLUDE, cast, on=on)


@pytest.mark.usefixtures("in_2021")
def test_what_was_done_in_time_and_typed_late_is_not_late_for_ever(one, client: Client, cast: Cast) -> None:
    step(one, Act.ACCEPT, cast)
    later = IN_2021 + timedelta(days=60)
    step(one, Act.DISCONTINUE, cast, on=later)
    with pytest.raises(rules.DayRefused):  # it was discontinued after a repeat, or never repeated
        step(one, Act.NOTE_REPEAT, cast, on=later)
    step(one, Act.NOTE_REPEAT, cast, "inspector", on=later, done_on=later - timedelta(days=1))
    step(one, Act.NOTIFY_ACCEPTANCE, cast, "inspector", on=later, done_on=IN_2021 + timedelta(days=2))
    one.refresh_from_db()
    assert one.stage == Stage.DISCONTINUED.value
    page = selectors.page_of(cast.actor("inspector"), one.pk, on=later)
    assert [(day.clock.duty, day.is_late) for day in page.days if day.clock.duty in {"DEN-04", "DEN-11"}] == [
        ("DEN-04", False), ("DEN-11", False),
    ]  # fmt: skip
    assert "require_report" in page.acts
    assert "extend_check" not in page.forgotten  # received and accepted on one day
    assert "note_repeat" in page.forgotten
    client.force_login(cast.users["inspector"])
    shown = client.get(f"/voices/denunciations/{one.pk}/").content.decode()
    assert '<optgroup label="Đã làm trước bước sau cùng, nay ghi thêm">' in shown


def test_only_the_leader_decides(one: Denunciation, cast: Cast) -> None:
    for act in (Act.ACCEPT, Act.REFUSE):
        with pytest.raises(rules.DenunciationNotYours):
            step(one, act, cast, "inspector")


def test_numbers_begin_again_in_each_place_and_year(country: Country, cast: Cast) -> None:
    made = [
        denounced(country.district.unit, by=cast.users["chair"], on=IN_2021),
        denounced(country.district.unit, by=cast.users["chair"], on=IN_2021),
        denounced(country.dong_ngac.unit, by=cast.users["wardchair"], on=IN_2021),
        denounced(country.new_dong_ngac.unit, by=cast.users["wardchair"], on=IN_2026),
    ]
    assert [str(one) for one in made] == ["TC-2021-0001", "TC-2021-0002", "TC-2021-0001", "TC-2026-0001"]


# whose denunciation        | who may see it and act on it; everybody else gets 404 or 403 and no word of it
RIGHTS = {
    "district": {"chair", "inspector"},
    "dong_ngac": {"wardchair"},
    "xuan_dinh": set(),
}
EVERYBODY = [
    "city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin", "resident",
    "stranger", "",
]  # fmt: skip


@pytest.mark.parametrize("whose", RIGHTS)
@pytest.mark.usefixtures("in_2021")
def test_nobody_but_the_inspector_and_leader_of_the_very_place(country: Country, cast: Cast, whose: str) -> None:
    place = getattr(country, whose).unit
    made = Denunciation.objects.create(
        place=place, year=2021, number=1, paper_reference="1", source="direct", received_on=IN_2021, summary="CANARY"
    )
    pages = [("GET", f"/voices/denunciations/{made.pk}/{end}") for end in ("", "letters/accept/0.docx")]
    pages += [
        ("POST", f"/voices/denunciations/{made.pk}/{end}/") for end in ("step", "summary", "conclusion", "publish")
    ]
    for name in EVERYBODY:
        client = Client()
        if name:
            client.force_login(cast.users[name])
        for how, url in pages:
            answer = client.get(url) if how == "GET" else client.post(url, {})
            if name in RIGHTS[whose]:
                assert answer.status_code in ({422} if how == "POST" else {200, 404}), (name, url)
                assert answer.status_code == 200 or how == "POST" or "letters" in url
            else:
                assert answer.status_code in {302, 403, 404}, (name, url)
                assert "CANARY" not in answer.content.decode()
        for url in ("/desk/", "/search/?q=CANARY", "/find/?q=CANARY", "/voices/denunciations/", "/leader/"):
            answer = client.get(url, follow=True)
            seen = answer.content.decode().replace("q=CANARY", "").replace('value="CANARY"', "")
            assert name in RIGHTS[whose] or f"/voices/denunciations/{made.pk}/" not in seen, (name, url)


@pytest.mark.parametrize(("share", "seen"), [("0.7", {"wardchair", "chair", "inspector"}), ("0.3", set())])
def test_the_heir_of_the_largest_share_alone_is_charged(country: Country, cast: Cast, share: str, seen) -> None:
    one = denounced(country.dong_ngac.unit, by=cast.users["wardchair"], on=IN_2021)
    for new, part in ((country.new_dong_ngac, Decimal(share)), (country.new_xuan_dinh, 1 - Decimal(share))):
        Successor.objects.create(
            old=country.dong_ngac.unit, new=new.unit, share=part, basis="population", decree="1656", on=END_OF_DISTRICTS
        )
    assert charged_in_2026(one, cast) == seen
    if seen:
        step(one, Act.ACCEPT, cast, "wardchair", IN_2026)
        assert selectors.denunciation_for(cast.actor("inspector", IN_2026), one.pk, on=IN_2026).stage == "accepted"
    then = {n for n in EVERYBODY if n and one in selectors.denunciations_of(cast.actor(n), on=IN_2021)}
    assert then == {"wardchair"}


def charged_in_2026(one: Denunciation, cast: Cast) -> set[str]:
    """Who holds a denunciation in 2026; the city's leader and inspector among those asked."""
    actors = {name: cast.actor(name, IN_2026) for name in EVERYBODY if name}
    return {name for name, actor in actors.items() if one in selectors.denunciations_of(actor, on=IN_2026)}


@pytest.fixture
def heads_of_the_city(country: Country, cast: Cast) -> None:
    for name, role in (("city", Role.LEADER), ("analyst", Role.INSPECTOR)):
        Holding.objects.create(
            user=cast.users[name], role=role.value, place=country.city.unit, agency=country.city.committee,
            from_day=country.city.unit.from_day,
        )  # fmt: skip


@pytest.mark.usefixtures("heads_of_the_city")
def test_of_assumed_shares_the_unit_of_the_old_name_is_charged_alone(country: Country, cast: Cast) -> None:
    one = denounced(country.dong_ngac.unit, by=cast.users["wardchair"], on=IN_2021)
    Unit.objects.filter(pk=country.new_xuan_dinh.unit.pk).update(code="00001")  # the lower code does not win
    for heir in (country.new_xuan_dinh, country.new_dong_ngac):
        Successor.objects.create(
            old=country.dong_ngac.unit, new=heir.unit, share="0.5", basis="assumed", decree="", on=END_OF_DISTRICTS
        )
    assert charged_in_2026(one, cast) == {"wardchair", "chair", "inspector"}


@pytest.mark.usefixtures("heads_of_the_city", "in_2026")
def test_what_a_district_left_open_is_the_citys_alone(country: Country, cast: Cast, client: Client) -> None:
    """Decision 0176: no source tells which ward decides it, so the unit above does, and the page says so."""
    one = denounced(country.district.unit, by=cast.users["inspector"], on=IN_2021)
    for old, new in ((country.dong_ngac, country.new_dong_ngac), (country.xuan_dinh, country.new_xuan_dinh)):
        Successor.objects.create(old=old.unit, new=new.unit, share=1, basis="count", decree="", on=END_OF_DISTRICTS)
    assert charged_in_2026(one, cast) == {"city", "analyst"}
    before = cast.users["city"].actor(IN_2021)
    assert one not in selectors.denunciations_of(before, on=IN_2021)
    client.force_login(cast.users["city"])
    page = client.get(f"/voices/denunciations/{one.pk}/").content.decode()
    assert "nay Thành phố Hà Nội (mã 01) chịu trách nhiệm giải quyết" in page
    assert "Không nguồn nào đã đọc nói nơi nào nhận việc này" in page
    step(one, Act.ACCEPT, cast, "city", IN_2026)
    letter = client.get(f"/voices/denunciations/{one.pk}/letters/accept/0.docx")
    assert "THÀNH PHỐ HÀ NỘI" in ZipFile(BytesIO(letter.content)).read("word/document.xml").decode()
    step(one, Act.CONCLUDE, cast, "city", IN_2026)
    by, at = cast.actor("analyst", IN_2026), clock.moment(IN_2026)
    services.draft_conclusion(one, text=SUMMARY, confirmed=ALL, by=by, at=at)
    services.publish_conclusion(one, on=IN_2026, by=cast.actor("city", IN_2026), at=at)
    assert selectors.published_in("01", on=IN_2026)[1] == [(SUMMARY, IN_2026)]


@pytest.mark.parametrize("name", ["city", "planner", "admin", "analyst", "wardchair", "ward"])
def test_services_refuse_everybody_else(one: Denunciation, cast: Cast, country: Country, name: str) -> None:
    by, at = cast.actor(name), clock.moment(IN_2021)
    for act in (
        lambda: step(one, Act.FORWARD, cast, name),
        lambda: services.rewrite_summary(one, summary=SUMMARY, confirmed=ALL, by=by, at=at),
        lambda: services.draft_conclusion(one, text=SUMMARY, confirmed=ALL, by=by, at=at),
        lambda: services.publish_conclusion(one, on=IN_2021, by=by, at=at),
        lambda: services.take_down_conclusion(one, on=IN_2021, by=by, at=at),
        lambda: denounced(country.district.unit, by=cast.users[name], on=IN_2021),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotYours):
        selectors.denunciation_for(by, one.pk, on=IN_2021)
    assert selectors.desk_items(by, on=IN_2021) == []


def test_the_desk_of_its_handlers_tells_number_and_day_alone(one: Denunciation, cast: Cast) -> None:
    (item,) = selectors.desk_items(cast.actor("inspector"), on=IN_2021)
    assert item.title == "Tố cáo TC-2021-0001"
    assert item.due_on == date(2021, 9, 30)
    assert item.source == "Luật 25/2018/QH14, điều 24(1)"
    assert SUMMARY not in str(item)


@pytest.mark.usefixtures("in_2021")
def test_the_letter_to_the_accused_tells_the_content_never_the_source(one, client: Client, cast: Cast) -> None:
    step(one, Act.ACCEPT, cast)
    client.force_login(cast.users["inspector"])
    for place, letter in enumerate(letters.letters_of(Act.ACCEPT)):
        answer = client.get(f"/voices/denunciations/{one.pk}/letters/accept/{place}.docx")
        text = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
        assert SUMMARY.rstrip(".") in text
        if letter.recipient is letters.Recipient.ACCUSED:
            for source in (one.paper_reference, "TC-2021", "21/09/2021", "người tố cáo"):
                assert source not in text
        else:
            assert one.paper_reference in text
    assert client.get(f"/voices/denunciations/{one.pk}/letters/accept/9.docx").status_code == 404
    assert client.get(f"/voices/denunciations/{one.pk}/letters/forward/0.docx").status_code == 404


@pytest.mark.usefixtures("in_2021")
def test_pages_from_the_paper_to_the_public(client: Client, country: Country, cast: Cast) -> None:
    client.force_login(cast.users["inspector"])
    assert client.get("/voices/denunciations/").status_code == 200
    sent = {
        "place": country.district.unit.pk, "reference": "12/2021-M", "source": "direct", "received_on": "2021-09-21",
        "text": SUMMARY, "confirmed": sorted(ALL),
    }  # fmt: skip
    refused = client.post("/voices/denunciations/new/", {**sent, "text": "Tôi là Trần Thị Bình."})
    assert refused.status_code == 422
    assert "làm lộ nguồn tin" in refused.content.decode()
    made = client.post("/voices/denunciations/new/", sent)
    url = made["Location"]
    page = client.get(url).content.decode()
    assert "30/9/2021" in page or "30/09/2021" in page or "30 tháng 9" in page
    assert "Thụ lý</option>" not in page
    for path in (url, "/voices/denunciations/"):
        english = client.get(f"/en{path}").content.decode()
        assert "Law 25/2018/QH14" in english
        assert "Luật 25" not in english
    client.force_login(cast.users["chair"])
    day = {"on": "2021-09-21"}
    assert client.post(f"{url}step/", {**day, "act": "accept", "criteria": 1}).status_code == 302
    assert client.post(f"{url}step/", {**day, "act": "accept"}).status_code == 422
    assert client.post(f"{url}step/", {**day, "act": "conclude"}).status_code == 302
    client.force_login(cast.users["inspector"])
    assert client.post(f"{url}conclusion/", {"text": SUMMARY, "confirmed": sorted(ALL)}).status_code == 302
    client.force_login(cast.users["chair"])
    assert client.post(f"{url}publish/", day).status_code == 302
    assert client.post(f"{url}publish/", {**day, "down": "1"}).status_code == 422
    public = Client().get("/voices/conclusions/021/")
    assert SUMMARY in public.content.decode()
    assert "TC-2021" not in public.content.decode()
    assert Client().get("/voices/conclusions/999/").status_code == 404
    assert client.post(f"{url}summary/", {"text": "Ngắn hơn.", "confirmed": sorted(ALL)}).status_code == 302
    assert Denunciation.objects.get().summary == "Ngắn hơn."
