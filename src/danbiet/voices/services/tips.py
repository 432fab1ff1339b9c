"""What happens to tips and vaults.

A letter's coming leaves no event: the public record would tell its moment (docs/decisions/0142-*.md). What the
holders and the administrator do is recorded as every act is, without a word of what a tip says.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from danbiet.accounts import selectors as accounts
from danbiet.accounts.models import User
from danbiet.common import clock
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, Role, say
from danbiet.ledger import services as ledger
from danbiet.places.models import Unit
from danbiet.voices.models import Tip, TipLetter, Vault
from danbiet.voices.rules import boxes, bundles, keys, sealing
from danbiet.voices.rules.tips import KEPT, Step, check_holder

HOLDING = (Role.LEADER, Role.INSPECTOR, Role.WARD_OFFICER, Role.PLAN_OFFICER)


class VaultRefused(Damaged):
    """The holders, keys or fingerprint do not do."""


class VaultClosed(Conflict):
    """The vault is confirmed, retired or replaced already."""


class TipGone(Damaged):
    """A carried file names a tip or letter that is not in this vault."""


def receive(vault: Vault, *, box: bytes, sealed: bytes, on: date) -> None:
    """Keep a sealed letter in its box; the same two statements whether or not the box was there before."""
    if len(box) != boxes.BOX_BYTES or sealing.key_ids(sealed) != _key_ids(vault):
        raise sealing.NotSealed(say("Tin không niêm phong bằng khóa đang dùng của nơi này. Tải lại trang rồi gửi."))
    tip = Tip(box=boxes.box_name(box), place_id=vault.place_id, last_on=on)
    with transaction.atomic():
        (kept,) = Tip.objects.bulk_create(
            [tip], update_conflicts=True, unique_fields=["box", "place"], update_fields=["last_on"]
        )
        TipLetter.objects.create(tip=kept, vault=vault, sealed=sealed, on=on)


def receive_from_phone(vault: Vault, *, body: bytes, on: date) -> None:
    """Keep what a browser sealed: the name of the box, then the sealed letter."""
    receive(vault, box=body[: boxes.BOX_BYTES], sealed=body[boxes.BOX_BYTES :], on=on)


def receive_unsealed(vault: Vault, *, code: str, text: str, files: Sequence[tuple[str, bytes]], on: date) -> None:
    """Seal in memory what came unsealed, and keep only that."""
    boxes.check_words(text, code=code)
    opening = boxes.opening(code)
    letter = sealing.Letter(text, opening.answer_key, tuple(files))
    receive(
        vault, box=opening.box, on=on,
        sealed=sealing.seal(letter, key_a=bytes(vault.key_a), key_b=bytes(vault.key_b)),
    )  # fmt: skip


def install_vault(place: Unit, *, text: str, holders: tuple[User, User], by: Actor, at: datetime) -> Vault:
    """Put the public keys of a place in; they wait until each holder confirms the own fingerprint."""
    public = keys.read_vault(text)
    _check_administrator(place, by=by, on=clock.day(at))
    _check_holders(place, holders=holders, by=by, on=clock.day(at))
    with transaction.atomic():
        vault = Vault.objects.create(
            place=place, key_a=public.a, key_b=public.b, holder_a=holders[0], holder_b=holders[1],
            installed_by_id=by.user, installed_at=at,
        )  # fmt: skip
        _record(vault, "voices.install_vault", {"fingerprints": list(public.fingerprints)}, by=by, at=at)
    return vault


def confirm_vault(vault: Vault, *, typed: str, by: Actor, at: datetime) -> Vault:
    """A holder confirms the own key by its fingerprint, from the own paper; the second confirmation puts it in use."""
    check_holder(by, vault.holders)
    which = "a" if by.user == vault.holder_a_id else "b"
    if vault.retired_at or getattr(vault, f"confirmed_{which}_at"):
        raise VaultClosed(say("Khóa này bạn đã xác nhận rồi, hoặc bộ khóa đã thôi dùng."))
    if not keys.same_fingerprint(typed, bytes(getattr(vault, f"key_{which}"))):
        raise VaultRefused(say("Dấu vân không khớp với khóa đã cài. Đừng dùng: báo ngay cho lãnh đạo."))
    with transaction.atomic():
        setattr(vault, f"confirmed_{which}_at", at)
        if vault.confirmed_a_at and vault.confirmed_b_at:
            Vault.objects.in_use().filter(place=vault.place_id).update(retired_at=at)
        vault.save(update_fields=[f"confirmed_{which}_at"])
        _record(vault, "voices.confirm_vault", {"holder": which.upper()}, by=by, at=at)
    return vault


def retire_vault(vault: Vault, *, by: Actor, at: datetime) -> None:
    """Stop taking tips under these keys; letters already there stay until they are erased."""
    _check_administrator(vault.place, by=by, on=clock.day(at))
    with transaction.atomic():
        if not Vault.objects.filter(pk=vault.pk, retired_at=None).update(retired_at=at):
            raise VaultClosed(say("Bộ khóa này đã thôi dùng."))
        _record(vault, "voices.retire_vault", {}, by=by, at=at)


def fetch(vault: Vault, *, again: bool, by: Actor, at: datetime) -> str:
    """Sealed letters of a vault as one file to carry to the offline machine: the new ones, or all."""
    check_holder(by, vault.holders)
    with transaction.atomic():
        waiting = TipLetter.objects.filter(vault=vault).order_by("pk")
        letters = _fitting(list(waiting if again else waiting.filter(fetched_on=None)))
        TipLetter.objects.filter(pk__in=[one.pk for one in letters]).update(fetched_on=clock.day(at))
        _record(vault, "voices.fetch_tips", {"letters": len(letters), "again": again}, by=by, at=at)
    rows = (bundles.Sealed(one.tip_id, one.pk, one.on, bytes(one.sealed)) for one in letters)
    return bundles.tips_file(vault.place.code, rows)


def put(vault: Vault, *, text: str, by: Actor, at: datetime) -> int:
    """Take what comes back from the offline machine: answers, or letters sealed again."""
    act = put_rekeyed if bundles.kind_of(text)[0] == bundles.TIPS else put_answers
    return act(vault, text=text, by=by, at=at)


def put_answers(vault: Vault, *, text: str, by: Actor, at: datetime) -> int:
    """Put sealed answers into the boxes of their tips, all or none; the clock of keeping starts again."""
    check_holder(by, vault.holders)
    answers, on = bundles.read_answers(text), clock.day(at)
    with transaction.atomic():
        tips = _tips(vault, {one.tip for one in answers})
        TipLetter.objects.bulk_create(
            TipLetter(tip_id=one.tip, is_answer=True, sealed=one.data, on=on) for one in answers
        )
        tips.update(last_on=on)
        _record(vault, "voices.answer_tips", {"answers": len(answers)}, by=by, at=at)
    return len(answers)


def put_rekeyed(vault: Vault, *, text: str, by: Actor, at: datetime) -> int:
    """Replace letters by the same ones sealed to the keys now in use, all or none."""
    check_holder(by, vault.holders)
    letters = bundles.read_tips(text)
    if any(sealing.key_ids(one.data) != _key_ids(vault) for one in letters):
        raise TipGone(say("Tệp này không niêm phong bằng khóa đang dùng."))
    with transaction.atomic():
        for one in letters:
            found = TipLetter.objects.filter(pk=one.letter, tip=one.tip, is_answer=False, tip__place=vault.place_id)
            if not found.update(sealed=one.data, vault=vault):
                raise TipGone(say("Tin T-{tip} không có ở nơi này, hoặc đã xóa."), tip=one.tip)
        _record(vault, "voices.rekey_tips", {"letters": len(letters)}, by=by, at=at)
    return len(letters)


def record_step(vault: Vault, *, tip: int, step: Step, by: Actor, at: datetime) -> None:
    """Record what was done with a tip, without its content (Law 25/2018 article 25: clear → inspection)."""
    check_holder(by, vault.holders)
    with transaction.atomic():
        _tips(vault, {tip}).update(step=step.value, step_on=clock.day(at))
        _record(vault, "voices.step_of_tip", {"tip": tip, "step": step.value}, by=by, at=at)


def erase_old_tips(*, by: Actor, at: datetime) -> int:
    """Erase tips to which nothing was added for the time of keeping, with their letters and answers."""
    with transaction.atomic():
        old = Tip.objects.filter(last_on__lt=clock.day(at) - KEPT)
        count = old.count()
        if count:
            old.delete()
            ledger.record(
                by=by, act="voices.erase_tips", target="voices.tip/old", place="", payload={"tips": count}, at=at
            )
    return count


def _tips(vault: Vault, numbers: set[int]) -> QuerySet[Tip]:
    found = Tip.objects.filter(pk__in=numbers, place=vault.place_id)
    if not numbers or found.count() != len(numbers):
        raise TipGone(say("Tệp nêu tin không có ở nơi này, hoặc đã xóa."))
    return found


def _fitting(letters: list[TipLetter]) -> list[TipLetter]:
    """As many of the oldest letters as one file may hold."""
    total, kept = 0, list[TipLetter]()
    for one in letters:
        total += len(one.sealed)
        if kept and total > bundles.LIMIT:
            break
        kept.append(one)
    return kept


def _key_ids(vault: Vault) -> tuple[bytes, bytes]:
    return sealing.key_id(bytes(vault.key_a)), sealing.key_id(bytes(vault.key_b))


def _check_administrator(place: Unit, *, by: Actor, on: date) -> None:
    if not accounts.administered(by, on=on).filter(pk=place.pk).exists():
        raise NotAllowed(say("Chỉ người quản trị của nơi này cài và thay khóa."))


def _check_holders(place: Unit, *, holders: tuple[User, User], by: Actor, on: date) -> None:
    serving = set(accounts.holders(place, *HOLDING, on=on).values_list("pk", flat=True))
    if holders[0].pk == holders[1].pk or by.user in {one.pk for one in holders}:
        raise VaultRefused(say("Hai khóa do hai người khác nhau giữ, và không ai là người cài khóa."))
    if not {one.pk for one in holders} <= serving:
        raise VaultRefused(say("Người giữ khóa phải đang giữ nhiệm vụ ở chính nơi này."))


def _record(vault: Vault, act: str, payload: dict[str, object], *, by: Actor, at: datetime) -> None:
    ledger.record(by=by, act=act, target=f"voices.vault/{vault.pk}", place=vault.place.key, payload=payload, at=at)
