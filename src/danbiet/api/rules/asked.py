"""What the address of a list asks for, read strictly: nothing that is not understood is passed over in silence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from danbiet.api.rules import Wrong
from danbiet.api.rules.catalogue import Service, service_of
from danbiet.common.actor import say

LONGEST = timedelta(days=90)
MONTH = timedelta(days=31)  # of updates at once: a place's last page reads all that happened anywhere in the window
RECENT = timedelta(hours=2)  # of updates, when no window is named
SIZE = 1000  # rows of a page, at most and unless fewer are asked for
DEEPEST = 100_000  # rows passed over
SPACED = re.compile(r" (?=\d\d:?\d\d$)")  # the plus of an offset that nobody escaped
STATES = ("open", "closed")


@dataclass(frozen=True)
class Window:
    """From a moment to another, both included."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Page:
    """Rows [first, first + size)."""

    first: int
    size: int


@dataclass(frozen=True)
class Asked:
    """A list of requests: of the numbers alone where there are any. `window` is None where `updated_after` stands."""

    numbers: tuple[str, ...]
    services: tuple[Service, ...]
    states: frozenset[str]
    window: Window | None
    updated_after: datetime | None
    page: Page
    is_extended: bool


def asked(query: Mapping[str, str], *, at: datetime) -> Asked:
    """Read the parameters of a list; an empty one counts as absent."""
    after = moment(query, "updated_after")
    if after and at - after > LONGEST:
        raise Wrong(say("{name} nhìn lại nhiều nhất 90 ngày."), name="updated_after")
    is_dated = bool(query.get("start_date") or query.get("end_date"))
    return Asked(
        numbers=_listed(query, "service_request_id"),
        services=tuple(service_of(code) for code in _listed(query, "service_code")),
        states=_states(query),
        window=None if after and not is_dated else window(query, at=at, usual=LONGEST),
        updated_after=after,
        page=page(query),
        is_extended=is_extended(query),
    )


def is_extended(query: Mapping[str, str]) -> bool:
    """Whether elements beyond the specification are wanted."""
    return query.get("extensions", "").strip().lower() == "true"


def moment(query: Mapping[str, str], name: str) -> datetime | None:
    """A moment with its offset from Greenwich; None where none is asked for."""
    typed = SPACED.sub("+", query.get(name, "").strip())
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None or "T" not in typed or found.tzinfo is None or not 2 < found.year < 9000:
        raise Wrong(
            say("{name} phải là ngày giờ kèm múi giờ, ví dụ 2026-11-23T08:00:00+07:00. Bạn gửi: {typed}"),
            name=name, typed=typed[:60],
        )  # fmt: skip
    return found


def window(query: Mapping[str, str], *, at: datetime, usual: timedelta, most: timedelta = LONGEST) -> Window:
    """The days asked for; an end that is not named lies as far away as usual, but not after now."""
    start, end = moment(query, "start_date"), moment(query, "end_date")
    if start is None:
        end = end or at
        start = end - usual
    end = end or min(start + most, max(at, start))
    if end < start:
        raise Wrong(say("end_date nằm trước start_date."))
    if end - start > most:
        raise Wrong(say("Một lần hỏi nhiều nhất {days} ngày. Hãy chia thành nhiều lần."), days=most.days)
    return Window(start, end)


def page(query: Mapping[str, str]) -> Page:
    """The page asked for."""
    size = _number(query, "page_size", usual=SIZE, most=SIZE)
    first = (_number(query, "page", usual=1, most=DEEPEST) - 1) * size
    if first >= DEEPEST:
        raise Wrong(say("Trang quá xa: đọc nhiều nhất {most} dòng. Hãy thu hẹp ngày."), most=DEEPEST)
    return Page(first, size)


def _number(query: Mapping[str, str], name: str, *, usual: int, most: int) -> int:
    typed = query.get(name, "").strip()
    if not typed:
        return usual
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 9 and 1 <= int(typed) <= most):
        raise Wrong(say("{name} phải là số từ 1 tới {most}."), name=name, most=most)
    return int(typed)


def _listed(query: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in query.get(name, "").split(",") if part.strip())
    if len(found) > SIZE:
        raise Wrong(say("{name}: nhiều nhất {most} giá trị một lần."), name=name, most=SIZE)
    return found


def _states(query: Mapping[str, str]) -> frozenset[str]:
    found = frozenset(_listed(query, "status")) or frozenset(STATES)
    if not found <= set(STATES):
        raise Wrong(say("status chỉ có open và closed."))
    return found
