"""How often is the router right? Reads the labelled sentences, writes the tables of docs/methods/routing.md.

usage: routing.py [--check]
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from danbiet.voices.rules import SERVES, Subject
from danbiet.voices.rules.router import FEEDBACK, Holder, Paper, Proposal, propose

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT / "benchmarks" / "sentences"
PAGE = ROOT / "docs" / "methods" / "routing.md"
BEGIN, END = "<!-- figures: tools/routing.py -->\n", "<!-- end of figures -->\n"
PAPERS = {
    "R": Paper.REPORT, "P": Paper.PETITION, "C": Paper.COMPLAINT, "D": Paper.DENUNCIATION,
    "I": Paper.INFORMATION_REQUEST, "X": Paper.CRIME_REPORT,
}  # fmt: skip
USUAL = {"water": "water", "security": "police", "schools": "school", "portals": "upper"}
SETS = (
    ("held_out", "held out, written before there was a router"),
    ("held_out_2", "held out until one sentence of it was read"),
    ("held_out_3", "held out, written before the last rule"),
    ("held_out_4", "held out until one sentence of it was read, too"),
    ("held_out_5", "held out until two sentences of it were read"),
    ("held_out_6", "held out, written last, chosen by and never read"),
    ("development_4", "tuned on: by another author, everyday things"),
    ("last", "tuned on: the hard half"),
    ("development_3", "tuned on: faults with and without somebody behind them"),
    ("development_2", "tuned on: indirect and southern"),
    ("development", "tuned on"),
)
UNNAMED = "-"  # its author gave it no subject
HELD_OUT = 6  # of the sets
GUARDED = {Paper.COMPLAINT, Paper.DENUNCIATION}


@dataclass(frozen=True)
class Sentence:
    """A sentence with what a person says it is."""

    style: str
    text: str
    paper: Paper
    subjects: tuple[str, ...]
    holder: str
    urgency: str
    construct: str


def sentences(name: str) -> Iterator[Sentence]:
    """The sentences of a set."""
    style = ""
    for line in (SENTENCES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            style = line.strip("[]")
        elif line and not line.startswith("#"):
            yield _sentence(style, line)


def _sentence(style: str, line: str) -> Sentence:
    head, text = line.split(": ", 1)
    letter, subject, *rest = head.split()
    more = dict(part.split("=") for part in rest)
    subjects = () if subject == UNNAMED else tuple(subject.split("/"))
    usual = SERVES[Subject(subjects[0])] if subjects else ()
    return Sentence(
        style, text, PAPERS[letter], subjects,
        holder=more.get("holder", USUAL.get(subject.split("/")[0], Holder.WARD.value)),
        urgency=more.get("urgency", "ordinary"), construct=more.get("construct", usual[0] if usual else ""),
    )  # fmt: skip


def kind(sentence: Sentence, said: Proposal) -> bool | None:
    return None if said.kind is None else said.kind is sentence.paper


def subject(sentence: Sentence, said: Proposal) -> bool | None:
    return None if said.subject is None else said.subject.value in sentence.subjects


def holder(sentence: Sentence, said: Proposal) -> bool | None:
    return None if said.holder is None else said.holder.value == sentence.holder


def urgency(sentence: Sentence, said: Proposal) -> bool | None:
    return said.urgency.value == sentence.urgency


def construct(sentence: Sentence, said: Proposal) -> bool | None:
    if said.subject is None:
        return None
    return (said.constructs[0] if said.constructs else "") == sentence.construct


TASKS: tuple[tuple[str, Callable[[Sentence, Proposal], bool | None]], ...] = (
    ("kind", kind),
    ("subject", subject),
    ("who can change it", holder),
    ("urgency", urgency),
    ("first sub-dimension", construct),
)


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    z, share = 1.959964, right / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def share(right: int, n: int) -> str:
    """A share with its interval, as the tables show it."""
    if not n:
        return "–"
    low, high = wilson(right, n)
    return f"{right}/{n} ({100 * right / n:.0f} %, {100 * low:.0f}–{100 * high:.0f})"


def row(title: str, answers: Iterable[bool | None]) -> str:
    """One task: how many sentences, right among those answered, right among all, unsure."""
    rows = list(answers)
    said = [answer for answer in rows if answer is not None]
    unsure = len(rows) - len(said)
    return f"| {title} | {share(sum(said), len(said))} | {share(sum(said), len(rows))} | {share(unsure, len(rows))} |"


def table(read: list[tuple[Sentence, Proposal]]) -> Iterator[str]:
    yield "| task | right, where it answers | right, of all | says it is unsure |\n|---|---|---|---|"
    for title, judge in TASKS:
        yield row(title, [judge(*pair) for pair in read])


def guarded(read: list[tuple[Sentence, Proposal]]) -> str:
    """How many complaints and denunciations would be proposed as feedback, and what the caution costs."""
    grave = [said for sentence, said in read if sentence.paper in GUARDED]
    plain = [said for sentence, said in read if sentence.paper in FEEDBACK]
    passed = sum(not said.needs_person for said in grave)
    asked = sum(said.needs_person for said in plain)
    return f"{share(passed, len(grave))} | {share(asked, len(plain))}"


def figures() -> str:
    """Everything measured, as Markdown."""
    read = {name: [(one, propose(one.text)) for one in sentences(name)] for name, _ in SETS}
    lines = ["### Complaints and denunciations", ""]
    lines += [
        "| sentences | proposed as feedback (should be 0) | feedback for which a person is asked |",
        "|---|---|---|",
    ]
    lines += [f"| {title} (`{name}.txt`) | {guarded(read[name])} |" for name, title in SETS]
    for name, title in SETS[:HELD_OUT]:
        lines += ["", f"### {title[0].upper()}{title[1:]}: {len(read[name])} sentences", "", *table(read[name])]
    lines += ["", "### The held-out sentences by style and by marks", ""]
    lines += ["| sentences | kind, where it answers | kind unsure | subject, where it answers | subject unsure |"]
    lines += ["|---|---|---|---|---|"]
    lines += [_cut(title, [pair for pair in read["held_out"] if test(pair[0])]) for title, test in CUTS]
    lines += ["", "### Kinds of the held-out sentences", "", *_confusion(read["held_out"])]
    return "\n".join(lines) + "\n"


CUTS: tuple[tuple[str, Callable[[Sentence], bool]], ...] = (
    ("residents' talk", lambda one: one.style == "talk"),
    ("short, as on a phone", lambda one: one.style == "phone"),
    ("official petition", lambda one: one.style == "official"),
    ("with marks", lambda one: not one.text.isascii()),
    ("without marks", lambda one: one.text.isascii()),
)


def _cut(title: str, read: list[tuple[Sentence, Proposal]]) -> str:
    cells = []
    for judge in (kind, subject):
        answers = [judge(*pair) for pair in read]
        said = [answer for answer in answers if answer is not None]
        cells += [share(sum(said), len(said)), share(len(answers) - len(said), len(answers))]
    return f"| {title} ({len(read)}) | " + " | ".join(cells) + " |"


def _confusion(read: list[tuple[Sentence, Proposal]]) -> Iterator[str]:
    columns = [*Paper, None]
    yield "| is \\ proposed | " + " | ".join(column.value if column else "unsure" for column in columns) + " |"
    yield "|---|" + "---|" * len(columns)
    for paper in Paper:
        said = [one.kind for sentence, one in read if sentence.paper is paper]
        yield f"| {paper.value} | " + " | ".join(str(said.count(column)) for column in columns) + " |"


def page() -> str:
    """The page with its figures renewed."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return before + BEGIN + figures() + END + rest.partition(END)[2]


def main() -> int:
    renewed = page()
    if "--check" in sys.argv:
        return int(renewed != PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(renewed, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
