"""A process of its own: two officers merge two cases into each other at once, six times; prints what came of it.

On the database of `DATABASE_URL` where one is named, so that PostgreSQL is asked with the same words.
"""

import os
import threading
from datetime import UTC, date, datetime

import django

TIMES = 6
AT = datetime(2026, 11, 23, 3, tzinfo=UTC)


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from danbiet.accounts.models import User
    from danbiet.common.actor import Actor, Held, Role
    from danbiet.places.models import Closure, Unit

    names = {"name_vi": "P", "name_en": "P", "folded": "p", "sort_key": "p"}
    unit = Unit.objects.create(code="1", from_day=date(2010, 1, 1), tier="ward", kind="ward", **names)
    Closure.objects.create(ancestor=unit, descendant=unit, depth=0, from_day=unit.from_day)
    user = User.objects.create(username="ward")
    officer = Actor(user.pk, "ward", (Held(Role.WARD_OFFICER, unit.pk),))
    outcomes = [crossed(unit, officer) for _ in range(TIMES)]
    is_same = all(one == outcomes[0] for one in outcomes)
    print(f"{outcomes[0]} * {TIMES}" if is_same else outcomes)


def crossed(unit: object, officer: object) -> list[object]:
    """What the two were answered, and how many of the two cases are still open."""
    from danbiet.common.actor import ANONYMOUS
    from danbiet.voices import services
    from danbiet.voices.models import Case
    from danbiet.voices.rules import Channel, Kind

    report = services.Report(Kind.REPORT, "Cống vỡ", Channel.WEB, unit)
    keys = [
        services.receive(report, by=ANONYMOUS, at=AT, pepper=b"x", draw=os.urandom).case.pk for _ in range(2)
    ]  # fmt: skip
    answers: list[str] = []
    barrier = threading.Barrier(2)
    hands = [
        threading.Thread(target=merge, args=(officer, *order, barrier, answers)) for order in (keys, keys[::-1])
    ]  # fmt: skip
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return [sorted(answers), Case.objects.filter(pk__in=keys, is_open=True).count()]


def merge(officer: object, one: int, into: int, barrier: threading.Barrier, answers: list[str]) -> None:
    from django.db import connection

    from danbiet.voices import services
    from danbiet.voices.models import Case

    rows = Case.objects.select_related("place")
    read = [rows.get(pk=one), rows.get(pk=into)]
    barrier.wait()
    try:
        services.merge(read[0], into=read[1], by=officer, at=AT)
        answers.append("merged")
    except services.CaseChanged:
        answers.append("CaseChanged")
    finally:
        connection.close()


if __name__ == "__main__":
    main()
