"""Taking in answers with as little as will do, and erasing them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from danbiet.common import clock, files
from danbiet.common.actor import Actor, Conflict, FileProblems, Problem, say
from danbiet.common.personal import find
from danbiet.plans import services as plans
from danbiet.survey.models import AnswerSet, Wave
from danbiet.survey.rules.asking import limit_threads
from danbiet.survey.rules.waves import State
from danbiet.survey.services.folders import laid_out
from danbiet.survey.services.making import design_of, index_of, record, require_idle, require_maker

MOST_BYTES = 100 * 1024 * 1024
ENDINGS = (".csv", ".parquet")


class NothingToErase(Conflict):
    """No answers are kept."""


@dataclass(frozen=True)
class Upload:
    """A file of answers as sent."""

    data: bytes
    name: str


def take_in_data(wave: Wave, *, sent: Upload, by: Actor, at: datetime) -> AnswerSet:
    """Keep the columns that the design uses and no other; refused by column and row where they cannot be used."""
    require_maker(wave.place, by=by, on=clock.day(at))
    require_idle(wave)
    ending = Path(sent.name).suffix.lower()
    _require_table(sent, ending)
    design, index = design_of(wave), index_of(wave)
    limit_threads(1)
    from danbiet.survey.frames.waves import cleaned

    with laid_out(wave.companions) as folder:
        path = folder / f"answers{ending}"
        path.write_bytes(sent.data)
        made = cleaned(path, design, index)
        _refuse_personal(path, made.labels)
    with plans.marked():
        require_idle(wave)
        kept = AnswerSet.objects.create(
            wave=wave, sha256=files.keep(made.data), name=Path(sent.name).name[-100:], ending=ending,
            bytes=len(made.data), rows=made.rows, columns=list(made.columns), dropped=list(made.dropped),
            taken_in_at=at,
        )  # fmt: skip
        if wave.state == State.DRAFTED.value:
            wave.state = State.FIELDED.value
            wave.save(update_fields=["state"])
        payload = {
            "answers": kept.sha256, "rows": kept.rows, "columns": len(kept.columns), "dropped": len(kept.dropped),
        }  # fmt: skip
        record(wave, act="survey.answers.take_in", payload=payload, by=by, at=at)
    return kept


def _require_table(sent: Upload, ending: str) -> None:
    faults = {
        "wrong_kind": (ending not in ENDINGS, say("Chỉ nhận tệp .csv hay .parquet.")),
        "empty": (not sent.data, say("Tệp rỗng, không có nội dung.")),
        "too_large": (len(sent.data) > MOST_BYTES, say("Tệp lớn hơn 100 MB; bỏ bớt cột rồi gửi.")),
    }
    for code, (is_wrong, sentence) in faults.items():
        if is_wrong:
            raise FileProblems((Problem(code, sentence, (), Path(sent.name).name),))


def _refuse_personal(path: Path, columns: tuple[str, ...]) -> None:
    """Refuse a column whose values are mostly phones, cards or addresses: none of these is a code of a survey."""
    from danbiet.survey.frames.waves import looks

    sentence = say("Cột {column} chứa số của người (điện thoại, căn cước, thư điện tử). Thay bằng mã không lần ra ai.")
    wrong = [
        Problem("personal_number", sentence, (("column", name),), path.name, "", None, name)
        for name, values in looks(path, columns).items()
        if 2 * sum(bool(find(value)) for value in values) > len(values)
    ]
    if wrong:
        raise FileProblems(tuple(wrong))


def erase_data(wave: Wave, *, by: Actor, at: datetime) -> int:
    """Erase every file of answers of a wave; results and hashes stay."""
    require_maker(wave.place, by=by, on=clock.day(at))
    require_idle(wave)
    kept = list(wave.answers.filter(erased_on=None))
    if not kept:
        raise NothingToErase(say("Đợt này không còn giữ câu trả lời nào."))
    with transaction.atomic():
        AnswerSet.objects.filter(pk__in=[one.pk for one in kept]).update(erased_on=clock.day(at))
        for sha256 in {one.sha256 for one in kept}:
            files.forget(sha256)
        payload = {"answers": sorted({one.sha256 for one in kept})}
        record(wave, act="survey.answers.erase", payload=payload, by=by, at=at)
    return len(kept)
