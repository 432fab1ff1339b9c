"""Person × unit × kind × act, done by the services themselves against tables written by hand; all else is refused.

`test_rules.py` holds the table of roles; here people meet it, places that ended, and the act that each service asks.
"""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, Actor, NotAllowed, Refusal
from danbiet.places.models import Successor, Unit
from danbiet.plans.tests.factories import picture
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Notice, Sorting
from danbiet.voices.rules import Channel, Kind, Outcome, Refused, Subject, Tie
from danbiet.voices.rules.letters import Forwarder, Letter
from danbiet.voices.rules.receiving import Receiver
from danbiet.voices.rules.rights import Look, group_of
from danbiet.voices.rules.stages import SENDERS, Act
from danbiet.voices.selectors.gates import UnknownCase
from danbiet.voices.services import intake
from danbiet.voices.tests.factories import ANSWERED, PEPPER, case, report
from danbiet.voices.tests.test_rules import GIVEN
from tests.people import END_OF_DISTRICTS, IN_2021, IN_2026, Cast, Country

pytestmark = pytest.mark.django_db
EVERYBODY = [
    "city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin", "resident",
    "stranger",
]  # fmt: skip

# year whose cases | who stands how towards them, by hand; whoever is not named has no right at all
STAND = """
2021 dong_ngac     | ward ward_officer own, wardchair leader own, grouphead group_head own
2021 dong_ngac     | planner plan_officer above, chair leader above, inspector inspector above, city plan_officer above
2021 xuan_dinh     | ward2 ward_officer own
2021 xuan_dinh     | planner plan_officer above, chair leader above, inspector inspector above, city plan_officer above
2021 district      | planner plan_officer own, chair leader own, inspector inspector own, city plan_officer above
2021 city          | city plan_officer own
2026 dong_ngac     | ward ward_officer own, wardchair leader own, planner plan_officer own, chair leader own
2026 dong_ngac     | inspector inspector own, city plan_officer above, grouphead group_head own
2026 new_dong_ngac | ward ward_officer own, wardchair leader own, planner plan_officer own, chair leader own
2026 new_dong_ngac | inspector inspector own, city plan_officer above, grouphead group_head own
2026 new_xuan_dinh | ward2 ward_officer own, city plan_officer above
2026 district      | city plan_officer own, ward ward_officer part, wardchair leader part, planner plan_officer part
2026 district      | chair leader part, inspector inspector part, ward2 ward_officer part
"""
STANDS: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
for row in STAND.strip().splitlines():
    which, people = row.split("|")
    for one in people.split(","):
        person, role, where = one.split()
        STANDS.setdefault(tuple(which.split()), {})[person] = (role, where)
ENDED = {"dong_ngac", "district"}  # by 2026
TRYING = {"ward", "ward2", "nobody"}  # of those with no right there: who tries all the same; the others hold none
KINDS = (Kind.REPORT, Kind.COMPLAINT_FIRST, Kind.INFORMATION_REQUEST, Kind.CRIME_REPORT)

Doing = Callable[[Case, Actor, object], object]
WORDS = {"reason": "Có lý do"}
DOING: dict[Act, Doing] = {
    Act.ACCEPT: lambda found, by, at: services.accept(found, by=by, at=at),
    Act.REFUSE: lambda found, by, at: services.refuse(
        found, refusing=services.Refusing(Refused.NOT_OUR_POWER, "Điện lực", "19001288"), by=by, at=at
    ),
    Act.TRANSFER_OUT: lambda found, by, at: services.transfer(found, to=found.place, by=by, at=at, **WORDS),
    Act.ASSIGN: lambda found, by, at: services.assign(found, given=services.Given(None, None), by=by, at=at),
    Act.SUSPEND: lambda found, by, at: services.suspend(found, by=by, at=at, **WORDS),
    Act.RESUME: lambda found, by, at: services.resume(found, by=by, at=at, **WORDS),
    Act.EXTEND: lambda found, by, at: services.extend(found, until=date(2027, 1, 4), by=by, at=at, **WORDS),
    Act.CALL_COMPLEX: lambda found, by, at: services.call_complex(found, ground=None, by=by, at=at, **WORDS),
    Act.DIALOGUE: lambda found, by, at: services.set_dialogue(
        found, on_day=date(2027, 1, 4), where="Trụ sở", by=by, at=at
    ),
    Act.NOTE_DIALOGUE: lambda found, by, at: services.note_dialogue(
        found, came=True, text="Biên bản số 3", by=by, at=at
    ),
    Act.ANSWER: lambda found, by, at: services.answer(
        found, given=services.Answer(Outcome.SOLVED, ANSWERED), by=by, at=at
    ),
    Act.RECHECK: lambda found, by, at: services.recheck(
        found, given=services.Answer(Outcome.SOLVED, ANSWERED), by=by, at=at
    ),
    Act.REPLY: lambda found, by, at: services.reply(found, text="Ở đâu?", by=by, at=at),
    Act.MERGE: lambda found, by, at: services.merge(found, into=other_of(found), by=by, at=at),
    Act.SPLIT: lambda found, by, at: services.split(
        found, part=services.Part("Đèn tắt", Kind(found.kind), Subject.LIGHTING), by=by, at=at
    ),
    Act.LINK: lambda found, by, at: services.link(found, other=other_of(found), tie=Tie.ALIKE, by=by, at=at),
    Act.PROMISE: lambda found, by, at: services.promise(
        found, text="Xem lại", due_on=date(2027, 1, 4), agency=None, by=by, at=at
    ),
    Act.REDACT: lambda found, by, at: services.redact(found, copy=services.Copy("Nắp", "Đã thay"), by=by, at=at),
    Act.PUBLISH: lambda found, by, at: services.publish(found, by=by, at=at),
    Act.WITHDRAW: lambda found, by, at: services.withdraw(found, by=by, at=at, **WORDS),
    Act.HAND_OVER: lambda found, by, at: services.hand_over(found, to="Công an", by=by, at=at),
    Act.RECLASSIFY: lambda found, by, at: services.reclassify(found, kind=Kind.PETITION, by=by, at=at, **WORDS),
    Act.SEND_NOTICE: lambda found, by, at: services.send_notice(
        found.notices.get(text="Thử"), text="Đã gửi", reference="", by=by, at=at
    ),
    Act.SEND_DECISION: lambda found, by, at: services.send_decision(found, reference="3/QĐ", by=by, at=at),
    Act.NAME_FORWARDER: lambda found, by, at: services.name_forwarder(
        found, forwarder=Forwarder.FRONT, name="Mặt trận phường", by=by, at=at
    ),
    Act.POST_DECISION: lambda found, by, at: services.post_decision(found, where="Bảng tin", by=by, at=at),
}
NOBODYS = {Act.TRANSFER_IN, Act.FORGET}  # done by the product itself


def other_of(found: Case) -> Case:
    return Case.objects.exclude(pk=found.pk).get(place=found.place_id, kind=found.kind)


def outcome(doing: Doing, pk: int, *, by: Actor, at: object) -> str:
    """ "unseen", "refused", or "allowed" (done, or refused for where the case stands); what was done is taken back."""
    found = Case.objects.select_related("place").get(pk=pk)
    try:
        with transaction.atomic():
            doing(found, by, at)
            transaction.set_rollback(True)
    except UnknownCase:
        return "unseen"
    except NotAllowed:
        return "refused"
    except Refusal:
        return "allowed"
    return "allowed"


def expected(stand: tuple[str, str] | None, kind: Kind, right: str) -> str:
    given = GIVEN.get((*stand, group_of(kind).value), set()) if stand else set()
    return "allowed" if right in given else "refused" if "see" in given else "unseen"


def prepared(place: Unit, kind: Kind, *, at: object) -> Case:
    """A case of the kind with a letter to send, and a second one to join it with."""
    found = case(place, at=at, kind=kind)
    case(place, at=at, kind=kind)
    Notice.objects.create(
        case=found, letter=Letter.HANDLING.value, recipient="sender", drafted_at=at, text="Thử", due_on=None
    )
    return found


@pytest.fixture
def successors(country: Country) -> None:
    for old, new in ((country.dong_ngac, country.new_dong_ngac), (country.xuan_dinh, country.new_xuan_dinh)):
        Successor.objects.create(old=old.unit, new=new.unit, on=END_OF_DISTRICTS, share="1", basis="assumed")


def test_every_act_is_tried() -> None:
    assert set(DOING) == set(Act) - SENDERS - NOBODYS - {Act.RECEIVE}
    assert {group_of(kind) for kind in KINDS} == {group_of(kind) for kind in Kind}
    assert {right for given in GIVEN.values() for right in given} <= {*Act, *Look}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("year", "whose"), STANDS)
def test_who_does_what_with_which_kind_where(
    country: Country, cast: Cast, successors: None, year: str, whose: str, kind: Kind
) -> None:
    on = IN_2021 if year == "2021" else IN_2026
    at, place = clock.moment(on), getattr(country, whose).unit
    found = prepared(place, kind, at=clock.moment(IN_2021) if place.until_day else at)
    wrong = []
    for name in [*EVERYBODY, "nobody"]:
        by = cast.actor(name, on) if name != "nobody" else ANONYMOUS
        stand = STANDS[year, whose].get(name)
        for act, doing in DOING.items() if stand or name in TRYING else ():
            got, wanted = outcome(doing, found.pk, by=by, at=at), expected(stand, kind, act.value)
            wrong += [f"{name} {act.value}: {got} instead of {wanted}"] if got != wanted else []
        held = {right.value for right in selectors.rights_over(by, found, on=on)}
        given = GIVEN.get((*stand, group_of(kind).value), set()) if stand else set()
        wrong += [f"{name} holds {held ^ given}"] if held != given else []
        seen = selectors.cases_visible_to(by, on=on).filter(pk=found.pk).exists()
        wrong += [f"{name} sees {seen}"] if seen is not ("see" in given) else []
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("year", "whose"), [pair for pair in STANDS if pair[1] not in ENDED or pair[0] == "2021"])
def test_who_enters_what_somebody_said(country: Country, cast: Cast, year: str, whose: str, kind: Kind) -> None:
    on, place = IN_2021 if year == "2021" else IN_2026, getattr(country, whose).unit
    sent, wrong = report(place, kind=kind, channel=Channel.COUNTER), []
    for name in [*EVERYBODY, "nobody"]:
        by, stand = cast.actor(name, on) if name != "nobody" else ANONYMOUS, STANDS[year, whose].get(name)
        given = GIVEN.get((*stand, group_of(kind).value), set()) if stand and stand[1] == "own" else set()
        try:
            with transaction.atomic():
                services.receive(sent, by=by, at=clock.moment(on), pepper=PEPPER, draw=lambda n: b"x" * n)
                transaction.set_rollback(True)
            got = True
        except NotAllowed:
            got = False
        wrong += [f"{name}: {got}"] if got is not ("receive" in given) else []
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_who_says_what_kind_it_is(country: Country, cast: Cast, kind: Kind) -> None:
    at, wrong = clock.moment(IN_2021), []
    found = case(country.dong_ngac.unit, at=at, kind=kind)
    waiting = Sorting.objects.create(case=found, place=found.place, proposed="", words=[], at=at)
    for name in EVERYBODY:
        got = outcome(
            lambda one, by, at: intake.confirm_kind(waiting, by=by, at=at), found.pk, by=cast.actor(name), at=at
        )
        wanted = expected(STANDS["2021", "dong_ngac"].get(name), kind, "reclassify")
        wrong += [f"{name}: {got} instead of {wanted}"] if got != wanted else []
    assert wrong == []


# address of a thing of phường Đông Ngạc in 2021 | who is let in | who is told the rule; to all others it is not there
ADDRESSES = """
GET  cases/{report}/               | city planner chair ward wardchair inspector |
GET  cases/{complaint}/            | chair ward wardchair inspector              |
GET  cases/{request}/              | ward wardchair                              |
GET  cases/{crime}/                | ward wardchair                              |
GET  cases/PA-2021-999999/         |                                             |
POST cases/{report}/accept/        | ward wardchair                              | city planner chair inspector
POST cases/{complaint}/accept/     | wardchair                                   | chair ward inspector
POST cases/{crime}/hand_over/      | ward wardchair                              |
POST cases/{report}/nothing/       |                                             |
GET  letters/{letter}.docx         | city planner chair ward wardchair inspector |
POST letters/{letter}/send/        | ward wardchair                              | city planner chair inspector
GET  photos/{photo}/               | city planner chair ward wardchair inspector |
GET  photos/999999/                |                                             |
GET  {report}/                     |                                             |
POST desk/sorting/{sorting}/       | ward wardchair                              | city planner chair outsiders
POST desk/sorting/999999/          |                                             | outsiders
POST reception/days/{day}/keep/    | wardchair                                   | ward
POST reception/days/{day}/visit/   | ward wardchair                              |
POST reception/00601/post/         | ward wardchair                              | *
POST place/00601/term/             | wardchair                                   | *
"""


@pytest.mark.usefixtures("in_2021")
def test_every_address_of_a_thing_by_everybody(country: Country, cast: Cast) -> None:
    keys, wrong = things(country, cast), []
    session = {"on": "2021-10-05", "receiver": "chair", "from_time": "08:00", "until_time": "11:00", "where": "Trụ sở"}
    visit = {"people": 1, "subject": "land", "summary": "Hỏi", "result": "explained"}
    term = {"what": "report", "n": 7, "unit": "working_days", "source": "QĐ 3"}
    sent = {"token": "t", "to": "Công an", "text": "Đã gửi", **session, **visit, **term}
    for name in [*EVERYBODY, "nobody"]:
        client = Client()
        if name != "nobody":
            client.force_login(cast.users[name])
        for line in ADDRESSES.strip().splitlines():
            (how, address), let_in, told = (cell.replace("outsiders", OUTSIDERS).split() for cell in line.split("|"))
            url = f"/voices/{address.format(**keys)}"
            with transaction.atomic():
                answer = client.get(url) if how == "GET" else client.post(url, sent)
                transaction.set_rollback(True)
            fine = (
                {200, 302, 409, 422} if name in let_in else {302, 404} if name == "nobody"
                else {403} if name in told or "*" in told else {404}
            )  # fmt: skip
            wrong += [f"{how} {url} by {name}: {answer.status_code}"] if answer.status_code not in fine else []
            if name == "nobody" and answer.status_code == 302:
                assert "/accounts/login/" in answer["Location"]
    assert wrong == []


def things(country: Country, cast: Cast) -> dict[str, object]:
    """One of each thing that an address can name."""
    at, place = clock.moment(IN_2021), country.dong_ngac.unit
    pictures = (services.Picture("a.jpg", picture()),)
    found = {name: case(place, at=at, kind=kind) for name, kind in zip(NAMED, KINDS, strict=True)}
    pictured = case(place, at=at, photos=pictures)
    letter = Notice.objects.create(
        case=found["report"], letter=Letter.HANDLING.value, recipient="sender", drafted_at=at, text="Thử"
    )
    came = clock.moment(date(2021, 9, 20))
    sorting = Sorting.objects.create(case=found["report"], place=place, proposed="", words=[], at=came)
    hours = at.time().replace(hour=8)
    session = services.Session(IN_2021, Receiver.CHAIR, hours, hours.replace(hour=11), "Trụ sở")
    day = services.post_day(place, session=session, by=cast.actor("ward"), at=at)
    numbers = {name: one.number for name, one in found.items()}
    return {**numbers, "letter": letter.pk, "photo": pictured.photos.get().pk, "sorting": sorting.pk, "day": day.pk}


OUTSIDERS = "inspector grouphead analyst admin resident stranger"  # who hold no office there: told so whatever the key
NAMED = ("report", "complaint", "request", "crime")
