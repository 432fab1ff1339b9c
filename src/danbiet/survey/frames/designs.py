"""A design file from its path."""

from pathlib import Path

from danbiet.common.actor import Problem, say
from danbiet.survey.rules.design_file import DesignFile, DesignRefused, read_design


def design_of(path: Path) -> DesignFile:
    """Read a design file; raise DesignRefused where it is absent, not UTF-8 or not a design."""
    if not path.is_file():
        raise DesignRefused((Problem("no_file", say("Không có tệp {file}."), (("file", path.name),), path.name),))
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        sentence = say("Tệp {file} không phải là UTF-8.")
        raise DesignRefused((Problem("not_utf8", sentence, (("file", path.name),), path.name),)) from error
    return read_design(text, file=path.name)
