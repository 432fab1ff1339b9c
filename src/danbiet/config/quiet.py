"""The pages of anonymous tips: who asks is forgotten before anything else sees the request, and nothing is logged.

First in the list of middleware, so that no part behind it, no error page and no log could keep what it never saw.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PAGES = ("/tips/", "/en/tips/")
KEPT = {"HTTP_HOST", "HTTP_X_FORWARDED_PROTO"}  # all that is needed of what a browser sends about itself
GONE = ("REMOTE_HOST", "REMOTE_PORT", "REMOTE_USER")
WINDOW = 600  # seconds
EACH, ALL = 30, 600  # posts of one address, and of everybody, in that time
LARGEST = 5 * 1024 * 1024
TOO_LARGE = (  # before a language is chosen, so in both
    "Thư và ảnh lớn quá 5 MB. Quay lại trang trước, bỏ bớt ảnh hoặc chọn ảnh nhỏ hơn rồi gửi lại.\n"
    "Words and pictures are over 5 MB. Go back, choose fewer or smaller pictures and send again.\n"
)
ERROR = "an error on a page of tips"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def is_quiet(path: str) -> bool:
    """Whether a path belongs to the pages of tips."""
    return path.startswith(PAGES)


class InMemory(MemoryFileUploadHandler):
    """Files are held in memory whatever their size: nothing a stranger sends touches the disk unsealed."""

    def handle_raw_input(self, *args: object, **options: object) -> None:
        self.activated = True


class Quiet:
    """Forgets the sender; slows floods by counters that live in memory alone; forbids every trace in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_quiet(request.path):
            return self.get_response(request)
        address = _address(request)
        _forget(request)
        answer = self._answer(request, address)
        answer.cookies.clear()
        del answer["Vary"]
        for name, value in HEADERS.items():
            answer[name] = value
        return answer

    def _answer(self, request: HttpRequest, address: str) -> HttpResponse:
        if request.method == "POST":
            if _is_large(request):
                return HttpResponse(TOO_LARGE, status=413, content_type="text/plain; charset=utf-8")
            if _is_flood(address):
                return _slowed(request)
        request.upload_handlers = [InMemory(request)]
        return self.get_response(request)


class NothingOfTips(logging.Filter):
    """Drops every line about a page of tips; of an error only its kind is left, so that somebody looks."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is None or not is_quiet(request.path):
            return True
        if record.levelno < logging.ERROR:
            return False
        if record.exc_info is None and str(record.msg).startswith(ERROR):
            return True  # another handler's filter saw it first
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "no exception"
        record.msg, record.args = f"{ERROR}: %s", (error,)
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def _address(request: HttpRequest) -> str:
    """For counting in memory only: what the proxy in front says, where there is one."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return str(forwarded if settings.HTTPS and forwarded else request.META.get("REMOTE_ADDR", ""))


def _forget(request: HttpRequest) -> None:
    for name in [name for name in request.META if name.startswith("HTTP_") and name not in KEPT]:
        del request.META[name]
    for name in GONE:
        request.META.pop(name, None)
    request.META["REMOTE_ADDR"] = ""


def _is_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > LARGEST


def _is_flood(address: str) -> bool:
    return _count(f"tips|{address}") > EACH or _count("tips") > ALL


def _count(key: str) -> int:
    counters = caches["memory"]
    counters.add(key, 0, timeout=WINDOW)
    try:
        return counters.incr(key)
    except ValueError:  # ran out between the two lines
        return 1


def _slowed(request: HttpRequest) -> HttpResponse:
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(WINDOW)
    return answer
