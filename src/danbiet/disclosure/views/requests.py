"""Asking for information without an account, following it by code, and the officers' case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from danbiet.common import clock, codes, files, formats
from danbiet.common.access import actor_of, told, who
from danbiet.common.acting import keys, page_number, token
from danbiet.common.actor import Actor, Damaged, Refusal, Repeated
from danbiet.common.docx import docx
from danbiet.disclosure.forms.requests import (
    AcceptForm,
    AnswerForm,
    AskCreatorForm,
    CloseForm,
    CompletionForm,
    CostForm,
    EmptyForm,
    ExtendForm,
    PublishForm,
    RedirectForm,
    RefuseForm,
    RequestForm,
    TextForm,
)
from danbiet.disclosure.forms.talk import CodeForm
from danbiet.disclosure.selectors import obligation as obligations
from danbiet.disclosure.selectors import papers, receipts
from danbiet.disclosure.selectors import requests as selectors
from danbiet.disclosure.services import amendments
from danbiet.disclosure.services import requests as services
from danbiet.disclosure.views.acting import act, act_on_file
from danbiet.disclosure.views.slowing import too_fast
from danbiet.places import selectors as places
from danbiet.plans.services import once


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """How to ask, what became of those who asked, published answers; for officers their list."""
    is_open = request.GET.get("closed") != "1"
    page = selectors.requests_page(
        actor_of(request), request.GET.get("place", "")[:8], on=clock.today(request),
        page=page_number(request), is_open=is_open,
    )  # fmt: skip
    context = {"found": page, "place": page.place, "is_open": is_open, "code_form": CodeForm()}
    return render(request, "disclosure/requests.html", context)


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """File a request; the code of its receipt is shown once."""
    on, code = clock.today(request), request.GET.get("place", "")[:8]
    if not code:
        return render(request, "disclosure/new_request.html", {"place": None})
    place = places.unit_at(code, on=on)
    form = RequestForm(request.POST or None, initial={"delivery": "network"})
    asked_for = next(
        (obligations.obligation_asked_for(pk, place, on=on) for pk in keys([request.GET.get("obligation", "")])), None
    )
    context = {"place": place, "form": form, "token": token(), "obligation": asked_for, "today": on}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "disclosure/new_request.html", context, status=status)
    slowed = too_fast(request, "ask")
    return slowed or _filed(request, form, context)


def _filed(request: HttpRequest, form: RequestForm, context: dict[str, Any]) -> HttpResponse:
    mark, data, at = request.POST.get("token", ""), form.cleaned_data, clock.now(request)
    asked = services.Asked(
        context["place"], services.Delivery(data["delivery"]), data["text"], data["name"], data["contact"],
        context["obligation"] and context["obligation"].row,
    )  # fmt: skip
    code = receipts.receipt_code(mark)
    try:
        with once(mark, at=at):
            services.receive(asked=asked, code=receipts.hash_of(code), by=_officer_or_nobody(request, asked), at=at)
    except Repeated:
        pass  # the same form once more: the same code is shown once more
    except Damaged as error:
        form.add_error(None, told(error))
        return render(request, "disclosure/new_request.html", context, status=422)
    row = selectors.request_by_code(code)
    shown = {"code": codes.grouped(code), "place": row.place, "number": row.number, "code_form": CodeForm()}
    return render(request, "disclosure/received.html", shown)


def _officer_or_nobody(request: HttpRequest, asked: services.Asked) -> Actor:
    """An officer of the place writes down what was asked at the office; for everybody else no account is kept."""
    actor = actor_of(request)
    return actor if selectors.keeps(actor, asked.place, on=clock.today(request)) else services.ANONYMOUS


@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """What became of a request or a comment, for whoever holds its code; the code comes by POST alone."""
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "disclosure/status.html", {"form": form}, status=422 if form.errors else 200)
    slowed = too_fast(request, "code")
    return slowed or _status(request, form)


def _status(request: HttpRequest, form: CodeForm, *, wrong: Form | None = None) -> HttpResponse:
    code = form.cleaned_data["code"]
    try:
        found = selectors.status_of(code, on=clock.today(request))
    except Refusal as error:
        form.add_error("code", told(error))
        return render(request, "disclosure/status.html", {"form": form}, status=422)
    context = {"found": found, "code": code, "token": token(), "form": wrong or form, "place": found.place}
    return render(request, "disclosure/status.html", context, status=422 if wrong else 200)


@never_cache
@require_POST
def by_code(request: HttpRequest, what: str) -> HttpResponse:
    """What the sender does with the code: completes the form, says that the answer was wrong, takes the file."""
    form, words = CodeForm(request.POST), TextForm(request.POST)
    slowed = too_fast(request, "code")
    if slowed or not form.is_valid():
        return slowed or render(request, "disclosure/status.html", {"form": form}, status=422)
    row = selectors.request_by_code(form.cleaned_data["code"])
    if what == "file":
        return _file(row)
    if not words.is_valid():
        return _status(request, form, wrong=words)
    try:
        with once(request.POST.get("token", ""), at=clock.now(request)):
            if what == "complete":
                services.complete_by_sender(
                    row, text=words.cleaned_data["text"], by=services.ANONYMOUS, at=clock.now(request)
                )
            else:
                amendments.claim_wrong(row, text=words.cleaned_data["text"], at=clock.now(request))
    except Repeated:
        pass
    return _status(request, form)


def _file(row: selectors.Request) -> HttpResponse:
    if not row.file:
        raise selectors.no_file()
    answer = HttpResponse(files.read(row.file), content_type=formats.mime(row.file_kind))
    answer["Content-Disposition"] = f'attachment; filename="{row.number}.{row.file_kind}"'
    return answer


@dataclass(frozen=True)
class Act:
    """One move as a page offers it: its words, its form, and what it does with the form's data, a file among it."""

    label: Promise
    form: Callable[..., Form]
    do: Callable[..., object]
    has_file: bool = False


def _answer(row: selectors.Request, data: Mapping[str, Any], **who_and_when: Any) -> object:
    sent = data["file"]
    given = services.Given(data["text"], data["withheld"], sent.name if sent else "", sent.read() if sent else b"")
    return services.answer(row, given=given, **who_and_when)


def _publish(row: selectors.Request, data: Mapping[str, Any], **who_and_when: Any) -> object:
    sent = data["file"]
    made = b"" if sent else docx(papers.public_answer(row, data["summary"], on=clock.day(who_and_when["at"])))
    publication = services.Publication(
        data["title"], data["summary"], sent.name if sent else f"{row.number}.docx",
        sent.read() if sent else made, data["reason"],
    )  # fmt: skip
    return services.publish_answer(row, publication=publication, **who_and_when)


ACTS = {
    "accept": Act(
        _("Phiếu hợp lệ, bắt đầu giải quyết"), AcceptForm,
        lambda row, data, **how: services.accept(
            row, complexity=services.Complexity(data["complexity"]), subject=data["subject"], **how
        ),
    ),
    "ask_completion": Act(
        _("Hướng dẫn bổ sung phiếu"), CompletionForm,
        lambda row, data, **how: services.ask_completion(row, words=data["words"], **how),
    ),
    "complete": Act(
        _("Ghi nội dung đã bổ sung"), TextForm,
        lambda row, data, **how: services.complete(row, text=data["text"], **how),
    ),
    "answer": Act(_("Cung cấp thông tin"), AnswerForm, _answer, has_file=True),
    "notify": Act(
        _("Đã gửi thông báo thời hạn"), EmptyForm, lambda row, data, **how: services.notify(row, **how),
    ),
    "cost": Act(
        _("Ghi chi phí thực tế"), CostForm,
        lambda row, data, **how: services.note_cost(row, amount=data["amount"], note=data["note"], **how),
    ),
    "extend": Act(
        _("Gia hạn"), ExtendForm, lambda row, data, **how: services.extend(row, reason=data["reason"], **how),
    ),
    "refuse": Act(
        _("Từ chối"), RefuseForm,
        lambda row, data, **how: services.refuse(
            row, ground=services.Ground(data["ground"]), reason=data["reason"], **how
        ),
    ),
    "redirect": Act(
        _("Chỉ nơi có thông tin"), RedirectForm,
        lambda row, data, **how: services.redirect(row, to=data["to"], **how),
    ),
    "publish": Act(_("Công khai câu trả lời cho mọi người"), PublishForm, _publish, has_file=True),
    "amend": Act(
        _("Thông tin đã cung cấp bị sai"), TextForm,
        lambda row, data, **how: amendments.find_wrong(row, text=data["text"], **how),
    ),
}  # fmt: skip
STEPS = {
    "ask": Act(
        _("Hỏi nơi tạo ra thông tin"), AskCreatorForm,
        lambda row, data, **how: amendments.ask_creator(row, agency=data["agency"], **how),
    ),
    "reply": Act(
        _("Ghi nơi ấy trả lời"), TextForm, lambda row, data, **how: amendments.note_reply(row, text=data["text"], **how)
    ),
    "close": Act(
        _("Đính chính hoặc trả lời người yêu cầu"), CloseForm,
        lambda row, data, **how: amendments.close(
            row, outcome=amendments.Outcome(data["outcome"]), text=data["text"], **how
        ),
    ),
}  # fmt: skip


def _made(name: str, one: Act, page: selectors.Case, data: Any = None, sent: Any = None) -> Form:
    extra = {"grounds": page.grounds} if name == "refuse" else {}
    start = {"subject": "", "title": page.request.subject, "summary": page.request.answer}
    return one.form(data, sent, initial=start, auto_id=f"id_{name}_%s", **extra)


def _case(request: HttpRequest, page: selectors.Case, wrong: tuple[str, Form] | None = None) -> HttpResponse:
    name, form = wrong or ("", None)
    acts = [
        (key, one.label, form if key == name else _made(key, one, page))
        for key, one in ACTS.items()
        if key in page.acts
    ]
    steps = [
        (key, one.label, form if key == name else _made(key, one, page))
        for key, one in STEPS.items()
        if key in page.steps
    ]
    context = {
        "page": page, "row": page.request, "place": page.request.place, "acts": acts, "steps": steps, "form": form,
        "wrong": name, "token": token(), "papers": [(kind, papers.LABELS[kind]) for kind in page.papers],
    }  # fmt: skip
    return render(request, "disclosure/request.html", context)


@who()
@never_cache
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case: who asked what, its clock explained, what may be done now, the letters owed."""
    return _case(request, selectors.case(actor_of(request), pk, on=clock.today(request)))


@who()
@require_POST
def move(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One move of a request."""
    page = selectors.case(actor_of(request), pk, on=clock.today(request))
    return _acted(request, page, what, ACTS[what], page.request)


@who()
@require_POST
def amend(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One step of a correction."""
    row = selectors.amendment_for(actor_of(request), pk, on=clock.today(request))
    page = selectors.case(actor_of(request), row.request_id, on=clock.today(request))
    return _acted(request, page, what, STEPS[what], row)


def _acted(request: HttpRequest, page: selectors.Case, what: str, one: Act, row: object) -> HttpResponse:
    form = _made(what, one, page, request.POST, request.FILES)
    pk = page.request.pk

    def again() -> HttpResponse:
        return _case(request, selectors.case(actor_of(request), pk, on=clock.today(request)), (what, form))

    return (act_on_file if one.has_file else act)(
        request, form, lambda: one.do(row, form.cleaned_data, by=actor_of(request), at=clock.now(request)),
        back=reverse("disclosure:request", args=[pk]), again=again,
    )  # fmt: skip


@who()
@never_cache
@require_safe
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A letter that the law owes, as a draft in the official form."""
    on = clock.today(request)
    page = selectors.case(actor_of(request), pk, on=on)
    if kind not in page.papers:
        raise selectors.no_file()
    answer = HttpResponse(docx(papers.paper(page.request, kind, on=on)), content_type=formats.mime("docx"))
    answer["Content-Disposition"] = f'attachment; filename="{papers.NAMES[kind]}-{page.request.number}.docx"'
    return answer


@who()
@never_cache
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that was given."""
    return _file(selectors.request_for(actor_of(request), pk, on=clock.today(request)))
