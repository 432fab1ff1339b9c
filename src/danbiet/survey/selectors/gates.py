"""Who may see and make which wave; every page gets its wave here."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from danbiet.common import clock, files
from danbiet.common.actor import Actor, NotAllowed, NotYours, say
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.plans.selectors import gates as plans
from danbiet.survey.models import AnswerSet, Result, Run, Sample, Wave
from danbiet.survey.rules.waves import INSIDERS, MAKERS, RunState, State, may_make, may_publish, may_see

MAKERS_ALONE = say("Đợt khảo sát do người phân tích hay cán bộ kế hoạch của đơn vị hay cấp trên làm.")


def over(place: Unit, *, on: date) -> frozenset[int]:
    """The place, what stands above it, and what took over from it."""
    stands = plans.standing(place, on=on)
    return stands.above | stands.heirs


def waves_visible_to(actor: Actor, *, on: date) -> QuerySet[Wave]:
    """Waves opened by a day, from when they go to the field; drafts for those who make or publish them."""
    shown = ~Q(state=State.DRAFTED.value)
    mine = actor.places(*INSIDERS)
    visible = shown | plans.overseen(mine, on=on) if mine else shown
    opened = Q(created_at__lt=clock.moment(on + timedelta(days=1)))
    return Wave.objects.filter(opened & visible).select_related("place")


def wave_for(actor: Actor, pk: int, *, on: date) -> Wave:
    """A wave that the actor may see."""
    found = Wave.objects.select_related("place").filter(pk=pk).first()
    if found is None or not _sees(actor, found, on=on):
        raise NotYours(say("Không có đợt khảo sát này, hoặc đợt còn đang chuẩn bị ở đơn vị khác."))
    return found


def _sees(actor: Actor, wave: Wave, *, on: date) -> bool:
    if wave.state != State.DRAFTED.value:
        return True
    return bool(actor.held) and may_see(actor, State.DRAFTED, over(wave.place, on=on))


def wave_to_make(actor: Actor, pk: int, *, on: date) -> Wave:
    """A wave that the actor may work on; told the rule where it may only be seen."""
    found = wave_for(actor, pk, on=on)
    if not may_make(actor, over(found.place, on=on)):
        raise NotAllowed(MAKERS_ALONE)
    return found


def wave_to_work_on(actor: Actor, pk: int, *, on: date) -> Wave:
    """A wave for its makers and for the leader who publishes it."""
    found = wave_for(actor, pk, on=on)
    if not is_insider(actor, found, on=on):
        raise NotAllowed(MAKERS_ALONE)
    return found


def is_insider(actor: Actor, wave: Wave, *, on: date) -> bool:
    """Whether the actor works on the wave or publishes it."""
    if not actor.has(*INSIDERS):
        return False
    above = over(wave.place, on=on)
    return may_make(actor, above) or may_publish(actor, above)


def place_to_survey(actor: Actor, code: str, *, on: date) -> Unit:
    """A place in which the actor may make waves."""
    place = places.unit_at(code, on=on)
    if not may_make(actor, over(place, on=on)):
        raise NotAllowed(say("Bạn chỉ lập đợt khảo sát ở đơn vị của mình và các đơn vị dưới đó."))
    return place


def makes_somewhere(actor: Actor) -> bool:
    """Whether the actor makes waves anywhere."""
    return actor.has(*MAKERS)


def sample_of(wave: Wave) -> Sample | None:
    """The sample announced for a wave."""
    return Sample.objects.filter(wave=wave).first()


def answers_of(wave: Wave) -> AnswerSet | None:
    """The answers that a run would use: the last taken in, unless they were erased."""
    return wave.answers.filter(erased_on=None).order_by("-pk").first()


def run_of(wave: Wave, pk: int) -> Run:
    """A run of a wave."""
    found = wave.runs.select_related("answers").filter(pk=pk).first()
    if found is None:
        raise NotYours(say("Đợt này không có lần tính ấy."))
    return found


def published_run(wave: Wave) -> Run | None:
    """The run whose results are in force."""
    return wave.runs.exclude(published_at=None).select_related("answers").order_by("-published_at", "-pk").first()


def last_run(wave: Wave) -> Run | None:
    """The last run done, published or not."""
    return wave.runs.filter(state=RunState.DONE.value).select_related("answers").order_by("-pk").first()


def shown_run(wave: Wave, *, is_insider: bool) -> Run | None:
    """The run shown: the one published; before there is one, the last done, for those who work on the wave."""
    found = published_run(wave)
    return last_run(wave) if found is None and is_insider else found


def result_file(actor: Actor, pk: int, command: str, ending: str, *, on: date) -> bytes:
    """The bytes of a result that the actor may have: published, or of a wave they work on."""
    wave = wave_for(actor, pk, on=on)
    run = shown_run(wave, is_insider=is_insider(actor, wave, on=on))
    result = Result.objects.filter(run=run, command=command).first() if run else None
    if result is None:
        raise NotYours(say("Đợt này chưa có kết quả ấy."))
    return files.read(result.json_sha256 if ending == "json" else result.csv_sha256)


def part_file(actor: Actor, pk: int, name: str, *, on: date) -> bytes:
    """A file by which anybody can repeat the work; answers are never among them, nor the people drawn."""
    wave = wave_for(actor, pk, on=on)
    run = shown_run(wave, is_insider=is_insider(actor, wave, on=on))
    found = dict(open_files(wave, run, sample_of(wave)))
    if name not in found:
        raise NotYours(say("Đợt này không có tệp ấy, hoặc tệp không công khai."))
    return files.read(found[name])


def open_files(wave: Wave, run: Run | None, sample: Sample | None) -> list[tuple[str, str]]:
    """(name, hash) of the files that everybody may have: design, index, margins, and the frame where it is public."""
    of = run or wave
    found = [("design.toml", of.design_sha256), ("index.toml", of.index_sha256), *of.companions.items()]
    if sample is not None:
        found.append(("sample-design.toml", sample.design_sha256))
        if sample.is_frame_public:
            found.append((frame_name(sample), sample.frame_sha256))
    return [(name, sha256) for name, sha256 in found if sha256]


def frame_name(sample: Sample | None) -> str:
    """The name under which everybody may have the frame; empty where it names households."""
    return f"frame-{sample.frame_name}" if sample is not None and sample.is_frame_public else ""


def drawn_file(wave: Wave) -> bytes:
    """The rows drawn, for those who work on the wave: they may name households."""
    sample = sample_of(wave)
    if sample is None or not sample.drawn_sha256:
        raise NotYours(say("Đợt này chưa chọn mẫu."))
    return files.read(sample.drawn_sha256)
