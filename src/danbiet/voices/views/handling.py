"""The officer's desk and the page of a case with the acts that its stand and the officer's rights allow."""

from typing import Any

from django.contrib.messages import success
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from danbiet.common import clock, formats
from danbiet.common.access import actor_of, told, who
from danbiet.common.acting import keys, token
from danbiet.voices import selectors, services
from danbiet.voices.forms.acting import FORMS, ActForm, AssignForm, LetterForm, answer_templates, beginning
from danbiet.voices.selectors import handling
from danbiet.voices.views.acting import act as answer_form
from danbiet.voices.views.acting import act_on_file
from danbiet.voices.views.doing import DOING, READ_FILES


@who()
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Open cases by the day of their next act; with words in the box, what holds them."""
    return _desk(request)


def _desk(request: HttpRequest, **more: object) -> HttpResponse:
    actor, on = actor_of(request), clock.today(request)
    typed, show = request.GET.get("q", "").strip(), request.GET.get("show", "")
    found = selectors.search(actor, typed, on=on) if typed else None
    page = None if found else selectors.desk_page(actor, on=on, show=show, after=request.GET.get("after", ""))
    cases = found.cases if found else page.cases if page else ()
    context = {"page": page, "found": found, "typed": typed, "rows": handling.rows(cases, on=on), "token": token()}
    assign = AssignForm(around=handling.hands(actor, cases, on=on))
    shown = {**context, "assign": assign, "ways": handling.ways(actor, on=on), **more}
    return render(request, "voices/desk.html", shown)


@who()
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the ticked cases to the same hands."""
    actor, on = actor_of(request), clock.today(request)
    chosen = handling.chosen(actor, keys(request.POST.getlist("case")), on=on)
    form = AssignForm(request.POST, around=handling.hands(actor, chosen, on=on))

    def do() -> None:
        given = handling.given(form.cleaned_data)
        services.assign_many(chosen, given=services.Given(*given), by=actor, at=clock.now(request))
        success(request, _("Đã giao {n} việc.").format(n=len(chosen)))

    def again() -> HttpResponse:
        return _desk(request, assign=form, form=form, ticked={one.pk for one in chosen})

    asked = request.GET.urlencode()
    back = reverse("voices:desk") + (f"?{asked}" if asked else "")
    return answer_form(request, form, do, back=back, again=again)


@who()
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case, with everything that may be seen of it and done with it."""
    return _case(request, number)


def _case(request: HttpRequest, number: str, name: str = "", bound: Form | None = None) -> HttpResponse:
    on = clock.today(request)
    page = selectors.case_page(actor_of(request), number, on=on)
    offered = [(act, made) for act, made in handling.plainly(page.case, FORMS).items() if act in page.acts]
    forms = [
        (act, bound if bound is not None and act.value == name else _form(act, made, page)) for act, made in offered
    ]
    context = {"page": page, "forms": forms, "token": token(), "form": bound, "templates": answer_templates()}
    return render(request, "voices/case.html", context)


def _form(act: Any, made: type[ActForm], page: selectors.CasePage) -> ActForm:
    """A form to begin with; its fields have ids of their own on a page with many forms."""
    return made(around=page, initial=beginning(act, page.case), auto_id=f"{act.value}-%s")


@who()
@require_POST
def act(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Do one act with a case."""
    actor, on = actor_of(request), clock.today(request)
    found = selectors.case_for(actor, number, on=on)
    name = handling.act_named(what, offered=handling.plainly(found, FORMS))
    handling.as_read(found, request.POST.get("version", ""), act=name)
    around = handling.around(found, on=on)
    form = FORMS[name](request.POST, request.FILES, around=around, auto_id=f"{what}-%s")

    def do() -> None:
        DOING[name](found, form.cleaned_data, actor, clock.now(request))

    back = reverse("voices:case", args=[number])

    def done() -> str:
        """A case that was sent on may be out of the officer's sight."""
        return back if handling.still_sees(actor, number, on=on) else reverse("voices:desk")

    answers = act_on_file if name in READ_FILES else answer_form
    try:
        answer = answers(request, form, do, back=back, again=lambda: _case(request, number, what, form))
    except services.CaseChanged as error:  # shown again as it stands now, with what was typed
        form.add_error(None, told(error))
        answer = _case(request, number, what, form)
        answer.status_code = error.status
    return redirect(done()) if answer.status_code == 302 else answer


@who()
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter as a document to number and sign."""
    actor, on = actor_of(request), clock.today(request)
    notice = selectors.notice_for(actor, pk, on=on)
    answer = HttpResponse(handling.letter(notice, reader=actor, on=on), content_type=formats.mime("docx"))
    answer["Content-Disposition"] = f'attachment; filename="{notice.case.number}-{notice.pk}.docx"'
    return answer


@who()
@require_safe
def letter_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter by itself: what a unit owes that sent its case on, and cannot open it any more."""
    return _letter(request, pk)


def _letter(request: HttpRequest, pk: int, bound: Form | None = None) -> HttpResponse:
    actor, on = actor_of(request), clock.today(request)
    page = handling.letter_page(actor, selectors.notice_for(actor, pk, on=on), on=on)
    form = bound or LetterForm(initial={"text": page.notice.text})
    status = 422 if bound else 200
    return render(request, "voices/letter.html", {"page": page, "form": form, "token": token()}, status=status)


@who()
@require_POST
def send_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a letter was sent."""
    notice = selectors.notice_for(actor_of(request), pk, on=clock.today(request))
    form = LetterForm(request.POST)

    def do() -> None:
        data: dict[str, Any] = form.cleaned_data
        services.send_notice(notice, **data, by=actor_of(request), at=clock.now(request))

    number = notice.case.number
    if notice.is_of_forwarder:
        back = reverse("voices:letter_page", args=[pk])
        return answer_form(request, form, do, back=back, again=lambda: _letter(request, pk, form))
    back = reverse("voices:case", args=[number]) + "#van-ban"
    return answer_form(request, form, do, back=back, again=lambda: _case(request, number, "letter", form))
