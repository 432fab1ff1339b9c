"""Check that no row of the record was altered, removed or reordered."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common.commands import Exit, HouseCommand
from danbiet.common.files import house
from danbiet.ledger import selectors


class Command(HouseCommand):
    help = "Names every altered, removed or reordered row of the record; --proof: heads and keys kept elsewhere."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="from_seq", type=int, default=1, metavar="SEQ")
        parser.add_argument("--until", dest="until_seq", type=int, default=None, metavar="SEQ")
        parser.add_argument("--proof", type=Path, default=None, metavar="DIR")

    def act(self, **options: Any) -> Exit:
        verdict = selectors.verify(
            house=house(),
            from_seq=options["from_seq"],
            until_seq=options["until_seq"],
            proof_dir=options["proof"],
        )
        problems = [
            {
                "code": problem.code,
                **dict(problem.values),
                "message": _(problem.sentence).format(**dict(problem.values)),
            }
            for problem in verdict.problems
        ]
        values = {"first": verdict.first, "last": verdict.last, "heads": verdict.heads, "erased": verdict.erased}
        sentence = _("Dòng {first}–{last}: {heads} dấu ký khớp, {erased} nội dung đã xóa có ghi, {count} chỗ sai.")
        lines = [sentence.format(**values, count=len(problems)), *(str(row["message"]) for row in problems)]
        self.result({"ok": not problems, **values, "problems": problems}, "\n".join(lines))
        return Exit.FALSE if problems else Exit.DONE
