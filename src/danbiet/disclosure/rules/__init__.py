"""What disclosure is made of: states, channels, places of posting, and who may do what."""

from enum import StrEnum

from danbiet.common.actor import OFFICERS, Actor, Role


class ObligationState(StrEnum):
    """Whether a duty that arose was met. Late is a question asked of the due day, never a state."""

    OPEN = "open"  # nothing is published
    PUBLISHED = "published"  # published, forms of posting not yet complete
    COMPLETE = "complete"  # published, and every form the rule asks for was kept as long as it asks
    WAIVED = "waived"  # an officer said, with a reason, that it does not arise here


class ItemState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"  # taken back with a reason: it should not have been published
    TAKEN_DOWN = "taken_down"  # its period is over; the proof of it stays


class ItemKind(StrEnum):
    DOCUMENT = "document"
    BUDGET = "budget"
    CONTRIBUTION = "contribution"
    PERSONAL_LIST = "personal_list"  # households, conscripts: published with fields cut, taken down after the period
    REGULATION = "regulation"  # rules of residential groups, covenants, procedures: permanent
    DRAFT_POLICY = "draft_policy"  # under consultation
    REGISTER = "register"  # the quarterly list of everything disclosed
    ANSWER = "answer"  # an answer to an information request, published


class Channel(StrEnum):
    """The forms of disclosure (Law 10/2022 art. 11-13)."""

    PORTAL = "portal"
    POSTING = "posting"
    LOUDSPEAKER = "loudspeaker"
    GROUP_HEADS = "group_heads"
    WRITTEN_NOTICE = "written_notice"


class PointKind(StrEnum):
    """Where papers hang (art. 13: the office, and culture houses or community points)."""

    OFFICE = "office"
    CULTURE_HOUSE = "culture_house"
    COMMUNITY_POINT = "community_point"


KEEPERS = (Role.WARD_OFFICER, Role.PLAN_OFFICER, Role.LEADER)


def may_keep(actor: Actor, place: int) -> bool:
    """Record what arose, publish, correct, take down, answer: officers and the leader of the very place."""
    return place in actor.places(*KEEPERS)


def may_post(actor: Actor, place: int) -> bool:
    """Record what hangs where: the officers, and the heads of the place's residential groups."""
    return place in actor.places(*KEEPERS, Role.GROUP_HEAD)


def may_look_inside(actor: Actor, above: frozenset[int]) -> bool:
    """Drafts, reminders and who is charged: officers and analysts of the place or of a unit above it."""
    return bool(actor.places(*OFFICERS, Role.ANALYST) & above)
