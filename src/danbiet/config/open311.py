"""Under /open311/v2/ every error is said as the specification wants it, wherever in the house it arose."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from danbiet.api.rules.written import BROKEN, FORMATS, SAID, errors, written
from danbiet.voices.rules import MOST_PHOTOS, PHOTO_BYTES

PAGES = ("/open311/v2/", "/en/open311/v2/")
LARGEST = MOST_PHOTOS * PHOTO_BYTES + 3 * 1024 * 1024  # the pictures and the words beside them


class Spoken:
    """Refuses what is too large before it is read; turns pages that say what went wrong into `errors`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PAGES):
            return self.get_response(request)
        if _is_large(request):
            return _said(HttpResponse(status=413), request.path)
        answer = self.get_response(request)
        is_page = answer.status_code >= 400 and answer.headers.get("Content-Type", "").startswith("text/html")
        return _said(answer, request.path) if is_page else answer


def _is_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > LARGEST


def _said(answer: HttpResponse, path: str) -> HttpResponse:
    form = "json" if path.endswith(".json") else "xml"
    sentence = _(SAID.get(answer.status_code, BROKEN))
    said = HttpResponse(
        written("errors", errors(answer.status_code, [sentence]), form=form), status=answer.status_code,
        content_type=FORMATS[form],
    )  # fmt: skip
    if "Allow" in answer:
        said["Allow"] = answer["Allow"]
    return said
