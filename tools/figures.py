"""Writes docs/methods/figures.md from the definitions of the figures: python -m tools.figures"""

from pathlib import Path

from danbiet.reports.rules.figures import definitions

PAGE = Path(__file__).resolve().parents[1] / "docs" / "methods" / "figures.md"
HEAD = """# Figures of reports

Generated from `src/danbiet/reports/data/figures.toml` by `python -m tools.figures`; a test fails when it is not
current.

**Purpose.** One figure, one definition, in every report, page and file; each can be doubted and read row by row.

**Formula.** A figure is the number of its rows. For a period with data from day *a* until, exclusively, day *b*: a
*stock* is read at the end of day *b* − 1 (the day the data close); a *flow* counts what happened on days *a* ≤ *d*
< *b*. Nothing recorded after the moment at which the figures were made is counted (`Report.as_of`), so that an old
report can be counted again: `danbiet recompute_reports` does it for every issued report, `/reports/PK/figures/KEY/`
for one figure. Beside the value a report keeps the SHA-256 of the keys of its rows, in order: equal numbers of
other rows are told apart. A task is overdue when it was due *before* the day the data close. Before the first plan
of the place bound anybody, figures are unknown (`null`, "chưa có số liệu"), not 0. The same period of the year
before has the same length by construction; periods of other lengths are never set side by side. The year to date
runs from 15 December.

**Reference.** Days of periods: Decree 09/2019/NĐ-CP, article 12 (`law/data/report_periods.toml`).

**Worked example.** Five tasks at the end of 14 September 2021: one accepted as done, one due on 1 September, one
due on 30 September, one "monthly", one without any day. `tasks_total` 5 = `tasks_done` 1 + `tasks_late` 1 +
`tasks_not_due` 1 + `tasks_recurring` 1 + `tasks_no_deadline` 1. `{share:tasks_done/tasks_total}` prints `20,0%
(1/5)`.

Structure of dimensions: that of the report's year; for years whose structure PAPI has not published, the latest
known.

| key | Vietnamese | English | counts | measure | what it means | parts |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """The page as it should stand in the repository."""
    rows = [
        f"| `{one.key}`{' (and per dimension)' if one.each else ''} | {one.label_vi} | {one.label_en} "
        f"| {one.rows or 'not recorded yet'} | {one.measure} | {one.meaning_en} "
        f"| {' + '.join(f'`{part}`' for part in one.parts)} |"
        for one in definitions().values()
    ]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
