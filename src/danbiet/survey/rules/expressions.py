"""The language of `where` and `event`: names, values, comparisons, `in`, `missing`, `and or not`, brackets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
    |(?P<text>'[^']*'|"[^"]*")|`(?P<quoted>[^`]+)`|(?P<sign>==|!=|<=|>=|<|>|\(|\)|,)|(?P<word>[^\W\d]\w*))""",
    re.VERBOSE,
)
SIGNS = ("==", "!=", "<=", ">=", "<", ">")
RESERVED = {"and", "or", "not", "in", "missing"}


class WrongExpression(ValueError):
    """An expression that does not follow the language; `place` counts characters from 0."""

    def __init__(self, text: str, place: int) -> None:
        super().__init__(text, place)
        self.place = place
        self.found = text[place : place + 20]


@dataclass(frozen=True)
class Column:
    name: str


@dataclass(frozen=True)
class Comparison:
    """`left` sign `right`; each a column or a value."""

    sign: str
    left: "Operand"
    right: "Operand"


@dataclass(frozen=True)
class Among:
    column: Column
    values: tuple[float | str, ...]


@dataclass(frozen=True)
class Missing:
    column: Column


@dataclass(frozen=True)
class Not:
    part: "Expression"


@dataclass(frozen=True)
class Both:
    """`left and right` or, with `any`, `left or right`."""

    left: "Expression"
    right: "Expression"
    any: bool = False


Operand = Column | float | str
Expression = Comparison | Among | Missing | Not | Both


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    place: int


def parse(text: str) -> Expression:
    """The expression as a tree; raise WrongExpression at the first place that does not fit.

    >>> parse("age >= 18 and not `sch.wide` == 'No'")
    Both(left=Comparison(sign='>=', left=Column(name='age'), right=18.0), \
right=Not(part=Comparison(sign='==', left=Column(name='sch.wide'), right='No')), any=False)
    """
    reader = _Reader(text)
    tree = reader.either()
    if reader.here.kind != "end":
        raise WrongExpression(text, reader.here.place)
    return tree


def _tokens(text: str) -> Iterator[Token]:
    place, end = 0, len(text.rstrip())
    while place < end:
        found = TOKEN.match(text, place)
        if not found:
            raise WrongExpression(text, place)
        kind = found.lastgroup or ""
        if kind == "word" and found[kind] in RESERVED:
            yield Token("sign", found[kind], found.start(kind))
        else:
            yield Token(kind, found[kind], found.start(kind))
        place = found.end()
    yield Token("end", "", end)


class _Reader:
    """Recursive descent: either → both → negation → comparison → operand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rest = list(_tokens(text))

    @property
    def here(self) -> Token:
        return self.rest[0]

    def takes(self, *signs: str) -> bool:
        """Step over the next token if it is one of these signs."""
        met = self.here.kind == "sign" and self.here.text in signs
        if met:
            self.rest.pop(0)
        return met

    def needs(self, sign: str) -> None:
        if not self.takes(sign):
            raise WrongExpression(self.text, self.here.place)

    def either(self) -> Expression:
        tree = self.both()
        while self.takes("or"):
            tree = Both(tree, self.both(), any=True)
        return tree

    def both(self) -> Expression:
        tree = self.negation()
        while self.takes("and"):
            tree = Both(tree, self.negation())
        return tree

    def negation(self) -> Expression:
        if self.takes("not"):
            return Not(self.negation())
        if self.takes("("):
            tree = self.either()
            self.needs(")")
            return tree
        if self.takes("missing"):
            self.needs("(")
            column = self.column()
            self.needs(")")
            return Missing(column)
        return self.comparison()

    def comparison(self) -> Expression:
        place, left = self.here.place, self.operand()
        if isinstance(left, Column) and self.takes("in"):
            return Among(left, self.values())
        sign = self.here.text
        if not self.takes(*SIGNS):
            raise WrongExpression(self.text, self.here.place)
        right = self.operand()
        if not isinstance(left, Column) and not isinstance(right, Column):
            raise WrongExpression(self.text, place)
        return Comparison(sign, left, right)

    def values(self) -> tuple[float | str, ...]:
        self.needs("(")
        values = [self.value()]
        while self.takes(","):
            values.append(self.value())
        self.needs(")")
        return tuple(values)

    def value(self) -> float | str:
        place, one = self.here.place, self.operand()
        if isinstance(one, Column):
            raise WrongExpression(self.text, place)
        return one

    def column(self) -> Column:
        place, one = self.here.place, self.operand()
        if not isinstance(one, Column):
            raise WrongExpression(self.text, place)
        return one

    def operand(self) -> Operand:
        token = self.here
        if token.kind in {"sign", "end"}:
            raise WrongExpression(self.text, token.place)
        self.rest.pop(0)
        if token.kind == "number":
            return float(token.text)
        return token.text[1:-1] if token.kind == "text" else Column(token.text)


def columns(tree: Expression) -> dict[str, set[str]]:
    """Each column with the ways it is used: "number", "text" or "any" (compared with a column, or only missing).

    >>> columns(parse("age >= 18 and missing(b)"))
    {'age': {'number'}, 'b': {'any'}}
    """
    found: dict[str, set[str]] = {}
    for name, use in _uses(tree):
        found.setdefault(name, set()).add(use)
    return found


def _uses(tree: Expression) -> Iterator[tuple[str, str]]:
    match tree:
        case Both(left, right):
            yield from _uses(left)
            yield from _uses(right)
        case Not(part):
            yield from _uses(part)
        case Missing(column):
            yield column.name, "any"
        case Among(column, values):
            yield from ((column.name, _use(value)) for value in values)
        case Comparison(_, left, right):
            for one, other in ((left, right), (right, left)):
                if isinstance(one, Column):
                    yield one.name, _use(other)


def _use(other: Operand) -> str:
    return "any" if isinstance(other, Column) else "text" if isinstance(other, str) else "number"
