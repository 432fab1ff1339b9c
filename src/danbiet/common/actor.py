"""Who acts, as plain values, and how an act is refused. Pure: every rules.py may import it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is charged with within a place; held for a period."""

    PLAN_OFFICER = "plan_officer"
    WARD_OFFICER = "ward_officer"
    INSPECTOR = "inspector"
    LEADER = "leader"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    GROUP_HEAD = "group_head"
    RESIDENT = "resident"


OFFICERS = frozenset({Role.PLAN_OFFICER, Role.WARD_OFFICER, Role.INSPECTOR, Role.LEADER})


@dataclass(frozen=True)
class Held:
    """One role held today: in a place (its primary key) and, for officers, in an agency of it."""

    role: Role
    place: int
    agency: int | None = None


@dataclass(frozen=True)
class Actor:
    """The person, or the system, who asks or acts; made once at the edge of a request or command."""

    user: int | None
    name: str
    held: tuple[Held, ...] = field(default=())

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held in any place."""
        return any(held.role in roles for held in self.held)

    def places(self, *roles: Role) -> frozenset[int]:
        """The places in which one of the roles (of any role, when none is named) is held."""
        return frozenset(held.place for held in self.held if not roles or held.role in roles)

    def agencies(self) -> frozenset[int]:
        """The agencies in which a role is held."""
        return frozenset(held.agency for held in self.held if held.agency is not None)


ANONYMOUS = Actor(user=None, name="")
SYSTEM = Actor(user=None, name="danbiet")


def say(sentence: str) -> str:
    """Mark a Vietnamese sentence for translation where no translation may be imported."""
    return sentence


class Refusal(Exception):
    """An expected refusal: a sentence for the reader, and the status of the answer (`exit`, `code`: of a command).

    Subclasses stand in the module that raises them. The sentence is the Vietnamese
    source with named places, so that it can be shown in either language.
    """

    status = 403
    exit = 2
    code = "refused"

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values) if values else sentence)
        self.sentence = sentence
        self.values = values


class NotYours(Refusal):
    """The object is not visible to the actor; answered as if it did not exist."""

    status = 404


class NotAllowed(Refusal):
    """The actor may see the object but not do this with it."""


class Conflict(Refusal):
    """Somebody else did the same, or something else, first."""

    status = 409


class Repeated(Conflict):
    """The same form was sent before; its act stands and is not done again."""


class Damaged(Refusal):
    """What was sent cannot be used."""

    status = 422


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file: where (rows count from 1, the header is row 1) and what, as a sentence."""

    code: str
    sentence: str
    values: tuple[tuple[str, object], ...] = ()
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""


class FileProblems(Damaged):
    """A file was read and refused as a whole; every problem found is named, or the first of `count`."""

    def __init__(self, problems: tuple[Problem, ...], *, count: int = 0) -> None:
        if count > len(problems):
            sentence = say("Tệp có {count} chỗ sai, chưa ghi gì. Dưới đây là {shown} chỗ đầu.")
            super().__init__(sentence, count=count, shown=len(problems))
        else:
            super().__init__(say("Tệp có {count} chỗ sai, chưa ghi gì."), count=len(problems))
        self.problems = problems
