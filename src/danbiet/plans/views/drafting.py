"""Drawing up plans and handing them down."""

from datetime import timedelta
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from danbiet.common import clock
from danbiet.common.access import actor_of, who
from danbiet.common.acting import keys, token
from danbiet.plans import selectors, services
from danbiet.plans.forms.planning import (
    AlsoForm,
    AnswersForm,
    HangForm,
    HeadingForm,
    IssueForm,
    ServesForm,
    SplitForm,
    TargetForm,
    WordingForm,
)
from danbiet.plans.views.acting import act


@who()
@require_http_methods(["GET", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    """Open a draft."""
    actor, on = actor_of(request), clock.today(request)
    issuers = selectors.issuers(actor, on=on)
    first: dict[str, object] = {"from_day": on.replace(month=1, day=1), "until_day": on.replace(month=12, day=31)}
    first |= {name: request.GET[name] for name in ("replaces", "period_plan") if request.GET.get(name, "").isdecimal()}
    form = HeadingForm(request.POST or None, issuers=issuers, initial=first)
    again = partial(_shown, request, "plans/new.html", {"form": form})
    if request.method != "POST":
        return again()

    def do() -> None:
        data = form.cleaned_data
        heading = services.Heading(
            title=data["title"], issuer=next(one for one in issuers if str(one.pk) == data["issuer"]),
            from_day=data["from_day"], until_day=data["until_day"] + timedelta(days=1), source=data["source"],
            replaces=selectors.named_plan(actor, data["replaces"], on=on),
            period_plan=selectors.named_plan(actor, data["period_plan"], on=on),
        )  # fmt: skip
        services.create_plan(heading, by=actor, at=clock.now(request))

    return act(request, form, do, back=reverse("plans:plans"), again=again)


def _shown(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A page with a fresh mark for its forms; made again only after a refusal, for the act may end what it shows."""
    return render(request, template, {**context, "token": token()})


def _draft(request: HttpRequest, pk: int, **bound: object) -> HttpResponse:
    on = clock.today(request)
    page = selectors.draft_page(actor_of(request), pk, on=on)
    context: dict[str, object] = {
        "page": page,
        "wording": WordingForm(),
        "hang": HangForm(parents=page.parents) if page.parents else None,
        "also": AlsoForm(plans=page.parents) if page.parents else None,
        "target": TargetForm(choices=page.choices),
        "issue": IssueForm(initial={"number": page.plan.number, "issued_on": on}),
    }
    return _shown(request, "plans/draft.html", {**context, **bound})


@who()
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Work on a draft: hang it, write clauses, issue it."""
    return _draft(request, pk)


@who()
@require_POST
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    page = selectors.draft_page(actor_of(request), pk, on=clock.today(request))
    form = WordingForm(request.POST)

    def do() -> None:
        services.add_item(page.plan, wording=_wording(form), by=actor_of(request), at=clock.now(request))

    return act(request, form, do, back=_at_draft(pk), again=partial(_draft, request, pk, wording=form))


def _wording(form: WordingForm) -> services.Wording:
    data = form.cleaned_data
    return services.Wording(kind=services.ItemKind(data.pop("kind")), **data)


def _at_draft(pk: int) -> str:
    return reverse("plans:draft", args=[pk])


@who()
@require_POST
def hang(request: HttpRequest, pk: int) -> HttpResponse:
    page = selectors.draft_page(actor_of(request), pk, on=clock.today(request))
    form = HangForm(request.POST, parents=page.parents)

    def do() -> None:
        parent = next(plan for plan in page.parents if str(plan.pk) == form.cleaned_data["parent"])
        services.hang_under(page.plan, parent=parent, by=actor_of(request), at=clock.now(request))

    return act(request, form, do, back=_at_draft(pk), again=partial(_draft, request, pk, hang=form))


@who()
@require_POST
def answer_also(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a second plan that this one answers to."""
    page = selectors.draft_page(actor_of(request), pk, on=clock.today(request))
    form = AlsoForm(request.POST, plans=page.parents)

    def do() -> None:
        other = next(plan for plan in page.parents if str(plan.pk) == form.cleaned_data["other"])
        services.answer_also(page.plan, other=other, by=actor_of(request), at=clock.now(request))

    return act(request, form, do, back=_at_draft(pk), again=partial(_draft, request, pk, also=form))


@who()
@require_POST
def add_target(request: HttpRequest, pk: int) -> HttpResponse:
    page = selectors.draft_page(actor_of(request), pk, on=clock.today(request))
    form = TargetForm(request.POST, choices=page.choices)

    def do() -> None:
        data = form.cleaned_data
        aim = services.Aim(measure=services.TargetMeasure(data.pop("measure")), **data)
        services.add_target(page.plan, aim=aim, by=actor_of(request), at=clock.now(request))

    return act(request, form, do, back=_at_draft(pk), again=partial(_draft, request, pk, target=form))


@who()
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    plan = selectors.plan_for(actor_of(request), pk, on=clock.today(request))
    form = IssueForm(request.POST)

    def do() -> None:
        services.issue_plan(plan, **form.cleaned_data, by=actor_of(request), at=clock.now(request))

    back = reverse("plans:plan", args=[pk])
    return act(request, form, do, back=back, again=partial(_draft, request, pk, issue=form))


def _item(request: HttpRequest, pk: int, **bound: object) -> HttpResponse:
    page = selectors.item_page(actor_of(request), pk, on=clock.today(request))
    item = page.item
    context: dict[str, object] = {
        "page": page,
        "wording": WordingForm(
            initial={name: getattr(item, name) for name in ("kind", "text", "code", "section", "note")}
        ),
        "serves": ServesForm(choices=page.choices, initial={"constructs": page.constructs}),
        "answers": AnswersForm(clauses=page.clauses, initial={"upper": item.answers_id or ""}),
    }
    return _shown(request, "plans/item.html", {**context, **bound})


@who()
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One clause: wording while it is a draft, what it serves, what it answers."""
    return _item(request, pk)


@who()
@require_POST
def change_item(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Keep the wording, what is served, or what is answered; or strike the clause."""
    on, at, actor = clock.today(request), clock.now(request), actor_of(request)
    page = selectors.item_page(actor, pk, on=on)
    back = reverse("plans:item", args=[pk])
    if what == "wording":
        wording = WordingForm(request.POST)
        return act(
            request, wording, lambda: services.edit_item(page.item, wording=_wording(wording), by=actor, at=at),
            back=back, again=partial(_item, request, pk, wording=wording),
        )  # fmt: skip
    if what == "serves":
        serves = ServesForm(request.POST, choices=page.choices)
        return act(
            request, serves,
            lambda: services.confirm_serves(page.item, constructs=serves.cleaned_data["constructs"], by=actor, at=at),
            back=back, again=partial(_item, request, pk, serves=serves),
        )  # fmt: skip
    answers = AnswersForm(request.POST, clauses=page.clauses)

    def do() -> None:
        chosen = answers.cleaned_data["upper"]
        upper = selectors.item_for(actor, int(chosen), on=on) if chosen else None
        services.set_answers(page.item, upper=upper, by=actor, at=at)

    return act(request, answers, do, back=back, again=partial(_item, request, pk, answers=answers))


@who()
@require_POST
def strike_item(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.item_for(actor_of(request), pk, on=clock.today(request))
    back = _at_draft(found.plan_id)
    return act(
        request, None, lambda: services.remove_item(found, by=actor_of(request), at=clock.now(request)),
        back=back, again=lambda: redirect(back),
    )  # fmt: skip


@who()
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand chosen clauses down to wards."""
    actor, on = actor_of(request), clock.today(request)
    chosen = keys((request.POST or request.GET).getlist("item"))
    page = selectors.split_page(actor, pk, chosen, on=on)
    is_sent = request.method == "POST" and request.POST.get("step") != "choose"
    form = SplitForm(request.POST if is_sent else None, wards=page.wards)
    again = partial(_shown, request, "plans/split.html", {"page": page, "form": form})
    if not form.is_bound:
        return again()

    def do() -> None:
        chosen_wards = set(form.cleaned_data["wards"])
        wards = [ward for ward in page.wards if form.cleaned_data["everyone"] or str(ward.pk) in chosen_wards]
        services.split_to_wards(
            page.items, wards=wards, due_on=form.cleaned_data["due_on"], by=actor, at=clock.now(request)
        )

    return act(request, form, do, back=reverse("plans:cascade", args=[pk]), again=again)
