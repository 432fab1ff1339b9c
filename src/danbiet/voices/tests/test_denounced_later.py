"""A denunciation that is merged, split, taken up or written to an open report is withheld, and erased, all the same."""

import secrets
from datetime import timedelta

import pytest
from django.test import Client

from danbiet.common import clock
from danbiet.common.actor import Conflict
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Sender, Sorting
from danbiet.voices.rules import Kind, Outcome, Refused, State, Subject
from danbiet.voices.selectors.feedback import feedback
from danbiet.voices.services import intake as sending
from danbiet.voices.services.cases import WITHHELD
from danbiet.voices.services.handling import TakenUp
from danbiet.voices.services.keeping import ERASED, KindNotConfirmed
from danbiet.voices.tests.factories import ANSWERED, LID, TOLD, case
from danbiet.voices.tests.test_joining import contest, fresh, page, sent_in, write
from danbiet.voices.tests.test_withheld import INDIRECT, sent
from tests.people import IN_2021, Cast, Country

pytestmark = pytest.mark.django_db
AT = clock.moment(IN_2021)
DENOUNCED = "Tôi tố cáo ông Đoàn Văn Sáu nhận hối lộ 50 triệu đồng của nhà tôi"
PAPER = services.Refusing(Refused.DENUNCIATION, "Tố cáo nộp bằng giấy.", "Thanh tra quận")


def erased(found: Case) -> bool:
    now = fresh(found)
    words = [*now.messages.values_list("text", flat=True), now.text, *now.notices.values_list("text", flat=True)]
    names = Sender.objects.filter(case=now).exclude(name="", phone="").exists()
    told = now.steps.exclude(act="refuse").exclude(told="", note="").exists()
    return now.refused_as == Refused.DENUNCIATION and set(words) == {str(ERASED)} and not names and not told


# merged and split before anybody sorted it


@pytest.mark.parametrize("text", [DENOUNCED, INDIRECT])
def test_what_waits_to_be_sorted_is_neither_merged_nor_split(country: Country, cast: Cast, text: str) -> None:
    found, plain, ward = sent(country, text=text), case(country.dong_ngac.unit, at=AT), cast.actor("ward")
    part = services.Part(text[:40], Kind.REPORT, Subject.OTHER)
    for act in (
        lambda: services.merge(fresh(found), into=fresh(plain), by=ward, at=AT),
        lambda: services.merge(fresh(plain), into=fresh(found), by=ward, at=AT),
        lambda: services.split(fresh(found), part=part, by=ward, at=AT),
    ):
        with pytest.raises(KindNotConfirmed):
            act()
    assert fresh(found).title == WITHHELD
    sending.confirm_kind(Sorting.objects.get(case=found), by=ward, at=AT)
    services.merge(fresh(found), into=fresh(plain), by=ward, at=AT)


def test_a_part_is_read_like_anything_that_is_sent_in(country: Country, cast: Cast) -> None:
    found, ward = sent(country, text=f"{DENOUNCED}. {LID}"), cast.actor("ward")
    sending.confirm_kind(Sorting.objects.get(), by=ward, at=AT)
    grave = services.split(fresh(found), part=services.Part(DENOUNCED, Kind.REPORT, Subject.OTHER), by=ward, at=AT)
    mild = services.Part(LID, Kind.REPORT, Subject.DRAINAGE)
    lid = services.split(fresh(found), part=mild, by=ward, at=AT)
    assert (grave.title, lid.title) == (WITHHELD, LID)
    assert "hoi lo" not in grave.folded
    assert Sorting.objects.get(case=grave).is_withheld
    assert not Sorting.objects.filter(case=lid).exists()
    assert set(feedback().filter(pk__in=[grave.pk, lid.pk])) == {lid}
    assert selectors.case_page(cast.actor("chair"), grave.number, on=IN_2021).is_hidden
    with pytest.raises(KindNotConfirmed):
        services.accept(fresh(grave), by=ward, at=AT)


# recognised later


@pytest.mark.parametrize("stand", ["accepted", "contested", "published"])
def test_what_was_taken_up_is_refused_as_a_denunciation_alone(country: Country, cast: Cast, stand: str) -> None:
    found, ward = case(country.dong_ngac.unit, at=AT), cast.actor("ward")
    services.accept(fresh(found), by=ward, at=AT, told="Chào bà Hoa")
    services.reply(fresh(found), text="Bà Hoa ở đâu?", by=ward, at=AT)
    if stand != "accepted":
        services.answer(fresh(found), given=services.Answer(Outcome.SOLVED, ANSWERED), by=ward, at=AT)
        if stand == "published":
            services.redact(fresh(found), copy=services.Copy("Nắp cống", "Đã thay"), by=ward, at=AT)
            services.publish(fresh(found), by=cast.actor("wardchair"), at=AT)
        contest(found, "Ông Sáu ăn tiền nên chưa làm")
    with pytest.raises(TakenUp):
        services.refuse(
            fresh(found), refusing=services.Refusing(Refused.NOT_OUR_POWER, "Nơi khác", "Quận"), by=ward, at=AT
        )
    services.refuse(fresh(found), refusing=PAPER, by=ward, at=AT)
    now = fresh(found)
    assert erased(found)
    assert (now.state, now.is_open, now.published_at, now.public_summary) == (State.ANSWERED, False, None, "")
    assert now.answer == PAPER.reason
    assert TOLD.name not in str(list(Case.objects.values())) + str(list(now.steps.values()))
    assert sum(now.steps.values_list("moves", flat=True)) == 0


def test_a_suspended_one_is_resumed_first_and_a_closed_one_stays(country: Country, cast: Cast) -> None:
    found, ward = case(country.dong_ngac.unit, at=AT), cast.actor("ward")
    services.accept(fresh(found), by=ward, at=AT)
    services.suspend(fresh(found), reason="Chờ", by=ward, at=AT)
    with pytest.raises(Conflict):
        services.refuse(fresh(found), refusing=PAPER, by=ward, at=AT)


def test_what_was_merged_into_a_denunciation_is_erased_with_it(country: Country, cast: Cast) -> None:
    first, second, ward = sent_in(country), sent_in(country), cast.actor("ward")
    services.accept(fresh(second.case), by=ward, at=AT)
    services.merge(fresh(first.case), into=fresh(second.case), by=ward, at=AT)
    services.refuse(fresh(second.case), refusing=PAPER, by=ward, at=AT)
    assert erased(first.case)
    assert erased(second.case)
    assert page(first).target.answer == PAPER.reason
    for one in (first, second):
        assert sum(fresh(one.case).steps.values_list("moves", flat=True)) == 0


def test_one_of_those_merged_is_erased_alone(country: Country, cast: Cast) -> None:
    first, second, ward = sent_in(country), sent_in(country), cast.actor("ward")
    services.merge(fresh(first.case), into=fresh(second.case), by=ward, at=AT)
    with pytest.raises(TakenUp):
        services.refuse(
            fresh(first.case), refusing=services.Refusing(Refused.NO_RIGHT, "Nơi khác", "Quận"), by=ward, at=AT
        )
    services.refuse(fresh(first.case), refusing=PAPER, by=ward, at=AT)
    assert erased(first.case)
    assert (fresh(second.case).text, fresh(second.case).is_open) == (LID, True)


def test_no_part_of_it_leads_to_who_denounced(country: Country, cast: Cast) -> None:
    found, ward = case(country.dong_ngac.unit, at=AT, text=f"{LID}. Đèn tắt"), cast.actor("ward")
    part = services.split(fresh(found), part=services.Part("Đèn tắt", Kind.REPORT, Subject.LIGHTING), by=ward, at=AT)
    services.refuse(fresh(found), refusing=PAPER, by=ward, at=AT)
    assert erased(found)
    assert (fresh(part).text, fresh(part).sender.name, fresh(part).sender.phone) == ("Đèn tắt", "", "")


# written to an open report


@pytest.mark.usefixtures("in_2021")
@pytest.mark.parametrize("way", ["written", "contested", "merged"])
def test_a_denunciation_in_a_message_is_read_by_those_who_sort_alone(country: Country, cast: Cast, way: str) -> None:
    sent, ward = sent_in(country), cast.actor("ward")
    found = sent.case
    services.accept(fresh(found), by=ward, at=AT)
    if way == "contested":
        services.answer(fresh(found), given=services.Answer(Outcome.SOLVED, ANSWERED), by=ward, at=AT)
        contest(found, DENOUNCED, AT + timedelta(minutes=5))
    else:
        if way == "merged":
            other = sent_in(country)
            services.merge(fresh(found), into=fresh(other.case), by=ward, at=AT)
        write(found, DENOUNCED)
    opened = fresh(found).merged_into or fresh(found)
    assert Sorting.objects.get(settled_at=None).case == opened
    assert not feedback().filter(pk=opened.pk).exists()
    assert opened.title.startswith("Nắp cống")
    for name in ("ward", "wardchair", "planner", "chair", "city", "inspector"):
        client = Client()
        client.force_login(cast.users[name])
        for number in {found.number, opened.number}:
            text = client.get(f"/voices/cases/{number}/").content.decode()
            assert (name, "Đoàn Văn Sáu" in text) == (name, name in {"ward", "wardchair"})
    client = Client()
    client.force_login(cast.users["ward"])
    assert "Người gửi viết thêm" in client.get("/voices/desk/sorting/").content.decode()
    given = services.Answer(Outcome.SOLVED, ANSWERED)
    with pytest.raises(KindNotConfirmed if way == "written" else Conflict):
        services.answer(fresh(found), given=given, by=ward, at=AT)
    sending.confirm_kind(Sorting.objects.get(settled_at=None), by=ward, at=AT)
    assert fresh(opened).title.startswith("Nắp cống")
    assert feedback().filter(pk=opened.pk).exists()


def test_nobody_confirms_from_an_old_page_what_was_written_since(country: Country, cast: Cast) -> None:
    sent_to, ward = sent(country, text=INDIRECT), cast.actor("ward")
    old = Sorting.objects.get()
    write(sent_to, DENOUNCED)
    with pytest.raises(Conflict):
        sending.confirm_kind(old, by=ward, at=AT)
    assert Sorting.objects.get().settled_at is None


@pytest.mark.parametrize("text", ["Hôm nay vẫn vỡ, xe máy ngã", "Trước nhà tôi vẫn vỡ", "Cảm ơn cán bộ, bao giờ xong?"])
def test_an_ordinary_message_holds_nothing_up(country: Country, text: str) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    write(found, text, token=secrets.token_hex(4))
    assert not Sorting.objects.exists()


@pytest.mark.usefixtures("in_2021")
def test_the_form_of_what_was_taken_up_offers_the_one_ground(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    client = Client()
    client.force_login(cast.users["ward"])
    address = f"/voices/cases/{found.number}/"
    assert 'name="as_"' in client.get(address).content.decode()
    services.accept(fresh(found), by=cast.actor("ward"), at=AT)
    shown = client.get(address).content.decode()
    assert 'name="is_denunciation"' in shown
    assert 'name="as_"' not in shown
    said = {"token": "r", "reason": "Nộp giấy", "right_address": "Thanh tra"}
    assert client.post(f"{address}refuse/", said).status_code == 422
    assert client.post(f"{address}refuse/", {**said, "token": "r2", "is_denunciation": "on"}).status_code == 302
    assert erased(found)
