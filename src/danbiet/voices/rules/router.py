"""What a text seems to be, about what, for whom, how urgent: proposed from its words, with the words that spoke.

A person decides. "Not sure" is an answer. A text is called plain feedback only when something speaks for it (its matter
is clear, officials neither decide nor hand it out, and a fault or a wish is named) and nothing against it: neither its
guard words (which name a complaint or a denunciation) nor a risk (who, money, kin, acts of power, redress, a hint).
That it names an office or the writer's own house counts against it, too, except where it is about things in the street.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from danbiet.voices.rules import SERVES, Subject, Urgency
from danbiet.voices.rules.lists import Group, Sign, known
from danbiet.voices.rules.plainness import is_explained
from danbiet.voices.rules.wording import Heard, Hit, best, every, hear, phrase, wording

SURE_FROM, AHEAD_BY = 2.0, 1.25  # a kind or a subject is said from this weight on, and so many times the second
PLAIN = 1.0  # what a text is worth as a report before any word is read
THINGS = frozenset(  # things in the street
    {
        *(Subject.ROADS, Subject.LIGHTING, Subject.DRAINAGE, Subject.WATER, Subject.WASTE, Subject.AIR, Subject.NOISE),
        *(Subject.PORTALS, Subject.OTHER),
    }
)
DECIDED = frozenset(  # by officials, or handed out by them: never plain
    {Subject.LAND, Subject.CONSTRUCTION, Subject.OFFICERS, Subject.POVERTY, Subject.MONEY}
)
HARMLESS = frozenset({"offices", "mine"})  # risks, except about things in the street
MOST_WORDS = 6  # shown as reasons
LONGEST = 20_000  # letters read


class Paper(StrEnum):
    """What kind of paper a text is; first and second complaints are told apart by the person."""

    REPORT = "report"
    PETITION = "petition"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    INFORMATION_REQUEST = "information_request"
    CRIME_REPORT = "crime_report"


class Holder(StrEnum):
    """Who can change the matter."""

    WARD = "ward"
    UPPER = "upper"  # the district until 2025-06-30, the province's departments
    ELECTRICITY = "electricity"
    WATER = "water"
    TELECOM = "telecom"
    WASTE = "waste"
    POLICE = "police"
    CLINIC = "clinic"
    SCHOOL = "school"


FEEDBACK = frozenset({Paper.REPORT, Paper.PETITION})


@dataclass(frozen=True)
class Guess:
    """One possible answer, its weight (a ranking aid, no probability) and the words that spoke for it."""

    value: str
    weight: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What is proposed; `kind` and `subject` are None where the words do not say it clearly.

    `kinds` and `subjects`: everything heard, surest first. `guards`: words for which the text is not feedback without
    a person. `second`: another matter in the same text, to be split off by a person. `is_told`: it has marks, or says
    "to cao" itself; without marks a pipe is a Mr, and no sure reading is sure enough to throw a letter away.
    """

    kind: Paper | None
    subject: Subject | None
    second: Subject | None
    holder: Holder | None
    urgency: Urgency
    constructs: tuple[str, ...]
    kinds: tuple[Guess, ...]
    subjects: tuple[Guess, ...]
    urgent_words: tuple[str, ...]
    guards: tuple[str, ...]
    is_told: bool = True

    @property
    def is_surely_denunciation(self) -> bool:
        """Whether it may be refused and forgotten as a denunciation before anybody has read it."""
        return self.kind is Paper.DENUNCIATION and self.is_told

    @property
    def needs_person(self) -> bool:
        """Whether it may not become feedback unless a person says so."""
        return self.kind not in FEEDBACK

    @property
    def may_denounce(self) -> bool:
        """Whether a denunciation was heard in it, or its kind is not clear and a risk was (who, money, kin, power)."""
        return self.needs_person and (self.names_denunciation or (self.kind is None and bool(self.guards)))

    @property
    def names_denunciation(self) -> bool:
        """Whether words of a denunciation are in it, more than a risk: a message says "my house" without being one."""
        return self.needs_person and any(guess.value == Paper.DENUNCIATION.value for guess in self.kinds)


def propose(text: str) -> Proposal:
    """Read a text and propose where it belongs."""
    heard = hear(text[:LONGEST])
    subjects = _subjects(heard)
    said = _sure(subjects)
    subject = Subject(said.value) if said else None
    kinds, guards = _kinds(heard)
    guards = guards or _doubts(heard, subject)
    urgency, urgent_words = _urgency(heard)
    return Proposal(
        kind=_paper(kinds, is_plain=not guards and _is_plain(heard, subject)),
        subject=subject,
        second=_second(subjects) if subject else None,
        holder=_holder(heard, subject) if subject else None,
        urgency=urgency,
        constructs=_constructs(heard, subject) if subject else (),
        kinds=kinds,
        subjects=subjects,
        urgent_words=urgent_words,
        guards=guards,
        is_told=heard.is_marked or _says_denunciation(heard),
    )


def _says_denunciation(heard: Heard) -> bool:
    """Whether it calls itself a denunciation, and does not only speak of a tall tree ("cay to cao")."""
    harmless = every(heard, known().harmless)
    return any(not any(_covers(other, hit) for other in harmless) for hit in every(heard, (phrase("tố cáo"),)))


def _kinds(heard: Heard) -> tuple[tuple[Guess, ...], tuple[str, ...]]:
    """Every kind heard, and the words that call for a person."""
    weights: dict[str, float] = {Paper.REPORT.value: PLAIN}
    words: dict[str, list[str]] = {}
    guards: list[str] = []
    for sign in known().signs:
        hits = _spoken(heard, sign)
        if hits:
            weights[sign.kind] = weights.get(sign.kind, 0.0) + sign.weight * max(hit.strength for hit in hits)
            said = [wording(heard, hit) for hit in hits]
            words.setdefault(sign.kind, []).extend(said)
            guards += said if sign.is_guard else []
    return _ranked(weights, words), _shown(guards)


def _doubts(heard: Heard, subject: Subject | None) -> tuple[str, ...]:
    """The words for which a text may be more than plain feedback; empty where there are none."""
    forgiven = HARMLESS if subject in THINGS else frozenset()
    harmless = every(heard, known().harmless)
    met: dict[str, Hit] = {}
    for name, phrases in known().risks.items():
        found = [hit for hit in every(heard, phrases) if not any(_covers(other, hit) for other in harmless)]
        if found:
            met[name] = max(found, key=lambda hit: (hit.strength, hit.end - hit.start))
    return _shown(wording(heard, hit) for hit in met.values()) if met.keys() - forgiven else ()


def _is_plain(heard: Heard, subject: Subject | None) -> bool:
    """Whether a text names a fault or a wish about something that officials do not decide or hand out.

    Without marks one short word is not enough: "dong" is a heap, a crowd, to drive in.
    """
    if subject is None or subject in DECIDED:
        return False
    strengths = {hit.start: hit.strength for hit in sorted(best(heard, known().plain), key=lambda hit: hit.strength)}
    return sum(strengths.values()) >= 1 and is_explained(heard)


def _spoken(heard: Heard, sign: Sign) -> tuple[Hit, ...]:
    """The hits of a sign; none when its second words are lacking or words against it stand there."""
    first = best(heard, sign.any)
    if not first or best(heard, sign.unless):
        return ()
    if not sign.also:
        return first
    second = best(heard, sign.also)
    return (*first, *second) if second else ()


def _subjects(heard: Heard) -> tuple[Guess, ...]:
    spoken = [
        (hit, weight, subject)
        for subject, groups in known().subjects.items()
        for weight, phrases in groups
        for hit in best(heard, phrases)
    ]
    weights: dict[str, float] = {}
    words: dict[str, list[str]] = {}
    longer = [*(hit for hit, _, _ in spoken), *every(heard, known().places)]
    for hit, weight, subject in spoken:
        if not any(_covers(other, hit) for other in longer):
            weights[subject] = weights.get(subject, 0.0) + weight * hit.strength
            words.setdefault(subject, []).append(wording(heard, hit))
    return _ranked(weights, words)


def _covers(other: Hit, hit: Hit) -> bool:
    """Whether a longer phrase, met as surely, holds this one: "nước máy" does not also count as "nước"."""
    longer = other.end - other.start > hit.end - hit.start
    return longer and other.start <= hit.start and hit.end <= other.end and other.strength >= hit.strength


def _ranked(weights: Mapping[str, float], words: Mapping[str, list[str]]) -> tuple[Guess, ...]:
    rows = (Guess(value, round(weight, 2), _shown(words.get(value, []))) for value, weight in weights.items())
    return tuple(sorted(rows, key=lambda one: (-one.weight, one.value)))


def _shown(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.lower() for word in words))[:MOST_WORDS]


def _sure(guesses: tuple[Guess, ...]) -> Guess | None:
    """The first guess, if it is heavy enough and well ahead of the second."""
    if not guesses or guesses[0].weight < SURE_FROM:
        return None
    second = guesses[1].weight if len(guesses) > 1 else 0.0
    return guesses[0] if guesses[0].weight >= AHEAD_BY * second else None


def _paper(kinds: tuple[Guess, ...], *, is_plain: bool) -> Paper | None:
    """The kind proposed: feedback only when the text is plain, and then no words of its own are needed."""
    first, second = Paper(kinds[0].value), kinds[1].weight if len(kinds) > 1 else 0.0
    if first in FEEDBACK:
        others = [guess.weight for guess in kinds[1:] if Paper(guess.value) not in FEEDBACK]
        return first if is_plain and all(kinds[0].weight >= AHEAD_BY * weight for weight in others) else None
    return first if kinds[0].weight >= SURE_FROM and kinds[0].weight >= AHEAD_BY * second else None


def _second(subjects: tuple[Guess, ...]) -> Subject | None:
    """Another matter heard as clearly as a first one would have to be."""
    return Subject(subjects[1].value) if len(subjects) > 1 and subjects[1].weight >= SURE_FROM + 1 else None


def _holder(heard: Heard, subject: Subject) -> Holder:
    named = _first(heard, known().holders, subject)
    return Holder(named or known().usual_holders.get(subject.value, Holder.WARD.value))


def _constructs(heard: Heard, subject: Subject) -> tuple[str, ...]:
    named = _first(heard, known().constructs, subject)
    usual = SERVES[subject]
    return (named, *(one for one in usual if one != named)) if named else usual


def _first(heard: Heard, groups: Iterable[Group], subject: Subject) -> str:
    """The first group for a subject of which a word is met; empty when none is."""
    return next((group.name for group in groups if subject.value in group.subjects and best(heard, group.words)), "")


def _urgency(heard: Heard) -> tuple[Urgency, tuple[str, ...]]:
    for urgency, phrases in ((Urgency.DANGER, known().danger), (Urgency.SOON, known().soon)):
        hits = best(heard, phrases)
        if hits:
            return urgency, _shown(wording(heard, hit) for hit in hits)
    return Urgency.ORDINARY, ()
