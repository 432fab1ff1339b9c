"""Which service each form of a case calls, with what of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from danbiet.common.actor import Actor
from danbiet.voices import services
from danbiet.voices.selectors import handling
from danbiet.voices.services import Answer, Copy, Picture

Data = dict[str, Any]
Doing = Callable[[Any, Data, Actor, datetime], object]


def plain(service: Callable[..., object]) -> Doing:
    """The fields of the form are the words of the service."""
    return lambda case, data, by, at: service(case, **data, by=by, at=at)


def _pictures(data: Data) -> tuple[Picture, ...]:
    return tuple(Picture(one.name, one.read()) for one in data.get("photos", ()))


def _answer(case: Any, data: Data, by: Actor, at: datetime) -> object:
    promised = (data["promise_text"], data["promise_due_on"]) if data["promise_text"] else None
    given = Answer(handling.outcome(data["outcome"]), data["text"], _pictures(data), promised)
    return services.answer(case, given=given, by=by, at=at)


def _recheck(case: Any, data: Data, by: Actor, at: datetime) -> object:
    given = Answer(handling.outcome(data["outcome"]), data["text"], _pictures(data))
    return services.recheck(case, given=given, by=by, at=at)


def _refuse(case: Any, data: Data, by: Actor, at: datetime) -> object:
    refusing = services.Refusing(handling.refused(data["as_"]), data["reason"], data["right_address"])
    return services.refuse(case, refusing=refusing, by=by, at=at)


def _transfer(case: Any, data: Data, by: Actor, at: datetime) -> object:
    to, is_asked = handling.unit(data["to"]), bool(data.get("is_asked"))
    return services.transfer(case, to=to, reason=data["reason"], by=by, at=at, is_asked=is_asked)


def _forwarder(case: Any, data: Data, by: Actor, at: datetime) -> object:
    forwarder = handling.forwarder(data["forwarder"])
    return services.name_forwarder(case, forwarder=forwarder, name=data["name"], by=by, at=at)


def _assign(case: Any, data: Data, by: Actor, at: datetime) -> object:
    return services.assign(case, given=services.Given(*handling.given(data)), by=by, at=at)


def _complex(case: Any, data: Data, by: Actor, at: datetime) -> object:
    ground = int(data["ground"]) if data.get("ground") else None
    return services.call_complex(case, ground=ground, reason=data["reason"], by=by, at=at)


def _merge(case: Any, data: Data, by: Actor, at: datetime) -> object:
    return services.merge(case, into=handling.named(by, data["into"], at=at), by=by, at=at)


def _link(case: Any, data: Data, by: Actor, at: datetime) -> object:
    other = handling.named(by, data["other"], at=at)
    return services.link(case, other=other, tie=handling.tie(data["tie"]), by=by, at=at)


def _split(case: Any, data: Data, by: Actor, at: datetime) -> object:
    part = services.Part(data["text"], handling.kind(data["kind"]), handling.subject(data["subject"]))
    return services.split(case, part=part, by=by, at=at)


def _promise(case: Any, data: Data, by: Actor, at: datetime) -> object:
    agency, _ = handling.given({"agency": data["agency"], "officer": ""})
    return services.promise(case, text=data["text"], due_on=data["due_on"], agency=agency, by=by, at=at)


def _redact(case: Any, data: Data, by: Actor, at: datetime) -> object:
    return services.redact(case, copy=Copy(**data), by=by, at=at)


def _publish(case: Any, data: Data, by: Actor, at: datetime) -> object:
    photos = [int(key) for key in data.get("photos", ())]
    return services.publish(case, photos=photos, by=by, at=at)


def _reclassify(case: Any, data: Data, by: Actor, at: datetime) -> object:
    return services.reclassify(case, kind=handling.kind(data["kind"]), reason=data["reason"], by=by, at=at)


READ_FILES = frozenset({"answer", "recheck"})


def _note_dialogue(case: Any, data: Data, by: Actor, at: datetime) -> object:
    return services.note_dialogue(case, came=data["came"] == "yes", text=data["text"], by=by, at=at)


DOING: dict[str, Doing] = {
    "accept": plain(services.accept), "refuse": _refuse, "answer": _answer, "recheck": _recheck,
    "hand_over": plain(services.hand_over), "send_decision": plain(services.send_decision),
    "post_decision": plain(services.post_decision), "publish": _publish, "redact": _redact,
    "withdraw": plain(services.withdraw), "assign": _assign, "reply": plain(services.reply), "promise": _promise,
    "transfer_out": _transfer, "suspend": plain(services.suspend), "resume": plain(services.resume),
    "extend": plain(services.extend), "call_complex": _complex, "dialogue": plain(services.set_dialogue),
    "note_dialogue": _note_dialogue, "merge": _merge, "split": _split, "link": _link, "reclassify": _reclassify,
    "name_forwarder": _forwarder,
}  # fmt: skip
