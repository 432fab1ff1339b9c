"""Who may do what with which kind of case where. What is not written here is not allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from danbiet.common.actor import Actor, Role
from danbiet.voices.rules import COMPLAINTS, FEEDBACK, Kind
from danbiet.voices.rules.stages import Act


class Group(StrEnum):
    """Kinds that are handled alike."""

    FEEDBACK = "feedback"
    COMPLAINT = "complaint"
    REQUEST = "request"
    CRIME = "crime"


class Where(StrEnum):
    """The actor's place seen from the case: its own (or the one in charge of it since it ended), one that took over a
    part of it, or one above."""

    OWN = "own"
    PART = "part"
    ABOVE = "above"


class Look(StrEnum):
    """What may be read of a case that is not published."""

    CASE = "see"
    SENDER = "see_sender"


Right = Act | Look
_PAPER = frozenset({Act.REPLY, Act.LINK, Act.SEND_NOTICE, Act.NAME_FORWARDER})
_SEE = frozenset({Look.CASE})
_READ = frozenset({Look.CASE, Look.SENDER})
_HANDLE = _READ | _PAPER | {
    Act.RECEIVE, Act.ACCEPT, Act.REFUSE, Act.TRANSFER_OUT, Act.ASSIGN, Act.SUSPEND, Act.RESUME, Act.EXTEND, Act.ANSWER,
    Act.RECHECK, Act.MERGE, Act.SPLIT, Act.PROMISE, Act.REDACT, Act.PUBLISH, Act.WITHDRAW, Act.RECLASSIFY,
}  # fmt: skip
# A complaint is accepted, suspended and decided by the head (Luật 02/2011/QH13, điều 17 to 21); others prepare it.
_PREPARE = _READ | _PAPER | {
    Act.RECEIVE, Act.ASSIGN, Act.PROMISE, Act.RECLASSIFY, Act.SEND_DECISION, Act.POST_DECISION, Act.REDACT, Act.PUBLISH,
    Act.DIALOGUE, Act.NOTE_DIALOGUE,
}  # fmt: skip
_DECIDE = _PREPARE | {
    Act.ACCEPT, Act.REFUSE, Act.TRANSFER_OUT, Act.SUSPEND, Act.RESUME, Act.CALL_COMPLEX, Act.ANSWER, Act.MERGE,
    Act.SPLIT, Act.WITHDRAW,
}  # fmt: skip
_PASS_ON = _READ | {Act.RECEIVE, Act.HAND_OVER, Act.RECLASSIFY, Act.REPLY, Act.ASSIGN, Act.SEND_NOTICE}

Table = Mapping[tuple[Role, Where, Group], frozenset[Right]]
_STANDING: Table = {
    (Role.WARD_OFFICER, Where.OWN, Group.FEEDBACK): _HANDLE,
    (Role.WARD_OFFICER, Where.OWN, Group.COMPLAINT): _PREPARE - {Look.SENDER},
    (Role.WARD_OFFICER, Where.OWN, Group.REQUEST): _PASS_ON,
    (Role.WARD_OFFICER, Where.OWN, Group.CRIME): _PASS_ON,
    (Role.PLAN_OFFICER, Where.OWN, Group.FEEDBACK): _HANDLE,
    (Role.PLAN_OFFICER, Where.OWN, Group.REQUEST): _PASS_ON,
    (Role.PLAN_OFFICER, Where.ABOVE, Group.FEEDBACK): _SEE,
    (Role.LEADER, Where.OWN, Group.FEEDBACK): _HANDLE,
    (Role.LEADER, Where.OWN, Group.COMPLAINT): _DECIDE,
    (Role.LEADER, Where.OWN, Group.REQUEST): _PASS_ON,
    (Role.LEADER, Where.OWN, Group.CRIME): _PASS_ON,
    (Role.LEADER, Where.ABOVE, Group.FEEDBACK): _SEE,
    (Role.LEADER, Where.ABOVE, Group.COMPLAINT): _SEE,
    (Role.INSPECTOR, Where.OWN, Group.FEEDBACK): _SEE | {Act.RECHECK},
    (Role.INSPECTOR, Where.OWN, Group.COMPLAINT): _SEE,
    (Role.INSPECTOR, Where.ABOVE, Group.FEEDBACK): _SEE | {Act.RECHECK},
    (Role.INSPECTOR, Where.ABOVE, Group.COMPLAINT): _SEE,
    (Role.GROUP_HEAD, Where.OWN, Group.FEEDBACK): frozenset({Act.RECEIVE}),
}
# Of a unit that ended, those with a part of its ground work on what several can work on. A complaint has one head who
# decides it (Luật 02/2011/QH13, điều 17 to 21), a crime report is seen at one place, words that may be a denunciation
# are read by those of one place who sort: all these are with the unit in charge.
PARTED = frozenset({Group.FEEDBACK, Group.REQUEST})
_PARTED: Table = {
    (role, Where.PART, group): held - {Act.RECEIVE, Act.RECLASSIFY}
    for (role, where, group), held in _STANDING.items()
    if where is Where.OWN and group in PARTED
}
RIGHTS: Table = {**_STANDING, **{key: held - {Look.SENDER} for key, held in _PARTED.items()}}
# What a role adds over the cases in one's hands alone: whose complaint it is, the head knows, and whoever works on it;
# whose case it is of a unit that ended, the unit in charge knows, and whoever works on it.
IN_HAND: Table = {
    (Role.WARD_OFFICER, Where.OWN, Group.COMPLAINT): frozenset({Look.SENDER}),
    **{key: held & {Look.SENDER} for key, held in _PARTED.items()},
}


@dataclass(frozen=True)
class Reach:
    """Where an actor stands towards a case: the held roles by how the places lie to each other."""

    own: frozenset[Role] = field(default=frozenset())
    above: frozenset[Role] = field(default=frozenset())
    part: frozenset[Role] = field(default=frozenset())


def group_of(kind: Kind) -> Group:
    """The group whose rights hold for a kind."""
    if kind in FEEDBACK:
        return Group.FEEDBACK
    if kind in COMPLAINTS:
        return Group.COMPLAINT
    return Group.REQUEST if kind is Kind.INFORMATION_REQUEST else Group.CRIME


def is_parted(kind: Kind) -> bool:
    """Whether those that hold a part of a unit that ended work on its cases of a kind, beside the one in charge."""
    return group_of(kind) in PARTED


def rights(reach: Reach, kind: Kind) -> frozenset[Right]:
    """Everything that the roles held towards a case allow, in whosever hands it is."""
    return _of(RIGHTS, reach, kind)


def rights_in_hand(reach: Reach, kind: Kind) -> frozenset[Right]:
    """What they allow besides over a case that was given to the actor, or that the actor took in or sorted."""
    return _of(IN_HAND, reach, kind)


def _of(table: Table, reach: Reach, kind: Kind) -> frozenset[Right]:
    group, stands = group_of(kind), {Where.OWN: reach.own, Where.PART: reach.part, Where.ABOVE: reach.above}
    held = [(role, where) for where, roles in stands.items() for role in roles]
    return frozenset().union(*(table.get((role, where, group), frozenset()) for role, where in held))


def readers(look: Look, kind: Kind, where: Where) -> tuple[Role, ...]:
    """The roles that may read so much of every case of a kind: what senders are told is made of this."""
    return tuple(role for role in Role if look in RIGHTS.get((role, where, group_of(kind)), frozenset()))


def seen_kinds(role: Role, where: Where) -> frozenset[Kind]:
    """The kinds of which a role may read unpublished cases."""
    return frozenset(kind for kind in Kind if Look.CASE in RIGHTS.get((role, where, group_of(kind)), frozenset()))


def may_receive(actor: Actor, place: int, kind: Kind) -> bool:
    """Whether the actor may enter a case for somebody who came, called, or told the group's head."""
    own = frozenset(held.role for held in actor.held if held.place == place)
    return Act.RECEIVE in rights(Reach(own=own), kind)
