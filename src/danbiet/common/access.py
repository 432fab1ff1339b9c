"""The edge of every request: who is asking, who may come in, and how a refusal is answered."""

import errno
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, Actor, Damaged, NotAllowed, Refusal, Role, say
from danbiet.law.calendar import OutsideCalendar
from danbiet.law.citation import Citation
from danbiet.law.words import cited

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # a disk, a share or a file may grow no further
OUTSIDE = say("Chỉ tính được trong các năm 1990 đến 2060.")
Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware made; anonymous when nobody is signed in."""
    return getattr(request, "actor", ANONYMOUS)


def who(*roles: Role) -> Callable[[View], View]:
    """Let in only the holders of one of the roles (anybody signed in, when none is named)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(page_of(request))
            if roles and not actor_of(request).has(*roles):
                raise NotAllowed(say("Trang này dành cho người giữ nhiệm vụ khác. Tài khoản của bạn chưa được giao."))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def page_of(request: HttpRequest) -> str:
    """The page itself; for a form that was sent, the page of this site on which it stood."""
    came_from = request.headers.get("Referer", "")
    if request.method in {"GET", "HEAD"} or not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return request.get_full_path()
    return came_from


class ActorMiddleware:
    """Puts the frozen `Actor` on the request, read from the user's roles of today when first asked for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: self.actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def actor(self, request: HttpRequest) -> Actor:
        user = request.user
        return user.actor(clock.today(request)) if user.is_authenticated else ANONYMOUS


class RefusalMiddleware:
    """Answers every expected refusal in one place, with its sentence and its status."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_zero_byte(request):
            raise BadRequest  # no name holds it, and PostgreSQL takes it in no text
        answer = self.get_response(request)
        if not isinstance(answer, HttpResponseNotAllowed):
            return answer
        page = _refused(request, _("Địa chỉ này chỉ nhận biểu mẫu gửi từ trang của nó. Chưa ghi gì."), 405)
        page["Allow"] = answer["Allow"]
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OutsideCalendar):
            return _refused(request, told(error), Damaged.status)
        if isinstance(error, Refusal):
            return _refused(request, told(error), error.status)
        if isinstance(error, OSError) and error.errno in FULL or "disk is full" in str(error):
            return _refused(request, _("Máy chủ hết chỗ chứa. Việc vừa rồi chưa được ghi."), 507)
        return None


def _has_zero_byte(request: HttpRequest) -> bool:
    typed = (value for values in dict(request.POST.lists()).values() for value in values)
    return "\0" in request.path or "%00" in request.META.get("QUERY_STRING", "") or any("\0" in text for text in typed)


def _refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    shown = {"sentence": sentence, "status": status, "page_of_form": page_of(request)}
    return render(request, "refusal.html", shown, status=status)


def told(error: Refusal | OutsideCalendar) -> str:
    """The sentence of a refusal in the reader's language, with the articles that it names."""
    if isinstance(error, OutsideCalendar):
        return _(OUTSIDE)
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    values = {name: cited(one, language) if isinstance(one, Citation) else one for name, one in error.values.items()}
    return _(error.sentence).format(**values)


def page_context(request: HttpRequest) -> dict[str, object]:
    """What every page's frame needs."""
    return {
        "actor": actor_of(request),
        "today": clock.today(request),
        "demo": settings.DEMO,
        "version": settings.VERSION,
    }
