"""Whose officers keep the disclosure of a place: its own, and after its end those of the units that took over."""

from datetime import date

from danbiet.common.actor import Actor, NotAllowed, say
from danbiet.disclosure.rules import KEEPERS, may_keep, may_post
from danbiet.places.models import Successor, Unit


class NotKept(NotAllowed):
    """The act belongs to the officers of the very place."""


def keeps(actor: Actor, place: Unit, *, on: date) -> bool:
    """Whether the actor keeps the disclosure of a place, or of one that took over from it."""
    return may_keep(actor, place.pk) or heir_of(actor, place, on=on) is not None


def heir_of(actor: Actor, place: Unit, *, on: date) -> Unit | None:
    """The unit of the actor that took over from a place that ended, of several the one with the largest share."""
    own = actor.places(*KEEPERS)
    if not own or not place.has_ended(on):
        return None
    links = Successor.objects.filter(old=place, on__lte=on, new__in=own).select_related("new")
    found = links.order_by("-share", "new__sort_key", "pk").first()
    return found.new if found else None


def require_keeper(actor: Actor, place: Unit, *, on: date) -> None:
    """Raise NotKept unless the actor keeps the place."""
    if not keeps(actor, place, on=on):
        raise NotKept(say("Chỉ cán bộ, lãnh đạo của {place} được làm việc này."), place=place.name_vi)


def kept_places(actor: Actor, *, on: date) -> frozenset[int]:
    """The places whose disclosure the actor keeps, with the ended ones that they took over."""
    own = actor.places(*KEEPERS)
    if not own:
        return own
    return own | frozenset(Successor.objects.filter(new__in=own, on__lte=on).values_list("old", flat=True))


def posts(actor: Actor, place: Unit, *, on: date) -> bool:
    """Whether the actor records what hangs at a place: its own officers and heads of groups, and who took over."""
    return may_post(actor, place.pk) or keeps(actor, place, on=on)
