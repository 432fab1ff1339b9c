"""`danbiet COMMAND`, the same as `manage.py COMMAND`."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danbiet.config.settings")
    execute_from_command_line(sys.argv)
