"""What residents say on an item and what became of it; consultations; letters."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from danbiet.common import clock, codes
from danbiet.common.access import actor_of, told, who
from danbiet.common.acting import page_number, token
from danbiet.common.actor import Damaged, Repeated
from danbiet.disclosure.forms.talk import (
    ChangedForm,
    CommentForm,
    ConclusionForm,
    HideForm,
    LetterForm,
    PeriodForm,
    ProlongForm,
    WordsForm,
)
from danbiet.disclosure.selectors import letters as letter_selectors
from danbiet.disclosure.selectors import receipts, talk
from danbiet.disclosure.services import letters
from danbiet.disclosure.services import talk as services
from danbiet.disclosure.views.acting import act
from danbiet.disclosure.views.slowing import too_fast
from danbiet.places import selectors as places
from danbiet.plans.services import once


@never_cache
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything said on an item; one more word; for its keepers, judging and answering."""
    item = talk.item_to_talk_about(pk)
    found = talk.talk_of(item, actor=actor_of(request), on=clock.today(request))
    form = _comment_form(request, found)
    if request.method != "POST":
        return _comments(request, found, form)
    if not form.is_valid():
        return _comments(request, found, form, status=422)
    slowed = too_fast(request, "say")
    return slowed or _sent(request, found, form)


def _comment_form(request: HttpRequest, found: talk.Talk) -> CommentForm:
    on = clock.today(request)
    kinds, groups = talk.kinds_for(found.item, found.consultation), list(talk.groups_of(found.item, on=on))
    asked = request.GET.get("kind", "")
    initial = {"kind": asked} if asked in {one.value for one in kinds} else {}
    return CommentForm(request.POST or None, kinds=kinds, groups=groups, initial=initial)


def _sent(request: HttpRequest, found: talk.Talk, form: CommentForm) -> HttpResponse:
    mark, data, at = request.POST.get("token", ""), form.cleaned_data, clock.now(request)
    group = next((one for one in talk.groups_of(found.item, on=clock.day(at)) if str(one.pk) == data["group"]), None)
    said = services.Said(services.CommentKind(data["kind"]), data["text"], data["name"], group)
    code = receipts.receipt_code(mark)
    try:
        with once(mark, at=at):
            services.send_comment(found.item, said=said, code=receipts.hash_of(code), at=at)
    except Repeated:
        pass  # the same form once more: the same code is shown once more
    except Damaged as error:
        form.add_error(None, told(error))
        return _comments(request, found, form, status=422)
    back = reverse("disclosure:comments", args=[found.item.pk])
    context = {"code": codes.grouped(code), "place": found.item.place, "item": found.item, "back": back}
    return render(request, "disclosure/received.html", context)


def _comments(
    request: HttpRequest, found: talk.Talk, comment: CommentForm, *, wrong: Form | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "talk": found, "shown": talk.page_of(found.shown, page_number(request)),
        "to_judge": found.to_judge[: talk.MOST_TO_JUDGE], "item": found.item, "place": found.item.place,
        "comment": comment, "form": wrong or comment,
        "token": token(), "hide": HideForm(), "words": WordsForm(), **_judging(found),
    }  # fmt: skip
    return render(request, "disclosure/comments.html", context, status=status)


def _judging(found: talk.Talk) -> dict[str, object]:
    """The forms of those who keep the item."""
    if not found.may_keep:
        return {}
    row = found.consultation.row if found.consultation else None
    return {
        "period": PeriodForm(initial={"from_on": found.item.published_at}) if row is None else None,
        "prolong": ProlongForm() if row and row.concluded_on is None else None,
        "conclusion": ConclusionForm() if row and row.concluded_on is None else None,
        "changed": ChangedForm(versions=list(talk.versions_of(found.item))),
    }


def _again(request: HttpRequest, pk: int, form: Form) -> Callable[[], HttpResponse]:
    def again() -> HttpResponse:
        found = talk.talk_of(talk.item_to_talk_about(pk), actor=actor_of(request), on=clock.today(request))
        kinds, groups = (
            talk.kinds_for(found.item, found.consultation),
            list(talk.groups_of(found.item, on=clock.today(request))),
        )
        return _comments(request, found, CommentForm(kinds=kinds, groups=groups), wrong=form)

    return again


@who()
@require_POST
def judge(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Show, hide or answer a comment, or say what was changed because of it."""
    comment = talk.comment_for(actor_of(request), pk, on=clock.today(request))
    versions = list(talk.versions_of(comment.item))
    form = _judging_form(request, what, versions)

    def do() -> None:
        data, by, at = form.cleaned_data, actor_of(request), clock.now(request)
        if what == "show":
            services.show(comment, by=by, at=at)
        elif what == "hide":
            services.hide(comment, reason=services.HiddenFor(data["reason"]), by=by, at=at)
        elif what == "erase":
            services.erase(comment, by=by, at=at)
        elif what == "answer":
            services.answer(comment, text=data["text"], by=by, at=at)
        else:
            version = next((one for one in versions if str(one.pk) == data["version"]), None)
            services.say_changed(comment, text=data["text"], version=version, by=by, at=at)

    back = reverse("disclosure:comments", args=[comment.item_id])
    return act(request, form, do, back=f"{back}#y-{pk}", again=_again(request, comment.item_id, form))


def _judging_form(request: HttpRequest, what: str, versions: Sequence[talk.Version]) -> Form:
    if what == "changed":
        return ChangedForm(request.POST, versions=versions)
    return {"show": Form, "erase": Form, "hide": HideForm, "answer": WordsForm}[what](request.POST)


@require_safe
def changed(request: HttpRequest, code: str) -> HttpResponse:
    """You said, we did."""
    page = talk.changes(code, on=clock.today(request), page=page_number(request))
    return render(request, "disclosure/changed.html", {"changes": page, "page": page.page, "place": page.place})


@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """Every draft that is, was or will be put before the people."""
    on, code = clock.today(request), request.GET.get("place", "")[:8]
    place = places.unit_at(code, on=on) if code else None
    found = talk.consultations(on=on, place=place)
    return render(request, "disclosure/consultations.html", {"consultations": found, "place": place})


@who()
@require_POST
def consult(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a published draft before the people."""
    item = talk.draft_item_for(actor_of(request), pk, on=clock.today(request))
    form = PeriodForm(request.POST)

    def do() -> None:
        period = services.Period(**form.cleaned_data)
        services.open_consultation(item, period=period, by=actor_of(request), at=clock.now(request))

    return act(request, form, do, back=reverse("disclosure:comments", args=[pk]), again=_again(request, pk, form))


@who()
@require_POST
def prolong(request: HttpRequest, pk: int) -> HttpResponse:
    row = talk.consultation_for(actor_of(request), pk, on=clock.today(request))
    form = ProlongForm(request.POST)

    def do() -> None:
        services.prolong(row, until_on=form.cleaned_data["until_on"], by=actor_of(request), at=clock.now(request))

    back = reverse("disclosure:comments", args=[row.item_id])
    return act(request, form, do, back=back, again=_again(request, row.item_id, form))


@who()
@require_POST
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the summary, the answer and the conclusion."""
    row = talk.consultation_for(actor_of(request), pk, on=clock.today(request))
    form = ConclusionForm(request.POST)

    def do() -> None:
        words = services.Conclusion(**form.cleaned_data)
        services.conclude(row, words=words, by=actor_of(request), at=clock.now(request))

    back = reverse("disclosure:comments", args=[row.item_id])
    return act(request, form, do, back=back, again=_again(request, row.item_id, form))


def subscribe(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for letters about a place."""
    place = places.unit_at(code, on=clock.today(request))
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slowed = too_fast(request, "letter")
        if slowed:
            return slowed
        try:
            letters.subscribe(
                place, email=form.cleaned_data["email"], language="en" if get_language() == "en" else "vi",
                base_url=settings.BASE_URL, at=clock.now(request),
            )  # fmt: skip
            return render(request, "disclosure/letters_asked.html", {"place": place})
        except Damaged as error:
            form.add_error(None, told(error))
    return render(
        request, "disclosure/subscribe.html", {"place": place, "form": form}, status=422 if form.errors else 200
    )


@never_cache
def letter(request: HttpRequest, mark: str) -> HttpResponse:
    """From a letter: begin, or end; opening the address does neither, so that no mail scanner can."""
    if request.method == "POST" and request.POST.get("what") == "confirm":
        letters.confirm(mark, at=clock.now(request))
        return redirect("disclosure:letters", mark)
    found = letter_selectors.subscription(receipts.token_hash(mark))
    return render(request, "disclosure/letters.html", {"subscription": found, "mark": mark})


@csrf_exempt
@require_POST
def stop_letters(request: HttpRequest, mark: str) -> HttpResponse:
    """One press, also that of a mail program (RFC 8058): no cookie, no question."""
    is_everything = request.POST.get("what") != "place"
    if letter_selectors.subscription(receipts.token_hash(mark)) is not None:
        letters.stop(mark, is_everything=is_everything, at=clock.now(request))
    return render(request, "disclosure/letters.html", {"subscription": None, "mark": mark})
