"""What officers do with items: draft, review, publish, correct, withdraw, take down, confirm."""

from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from danbiet.common import clock
from danbiet.common.access import actor_of, who
from danbiet.common.acting import token
from danbiet.common.actor import FileProblems, Problem
from danbiet.disclosure.forms.items import CorrectForm, NewForm, PublishForm, TakeDownForm, WithdrawForm
from danbiet.disclosure.selectors import gates, preparing
from danbiet.disclosure.selectors import items as selectors
from danbiet.disclosure.services import items as services
from danbiet.disclosure.views.acting import act, act_on_file

SHOWN = 20
FOUND = 302


def upload_of(sent: "UploadedFile[bytes]") -> services.Upload:
    return services.Upload(sent.name or "", sent.read())


def problem_words(problem: Problem) -> str:
    """A problem of a file with its place, in the reader's language."""
    words = _(problem.sentence).format(**dict(problem.values))
    places = [
        _("trang tính %(name)s") % {"name": problem.sheet} if problem.sheet else "",
        _("dòng %(n)s") % {"n": problem.row} if problem.row else "",
        _("cột %(name)s") % {"name": problem.column} if problem.column else "",
    ]
    where = ", ".join(place for place in places if place)
    return f"{words} ({where})" if where else words


def _told(form: Form, do: Callable[[], object]) -> Callable[[], object]:
    """The act, with every problem of its file told beside the field of the file."""

    def told() -> None:
        try:
            do()
        except FileProblems as error:
            for problem in error.problems[:SHOWN]:
                form.add_error("file", problem_words(problem))
            raise

    return told


@who()
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Draft an item."""
    actor, on = actor_of(request), clock.today(request)
    page = preparing.new_page(actor, code, as_of=clock.asked(request), on=on)
    first = page.initial(request.GET.get("obligation", ""))
    form = NewForm(request.POST or None, request.FILES or None, obligations=page.choices, initial=first)

    def again() -> HttpResponse:
        return render(
            request, "disclosure/new.html", {"page": page, "form": form, "token": token(), "place": page.place}
        )

    if request.method != "POST":
        return again()
    made: list[int] = []

    def do() -> None:
        data = form.cleaned_data
        draft = services.Draft(
            kind=data["kind"], title=data["title"], upload=upload_of(data["file"]), period=data["period"],
            summary=data["summary"], obligation=page.chosen(data["obligation"]),
        )  # fmt: skip
        made.append(services.draft_item(page.place, draft=draft, by=actor, at=clock.now(request)).pk)

    answer = act_on_file(request, form, _told(form, do), back=gates.address("new", page.place, on=on), again=again)
    return redirect("disclosure:publish", made[0]) if made and answer.status_code == FOUND else answer


@who()
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Review what will be public, then make it so."""
    actor, on = actor_of(request), clock.today(request)
    page = preparing.review_page(actor, pk, on=on)
    sees = bool(page.findings)
    form = PublishForm(request.POST or None, has_findings=sees, initial={"number": page.version.number})

    def again() -> HttpResponse:
        return render(
            request, "disclosure/publish.html", {"page": page, "form": form, "token": token(), "place": page.item.place}
        )

    if request.method != "POST":
        return again()

    def do() -> None:
        reason = form.cleaned_data.get("accepted_reason", "")
        preparing.require_same(page, number=form.cleaned_data["number"])
        services.publish(page.version, accepted_reason=reason, by=actor, at=clock.now(request))

    return act(request, form, do, back=_item(pk), again=again)


@who()
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    on = clock.today(request)
    version = gates.draft_for(actor_of(request), pk, on=on)
    back = _item(pk) if version.number > 1 else gates.address("new", version.item.place, on=on)
    return act(
        request, None, lambda: services.drop_draft(version, by=actor_of(request), at=clock.now(request)), back=back,
        again=lambda: publish(request, pk),
    )  # fmt: skip


@who()
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the next version."""
    actor = actor_of(request)
    item = gates.item_to_keep(actor, pk, on=clock.today(request))
    form = CorrectForm(request.POST or None, request.FILES or None)

    def again() -> HttpResponse:
        return render(
            request, "disclosure/correct.html", {"item": item, "form": form, "token": token(), "place": item.place}
        )

    if request.method != "POST":
        return again()

    def do() -> None:
        data = form.cleaned_data
        change = services.Change(data["reason"], upload_of(data["file"]), data["summary"])
        services.correct(item, change=change, by=actor, at=clock.now(request))

    return act_on_file(request, form, _told(form, do), back=reverse("disclosure:publish", args=[pk]), again=again)


def _ended(request: HttpRequest, pk: int, form: Form, do: Callable[[], object]) -> HttpResponse:
    """Answer a form of the page of an item."""

    def again() -> HttpResponse:
        page = selectors.item_page(actor_of(request), pk, on=clock.today(request))
        forms = {"withdraw": WithdrawForm(), "take_down": TakeDownForm()}
        mine = "withdraw" if isinstance(form, WithdrawForm) else "take_down"
        context = {
            "page": page,
            "place": page.item.place,
            "token": token(),
            **forms,
            mine: form,
            "form": form,
        }
        return render(request, "disclosure/item.html", context)

    return act(request, form, do, back=_item(pk), again=again)


@who()
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    item, form = gates.item_to_keep(actor_of(request), pk, on=clock.today(request)), WithdrawForm(request.POST)
    return _ended(
        request, pk, form,
        lambda: services.withdraw(item, **form.cleaned_data, by=actor_of(request), at=clock.now(request)),
    )  # fmt: skip


@who()
@require_POST
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    item, form = gates.item_to_keep(actor_of(request), pk, on=clock.today(request)), TakeDownForm(request.POST)
    return _ended(
        request, pk, form,
        lambda: services.take_down(item, **form.cleaned_data, by=actor_of(request), at=clock.now(request)),
    )  # fmt: skip


@who()
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Permanent content is still right as of today."""
    item, form = gates.item_to_keep(actor_of(request), pk, on=clock.today(request)), Form(request.POST)
    return _ended(
        request, pk, form, lambda: services.confirm_permanent(item, by=actor_of(request), at=clock.now(request))
    )


def _item(pk: int) -> str:
    return reverse("disclosure:item", args=[pk])
