"""What residents bring and what becomes of it (data/voices.toml), played in the order of moments between other acts."""

import hashlib
import re
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial

from danbiet.api import selectors as programs_read
from danbiet.api import services as programs
from danbiet.api.rules.catalogue import Service
from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, Actor
from danbiet.demo.rules import KEY, SEED, Act, Row, heard
from danbiet.demo.services.papers import minutes, slab_picture
from danbiet.demo.services.people import Cast, moment, unit
from danbiet.demo.services.sealed import Sealed
from danbiet.plans import services as plans
from danbiet.plans.models import Task
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Notice, ReceptionDay
from danbiet.voices.rules import Channel, Kind, Outcome, Refused, Subject, Urgency
from danbiet.voices.rules.letters import Forwarder
from danbiet.voices.rules.receiving import Receiver, Result
from danbiet.voices.rules.router import propose
from danbiet.voices.rules.terms import Term, What
from danbiet.voices.services import intake
from danbiet.voices.services.intake import code_of

HOURS = (time(8), time(11, 30))
TRY = ("lid", "tofu", "road")  # cases whose codes are given out, so that everybody can open their pages


@dataclass
class Residents:
    """The acts that are left, in order; each is played once, when the story comes to its moment."""

    cast: Cast
    left: deque[tuple[datetime, Act]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        acts = [*self._terms(), *self._calendars(), *self._keys(), *self._lives(), *Sealed(self.cast).acts()]
        self.left.extend(sorted(acts, key=lambda act: act[0]))

    def until(self, day: date, hour: int = 0, minute: int = 0) -> None:
        """Play everything before a moment."""
        end = clock.moment(day, time(hour, minute))
        while self.left and self.left[0][0] < end:
            self.left.popleft()[1]()

    def _terms(self) -> Iterable[tuple[datetime, Act]]:
        for row in heard()["term"]:
            for what in (What.REPORT, What.PETITION):
                term = Term(row[what.value], "working_days", row["source"])
                yield moment(row["at"]), partial(self._term, row, what, term)

    def _term(self, row: Row, what: What, term: Term) -> None:
        at = moment(row["at"])
        services.set_term(unit(row["place"], at), what=what, term=term, by=self.cast.actor(row["who"], at), at=at)

    def _calendars(self) -> Iterable[tuple[datetime, Act]]:
        for row in heard()["calendar"]:
            for day in row["days"]:
                yield moment(row["posted"]), partial(self._post, row, day["on"])
                if "told" in day:
                    yield moment(day["told"]), partial(self._tell, row, day)

    def _post(self, row: Row, on: date) -> None:
        at = moment(row["posted"])
        session = services.Session(on, Receiver.CHAIR, *HOURS, row["where"])
        services.post_day(unit(row["place"], at), session=session, by=self.cast.actor(row["who"], at), at=at)

    def _tell(self, row: Row, told: Row) -> None:
        at = moment(told["told"])
        by = self.cast.actor(row["who"], at)
        day = ReceptionDay.objects.select_related("place").get(place=unit(row["place"], at), on=told["on"])
        if "missed" in told:
            services.miss_day(day, reason=told["missed"], by=by, at=at)
            return
        for seen in told["visits"]:
            promised = (seen["promise"], seen["due"]) if "promise" in seen else None
            visit = services.Visit(
                seen["people"], Subject(seen["subject"]), seen["summary"], Result(seen["result"]), promised=promised
            )
            services.add_visit(day, visit=visit, by=by, at=at)
        services.keep_day(day, by=by, at=at)

    def _keys(self) -> Iterable[tuple[datetime, Act]]:
        for row in heard()["key"]:
            yield moment(row["at"]), partial(self._give_key, row)

    def _give_key(self, row: Row) -> None:
        at = moment(row["at"])
        holder = programs.Holder(row["name"], row["contact"], unit(row["place"], at))
        programs.make_key(holder, by=self.cast.actor(row["who"], at), at=at, draw=lambda n: SEED[:n])

    def _lives(self) -> Iterable[tuple[datetime, Act]]:
        for row in heard()["case"]:
            yield moment(row["sent"]), partial(self._send, row)
            for act in row.get("life", ()):
                yield moment(act["at"]), partial(self._act, row["key"], act)

    def _send(self, row: Row) -> None:
        at = moment(row["sent"])
        if row.get("by_program"):
            _post(row, at)
            return
        by = self.cast.actor(row["entered"], at) if "entered" in row else ANONYMOUS
        intake.send(
            _report(row, at), reading=intake.Reading(propose(row["text"])), by=by, at=at, pepper=selectors.pepper(),
            draw=secrets.token_bytes,
        )  # fmt: skip

    def _act(self, key: str, act: Row) -> None:
        at, case = moment(act["at"]), part_of(key) if act.get("part") else case_of(key)
        if "who" not in act:
            BY_SENDER[act["do"]](case, act, at)
            return
        by = self.cast.actor(act["who"], at)
        BY_OFFICE[act["do"]](case, act, {"by": by, "at": at})
        if act.get("letters", True):
            _send_letters(case, by=by, at=at)


def _send_letters(case: Case, *, by: Actor, at: datetime) -> None:
    """What the act owed is sent at once; a blank of the draft is filled with what was done."""
    for letter in Notice.objects.filter(case=case, sent_on=None).select_related("case__place"):
        text = re.sub(r"\[[^\]]*\]", str(case.outcome_word or case.state_word).lower(), letter.text)
        services.send_notice(letter, text=text, reference="(minh họa)", by=by, at=at)


def _report(row: Row, at: datetime) -> services.Report:
    contact = services.Contact(
        row.get("name", ""), row.get("phone", ""), row.get("email", ""), row.get("home", ""), row.get("wants", "code")
    )
    return services.Report(
        kind=Kind(row.get("kind", "report")), text=row["text"], channel=Channel(row.get("channel", "web")),
        place=unit(row["place"], at), subject=Subject(row["subject"]), urgency=Urgency(row.get("urgency", "ordinary")),
        address=row.get("address", ""), point=tuple(row["point"]) if "point" in row else None, sender=contact,
        token=token_of(row["key"]),
    )  # fmt: skip


def _post(row: Row, at: datetime) -> None:
    key, service = programs_read.key_by(KEY), Service(Subject(row["subject"]), Kind(row.get("kind", "report")))
    posted = programs.Posted(
        service, row["text"], programs_read.placed(programs_read.Spot(row["place"]), key=key, on=clock.day(at)),
        row["address"], tuple(row["point"]) if "point" in row else None, photos=_pictures(row), same=(row["key"],),
    )  # fmt: skip
    programs.take(posted, key=key, at=at, pepper=selectors.pepper(), draw=secrets.token_bytes)


def _pictures(row: Row) -> tuple[services.Picture, ...]:
    if "photo" not in row:
        return ()
    is_mended = row["photo"] == "mended"
    name = "anh-sau-khi-lam.png" if is_mended else "anh-hien-truong.png"
    return (services.Picture(name, slab_picture(is_mended=is_mended)),)


def token_of(key: str) -> str:
    """The mark of the form of a case of the story, or of the post by which the program sent it."""
    row = next(row for row in heard()["case"] if row["key"] == key)
    if not row.get("by_program"):
        return f"demo-{key}"
    ward = unit(row["place"], moment(row["sent"]))
    return programs.mark(programs_read.key_by(KEY), same=(key,), at_place=ward.key)


def case_of(key: str) -> Case:
    """The case of a key, as it is now."""
    digest = hashlib.sha256(token_of(key).encode()).hexdigest()
    return Case.objects.select_related("place", "agency", "merged_into").get(token_hash=digest)


def part_of(key: str) -> Case:
    """The second matter that was split off the case of a key."""
    return Case.objects.select_related("place", "agency", "merged_into").get(origin_number=case_of(key).number)


def codes() -> list[tuple[str, str]]:
    """(receipt code, title) of a few cases, to open their pages with."""
    found = [(code_of(token_of(key), pepper=selectors.pepper()), key) for key in TRY]
    rows = {row["key"]: row["text"] for row in heard()["case"]}
    return [(code, rows[key]) for code, key in found]


def _answer(act: Row) -> services.Answer:
    promised = (act["promise"], act["due"]) if "promise" in act else None
    return services.Answer(Outcome(act["outcome"]), act["text"], _pictures(act), promised)


def _refused(act: Row) -> services.Refusing:
    return services.Refusing(Refused(act["class"]), act["text"], act["address"])


def _split(case: Case, act: Row, doing: Row) -> object:
    part = services.Part(act["text"], Kind(act["kind"]), Subject(act["subject"]))
    return services.split(case, part=part, **doing)


def _dialogue(case: Case, act: Row, doing: Row) -> object:
    return services.set_dialogue(case, on_day=act["on"], where=act["text"], **doing)


def _reclassify(case: Case, act: Row, doing: Row) -> object:
    return services.reclassify(case, kind=Kind(act["kind"]), reason=act["text"], **doing)


def _report_promise(case: Case, act: Row, doing: Row) -> object:
    """The unit reports the promised work as done, with a paper; `keep` is the word of somebody outside it."""
    task = _promised(case)
    on = clock.day(doing["at"])
    paper = minutes(ward=case.place.name_vi, what=task.product, on=on, found=act["text"])
    return plans.report_progress(task, report=plans.Report(act["text"], files=(paper,), claims_done=True), **doing)


def _keep_promise(case: Case, act: Row, doing: Row) -> object:
    note = _promised(case).notes.select_related("task__plan__place", "agency__place").latest("at")
    return plans.accept(note, **doing)


def _promised(case: Case) -> Task:
    return Task.objects.select_related("item", "plan__place", "lead_agency").get(promise__case=case)


def _publish(case: Case, act: Row, doing: Row) -> object:
    shown = list(case.photos.values_list("pk", flat=True)) if act.get("photos") else []
    return services.publish(case, photos=shown, **doing)


BY_OFFICE: dict[str, Callable[[Case, Row, Row], object]] = {
    "accept": lambda case, act, doing: services.accept(case, told=act.get("told", ""), **doing),
    "answer": lambda case, act, doing: services.answer(case, given=_answer(act), **doing),
    "recheck": lambda case, act, doing: services.recheck(case, given=_answer(act), **doing),
    "refuse": lambda case, act, doing: services.refuse(case, refusing=_refused(act), **doing),
    "merge": lambda case, act, doing: services.merge(case, into=case_of(act["into"]), **doing),
    "split": _split,
    "dialogue": _dialogue,
    "reclassify": _reclassify,
    "name_forwarder": lambda case, act, doing: services.name_forwarder(
        case, forwarder=Forwarder(act["forwarder"]), name=act["text"], **doing
    ),
    "hand_over": lambda case, act, doing: services.hand_over(case, to=act["text"], number=act["number"], **doing),
    "send_decision": lambda case, act, doing: services.send_decision(case, reference=act["text"], **doing),
    "suspend": lambda case, act, doing: services.suspend(case, reason=act["text"], **doing),
    "extend": lambda case, act, doing: services.extend(case, until=act["until"], reason=act["text"], **doing),
    "redact": lambda case, act, doing: services.redact(case, copy=services.Copy(act["summary"], act["text"]), **doing),
    "report_promise": _report_promise,
    "keep_promise": _keep_promise,
    "publish": _publish,
}


def _agree(case: Case, act: Row, at: datetime) -> None:
    services.agree(case, at=at)
    services.rate(case, rating=act["rating"], at=at)


BY_SENDER: dict[str, Callable[[Case, Row, datetime], object]] = {
    "agree": _agree,
    "contest": lambda case, act, at: services.contest(case, reason=act["text"], at=at),
    "rate": lambda case, act, at: services.rate(case, rating=act["rating"], at=at),
}
