"""Writes docs/law.md from the duties and the calendar: python -m tools.law"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from danbiet.law import words
from danbiet.law.calendar import official
from danbiet.law.duties import Duty, duties, topics

PAGE = Path(__file__).resolve().parents[1] / "docs" / "law.md"
HEAD = """# The law as dated data

Generated from `src/danbiet/law/data/` by `python -m tools.law`; a test fails when it is not current. The data hold the
Vietnamese wording, shown on `/law/` and by `danbiet duties`; this page has the English.

`seen` rules were read in the source that the data name; 🟠 marks rules known from memory: they are shown as such and
never counted as a breach. The sources are copies and press, not the Official Gazette: a lawyer must confirm them
before a place relies on them. All duties stand on `/law/`; pages named beside it belong to a part whose
source names the duty (a repository test compares both ways).

## How a day is computed

| reading | rule |
|---|---|
| first day | the day of the event is day 0 and is not counted (Civil Code 91/2015/QH13, article 147) |
| a latest day (`max`) | counted forward; a last day off goes to the next working day; the end alone rolls (art. 148) |
| `max_next_working_day`, `validity`, `fixed` | counted like a latest day |
| a minimum (`min`) | day 0 + n, the last day it must still hold; never rolled; a gap begins a new day 0 (our reading) |
| before an event (`before_at_least`) | counted backward from the event; a day off goes back to the working day before |
| the very day (`immediate`, `same_time`, `shift`) | no rolling |
| a threshold (`sanction_threshold`) | the day from which a sanction is possible; never rolled, never a limit |
| working days | Saturdays, Sundays and declared days off are not counted; worked Saturdays are (our reading) |
| months | the day of the same number, else the last of the month (article 148) |
| hours | whole days of 24 hours from the day of the event, rolled like a latest day; under 24 hours: the same day |
| suspension [from, until) | not counted; the day of resumption is; a rolled end does not fall into it |
| extension | from the day after the unrolled end, in its own unit; a total named by the law replaces the limit |
| remote areas | the longer limit only for the duties that have one, by a flag of the place |
| which rule | the one in force on the day of the event; otherwise a refusal that names the rule that was |
| first day of the rule not known | never in force; listed apart, and not before the document can have been made |
| beyond the calendar | days are counted from 1990 to 2060; outside, and for a day typed later, a refusal that says so |
| anything else | no number of hours, days, working days or months: no day, and the rule is printed |

A place's own days, and newly declared ones, come in as an argument (`calendar.with_changes`). Deadlines that reach into
a year whose days off are not declared are computed without them, and say so. A year counts as declared when it has
the eleven days off of the Labour Code 45/2019/QH14, article 112(1).
"""
UNKNOWN = """
## What is not known

- Decree 73/2026/NĐ-CP, article 37: the days of budget disclosure from 2026-03-25 (`BUD26-01`, `BUD26-02` give no day).
- The limits of the Access to Information Law of 2026: switched off (`ATI26-00`) until somebody loads the text.
- The text of Law 136/2025/QH15; Decree 118/2025/NĐ-CP and 367/2025/NĐ-CP; the hours of Decree 49/2024/NĐ-CP.
- The transition clause of Decree 155/2026/NĐ-CP (article 22): complaints under way on 2026-07-01.
- What follows Decision 24/2021/QĐ-TTg after 2025, and Decree 20/2008/NĐ-CP.
- What Law 97/2025 changed in Law 10/2022/QH15.
- Land Law articles 48 and 69 (2013), 75 and 87 (2024): from memory.
- Decision 135/QĐ-TTg of 2020 and the Capital Law of 2026: not read.
- 24 November as a day off: a library lists it, the statute was not seen; it can be switched off by a declared day.
- The days off of 2027: `tick` and `/health` warn from 1 November 2026 until they are there.
"""


def page() -> str:
    """The page as it should stand in the repository."""
    parts = [HEAD, _summary(), *(_topic(name, title) for name, (_, title) in topics().items()), _calendar(), UNKNOWN]
    return "".join(parts)


def _summary() -> str:
    every = duties()
    counted = Counter(words.yields_words(one.yields, "en") for one in every)
    seen = sum(one.is_certain() for one in every)
    kinds = ", ".join(f"{name} {count}" for name, count in counted.most_common())
    return f"\n## The {len(every)} duties\n\n{seen} seen, {len(every) - seen} from memory. They yield: {kinds}.\n"


def _topic(name: str, title: str) -> str:
    head = "| id | duty | limit | yields | posting | article | in force | certainty | pages |\n" + "|---" * 9 + "|\n"
    return f"\n### {title}\n\n{head}" + "".join(_row(one) for one in duties(topic=name))


def _row(one: Duty) -> str:
    basis = one.basis
    cells = (
        f"`{one.id}`",
        f"{one.who_en}: {one.what_en}",
        "; ".join(_limit(one)) or "–",
        words.yields_words(one.yields, "en"),
        words.posting_words(one.posting, "en") if one.posting else "–",
        words.cited(basis, "en"),
        f"{basis.valid_from or '?'} to {basis.valid_to or '…'}",
        "seen" if one.is_certain() else "🟠 memory",
        " ".join(f"`{name}`" for name in one.used_by),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _limit(one: Duty) -> Iterator[str]:
    if said := words.limit_words(one.limit, "en"):
        yield said
    if one.extension:
        how = "in all" if one.extension.is_total else f"more, {one.extension.times} time(s)"
        yield f"extended: {words.term_words(one.extension.n, one.extension.unit, 'en')} {how}"
    if one.remote:
        yield f"remote areas: {words.term_words(one.remote.n, one.remote.unit, 'en')}"
    if one.loudspeaker_days:
        yield f"loudspeaker at least {one.loudspeaker_days} consecutive days"


def _calendar() -> str:
    changes = official().changes()
    rows = "".join(
        f"| {source} | {count} | {first} to {last} |\n" for source, count, first, last in sorted(_sources(), key=str)
    )
    head = "| source | days | between |\n|---|---|---|\n"
    return (
        f"\n## Where the calendar comes from\n\n{len(changes)} declared days in `law/data/calendar.csv`"
        f" (`date,kind,label,source,certainty`).\n\n{head}{rows}"
    )


def _sources() -> Iterator[tuple[str, int, str, str]]:
    for source in dict.fromkeys(change.source for change in official().changes()):
        days = [str(change.day) for change in official().changes() if change.source == source]
        yield source, len(days), min(days), max(days)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
