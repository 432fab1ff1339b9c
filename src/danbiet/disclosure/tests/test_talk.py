"""Each act on what residents say: works, refused, not yours, in the record; letters; what stays secret."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from danbiet.common import clock
from danbiet.common.actor import NotYours, Repeated
from danbiet.disclosure.models import Comment, Consultation, Item, Subscription
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.talk import CommentKind, HiddenFor, TooShort
from danbiet.disclosure.selectors import desk_talk, receipts, talk
from danbiet.disclosure.selectors.keeping import NotKept
from danbiet.disclosure.services import items, letters
from danbiet.disclosure.services import talk as services
from danbiet.disclosure.tests.talking import CODE, consulted, published, said
from danbiet.ledger.models import Event, Opening
from danbiet.plans.tests.factories import picture
from tests.people import IN_2021, IN_2026, Cast, Country

pytestmark = pytest.mark.django_db
AT = clock.moment(IN_2021)
SITE = "https://danbiet.example"


@pytest.fixture
def item(country: Country, cast: Cast) -> Item:
    return published(country.dong_ngac.unit, cast.actor("ward"), AT)


@pytest.fixture
def draft(country: Country, cast: Cast) -> Item:
    at = clock.moment(date(2026, 3, 2))
    by = cast.actor("ward", date(2026, 3, 2))
    return published(country.new_dong_ngac.unit, by, at, kind=ItemKind.DRAFT_POLICY, title="Dự thảo quy chế chợ")


def last_event() -> tuple[str, str]:
    event = Event.objects.order_by("-seq").first()
    return event.act, event.target


# ------------------------------------------------------------------ comments


def test_a_comment_keeps_nothing_of_its_sender(item: Item) -> None:
    comment = said(item, AT, name="Cô Lan")
    stored = {field.name for field in Comment._meta.concrete_fields}
    assert not {"user", "address", "agent", "sent_by"} & stored
    event = Event.objects.get(target=comment.target)
    assert (event.act, comment.state, comment.due_on) == ("disclosure.comment", "waiting", None)
    assert Opening.objects.get(event=event, part="actor").value == {"user": None, "name": ""}
    assert comment.code == receipts.hash_of(CODE)
    assert CODE not in str(comment.__dict__)


def test_a_claim_of_error_is_answered_in_fifteen_days_and_has_no_day_under_the_unknown_law(
    item: Item, country: Country, cast: Cast
) -> None:
    claim = said(item, AT, kind=CommentKind.ERROR)
    assert (claim.due_on, claim.is_clock_known) == (date(2021, 10, 6), True)
    at = clock.moment(IN_2026)
    newer = published(country.new_dong_ngac.unit, cast.actor("ward", IN_2026), at)
    claim = said(newer, at, kind=CommentKind.ERROR, mark="b")
    assert (claim.due_on, claim.is_clock_known) == (None, False)


@pytest.mark.parametrize("text", ["Gọi tôi 0912 345 678", "CCCD 001099012345", "stk 19001234567 VCB"])
def test_a_persons_number_is_not_taken_into_a_public_text(item: Item, text: str) -> None:
    with pytest.raises(services.PersonalFound):
        said(item, AT, text=text)
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("kind", "text", "error"),
    [
        (CommentKind.COMMENT, "  ", services.CommentRefused),
        (CommentKind.COMMENT, "a" * 4001, services.CommentRefused),
        (CommentKind.OPINION, "Tôi đồng ý", services.NotOpen),
    ],
)
def test_words_that_cannot_be_taken(item: Item, kind: CommentKind, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        said(item, AT, kind=kind, text=text)


def test_what_is_withdrawn_takes_no_words_and_a_group_of_another_ward_is_refused(
    item: Item, country: Country, cast: Cast
) -> None:
    group = country.xuan_dinh.unit.groups.create(kind="urban", name_vi="Tổ dân phố số 9", from_day=date(2014, 4, 1))
    with pytest.raises(services.CommentRefused):
        said(item, AT, kind=CommentKind.NOT_SEEN, group=group)
    items.withdraw(item, reason="Nhầm tệp", by=cast.actor("ward"), at=AT)
    item.refresh_from_db()
    with pytest.raises(services.NotOpen):
        said(item, AT)


KEEPERS = {"ward", "wardchair"}
EVERYBODY = ["city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin",
             "resident", "stranger"]  # fmt: skip


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("act", ["show", "hide", "answer", "changed"])
def test_only_the_officers_of_the_very_place_judge(item: Item, cast: Cast, name: str, act: str) -> None:
    comment, by = said(item, AT), cast.actor(name)
    do = {
        "show": lambda: services.show(comment, by=by, at=AT),
        "hide": lambda: services.hide(comment, reason=HiddenFor.INSULT, by=by, at=AT),
        "answer": lambda: services.answer(comment, text="Đã bổ sung", by=by, at=AT),
        "changed": lambda: services.say_changed(comment, text="Thêm trang 3", version=None, by=by, at=AT),
    }[act]
    if name in KEEPERS:
        do()
        expected = {"show": "show_comment", "hide": "hide_comment", "answer": "answer_comment",
                    "changed": "change_from_comment"}[act]  # fmt: skip
        assert last_event() == (f"disclosure.{expected}", comment.target)
        assert talk.comment_for(by, comment.pk, on=IN_2021) == comment
    else:
        with pytest.raises(NotKept):
            do()
        with pytest.raises(NotYours):
            talk.comment_for(by, comment.pk, on=IN_2021)


def test_hidden_ones_are_counted_in_public_with_their_reason_and_answered_to_the_holder_of_the_code(
    item: Item, cast: Cast
) -> None:
    by = cast.actor("ward")
    comment = services.hide(said(item, AT), reason=HiddenFor.PERSONAL, by=by, at=AT)
    services.answer(comment, text="Đã nhận, sẽ sửa", by=by, at=AT)
    page = talk.talk_of(item, actor=cast.actor("stranger"), on=IN_2021)
    assert (page.shown, page.to_judge, page.count) == ((), (), 1)
    assert [(one.count, one.label) for one in page.hidden] == [(1, "có thông tin riêng của người khác")]
    assert talk.find_comment(CODE).answer == "Đã nhận, sẽ sửa"
    assert talk.find_comment("0000-0000-0000-0") is None


def test_two_officers_at_once_are_told_and_an_answer_is_given_once(item: Item, cast: Cast) -> None:
    by, comment = cast.actor("ward"), said(item, AT)
    seen = Comment.objects.select_related("item__place").get(pk=comment.pk)
    services.show(comment, by=by, at=AT)
    with pytest.raises(services.Judged):
        services.hide(seen, reason=HiddenFor.REPEAT, by=by, at=AT)
    services.answer(comment, text="Một", by=by, at=AT)
    with pytest.raises(services.Judged):
        services.answer(seen, text="Hai", by=by, at=AT)
    with pytest.raises(services.PersonalFound):
        services.say_changed(comment, text="Gọi 0912345678", version=None, by=by, at=AT)


def test_you_said_we_did_links_to_the_new_version(item: Item, country: Country, cast: Cast) -> None:
    by, comment = cast.actor("ward"), said(item, AT)
    upload = items.Upload(name="moi.jpg", data=picture(seed=99))
    version = items.correct(item, change=items.Change("Thiếu trang", upload), by=by, at=AT)
    with pytest.raises(services.CommentRefused):
        services.say_changed(comment, text="Thêm trang 3", version=version, by=by, at=AT)
    version = items.publish(version, by=by, at=AT)
    services.show(comment, by=by, at=AT)
    comment.refresh_from_db()
    services.say_changed(comment, text="Thêm trang 3", version=version, by=by, at=AT)
    found = talk.changes("00601", on=IN_2021)
    assert [row.changed_version for row in found.page] == [version]
    assert (found.said, found.answered, found.changed) == (1, 0, 1)
    assert talk.changes("00610", on=IN_2021).said == 0


def test_a_form_sent_again_after_its_token_was_forgotten_is_still_one_comment(item: Item) -> None:
    said(item, AT)
    with pytest.raises(Repeated):
        said(item, AT + timedelta(days=30))


# ------------------------------------------------------------------ consultations


def test_a_consultation_from_opening_to_conclusion(draft: Item, cast: Cast) -> None:
    start = date(2026, 3, 2)
    by, at = cast.actor("ward", start), clock.moment(start)
    row = consulted(draft, by, at)
    assert last_event() == ("disclosure.consult", draft.target)
    opinion = said(draft, clock.moment(date(2026, 3, 22)), kind=CommentKind.OPINION, text="Nên mở sớm hơn")
    words = services.Conclusion("Một ý kiến", "Tiếp thu", "Chợ mở từ 5 giờ")
    with pytest.raises(TooShort):
        services.conclude(row, words=words, by=by, at=clock.moment(date(2026, 3, 22)))
    over = clock.moment(date(2026, 3, 23))
    with pytest.raises(services.NotOpen):
        said(draft, over, kind=CommentKind.OPINION, text="Muộn", mark="c")
    with pytest.raises(services.CommentRefused):
        services.conclude(row, words=services.Conclusion("Có", " ", "Có"), by=by, at=over)
    services.conclude(row, words=words, by=by, at=over)
    assert (row.concluded_on, last_event()) == (date(2026, 3, 23), ("disclosure.conclude_consultation", draft.target))
    with pytest.raises(services.Judged):
        services.conclude(row, words=words, by=by, at=over)
    found = talk.consultations(on=date(2026, 3, 23))
    assert [(one.row, one.opinions) for one in found.concluded] == [(row, 1)]
    assert opinion.state == "waiting"


def test_a_consultation_is_refused_when_too_short_or_not_yours_or_of_something_else(
    draft: Item, item: Item, cast: Cast
) -> None:
    start = date(2026, 3, 2)
    at, by = clock.moment(start), cast.actor("ward", start)
    with pytest.raises(TooShort):
        consulted(draft, by, at, days=19)
    with pytest.raises(NotKept):
        consulted(draft, cast.actor("ward2", start), at)
    with pytest.raises(services.NotOpen):
        consulted(item, cast.actor("ward"), AT)
    before = services.Period(start - timedelta(1), start + timedelta(40), "")
    with pytest.raises(services.CommentRefused):
        services.open_consultation(draft, period=before, by=by, at=at)
    consulted(draft, by, at)
    with pytest.raises(services.Judged):
        consulted(draft, by, at)
    assert Consultation.objects.count() == 1


def test_it_may_be_prolonged_never_shortened(draft: Item, cast: Cast) -> None:
    start = date(2026, 3, 2)
    by, at = cast.actor("ward", start), clock.moment(start)
    row = consulted(draft, by, at)
    with pytest.raises(services.CommentRefused):
        services.prolong(row, until_on=row.until_on, by=by, at=at)
    services.prolong(row, until_on=date(2026, 4, 1), by=by, at=at)
    assert row.until_on == date(2026, 4, 1)
    with pytest.raises(TooShort):
        services.conclude(row, words=services.Conclusion("a", "b", "c"), by=by, at=clock.moment(date(2026, 3, 30)))


# ------------------------------------------------------------------ the desk


def test_what_is_said_stands_on_the_desk_of_its_keepers_alone(item: Item, draft: Item, cast: Cast) -> None:
    said(item, AT)
    claim = said(item, AT, kind=CommentKind.ERROR, mark="b")
    rows = desk_talk.desk_items(cast.actor("ward"), on=IN_2021)
    assert [(row.due_on, row.status) for row in rows] == [(claim.due_on, "soon"), (None, "now")]
    assert "22(4)" in rows[0].source
    assert desk_talk.desk_items(cast.actor("ward2"), on=IN_2021) == []
    assert desk_talk.desk_items(cast.actor("resident"), on=IN_2021) == []
    start = date(2026, 3, 2)
    consulted(draft, cast.actor("ward", start), clock.moment(start))
    closing = [
        row for row in desk_talk.desk_items(cast.actor("ward", date(2026, 3, 20)), on=date(2026, 3, 20))
        if "lấy ý kiến" in row.title
    ]  # fmt: skip
    assert [row.due_on for row in closing] == [date(2026, 3, 22)]
    over = desk_talk.desk_items(cast.actor("ward", date(2026, 3, 25)), on=date(2026, 3, 25))
    assert any("Kết luận" in row.title for row in over)


def test_an_ended_wards_comments_wait_for_those_who_took_over(item: Item, country: Country, cast: Cast) -> None:
    said(item, AT)
    country.dong_ngac.unit.successors.create(
        new=country.new_xuan_dinh.unit, share=1, basis="count", decree="1", on=date(2025, 7, 1)
    )
    assert len(desk_talk.desk_items(cast.actor("ward2", IN_2026), on=IN_2026)) == 1


# ------------------------------------------------------------------ letters


def asks(country: Country, at: datetime = AT, email: str = "lan@example.vn", language: str = "vi") -> str:
    letters.subscribe(country.dong_ngac.unit, email=email, language=language, base_url=SITE, at=at)
    return receipts.letter_token(Subscription.objects.get(email=email.strip().lower()).salt)


def test_letters_begin_after_the_address_answered_and_end_with_one_press(
    country: Country, cast: Cast, item: Item
) -> None:
    token = asks(country, email=" Lan@Example.vn")
    assert f"{SITE}/disclosure/letters/{token}/" in mail.outbox[0].body
    tomorrow = AT + timedelta(days=1)
    assert letters.send_letters(at=tomorrow, base_url=SITE) == (0, 0)
    letters.confirm(token, at=AT)
    assert letters.send_letters(at=tomorrow, base_url=SITE) == (0, 0)  # nothing new since
    published(country.dong_ngac.unit, cast.actor("ward"), tomorrow, title="Quyết toán")
    assert letters.send_letters(at=tomorrow, base_url=SITE) == (1, 0)
    letter = mail.outbox[1]
    assert "Quyết toán" in letter.body
    assert "Dự toán" not in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"] == f"<{SITE}/disclosure/letters/{token}/stop/>"
    assert letters.send_letters(at=tomorrow, base_url=SITE) == (0, 0)  # at most one a day
    assert letters.stop(token, is_everything=True, at=tomorrow) == 1
    assert not Subscription.objects.exists()
    with pytest.raises(letters.UnknownLetter):
        letters.stop(token, is_everything=True, at=tomorrow)
    assert not Opening.objects.filter(value__icontains="example.vn").exists()


def test_a_letter_speaks_the_language_that_was_chosen_and_names_every_place(country: Country, cast: Cast) -> None:
    letters.confirm(asks(country, language="en"), at=AT)
    letters.subscribe(country.xuan_dinh.unit, email="lan@example.vn", language="en", base_url=SITE, at=AT)
    second = Subscription.objects.get(place=country.xuan_dinh.unit)
    letters.confirm(receipts.letter_token(second.salt), at=AT)
    later = AT + timedelta(hours=5)
    published(country.dong_ngac.unit, cast.actor("ward"), later, title="Quyết toán")
    published(country.xuan_dinh.unit, cast.actor("ward2"), later, title="Quy ước")
    assert letters.send_letters(at=later, base_url=SITE) == (1, 0)
    body = mail.outbox[-1].body
    assert "Quyết toán" in body
    assert "Quy ước" in body
    assert f"{SITE}/en/disclosure/items/" in body


def test_an_address_asked_for_again_within_the_hour_gets_no_second_letter(country: Country) -> None:
    asks(country)
    asks(country, at=AT + timedelta(minutes=30))
    assert len(mail.outbox) == 1
    asks(country, at=AT + timedelta(hours=2))
    assert (len(mail.outbox), Subscription.objects.count()) == (2, 1)
    with pytest.raises(letters.AddressRefused):
        letters.subscribe(country.dong_ngac.unit, email="lan@", language="vi", base_url=SITE, at=AT)


def test_a_confirmation_that_no_mail_server_takes_leaves_nothing(country: Country, settings) -> None:
    settings.EMAIL_BACKEND = "danbiet.disclosure.tests.broken_mail.EmailBackend"
    with pytest.raises(letters.LetterNotSent):
        letters.subscribe(country.dong_ngac.unit, email="lan@example.vn", language="vi", base_url=SITE, at=AT)
    assert not Subscription.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    asks(country, at=AT + timedelta(minutes=1))
    assert len(mail.outbox) == 1


def test_an_address_that_never_answered_is_forgotten(country: Country) -> None:
    asks(country)
    assert letters.forget_unconfirmed(before=AT) == 0
    assert letters.forget_unconfirmed(before=AT + timedelta(days=7)) == 1


def test_a_letter_that_could_not_be_handed_over_goes_out_the_next_day_once(
    country: Country, cast: Cast, settings
) -> None:
    letters.confirm(asks(country), at=AT)
    later = AT + timedelta(hours=5)
    published(country.dong_ngac.unit, cast.actor("ward"), later, title="Quyết toán")
    settings.EMAIL_BACKEND = "danbiet.disclosure.tests.broken_mail.EmailBackend"
    assert letters.send_letters(at=later, base_url=SITE) == (0, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert letters.send_letters(at=later, base_url=SITE) == (0, 0)
    assert letters.send_letters(at=later + timedelta(days=1), base_url=SITE) == (1, 0)
    assert letters.send_letters(at=later + timedelta(days=2), base_url=SITE) == (0, 0)


def test_an_address_that_cannot_be_reached_is_given_up(country: Country, cast: Cast, settings) -> None:
    letters.confirm(asks(country), at=AT)
    published(country.dong_ngac.unit, cast.actor("ward"), AT + timedelta(hours=1), title="Quyết toán")
    settings.EMAIL_BACKEND = "danbiet.disclosure.tests.broken_mail.EmailBackend"
    for day in range(letters.FAILURES):
        letters.send_letters(at=AT + timedelta(days=day, hours=2), base_url=SITE)
    assert not Subscription.objects.exists()
