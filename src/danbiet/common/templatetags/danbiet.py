"""How pages draw icons and states, and write days and numbers in the reader's language."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.dateformat import format as dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import OFFICERS, Actor, Role

register = template.Library()
YEAR = 365  # days

ICONS = {
    "add": '<path d="M12 5v14m-7-7h14"/>',
    "back": '<path d="M19 12H5m6-6-6 6 6 6"/>',
    "done": '<circle cx="12" cy="12" r="10"/><path d="m7.5 12.5 3 3 6-7"/>',
    "doc": '<path d="M6 2.5h8l4 4v15H6z"/><path d="M9 11h6m-6 4h6"/>',
    "down": '<path d="M12 4v15m-6-6 6 6 6-6"/>',
    "file": '<path d="M12 3v12m-5-5 5 5 5-5M4 20h16"/>',
    "find": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "go": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "late": '<rect x="2.5" y="2.5" width="19" height="19" rx="2"/><path d="M12 7v6m0 3.6v.1"/>',
    "lock": '<rect x="5" y="11" width="14" height="9.5"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/>',
    "map": '<path d="M3 6l6-2.5 6 2.5 6-2.5v14L15 20l-6-2.5L3 20zM9 3.5v14M15 6v14"/>',
    "none": '<circle cx="12" cy="12" r="9.5"/>',
    "now": '<circle cx="12" cy="12" r="9.5"/><circle cx="12" cy="12" r="3.5" fill="currentColor"/>',
    "people": '<circle cx="9" cy="8" r="4"/><path d="M2 21c0-5 3-7.5 7-7.5s7 2.5 7 7.5M16 4.5a4 4 0 0 1 0 7M22 21c0-4-1.600-6-4-7"/>',  # noqa: E501
    "print": '<path d="M7 8V3h10v5M7 17H3V8h18v9h-4M7 13.5h10V21H7z"/>',
    "same": '<circle cx="12" cy="12" r="10"/><path d="M7 10c2-2 3.5-1 5 0s3 2 5 0M7 15c2-2 3.5-1 5 0s3 2 5 0"/>',
    "soon": '<circle cx="12" cy="12" r="9.5"/><path d="M12 6.5V12l3.5 2"/>',
    "unsure": '<path d="M12 2 22 12 12 22 2 12z"/><path d="M9.8 10a2.2 2.2 0 1 1 3 2c-.8.4-.8.9-.8 1.6m0 2.6v.1"/>',
    "up": '<path d="M12 20V5m-6 6 6-6 6 6"/>',
}
STATES = {"late", "soon", "now", "done", "unsure", "none", "miss", "same"}
DRAWN_AS = {"miss": "none"}
MINUS = "\N{MINUS SIGN}"
UNKNOWN = gettext_lazy("chưa có số liệu")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon in line with the text; silent to screen readers unless it has a label of its own."""
    drawing = mark_safe(ICONS[name])
    if label:
        return format_html('<svg class="i" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, drawing)
    return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawing)


@register.simple_tag
def status(kind: str, text: str) -> SafeString:
    """A state as shape, word and colour: late soon now done unsure none miss same."""
    if kind not in STATES:
        raise template.TemplateSyntaxError(f"unknown state {kind!r}")
    mark = icon(DRAWN_AS.get(kind, kind))
    return format_html('<span class="st {}">{}{}</span>', kind, mark, text)


@register.simple_tag
def ticks(past: int, total: int, late: bool = False) -> SafeString:
    """Counted days as small bars: those past are filled, those left are hollow; words must stand beside it."""
    shown = min(total, 31)
    filled = shown if late else min(past, shown)
    bars = "".join(
        f'<rect x="{7 * n + 0.5}" y="1" width="5" height="10" class="{_bar(n < filled, late)}"/>' for n in range(shown)
    )
    return format_html('<svg class="tk" width="{}" height="12" aria-hidden="true">{}</svg>', 7 * shown, mark_safe(bars))


def _bar(filled: bool, late: bool) -> str:
    if not filled:
        return "te"
    return "tf tl" if late else "tf"


@register.simple_tag
def hollow_grid(rows: int, columns: int) -> SafeString:
    """Rows by columns of empty cells: what has no figure; words must stand beside it."""
    cells = "".join(
        f'<rect x="{15 * at + 1}" y="{15 * row + 1}" width="11" height="11"/>'
        for row in range(rows)
        for at in range(columns)
    )
    size = (15 * columns, 15 * rows)
    return format_html('<svg class="gr" width="{}" height="{}" aria-hidden="true">{}</svg>', *size, mark_safe(cells))


def _english() -> bool:
    return (get_language() or "vi").startswith("en")


@register.filter
def day(value: date | None) -> str:
    """14/7/2026, 03/7/2026, 01/02/2026 as officials write; 14 July 2026 in English."""
    if value is None:
        return _("chưa định ngày")
    on = _as_day(value)
    return dateformat(on, "j F Y") if _english() else f"{short_day(on)}/{on.year}"


@register.filter
def short_day(value: date) -> str:
    """The day without its year: 14/7, 03/7, 01/02; 14 July."""
    on = _as_day(value)
    if _english():
        return dateformat(on, "j F")
    return f"{on.day:02}/{on.month:02}" if on.month < 3 else f"{on.day:02}/{on.month}"


@register.filter
def month_year(value: date) -> str:
    """tháng 7, 2026; July 2026."""
    return dateformat(value, "F Y") if _english() else f"tháng {value.month}, {value.year}"


@register.filter
def weekday(value: date) -> str:
    """Thứ Ba, Chủ nhật; Tuesday."""
    on = _as_day(value)
    if _english():
        return dateformat(on, "l")
    return ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")[on.weekday()]


@register.filter
def moment(value: datetime) -> str:
    """16:20, 14/7/2026, in Viet Nam's time."""
    return f"{value.astimezone(clock.ZONE):%H:%M}, {day(value)}"


@register.filter
def lateness(days: int) -> str:
    """Trễ 5 ngày; beyond two years the days say nothing any more: Trễ hơn 5 năm."""
    if days < 2 * YEAR:
        return ngettext("Trễ {n} ngày", "Trễ {n} ngày", days).format(n=days)
    return ngettext("Trễ hơn {n} năm", "Trễ hơn {n} năm", days // YEAR).format(n=days // YEAR)


def _as_day(value: date) -> date:
    return clock.day(value) if isinstance(value, datetime) else value


@register.filter
def number(value: object, places: int = 0) -> str:
    """1.234 or 43,7 in Vietnamese, 1,234 or 43.7 in English; a real minus; the unknown in words."""
    if value is None or value == "":
        return str(UNKNOWN)
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,.{places}f}"
    if not _english():
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if exact < 0 else text


@register.filter
def score(value: object) -> str:
    """A score with two decimals: 43,77; 43.77 in English."""
    return number(value, 2)


@register.filter
def change(value: object, places: int = 2) -> str:
    """A difference with its sign: +0,24, −0,19, 0,00."""
    text = number(value, places)
    return f"+{text}" if value not in (None, "") and Decimal(str(value)) > 0 and text.strip("0.,") else text


@register.filter
def percent(value: object, places: int = 1) -> str:
    """A share between 0 and 1 as 94,0%."""
    return str(UNKNOWN) if value is None or value == "" else f"{number(Decimal(str(value)) * 100, places)}%"


@register.filter
def name(thing: object) -> str:
    """The name of a unit, agency or dimension in the reader's language; any other text as it is."""
    chosen = getattr(thing, "name_en", "") if _english() else ""
    return str(chosen or getattr(thing, "name_vi", thing))


@register.filter
def kind(field: BoundField) -> str:
    """How a form field is drawn: `hidden`, `group` (several choices), `tick` (one box), `file` or `line`."""
    if field.is_hidden:
        return "hidden"
    if field.use_fieldset:
        return "group"
    return {"checkbox": "tick", "file": "file"}.get(getattr(field.field.widget, "input_type", ""), "line")


@register.filter
def faults(form: BaseForm) -> list[tuple[str, str]]:
    """(id of the field, message) of everything that is wrong with a form, in the order of its fields."""
    whole = [("", str(message)) for message in form.non_field_errors()]
    return whole + [(field.id_for_label, str(message)) for field in form for message in field.errors]


PUBLIC = (
    ("web:home", gettext_lazy("Trang chủ")),
    ("web:find", gettext_lazy("Tìm phường, xã")),
    ("voices:new", gettext_lazy("Gửi phản ánh")),
    ("disclosure:start", gettext_lazy("Công khai")),
    ("plans:plans", gettext_lazy("Kế hoạch")),
    ("scores:map", gettext_lazy("Điểm PAPI")),
)
PUBLIC_MORE = (
    ("voices:status", gettext_lazy("Xem đơn bằng mã")),
    ("disclosure:requests", gettext_lazy("Xin thông tin")),
    ("tips:start", gettext_lazy("Báo tin kín")),
    ("web:manual", gettext_lazy("Hướng dẫn")),
)
NOTEBOOK = ("voices:notebook", gettext_lazy("Sổ tổ trưởng"))
DESK = ("web:desk", gettext_lazy("Việc hôm nay"))
ONE_PAGE = ("web:leader", gettext_lazy("Một trang"))
PEOPLE = ("accounts:people", gettext_lazy("Tài khoản"))
KEYS = ("api:keys", gettext_lazy("Khóa cho ứng dụng"))
CASES = ("voices:desk", gettext_lazy("Đơn thư"))
OFFICE = (
    ("plans:plans", gettext_lazy("Kế hoạch")),
    ("disclosure:start", gettext_lazy("Công khai")),
    ("reports:reports", gettext_lazy("Báo cáo")),
)
SEARCH = ("web:search", gettext_lazy("Tìm"))
SCORES = ("scores:map", gettext_lazy("Điểm PAPI"))
SURVEYS = ("survey:waves", gettext_lazy("Khảo sát"))
MANUAL = ("web:manual", gettext_lazy("Hướng dẫn"))
SURVEYORS = frozenset({Role.ANALYST, Role.PLAN_OFFICER, Role.LEADER})
FIRST = (
    (OFFICERS, DESK),
    (frozenset({Role.LEADER, Role.PLAN_OFFICER}), ONE_PAGE),
    (frozenset({Role.ADMINISTRATOR}), PEOPLE),
    (OFFICERS, CASES),
)
MORE = ((SURVEYORS, SURVEYS), (frozenset({Role.ADMINISTRATOR}), KEYS))
AT_WORK = OFFICERS | {Role.ANALYST, Role.ADMINISTRATOR}
Links = tuple[tuple[str, object], ...]


def entries(actor: Actor) -> tuple[Links, Links]:
    """The main links of a person, by what they are charged with, and those behind "more": one row at 1280 px."""
    if not actor.has(*AT_WORK):
        return PUBLIC, (*([NOTEBOOK] if actor.has(Role.GROUP_HEAD) else []), *PUBLIC_MORE)
    first = (link for roles, link in FIRST if actor.has(*roles))
    more = (link for roles, link in MORE if actor.has(*roles))
    return (*first, *OFFICE), (SEARCH, SCORES, *more, MANUAL)


@register.inclusion_tag("components/nav.html", takes_context=True)
def navigation(context: Context) -> dict[str, object]:
    """The main links, the present one marked."""
    path = context["request"].path
    main, more = (
        [(url, label) for route, label in links if (url := address(route))] for links in entries(context["actor"])
    )
    every = [url for url, _ in (*main, *more)]
    here = max((url for url in every if path.startswith(url) and (url == path or url != _home(path))), default="")
    return {"links": _marked(main, here), "more": _marked(more, here), "is_more": here in {url for url, _ in more}}


def _marked(links: Iterable[tuple[str, object]], here: str) -> list[dict[str, object]]:
    return [{"url": url, "label": label, "here": url == here} for url, label in links]


def _home(path: str) -> str:
    return "/en/" if path.startswith("/en/") else "/"


def address(route: str) -> str:
    """The address of a named page; empty where this installation has no such page."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


@register.simple_tag
def other_language(request: HttpRequest) -> str:
    """The address of this very page in the other language."""
    path = request.get_full_path()
    if path == "/en" or path.startswith("/en/"):
        return path.removeprefix("/en") or "/"
    return f"/en{path}"
