"""A process of its own: eight threads send the same form at once, five times; prints what the database then holds."""

import os
import threading
from datetime import UTC, date, datetime

import django

TIMES, HANDS = 5, 8


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from danbiet.places.models import Closure, Unit
    from danbiet.voices.models import Case, Sender, Step

    unit = Unit.objects.create(
        code="1",
        from_day=date(2010, 1, 1),
        tier="ward",
        kind="ward",
        name_vi="P",
        name_en="P",
        folded="p",
        sort_key="p",
    )
    Closure.objects.create(ancestor=unit, descendant=unit, depth=0, from_day=unit.from_day)
    codes = [len(set(sent(unit, f"form-{number}"))) for number in range(TIMES)]
    print(codes, Case.objects.count(), Step.objects.count(), Sender.objects.count())


def sent(unit: object, token: str) -> list[object]:
    """What each of the eight was answered."""
    answers: list[object] = []
    barrier = threading.Barrier(HANDS)
    hands = [threading.Thread(target=send, args=(unit, token, barrier, answers)) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return answers


def send(unit: object, token: str, barrier: threading.Barrier, answers: list[object]) -> None:
    from django.db import connection

    from danbiet.common.actor import ANONYMOUS
    from danbiet.voices import services
    from danbiet.voices.rules import Channel, Kind

    report = services.Report(Kind.REPORT, "Cống vỡ", Channel.WEB, unit, token=token, sender=services.Contact("A"))
    at = datetime(2026, 11, 23, tzinfo=UTC)
    barrier.wait()
    try:
        found = services.receive(report, by=ANONYMOUS, at=at, pepper=b"x", draw=os.urandom)
        answers.append((found.case.number, found.code))
    finally:
        connection.close()


if __name__ == "__main__":
    main()
