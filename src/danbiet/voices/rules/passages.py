"""Whether some words were taken from a text: what stands as a sender's words is what the sender wrote."""

import unicodedata


def is_from(part: str, text: str) -> bool:
    """Whether every line of a part is a passage of the text; how it is spaced and broken into lines does not count."""
    whole = _even(text)
    return all(_even(line) in whole for line in part.splitlines())


def _even(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
