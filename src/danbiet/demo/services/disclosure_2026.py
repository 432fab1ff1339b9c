"""What the new ward of Đông Ngạc discloses from September 2025 to November 2026, under Law 10/2022.

All figures and papers are illustrative. What is late, due in three days or without a day is so on 23 November 2026.
"""

from datetime import date

from danbiet.common.actor import SYSTEM
from danbiet.demo.services import papers
from danbiet.demo.services.people import Cast, at
from danbiet.demo.services.wards import Ward, close_day
from danbiet.disclosure.models import Item
from danbiet.disclosure.rules import Channel, ItemKind
from danbiet.disclosure.rules.quarters import Quarter
from danbiet.disclosure.rules.requests import Complexity
from danbiet.disclosure.services import items, listing, obligations, requests
from danbiet.disclosure.services.items import Draft
from danbiet.disclosure.services.obligations import Told
from danbiet.disclosure.services.postings import Hung

NAME = "Phường Đông Ngạc"
OPENING_ON, ESTIMATE_ON, LIST_ON, DRAFT_ON = date(2025, 9, 10), date(2026, 1, 9), date(2026, 11, 5), date(2026, 11, 9)
YEAR_END_ON = date(2026, 1, 14)


def ward_of(cast: Cast) -> Ward:
    return Ward(cast, "00602", "ward")


def first_winter(cast: Cast) -> None:
    """September 2025 to January 2026: boards, standing contents, the estimate in time; the old settlement forgotten."""
    ward = ward_of(cast)
    ward.settles_in(at(date(2025, 9, 8)))
    publish_standing_contents(ward)
    moment = at(date(2025, 12, 22), 10)
    settlement = Told("settlement_approved", date(2025, 12, 19), "2024", "phần của hai phường cũ (minh họa)")
    ward.hears(settlement, moment, who="accountant")
    estimate = Told("estimate_decided", date(2025, 12, 19), "2026", "nghị quyết kỳ họp cuối năm (minh họa)")
    owed = ward.hears(estimate, at(date(2025, 12, 22), 11), who="accountant")
    draft = Draft(
        ItemKind.BUDGET.value, "Dự toán ngân sách phường năm 2026", papers.budget("du_toan_2026", on=ESTIMATE_ON),
        "2026", "Thu 96.500 triệu đồng, chi 96.500 triệu đồng (số minh họa).", owed,
    )  # fmt: skip
    publish_everywhere(ward, draft, ESTIMATE_ON)
    raise_periodic(date(2026, 1, 12))
    owed = ward.unit(moment).obligations.select_related("place").get(duty="BUD16-03")
    paper = papers.budget("ca_nam_2025", on=YEAR_END_ON)
    title = "Thực hiện ngân sách quý IV và cả năm 2025"
    publish_everywhere(ward, Draft(ItemKind.BUDGET.value, title, paper, "2025", "", owed), YEAR_END_ON)


def publish_everywhere(ward: Ward, draft: Draft, day: date) -> None:
    """By the accountant, in time, in every form that the budget asks for."""
    item = ward.publishes(draft, at(day, 9), who="accountant")
    ward.hangs(item, at(day, 16), up_on=day, who="accountant")
    ward.sends(item, at(day, 16, 30), channel=Channel.WRITTEN_NOTICE, on=day, who="accountant")
    ward.sounds(item, at(day, 17), up_on=day)
    close_day(day)


def publish_standing_contents(ward: Ward) -> None:
    """Two permanent contents; a year later one is confirmed as still right and the other goes stale."""
    raise_periodic(date(2025, 9, 9))
    for hour, duty, title, text in (
        (9, "DIS22-04", "Quy chế thực hiện dân chủ ở cơ sở của phường", "Ai làm gì, dân hỏi ở đâu, hạn trả lời."),
        (10, "DIS22-13", "Thủ tục hành chính giải quyết tại phường", "Danh mục, hạn, lệ phí từng thủ tục."),
    ):
        owed = ward.unit(at(OPENING_ON)).obligations.select_related("place").get(duty=duty)
        paper = papers.notice("QUY CHẾ", title, ward=NAME, on=OPENING_ON, text=(text,))
        draft = Draft(ItemKind.REGULATION.value, title, paper, "2025", text, owed)
        item = ward.publishes(draft, at(OPENING_ON, hour), who="culture")
        ward.hangs(item, at(OPENING_ON, hour, 30), up_on=OPENING_ON, who="culture")
    close_day(OPENING_ON)


def raise_periodic(day: date) -> None:
    """What the timer raises after midnight."""
    obligations.raise_periodic(on=day, by=SYSTEM, at=at(day, 0, 5))


def spring_and_summer(cast: Cast) -> None:
    """A settlement under the circular of which nobody has read the days; contributions; a look at what stands."""
    ward = ward_of(cast)
    raise_periodic(date(2026, 7, 1))
    told = Told("settlement_approved", date(2026, 7, 17), "2025", "nghị quyết kỳ họp giữa năm (minh họa)")
    ward.hears(told, at(date(2026, 7, 20)), who="accountant")
    moment = at(date(2026, 8, 12), 9)
    told = Told("contribution_decided", date(2026, 8, 10), "2026", "các quỹ vận động (minh họa)")
    owed = ward.hears(told, moment, who="accountant")
    given = papers.table("contribution", "2026", on=moment.date())
    title = "Các khoản vận động Nhân dân đóng góp năm 2026"
    draft = Draft(ItemKind.CONTRIBUTION.value, title, given, "2026", "Hai quỹ, kèm số hộ đóng góp.", owed)
    item = ward.publishes(draft, at(date(2026, 8, 12), 10), who="accountant")
    ward.hangs(item, at(date(2026, 8, 12), 16), up_on=date(2026, 8, 12), who="accountant")
    close_day(date(2026, 8, 12))
    looked = at(date(2026, 9, 14), 9)
    rows = Item.objects.select_related("place", "obligation__place")
    procedures = rows.get(place=ward.unit(looked), obligation__duty="DIS22-13")
    items.confirm_permanent(procedures, by=cast.actor("culture", looked), at=looked)


def early_october(cast: Cast) -> None:
    """The list of everything disclosed in the third quarter."""
    ward = ward_of(cast)
    raise_periodic(date(2026, 10, 1))
    moment = at(date(2026, 10, 8), 9)
    by = cast.actor("ward", moment)
    quarter = Quarter(2026, 3)
    item = listing.draft_quarter(ward.unit(moment), quarter=quarter, by=by, at=moment)
    items.publish(item.versions.get(), by=by, at=at(date(2026, 10, 8), 10))
    item = Item.objects.select_related("place", "obligation__place").get(pk=item.pk)
    ward.hangs(item, at(date(2026, 10, 8), 16), up_on=date(2026, 10, 8))
    close_day(date(2026, 10, 8))


def early_november(cast: Cast) -> None:
    """A list of people that is up for thirty days; it stands here on 23 November, and for two weeks more."""
    ward = ward_of(cast)
    told = Told("policy_decided", date(2026, 11, 3), "2026", "hỗ trợ hộ nghèo, hộ cận nghèo (minh họa)")
    owed = ward.hears(told, at(LIST_ON, 8), who="ward")
    paper = papers.table("people", "ho_tro_2026", on=LIST_ON)
    title = "Danh sách hộ được đề nghị hỗ trợ năm 2026"
    summary = "Ba hộ, đã viết tắt tên và bỏ số giấy tờ, địa chỉ, điện thoại."
    item = ward.publishes(Draft(ItemKind.PERSONAL_LIST.value, title, paper, "2026", summary, owed), at(LIST_ON, 9))
    ward.hangs(item, at(LIST_ON, 10), up_on=LIST_ON)
    ward.sends(item, at(LIST_ON, 11), channel=Channel.GROUP_HEADS, on=LIST_ON)
    close_day(LIST_ON)


def consult(cast: Cast) -> None:
    """A draft before the people from 9 November to 1 December, with opinions on it."""
    ward = ward_of(cast)
    owed = ward.hears(Told("consultation_published", DRAFT_ON, "2026", "chợ dân sinh (minh họa)"), at(DRAFT_ON, 8))
    text = "Sắp xếp lại 64 ki-ốt; chợ họp từ 5 đến 19 giờ; thu phí vệ sinh theo mét vuông."
    paper = papers.notice("DỰ THẢO", "Phương án sắp xếp chợ dân sinh", ward=NAME, on=DRAFT_ON, text=(text,))
    title = "Dự thảo phương án sắp xếp chợ dân sinh"
    item = ward.publishes(Draft(ItemKind.DRAFT_POLICY.value, title, paper, "2026", text, owed), at(DRAFT_ON, 9))
    ward.consults(item, at(DRAFT_ON, 10), until_on=date(2026, 12, 1))
    ward.hangs(item, at(DRAFT_ON, 15), up_on=DRAFT_ON, without="số 5")
    ward.sends(item, at(DRAFT_ON, 16), channel=Channel.GROUP_HEADS, on=DRAFT_ON)
    close_day(DRAFT_ON)
    ward.records(
        item, Hung(Channel.LOUDSPEAKER, planned_on=date(2026, 11, 24)), at(date(2026, 11, 12), 9), who="culture"
    )
    ward.shows(item, "Nên cho họp đến 20 giờ, người đi làm về mới kịp mua.", at(date(2026, 11, 12), 18))
    ward.shows(item, "Phí vệ sinh thu theo mét vuông thì hộ nhỏ đỡ thiệt, tôi đồng ý.", at(date(2026, 11, 14), 8))


def last_week(cast: Cast) -> None:
    """What waits on 23 November: one late, one due in three days, requests under a law whose days nobody has read."""
    ward = ward_of(cast)
    changed = Told("procedures_changed", date(2026, 11, 2), "", "quy trình chứng thực mới (minh họa)")
    ward.hears(changed, at(date(2026, 11, 16), 14))
    asked = ward.is_asked("Cho tôi xem số liệu đo tiếng ồn quanh chợ năm 2026.", at(date(2026, 11, 16), 20))
    moment = at(date(2026, 11, 17), 9)
    by = cast.actor("reception", moment)
    requests.accept(asked, complexity=Complexity.COMPLEX, subject="Số liệu đo tiếng ồn quanh chợ", by=by, at=moment)
    told = Told("contribution_decided", date(2026, 11, 18), "2026", "vận động ủng hộ vùng lũ (minh họa)")
    ward.hears(told, at(date(2026, 11, 18), 15), who="accountant")
    ward.is_asked("Cho tôi bản vẽ quy hoạch chợ dân sinh đã được duyệt.", at(date(2026, 11, 20), 19))
    close_day(date(2026, 11, 21))
