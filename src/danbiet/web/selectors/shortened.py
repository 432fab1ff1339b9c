"""Printed short links: a sign for the kind of object, its key, a check sign."""

from django.urls import reverse

from danbiet.common import codes
from danbiet.common.actor import NotYours, say
from danbiet.disclosure.selectors.items import SHORT

PAGES = {SHORT: "disclosure:item"}


class NoSuchLink(NotYours):
    """A sign was mistyped, or the link was never printed."""


def address(typed: str) -> str:
    """The page that a printed link names."""
    try:
        kind, pk = codes.read_short(typed)
    except codes.CodeRefused as error:
        raise NoSuchLink(
            say("Đường dẫn /s/{typed} không đúng: một ký tự bị chép sai. So lại từng ký tự với tờ dán."),
            typed=typed[:20],
        ) from error
    if kind not in PAGES:
        raise NoSuchLink(say("Đường dẫn /s/{typed} không dẫn tới trang nào."), typed=typed[:20])
    return reverse(PAGES[kind], args=[pk])
