"""Dialogues with a complainant: set for a day with the letters of invitation, and noted on it or after."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from danbiet.common import clock
from danbiet.common.actor import Actor, Damaged, say
from danbiet.places import selectors as places
from danbiet.voices.models import Case
from danbiet.voices.rules.dialogues import DialogueAhead, NotInvited, require_invited_in_time
from danbiet.voices.rules.letters import Letter, Recipient
from danbiet.voices.rules.stages import Act
from danbiet.voices.selectors.clocks import standing_of
from danbiet.voices.services.recording import Deed, Owing, change, require, written

CAME, ABSENT = "Người khiếu nại có mặt", "Người khiếu nại không đến, đã được mời kịp ngày"


def set_dialogue(case: Case, *, on_day: date, where: str, by: Actor, at: datetime) -> Case:
    """Set the day of a dialogue; since 2026-07-01 the letters go out at least 5 days before it (CPL-19). Another day
    than the one that was set takes the place of that one, and of its letters that did not go out."""
    on = clock.day(at)
    require(case, act=Act.DIALOGUE, by=by, on=on)
    if on_day <= on or not where.strip():
        raise Damaged(say("Ngày đối thoại phải sau hôm nay, và nêu rõ ở đâu."))
    require_invited_in_time(on_day, on=on, calendar=places.calendar_for(case.place, on=on))
    owing = Owing(Letter.DIALOGUE, on_day, address=where.strip(), day=on_day)
    told = f"{written(on_day)}, {where.strip()}"
    deed = Deed(Act.DIALOGUE, {"dialogue_on": on_day}, told=told, owing=(owing,), payload={"on": str(on_day)})
    with transaction.atomic():
        if standing_of(case).is_dialogue_set:
            case.notices.filter(letter=Letter.DIALOGUE.value, sent_on=None).delete()
        return change(case, deed=deed, by=by, at=at)


def note_dialogue(case: Case, *, came: bool, text: str, by: Actor, at: datetime) -> Case:
    """Note what came of a dialogue on its day or after: who settles, decides then. Whoever was invited in time and did
    not come holds up no decision; of anybody else it cannot be said that they stayed away."""
    on = clock.day(at)
    require(case, act=Act.NOTE_DIALOGUE, by=by, on=on)
    assert case.dialogue_on is not None
    if case.dialogue_on > on:
        raise DialogueAhead(say("Đối thoại hẹn ngày {day}: ghi từ ngày ấy."), day=written(case.dialogue_on))
    if not text.strip():
        raise Damaged(say("Ghi kết quả đối thoại và số biên bản: người gửi sẽ đọc."))
    if not came and not _was_invited(case):
        raise NotInvited(
            say("Chưa ghi là giấy mời đã gửi người khiếu nại kịp ngày đối thoại: hẹn lại và gửi giấy mời.")
        )
    told = f"{written(case.dialogue_on)}. {CAME if came else ABSENT}. {text.strip()}"
    fields = {"dialogue_held_on": case.dialogue_on}
    return change(case, deed=Deed(Act.NOTE_DIALOGUE, fields, told=told, payload={"came": came}), by=by, at=at)


def _was_invited(case: Case) -> bool:
    """Whether the complainant's letter for the day went out in time, which before 2026-07-01 is: before the day."""
    in_time = Q(due_on=None, sent_on__lt=F("event_on")) | Q(sent_on__lte=F("due_on"))
    letters = case.notices.filter(letter=Letter.DIALOGUE.value, recipient=Recipient.SENDER.value)
    return letters.filter(in_time, event_on=case.dialogue_on).exists()
