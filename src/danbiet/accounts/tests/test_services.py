"""Acts on accounts: each works, is refused by rule, is refused when not yours, and is recorded."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from danbiet.accounts import services
from danbiet.accounts.models import Holding, User
from danbiet.accounts.rules import GrantRefused, PersonRefused
from danbiet.accounts.selectors import PersonNotYours
from danbiet.accounts.services import Charge, Person
from danbiet.common.actor import SYSTEM, Conflict, NotAllowed, Role
from danbiet.ledger.models import Event, Opening
from tests.people import END_OF_DISTRICTS, IN_2021, IN_2026

PASSWORD = "mua-xuan-tren-song"


def charge(place, role=Role.WARD_OFFICER, **more) -> Charge:
    return Charge(role, place.unit, **{"from_day": IN_2021, "agency": place.committee, **more})


@pytest.fixture
def admin(cast):
    return cast.actor("admin")


@pytest.fixture
def chair(cast):
    return cast.actor("wardchair")


def events() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("act", flat=True))


def test_create_user_opens_an_account_with_its_first_role(country, admin, at_2021) -> None:
    user = services.create_user(
        by=admin, person=Person("an.nguyen", "Nguyễn Văn An", "an@example.vn"), password=PASSWORD,
        first=charge(country.dong_ngac), is_temporary=True, at=at_2021,
    )  # fmt: skip
    assert user.check_password(PASSWORD)
    assert user.has_temporary_password
    assert user.actor(IN_2021).places(Role.WARD_OFFICER) == {country.dong_ngac.unit.pk}
    assert events() == ["accounts.create_user"]
    assert Opening.objects.get(part="payload").value["holdings"][0]["role"] == "ward_officer"
    assert PASSWORD not in json.dumps(Opening.objects.get(part="payload").value)


@pytest.mark.parametrize(
    ("person", "password", "refusal"),
    [
        (Person("ward", "Trùng Tên"), PASSWORD, Conflict),
        (Person("WARD", "Trùng Tên"), PASSWORD, Conflict),
        (Person("a b", "Có Cách"), PASSWORD, services.PersonDamaged),
        (Person("ten", "  "), PASSWORD, services.PersonDamaged),
        (Person("ten", "Tên", "không phải thư"), PASSWORD, services.PersonDamaged),
        (Person("ten", "Tên", language="fr"), PASSWORD, services.PersonDamaged),
        (Person("ten", "Tên"), "12345678901", services.PersonDamaged),
        (Person("ten", "Tên"), "ngan", services.PersonDamaged),
    ],
)
def test_create_user_refuses_what_cannot_be_used(country, admin, at_2021, person, password, refusal) -> None:
    before = User.objects.count()
    with pytest.raises(refusal):
        services.create_user(by=admin, person=person, password=password, first=charge(country.dong_ngac), at=at_2021)
    assert (User.objects.count(), events()) == (before, [])


def test_create_user_needs_a_first_role_in_ones_own_places(country, admin, chair, at_2021) -> None:
    person = Person("ten", "Tên")
    with pytest.raises(NotAllowed):
        services.create_user(by=admin, person=person, password=PASSWORD, at=at_2021)
    with pytest.raises(GrantRefused):
        services.create_user(by=chair, person=person, password=PASSWORD, first=charge(country.xuan_dinh), at=at_2021)
    assert not User.objects.filter(username="ten").exists()


def test_grant_gives_a_role_and_records_it(country, cast, admin, at_2021) -> None:
    held = services.grant(by=admin, user=cast.users["stranger"], charge=charge(country.dong_ngac), at=at_2021)
    assert held.place == country.dong_ngac.unit
    event = Event.objects.get()
    assert (event.act, event.place) == ("accounts.grant", country.dong_ngac.unit.key)


@pytest.mark.parametrize("name", ["ward", "planner", "inspector", "resident", "stranger", "wardchair", "chair"])
def test_grant_is_refused_to_whoever_does_not_look_after_the_place(country, cast, at_2021, name) -> None:
    with pytest.raises(GrantRefused):
        services.grant(by=cast.actor(name), user=cast.users["city"], charge=charge(country.xuan_dinh), at=at_2021)
    assert events() == []


def test_a_leader_grants_working_roles_of_the_own_place_only(country, cast, chair, at_2021) -> None:
    services.grant(by=chair, user=cast.users["stranger"], charge=charge(country.dong_ngac), at=at_2021)
    for role in (Role.LEADER, Role.INSPECTOR, Role.ADMINISTRATOR):
        with pytest.raises(GrantRefused):
            services.grant(by=chair, user=cast.users["stranger"], charge=charge(country.dong_ngac, role), at=at_2021)


def test_nobody_grants_to_oneself(country, cast, admin, at_2021) -> None:
    with pytest.raises(GrantRefused):
        services.grant(by=admin, user=cast.users["admin"], charge=charge(country.dong_ngac), at=at_2021)


@pytest.mark.parametrize(
    "days",
    [
        {"from_day": date(2026, 1, 1)},
        {"from_day": date(2010, 1, 1)},
        {"until_day": date(2026, 1, 1)},
        {"until_day": IN_2021},
    ],
)
def test_grant_is_refused_outside_the_life_of_the_place(country, cast, at_2021, days) -> None:
    with pytest.raises(services.PeriodRefused):
        services.grant(
            by=SYSTEM,
            user=cast.users["stranger"],
            charge=charge(country.dong_ngac, **{"until_day": END_OF_DISTRICTS, **days}),
            at=at_2021,
        )


def test_grant_is_refused_with_an_agency_of_elsewhere(country, cast, admin, at_2021) -> None:
    with pytest.raises(services.PeriodRefused):
        services.grant(
            by=admin, user=cast.users["stranger"],
            charge=charge(country.dong_ngac, agency=country.xuan_dinh.committee, until_day=END_OF_DISTRICTS),
            at=at_2021,
        )  # fmt: skip


def test_the_same_role_is_not_held_twice(country, cast, admin, at_2021) -> None:
    ward = charge(country.dong_ngac, until_day=END_OF_DISTRICTS)
    with pytest.raises(services.AlreadyHeld):
        services.grant(by=admin, user=cast.users["ward"], charge=ward, at=at_2021)


def test_end_holding(country, cast, admin, at_2021) -> None:
    held = cast.users["ward"].holdings.get(place=country.dong_ngac.unit)
    services.end_holding(by=admin, holding=held, until_day=date(2021, 10, 1), at=at_2021)
    assert cast.actor("ward", date(2021, 9, 30)).has(Role.WARD_OFFICER)
    assert not cast.actor("ward", date(2021, 10, 1)).held
    assert events() == ["accounts.end_holding"]
    with pytest.raises(services.AlreadyDone):
        services.end_holding(by=admin, holding=held, until_day=date(2021, 10, 1), at=at_2021)


def test_end_holding_is_refused_before_it_began_and_to_strangers(country, cast, admin, chair, at_2021) -> None:
    held = cast.users["ward2"].holdings.get(place=country.xuan_dinh.unit)
    with pytest.raises(services.PeriodRefused):
        services.end_holding(by=admin, holding=held, until_day=held.from_day, at=at_2021)
    with pytest.raises(GrantRefused):
        services.end_holding(by=chair, holding=held, until_day=date(2022, 1, 1), at=at_2021)


def test_hand_over_moves_everybody_to_the_successor(country, cast, at_2021, at_2026) -> None:
    Holding.objects.filter(place=country.new_dong_ngac.unit).delete()
    given = services.hand_over(
        by=cast.actor("admin", IN_2026), old=country.dong_ngac.unit, new=country.new_dong_ngac.unit,
        on=END_OF_DISTRICTS, at=at_2026,
    )  # fmt: skip
    assert {row.user.username for row in given} == {"ward", "wardchair", "grouphead", "resident"}
    assert {row.agency_id for row in given} == {country.new_dong_ngac.committee.pk}
    assert cast.actor("ward", IN_2026).places() == {country.new_dong_ngac.unit.pk}
    assert cast.actor("ward", IN_2021).places() == {country.dong_ngac.unit.pk}
    assert events() == ["accounts.hand_over"]
    again = services.hand_over(
        by=SYSTEM, old=country.dong_ngac.unit, new=country.new_dong_ngac.unit, on=END_OF_DISTRICTS, at=at_2026
    )
    assert again == []


def test_hand_over_is_refused_out_of_a_unit_that_is_not_ones_own(country, cast, at_2026) -> None:
    services.grant(
        by=SYSTEM, user=cast.users["stranger"], at=at_2026,
        charge=Charge(Role.ADMINISTRATOR, country.new_dong_ngac.unit, END_OF_DISTRICTS),
    )  # fmt: skip
    with pytest.raises(GrantRefused):
        services.hand_over(
            by=cast.actor("stranger", IN_2026), old=country.xuan_dinh.unit, new=country.new_dong_ngac.unit,
            on=END_OF_DISTRICTS, at=at_2026,
        )  # fmt: skip
    assert cast.actor("ward2", date(2025, 6, 30)).has(Role.WARD_OFFICER)


def test_hand_over_of_some_people_and_not_yours(country, cast, at_2026) -> None:
    Holding.objects.filter(place=country.new_xuan_dinh.unit).delete()
    ways = {"old": country.dong_ngac.unit, "new": country.new_xuan_dinh.unit, "on": END_OF_DISTRICTS, "at": at_2026}
    with pytest.raises(GrantRefused):
        services.hand_over(by=cast.actor("wardchair", IN_2026), **ways)
    given = services.hand_over(by=SYSTEM, users=[cast.users["ward"]], **ways)
    assert [row.user.username for row in given] == ["ward"]


def test_disable_and_enable(cast, admin, at_2021) -> None:
    user = cast.users["ward"]
    services.disable_user(by=admin, user=user, reason="Nghỉ việc", at=at_2021)
    assert not User.objects.get(pk=user.pk).is_active
    assert user.holdings.exists()
    with pytest.raises(services.AlreadyDone):
        services.disable_user(by=admin, user=user, reason="Nghỉ việc", at=at_2021)
    services.enable_user(by=admin, user=user, reason="Đi làm lại", at=at_2021)
    assert events() == ["accounts.disable_user", "accounts.enable_user"]


@pytest.fixture
def district_admin(country, cast, at_2021):
    services.grant(
        by=SYSTEM, user=cast.users["stranger"], at=at_2021,
        charge=charge(country.district, Role.ADMINISTRATOR, until_day=END_OF_DISTRICTS),
    )  # fmt: skip
    return cast.actor("stranger")


def test_accounts_of_people_serving_elsewhere_too_are_not_yours(country, cast, district_admin, at_2021) -> None:
    with pytest.raises(PersonNotYours):
        services.disable_user(by=district_admin, user=cast.users["city"], reason="-", at=at_2021)
    with pytest.raises(PersonRefused):
        services.set_password(by=district_admin, user=cast.users["ward"], password=PASSWORD, at=at_2021)
    with pytest.raises(PersonRefused):
        services.set_password(by=district_admin, user=cast.users["stranger"], password=PASSWORD, at=at_2021)
    Holding.objects.filter(user=cast.users["ward"], from_day__gte=END_OF_DISTRICTS).delete()
    services.set_password(by=district_admin, user=cast.users["ward"], password=PASSWORD, at=at_2021)
    assert User.objects.get(username="ward").has_temporary_password


def test_a_leader_manages_no_account(cast, chair, at_2021) -> None:
    with pytest.raises(NotAllowed):
        services.disable_user(by=chair, user=cast.users["ward"], reason="-", at=at_2021)


def test_keep_password_clears_the_temporary_mark(cast, admin, at_2021) -> None:
    user = cast.users["ward"]
    services.set_password(by=admin, user=user, password=PASSWORD, at=at_2021)
    services.keep_password(user=user, password="mot cau dai de nho", at=at_2021)
    assert not User.objects.get(pk=user.pk).has_temporary_password
    assert events() == ["accounts.set_password", "accounts.change_password"]


def test_drop_second_factor(cast, admin, at_2021) -> None:
    from allauth.mfa.models import Authenticator

    user = cast.users["ward"]
    with pytest.raises(services.AlreadyDone):
        services.drop_second_factor(by=admin, user=user, reason="Mất máy", at=at_2021)
    Authenticator.objects.create(user=user, type="totp", data={})
    services.drop_second_factor(by=admin, user=user, reason="Mất máy", at=at_2021)
    assert not Authenticator.objects.exists()
    assert events() == ["accounts.drop_second_factor"]


def test_save_account_is_for_oneself(cast, at_2021) -> None:
    ways = {"name": "Trần Thị Bình", "email": "binh@example.vn", "language": "en", "at": at_2021}
    services.save_account(by=cast.actor("ward"), user=cast.users["ward"], **ways)
    assert User.objects.get(username="ward").language == "en"
    with pytest.raises(NotAllowed):
        services.save_account(by=cast.actor("admin"), user=cast.users["ward"], **ways)
    assert events() == ["accounts.save_account"]


def run(monkeypatch, *words: str, given: str = f"{PASSWORD}\n") -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    monkeypatch.setattr("sys.stdin", StringIO(given))
    try:
        call_command("create_administrator", *words, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_create_administrator(country, in_2021, monkeypatch) -> None:
    code, out, _ = run(monkeypatch, "--username", "quantri", "--place", "021", "--json")
    assert code == 0
    assert json.loads(out)["place"] == country.district.unit.key
    user = User.objects.get(username="quantri")
    assert user.actor(IN_2021).places(Role.ADMINISTRATOR) == {country.district.unit.pk}
    assert user.check_password(PASSWORD)
    assert events() == ["accounts.create_user"]


@pytest.mark.parametrize(
    ("words", "given"),
    [
        (("--username", "quantri", "--place", "99999"), f"{PASSWORD}\n"),
        (("--username", "quantri", "--place", "021"), "123\n"),
        (("--username", "quantri", "--place", "021"), ""),
        (("--username", "ward", "--place", "021"), f"{PASSWORD}\n"),
    ],
)
def test_create_administrator_refuses_and_changes_nothing(cast, in_2021, monkeypatch, words, given) -> None:
    before = User.objects.count()
    code, _, err = run(monkeypatch, *words, given=given)
    assert code == 2
    assert err.strip()
    assert (User.objects.count(), events()) == (before, [])
