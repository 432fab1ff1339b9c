"""Cases that were merged or split: everybody hears of their own, nobody reads another's letters."""

import os
import secrets
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, Conflict, Damaged
from danbiet.ledger.models import Event
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Message, Sender
from danbiet.voices.rules import Kind, Outcome, State, Subject, Tie, Verdict
from danbiet.voices.rules.stages import Act, MoveNotAllowed
from danbiet.voices.selectors.joined import goes_on_in
from danbiet.voices.services.answering import SameOfficer
from danbiet.voices.services.recording import CaseChanged
from danbiet.voices.tests.factories import ANSWERED, LID, PEPPER, TOLD, case, report
from tests.installations import ENGINES
from tests.people import IN_2021, Cast, Country

pytestmark = pytest.mark.django_db
AT = clock.moment(IN_2021)
MINE = "Tôi là Lê Thị Hoàng Yến, điện thoại 0987654321, nhà trong ngõ 9"
RACE = Path(__file__).with_name("crosswise.py")


def fresh(found: Case) -> Case:
    return Case.objects.select_related("place").get(pk=found.pk)


def sent_in(country: Country, **changes: object) -> services.Received:
    """Taken in under the pepper of the product, so that its code opens pages."""
    own = report(country.dong_ngac.unit, **changes)
    return services.receive(own, by=ANONYMOUS, at=AT, pepper=selectors.pepper(), draw=secrets.token_bytes)


def page(sent: services.Received, **more: str) -> selectors.StatusPage:
    return selectors.status_page(sent.code, pepper=selectors.pepper(), on=IN_2021, **more)


def write(found: Case, text: str, token: str = "t") -> services.Written:
    later = AT + timedelta(minutes=5)
    return services.write(fresh(found), text=text, token=token, at=later, pepper=selectors.pepper(), draw=os.urandom)


def chained(country: Country, cast: Cast) -> list[services.Received]:
    """Three reports of one matter: the first merged into the second, the second into the third."""
    sent, ward = [sent_in(country) for _ in range(3)], cast.actor("ward")
    for one, into in zip(sent, sent[1:], strict=False):
        services.merge(fresh(one.case), into=fresh(into.case), by=ward, at=AT)
    return sent


def contest(found: Case, reason: str, at: datetime = AT) -> Case:
    return services.contest(fresh(found), reason=reason, at=at, pepper=PEPPER)


def settled(found: Case, cast: Cast) -> Case:
    ward = cast.actor("ward")
    services.accept(fresh(found), by=ward, at=AT)
    return services.answer(fresh(found), given=services.Answer(Outcome.SOLVED, ANSWERED), by=ward, at=AT)


# merging


def test_what_changed_since_it_was_read_is_not_merged(country: Country, cast: Cast) -> None:
    one, two, ward = case(country.dong_ngac.unit, at=AT), case(country.dong_ngac.unit, at=AT), cast.actor("ward")
    there, back = (fresh(one), fresh(two)), (fresh(two), fresh(one))
    services.merge(there[0], into=there[1], by=ward, at=AT)
    with pytest.raises(CaseChanged):  # read before: the pages of two officers
        services.merge(back[0], into=back[1], by=ward, at=AT)
    with pytest.raises(MoveNotAllowed):
        services.merge(fresh(two), into=fresh(one), by=ward, at=AT)
    assert fresh(two).merged_into is None


def test_nothing_is_merged_into_what_was_answered_meanwhile(country: Country, cast: Cast) -> None:
    one, two, ward = case(country.dong_ngac.unit, at=AT), case(country.dong_ngac.unit, at=AT), cast.actor("ward")
    read = fresh(two)
    settled(two, cast)
    with pytest.raises(CaseChanged):
        services.merge(fresh(one), into=read, by=ward, at=AT)
    with pytest.raises(MoveNotAllowed):
        services.merge(fresh(one), into=fresh(two), by=ward, at=AT)
    assert fresh(one).is_open


def test_rows_that_lead_in_a_circle_hang_nobody(country: Country, cast: Cast) -> None:
    one, two = (sent_in(country) for _ in range(2))
    for found, into in ((one.case, two.case), (two.case, one.case)):
        Case.objects.filter(pk=found.pk).update(merged_into=into, is_open=False, closed_on=IN_2021)
    assert goes_on_in(fresh(one.case)) == two.case
    assert page(one).acts == {Act.WRITE}
    assert write(one.case, "Vẫn hỏng").opened


@pytest.mark.parametrize("engine", ENGINES)
def test_merged_crosswise_at_once_one_goes_on(tmp_path: Path, engine: str, request: pytest.FixtureRequest) -> None:
    """On a database in a file, as it is run, and on PostgreSQL."""
    surroundings = {key: text for key, text in os.environ.items() if not key.startswith(("DANBIET_", "DATABASE_URL"))}
    surroundings |= {"DANBIET_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "danbiet.config.settings"}
    surroundings["PYTHONPATH"] = str(RACE.parents[3])
    if engine == "postgresql":
        surroundings["DATABASE_URL"] = request.getfixturevalue("cluster").new_database()
    words = [sys.executable, str(RACE)]
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.strip() == "[['CaseChanged', 'merged'], 1] * 6", done.stderr


# whose words are whose


def test_each_code_reads_its_own_words_and_what_was_written_to_it(country: Country, cast: Cast) -> None:
    first, second, last = chained(country, cast)
    assert write(first.case, MINE).message
    ward = cast.actor("ward")
    services.reply(fresh(last.case), text="Chỗ nào ạ?", by=ward, at=AT)
    later = AT + timedelta(minutes=9)
    services.reply(fresh(first.case), text="Cảm ơn bà Yến, sẽ gọi 0987654321", by=ward, at=later)
    assert [one.text for one in page(first).messages] == [MINE, "Cảm ơn bà Yến, sẽ gọi 0987654321"]
    assert [one.text for one in page(last).messages] == ["Chỗ nào ạ?"]
    assert page(second).messages == ()
    shown = selectors.case_page(ward, last.case.number, on=IN_2021)
    assert [one.number for one in shown.merged] == [first.case.number, second.case.number]
    assert [(one.text, one.case.number) for one in shown.messages][:2] == [
        ("Chỗ nào ạ?", last.case.number), (MINE, first.case.number),
    ]  # fmt: skip
    assert not [step for step in page(last).steps if step.act == Act.WRITE]


@pytest.mark.usefixtures("in_2021")
def test_the_pages_of_merged_cases(country: Country, cast: Cast) -> None:
    first, _, last = chained(country, cast)
    said = {"code": first.code, "act": "write", "text": MINE, "token": "t1"}
    assert "Hoàng Yến" in Client().post("/voices/status/", said).content.decode()
    assert "Hoàng Yến" not in Client().post("/voices/status/", {"code": last.code}).content.decode()
    client = Client()
    client.force_login(cast.users["ward"])
    shown = client.get(f"/voices/cases/{last.case.number}/").content.decode()
    assert "Hoàng Yến" in shown
    assert f"/voices/cases/{first.case.number}/" in shown
    own = client.get(f"/voices/cases/{first.case.number}/").content.decode()
    assert f"/voices/cases/{first.case.number}/reply/" in own


def test_the_answer_reaches_along_the_chain_and_each_has_a_say(country: Country, cast: Cast) -> None:
    first, second, last = chained(country, cast)
    assert page(first).acts == {Act.WRITE}
    settled(last.case, cast)
    services.agree(fresh(last.case), at=AT)
    for one in (first, second):
        shown = page(one)
        assert shown.target.answer == ANSWERED
        assert shown.acts == {Act.AGREE, Act.CONTEST, Act.RATE, Act.WRITE}
        assert shown.contest_until
    services.rate(fresh(first.case), rating=2, at=AT)
    services.agree(fresh(second.case), at=AT)
    assert [fresh(one.case).rating for one in (first, second, last)] == [2, None, None]
    assert fresh(second.case).verdict == Verdict.AGREED
    assert page(second).acts == {Act.RATE, Act.WRITE}


def test_who_contests_is_looked_at_by_itself(country: Country, cast: Cast) -> None:
    first, _, last = chained(country, cast)
    settled(last.case, cast)
    services.agree(fresh(last.case), at=AT)
    found = contest(first.case, "Trước nhà tôi vẫn vỡ")
    assert (found.is_open, found.merged_into, found.state, found.answer) == (True, None, State.ANSWERED, ANSWERED)
    assert fresh(last.case).verdict == Verdict.AGREED
    assert [one.text for one in page(first).messages] == ["Trước nhà tôi vẫn vỡ"]
    assert page(last).messages == ()
    given = services.Answer(Outcome.PARTLY, "Đã thay thêm một nắp ở đầu ngõ, chiều nay có ảnh chụp lại.")
    with pytest.raises(SameOfficer):
        services.recheck(fresh(first.case), given=given, by=cast.actor("ward"), at=AT)
    services.recheck(fresh(first.case), given=given, by=cast.actor("wardchair"), at=AT)
    assert page(first).target.recheck_finding == given.text
    assert fresh(last.case).recheck_finding == ""


def test_no_contest_after_the_days_of_the_common_answer(country: Country, cast: Cast) -> None:
    first, _, last = chained(country, cast)
    with pytest.raises(Conflict):
        contest(first.case, "Chưa")
    settled(last.case, cast)
    with pytest.raises(Conflict):
        contest(first.case, "Chưa", AT + timedelta(days=90))


def test_words_after_the_common_end_open_a_case_tied_to_both(country: Country, cast: Cast) -> None:
    first, _, last = chained(country, cast)
    settled(last.case, cast)
    opened = write(first.case, "Lại vỡ").opened.case
    assert {link.other for link in opened.links.all()} == {first.case, last.case}
    assert not Message.objects.exists()


# parts


def test_a_part_of_a_part_is_followed_with_the_first_code(country: Country, cast: Cast) -> None:
    sent, ward = sent_in(country, text=f"{LID}. Đèn tắt, rác đầy ngõ"), cast.actor("ward")
    part = services.split(
        fresh(sent.case), part=services.Part("Đèn tắt, rác đầy ngõ", Kind.REPORT, Subject.LIGHTING), by=ward, at=AT
    )
    deeper = services.split(fresh(part), part=services.Part("rác đầy ngõ", Kind.REPORT, Subject.WASTE), by=ward, at=AT)
    assert [one.number for one in page(sent).parts] == [sent.case.number, part.number, deeper.number]
    assert page(sent, part=deeper.number).case == deeper
    assert selectors.opening_hashes(deeper) == (sent.case.code_hash, part.code_hash, deeper.code_hash)
    with pytest.raises(selectors.UnknownCode):
        page(sent_in(country), part=deeper.number)
    with pytest.raises(Damaged):
        services.merge(fresh(deeper), into=fresh(deeper), by=ward, at=AT)


# the name, taken back


def names_kept() -> int:
    return Sender.objects.exclude(name="", phone="", email="", address="").count()


@pytest.mark.parametrize("which", ["first", "part", "deeper", "opened"])
def test_the_name_is_taken_back_of_everything_that_one_sender_sent(country: Country, cast: Cast, which: str) -> None:
    sent, ward = sent_in(country, text=f"{LID}. Đèn tắt, rác đầy ngõ", sender=TOLD), cast.actor("ward")
    other = sent_in(country, sender=TOLD)
    lamp = services.Part("Đèn tắt, rác đầy ngõ", Kind.REPORT, Subject.LIGHTING)
    part = services.split(fresh(sent.case), part=lamp, by=ward, at=AT)
    waste = services.Part("rác đầy ngõ", Kind.REPORT, Subject.WASTE)
    deeper = services.split(fresh(part), part=waste, by=ward, at=AT)
    settled(sent.case, cast)
    opened = write(sent.case, "Lại vỡ").opened.case
    services.link(fresh(deeper), other=fresh(other.case), tie=Tie.ALIKE, by=ward, at=AT)
    assert names_kept() == 5
    assert page(sent, part=part.number).has_sender
    of_one = {"first": sent.case, "part": part, "deeper": deeper, "opened": opened}
    services.hide_name(fresh(of_one[which]), at=AT)
    assert names_kept() == 1
    assert fresh(other.case).sender.name == TOLD.name
    assert not page(sent).has_sender
    assert [Event.objects.filter(act="voices.forget", target=f"voices.case/{one.number}").count()
            for one in of_one.values()] == [1, 1, 1, 1]  # fmt: skip
