"""Search without marks over a million cases: the index of words of this kind of database, the newest first."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from danbiet.common.actor import Actor
from danbiet.voices.models import Case
from danbiet.voices.rules import Kind
from danbiet.voices.rules.searching import Wanted, wanted
from danbiet.voices.selectors.gates import FEW, kinds_seen, published

READ = 1000
# Beginnings of words cost the index ten times as much as words: asked for only where whole words do not fill the list.
# The one row of `gate` is there only then; as a condition beside MATCH, SQLite would ask its index all the same.
ONE = "SELECT rowid AS id FROM voices_case_words WHERE voices_case_words MATCH %s ORDER BY rowid DESC LIMIT %s"
BOTH = (
    f"WITH whole AS MATERIALIZED ({ONE}), gate AS (SELECT 1 AS open WHERE (SELECT count(*) FROM whole) < %s) "
    f"SELECT id FROM whole UNION ALL SELECT begun.id FROM gate CROSS JOIN ({ONE}) AS begun"
)
# PostgreSQL does not know how rare a beginning is, and would walk through every case for a rare one: so many are listed
# by the index, and only where there are more, and the newest are therefore near, are they walked through.
MOST_LISTED = 5000
KEPT = {"folded": "words", "public_folded": "public_words"}
WHOLE, BEGUN = (
    f"SELECT id FROM voices_case WHERE {{column}} @@ to_tsquery('simple', %({words})s) "
    "AND (%(anywhere)s OR place_id = ANY(%(places)s))"
    for words in ("whole", "begun")
)
NEWEST = "ORDER BY id DESC LIMIT %(most)s"
GIN = (
    f"WITH whole AS MATERIALIZED ({WHOLE} {NEWEST}), listed AS MATERIALIZED ("
    f"SELECT id FROM ({BEGUN} LIMIT %(listed)s) AS begun WHERE (SELECT count(*) FROM whole) < %(most)s) "
    f"SELECT id FROM whole UNION ALL (SELECT id FROM listed {NEWEST}) UNION ALL "
    f"SELECT id FROM ({BEGUN} {NEWEST}) AS walked WHERE (SELECT count(*) FROM listed) = %(listed)s"
)


@dataclass(frozen=True)
class Found:
    """Cases with the words; `is_cut`: the index held more than were read."""

    wanted: Wanted
    cases: tuple[Case, ...] = ()
    is_cut: bool = False


def search(actor: Actor, typed: str, *, on: date, most: int = 50) -> Found:
    """Cases the actor may read that hold all the words (the last may be unfinished), or the one of a number."""
    looked_for = wanted(typed)
    seen = kinds_seen(actor, on=on)
    if not looked_for.is_enough or not seen:
        return Found(looked_for)
    if looked_for.number:
        return Found(looked_for, tuple(_visible(Case.objects.filter(number=looked_for.number), seen)))
    places = set().union(*seen.values())
    is_narrow = len(places) <= FEW or connection.vendor == "postgresql"  # FTS5 pays for each place that it is asked for
    read = 4 * most if is_narrow else READ  # the index knows the place; only kinds are left to be sorted out
    if set(seen) == {frozenset(Kind)} and is_narrow:
        read = most + 1
    keys = words_at(looked_for.words, places if is_narrow else (), most=read)
    rows = _visible(Case.objects.filter(pk__in=keys), seen).order_by("-pk").select_related("place", "officer")
    rows = rows.defer("text", "folded", "answer", "public_answer")
    cases = tuple(rows[: most + 1])
    return Found(looked_for, cases[:most], is_cut=len(cases) > most or len(keys) == read)


def _visible(rows: QuerySet[Case], seen: dict[frozenset[Kind], set[int]]) -> QuerySet[Case]:
    visible = Q(pk__in=[])
    for kinds, places in seen.items():
        visible |= Q(kind__in=[kind.value for kind in kinds], place__in=sorted(places))
    return rows.filter(visible)


def search_published(typed: str, *, most: int = 20) -> Found:
    """Published cases whose public copy holds all the words: an index of its own, else it would tell what was sent."""
    looked_for = wanted(typed)
    if not looked_for.is_enough:
        return Found(looked_for)
    if looked_for.number:
        return Found(looked_for, tuple(published().filter(number=looked_for.number)))
    keys = words_at(looked_for.words, (), most=most, column="public_folded")
    rows = published().filter(pk__in=keys).order_by("-pk").select_related("place")
    return Found(looked_for, tuple(rows), is_cut=len(keys) == most)


def words_at(words: Sequence[str], places: Collection[int], *, most: int, column: str = "folded") -> list[int]:
    """Keys of the newest cases that hold all the words, at one of the places (anywhere, when none is named): those that
    hold the last word as a whole, and only where they are few those in which a word begins with it."""
    by_index = _by_fts if connection.vendor == "sqlite" else _by_gin
    return sorted(by_index(words, places, column, most), reverse=True)[:most]


def _by_gin(words: Sequence[str], places: Collection[int], column: str, most: int) -> set[int]:
    whole = " & ".join(words)
    with connection.cursor() as cursor:
        cursor.execute(
            GIN.format(column=KEPT[column]),
            {"whole": whole, "begun": f"{whole}:*", "most": most, "listed": MOST_LISTED, "anywhere": not places,
             "places": list(places)},
        )  # fmt: skip
        return {row[0] for row in cursor.fetchall()}


def _by_fts(words: Sequence[str], places: Collection[int], column: str, most: int) -> set[int]:
    with connection.cursor() as cursor:
        whole, begun = (_fts(words, places, column, end) for end in ("", "*"))
        cursor.execute(BOTH, [whole, most, most, begun, most])
        return {row[0] for row in cursor.fetchall()}


def _fts(words: Sequence[str], places: Collection[int], column: str, end: str) -> str:
    """The question in the words of FTS5. Folded words hold letters and digits alone, so nothing needs escaping."""
    return " AND ".join(_parts(words, places, column, end))


def _parts(words: Sequence[str], places: Collection[int], column: str, end: str) -> Iterator[str]:
    for word in words[:-1]:
        yield f'{column}:"{word}"'
    yield f'{column}:"{words[-1]}" {end}'
    if places:
        yield "place_id:(" + " OR ".join(f'"{place}"' for place in sorted(places)) + ")"
