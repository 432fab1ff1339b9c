"""Who sees what of vaults and tips. There is one gate for each; a stranger's box is asked for by its name alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from danbiet.accounts import selectors as accounts
from danbiet.accounts.models import User
from danbiet.common.actor import Actor, NotYours, say
from danbiet.common.desk import NOW, DeskItem
from danbiet.places.models import Unit
from danbiet.voices.models import Tip, TipLetter, Vault
from danbiet.voices.models.tips import STEP_LABELS
from danbiet.voices.rules.boxes import BOX_BYTES, box_name, open_slots, opening, slots
from danbiet.voices.rules.sealing import NotSealed, fingerprint
from danbiet.voices.rules.tips import erased_on, is_soon_erased, may_hold

PART = "voices"


@dataclass(frozen=True)
class Listed:
    """A tip as its holders see it: numbers and days, no content."""

    pk: int
    letters: int
    new: int
    answers: int
    last_on: date
    erased_on: date
    is_soon_erased: bool
    step: str


def places_taking_tips(*, on: date) -> QuerySet[Unit]:
    """Places of the day whose vault is in use."""
    return Unit.objects.on(on).filter(pk__in=Vault.objects.in_use().values("place")).order_by("tier", "sort_key")


def open_vault(code: str, *, on: date) -> Vault:
    """The vault of a place to which a stranger may write."""
    found = Vault.objects.in_use().filter(place__in=Unit.objects.on(on).filter(code=code)).select_related("place")
    vault = found.first()
    if vault is None:
        raise NotYours(say("Nơi này chưa nhận tin kín. Hãy chọn nơi khác hoặc gửi bằng giấy."))
    return vault


def answers_in(box: bytes) -> list[bytes]:
    """The sealed answers in a box, oldest first; none for a name that no box has: one statement either way."""
    rows = TipLetter.objects.filter(tip__box=box_name(box), is_answer=True).order_by("pk")
    return [bytes(sealed) for sealed in rows.values_list("sealed", flat=True)]


def slots_of(box: bytes) -> bytes:
    """What a phone gets for the name of a box: always the same size, noise where there is no answer."""
    if len(box) != BOX_BYTES:
        raise NotSealed(say("Dữ liệu không phải tin đã niêm phong."))
    return slots(answers_in(box))


def answers_under(code: str) -> list[str]:
    """The answers under a code, opened in memory; the same work whether or not there are any."""
    found = opening(code)
    return open_slots(slots_of(found.box), answer_key=found.answer_key)


def keys_of(vault: Vault) -> tuple[str, str]:
    """Both public keys, as a page gives them to a browser."""
    return bytes(vault.key_a).hex(), bytes(vault.key_b).hex()


def vaults_of(actor: Actor, *, on: date) -> QuerySet[Vault]:
    """Vaults that the actor holds a key of, or administers."""
    mine = Q(holder_a=actor.user) | Q(holder_b=actor.user)
    looked_after = Q(place__in=accounts.administered(actor, on=on))
    found = Vault.objects.filter(mine | looked_after, place__from_day__lte=on) if actor.user else Vault.objects.none()
    return found.select_related("place", "holder_a", "holder_b").order_by("place__sort_key", "-pk")


def vault_for(actor: Actor, pk: int, *, on: date) -> Vault:
    """A vault that the actor holds or administers."""
    found = vaults_of(actor, on=on).filter(pk=pk).first()
    if found is None:
        raise NotYours(say("Không có bộ khóa này."))
    return found


def holds(actor: Actor, vault: Vault) -> bool:
    """Whether the actor holds one of its keys."""
    return may_hold(actor, vault.holders)


def waits_for(actor: Actor, vault: Vault) -> bool:
    """Whether the actor has still to confirm the own key."""
    mine = vault.confirmed_a_at if actor.user == vault.holder_a_id else vault.confirmed_b_at
    return holds(actor, vault) and mine is None and vault.retired_at is None


def fingerprints(vault: Vault) -> tuple[tuple[str, User, str, bool], ...]:
    """(holder's letter, who, fingerprint, confirmed) of both keys."""
    return (
        ("A", vault.holder_a, fingerprint(bytes(vault.key_a)), vault.confirmed_a_at is not None),
        ("B", vault.holder_b, fingerprint(bytes(vault.key_b)), vault.confirmed_b_at is not None),
    )


def tips_in(actor: Actor, vault: Vault, *, on: date) -> list[Listed]:
    """The tips of a vault's place for its holders; nothing for anybody else."""
    if not holds(actor, vault):
        return []
    sent = Q(letters__is_answer=False)
    rows = (
        Tip.objects.filter(place=vault.place_id)
        .annotate(
            sent=Count("letters", filter=sent),
            fresh=Count("letters", filter=sent & Q(letters__fetched_on=None)),
            answered=Count("letters", filter=Q(letters__is_answer=True)),
        )
        .order_by("-pk")[:500]
    )
    return [_listed(tip, on) for tip in rows]


def desk_items(actor: Actor, *, on: date) -> list[DeskItem]:
    """Keys to confirm and sealed letters to fetch, for their holders alone; counted, never told. One query."""
    mine = Q(holder_a=actor.user) | Q(holder_b=actor.user)
    if actor.user is None:
        return []
    fresh = Count("letters", filter=Q(letters__fetched_on=None))
    rows = Vault.objects.filter(mine, place__from_day__lte=on).select_related("place").annotate(fresh=fresh)
    return [
        DeskItem(PART, NOW, title, reverse("voices:vault", args=[vault.pk]), None, detail=vault.place.name_vi)
        for vault in rows.order_by("pk")
        if (title := _waiting(actor, vault))
    ]


def candidates(actor: Actor, *, on: date) -> tuple[Iterable[Unit], Iterable[User]]:
    """Places whose keys the actor may install, and the people of them who may hold one."""
    places = accounts.administered(actor, on=on).order_by("sort_key")
    return places, accounts.people(actor, on=on, text="")


def _waiting(actor: Actor, vault: Vault) -> str:
    """What a vault waits for, in a few words that tell nothing of what was sent; empty when for nothing."""
    if waits_for(actor, vault):
        return _("Đọc dấu vân khóa rồi xác nhận khóa của mình")
    fresh = vars(vault)["fresh"]
    return _("Tin kín chưa lấy: {count}").format(count=fresh) if fresh else ""


def _listed(tip: Tip, on: date) -> Listed:
    row = vars(tip)
    return Listed(
        tip.pk, row["sent"], row["fresh"], row["answered"], tip.last_on, erased_on(tip.last_on),
        is_soon_erased(tip.last_on, on=on), str(STEP_LABELS[tip.step]),
    )  # fmt: skip
