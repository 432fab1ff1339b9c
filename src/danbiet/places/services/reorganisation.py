"""A reorganisation as data: which units end, which begin, and which share passed where. Nothing is moved."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from danbiet.common.actor import Actor, NotAllowed, Problem, Role, say
from danbiet.ledger import services as ledger
from danbiet.places import selectors
from danbiet.places.models import Closure, Successor, Unit
from danbiet.places.rules import reorganisation
from danbiet.places.rules.kinds import Tier, kind_in, tier_of
from danbiet.places.rules.rebasing import Basis
from danbiet.places.rules.reorganisation import Row
from danbiet.places.services.units import end_units, found_unit

Ending = dict[tuple[str, date], Unit]


class OnlyAdministrators(NotAllowed):
    """A reorganisation is applied by the operator or an administrator."""


@dataclass(frozen=True)
class Reorganised:
    """What a file does, or would do: units named by key, rows counted, what else names the ending units."""

    is_applied: bool
    rows: int
    links: int
    unchanged: int
    replaced: int
    ended: tuple[str, ...]
    founded: tuple[str, ...]
    assumed: int
    affected: tuple[tuple[str, int], ...]


@dataclass
class Draft:
    """A file laid beside what is stored."""

    rows: Sequence[Row]
    ending: Ending = field(default_factory=dict)
    fresh: list[Row] = field(default_factory=list)
    known: int = 0
    assumed: list[Successor] = field(default_factory=list)
    founded: dict[tuple[str, date], tuple[str, Unit]] = field(default_factory=dict)
    standing: dict[tuple[str, date], Unit] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def preview_reorganisation(data: bytes, *, file: str = "") -> Reorganised:
    """What the file would do; FileProblems with all that is wrong."""
    return _summary(_draft(reorganisation.read(data, file=file), file), is_applied=False)


def apply_reorganisation(data: bytes, *, file: str = "", by: Actor, at: datetime) -> Reorganised:
    """Do what the file says, all of it or nothing; a second time changes nothing and records nothing."""
    only_administrators(by)
    rows = reorganisation.read(data, file=file)
    with transaction.atomic():
        draft = _draft(rows, file)
        done = _summary(draft, is_applied=True)
        if draft.fresh:
            made = _carry_out(draft)
            payload = {
                "file": file, "sha256": hashlib.sha256(data).hexdigest(), "links": done.links,
                "made": made, "replaced": [_written(link) + f"|{link.share}|{link.decree}" for link in draft.assumed],
                "ended": list(done.ended), "founded": list(done.founded),
                "decrees": sorted({row.decree for row in draft.fresh}),
            }  # fmt: skip
            ledger.record(by=by, act="places.reorganise", target="places.country", place="", payload=payload, at=at)
    return done


def only_administrators(by: Actor) -> None:
    """Refuse anybody but the system and administrators."""
    if by.user is not None and not by.has(Role.ADMINISTRATOR):
        raise OnlyAdministrators(say("Chỉ quản trị được sắp xếp lại đơn vị."))


def _draft(rows: Sequence[Row], file: str) -> Draft:
    draft = Draft(rows)
    codes = {row.old for row in rows} | {row.new for row in rows}
    units: dict[str, list[Unit]] = {}
    for unit in Unit.objects.filter(code__in=codes).order_by("from_day"):
        units.setdefault(unit.code, []).append(unit)
    for row in rows:
        _find_old(draft, row, units.get(row.old, []))
    for row in rows:
        _find_new(draft, row, units.get(row.new, []))
    if not draft.problems:
        _compare(draft)
    reorganisation.refuse(draft.problems, file)
    return draft


def _find_old(draft: Draft, row: Row, units: list[Unit]) -> None:
    """The unit that bore the old code on the day before."""
    for unit in units:
        if unit.from_day < row.day and (unit.until_day is None or unit.until_day >= row.day):
            draft.ending[row.old, row.day] = unit
            return
    sentence = say("Không có đơn vị nào mang mã {code} ngay trước ngày {day}.")
    values = (("code", row.old), ("day", row.day.isoformat()))
    draft.problems.append(Problem("unknown_old", sentence, values, row=row.row, column="old"))


def _find_new(draft: Draft, row: Row, units: list[Unit]) -> None:
    """A unit that begins on the day, one that goes on, or one that the file founds."""
    key = (row.new, row.day)
    begins = next((unit for unit in units if unit.from_day == row.day), None)
    goes_on = next((unit for unit in units if unit.from_day < row.day and selectors.stands(unit, row.day)), None)
    if begins:
        draft.standing[key] = begins
    elif goes_on and key not in draft.ending:
        draft.standing[key] = goes_on
    elif row.name_vi or key in draft.ending:
        _found(draft, row, key)
    else:
        sentence = say("Chưa có đơn vị mã {code} vào ngày {day}. Thêm cột name_vi với tên đầy đủ để lập đơn vị này.")
        values = (("code", row.new), ("day", row.day.isoformat()))
        draft.problems.append(Problem("unknown_new", sentence, values, row=row.row, column="new"))


def _found(draft: Draft, row: Row, key: tuple[str, date]) -> None:
    tier = tier_of(row.new) or Tier.WARD
    name = row.name_vi or draft.ending[key].name_vi
    if kind_in(name, tier=tier) is None:
        sentence = say("Tên “{name}” phải bắt đầu bằng loại đơn vị, ví dụ “Phường …”.")
        draft.problems.append(Problem("name", sentence, (("name", name),), row=row.row, column="name_vi"))
    elif (old := draft.ending.get((row.old, row.day))) is not None:
        draft.founded.setdefault(key, (name, old))


def _compare(draft: Draft) -> None:
    """Tell rows that are stored already from new ones; a unit already succeeded otherwise is a contradiction."""
    stored: dict[int, dict[int, Successor]] = {}
    for link in Successor.objects.filter(old__in=[unit.pk for unit in draft.ending.values()]).select_related(
        "old", "new"
    ):
        stored.setdefault(link.old_id, {})[link.new_id] = link
    groups: dict[tuple[str, date], list[Row]] = {}
    for row in draft.rows:
        groups.setdefault((row.old, row.day), []).append(row)
    for key, rows in groups.items():
        old = draft.ending[key]
        links = stored.get(old.pk, {})
        if links and all(_says(links, row, draft) for row in rows):
            draft.known += len(rows)
        elif any(_contradicts(links.values(), row, old) for row in rows):
            sentence = say("Đơn vị {code} đã có đơn vị kế tiếp khác hoặc kết thúc vào ngày khác.")
            values = (("code", key[0]),)
            draft.problems.append(Problem("contradiction", sentence, values, row=rows[0].row, column="old"))
        else:
            draft.fresh += rows
            draft.assumed += links.values()


def _says(links: dict[int, Successor], row: Row, draft: Draft) -> bool:
    """Whether the row is stored already, word for word."""
    new = draft.standing.get((row.new, row.day))
    link = links.get(new.pk) if new else None
    return link is not None and link.share == row.share and link.basis == row.basis


def _contradicts(links: Iterable[Successor], row: Row, old: Unit) -> bool:
    """Whether what is stored forbids the row; assumed shares give way to measured ones of the same day."""
    if old.until_day and old.until_day != row.day:
        return True
    return any(link.on != row.day or link.basis != Basis.ASSUMED or row.basis == Basis.ASSUMED for link in links)


def _summary(draft: Draft, *, is_applied: bool) -> Reorganised:
    ending = {draft.ending[row.old, row.day].pk: draft.ending[row.old, row.day] for row in draft.fresh}
    ends = [unit for unit in ending.values() if unit.until_day is None]
    return Reorganised(
        is_applied=is_applied,
        rows=len(draft.rows),
        links=len(draft.fresh),
        unchanged=draft.known,
        replaced=len(draft.assumed),
        ended=tuple(sorted(unit.key for unit in ends)),
        founded=tuple(sorted(f"{code}@{day.isoformat()}" for code, day in draft.founded)),
        assumed=sum(row.basis == "assumed" for row in draft.fresh),
        affected=selectors.named_by([unit.pk for unit in ends]),
    )


def _written(link: Successor) -> str:
    return f"{link.old.key}>{link.new.key}"


def _carry_out(draft: Draft) -> list[str]:
    parents = {key: _parent(old, key[1], draft) for key, (_, old) in draft.founded.items()}
    ends: dict[date, set[int]] = {}
    for row in draft.fresh:
        old = draft.ending[row.old, row.day]
        if old.until_day is None:
            ends.setdefault(row.day, set()).add(old.pk)
    for day, pks in ends.items():
        end_units(pks, on=day)
    for (code, day), (name, _) in draft.founded.items():
        draft.standing[code, day] = found_unit(
            code,
            name_vi=name,
            tier=tier_of(code) or Tier.WARD,
            parent=parents[code, day],
            on=day,
            source="import_places",
        )
    Successor.objects.filter(pk__in=[link.pk for link in draft.assumed]).delete()
    links = [
        Successor(
            old=draft.ending[row.old, row.day], new=draft.standing[row.new, row.day], share=row.share,
            basis=row.basis.value, decree=row.decree, on=row.day,
        )
        for row in draft.fresh
    ]  # fmt: skip
    Successor.objects.bulk_create(links)
    return [_written(link) for link in links]


def _parent(old: Unit, day: date, draft: Draft) -> int | None:
    """The nearest unit above the old one that goes on after the day."""
    gone = {unit.pk for (_, last), unit in draft.ending.items() if last == day}
    above = Closure.objects.filter(descendant=old, depth__gt=0, from_day__lt=day).order_by("depth", "-from_day")
    for closure in above.select_related("ancestor"):
        if closure.ancestor_id not in gone and selectors.stands(closure.ancestor, day):
            return closure.ancestor_id
    return None
