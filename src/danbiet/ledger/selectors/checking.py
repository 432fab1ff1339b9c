"""Whether the record is whole: every row against its hash, its neighbour, its openings, and the signed heads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

from danbiet.common import clock
from danbiet.common.actor import Problem, say
from danbiet.common.files import House
from danbiet.ledger.models import Event, Head, Opening
from danbiet.ledger.rules import ERASE, GENESIS, PARTS, Tree, commitment, digest, erasure_target
from danbiet.ledger.selectors import proofs
from danbiet.ledger.selectors.snapshot import snapshot

CHUNK = 2000
MOST_TRIED = 300  # rows among which a reordering is looked for


@dataclass(frozen=True)
class Verdict:
    """What was looked at, and everything found wrong."""

    first: int
    last: int
    heads: int
    erased: int
    problems: tuple[Problem, ...]


@dataclass
class _Walk:
    """The state of one pass over the rows."""

    tree: Tree
    prev: str | None
    next_seq: int
    erasures: set[str]
    heads: list[Mapping[str, object]]
    erased: int = 0
    proven: int = 0
    altered: list[Event] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def body_of(event: Event) -> dict[str, object]:
    """The event as it is hashed (interfaces.md 4)."""
    return {
        "seq": event.seq,
        "at": event.at.astimezone(clock.ZONE).isoformat(timespec="seconds"),
        "act": event.act,
        "target": event.target,
        "place": event.place,
        "actor": event.actor,
        "payload": event.payload,
        "prev": event.prev,
    }


def verify(
    *,
    house: House,
    from_seq: int = 1,
    until_seq: int | None = None,
    heads_dir: Path | None = None,
    proof_dir: Path | None = None,
) -> Verdict:
    """Check the record from one row until another; heads and keys may be copies kept elsewhere.

    With `from_seq`, checking begins at the nearest signed head below it.
    """
    folder = proof_dir or house.data_dir / "proof"
    heads, problems = _heads(heads_dir or folder / "heads", proofs.keys_in(folder))
    with snapshot():
        if heads_dir is None and proof_dir is None:
            problems += _heads_removed(folder / "heads")
        walk = _begin(from_seq, heads)
        first = walk.next_seq
        _check_heads(walk, walk.tree.size)
        for event, openings in _rows(walk.next_seq, until_seq):
            _step(walk, event, openings)
    last = walk.next_seq - 1
    walk.problems += _named(walk)
    if until_seq is None:
        walk.problems += _beyond(walk, last)
    found = sorted([*problems, *walk.problems], key=lambda problem: problem.row or 0)
    return Verdict(first, last, walk.proven, walk.erased, tuple(found))


def _heads(folder: Path, keys: Mapping[str, Mapping[str, object]]) -> tuple[list[Mapping[str, object]], list[Problem]]:
    """The heads of a folder in order of days, and what is wrong with them by themselves."""
    heads: list[Mapping[str, object]] = []
    problems: list[Problem] = []
    previous = GENESIS
    for day in proofs.head_days(folder):
        head = proofs.read(folder / f"{day.isoformat()}.json")
        if head is None or not proofs.is_signed(head, keys):
            problems.append(_of_head("signature", say("Dấu ký ngày {day}: chữ ký sai hoặc không rõ khóa."), day))
            previous = digest(head)
            continue
        if head["previous"] != previous:
            problems.append(_of_head("head_gap", say("Dấu ký ngày {day} không nối vào dấu ký trước nó."), day))
        previous = digest(head)
        heads.append(head)
    return heads, problems


def _of_head(code: str, sentence: str, day: object, **values: object) -> Problem:
    return Problem(code, sentence, (("day", str(day)), *values.items()))


def _heads_removed(folder: Path) -> list[Problem]:
    """Heads that were signed and whose file is gone (one that is signed at this moment has its file before its row)."""
    days: Iterator[date] = Head.objects.order_by("day").values_list("day", flat=True).iterator()
    return [
        _of_head("head_missing", say("Dấu ký ngày {day} đã ký nhưng không còn tệp."), day)
        for day in days
        if not (folder / f"{day.isoformat()}.json").exists()
    ]


def _begin(from_seq: int, heads: list[Mapping[str, object]]) -> _Walk:
    """Start at row 1, or after the nearest signed head that the kept peaks still prove."""
    erasures = set(Event.objects.filter(act=ERASE).values_list("target", flat=True))
    tree = _nearest(from_seq, {str(head["day"]): head for head in heads})
    prev = Event.objects.filter(seq=tree.size).values_list("hash", flat=True).first() if tree.size else GENESIS
    later = [head for head in heads if int(str(head["tree_size"])) > tree.size or not tree.size]
    return _Walk(tree, prev, tree.size + 1, erasures, later)


def _nearest(from_seq: int, heads: Mapping[str, Mapping[str, object]]) -> Tree:
    for row in Head.objects.filter(tree_size__lt=from_seq).order_by("-day"):
        head = heads.get(row.day.isoformat())
        tree = Tree(row.tree_size, row.peaks)
        if head and head["root"] == tree.root and head["tree_size"] == tree.size:
            return tree
    return Tree()


def _rows(start: int, until: int | None) -> Iterator[tuple[Event, list[Opening]]]:
    """Rows in order, each with its openings; memory does not grow with the record."""
    events = Event.objects.filter(seq__gte=start).order_by("seq")
    openings = Opening.objects.filter(event_id__gte=start).order_by("event_id")
    if until is not None:
        events, openings = events.filter(seq__lte=until), openings.filter(event_id__lte=until)
    groups = groupby(openings.iterator(chunk_size=CHUNK), key=lambda opening: opening.event_id)
    seq, group = next(groups, (None, iter(())))
    for event in events.iterator(chunk_size=CHUNK):
        while seq is not None and seq < event.seq:
            seq, group = next(groups, (None, iter(())))
        yield event, list(group) if seq == event.seq else []


def _step(walk: _Walk, event: Event, openings: list[Opening]) -> None:
    if event.seq > walk.next_seq:
        walk.missing.append((walk.next_seq, event.seq - 1))
        walk.prev = None
    if digest(body_of(event)) != event.hash:
        walk.altered.append(event)
    if walk.prev is not None and event.prev != walk.prev:
        walk.breaks.append(event.seq)
    _check_openings(walk, event, openings)
    walk.prev, walk.next_seq = event.hash, event.seq + 1
    walk.tree.add(event.hash)
    _check_heads(walk, event.seq)


def _check_openings(walk: _Walk, event: Event, openings: list[Opening]) -> None:
    values = (("seq", event.seq),)
    there = {opening.part: opening for opening in openings}
    for part in PARTS:
        is_erased = erasure_target(event.seq, part) in walk.erasures
        walk.erased += is_erased
        opening = there.get(part)
        if opening is None and not is_erased:
            sentence = say("Dòng {seq}: nội dung bị gỡ mà không có việc xóa nào được ghi.")
            walk.problems.append(Problem("opening_removed", sentence, values, row=event.seq, column=part))
        elif opening is not None and commitment(opening.salt, opening.value) != getattr(event, part):
            sentence = say("Dòng {seq}: nội dung không khớp mã đã ghi.")
            walk.problems.append(Problem("opening_altered", sentence, values, row=event.seq, column=part))
        elif opening is not None and is_erased:
            sentence = say("Dòng {seq}: nội dung đã xóa nay lại có.")
            walk.problems.append(Problem("opening_returned", sentence, values, row=event.seq, column=part))


def _check_heads(walk: _Walk, seq: int) -> None:
    """Each head is compared when the tree has its size; the first that differs tells where the rewriting began."""
    while walk.heads and int(str(walk.heads[0]["tree_size"])) <= seq:
        head = walk.heads.pop(0)
        is_same = head["tree_size"] == walk.tree.size and head["root"] == walk.tree.root
        walk.proven += is_same
        if not is_same and not any(problem.code == "rewritten" for problem in walk.problems):
            sentence = say("Dấu ký ngày {day} trên {size} dòng không khớp: sổ đã bị viết lại từ trước đó.")
            walk.problems.append(_of_head("rewritten", sentence, head["day"], size=head["tree_size"]))


def _beyond(walk: _Walk, last: int) -> list[Problem]:
    """Heads that signed more rows than there are: rows were cut off the end."""
    sentence = say("Dấu ký ngày {day} ký trên {size} dòng, sổ chỉ còn đến dòng {last}: các dòng cuối đã bị gỡ.")
    return [_of_head("cut_off", sentence, head["day"], size=head["tree_size"], last=last) for head in walk.heads[:1]
            if int(str(head["tree_size"])) > last]  # fmt: skip


def _named(walk: _Walk) -> Iterator[Problem]:
    """Rows altered, reordered and removed, and links broken between rows that are whole by themselves."""
    gaps = [seq for first, last in walk.missing for seq in range(first, min(last, first + MOST_TRIED) + 1)]
    places = [*(event.seq for event in walk.altered), *gaps][:MOST_TRIED]
    for event in walk.altered:
        values = (("seq", event.seq),)
        origin = next((seq for seq in places if _is_of(event, seq)), None) if len(walk.altered) <= MOST_TRIED else None
        if origin is None:
            yield Problem("altered", say("Dòng {seq} đã bị sửa."), values, row=event.seq)
        else:
            sentence = say("Dòng {seq} đã bị đổi chỗ: vốn là dòng {origin}.")
            yield Problem("reordered", sentence, (*values, ("origin", origin)), row=event.seq)
    for first, last in walk.missing:
        sentence = say("Các dòng từ {first} đến {last} đã bị gỡ.")
        yield Problem("removed", sentence, (("first", first), ("last", last)), row=first)
    known = {event.seq for event in walk.altered}
    for seq in walk.breaks:
        if not known & {seq - 1, seq}:
            sentence = say("Dòng {seq} đã bị viết lại cùng mã của nó: dòng {next} không còn nối vào.")
            yield Problem("altered", sentence, (("seq", seq - 1), ("next", seq)), row=seq - 1)


def _is_of(event: Event, seq: int) -> bool:
    return digest({**body_of(event), "seq": seq}) == event.hash
