"""What is shown, kept and forgotten: words withheld until a person sorted them, names of senders, denunciations."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Greatest, Replace

from danbiet.common import clock, files
from danbiet.common.actor import SYSTEM, Actor, Conflict, say
from danbiet.voices.models import Case, Sender, Sorting
from danbiet.voices.rules.router import Paper, Proposal
from danbiet.voices.rules.searching import folded
from danbiet.voices.rules.stages import Act
from danbiet.voices.rules.terms import FORGET_AFTER
from danbiet.voices.selectors.joined import of_one_sender
from danbiet.voices.services.cases import WITHHELD, heading
from danbiet.voices.services.recording import Deed, record, step

AT_ONCE = 500
# Heard as this, or as nothing for sure: whoever takes it up says by that of what kind it is.
MILD = ("", Paper.REPORT.value, Paper.PETITION.value)
ERASED = say("(Đã xóa: đây là tố cáo, không nhận qua mạng.)")
TITLE = say("Tố cáo gửi nhầm kênh")


class KindNotConfirmed(Conflict):
    """Something graver was heard in the words, and no person has said yet of what kind they are."""


def require_sorted(case: Case, *, takes_up: bool = False) -> None:
    """Refuse what may be a denunciation, or was heard as something graver than feedback, and waits for a person.
    Taking it up says of what kind a case is whose words were withheld for a doubt alone."""
    grave = ~Q(proposed__in=MILD)
    unclear = grave if takes_up else grave | Q(is_withheld=True)
    if Sorting.objects.filter(unclear, case=case, settled_at=None).exists():
        raise KindNotConfirmed(say("Chưa ai xác nhận đây là loại đơn gì. Xác nhận hoặc đổi loại trước."))


def forget_senders(*, at: datetime, most: int = AT_ONCE) -> int:
    """Empty name and contact of senders whose cases were closed long ago: one event for each, at most so many."""
    on = clock.day(at)
    old = Case.objects.filter(is_open=False, closed_on__lte=on - FORGET_AFTER, sender__erased_on=None)
    forgotten = 0
    for case in old.filter(sender__isnull=False).select_related("place").order_by("pk")[:most]:
        with transaction.atomic():
            kept = Sender.objects.filter(case=case, erased_on=None)
            kept.update(name="", phone="", email="", address="", erased_on=on)
            deed = Deed(Act.FORGET, payload={"closed_on": str(case.closed_on)})
            step(case, deed=deed, by=SYSTEM, at=at)
            record(case, deed=deed, by=SYSTEM, at=at)
        forgotten += 1
    return forgotten


def settle(case: Case, *, by: Actor, at: datetime, is_shown: bool = True) -> None:
    """What a person decided needs no router any more; words that were withheld take their places in lists and index,
    unless they are erased in the same act."""
    waiting = Sorting.objects.filter(case=case, settled_at=None)
    if is_shown and case.title == WITHHELD and waiting.filter(is_withheld=True).exists():
        _show(case)
    # Two machines' clocks may differ: what came is settled not before it came.
    waiting.update(settled_at=Greatest("at", Value(at, DateTimeField())), settled_by_id=by.user)


def lay_out(case: Case, *, heard: Proposal, is_withheld: bool, at: datetime) -> None:
    """Lay a case on the sorting list with what was heard in its words; once more if it was there, in a row of its own,
    so that nobody confirms from an old page what they have not read."""
    words = list(heard.guards or (heard.kinds[0].words if heard.kinds else ()))
    kind = heard.kind.value if isinstance(heard.kind, Paper) else ""
    Sorting.objects.filter(case=case).delete()
    Sorting.objects.create(case=case, place=case.place, proposed=kind, words=words, at=at, is_withheld=is_withheld)


def _show(case: Case) -> None:
    neutral, case.title = case.title, heading(case.text)
    case.folded = folded(case.number, case.title, case.text, case.address)
    Case.objects.filter(pk=case.pk).update(title=case.title, folded=case.folded)
    drafts = case.notices.filter(sent_on=None)
    drafts.update(text=Replace("text", Value(neutral), Value(case.title)))


def erase_words(case: Case, *, on: date) -> None:
    """Keep nothing of what was sent, nor of who sent it: a denunciation that came by the wrong channel.

    Whoever denounces is a state secret that no networked machine may hold (Luật 25/2018/QH14, điều 8(3), 56).
    """
    pictures = list(case.photos.values_list("sha256", flat=True))
    case.photos.all().delete()
    for sha256 in pictures:
        files.forget(sha256)
    case.messages.update(text=str(ERASED))
    case.steps.exclude(act=Act.REFUSE.value).update(told="", note="")  # they tell what was contested, asked, answered
    case.notices.update(text=str(ERASED), forwarding=None, addressee="")  # their drafts hold the title
    case.forwardings.all().delete()
    named = Sender.objects.filter(case__in=of_one_sender(case), erased_on=None)  # parts, too, lead to who denounced
    named.update(name="", phone="", email="", address="", erased_on=on)
    text, title = str(ERASED), str(TITLE)
    Case.objects.filter(pk=case.pk).update(
        text=text, title=title, folded=folded(case.number, title, text), address="", latitude=None, longitude=None,
        content_hash="", recheck_finding="", public_summary="", public_answer="",
    )  # fmt: skip
    Sorting.objects.filter(case=case).update(words=[])
    case.refresh_from_db()


def daily(*, at: datetime) -> dict[str, int]:
    """Everything due on a day; safe to run twice."""
    return {"senders": forget_senders(at=at)}
