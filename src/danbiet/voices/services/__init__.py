"""Everything that can happen to a case: one function per act, one transaction, one event; `receive` takes it in."""

from danbiet.voices.services.answering import (
    Answer,
    SameOfficer,
    answer,
    post_decision,
    promise,
    recheck,
    send_decision,
    send_notice,
)
from danbiet.voices.services.cases import AnotherReport, Contact, Picture, Received, Report, receive
from danbiet.voices.services.dialogues import note_dialogue, set_dialogue
from danbiet.voices.services.forwarding import AlreadyNamed, Through
from danbiet.voices.services.handling import (
    Expected,
    Given,
    Refusing,
    accept,
    assign,
    assign_many,
    hand_over,
    name_forwarder,
    reclassify,
    refuse,
    transfer,
)
from danbiet.voices.services.hearing import (
    Written,
    agree,
    contest,
    hide_name,
    rate,
    reply,
    write,
)
from danbiet.voices.services.joining import Part, link, merge, split
from danbiet.voices.services.keeping import daily, forget_senders
from danbiet.voices.services.publishing import Copy, publish, redact, withdraw
from danbiet.voices.services.reception import Session, Visit, add_visit, keep_day, miss_day, move_day, post_day
from danbiet.voices.services.recording import CaseChanged
from danbiet.voices.services.recounting import recount
from danbiet.voices.services.timing import call_complex, extend, resume, set_term, suspend

__all__ = [
    "AlreadyNamed", "AnotherReport", "Answer", "CaseChanged", "Contact", "Copy", "Expected", "Given", "Part",
    "Picture", "Received", "Refusing", "Report", "SameOfficer", "Session", "Through", "Visit", "Written", "accept",
    "add_visit", "agree", "answer", "assign", "assign_many", "call_complex", "contest", "daily", "extend",
    "forget_senders", "hand_over", "hide_name", "keep_day", "link", "merge", "miss_day", "move_day",
    "name_forwarder", "note_dialogue", "post_day", "post_decision", "promise", "publish", "rate", "receive",
    "recheck", "reclassify", "recount", "redact", "refuse", "reply", "resume", "send_decision", "send_notice",
    "set_dialogue", "set_term", "split", "suspend", "transfer", "withdraw", "write",
]  # fmt: skip
