"""Boards of a place, and what hangs on them since when, with its proof."""

from collections.abc import Callable
from functools import partial

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from danbiet.common import clock, formats
from danbiet.common.access import actor_of, who
from danbiet.common.acting import token
from danbiet.disclosure.forms.postings import CloseForm, DownForm, PointForm, PostingForm, ProofForm, UpForm, VoidForm
from danbiet.disclosure.selectors import hanging
from danbiet.disclosure.services import postings as services
from danbiet.disclosure.views.acting import act, act_on_file


@who()
def postings(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an item must hang and where it does; recording more of it."""
    page = hanging.postings_page(actor_of(request), pk, on=clock.today(request))
    blank = partial(PostingForm, points=page.points, channels=page.channels)
    if request.method != "POST":
        form = blank(initial={"up_on": clock.today(request)})
        return _postings(request, page, form)
    form = blank(request.POST, request.FILES)

    def do() -> None:
        data = form.cleaned_data
        chosen = tuple(point for point in page.points if str(point.pk) in data["points"])
        hung = services.Hung(
            channel=next(one for one in page.channels if one.value == data["channel"]), points=chosen,
            planned_on=data["planned_on"], up_on=data["up_on"], down_on=data["down_on"], minutes=data["minutes"],
            proof=data["proof"].read() if data["proof"] else b"",
        )  # fmt: skip
        services.record_posting(page.item, hung=hung, by=actor_of(request), at=clock.now(request))

    return act_on_file(request, form, do, back=_back(pk), again=lambda: _postings(request, page, form))


def _postings(
    request: HttpRequest, page: hanging.PostingsPage, posting: PostingForm, *, wrong: Form | None = None
) -> HttpResponse:
    context = {
        "page": page, "posting": posting, "form": wrong or posting, "token": token(), "place": page.item.place,
    }  # fmt: skip
    return render(request, "disclosure/postings.html", context)


def _back(pk: int) -> str:
    return reverse("disclosure:postings", args=[pk])


@who()
@require_POST
def put_up(request: HttpRequest, pk: int) -> HttpResponse:
    row = hanging.posting_for(actor_of(request), pk, on=clock.today(request))
    form = UpForm(request.POST)
    return _changed(
        request, row.item_id, form,
        lambda: services.put_up(row, **form.cleaned_data, by=actor_of(request), at=clock.now(request)),
    )  # fmt: skip


@who()
@require_POST
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    row = hanging.posting_for(actor_of(request), pk, on=clock.today(request))
    form = DownForm(request.POST)
    return _changed(
        request, row.item_id, form,
        lambda: services.take_off(row, **form.cleaned_data, by=actor_of(request), at=clock.now(request)),
    )  # fmt: skip


@who()
@require_POST
def void(request: HttpRequest, pk: int) -> HttpResponse:
    row = hanging.posting_for(actor_of(request), pk, on=clock.today(request))
    form = VoidForm(request.POST)
    return _changed(
        request, row.item_id, form,
        lambda: services.void(row, **form.cleaned_data, by=actor_of(request), at=clock.now(request)),
    )  # fmt: skip


@who()
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The photo or scan, for those who record in that place; adding one."""
    row = hanging.posting_for(actor_of(request), pk, on=clock.today(request))
    if request.method != "POST":
        return _file(row.proof, row.proof_kind)
    form = ProofForm(request.POST, request.FILES)

    def do() -> None:
        sent = form.cleaned_data["proof"]
        services.prove(
            row, minutes=form.cleaned_data["minutes"], proof=sent.read() if sent else b"",
            by=actor_of(request), at=clock.now(request),
        )  # fmt: skip

    return _changed(request, row.item_id, form, do, by=act_on_file)


def _file(sha256: str, kind: str) -> HttpResponse:
    if not sha256:
        raise hanging.no_proof()
    answer = HttpResponse(hanging.content(sha256), content_type=formats.mime(kind))
    answer["Content-Disposition"] = f'inline; filename="minh-chung.{kind}"'
    return answer


def _changed(
    request: HttpRequest, item: int, form: Form, do: Callable[[], object], *, by: Callable[..., HttpResponse] = act
) -> HttpResponse:
    """One small form of the page of postings; what is wrong with it is said at the head of the page."""

    def again() -> HttpResponse:
        page = hanging.postings_page(actor_of(request), item, on=clock.today(request))
        return _postings(request, page, PostingForm(points=page.points, channels=page.channels), wrong=form)

    return by(request, form, do, back=_back(item), again=again)


def points(request: HttpRequest, code: str) -> HttpResponse:
    """The boards of a place: for residents to find, for officers to keep."""
    page = hanging.points_page(actor_of(request), code, on=clock.today(request))
    if request.method != "POST":
        return _points(request, page, PointForm(groups=page.groups, initial={"from_day": clock.today(request)}))
    place = hanging.place_to_keep(actor_of(request), code, on=clock.today(request))
    form = PointForm(request.POST, groups=page.groups)

    def do() -> None:
        data = form.cleaned_data
        group = next((one for one in page.groups if str(one.pk) == data["group"]), None)
        board = services.Board(data["name"], hanging.kind_of(data["kind"]), data["from_day"], group)
        services.found_point(place, board=board, by=actor_of(request), at=clock.now(request))

    back = reverse("disclosure:points", args=[code])
    return act(request, form, do, back=back, again=lambda: _points(request, page, form))


def _points(
    request: HttpRequest, page: hanging.PointsPage, point: PointForm, *, wrong: Form | None = None
) -> HttpResponse:
    context = {"page": page, "point_form": point, "form": wrong or point, "token": token(), "place": page.place}
    return render(request, "disclosure/points.html", context)


@who()
@require_POST
def close_point(request: HttpRequest, pk: int) -> HttpResponse:
    point = hanging.point_for(actor_of(request), pk)
    form = CloseForm(request.POST)
    code = point.place.code

    def again() -> HttpResponse:
        page = hanging.points_page(actor_of(request), code, on=clock.today(request))
        return _points(request, page, PointForm(groups=page.groups), wrong=form)

    return act(
        request, form,
        lambda: services.close_point(point, **form.cleaned_data, by=actor_of(request), at=clock.now(request)),
        back=reverse("disclosure:points", args=[code]), again=again,
    )  # fmt: skip
