"""Build the demo place, once: `danbiet seed_demo`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.commands import Exit, HouseCommand
from danbiet.common.files import house
from danbiet.demo import selectors, services
from danbiet.demo.rules import PASSPHRASES, PASSWORD, accounts
from danbiet.demo.services.residents import codes
from danbiet.demo.services.sealed import KEY_NAMES, tip_codes


class Command(HouseCommand):
    help = "Builds the demo place into an empty data directory; leaves a finished one as it is; refuses any other."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--start", action="store_true", help="Stop on the morning of 18 August 2021, before plan 313 is written."
        )

    def act(self, **options: Any) -> Exit:
        if not clock.in_demo():
            self.progress(_("Chỉ dựng bản trình diễn khi DANBIET_DEMO=1."))
            return Exit.SURROUNDINGS
        call_command("migrate", verbosity=0)
        found = selectors.state()
        if found is selectors.State.OTHER:
            self.progress(_("Thư mục dữ liệu đã có dữ liệu không phải bản trình diễn. Chọn thư mục trống."))
            return Exit.SURROUNDINGS
        if found is selectors.State.EMPTY:
            services.build(progress=self.progress, whole=not options["start"])
        self.result({"ok": True, "accounts": accounts(), "password": PASSWORD, "key": selectors.key()}, self.listing())
        return Exit.DONE

    def listing(self) -> str:
        """The accounts, a few receipt codes and the key of the program, one a line."""
        rows = [f"  {name:<12} {full:<20} {what}" for name, full, what in accounts()]
        head = _("Tài khoản trình diễn (mật khẩu chung: {password}):").format(password=PASSWORD)
        below = _("Mã biên nhận để mở trang của một đơn (/voices/status/):")
        cases = [f"  {code}  {text[:60]}" for code, text in codes()]
        key = [_("Khóa để gửi thử qua Open311 (docs/open311.md):"), f"  {selectors.key()}"] if selectors.key() else []
        return "\n".join([head, *rows, below, *cases, *key, *self.of_tips()])

    def of_tips(self) -> list[str]:
        """Where the demo keeps the two keys of its tips and how they open; nothing where the story has no tips yet."""
        found = [house().data_dir / "keys" / name for name in KEY_NAMES]
        if not all(path.exists() for path in found):
            return []
        words = " ".join(f"--key {path}" for path in found)
        return [
            _("Mã bí mật để đọc trả lời cho tin kín (/tips/box/):"),
            *(f"  {code}  {place}" for code, place in tip_codes()),
            _("Hai khóa của bản trình diễn, không bao giờ dùng thật. Lấy tệp tin ở /voices/vaults/ (chair), rồi mở:"),
            f"  danbiet vault open TIN.json {words} --out MO",
            _("Câu mật khẩu của hai khóa: {first}; {second}").format(first=PASSPHRASES[0], second=PASSPHRASES[1]),
        ]
