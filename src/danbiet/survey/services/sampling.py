"""Drawing a sample in two acts: first frame, design and the source of the seed are announced, later the seed is drawn.

Whoever knows the seed before the frame is fixed could arrange the frame; so the day of the seed lies after it.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from danbiet.common import clock, files
from danbiet.common.actor import Actor, Conflict, FileProblems, Problem, say
from danbiet.plans import services as plans
from danbiet.survey.models import Sample, Wave
from danbiet.survey.rules.asking import limit_threads
from danbiet.survey.rules.waves import State
from danbiet.survey.selectors.gates import sample_of
from danbiet.survey.services.folders import laid_out
from danbiet.survey.services.making import WrongWave, design_of, record, require_maker

MOST_BYTES = 20 * 1024 * 1024


class AlreadyAnnounced(Conflict):
    """A sample is announced once: a second draw would be a choice between samples."""


@dataclass(frozen=True)
class Announcement:
    """The frame (a CSV), where the seed will come from, and the day from which it exists."""

    frame: bytes
    name: str
    public_source: str
    public_after: date
    is_frame_public: bool = False


def announce_sample(wave: Wave, *, announced: Announcement, by: Actor, at: datetime) -> Sample:
    """Fix frame and design in the record before the seed exists; refused twice, and for a day that has come."""
    require_maker(wave.place, by=by, on=clock.day(at))
    if design_of(wave).sample is None:
        raise WrongWave(say("Tệp thiết kế chưa có bảng [sample] nói cách chọn mẫu."))
    if wave.is_open:
        raise WrongWave(say("Lấy ý kiến tự do không chọn mẫu."))
    if announced.public_after <= clock.day(at):
        raise WrongWave(say("Ngày có hạt giống phải sau hôm nay, để không ai biết trước khi khung mẫu được ghi sổ."))
    _require_unannounced(wave)
    frame = _checked_frame(announced.frame)
    with plans.marked():
        _require_unannounced(wave)
        sample = Sample.objects.create(
            wave=wave, frame_sha256=files.keep(announced.frame), frame_name=f"{frame}.csv",
            is_frame_public=announced.is_frame_public, design_sha256=wave.design_sha256,
            public_source=announced.public_source.strip(), public_after=announced.public_after, announced_at=at,
        )  # fmt: skip
        _fielded(wave)
        payload = {
            "frame": sample.frame_sha256, "design": sample.design_sha256, "public_source": sample.public_source,
            "public_after": f"{sample.public_after}",
        }  # fmt: skip
        record(wave, act="survey.sample.announce", payload=payload, by=by, at=at)
    return sample


def _checked_frame(data: bytes) -> str:
    """The short name of a frame that can be read; refused when it is too large or damaged."""
    limit_threads(1)
    from danbiet.survey.frames.waves import frame_rows

    if len(data) > MOST_BYTES:
        sentence = say("Khung mẫu lớn hơn {limit} MB.")
        raise FileProblems((Problem("too_large", sentence, (("limit", MOST_BYTES // 1024**2),), "frame.csv"),))
    with laid_out({}) as folder:
        (folder / "frame.csv").write_bytes(data)
        frame_rows(folder / "frame.csv")
    return hashlib.sha256(data).hexdigest()[:8]


def draw_sample(wave: Wave, *, seed: str, by: Actor, at: datetime) -> Sample:
    """Draw by the seed that has become public; whoever has frame, design and seed draws the same bytes."""
    require_maker(wave.place, by=by, on=clock.day(at))
    sample = sample_of(wave)
    if sample is None:
        raise WrongWave(say("Báo trước khung mẫu và nguồn hạt giống rồi mới chọn."))
    _require_undrawn(sample)
    if clock.day(at) < sample.public_after:
        raise WrongWave(say("Hạt giống có từ ngày {day}; chưa chọn được."), day=f"{sample.public_after:%d/%m/%Y}")
    if not seed.strip():
        raise WrongWave(say("Ghi hạt giống đúng như nguồn đã công bố."))
    data = _draw(sample, seed=seed.strip())
    with plans.marked():
        _require_undrawn(Sample.objects.select_for_update().get(pk=sample.pk))
        sample.seed, sample.drawn_at, sample.drawn_sha256 = seed.strip(), at, files.keep(data)
        sample.save()
        payload = {
            "seed": sample.seed, "drawn": sample.drawn_sha256, "frame": sample.frame_sha256,
            "selected": sample.selected, "reserve": sample.reserve,
        }  # fmt: skip
        record(wave, act="survey.sample.draw", payload=payload, by=by, at=at)
    return sample


def _require_unannounced(wave: Wave) -> None:
    if sample_of(wave) is not None:
        raise AlreadyAnnounced(say("Mẫu của đợt này đã được báo trước; không báo lần nữa."))


def _require_undrawn(sample: Sample) -> None:
    if sample.drawn_at is not None:
        raise AlreadyAnnounced(say("Mẫu đã được chọn; không chọn lần nữa."))


def _draw(sample: Sample, *, seed: str) -> bytes:
    """The bytes of the draw; the counts are put on the sample."""
    limit_threads(1)
    from danbiet.survey.frames.waves import drawn

    with laid_out({"frame.csv": sample.frame_sha256, "design.toml": sample.design_sha256}) as folder:
        selection, data = drawn(folder, "frame.csv", seed=seed)
    sample.selected, sample.reserve, sample.rows_read = selection.selected, selection.reserve, selection.rows_read
    return data


def _fielded(wave: Wave) -> None:
    if wave.state == State.DRAFTED.value:
        wave.state = State.FIELDED.value
        wave.save(update_fields=["state"])
