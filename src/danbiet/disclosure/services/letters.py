"""Letters about new disclosures: asked for twice over, ended by one press, at most one a day to an address."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, SYSTEM, Damaged, NotYours, say
from danbiet.disclosure.models import Subscription
from danbiet.disclosure.selectors import letters
from danbiet.disclosure.selectors.receipts import letter_token, token_hash
from danbiet.ledger import services as ledger
from danbiet.places.models import Unit

AGAIN = timedelta(hours=1)  # between two letters of confirmation to one address
MOST = 500  # letters in one run; the rest go in the next
FAILURES = 5  # days on which no letter could be sent, before an address is given up


class AddressRefused(Damaged):
    """What was typed is not an address of e-mail."""


class UnknownLetter(NotYours):
    """No subscription bears the token: it was ended, or never was."""


class LetterNotSent(Damaged):
    """The mail server did not take the letter of confirmation; nothing is kept."""


def subscribe(place: Unit, *, email: str, language: str, base_url: str, at: datetime) -> None:
    """Ask for letters about a place: a letter of confirmation goes out, and nothing more before it is answered.

    Whether the address was known is never said; the same address asked for again within the hour gets no second letter.
    The row is written before the letter is handed over: nobody waits for the database while a mail server thinks.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise AddressRefused(say("Địa chỉ thư không đúng, ví dụ đúng: ten@example.vn.")) from None
    with transaction.atomic():
        row = Subscription.objects.filter(place=place, email=address).first()
        if row and (row.confirmed_at or row.asked_at > at - AGAIN):
            return
        salt = secrets.token_hex(16)
        Subscription.objects.filter(place=place, email=address).delete()
        row = Subscription.objects.create(
            place=place, email=address, language=language, salt=salt, token=token_hash(letter_token(salt)),
            asked_at=at, seen_at=at,
        )  # fmt: skip
    try:
        _message(letters.confirmation(row, base_url=base_url)).send()
    except OSError as error:
        Subscription.objects.filter(pk=row.pk, confirmed_at=None).delete()
        raise LetterNotSent(say("Máy chủ thư chưa nhận thư xác nhận. Thử lại sau ít phút.")) from error


def confirm(token: str, *, at: datetime) -> Subscription:
    """The address answered: letters begin with what is published from now on."""
    with transaction.atomic():
        row = _row(token)
        if row.confirmed_at is None:
            row.confirmed_at = row.seen_at = at
            row.save(update_fields=["confirmed_at", "seen_at"])
            _record("confirm_letters", row.pk, row.place, at=at)
    return row


def stop(token: str, *, is_everything: bool, at: datetime) -> int:
    """End the letters about one place, or all letters to the address, and erase it; how many were ended."""
    with transaction.atomic():
        row = _row(token)
        rows = Subscription.objects.filter(email=row.email) if is_everything else Subscription.objects.filter(pk=row.pk)
        ended = list(rows.select_related("place"))
        for one in ended:
            _record("stop_letters", one.pk, one.place, at=at)
        rows.delete()
    return len(ended)


def _row(token: str) -> Subscription:
    row = Subscription.objects.filter(token=token_hash(token)).select_related("place").first()
    if row is None:
        raise UnknownLetter(say("Không còn đăng ký nhận thư này: đã thôi nhận, hoặc quá hạn xác nhận."))
    return row


def forget_unconfirmed(*, before: datetime) -> int:
    """Erase addresses that never answered; called by the daily tick, no act of anybody."""
    return Subscription.objects.filter(confirmed_at=None, asked_at__lt=before).delete()[0]


def send_letters(*, at: datetime, base_url: str, most: int = MOST) -> tuple[int, int]:
    """Send what is new, one letter a day to an address: how many were sent, how many failed and wait for tomorrow.

    A letter is marked as sent before it is handed over, so that a run that breaks off never sends it twice.
    """
    on, sent, failed = clock.day(at), 0, 0
    connection = get_connection()
    for email in letters.addresses_due(on=on, at=at, most=most):
        rows = letters.rows_of(email)
        letter = letters.news(rows, at=at, base_url=base_url)
        before = _claim(rows, on=on, at=at)
        if letter is None or not before:
            continue
        try:
            connection.send_messages([_message(letter)])
            sent += 1
        except OSError:
            _give_back(rows, before)
            failed += 1
    if sent or failed:
        _note(sent, failed, at=at)
    return sent, failed


def _claim(rows: Sequence[Subscription], *, on: date, at: datetime) -> dict[int, datetime]:
    """Mark the rows as lettered today, unless another run did; what each had seen before."""
    with transaction.atomic():
        keys = [row.pk for row in rows]
        found = Subscription.objects.select_for_update().filter(pk__in=keys).exclude(lettered_on=on)
        before = {row.pk: row.seen_at for row in found}
        Subscription.objects.filter(pk__in=before).update(lettered_on=on, seen_at=at)
    return before


def _give_back(rows: Sequence[Subscription], before: dict[int, datetime]) -> None:
    """The letter could not be handed over: what it told is new again tomorrow; who cannot be reached is given up."""
    with transaction.atomic():
        for row in rows:
            again = Subscription.objects.filter(pk=row.pk)
            if row.failures + 1 >= FAILURES:
                again.delete()
            elif row.pk in before:
                again.update(seen_at=before[row.pk], failures=row.failures + 1)


def _message(letter: letters.Letter) -> EmailMessage:
    return EmailMessage(letter.subject, letter.body, to=[letter.to], headers=dict(letter.headers))


def _note(sent: int, failed: int, *, at: datetime) -> None:
    with transaction.atomic():
        ledger.record(
            by=SYSTEM, act="disclosure.send_letters", target="disclosure.letters", place="",
            payload={"sent": sent, "failed": failed}, at=at,
        )  # fmt: skip


def _record(act: str, pk: int, place: Unit, *, at: datetime) -> None:
    """The act without the address: who reads what is nobody's business."""
    ledger.record(
        by=ANONYMOUS,
        act=f"disclosure.{act}",
        target=f"disclosure.subscription/{pk}",
        place=place.key,
        payload={},
        at=at,
    )
