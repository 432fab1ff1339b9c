"""Tips and vaults: acts, gates, retention; and that a wrong code tells nothing."""

import json
import statistics
import time
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from danbiet.common import clock
from danbiet.common.actor import SYSTEM, NotAllowed, NotYours
from danbiet.ledger.models import Event
from danbiet.voices.models import Tip, TipLetter, Vault
from danbiet.voices.rules import boxes, bundles, sealing
from danbiet.voices.rules.tips import KEPT, Step, TipNotAllowed
from danbiet.voices.selectors import tips as selectors
from danbiet.voices.services import tips
from danbiet.voices.tests.vaulting import code, in_use, installed, pair, public, tip, vault_text
from tests.people import IN_2021, IN_2026, Cast, Country

OF = pair()


@pytest.fixture
def vault(country: Country, cast: Cast, at_2021) -> Vault:
    holders = (cast.users["chair"], cast.users["inspector"])
    return in_use(country.district.unit, of=OF, holders=holders, admin=cast.users["admin"], at=at_2021)


def test_a_vault_is_in_use_only_when_both_holders_confirmed(country: Country, cast: Cast, at_2021) -> None:
    holders = (cast.users["chair"], cast.users["inspector"])
    vault = installed(country.district.unit, of=OF, holders=holders, admin=cast.users["admin"], at=at_2021)
    words = public(OF).fingerprints
    with pytest.raises(NotYours):
        selectors.open_vault("021", on=IN_2021)
    with pytest.raises(tips.VaultRefused):
        tips.confirm_vault(vault, typed=words[1], by=cast.actor("chair"), at=at_2021)
    tips.confirm_vault(vault, typed=words[0].lower(), by=cast.actor("chair"), at=at_2021)
    with pytest.raises(NotYours):
        selectors.open_vault("021", on=IN_2021)
    with pytest.raises(tips.VaultClosed):
        tips.confirm_vault(vault, typed=words[0], by=cast.actor("chair"), at=at_2021)
    tips.confirm_vault(vault, typed=words[1].replace(" ", ""), by=cast.actor("inspector"), at=at_2021)
    assert selectors.open_vault("021", on=IN_2021) == vault
    assert [one.act for one in Event.objects.order_by("seq")][-3:] == [
        "voices.install_vault", "voices.confirm_vault", "voices.confirm_vault",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["admin", "planner", "wardchair", "stranger", "city"])
def test_only_its_holders_confirm_carry_answer_and_record(vault: Vault, cast: Cast, at_2021, name: str) -> None:
    by = cast.actor(name)
    for act in (
        lambda: tips.confirm_vault(vault, typed="", by=by, at=at_2021),
        lambda: tips.fetch(vault, again=True, by=by, at=at_2021),
        lambda: tips.put(vault, text=bundles.answers_file("021", []), by=by, at=at_2021),
        lambda: tips.put(vault, text=bundles.tips_file("021", []), by=by, at=at_2021),
        lambda: tips.record_step(vault, tip=1, step=Step.OPENED, by=by, at=at_2021),
    ):
        with pytest.raises(TipNotAllowed):
            act()
    assert selectors.tips_in(by, vault, on=IN_2021) == []


def test_a_holder_who_serves_nowhere_any_more_carries_nothing(vault: Vault, cast: Cast, at_2021) -> None:
    cast.users["chair"].holdings.filter(place=vault.place).update(until_day=IN_2021)
    with pytest.raises(TipNotAllowed):
        tips.fetch(vault, again=True, by=cast.actor("chair"), at=at_2021)


@pytest.mark.parametrize("name", ["chair", "planner", "inspector", "ward", "stranger"])
def test_only_an_administrator_installs_and_retires(country: Country, vault: Vault, cast: Cast, at_2021, name) -> None:
    holders = (cast.users["chair"], cast.users["inspector"])
    with pytest.raises(NotAllowed):
        tips.install_vault(country.district.unit, text=vault_text(OF), holders=holders, by=cast.actor(name), at=at_2021)
    with pytest.raises(NotAllowed):
        tips.retire_vault(vault, by=cast.actor(name), at=at_2021)


@pytest.mark.parametrize("who", [("chair", "chair"), ("chair", "ward"), ("admin", "chair"), ("chair", "stranger")])
def test_two_different_people_of_the_place_hold_the_keys(country: Country, cast: Cast, at_2021, who) -> None:
    holders = (cast.users[who[0]], cast.users[who[1]])
    with pytest.raises(tips.VaultRefused):
        installed(country.district.unit, of=OF, holders=holders, admin=cast.users["admin"], at=at_2021)


def test_the_database_itself_wants_two_holders(vault: Vault) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Vault.objects.filter(pk=vault.pk).update(holder_b=vault.holder_a_id)


def test_the_second_vault_retires_the_first_when_both_confirmed(country: Country, vault, cast: Cast, at_2021) -> None:
    new, holders = pair(), (cast.users["inspector"], cast.users["chair"])
    second = in_use(country.district.unit, of=new, holders=holders, admin=cast.users["admin"], at=at_2021)
    vault.refresh_from_db()
    assert vault.retired_at == at_2021
    assert selectors.open_vault("021", on=IN_2021) == second
    tips.retire_vault(second, by=cast.actor("admin"), at=at_2021)
    with pytest.raises(tips.VaultClosed):
        tips.retire_vault(second, by=cast.actor("admin"), at=at_2021)


def test_letters_of_one_code_lie_in_one_box_and_leave_no_event_and_no_moment(vault: Vault) -> None:
    events = Event.objects.count()
    tip(vault, of=OF, typed=code(1), on=IN_2021)
    tip(vault, of=OF, typed=code(1), on=IN_2021 + timedelta(days=3))
    tip(vault, of=OF, typed=code(2), on=IN_2021)
    assert sorted(Tip.objects.values_list("last_on", flat=True)) == [IN_2021, IN_2021 + timedelta(days=3)]
    assert TipLetter.objects.count() == 3
    assert Event.objects.count() == events
    kinds = {field.get_internal_type() for model in (Tip, TipLetter) for field in model._meta.concrete_fields}
    assert "DateTimeField" not in kinds


def test_a_letter_sealed_to_other_keys_is_refused(vault: Vault) -> None:
    with pytest.raises(sealing.NotSealed):
        tip(vault, of=pair(), typed=code(), on=IN_2021)
    with pytest.raises(sealing.NotSealed):
        tips.receive_from_phone(vault, body=b"", on=IN_2021)


def test_from_a_stranger_to_the_holders_and_back(vault: Vault, cast: Cast, at_2021) -> None:
    tips.receive_unsealed(vault, code=code(), text="Thu tiền.", files=[("png", b"x")], on=IN_2021)
    by = cast.actor("chair")
    (row,) = bundles.read_tips(tips.fetch(vault, again=False, by=by, at=at_2021))
    letter = sealing.opened(row.data, keys=OF)
    assert (letter.text, letter.files) == ("Thu tiền.", (("png", b"x"),))
    assert bundles.read_tips(tips.fetch(vault, again=False, by=by, at=at_2021)) == []
    assert len(bundles.read_tips(tips.fetch(vault, again=True, by=by, at=at_2021))) == 1
    answer = boxes.seal_answer("Cảm ơn.", answer_key=letter.answer_key)
    text = bundles.answers_file("021", [bundles.SealedAnswer(row.tip, answer)])
    assert tips.put(vault, text=text, by=by, at=at_2021 + timedelta(days=9)) == 1
    assert selectors.answers_under(code()) == ["Cảm ơn."]
    assert selectors.answers_under(code(5)) == []
    assert Tip.objects.get().last_on == IN_2021 + timedelta(days=9)
    tips.record_step(vault, tip=row.tip, step=Step.TO_INSPECTION, by=by, at=at_2021)
    (listed,) = selectors.tips_in(by, vault, on=IN_2021)
    assert (listed.letters, listed.new, listed.answers, listed.step) == (
        1, 0, 1, "rõ, có bằng chứng: đã chuyển kiểm tra",
    )  # fmt: skip


def test_answers_to_a_tip_of_elsewhere_are_refused_all_or_none(vault: Vault, cast: Cast, at_2021) -> None:
    tip(vault, of=OF, typed=code(), on=IN_2021)
    answer = boxes.seal_answer("x", answer_key=bytes(16))
    rows = [bundles.SealedAnswer(one, answer) for one in (Tip.objects.get().pk, 999)]
    with pytest.raises(tips.TipGone):
        tips.put(vault, text=bundles.answers_file("021", rows), by=cast.actor("chair"), at=at_2021)
    assert not TipLetter.objects.filter(is_answer=True).exists()


def test_letters_sealed_again_replace_the_old_ones(country: Country, vault: Vault, cast: Cast, at_2021) -> None:
    tip(vault, of=OF, typed=code(), on=IN_2021)
    new, by = pair(), cast.actor("chair")
    (row,) = bundles.read_tips(tips.fetch(vault, again=True, by=by, at=at_2021))
    holders = (cast.users["inspector"], cast.users["chair"])
    second = in_use(country.district.unit, of=new, holders=holders, admin=cast.users["admin"], at=at_2021)
    again = sealing.sealed(sealing.unsealed(row.data, keys=OF), key_a=public(new).a, key_b=public(new).b)
    text = bundles.tips_file("021", [bundles.Sealed(row.tip, row.letter, row.on, again)])
    with pytest.raises(tips.TipGone):
        tips.put(vault, text=text, by=by, at=at_2021)
    assert tips.put(second, text=text, by=by, at=at_2021) == 1
    kept = TipLetter.objects.get()
    assert kept.vault == second
    assert sealing.opened(bytes(kept.sealed), keys=new).text == "Thu tiền ngoài quy định."


def test_a_tip_is_erased_180_days_after_the_last_word_and_new_content_starts_again(vault: Vault) -> None:
    tip(vault, of=OF, typed=code(1), on=IN_2021)
    tip(vault, of=OF, typed=code(2), on=IN_2021)
    tip(vault, of=OF, typed=code(2), on=IN_2021 + timedelta(days=100))
    last = clock.moment(IN_2021 + KEPT)
    assert tips.erase_old_tips(by=SYSTEM, at=last) == 0
    assert tips.erase_old_tips(by=SYSTEM, at=last + timedelta(days=1)) == 1
    assert TipLetter.objects.count() == 2
    assert tips.erase_old_tips(by=SYSTEM, at=last + timedelta(days=101)) == 1
    assert (Tip.objects.count(), TipLetter.objects.count()) == (0, 0)


def test_holders_are_warned_thirty_days_before(vault: Vault, cast: Cast) -> None:
    tip(vault, of=OF, typed=code(), on=IN_2021)
    warned = [
        selectors.tips_in(cast.actor("chair"), vault, on=IN_2021 + timedelta(days=days))[0].is_soon_erased
        for days in (149, 150)
    ]
    assert warned == [False, True]


def test_a_file_holds_no_more_than_can_be_carried(vault: Vault, cast: Cast, at_2021, monkeypatch) -> None:
    for one in range(3):
        tip(vault, of=OF, typed=code(one), on=IN_2021)
    monkeypatch.setattr(bundles, "LIMIT", 2 * min(sealing.SEALED_SIZES))
    counts = [
        len(bundles.read_tips(tips.fetch(vault, again=False, by=cast.actor("chair"), at=at_2021))) for _ in range(3)
    ]
    assert counts == [2, 1, 0]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", json.dumps({"kind": "danbiet.answers", "version": 1, "answers": [1]})]
)
def test_what_is_no_carried_file_is_refused(vault: Vault, cast: Cast, at_2021, text: str) -> None:
    with pytest.raises(bundles.BundleRefused):
        tips.put(vault, text=text, by=cast.actor("chair"), at=at_2021)


def test_an_empty_box_and_a_wrong_code_cost_the_same(vault: Vault, django_assert_num_queries) -> None:
    """Same size, same single statement; medians of interleaved askings within 25 % of each other."""
    tip(vault, of=OF, typed=code(1), on=IN_2021)
    there, not_there = (boxes.opening(code(one)).box for one in (1, 2))
    for box in (there, not_there):
        with django_assert_num_queries(1):
            assert len(selectors.slots_of(box)) == boxes.SLOTS * boxes.SLOT_BYTES
    taken: dict[bytes, list[float]] = {there: [], not_there: []}
    for _ in range(200):
        for box, times in taken.items():
            begun = time.perf_counter()
            selectors.slots_of(box)
            times.append(time.perf_counter() - begun)
    first, second = (statistics.median(times) for times in taken.values())
    assert abs(first - second) < 0.25 * max(first, second)


def test_a_first_and_a_further_letter_are_kept_by_the_same_statements(vault: Vault, django_assert_num_queries) -> None:
    for _ in range(2):
        with django_assert_num_queries(4):  # savepoint, box, letter, release
            tip(vault, of=OF, typed=code(), on=IN_2021)


def test_places_that_ended_take_no_tips(vault: Vault) -> None:
    assert list(selectors.places_taking_tips(on=IN_2021)) == [vault.place]
    assert list(selectors.places_taking_tips(on=date(2026, 11, 23))) == []


def test_the_desk_of_a_holder_counts_letters_and_tells_nothing(vault: Vault, cast: Cast, at_2021) -> None:
    def asked(name: str) -> list[str]:
        return [row.title for row in selectors.desk_items(cast.actor(name), on=IN_2021)]

    assert not [name for name in cast.users if asked(name)]
    tip(vault, of=OF, typed=code(), on=IN_2021)
    assert sorted(name for name in cast.users if asked(name)) == ["chair", "inspector"]
    assert asked("chair") == ["Tin kín chưa lấy: 1"]


def test_a_vault_is_not_seen_on_a_day_before_its_place_began(country: Country, cast: Cast) -> None:
    place, chair = country.new_dong_ngac.unit, cast.users["chair"]
    holders = (chair, cast.users["wardchair"])
    installed(place, of=OF, holders=holders, admin=cast.users["admin"], at=clock.moment(IN_2026))
    assert len(selectors.vaults_of(chair.actor(IN_2026), on=IN_2026)) == 1
    assert len(selectors.desk_items(chair.actor(IN_2026), on=IN_2026)) == 1
    assert len(selectors.vaults_of(chair.actor(IN_2021), on=IN_2021)) == 0
    assert selectors.desk_items(chair.actor(IN_2021), on=IN_2021) == []
