"""When a dialogue comes before the decision on a complaint, and by when people are invited to it (CPL-18, CPL-19)."""

from datetime import date

from danbiet.common.actor import Conflict, Damaged, say
from danbiet.law.calendar import Calendar
from danbiet.law.deadlines import deadline
from danbiet.law.duties import duty
from danbiet.voices.rules import COMPLAINTS, Kind, Outcome

INVITING = "CPL-19"
# Claim and findings differ where not all is given that was claimed; what could not be verified has no findings.
DIFFERING = frozenset({Outcome.REFUSED, Outcome.PARTLY})


class NoDialogue(Conflict):
    """The law asks for a dialogue before this decision, and none was noted."""


class InvitedTooLate(Damaged):
    """The day is so near that the letters would go out later than the law allows."""


class DialogueAhead(Conflict):
    """The day on which the dialogue is set has not come."""


class NotInvited(Conflict):
    """Somebody who was not told of a dialogue in time did not miss it."""


def asks_dialogue(kind: Kind, outcome: Outcome) -> bool:
    """Whether a dialogue comes before the decision: always in the second complaint, in the first where claim and
    findings differ (Luật 02/2011/QH13, điều 30(1), 39)."""
    return kind is Kind.COMPLAINT_SECOND or (kind in COMPLAINTS and outcome in DIFFERING)


def require_dialogue(kind: Kind, outcome: Outcome, *, held_on: date | None) -> None:
    """Raise NoDialogue with the article."""
    if held_on is not None or not asks_dialogue(kind, outcome):
        return
    if kind is Kind.COMPLAINT_SECOND:
        raise NoDialogue(
            say(
                "Khiếu nại lần hai phải đối thoại trước khi quyết định (Luật 02/2011/QH13, điều 39). "
                "Hẹn ngày, rồi ghi kết quả đối thoại."
            )
        )
    raise NoDialogue(
        say(
            "Kết quả khác yêu cầu của người khiếu nại: phải đối thoại trước khi quyết định (Luật 02/2011/QH13, "
            "điều 30(1)). Hẹn ngày, rồi ghi kết quả đối thoại."
        )
    )


def require_invited_in_time(on_day: date, *, on: date, calendar: Calendar) -> None:
    """Raise InvitedTooLate for a day to which nobody can be invited any more as long before as the law asks; no law
    sets a day before 2026-07-01."""
    if not duty(INVITING).in_force(on):
        return
    found = deadline(INVITING, on=on_day, calendar=calendar)
    if found.due and found.due < on:
        raise InvitedTooLate(
            say(
                "Giấy mời đối thoại gửi trước ít nhất {n} ngày (Nghị định 155/2026/NĐ-CP, điều 11): cho ngày {day} thì "
                "phải gửi chậm nhất {due}, đã qua. Chọn ngày muộn hơn."
            ),
            n=found.n or 0, day=f"{on_day:%d/%m/%Y}", due=f"{found.due:%d/%m/%Y}",
        )  # fmt: skip
