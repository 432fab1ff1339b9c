"""Making a wave: opening it, and the design and index that it goes by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from danbiet.common import clock, files
from danbiet.common.actor import Actor, Conflict, Damaged, FileProblems, NotAllowed, Problem, say
from danbiet.ledger import services as ledger
from danbiet.places.models import Unit
from danbiet.plans import services as plans
from danbiet.survey.models import Run, Wave
from danbiet.survey.rules import index_file
from danbiet.survey.rules.design_file import DesignFile, read_design
from danbiet.survey.rules.index_file import IndexFile, read_index
from danbiet.survey.rules.waves import ACTIVE, Kind, files_named, is_plain, may_make
from danbiet.survey.selectors.gates import MAKERS_ALONE, over

ODD_NAME = say("Tên tệp “{name}” không dùng được: không có thư mục, dấu cách, ký tự lạ; không trùng tên đã dành sẵn.")
MOST_BYTES = 2 * 1024 * 1024  # of a design, an index or a table of margins


class WrongWave(Damaged):
    """What was typed about a wave cannot be so."""


class WaveBusy(Conflict):
    """A run is on its way; what it rests on is not changed under it."""


@dataclass(frozen=True)
class Heading:
    """What a wave is called, of which kind it is, and on which days people are asked (until: exclusive)."""

    title: str
    kind: Kind
    from_day: date
    until_day: date
    edition: str = ""


@dataclass(frozen=True)
class Design:
    """A design file with what it names; `index`: the index file, where no edition is gone by."""

    design: bytes
    index: bytes | None = None
    companions: Mapping[str, bytes] = field(default_factory=dict)


def create_wave(heading: Heading, *, place: Unit, by: Actor, at: datetime) -> Wave:
    """Open a wave in a place; refused: days out of order, an unknown edition."""
    require_maker(place, by=by, on=clock.day(at))
    if not heading.title.strip():
        raise WrongWave(say("Đợt khảo sát cần một cái tên."))
    if heading.until_day <= heading.from_day:
        raise WrongWave(say("Ngày kết thúc phải sau ngày bắt đầu."))
    if heading.edition:
        index_file.edition(heading.edition)
    with transaction.atomic():
        wave = Wave.objects.create(
            place=place, title=heading.title.strip(), kind=heading.kind.value, edition=heading.edition,
            from_day=heading.from_day, until_day=heading.until_day, created_at=at,
        )  # fmt: skip
        payload = {
            "title": wave.title, "kind": wave.kind, "edition": wave.edition,
            "from": f"{wave.from_day}", "until": f"{wave.until_day}",
        }  # fmt: skip
        record(wave, act="survey.wave.create", payload=payload, by=by, at=at)
    return wave


def attach_design(wave: Wave, *, sent: Design, by: Actor, at: datetime) -> DesignFile:
    """Attach a design with the files it names; every fault is named with its table and key."""
    require_maker(wave.place, by=by, on=clock.day(at))
    require_idle(wave)
    text = _text(sent.design, "design.toml")
    read = read_design(text, file="design.toml")
    _require_files(read, sent)
    index = _index_text(wave, sent)
    with plans.marked():
        require_idle(wave)
        wave.design, wave.design_sha256 = text, files.keep(text.encode())
        wave.companions = {name: files.keep(data) for name, data in sorted(sent.companions.items())}
        wave.index_sha256 = files.keep(index.encode()) if index else ""
        wave.save(update_fields=["design", "design_sha256", "companions", "index_sha256"])
        payload = {"design": wave.design_sha256, "index": wave.index_sha256, "files": wave.companions}
        record(wave, act="survey.design.attach", payload=payload, by=by, at=at)
    return read


def _index_text(wave: Wave, sent: Design) -> str:
    if sent.index is None:
        return ""
    if wave.edition:
        raise WrongWave(say("Đợt này đi theo ấn bản {edition}; không nhận thêm tệp chỉ số."), edition=wave.edition)
    text = _text(sent.index, "index.toml")
    read_index(text, file="index.toml")
    return text


def _text(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        sentence = say("Tệp {file} lớn hơn {limit} MB.")
        raise FileProblems((Problem("too_large", sentence, (("file", name), ("limit", MOST_BYTES // 1024**2)), name),))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblems(
            (Problem("not_utf8", say("Tệp {file} không phải UTF-8."), (("file", name),), name),)
        ) from error


def _require_files(design: DesignFile, sent: Design) -> None:
    """Every file that the design names comes with it under a plain name, and no other."""
    named = set(files_named(design))
    faults = [("not_a_plain_name", ODD_NAME, name)
              for name in sorted({*named, *sent.companions}) if not is_plain(name)]  # fmt: skip
    faults += [("file_missing", say("Thiết kế cần tệp “{name}” nhưng tệp này chưa được gửi kèm."), name)
               for name in sorted(named - set(sent.companions))]  # fmt: skip
    faults += [("file_not_named", say("Thiết kế không dùng tệp “{name}”; chỉ gửi tệp mà nó nêu tên."), name)
               for name in sorted(set(sent.companions) - named)]  # fmt: skip
    faults += [("too_large", say("Tệp “{name}” quá lớn."), name)
               for name, data in sent.companions.items() if len(data) > MOST_BYTES]  # fmt: skip
    if faults:
        problems = (Problem(code, sentence, (("name", name),), "design.toml") for code, sentence, name in faults)
        raise FileProblems(tuple(problems))


def require_maker(place: Unit, *, by: Actor, on: date) -> None:
    """Refuse whoever does not make waves of a place."""
    if not may_make(by, over(place, on=on)):
        raise NotAllowed(MAKERS_ALONE)


def require_idle(wave: Wave) -> None:
    """Refuse while a run waits or is on its way."""
    if Run.objects.filter(wave=wave, state__in=ACTIVE).exists():
        raise WaveBusy(say("Đợt này đang được tính. Dừng lần tính ấy, hoặc chờ xong."))


def design_of(wave: Wave) -> DesignFile:
    """The design attached; refused where there is none yet."""
    if not wave.design:
        raise WrongWave(say("Đợt này chưa có tệp thiết kế."))
    return read_design(wave.design, file="design.toml")


def index_of(wave: Wave) -> IndexFile | None:
    """The edition or index file of a wave, if it has one."""
    if wave.edition:
        return index_file.edition(wave.edition)
    if wave.index_sha256:
        return read_index(files.read(wave.index_sha256).decode(), file="index.toml")
    return None


def record(wave: Wave, *, act: str, payload: Mapping[str, object], by: Actor, at: datetime) -> None:
    """The event of an act on a wave."""
    ledger.record(
        by=by, act=act, target=f"survey.wave/{wave.pk}", place=wave.place.code, payload=payload, at=at
    )  # fmt: skip
