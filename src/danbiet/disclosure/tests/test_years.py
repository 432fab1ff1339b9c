"""A year of one ward under the rules of 2021, 2023, 2025 and 2026, kept as texts that a person can read.

Run with `GOLDEN=write` in the environment to write them anew, then read the difference.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from danbiet.disclosure.rules import Channel
from danbiet.disclosure.rules.arising import Arisen, PlaceFacts, Told, offered, year_of
from danbiet.disclosure.rules.contents import content
from danbiet.law.calendar import official
from danbiet.law.duties import duty
from danbiet.law.words import cited, day_words, limit_words

GOLDEN = Path(__file__).parent / "golden"
OLD = PlaceFacts(tier="ward", from_day=date(2014, 4, 1), until_day=date(2025, 7, 1))
NEW = PlaceFacts(tier="ward", from_day=date(2025, 7, 1))
FORMS = {
    Channel.PORTAL: "cổng thông tin", Channel.POSTING: "niêm yết", Channel.LOUDSPEAKER: "loa truyền thanh",
    Channel.GROUP_HEADS: "gửi tổ trưởng, trưởng thôn", Channel.WRITTEN_NOTICE: "thông báo bằng văn bản",
}  # fmt: skip
MEANS = {
    "latest_day": "chậm nhất {day}", "same_day": "đúng {day}", "earliest_end": "không kết thúc trước hết {day}",
    "latest_start": "phải làm chậm nhất {day}",
}  # fmt: skip

# (occasion, month, day, period): what happens in the ward, the same every year as far as the law of the year knows it
STORY = [
    ("conduct_issued", 1, 11, ""), ("socioeconomic_plan", 1, 14, "same"), ("procedures_changed", 2, 3, ""),
    ("contribution_decided", 3, 10, ""), ("council_called", 7, 15, ""), ("settlement_approved", 7, 15, "before"),
    ("execution_submitted", 7, 15, "before"), ("fees_set", 8, 27, ""), ("inspection_concluded", 9, 8, ""),
    ("land_plan_approved", 9, 22, ""), ("poverty_reviewed", 10, 20, "same"), ("policy_decided", 11, 2, ""),
    ("consultation_published", 11, 4, ""), ("consultation_concluded", 11, 30, ""),
    ("covenant_recognised", 12, 1, ""), ("asset_decided", 12, 3, ""), ("head_election_set", 12, 13, ""),
    ("estimate_sent", 12, 8, "next"), ("estimate_decided", 12, 20, "next"), ("audit_recommended", 12, 22, ""),
    ("contribution_collected", 12, 24, ""), ("support_paid", 12, 25, ""),
]  # fmt: skip


def told_in(year: int, ward: PlaceFacts) -> list[Told]:
    periods = {"": "", "same": str(year), "before": str(year - 1), "next": str(year + 1)}
    found = [Told(key, date(year, month, day), periods[period]) for key, month, day, period in STORY]
    return [one for one in found if ward.stands(one.happened_on) and _is_known(one, ward)]


def _is_known(one: Told, ward: PlaceFacts) -> bool:
    return one.occasion in {occasion.key for occasion in offered(ward.tier, on=one.happened_on)}


def line(row: Arisen) -> str:
    rule = duty(row.duty)
    when = MEANS[row.due_means].format(day=day_words(row.due_on)) if row.due_on else "không tính được ngày"
    doubt = "" if row.certainty == "seen" else "  [theo trí nhớ, không tính là trễ]"
    forms = ", ".join(FORMS[one] for one in row.needed.channels) or "luật không nêu hình thức nào"
    where = "mọi điểm" if row.needed.at_every_point else "trụ sở"
    unit = {"calendar_days": "ngày", "working_days": "ngày làm việc"}[row.needed.unit]
    term = "thường xuyên" if row.needed.is_permanent else f"{row.needed.days} {unit}" if row.needed.days else ""
    hangs = f" ({where}{', ' + term if term else ''})" if Channel.POSTING in row.needed.channels else ""
    radio = f", loa {row.needed.broadcast_days} ngày" if row.needed.broadcast_days else ""
    return (
        f"{row.arose_on:%d/%m/%Y}  {row.duty}  {content(row.duty).title}{f' [{row.period}]' if row.period else ''}\n"
        f"    phát sinh: {row.occasion}\n"
        f"    hạn: {when}; luật: {limit_words(rule.limit) or 'không đặt số ngày'}{doubt}\n"
        f"    hình thức: {forms}{hangs}{radio}\n"
        f"    căn cứ: {cited(row.basis)}\n"
    )


def written(year: int) -> str:
    parts = []
    for ward, name in ((OLD, "phường đến hết 30/6/2025"), (NEW, "phường từ 01/7/2025")):
        if any(ward.stands(date(year, month, 1)) for month in range(1, 13)):
            rows = year_of(ward, year, told_in(year, ward), calendar=official())
            parts.append(f"Năm {year}, {name}: {len(rows)} nghĩa vụ\n\n" + "\n".join(line(row) for row in rows))
    return "\n".join(parts)


@pytest.mark.parametrize("year", [2021, 2023, 2025, 2026])
def test_a_year_of_one_ward(year: int) -> None:
    path = GOLDEN / f"year_{year}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(written(year), encoding="utf-8")
    assert written(year) == path.read_text(encoding="utf-8")
