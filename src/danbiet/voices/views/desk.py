"""Entering for others: the counter and the telephone, the group head's notebook, kinds that wait, the board's sheet."""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from danbiet.common import clock, codes
from danbiet.common.access import actor_of, told, who
from danbiet.common.acting import keys, token
from danbiet.common.actor import Refusal, Role
from danbiet.voices import services
from danbiet.voices.forms.intake import NotebookHead, NotebookLine, Spoken, kind_of, subject_of
from danbiet.voices.selectors import entering, handling, intake, reading
from danbiet.voices.selectors.receipts import pepper
from danbiet.voices.services import intake as sending

ENTERING = (Role.WARD_OFFICER, Role.PLAN_OFFICER, Role.LEADER)
LINES = 6


@never_cache
@who(*ENTERING)
def desk_new(request: HttpRequest) -> HttpResponse:
    """Take down what somebody says; without a kind the page comes back with what the words seem to be."""
    actor, on = actor_of(request), clock.today(request)
    held = {unit.code: unit for unit in entering.places_of(actor, on=on)}
    places = {code: unit.name for code, unit in held.items()}
    form = Spoken(request.POST or None, places=places, initial={"token": token(), "wants": "phone", "channel": "phone"})
    if request.method != "POST" or not form.is_valid():
        return render(request, "voices/desk_new.html", {"form": form}, status=422 if form.errors else 200)
    data, place = form.cleaned_data, held[form.cleaned_data["place"]]
    found = reading.reading(data["text"], place=place, on=on, address=data["address"])
    if not data["kind"] or not data["subject"]:
        return _proposed(request, place, found, places)
    try:
        entering.check_counter(place, kind_of(data["kind"]), on=on)
    except entering.AnotherCounter as refusal:
        form.add_error("kind", told(refusal))
        return render(request, "voices/desk_new.html", {"form": form, "found": found}, status=422)
    return _entered(request, form, place, found)


def _proposed(
    request: HttpRequest, place: entering.Unit, found: reading.Reading, places: dict[str, str]
) -> HttpResponse:
    """The same page with the proposal filled in, for the officer to correct and send."""
    data = request.POST.copy()
    heard = "" if found.kind == reading.DENUNCIATION else entering.only_kind(place) or found.kind
    data["kind"] = data.get("kind") or heard
    data["subject"] = data.get("subject") or found.subject
    again = Spoken(data, places=places)
    again.is_valid()
    return render(request, "voices/desk_new.html", {"form": again, "found": found}, status=422)


def _entered(request: HttpRequest, form: Spoken, place: entering.Unit, found: reading.Reading) -> HttpResponse:
    data, at = form.cleaned_data, clock.now(request)
    kind = kind_of(data["kind"])
    report = services.Report(
        kind=kind, text=data["text"], channel=entering.channel_of(data["channel"]),
        place=place, subject=subject_of(data["subject"]),
        urgency=found.proposal.urgency, address=data["address"], token=data["token"],
        constructs=found.proposal.constructs if found.subject == data["subject"] else (),
        sender=services.Contact(
            name=data["name"], phone=data["phone"], address=data["home"], wants=data["wants"]
        ),
        through=_through(data),
    )  # fmt: skip
    alike = tuple(sending.Like(one.case.pk, one.tie) for one in found.alike)
    received = sending.send(
        report, reading=sending.Reading(found.proposal, alike), by=actor_of(request), at=at, pepper=pepper(),
        draw=secrets.token_bytes,
    )  # fmt: skip
    slip = {
        "case": received.case, "code": codes.grouped(received.code),
        "first_day": reading.first_day(received.case.place, kind, on=clock.day(at)),
    }  # fmt: skip
    return render(request, "voices/desk_slip.html", slip)


def _through(data: dict[str, Any]) -> services.Through | None:
    """The body that forwarded it, if one did."""
    if not data["forwarder"]:
        return None
    return services.Through(handling.forwarder(data["forwarder"]), data["forwarded_by"])


@never_cache
@who(Role.GROUP_HEAD, Role.WARD_OFFICER)
def notebook(request: HttpRequest) -> HttpResponse:
    """A page of the group head's notebook: several short matters in one form; each line is a case with its code."""
    actor, on = actor_of(request), clock.today(request)
    place = entering.notebook_place(actor, on=on)
    head = NotebookHead(
        request.POST or None, groups=entering.groups(place, on=on), initial={"token": token(), "group": ""}
    )
    lines = [NotebookLine(request.POST or None, prefix=f"line{number}") for number in range(LINES)]
    if request.method != "POST":
        return _page(request, head, lines, place)
    valid = all([head.is_valid(), *(line.is_valid() for line in lines)])
    filled = [line for line in lines if valid and line.cleaned_data["text"].strip()]
    if not filled or not all([_may_enter(line) for line in filled]):
        head.is_valid() and not filled and head.add_error(None, _("Ghi ít nhất một việc."))
        return _page(request, head, lines, place, status=422)
    return _noted(request, head, filled, place)


def _page(
    request: HttpRequest, head: NotebookHead, lines: list[NotebookLine], place: entering.Unit, *, status: int = 200
) -> HttpResponse:
    return render(request, "voices/notebook.html", {"form": head, "lines": lines, "place": place}, status=status)


def _may_enter(line: NotebookLine) -> bool:
    """A line that may be a complaint or a denunciation needs the head's word that it is not, or goes to the ward."""
    heard = reading.heard(line.cleaned_data["text"])
    if heard.needs_person and not line.cleaned_data["is_feedback"]:
        line.add_error("is_feedback", _doubt(heard.guards))
    if line.cleaned_data["mark"] and not entering.is_mark(line.cleaned_data["mark"]):
        line.add_error("mark", _("Số dòng không đúng: hãy so lại với tờ in."))
    return not line.errors


def _doubt(words: tuple[str, ...]) -> str:
    """What a head is asked to look at before a line is called feedback."""
    if not words:
        return _(
            "Chưa rõ đây là phản ánh thường. Khiếu nại, tố cáo thì đưa người dân tới phường, xã, đừng ghi vào đây."
        )
    told = _("Có chữ “{words}”. Khiếu nại, tố cáo thì đưa người dân tới phường, xã, đừng ghi vào đây.")
    return told.format(words="”, “".join(words))


def _noted(request: HttpRequest, head: NotebookHead, lines: list[NotebookLine], place: entering.Unit) -> HttpResponse:
    """One act for each line, whole or refused; lines entered before stand: the same form is the same act."""
    noted = []
    for number, line in enumerate(lines):
        data: dict[str, Any] = line.cleaned_data
        mark = f"{head.cleaned_data['token']}-{number}" if not data["mark"] else entering.token_of(data["mark"])
        try:
            received = _line(request, head, data, place, mark)
        except Refusal as refusal:
            line.add_error(None, told(refusal))
            return _page(request, head, lines, place, status=422)
        noted.append((received.case, codes.grouped(received.code)))
    return render(request, "voices/notebook_done.html", {"noted": noted, "place": place})


def _line(
    request: HttpRequest, head: NotebookHead, data: dict[str, Any], place: entering.Unit, mark: str
) -> services.Received:
    at = clock.now(request)
    found = reading.reading(data["text"], place=place, on=clock.day(at), address=data["address"])
    heard = found.proposal
    report = services.Report(
        kind=entering.feedback_kind(heard), text=data["text"], channel=intake.NOTEBOOK, place=place, token=mark,
        subject=subject_of(found.subject), urgency=heard.urgency, constructs=heard.constructs, address=data["address"],
        group=entering.group(place, head.cleaned_data["group"], on=clock.day(at)),
        sender=services.Contact(wants="group"),
    )  # fmt: skip
    alike = tuple(sending.Like(one.case.pk, one.tie) for one in found.alike)
    return sending.send(
        report, reading=sending.Reading(heard, alike), by=actor_of(request), at=at, pepper=pepper(),
        draw=secrets.token_bytes,
    )  # fmt: skip


@never_cache
@who(Role.GROUP_HEAD, Role.WARD_OFFICER)
def notebook_blank(request: HttpRequest) -> HttpResponse:
    """An empty page to print: each line with its mark, and the code to tear off for the resident."""
    place = entering.notebook_place(actor_of(request), on=clock.today(request))
    marks = [entering.new_mark(secrets.token_bytes) for _ in range(LINES)]
    lines = [(mark, codes.grouped(sending.code_of(entering.token_of(mark), pepper=pepper()))) for mark in marks]
    return render(request, "voices/notebook_blank.html", {"lines": lines, "place": place})


@who(*ENTERING)
def sorting(request: HttpRequest) -> HttpResponse:
    """Cases whose kind no officer has confirmed."""
    return _sorting(request, after=request.GET.get("after", ""))


def _sorting(request: HttpRequest, *, after: str, wrong: str = "", status: int = 200) -> HttpResponse:
    page = entering.sorting_page(actor_of(request), on=clock.today(request), after=after)
    shown = {"page": page, "after": after if after.isdecimal() else "", "wrong": wrong}
    return render(request, "voices/sorting.html", shown, status=status)


@require_POST
@who(*ENTERING)
def confirm_many(request: HttpRequest) -> HttpResponse:
    """Say of each ticked case that it is of the kind it has: an act and a transaction each, then a summary."""
    actor, at = actor_of(request), clock.now(request)
    asked = set(keys(request.POST.getlist("sorting")))
    if not asked:
        return _sorting(request, after=request.POST.get("after", ""), wrong=told(entering.NothingTicked()), status=422)
    done = 0
    refused: dict[str, list[str]] = defaultdict(list)
    found = intake.ticked(actor, asked, on=clock.day(at))
    for waiting in found:
        try:
            sending.confirm_kind(waiting, by=actor, at=at)
            done += 1
        except Refusal as refusal:
            refused[told(refusal)].append(waiting.case.number)
    _summarise(request, done, refused, lost=len(asked) - len(found))
    return redirect("voices:sorting")


def _summarise(request: HttpRequest, done: int, refused: Mapping[str, list[str]], *, lost: int) -> None:
    """How many were confirmed; which were not, and why."""
    if done:
        messages.success(request, _("Đã xác nhận loại của {n} đơn.").format(n=done))
    for reason, numbers in refused.items():
        said = _("Chưa xác nhận {n} đơn ({numbers}): {reason}")
        messages.warning(request, said.format(n=len(numbers), numbers=", ".join(numbers), reason=reason))
    if lost:
        said = _("{n} đơn không còn chờ phân loại, hoặc không thuộc nơi của bạn.")
        messages.warning(request, said.format(n=lost))


@require_POST
@who(*ENTERING)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a case is of the kind it has."""
    actor, at = actor_of(request), clock.now(request)
    found = intake.sorting_for(actor, pk, on=clock.day(at))
    sending.confirm_kind(found, by=actor, at=at)
    messages.success(request, _("Đã xác nhận loại của {number}.").format(number=found.case.number))
    return redirect("voices:sorting")


def board(request: HttpRequest) -> HttpResponse:
    """A sheet to hang: the address of the form for this place (and board) as a QR code and in letters; for who keeps
    the notebook of a ward, that ward unless another is named."""
    code, actor, on = request.GET.get("place", "").strip()[:8], actor_of(request), clock.today(request)
    place = entering.notebook_place(actor, on=on) if actor.held and not code else intake.ward(code, on=on)
    short = entering.board_of(request.GET.get("board", ""))
    link = f"{settings.BASE_URL}/voices/new/?place={place.code}" + (f"&board={short}" if short else "")
    return render(request, "voices/board.html", {"place": place, "link": link, "drawn": _drawn(link)})


def _drawn(link: str) -> SafeString:
    """The QR code as a picture in the page; its text stands beside it."""
    drawing = segno.make(link, error="m").svg_inline(scale=6, omitsize=False, svgclass=None, lineclass=None)
    return mark_safe(drawing)
