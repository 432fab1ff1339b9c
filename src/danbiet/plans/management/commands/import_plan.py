"""Read a plan from a file and leave it as a draft import for a person to go through."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import SYSTEM, say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.plans.models import ImportedDraft
from danbiet.plans.services import importing


class Command(HouseCommand):
    """`import_plan FILE --issuer CODE [--parent NUMBER]`: DOCX, XLSX, or plain text (.txt)."""

    help = "Read a plan (DOCX, XLSX or text) and leave a draft for a person to confirm."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--issuer", metavar="CODE", required=True)
        parser.add_argument("--parent", metavar="NUMBER", default="")

    def act(self, **options: Any) -> Exit:
        """Read, keep, tell where to go on."""
        file, issuer, parent = options["file"], options["issuer"], options["parent"]
        at = clock.now()
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            raise importing.NoFile(say("Không có tệp {file}."), file=str(file)) from None
        sent = importing.Sent(data=data, name=file.name, parent_number=parent)
        if file.suffix.lower() in {".txt", ".md"}:
            sent = importing.Sent(text=importing.decoded(data, name=file.name), name=file.name, parent_number=parent)
        agency = importing.issuer_of(issuer, sent=sent, on=clock.day(at))
        draft = importing.read_plan(agency, sent=sent, by=SYSTEM, at=at)
        self.result(self._found(draft), self._sentence(draft))
        return Exit.DONE

    def _found(self, draft: ImportedDraft) -> dict[str, object]:
        return {
            "ok": True, "import": draft.pk, "url": reverse("plans:review_import", args=[draft.pk]),
            "issuer": draft.issuer.name_vi, "heading": draft.heading, "items": len(draft.rows),
            "unplaced": sum(not row["constructs"] for row in draft.rows),
            "alike": sum(bool(row["alike"]) for row in draft.rows),
        }  # fmt: skip

    def _sentence(self, draft: ImportedDraft) -> str:
        return _("Đã đọc {count} mục của {issuer}. Chờ người xem lại tại {url}").format(
            count=len(draft.rows), issuer=draft.issuer.name_vi, url=reverse("plans:review_import", args=[draft.pk])
        )
