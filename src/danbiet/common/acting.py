"""How every form is answered: one act, then a redirect; a form that cannot be used comes back with 422."""

import secrets
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac

from danbiet.common import clock
from danbiet.common.access import told
from danbiet.common.actor import Damaged, Repeated
from danbiet.law.calendar import OutsideCalendar

LONGEST_KEY = 19  # digits; a database counts no further


class Once(Protocol):
    """Runs an act under the token of its form, in one transaction; raises `Repeated` for a form sent before."""

    def __call__(self, token: str, *, at: datetime) -> AbstractContextManager[None]: ...


def token() -> str:
    """The mark of one rendering of a page; each form on it adds its own name."""
    return secrets.token_urlsafe(12)


def receipt_pepper() -> bytes:
    """The secret that makes the hash of a receipt code useless to whoever reads the database alone: the same in every
    part, so that a case that goes from one part to another keeps its code. With another secret key no code opens."""
    return salted_hmac("disclosure.receipt", "pepper", algorithm="sha256").digest()


def secret_mark() -> str:
    """What two installations with the same secret key have in common, and nobody can tell the key from."""
    return salted_hmac("danbiet.secret", "mark", algorithm="sha256").hexdigest()


def answered(
    request: HttpRequest,
    form: Form | None,
    do: Callable[[], object],
    *,
    once: Once,
    back: str,
    again: Callable[[], HttpResponse],
) -> HttpResponse:
    """Do the act of a form once and go back; what is wrong with the form is shown on the page it came from."""
    if form is not None and not form.is_valid():
        return _refused(again)
    try:
        with once(request.POST.get("token", ""), at=clock.now(request)):
            do()
    except Repeated:
        return redirect(back)
    except (Damaged, OutsideCalendar) as error:
        if form is None:
            raise
        form.add_error(None, told(error))
        return _refused(again)
    return redirect(back)


def _refused(again: Callable[[], HttpResponse]) -> HttpResponse:
    answer = again()
    answer.status_code = 422
    return answer


def keys(values: Iterable[str]) -> list[int]:
    """The keys of rows that were ticked; whatever no row can have is left out."""
    return [int(value) for value in values if value.isdecimal() and len(value) < LONGEST_KEY]


def page_number(request: HttpRequest) -> int:
    """The page asked for; anything that is not a number is the first."""
    asked = request.GET.get("page", "1")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1
