"""What the pages of waves show: the list, a wave for everybody, a wave for those who work on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danbiet.common import files
from danbiet.common.actor import Actor, Problem
from danbiet.places import selectors as places
from danbiet.survey.models import AnswerSet, Result, Run, Sample, Wave
from danbiet.survey.rules.design_file import read_design
from danbiet.survey.rules.waves import ACTIVE, MAKERS, Kind, RunState, State, may_make, may_publish
from danbiet.survey.rules.wording import Said, draw_in_words, in_words
from danbiet.survey.selectors import gates
from danbiet.survey.selectors.blocks import Results, results_of

MOST_RUNS = 10
MOST_PLACES = 60


@dataclass(frozen=True)
class Margin:
    """One known population table, and how far the weights were from it at the end."""

    by: str
    gap: float
    passes: int


@dataclass(frozen=True)
class Origin:
    """What the results of a command were made from."""

    command: str
    meta: dict[str, Any]
    margins: tuple[Margin, ...]


@dataclass(frozen=True)
class WavePage:
    """`/survey/waves/PK/`."""

    wave: Wave
    sample: Sample | None
    run: Run | None
    results: Results | None
    origins: tuple[Origin, ...]
    design: tuple[str, ...]
    draw: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    frame: str  # the name under which it is had, where everybody may have it
    is_insider: bool

    @property
    def margins(self) -> tuple[Margin, ...]:
        """The margins of all commands, those of the same design once."""
        return tuple(dict.fromkeys(margin for origin in self.origins for margin in origin.margins))

    @property
    def answers(self) -> str:
        """The hash of the answers used."""
        return str(self.origins[0].meta["data_sha256"]) if self.origins else ""

    @property
    def is_preview(self) -> bool:
        return self.run is not None and self.run.published_at is None


@dataclass(frozen=True)
class ToldRun:
    """A run with what stopped it, in the reader's language."""

    run: Run
    problems: tuple[str, ...]

    @property
    def is_active(self) -> bool:
        return self.run.state in ACTIVE


@dataclass(frozen=True)
class WorkPage:
    """`/survey/waves/PK/making/`: what is there, what comes next, and who may do it."""

    wave: Wave
    sample: Sample | None
    answers: AnswerSet | None
    runs: tuple[ToldRun, ...]
    may_make: bool
    may_publish: bool
    can_draw: bool
    to_publish: Run | None

    @property
    def active(self) -> ToldRun | None:
        return next((one for one in self.runs if one.is_active), None)


def listed(actor: Actor, *, on: date) -> QuerySet[Wave]:
    """Waves that the actor sees: those being asked first, then the newest."""
    return gates.waves_visible_to(actor, on=on).order_by("-from_day", "-pk")


def open_on(on: date) -> QuerySet[Wave]:
    """Consultations in which anybody may say something on a day."""
    waves = Wave.objects.filter(kind=Kind.OPEN.value, from_day__lte=on, until_day__gt=on)
    return waves.exclude(state=State.DRAFTED.value).select_related("place").order_by("until_day", "pk")


def matching(words: list[str], actor: Actor, *, on: date, most: int = 10) -> list[Wave]:
    """Waves whose titles and places hold all words, for the search."""
    from vn_text import fold

    rows = listed(actor, on=on).values_list("pk", "title", "place__name_vi")[:2000]
    chosen = [pk for pk, *texts in rows if all(word in fold(" ".join(texts)) for word in words)][:most]
    found = gates.waves_visible_to(actor, on=on).in_bulk(chosen)
    return [found[pk] for pk in chosen if pk in found]


def wave_page(actor: Actor, pk: int, *, on: date, chosen: str = "", number: int = 1) -> WavePage:
    """A wave as everybody sees it; those who work on it see unpublished results too, said to be that."""
    wave = gates.wave_for(actor, pk, on=on)
    is_insider = gates.is_insider(actor, wave, on=on)
    sample, run = gates.sample_of(wave), gates.shown_run(wave, is_insider=is_insider)
    return WavePage(
        wave, sample, run, results_of(run, chosen=chosen, number=number) if run else None,
        origins=tuple(_origins(run)) if run else (), design=tuple(_design(wave, run)), draw=tuple(_draw(sample)),
        files=tuple(gates.open_files(wave, run, sample)), is_insider=is_insider,
        frame=gates.frame_name(sample),
    )  # fmt: skip


def _design(wave: Wave, run: Run | None) -> Iterator[str]:
    text = files.read(run.design_sha256).decode() if run else wave.design
    return told(in_words(read_design(text), is_sample=not wave.is_open)) if text else iter(())


def _draw(sample: Sample | None) -> Iterator[str]:
    if sample is None:
        return iter(())
    return told(draw_in_words(read_design(files.read(sample.design_sha256).decode()).sample))


def told(sentences: Iterable[Said]) -> Iterator[str]:
    """Sentences with their values in the reader's language."""
    return (_(sentence).format(**values) for sentence, values in sentences)


def problems_told(problems: Iterable[Problem]) -> tuple[str, ...]:
    """Problems of a file, each with its file, row and column."""
    return tuple(_problem(vars(one), dict(one.values)) for one in problems)


def _problem(one: dict[str, Any], values: dict[str, Any]) -> str:
    row = _("dòng {row}").format(row=one["row"]) if one["row"] else ""
    where = " · ".join(part for part in (one["file"], row, one["column"]) if part)
    source = one["sentence"]
    sentence = _(source).format(**values)
    return f"{where}: {sentence}" if where else sentence


def _origins(run: Run) -> Iterator[Origin]:
    for result in Result.objects.filter(run=run).order_by("command"):
        margins = tuple(
            Margin(" × ".join(one["by"]), one["worst_relative_gap"], one["passes"]) for one in result.meta["margins"]
        )
        yield Origin(result.command, result.meta, margins)


def work_page(actor: Actor, pk: int, *, on: date) -> WorkPage:
    """A wave for those who make it and for the leader who publishes it."""
    wave = gates.wave_to_work_on(actor, pk, on=on)
    above = gates.over(wave.place, on=on)
    sample, last = gates.sample_of(wave), gates.last_run(wave)
    runs = wave.runs.select_related("answers").order_by("-pk")[:MOST_RUNS]
    return WorkPage(
        wave, sample, gates.answers_of(wave), tuple(told_run(run) for run in runs),
        may_make=may_make(actor, above), may_publish=may_publish(actor, above),
        can_draw=sample is not None and sample.drawn_at is None and sample.public_after <= on,
        to_publish=last if last and last.published_at is None else None,
    )  # fmt: skip


def told_run(run: Run) -> ToldRun:
    """A run with what stopped it."""
    is_refused = run.state == RunState.REFUSED.value
    return ToldRun(run, tuple(_problem(one, one["values"]) for one in run.problems) if is_refused else ())


def places_to_survey(actor: Actor, *, on: date) -> list[tuple[str, str]]:
    """(code, name) of the places in which the actor may make waves: the own ones and those right under them."""
    units = places.within(actor.places(*MAKERS), on=on).order_by("sort_key")
    order = {"province": 0, "district": 1, "ward": 2}
    found = sorted(units, key=lambda unit: order.get(unit.tier, 9))
    return [(unit.code, str(unit)) for unit in found]


def waiting(wave: int | None) -> list[Run]:
    """Runs that wait, of one wave or of all, the oldest first; for the command alone."""
    runs = Run.objects.filter(state=RunState.WAITING.value).select_related("wave__place", "answers").order_by("pk")
    return list(runs if wave is None else runs.filter(wave=wave))
