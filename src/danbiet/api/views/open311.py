"""Open311 GeoReport v2: one view for an address; errors in the words and the form of the specification."""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from danbiet.api import selectors, services
from danbiet.api.forms import ASKED_WARD, PostForm, weigh_too_much
from danbiet.common import clock, codes
from danbiet.common.access import told
from danbiet.common.actor import Refusal, say
from danbiet.common.files import house

View = Callable[..., HttpResponse]
SAFE = ("GET", "HEAD")
STATUS = {404: 404, 403: 403}  # of a refusal; everything else is 400


def answer(name: str, value: selectors.Tree, *, form: str, status: int = 200) -> HttpResponse:
    """An answer in the form that the address ends with; open to programs of every site, for it is open to everybody."""
    body = selectors.written(name, value, form=form)
    return HttpResponse(
        body, status=status, content_type=selectors.FORMATS[form], headers={"Access-Control-Allow-Origin": "*"}
    )


def failed(sentences: list[str], *, form: str, status: int) -> HttpResponse:
    """What went wrong."""
    return answer("errors", selectors.errors(status, sentences), form=form, status=status)


def spoken(*methods: str) -> Callable[[View], View]:
    """Answer refusals in the form that the address ends with. No cookie counts here, so no form needs a mark against
    other sites: who sends has a key."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @require_http_methods(methods or SAFE)
        @wraps(view)
        def guarded(request: HttpRequest, form: str, **named: str) -> HttpResponse:
            try:
                return view(request, form=form, **named)
            except Refusal as error:
                return failed([told(error)], form=form, status=STATUS.get(error.status, 400))

        return guarded

    return decorate


@spoken()
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Where the interface is."""
    return answer("discovery", selectors.discovery(), form=form)


@spoken()
def services_(request: HttpRequest, form: str) -> HttpResponse:
    """What can be reported."""
    _narrowed(request)
    return answer("services", selectors.services(), form=form)


@spoken()
def service(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """What is asked for one service."""
    _narrowed(request)
    return answer("service_definition", selectors.definition(code), form=form)


@spoken(*SAFE, "POST")
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """The list, or a new report."""
    if request.method == "POST":
        return _post(request, form)
    at = clock.now(request)
    found = selectors.listed(selectors.asked(request.GET, at=at), unit=_narrowed(request), on=clock.day(at))
    return answer("service_requests", found, form=form)


@spoken()
def request_(request: HttpRequest, form: str, number: str) -> HttpResponse:
    """One report."""
    on, is_extended = clock.today(request), selectors.is_extended(request.GET)
    found = selectors.one(number, is_extended=is_extended, unit=_narrowed(request), on=on)
    return answer("service_requests", found, form=form)


@spoken()
def token(request: HttpRequest, form: str, token: str) -> HttpResponse:
    """The number behind a token."""
    _narrowed(request)
    return answer("service_requests", selectors.of_token(token), form=form)


@spoken()
def updates(request: HttpRequest, form: str) -> HttpResponse:
    """What happened lately."""
    at = clock.now(request)
    asked = selectors.window(request.GET, at=at, usual=selectors.RECENT, most=selectors.MONTH)
    found = selectors.updates(asked, selectors.page(request.GET), unit=_narrowed(request), on=clock.day(at))
    return answer("service_request_updates", found, form=form)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The whole, described for machines."""
    text = json.dumps(selectors.description(reverse("api:start").rstrip("/")), ensure_ascii=False)
    return HttpResponse(text, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})


def _narrowed(request: HttpRequest) -> Any:
    typed = request.GET.get("jurisdiction_id", "") or request.POST.get("jurisdiction_id", "")
    return selectors.jurisdiction(typed, on=clock.today(request))


def _post(request: HttpRequest, form: str) -> HttpResponse:
    """A new report: the key first, then how many came by it, then what was sent."""
    key = selectors.key_by(request.POST.get("api_key", ""))
    if not _is_within(key.pk, most=key.per_hour):
        slowed = failed([_("Khóa này đã gửi đủ số phản ánh của một giờ.")], form=form, status=429)
        slowed["Retry-After"] = str(selectors.HOUR)
        return slowed
    sent = PostForm(request.POST)
    if not sent.is_valid():
        return failed(sent.sentences(), form=form, status=400)
    at = clock.now(request)
    posted = _posted(request, sent, key, at)
    taken = services.take(posted, key=key, at=at, pepper=selectors.pepper(), draw=secrets.token_bytes)
    made = answer("service_requests", [_receipt(request, taken, posted)], form=form, status=201)
    made["Cache-Control"] = "no-store"
    return made


def _is_within(key: int, *, most: int) -> bool:
    """Counted in the counters of signing in: nothing of the sender is kept."""
    name = f"open311|{key}"
    if cache.add(name, 1, timeout=selectors.HOUR):
        return True
    try:
        return cache.incr(name) <= most
    except ValueError:  # it ran out between the two
        return True


def _posted(request: HttpRequest, sent: PostForm, key: selectors.ApiKey, at: datetime) -> services.Posted:
    data = sent.cleaned_data
    service = selectors.service_of(data["service_code"])
    spot = selectors.Spot(
        data["address_id"] or data[ASKED_WARD], data["point"], data["address_string"], _narrowed(request)
    )
    photos = _photos(request)
    return services.Posted(
        service=service, text=data["description"].strip() or selectors.called(service),
        placed=selectors.placed(spot, key=key, on=clock.day(at)), address=data["address_string"], point=data["point"],
        sender=_sender(sent), photos=photos, same=_same(request, data, photos, at),
    )  # fmt: skip


def _sender(sent: PostForm) -> services.Contact | None:
    data = sent.cleaned_data
    name = " ".join(part for part in (data["last_name"].strip(), data["first_name"].strip()) if part)
    if not (name or data["phone"] or data["email"] or sent.wants != "code"):
        return None
    return services.Contact(name=name, phone=data["phone"], email=data["email"], wants=sent.wants)


def _photos(request: HttpRequest) -> tuple[services.Picture, ...]:
    if set(request.FILES) - {"media"}:
        raise selectors.Wrong(say("Gửi ảnh trong trường media."))
    uploads = request.FILES.getlist("media")
    if weigh_too_much([one.size or 0 for one in uploads]):
        raise selectors.Wrong(say("Mỗi ảnh nhiều nhất 15 MB."))
    return tuple(services.Picture(one.name or "", one.read()) for one in uploads)


def _same(
    request: HttpRequest, data: dict[str, Any], photos: tuple[services.Picture, ...], at: datetime
) -> tuple[str, ...]:
    """What tells a post sent again from another: its own mark, else everything in it with who sent it, on one day."""
    mark = request.headers.get("Idempotency-Key", "").strip()[:200]
    if mark:
        return ("mark", mark)
    if not any(data[name] for name in ("device_id", "account_id", "email", "phone")):
        return ()
    pictures = [hashlib.sha256(photo.data).hexdigest() for photo in photos]
    return (clock.day(at).isoformat(), *(f"{name}={value}" for name, value in sorted(data.items())), *pictures)


def _receipt(request: HttpRequest, taken: services.Taken, posted: services.Posted) -> selectors.Tree:
    """The number, or a token while a person has still to say what it is; the secret code in the notice."""
    case, code = taken.received.case, codes.grouped(taken.received.code)
    said = [
        _("Mã biên nhận: {code}. Giữ kín: chỉ mã này mở được câu trả lời, tại {url}").format(
            code=code, url=house().base_url + reverse("voices:status")
        ),
        _("Nơi nhận: {place}.").format(place=case.place.name),
    ]
    if not posted.placed.is_sure:
        said.append(_("Đây là nơi gần tọa độ nhất; không đúng thì cán bộ chuyển đi."))
    if request.POST.get("media_url"):
        said.append(_("Ảnh ở media_url không được lấy về: hãy gửi tệp ảnh trong trường media."))
    waits = taken.waits and not selectors.is_known(case)
    if waits:
        said.append(_("Cán bộ xác nhận đây là loại việc gì rồi mới có số; hỏi bằng mã tạm."))
    row: dict[str, selectors.Tree] = {"token": selectors.token(case)} if waits else {"service_request_id": case.number}
    row["service_notice"] = " ".join(said)
    row["account_id"] = None
    if selectors.is_extended(request.GET) or selectors.is_extended(request.POST):
        row["extended_attributes"] = {"receipt_code": code}
    return row
