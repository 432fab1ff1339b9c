"""The duties the law knows, or those in force on a day. Needs no database, no settings and no network."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danbiet.common.actor import Damaged, say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.law import duties, words
from danbiet.web.management.commands.deadline import day


class NoSuchTopic(Damaged):
    """No duty has that topic."""

    code = "unknown_topic"


class Command(HouseCommand):
    help = "Lists the duties with limit, article and certainty: all, or those in force on a day, or of one topic."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DAY")
        parser.add_argument("--topic", metavar="T")

    def act(self, **options: Any) -> Exit:
        on = day(options["on"]) if options["on"] else None
        try:
            found = duties.duties(on=on, topic=options["topic"])
            apart = duties.unsettled(on=on, topic=options["topic"]) if on else ()
        except duties.UnknownTopic as error:
            nearest = ", ".join(error.nearest or duties.topics())
            raise NoSuchTopic(
                say("Không có chủ đề {name}. Gần nhất: {nearest}."), name=error.name, nearest=nearest
            ) from error
        language = get_language() or "vi"
        answer = {"ok": True, "duties": [as_json(one, language) for one in found]}
        answer |= {"start_unknown": [as_json(one, language) for one in apart]} if on else {}
        self.result(answer, "\n".join(_lines(found, apart, language)))
        return Exit.DONE


def _lines(found: Sequence[duties.Duty], apart: Sequence[duties.Duty], language: str) -> Iterator[str]:
    """Those in force, their number, and apart from them those of which nobody knows since when they hold."""
    yield from (line(one, language) for one in found)
    yield _("{count} nghĩa vụ.").format(count=len(found))
    if apart:
        yield _("Không rõ có hiệu lực từ ngày nào, không tính vào số trên:")
        yield from (line(one, language) for one in apart)


def line(one: duties.Duty, language: str) -> str:
    """One duty on one line; ? marks what is known from memory, or from a day that nobody knows."""
    limit = words.limit_words(one.limit, language) or words.yields_words(one.yields, language)
    mark = " " if one.is_certain() and one.basis.valid_from else "?"
    return f"{one.id:<9}{mark} {limit} · {one.what(language)} · {words.cited(one.basis, language)}"


def as_json(one: duties.Duty, language: str) -> dict[str, object]:
    """The duty in plain JSON words, in the reader's language."""
    basis = one.basis
    return {
        "id": one.id,
        "topic": one.topic,
        "who": one.who(language),
        "what": one.what(language),
        "trigger": one.trigger(language),
        "limit": {"n": one.limit.n, "unit": one.limit.unit, "kind": one.limit.kind},
        "limit_text": words.limit_words(one.limit, language),
        "yields": one.yields.value,
        "certainty": basis.certainty,
        "basis": {
            "document": basis.document,
            "article": basis.article,
            "valid_from": basis.valid_from and basis.valid_from.isoformat(),
            "valid_to": basis.valid_to and basis.valid_to.isoformat(),
        },
        "source": basis.source,
        "constructs": list(one.constructs),
        "used_by": list(one.used_by),
    }
