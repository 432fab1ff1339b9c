"""The duties the law knows, or those in force on a day. Needs no database, no settings and no network."""

from argparse import ArgumentParser
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
        except duties.UnknownTopic as error:
            nearest = ", ".join(error.nearest or duties.topics())
            raise NoSuchTopic(
                say("Không có chủ đề {name}. Gần nhất: {nearest}."), name=error.name, nearest=nearest
            ) from error
        language = get_language() or "vi"
        lines = [line(one, language) for one in found]
        total = _("{count} nghĩa vụ.").format(count=len(found))
        self.result({"ok": True, "duties": [as_json(one, language) for one in found]}, "\n".join([*lines, total]))
        return Exit.DONE


def line(one: duties.Duty, language: str) -> str:
    """One duty on one line; ? marks what is known from memory."""
    limit = words.limit_words(one.limit, language) or words.yields_words(one.yields, language)
    mark = " " if one.is_certain() else "?"
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
