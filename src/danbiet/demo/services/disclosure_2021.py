"""What Đông Ngạc and Xuân Đỉnh disclose in 2021, under Ordinance 34/2007 and Circular 343/2016: and what they miss.

All figures and papers are illustrative. The acts stand between those of the plans, in the order of days.
"""

from datetime import date

from danbiet.common.actor import SYSTEM
from danbiet.demo.services import papers
from danbiet.demo.services.people import Cast, at
from danbiet.demo.services.residents import Residents
from danbiet.demo.services.wards import Ward, close_day
from danbiet.disclosure.models import Comment, Consultation, Item
from danbiet.disclosure.rules import Channel, ItemKind
from danbiet.disclosure.rules.requests import Complexity, Ground
from danbiet.disclosure.rules.talk import CommentKind
from danbiet.disclosure.services import items, obligations, postings, requests, talk
from danbiet.disclosure.services.items import Change, Draft
from danbiet.disclosure.services.obligations import Told
from danbiet.disclosure.services.postings import Hung

COUNCIL_ON = date(2021, 7, 15)
LIST_ON, RULES_ON, BUDGET_ON = date(2021, 8, 9), date(2021, 8, 20), date(2021, 9, 1)
MISSING = "số 4"
NAME = "Phường Đông Ngạc"


def wards(cast: Cast) -> tuple[Ward, Ward]:
    """Đông Ngạc and Xuân Đỉnh."""
    return Ward(cast, "00601", "ward"), Ward(cast, "00610", "ward2")


def before_the_plan(cast: Cast, residents: Residents) -> None:
    """Boards, a list of poor households, and a settlement that is owed: until 17 August."""
    dong_ngac, xuan_dinh = wards(cast)
    dong_ngac.settles_in(at(date(2021, 8, 6)))
    xuan_dinh.settles_in(at(date(2021, 8, 6), 10))
    list_poor_households(dong_ngac)
    residents.until(date(2021, 8, 17), 9)
    for number, ward in enumerate((dong_ngac, xuan_dinh)):
        who = "accountant" if ward is dong_ngac else ward.office
        words = "nghị quyết của kỳ họp giữa năm (minh họa)"
        told = Told("settlement_approved", COUNCIL_ON, "2020", words)
        ward.hears(told, at(date(2021, 8, 17), 9 + number), who=who)


def list_poor_households(ward: Ward) -> None:
    """Cut to four columns before anything is kept; the clock will take it down after thirty days."""
    told = Told("policy_decided", date(2021, 8, 6), "2021", "kết quả xét hộ nghèo bổ sung (minh họa)")
    owed = ward.hears(told, at(LIST_ON, 8))
    draft = Draft(
        kind=ItemKind.PERSONAL_LIST.value, title="Danh sách hộ nghèo, hộ cận nghèo bổ sung năm 2021", period="2021",
        upload=papers.table("people", "ho_ngheo_2021", on=LIST_ON), obligation=owed,
        summary="Ba hộ, đã viết tắt tên và bỏ số giấy tờ, địa chỉ, điện thoại.",
    )  # fmt: skip
    item = ward.publishes(draft, at(LIST_ON, 15))
    ward.hangs(item, at(LIST_ON, 16), up_on=LIST_ON)
    close_day(LIST_ON)


def late_august_begins(cast: Cast) -> None:
    """19 and 20 August: what the calendar gave rise to, rules of groups, the estimate and the half-year, a draft."""
    ward, _ = wards(cast)
    morning = date(2021, 8, 19)
    obligations.raise_periodic(on=morning, by=SYSTEM, at=at(morning, 0, 5))
    publish_rules(ward)
    publish_budgets_of_the_year(ward)
    draft_covenant(ward)
    asked = ward.is_asked("Cho tôi xin bản dự toán chi tiết sửa đường ngõ 12 năm 2021.", at(RULES_ON, 15))
    by = ward.cast.actor("reception", at(RULES_ON, 16))
    subject = "Dự toán sửa đường ngõ 12 năm 2021"
    requests.accept(asked, complexity=Complexity.COMPLEX, subject=subject, by=by, at=at(RULES_ON, 16))
    close_day(RULES_ON)


def publish_rules(ward: Ward) -> None:
    """Rules of residential groups and the covenant hang permanently; each is read on the loudspeaker."""
    told = Told("covenant_recognised", date(2021, 8, 19), "2021", "quy chế hoạt động, quy ước tổ dân phố (minh họa)")
    owed = ward.hears(told, at(RULES_ON, 8), who="culture")
    for minute, (title, text) in enumerate((
        ("Quy chế hoạt động của tổ dân phố", "Tổ dân phố họp mỗi quý một lần; tổ trưởng công khai thu, chi tại họp."),
        ("Quy ước của tổ dân phố", "Giữ vệ sinh ngõ xóm; không đốt rác; cưới, tang theo nếp sống văn minh."),
    )):  # fmt: skip
        paper = papers.notice("QUY CHẾ" if not minute else "QUY ƯỚC", title, ward=NAME, on=RULES_ON, text=(text,))
        draft = Draft(ItemKind.REGULATION.value, f"{title}, phường Đông Ngạc", paper, "2021", text, owed)
        item = ward.publishes(draft, at(RULES_ON, 9, 30 * minute), who="culture")
        ward.hangs(item, at(RULES_ON, 9, 30 * minute + 10), up_on=RULES_ON, who="culture")
        ward.sounds(item, at(RULES_ON, 9, 30 * minute + 20), up_on=RULES_ON)


def publish_budgets_of_the_year(ward: Ward) -> None:
    """Estimate and half-year had hung on paper; they come here with their minutes, and without a day to keep."""
    for hour, name, title, period, up_on in (
        (10, "du_toan_2021", "Dự toán ngân sách phường năm 2021", "2021", date(2021, 8, 4)),
        (11, "6_thang_2021", "Thực hiện ngân sách quý II và 6 tháng đầu năm 2021", "2021-H1", date(2021, 8, 4)),
    ):
        summary = "Bảng đã dán ở trụ sở trước khi có trang này; đăng lại để ai cũng xem được."
        draft = Draft(ItemKind.BUDGET.value, title, papers.budget(name, on=RULES_ON), period, summary)
        item = ward.publishes(draft, at(RULES_ON, hour), who="accountant")
        ward.hangs(item, at(RULES_ON, hour, 30), up_on=up_on, who="accountant")


def draft_covenant(ward: Ward) -> None:
    """A draft put before the people until 10 September."""
    text = "Mỗi hộ phân loại rác tại nhà; giờ đổ rác từ 18 đến 20 giờ; tổ dân phố trực ngày thứ Bảy."
    paper = papers.notice("DỰ THẢO", "Đề án thu gom rác theo giờ", ward=NAME, on=RULES_ON, text=(text,))
    draft = Draft(ItemKind.DRAFT_POLICY.value, "Dự thảo đề án thu gom rác theo giờ", paper, "2021", text)
    item = ward.publishes(draft, at(RULES_ON, 14))
    ward.consults(item, at(RULES_ON, 14, 30), until_on=date(2021, 9, 10))


def late_august_ends(cast: Cast) -> None:
    """26 and 27 August: a request answered in time and its answer published; another arrives."""
    ward, _ = wards(cast)
    row = ward.unit(at(RULES_ON)).information_requests.get()
    moment = at(date(2021, 8, 27), 10)
    by = ward.cast.actor("reception", moment)
    text = "Dự toán sửa đường ngõ 12: 185 triệu đồng, trong đó vật liệu 121 triệu, nhân công 64 triệu (minh họa)."
    row = requests.answer(row, given=requests.Given(text), by=by, at=moment)
    paper = papers.notice("THÔNG BÁO", "Dự toán sửa đường ngõ 12", ward=NAME, on=moment.date(), text=(text,))
    title = "Trả lời: dự toán sửa đường ngõ 12 năm 2021"
    shown = requests.Publication(title, text, paper.name, paper.data)
    requests.publish_answer(row, publication=shown, by=by, at=at(date(2021, 8, 27), 11))
    close_day(date(2021, 8, 27))


def early_september(cast: Cast) -> None:
    """The settlement comes sixteen days late and one culture house stays empty; a comment changes it."""
    dong_ngac, xuan_dinh = wards(cast)
    settlement = publish_settlement(dong_ngac)
    item = publish_settlement_apart(xuan_dinh)
    xuan_dinh.hangs(item, at(date(2021, 9, 6), 17), up_on=date(2021, 9, 6), without="số 3")
    asked = dong_ngac.is_asked("Cho tôi danh sách số điện thoại các hộ nghèo của phường.", at(date(2021, 9, 6), 18))
    by = dong_ngac.cast.actor("reception", at(date(2021, 9, 7), 8))
    subject = "Số điện thoại của các hộ nghèo"
    asked = requests.accept(asked, complexity=Complexity.SIMPLE, subject=subject, by=by, at=at(date(2021, 9, 7), 8))
    correct_settlement(dong_ngac, settlement)
    reason = "Số điện thoại là thông tin riêng của từng hộ, chỉ cung cấp khi người đó đồng ý (điều 7)."
    moment = at(date(2021, 9, 8), 16)
    by = dong_ngac.cast.actor("reception", moment)
    requests.refuse(asked, ground=Ground.BARRED, reason=reason, by=by, at=moment)
    close_day(date(2021, 9, 8))
    items.take_down_due(on=date(2021, 9, 9), by=SYSTEM, at=at(date(2021, 9, 9), 0, 6))


def publish_settlement(ward: Ward) -> Item:
    """Contributions come on the same day, as plan 313 promises."""
    owed = ward.unit(at(BUDGET_ON)).obligations.select_related("place").get(duty="BUD16-05")
    summary = "Thu 15.310 triệu đồng, chi 14.905 triệu đồng (số minh họa)."
    title = "Quyết toán ngân sách phường năm 2020"
    paper = papers.budget("quyet_toan_2020", on=BUDGET_ON)
    draft = Draft(ItemKind.BUDGET.value, title, paper, "2020", summary, owed)
    item = ward.publishes(draft, at(BUDGET_ON, 16), who="accountant")
    given = papers.table("contribution", "2020", on=BUDGET_ON)
    title = "Các khoản vận động Nhân dân đóng góp năm 2020: thu và chi"
    contribution = Draft(ItemKind.CONTRIBUTION.value, title, given, "2020", "Ba quỹ, kèm số hộ đóng góp.")
    second = ward.publishes(contribution, at(BUDGET_ON, 16, 10), who="accountant")
    ward.hangs(item, at(BUDGET_ON, 17), up_on=BUDGET_ON, without=MISSING, who="accountant")
    ward.hangs(second, at(BUDGET_ON, 17, 10), up_on=BUDGET_ON, without=MISSING, who="accountant")
    left = tuple(point for point in ward.points(at(BUDGET_ON)) if point.name.endswith(MISSING))
    planned = Hung(Channel.POSTING, left, planned_on=date(2021, 9, 3))
    ward.records(item, planned, at(BUDGET_ON, 17, 20), who="accountant")
    ward.sends(item, at(BUDGET_ON, 17, 30), channel=Channel.WRITTEN_NOTICE, on=BUDGET_ON, who="accountant")
    owed = ward.unit(at(BUDGET_ON)).obligations.select_related("place").get(duty="BUD16-06")
    paper = papers.budget("quyet_toan_2020", on=BUDGET_ON)
    title = "Hồ sơ công khai quyết toán 2020 gửi phòng Tài chính - Kế hoạch"
    sent = ward.publishes(Draft("document", title, paper, "2020", "", owed), at(BUDGET_ON, 18), who="accountant")
    ward.sends(sent, at(BUDGET_ON, 18, 10), channel=Channel.WRITTEN_NOTICE, on=BUDGET_ON, who="accountant")
    close_day(BUDGET_ON)
    ward.sounds(item, at(date(2021, 9, 6), 9), up_on=date(2021, 9, 4), days=3)
    return item


def publish_settlement_apart(ward: Ward) -> Item:
    """Xuân Đỉnh: the settlement now, contributions two weeks later."""
    moment = at(date(2021, 9, 6), 16)
    owed = ward.unit(moment).obligations.select_related("place").get(duty="BUD16-05")
    paper = papers.budget("quyet_toan_2020_xuan_dinh", on=moment.date())
    title = "Quyết toán ngân sách phường năm 2020"
    return ward.publishes(Draft(ItemKind.BUDGET.value, title, paper, "2020", "", owed), moment)


def correct_settlement(ward: Ward, item: Item) -> None:
    """You said, we did: a line that nobody understood is shown as two."""
    question = "Dòng “Chi khác” 412 triệu là chi những gì? Năm trước không có nhiều thế."
    answer = "Trong đó 268 triệu đồng hỗ trợ các tổ dân phố trực chốt phòng dịch. Phường tách dòng này ở bản mới."
    said = talk.Said(CommentKind.COMMENT, question, "Một người dân tổ 2")
    comment = ward.is_told(item, said, at(date(2021, 9, 7), 9), answer=answer, who="accountant")
    moment = at(date(2021, 9, 8), 14)
    by = ward.cast.actor("accountant", moment)
    reason = "Tách dòng “Chi khác” theo câu hỏi của người dân; tổng số không đổi."
    paper = papers.budget("quyet_toan_2020", on=moment.date(), split=True)
    summary = "Thu 15.310 triệu đồng, chi 14.905 triệu đồng (số minh họa). Bản 2 tách dòng “Chi khác”."
    version = items.correct(item, change=Change(reason, paper, summary), by=by, at=moment)
    version = items.publish(version, by=by, at=moment)
    text = "Bản 2 ghi riêng tiền hỗ trợ trực chốt phòng dịch, 268 triệu đồng."
    talk.say_changed(comment, text=text, version=version, by=by, at=at(date(2021, 9, 8), 15))


def middle_of_september(cast: Cast) -> None:
    """13 September: the consultation on refuse is over and concluded."""
    ward, _ = wards(cast)
    moment = at(date(2021, 9, 13), 14)
    row = Consultation.objects.select_related("item__place").get(item__place__code=ward.code)
    words = talk.Conclusion(
        summary="Ba cuộc họp tổ: đa số đồng ý giờ đổ rác; nhiều người đề nghị lùi đến 21 giờ.",
        response="Tiếp thu: kéo dài giờ đổ rác đến 21 giờ. Không tiếp thu: đổ rác buổi trưa, vì xe không vào ngõ.",
        conclusion="Áp dụng từ 01/10/2021 với giờ đổ rác từ 18 đến 21 giờ.",
    )
    talk.conclude(row, words=words, by=ward.cast.actor("ward", moment), at=moment)
    for posting in Item.objects.get(kind=ItemKind.PERSONAL_LIST.value, place=ward.unit(moment)).postings.all():
        postings.take_off(posting, down_on=date(2021, 9, 8), by=ward.cast.actor("culture", moment), at=moment)
    close_day(date(2021, 9, 13))


def on_the_eve(cast: Cast) -> Comment:
    """20 September: Xuân Đỉnh's contributions, apart from its budget; a resident sees an empty board."""
    dong_ngac, xuan_dinh = wards(cast)
    moment = at(date(2021, 9, 20), 15)
    given = papers.table("contribution", "2020", on=moment.date())
    title = "Các khoản vận động Nhân dân đóng góp năm 2020"
    xuan_dinh.publishes(Draft(ItemKind.CONTRIBUTION.value, title, given, "2020"), moment)
    settlement = Item.objects.select_related("place").get(obligation__duty="BUD16-05", place=dong_ngac.unit(moment))
    group = dong_ngac.unit(moment).groups.get(name_vi__endswith=MISSING)
    said = talk.Said(CommentKind.NOT_SEEN, "Nhà văn hóa tổ 4 không thấy dán bảng quyết toán.", group=group)
    comment = dong_ngac.is_told(settlement, said, at(date(2021, 9, 20), 17))
    close_day(date(2021, 9, 20))
    return comment
