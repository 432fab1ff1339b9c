"""The budget card of a version: the pure card, its sums in words, and the table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from danbiet.common.templatetags.danbiet import number
from danbiet.disclosure.models import Item, Version
from danbiet.disclosure.rules import ItemKind, ItemState
from danbiet.disclosure.rules.budget import Column, Difference, Row, differences
from danbiet.disclosure.rules.card import Amounts, Card, Change, card
from danbiet.disclosure.rules.money import scaled


@dataclass(frozen=True)
class Line:
    """A line of the table as shown: figures in full, and what is wrong with its sum."""

    row: Row
    faults: tuple[str, ...]

    @property
    def indent(self) -> str:
        return "– " * self.row.level


@dataclass(frozen=True)
class BudgetCard:
    """The card in sentences and the lines behind it."""

    sentences: tuple[str, ...]
    largest: tuple[tuple[str, str, int | None], ...]
    changes: tuple[str, ...]
    faults: tuple[str, ...]
    lines: tuple[Line, ...]
    unknown: tuple[str, ...]
    has_planned: bool
    has_actual: bool


def money(amount: int) -> str:
    """A sum as people say it, in the reader's language."""
    figure, scale = scaled(amount)
    places_shown = max(-int(figure.as_tuple().exponent), 0)
    words = {
        "billion": _("%(n)s tỷ đồng"), "million": _("%(n)s triệu đồng"),
        "thousand": _("%(n)s nghìn đồng"), "": _("%(n)s đồng"),
    }  # fmt: skip
    return words[scale] % {"n": number(figure, places_shown)}


def card_of(version: Version, *, residents: int | None) -> BudgetCard | None:
    """The card of a version whose table was read, a head's share by the residents; nothing for other files."""
    if not version.table:
        return None
    rows, units = rows_of(version)
    made = card(rows, residents=residents, before=_year_before(version.item))
    wrong = tuple(differences(rows, units=units))
    return BudgetCard(
        sentences=tuple(_sentences(made)),
        largest=tuple((one.name, money(one.amount), one.percent) for one in made.largest),
        changes=tuple(_change(one) for one in made.changes),
        faults=tuple(_fault(one) for one in wrong),
        lines=tuple(Line(row, tuple(_fault(one) for one in wrong if one.row is row)) for row in rows),
        unknown=tuple(_unknown(made)),
        has_planned=any(row.planned is not None for row in rows),
        has_actual=any(row.actual is not None for row in rows),
    )


def rows_of(version: Version) -> tuple[tuple[Row, ...], dict[str, int]]:
    """The rows as stored, and the unit of each sheet."""
    names = Row.__dataclass_fields__
    rows = tuple(Row(**{name: value for name, value in row.items() if name in names}) for row in version.table)
    return rows, {row["sheet"]: row["unit"] for row in version.table}


def _year_before(item: Item) -> Sequence[Row]:
    """The table of the same kind of period one year earlier: under the same duty where both name one."""
    if not item.period[:4].isdecimal():
        return ()
    earlier = f"{int(item.period[:4]) - 1}{item.period[4:]}"
    found = Item.objects.filter(
        place=item.place_id, kind=ItemKind.BUDGET.value, period=earlier, state=ItemState.PUBLISHED.value
    )
    if item.obligation is not None:
        found = found.filter(obligation__duty=item.obligation.duty)
    version = Version.objects.filter(item__in=found, published_at__isnull=False).order_by("-published_at").first()
    return rows_of(version)[0] if version else ()


def _sentences(made: Card) -> list[str]:
    spoken = []
    if made.income is not None and made.income.amount is not None:
        spoken.append(_said(made.income, plan=_("Dự kiến thu %(sum)s."), done=_("Thu được %(sum)s."),
                            of=_("Thu được %(sum)s, bằng %(percent)s%% số dự kiến (%(planned)s).")))  # fmt: skip
    if made.spending is not None and made.spending.amount is not None:
        spoken.append(_said(made.spending, plan=_("Dự kiến chi %(sum)s."), done=_("Chi %(sum)s."),
                            of=_("Chi %(sum)s, bằng %(percent)s%% số dự kiến (%(planned)s).")))  # fmt: skip
    if made.per_resident is not None:
        values = {"sum": money(made.per_resident), "people": number(made.residents)}
        spoken.append(_("Tính ra mỗi người dân %(sum)s (%(people)s người).") % values)
    if made.total_change is not None:
        spoken.append(_total_change(made.total_change))
    return spoken


def _said(side: Amounts, *, plan: str, done: str, of: str) -> str:
    values = {"sum": money(side.amount or 0), "percent": side.percent, "planned": money(side.planned or 0)}
    if side.actual is None:
        return plan % values
    return (done if side.percent is None else of) % values


def _total_change(change: Change) -> str:
    values = {"sum": money(abs(change.difference)), "before": money(change.before)}
    if change.difference > 0:
        return _("Chi nhiều hơn năm trước %(sum)s (năm trước %(before)s).") % values
    if change.difference < 0:
        return _("Chi ít hơn năm trước %(sum)s (năm trước %(before)s).") % values
    return _("Chi bằng năm trước (%(before)s).") % values


def _change(change: Change) -> str:
    values = {"name": change.name, "before": money(change.before), "now": money(change.now)}
    if change.difference > 0:
        return _("%(name)s: tăng từ %(before)s lên %(now)s.") % values
    return _("%(name)s: giảm từ %(before)s xuống %(now)s.") % values


def _fault(one: Difference) -> str:
    column = _("dự toán") if one.column is Column.PLANNED else _("thực hiện")
    values = {
        "name": one.row.name, "column": column, "written": number(one.written), "added": number(one.added),
        "gap": number(abs(one.gap)),
    }  # fmt: skip
    if one.may_be_rounding:
        return _("“%(name)s”, cột %(column)s: bảng ghi %(written)s, cộng các dòng con được %(added)s đồng, lệch %(gap)s; có thể do làm tròn.") % values  # fmt: skip # noqa: E501
    return _("“%(name)s”, cột %(column)s: bảng ghi %(written)s, cộng các dòng con được %(added)s đồng, lệch %(gap)s.") % values  # fmt: skip # noqa: E501


def _unknown(made: Card) -> list[str]:
    """What the card cannot say, said."""
    told = []
    if made.income is None:
        told.append(_("Bảng không có phần thu."))
    if made.spending is None:
        told.append(_("Bảng không có phần chi."))
    if made.residents is None:
        told.append(_("Chưa có số dân của đơn vị, nên chưa tính được mỗi người bao nhiêu."))
    if made.total_change is None:
        told.append(_("Chưa có bảng năm trước trên trang này để so."))
    return told
