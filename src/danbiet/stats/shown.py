"""Results as tables in a notebook."""

import html
from collections.abc import Iterable, Sequence


def as_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """An HTML table, numbers to six digits.

    >>> as_table(("area", "estimate"), [("<a>", 1 / 3)])
    '<table><tr><th>area</th><th>estimate</th></tr><tr><td>&lt;a&gt;</td><td>0.333333</td></tr></table>'
    """
    lines = [_line("th", head), *(_line("td", row) for row in rows)]
    return f"<table>{''.join(lines)}</table>"


def _line(tag: str, cells: Sequence[object]) -> str:
    told = (f"{cell:.6g}" if isinstance(cell, float) else html.escape(str(cell)) for cell in cells)
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in told) + "</tr>"
