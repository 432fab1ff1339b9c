"""Loading the units of Viet Nam that ship with the product."""

import csv
import gzip
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files

import vn_collate
import vn_text
from django.db import transaction

from danbiet.common.actor import Actor
from danbiet.ledger import services as ledger
from danbiet.places.models import Agency, Closure, FormerName, Successor, Unit
from danbiet.places.rules.kinds import AgencyKind, short_name, within_sentence

Key = tuple[str, date]
Row = dict[str, str]
Wanted = Collection[str] | None
BATCH = 500
NEW_REGIME = date(2025, 7, 1)


@dataclass(frozen=True)
class Loaded:
    """What a load added; all zero when everything was there."""

    units: int = 0
    former_names: int = 0
    successors: int = 0
    agencies: int = 0


@dataclass(frozen=True)
class Period:
    """Who stood above a unit from one day until another."""

    above: Key
    from_day: date
    until_day: date | None


def load_country(*, by: Actor, at: datetime, only: Wanted = None) -> Loaded:
    """Add the shipped units, names, links and people's committees that are missing; one event.

    `only` limits the load to some codes (of both regimes). What is there is left alone,
    so that a second load adds nothing and writes no event.
    """
    rows = [row for row in shipped("units") if only is None or row["code"] in only]
    with transaction.atomic():
        have = {(code, day) for code, day in Unit.objects.values_list("code", "from_day")}
        missing = [row for row in rows if _key(row) not in have]
        if not missing:
            return Loaded()
        Unit.objects.bulk_create([_unit(row) for row in missing], batch_size=BATCH)
        ids: dict[Key, int] = {(code, day): pk for pk, code, day in Unit.objects.values_list("pk", "code", "from_day")}
        before = [row for row in shipped("former") if _key(row) in ids]
        _load_closure(rows, before, ids)
        loaded = Loaded(
            units=len(missing),
            former_names=_load_names(before, ids),
            successors=_load_links(only, ids),
            agencies=_load_committees(missing, ids),
        )
        payload = asdict(loaded) | {"only": sorted(only) if only else []}
        ledger.record(by=by, act="places.load_country", target="places.country", place="", payload=payload, at=at)
    return loaded


@cache
def shipped(name: str) -> list[Row]:
    """The rows of one of the files that tools/build_places.py wrote."""
    packed = files("danbiet.places").joinpath("data", f"{name}.csv.gz").read_bytes()
    return list(csv.DictReader(gzip.decompress(packed).decode().splitlines()))


def folded(name: str) -> str:
    """A name as it is searched for: lower case, without marks, đ as d."""
    return str(vn_text.fold(name))


def sort_key(name: str) -> str:
    """A name's place in Vietnamese order: by what follows its kind, word by word, numbers as numbers."""
    words = re.sub(r"\d+", lambda found: found[0].zfill(4), short_name(name)).split()
    return "".join(str(vn_collate.collate_key(word)) for word in words)[:400]


def committee(name_vi: str, *, name_en: str) -> tuple[str, str]:
    """The names of a unit's people's committee."""
    return f"UBND {within_sentence(name_vi)}", f"People's Committee of {name_en}"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _key(row: Row) -> Key:
    return row["code"], date.fromisoformat(row["from_day"])


def _above(row: Row) -> Key | None:
    return (row["parent_code"], date.fromisoformat(row["parent_from_day"])) if row["parent_code"] else None


def _number(text: str) -> float | None:
    return float(text) if text else None


def _unit(row: Row) -> Unit:
    code, from_day = _key(row)
    return Unit(
        code=code, from_day=from_day, until_day=_day(row["until_day"]), tier=row["tier"], kind=row["kind"],
        name_vi=row["name_vi"], name_en=row["name_en"],
        folded=folded(row["name_vi"]), sort_key=sort_key(row["name_vi"]),
        latitude=_number(row["lat"]), longitude=_number(row["lon"]), area_km2=_number(row["area_km2"]),
        source=row["source"], known=row["basis"],
    )  # fmt: skip


def _load_names(before: list[Row], ids: dict[Key, int]) -> int:
    now = dict(Unit.objects.values_list("pk", "name_vi"))
    found = [
        FormerName(
            unit_id=ids[_key(row)], from_day=row["from_day"], until_day=row["until_day"], kind=row["kind"],
            name_vi=row["name_vi"], name_en=row["name_en"], known=row["basis"],
        )
        for row in before
        if row["name_vi"] != now[ids[_key(row)]]
    ]  # fmt: skip
    return len(FormerName.objects.bulk_create(found, batch_size=BATCH, ignore_conflicts=True))


def _load_closure(rows: list[Row], before: list[Row], ids: dict[Key, int]) -> None:
    """Closure of the rows (provinces first), with the former parent where there was another."""
    former = {_key(row): (_above(row), _day(row["until_day"])) for row in before if row["parent_code"]}
    closed: dict[Key, list[Closure]] = {}
    for row in sorted(rows, key=lambda row: ("province", "district", "ward").index(row["tier"])):
        closed[_key(row)] = _closures(row, former, closed, ids)
    flat = [closure for closures in closed.values() for closure in closures]
    Closure.objects.bulk_create(flat, batch_size=BATCH, ignore_conflicts=True)


def _closures(
    row: Row, former: dict[Key, tuple[Key | None, date | None]], closed: dict[Key, list[Closure]], ids: dict[Key, int]
) -> list[Closure]:
    key = _key(row)
    pk, until = ids[key], _day(row["until_day"])
    found = [Closure(ancestor_id=pk, descendant_id=pk, depth=0, from_day=key[1], until_day=until)]
    for period in _periods(row, former):
        for above in closed.get(period.above, []):
            start = max(period.from_day, above.from_day)
            end = _earliest(period.until_day, above.until_day)
            if end is None or start < end:
                found.append(
                    Closure(
                        ancestor_id=above.ancestor_id, descendant_id=pk, depth=above.depth + 1,
                        from_day=start, until_day=end,
                    )
                )  # fmt: skip
    return found


def _periods(row: Row, former: dict[Key, tuple[Key | None, date | None]]) -> list[Period]:
    key, above = _key(row), _above(row)
    if above is None:
        return []
    was, changed = former.get(key, (None, None))
    start = changed if was and changed else key[1]
    now = Period(above, start, _day(row["until_day"]))
    return [Period(was, key[1], changed), now] if was else [now]


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _load_links(only: Wanted, ids: dict[Key, int]) -> int:
    ending = _ending()
    going = {code: pk for (code, day), pk in sorted(ids.items()) if day < NEW_REGIME}
    found = []
    for row in shipped("successors"):
        on = date.fromisoformat(row["date"])
        old = ending.get((row["old"], on))
        new = ids.get((row["new"], on)) or (going.get(row["new"]) if (row["new"], on) not in ending else None)
        if old and new and (only is None or {row["old"], row["new"]} <= set(only)):
            found.append(
                Successor(
                    old_id=old, new_id=new, share=Decimal(row["share"]), basis=row["basis"], decree=row["decree"], on=on
                )
            )
    return len(Successor.objects.bulk_create(found, batch_size=BATCH, ignore_conflicts=True))


def _ending() -> dict[Key, int]:
    """Units by their code and the day on which they end."""
    return {(code, until): pk for pk, code, until in Unit.objects.values_list("pk", "code", "until_day") if until}


def _load_committees(missing: list[Row], ids: dict[Key, int]) -> int:
    rows: list[Agency] = []
    for row in missing:
        name_vi, name_en = committee(row["name_vi"], name_en=row["name_en"])
        rows.append(
            Agency(
                place_id=ids[_key(row)], kind=AgencyKind.PEOPLES_COMMITTEE.value, name_vi=name_vi, name_en=name_en,
                from_day=_key(row)[1], until_day=_day(row["until_day"]),
            )
        )  # fmt: skip
    Agency.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)
