"""Sending in without an account: write, see what it is, say how to be answered, keep the code."""

import secrets
from datetime import date
from typing import Any

from django.contrib.messages import success
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from danbiet.common import clock, codes
from danbiet.common.access import actor_of, told
from danbiet.common.acting import token
from danbiet.common.actor import Refusal
from danbiet.voices import services
from danbiet.voices.forms.intake import (
    DENUNCIATION,
    Carried,
    Chosen,
    CodeTyped,
    Retyped,
    Sent,
    Written,
    is_feedback,
    kind_of,
    subject_of,
)
from danbiet.voices.selectors import entering, intake, pointing, reading
from danbiet.voices.selectors.receipts import HoldsCode, pepper, refuse_codes
from danbiet.voices.selectors.serving import NotServed, require_served
from danbiet.voices.services import intake as sending
from danbiet.voices.views.coded import refuse_coded
from danbiet.voices.views.limits import is_within, slowed

MOST_SENT, SENT_IN = 60, 600  # reports from one address, in seconds
LONGEST = 60  # letters of a name that are looked up
PRESSED = {"spot.x", "spot.y"}  # what a browser sends of a picture that was pressed


def new(request: HttpRequest) -> HttpResponse:
    """One address for the whole way; every page carries what was written before, nothing is kept until it is sent.

    Browsers may keep the pages on the way, so that going back finds them as they were left; not those that show a code
    or hold words that may denounce somebody (decision 0190).
    """
    answer = _step(request)
    if reading.heard(request.POST.get("text", "")).may_denounce:
        add_never_cache_headers(answer)
    if not answer.has_header("Cache-Control"):
        patch_cache_control(answer, private=True, no_cache=True)
    return answer


def _step(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _opened(request)
    if PRESSED & set(request.POST):
        return _point(request)
    steps = {
        "where": _where, "read": _read, "unpoint": _unpoint, "rewrite": _rewrite, "choose": _choose, "send": _send,
        "finish": _finish,
    }  # fmt: skip
    return steps.get(request.POST.get("step", ""), _read)(request)


def _opened(request: HttpRequest) -> HttpResponse:
    code, on = request.GET.get("place", "").strip()[:8], clock.today(request)
    if not code:
        return _place(request)
    try:
        place = intake.ward(code, on=on)
    except intake.NoWard as refusal:
        return _place(request, heirs=intake.heirs(code, on=on), refusal=told(refusal))
    try:
        require_served(place, on=on)
    except NotServed as refusal:
        return _place(request, unserved=told(refusal))
    carried = {name: request.GET.get(name, "")[:20] for name in ("latitude", "longitude")}
    form = Written(initial={"place": code, "board": _board(request), **carried})
    return _first(request, form, place)


def _first(
    request: HttpRequest, form: Written, place: entering.Unit, *, missed: str = "", status: int = 200
) -> HttpResponse:
    """The first page, with a map to point at where the ward's outline was imported."""
    shown = {"form": form, "place": place, "missed": missed, "picture": _picture(form, place)}
    return render(request, "voices/new.html", shown, status=status)


def _picture(form: Written | Sent, place: entering.Unit) -> pointing.Picture | None:
    carried = (str(form[name].value() or "") for name in ("latitude", "longitude"))
    return pointing.picture(place, intake.read_point(*carried))


def _point(request: HttpRequest) -> HttpResponse:
    """The map was pressed: what was written stays, and the point is carried and marked."""
    place, typed = _ward(request), _typed(request)
    try:
        found = pointing.pointed(place, request.POST.get("spot.x", ""), request.POST.get("spot.y", ""))
    except Refusal as refusal:
        return _first(request, Written(initial=typed), place, missed=told(refusal), status=422)
    return _first(request, Written(initial=typed | dict(zip(("latitude", "longitude"), found, strict=True))), place)


def _unpoint(request: HttpRequest) -> HttpResponse:
    """The point is taken back; what was written stays."""
    return _first(request, Written(initial=_typed(request) | {"latitude": "", "longitude": ""}), _ward(request))


def _rewrite(request: HttpRequest) -> HttpResponse:
    """The first page again, from any later one, with everything that was typed."""
    return _first(request, Written(initial=_typed(request)), _ward(request))


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {name: request.POST.get(name, "") for name in Written.base_fields}


def _ward(request: HttpRequest) -> entering.Unit:
    return intake.ward(request.POST.get("place", "")[:8], on=clock.today(request))


@require_safe
def new_map(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of a ward, with a mark where it was pressed."""
    place = intake.ward(code[:8], on=clock.today(request))
    drawn = pointing.marked(place, request.GET.get("x", ""), request.GET.get("y", ""))
    return render(request, "voices/ground.svg", {"drawn": drawn}, content_type="image/svg+xml")


def _board(request: HttpRequest) -> str:
    """The printed mark of the board; one that cannot be is left out rather than refused."""
    short = request.GET.get("board", "")[:20]
    try:
        codes.read_short(short)
    except codes.CodeRefused:
        return ""
    return short


def _place(request: HttpRequest, **found: object) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:LONGEST]
    wards = intake.wards_named(typed, on=clock.today(request))
    return render(request, "voices/new_place.html", {"q": typed, "wards": wards, **found})


def _where(request: HttpRequest) -> HttpResponse:
    """Which ward a point lies in; the sender confirms what is only near."""
    point = intake.read_point(request.POST.get("latitude", ""), request.POST.get("longitude", ""))
    near = intake.wards_at(point, on=clock.today(request)) if point else ()
    shown = {"q": "", "near": near, "point": point, "asked": True}
    return render(request, "voices/new_place.html", shown, status=200 if near else 422)


def _read(request: HttpRequest) -> HttpResponse:
    """The second page: what the words seem to be, and what is known near by."""
    form, place = Written(request.POST), _ward(request)
    if not form.is_valid() or _holds_code(request, form):
        return _first(request, form, place, status=422)
    found = _reading(request, form, place)
    before = {name: request.POST.get(name) or getattr(found, name) for name in ("kind", "subject")}
    chosen = Chosen(initial={**form.cleaned_data, **before})
    return render(request, "voices/new_kind.html", {"form": chosen, "place": place, "found": found})


def _holds_code(request: HttpRequest, form: Written) -> bool:
    """Whether a receipt code stands in the words, said before the way is gone to its end; nobody tries codes here
    without end, and at the end they are looked for again."""
    try:
        if is_within(request, "coded", most=MOST_SENT, seconds=SENT_IN):
            refuse_codes(form.cleaned_data["text"], form.cleaned_data["address"], pepper=pepper())
    except HoldsCode as refusal:
        refuse_coded(form, refusal, "text", "address")
        return True
    return False


def _choose(request: HttpRequest) -> HttpResponse:
    """The kind was chosen: a denunciation is turned to where it belongs and nothing of it is kept."""
    form, place = Chosen(request.POST), _ward(request)
    if request.POST.get("kind") == DENUNCIATION:
        return render(request, "voices/denounce.html", {"place": place})
    if not form.is_valid():
        if "text" in form.errors:
            return _read(request)
        return _again(request, form, place)
    try:
        data = form.cleaned_data
        return _third(request, Sent(initial={**data, "token": token(), "wants": data["wants"] or "code"}))
    except NotServed as refusal:
        form.add_error("kind", told(refusal))
        return _again(request, form, place)


def _again(request: HttpRequest, form: Chosen, place: entering.Unit) -> HttpResponse:
    """The second page with what is wrong on it."""
    shown = {"form": form, "place": place, "found": _reading(request, form, place)}
    return render(request, "voices/new_kind.html", shown, status=422)


def _third(request: HttpRequest, form: Sent, *, status: int = 200) -> HttpResponse:
    on = clock.today(request)
    kind, subject = kind_of(str(form["kind"].value())), subject_of(form["subject"].value())
    ward = _ward(request)
    place = intake.receiver(ward, kind, on=on)
    insists = is_feedback(kind) and reading.heard(str(form["text"].value())).may_denounce
    held = require_served(place, kind=kind, on=on, is_withheld=insists)
    who = reading.who_sees(kind, place.name, held=held, is_withheld=insists)
    shown = {
        "form": form, "place": place, "kind": kind.value, "who": who, "insists": insists,
        "ward": ward, "picture": _picture(form, ward),
        "first_day": reading.first_day(place, kind, on=on), "halves": reading.halves(subject),
    }  # fmt: skip
    return render(request, "voices/new_send.html", shown, status=status)


def _send(request: HttpRequest) -> HttpResponse:
    """Take it in; the code is shown once, on the answer to this very form."""
    form, at = Sent(request.POST, request.FILES), clock.now(request)
    if not form.is_valid():
        return _kept(request, form)
    if not is_within(request, "sent", most=MOST_SENT, seconds=SENT_IN):
        return _too_many(request, form)
    place = intake.ward(form.cleaned_data["place"], on=clock.day(at))
    read = _read_again(request, form, place)
    try:
        received = sending.send(
            _report(form, read, place, on=clock.day(at)), reading=read, by=actor_of(request), at=at, pepper=pepper(),
            draw=secrets.token_bytes,
        )  # fmt: skip
    except HoldsCode as refusal:
        return _coded(request, form, refusal)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        form.add_error(None, told(refusal))
        return _kept(request, form)
    return _receipt(request, received.case.number, codes.grouped(received.code), place=received.case.place)


def _read_again(request: HttpRequest, form: Sent, place: entering.Unit) -> sending.Reading:
    """What is kept of the reading; the rest was for the second page."""
    text, address = form.cleaned_data["text"], form.cleaned_data["address"]
    found = intake.alike(text, place=place, on=clock.today(request), address=address, point=form.point)
    return sending.Reading(reading.heard(text), tuple(sending.Like(one.case.pk, one.tie) for one in found))


def _coded(request: HttpRequest, form: Sent, refusal: HoldsCode) -> HttpResponse:
    """The page on which the receipt code was typed, with everything but the code: the first one or the third."""
    first = Written(_typed(request))
    refuse_coded(first, refusal, "text", "address")
    if first.errors:
        return _first(request, first, _ward(request), status=422)
    refuse_coded(form, refusal, *({"decision", "name", "home"} & set(form.fields)))
    return _third(request, form, status=422)


def _kept(request: HttpRequest, form: Sent) -> HttpResponse:
    """The third page again; what was carried there is no field of it, so its faults are shown with the whole."""
    if {"kind", "subject", "text", "place"} & set(form.errors):
        return _read(request)
    return _third(request, form, status=422)


def _too_many(request: HttpRequest, form: Sent) -> HttpResponse:
    """The third page with everything typed, and when to press again."""
    said = _(
        "Từ mạng này vừa gửi {count} việc trong {minutes} phút, nên máy tạm dừng nhận. Lời bạn viết còn nguyên ở đây:"
        " chờ rồi bấm Gửi lần nữa (ảnh thì chọn lại), hoặc nói tại quầy. Đang nguy hiểm thì gọi 113, 114, 115."
    )
    form.add_error(None, said.format(count=MOST_SENT, minutes=SENT_IN // 60))
    answer = _third(request, form, status=429)
    answer["Retry-After"] = str(SENT_IN)
    return answer


def _report(form: Sent, read: sending.Reading, place: entering.Unit, *, on: date) -> services.Report:
    data: dict[str, Any] = form.cleaned_data
    kind, heard = kind_of(data["kind"]), read.heard
    text = data["text"].strip()
    if data.get("decision"):
        text = f"{text}\n\n{_('Khiếu nại về')}: {data['decision'].strip()}"
    contact = services.Contact(
        name=data["name"], phone=data["phone"], email=data["email"], address=data.get("home", ""), wants=data["wants"]
    )
    return services.Report(
        kind=kind, text=text, channel=intake.WEB, place=intake.receiver(place, kind, on=on),
        subject=subject_of(data["subject"]),
        urgency=heard.urgency, address=data["address"], point=form.point,
        constructs=heard.constructs if heard.subject == data["subject"] else (), sender=contact,
        photos=tuple(services.Picture(name, data) for name, data in data["photos"]), token=data["token"],
        origin=("board", data["board"]) if data["board"] else ("", ""),
    )  # fmt: skip


def _reading(request: HttpRequest, form: Carried | Written, place: entering.Unit) -> reading.Reading:
    data = form.cleaned_data
    return reading.reading(
        data.get("text", ""), place=place, on=clock.today(request), address=data.get("address", ""), point=form.point
    )


def _receipt(request: HttpRequest, number: str, code: str, **shown: object) -> HttpResponse:
    form = Retyped(initial={"number": number, "shown": code})
    page = {"form": form, "number": number, "code": code, **shown}
    return _uncached(render(request, "voices/new_receipt.html", page))


def _uncached(answer: HttpResponse) -> HttpResponse:
    """A page with a code, which no browser keeps."""
    add_never_cache_headers(answer)
    return answer


def _finish(request: HttpRequest) -> HttpResponse:
    """The code typed again, equal to the one shown: its holder has it on paper, and the way ends."""
    form = Retyped(request.POST)
    if form.is_valid() and _same(form.cleaned_data["code"], form.cleaned_data["shown"]):
        success(request, _("Bạn đã giữ đúng mã. Việc của bạn mang số {number}.").format(number=form["number"].value()))
        return redirect("voices:new_done")
    if form.is_valid():
        form.add_error("code", _("Mã gõ lại chưa khớp. So từng ký tự với mã đang hiện ở trên."))
    shown = {"form": form, "number": request.POST.get("number", "")[:24], "code": request.POST.get("shown", "")[:20]}
    return _uncached(render(request, "voices/new_receipt.html", shown, status=422))


def _same(typed: str, shown: str) -> bool:
    try:
        return codes.normalised(typed) == codes.normalised(shown)
    except codes.CodeRefused:
        return False


def new_done(request: HttpRequest) -> HttpResponse:
    """What happens now."""
    return render(request, "voices/new_done.html")


def denounce(request: HttpRequest) -> HttpResponse:
    """Where a denunciation belongs; nothing is asked here and nothing kept."""
    context = {"is_amended": intake.denouncing_is_amended(on=clock.today(request))}
    return render(request, "voices/denounce.html", context)


@never_cache
@require_POST
@slowed("follow", most=60, seconds=600)
def follow(request: HttpRequest) -> HttpResponse:
    """Follow a case that another sent, in one tap: a code, and nothing of the person."""
    at = clock.now(request)
    case = intake.to_follow(request.POST.get("mark", "")[:120], on=clock.day(at))
    code = sending.follow(case, at=at, pepper=pepper(), draw=secrets.token_bytes)
    return render(request, "voices/follow_code.html", {"number": case.number, "code": codes.grouped(code)})


@never_cache
@slowed("followed", most=60, seconds=600)
def followed(request: HttpRequest) -> HttpResponse:
    """What everybody may know of a case, by the code of who follows it; the code is never in an address."""
    form, case = CodeTyped(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            case = intake.followed(form.cleaned_data["code"], pepper=pepper())
        except intake.UnknownFollower as refusal:
            form.add_error("code", told(refusal))
    shown = {"form": form, "seen": case and intake.seen_by_all(case)}
    return render(request, "voices/followed.html", shown, status=422 if form.errors else 200)
