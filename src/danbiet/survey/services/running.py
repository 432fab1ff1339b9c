"""Runs of the engine over a wave: asked for, made while the page waits or by a command, stopped."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from danbiet.common import clock, files
from danbiet.common.actor import Actor, Conflict, FileProblems, NotAllowed, Problem, say
from danbiet.survey.models import Result, Row, Run, Wave
from danbiet.survey.rules.asking import limit_threads
from danbiet.survey.rules.design_file import read_design
from danbiet.survey.rules.waves import ACTIVE, RunState, State, composes, is_small, may_estimate
from danbiet.survey.selectors.gates import MAKERS_ALONE, answers_of, over
from danbiet.survey.services.folders import laid_out
from danbiet.survey.services.making import WrongWave, design_of, record, require_idle, require_maker

Progress = Callable[[int, int, str], None]
NUMBERS = (
    "estimate", "se", "ci_low", "ci_high", "ci_level", "df", "n", "clusters", "deff", "p_value", "df_numerator",
)  # fmt: skip
MOST_TOLD = 50
BEFORE_THE_END = (RunState.WAITING, RunState.RUNNING)


class Stopped(Conflict):
    """A person stopped the run; nothing of it is kept."""

    exit = 130


class NotWaiting(Conflict):
    """The run has been begun, or has ended."""


def ask_run(wave: Wave, *, seed: int, by: Actor, at: datetime) -> Run:
    """Put a run of a wave in line; refused without design or answers, and while another is on its way."""
    require_maker(wave.place, by=by, on=clock.day(at))
    require_idle(wave)
    design, answers = design_of(wave), answers_of(wave)
    if answers is None:
        raise WrongWave(say("Đợt này chưa có câu trả lời nào để tính."))
    if not design.request and not composes(design, has_index=bool(wave.edition or wave.index_sha256)):
        raise WrongWave(say("Thiết kế chưa hỏi gì: cần [[request]], hoặc [compose] cùng một ấn bản hay tệp chỉ số."))
    with transaction.atomic():
        run = Run.objects.create(
            wave=wave, answers=answers, edition=wave.edition, design_sha256=wave.design_sha256,
            index_sha256=wave.index_sha256, companions=wave.companions, seed=seed, asked_at=at,
        )  # fmt: skip
        payload = {"run": run.pk, "seed": seed, "design": run.design_sha256, "answers": answers.sha256}
        record(wave, act="survey.run.ask", payload=payload, by=by, at=at)
    return run


def may_wait(run: Run) -> bool:
    """Whether the run is short enough for the page to wait for it."""
    return is_small(run.answers.rows, read_design(files.read(run.design_sha256).decode()))


def stop_run(run: Run, *, by: Actor, at: datetime) -> Run:
    """Stop a run: at once while it waits, at its next step while it runs."""
    require_maker(run.wave.place, by=by, on=clock.day(at))
    with transaction.atomic():
        waiting, running = (Run.objects.filter(pk=run.pk, state=one.value) for one in BEFORE_THE_END)
        if not (waiting.update(state=RunState.STOPPED.value, ended_at=at) or running.update(is_to_stop=True)):
            raise NotWaiting(say("Lần tính này đã kết thúc."))
        record(run.wave, act="survey.run.stop", payload={"run": run.pk}, by=by, at=at)
    run.refresh_from_db()
    return run


def abandon_run(run: Run, *, by: Actor, at: datetime) -> None:
    """Give up a run whose process was ended before it could say so."""
    require_maker(run.wave.place, by=by, on=clock.day(at))
    with transaction.atomic():
        gone = Run.objects.filter(pk=run.pk, state=RunState.RUNNING.value)
        if not gone.update(state=RunState.STOPPED.value, ended_at=at):
            raise NotWaiting(say("Lần tính này không còn chạy."))
        record(run.wave, act="survey.run.abandon", payload={"run": run.pk}, by=by, at=at)


def estimate_wave(run: Run, *, by: Actor, at: datetime, progress: Progress = lambda *_: None) -> Run:
    """Make the results of a waiting run; what cannot be used is kept as problems by column and row."""
    if not may_estimate(by, over(run.wave.place, on=clock.day(at))):
        raise NotAllowed(MAKERS_ALONE)
    if not Run.objects.filter(pk=run.pk, state=RunState.WAITING.value).update(state=RunState.RUNNING.value):
        raise NotWaiting(say("Lần tính này đã bắt đầu hoặc đã kết thúc."))
    try:
        made = _made(run, _watched(run, progress))
    except FileProblems as error:
        return _ended(run, RunState.REFUSED, by=by, at=at, problems=error.problems)
    except BaseException as error:
        _ended(run, RunState.STOPPED, by=by, at=at)
        if isinstance(error, Stopped):
            return run
        raise
    return _done(run, made, by=by, at=at)


def _watched(run: Run, progress: Progress) -> Progress:
    """Progress that is written down where pages see it, and ends the work where somebody asked for that."""

    def tell(step: int, steps: int, name: str) -> None:
        row = Run.objects.filter(pk=run.pk)
        if row.filter(is_to_stop=True).exists():
            raise Stopped(say("Đã dừng. Chưa ghi dở dang gì."))
        row.update(step=step, steps=steps, step_name=name[:100])
        progress(step, steps, name)

    return tell


def _made(run: Run, progress: Progress) -> list[Any]:
    """What the engine makes of everything that the run names."""
    limit_threads(1)
    from danbiet.survey.frames import waves

    answers = f"answers{run.answers.ending}"
    kept = {"design.toml": run.design_sha256, "index.toml": run.index_sha256, **run.companions,
            answers: run.answers.sha256}  # fmt: skip
    with laid_out(kept) as folder:
        design = read_design((folder / "design.toml").read_text(encoding="utf-8"), file="design.toml")
        made = []
        if design.request:
            made.append(waves.estimated(folder, answers, seed=run.seed, progress=progress))
        if composes(design, has_index=bool(run.edition or run.index_sha256)):
            made.append(waves.composed(folder, answers, edition=run.edition, seed=run.seed, progress=progress))
    return made


def _done(run: Run, made: list[Any], *, by: Actor, at: datetime) -> Run:
    hashes = tuple(hashlib.sha256(one.json).hexdigest() for one in made)
    with transaction.atomic():
        for one in made:
            kept = Result.objects.create(
                run=run, command=one.command, json_sha256=files.keep(one.json), csv_sha256=files.keep(one.csv),
                meta=one.meta,
            )  # fmt: skip
            Row.objects.bulk_create(_rows(kept, one.rows), batch_size=500)
        if run.wave.state != State.PUBLISHED.value:
            run.wave.state = State.ESTIMATED.value
            run.wave.save(update_fields=["state"])
        return _ended(run, RunState.DONE, by=by, at=at, results=hashes)


def _rows(result: Result, rows: list[dict[str, Any]]) -> Iterator[Row]:
    for position, row in enumerate(rows, 1):
        numbers = {name: None if row[name] == "inf" else row[name] for name in NUMBERS}
        yield Row(
            result=result, position=position, statistic=row["statistic"], variable=row["variable"],
            level=row["level"], name=row["name"], domain=row["domain"], method=row["method"],
            warnings=row["warnings"], suppressed=row["suppressed"], **numbers,
        )  # fmt: skip


def _ended(
    run: Run, state: RunState, *, by: Actor, at: datetime, problems: tuple[Problem, ...] = (),
    results: tuple[str, ...] = (),
) -> Run:  # fmt: skip
    """The end of a run, with its event; a run that somebody gave up meanwhile stays given up."""
    with transaction.atomic():
        told = [_plain(one) for one in problems[:MOST_TOLD]]
        ended = Run.objects.filter(pk=run.pk, state__in=ACTIVE)
        if not ended.update(state=state.value, ended_at=at, problems=told):
            raise NotWaiting(say("Lần tính này đã bị bỏ trong lúc chạy."))
        payload = {"run": run.pk, "state": state.value, "results": list(results), "problems": len(problems)}
        record(run.wave, act="survey.run.end", payload=payload, by=by, at=at)
    run.refresh_from_db()
    return run


def _plain(problem: Problem) -> dict[str, object]:
    values = {name: value if isinstance(value, int | float | str) else str(value) for name, value in problem.values}
    return {**vars(problem), "values": values}
