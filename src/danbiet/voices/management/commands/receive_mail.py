"""danbiet receive_mail: one message from the mail server becomes a case, or says why it does not."""

import secrets
import sys
import traceback
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import Damaged, say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.voices.rules.mail import LIMIT, read
from danbiet.voices.selectors.intake import ward
from danbiet.voices.selectors.receipts import pepper
from danbiet.voices.services import mail

# What a mail server understands (sysexits.h): taken, given back to the sender with the sentence, kept and tried again.
TAKEN, GIVEN_BACK, KEPT = 0, 65, 75
SYSEXITS = {Exit.DONE: TAKEN, Exit.FALSE: GIVEN_BACK, Exit.DAMAGED: GIVEN_BACK}


class NoPlace(Damaged):
    """The address names no ward."""

    code = "no_place"


class TooLarge(Damaged):
    """The message is larger than anything that is read."""

    code = "too_large"


class Command(HouseCommand):
    help = "Take in one RFC 5322 message from standard input."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--place", default="", help="the ward, where the address does not name it")
        parser.add_argument("--envelope-sender", default=None, help="what the mail server was told; empty for a bounce")
        parser.add_argument("--sysexits", action="store_true", help="end with the codes that a mail server understands")

    def handle(self, *args: object, **options: Any) -> None:
        if not options["sysexits"]:
            return super().handle(*args, **options)
        try:
            super().handle(*args, **options)
        except SystemExit as ended:
            sys.exit(SYSEXITS.get(Exit(int(str(ended.code))), KEPT))
        except Exception:  # whatever breaks here must not lose the letter: the mail server keeps it and tries again
            traceback.print_exc()
            sys.exit(KEPT)

    def act(self, **options: Any) -> Exit:
        data = sys.stdin.buffer.read(LIMIT + 1)
        if len(data) > LIMIT:
            raise TooLarge(say("Thư lớn hơn {limit} MB, không nhận. Hãy gửi ảnh nhỏ hơn."), limit=LIMIT // 1024 // 1024)
        letter, at = read(data, envelope_sender=options["envelope_sender"]), clock.now()
        code = letter.place_code or options["place"]
        if not code:
            raise NoPlace(say("Địa chỉ nhận không nêu phường, xã nào (cần dạng phan-anh+MÃ@…)."))
        place = ward(code, on=clock.day(at))
        taken = mail.take(letter, place=place, at=at, pepper=pepper(), draw=secrets.token_bytes)
        answered = self._answered(taken, letter)
        self.result(
            {"number": taken.case.number, "new": taken.is_new, "answered": answered, "left_out": list(taken.left_out)},
            _("{number}: đã nhận.").format(number=taken.case.number),
        )
        return Exit.DONE

    def _answered(self, taken: mail.Taken, letter: Any) -> bool:
        """The case stands whether or not the answer can be sent."""
        try:
            return mail.answer(taken, letter=letter)
        except OSError as error:
            self.progress(_("Chưa gửi được thư báo số: {error}").format(error=error))
            return False
