"""What a place must show, one obligation, and what officers record of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from danbiet.common import clock
from danbiet.common.access import actor_of, who
from danbiet.common.acting import page_number, token
from danbiet.common.actor import Damaged, say
from danbiet.disclosure.forms.obligations import ChargeForm, OccasionForm, WaiveForm
from danbiet.disclosure.selectors import gates, owed
from danbiet.disclosure.selectors import obligation as one
from danbiet.disclosure.selectors.below import Asked
from danbiet.disclosure.services import obligations as services
from danbiet.disclosure.views.acting import act

LONGEST = 100  # letters of a search that are read


class NotAYear(Damaged):
    """`year` is not a year."""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where everybody begins: the own places, finding one's ward, what may be asked and said."""
    mine = owed.own_places(actor_of(request), on=clock.today(request))
    return render(request, "disclosure/start.html", {"mine": mine, "place": mine[0] if len(mine) == 1 else None})


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """What a place must show in a year and whether it does, as of a day."""
    asked, today = _asked(request), clock.today(request)
    page = owed.place_page(actor_of(request), code, asked=asked, today=today)
    context = {
        "page": page, "place": page.unit, "as_of": asked.as_of, "today": today, "states": owed.STATES,
        "arose": gates.address("arose", page.unit, on=today),
    }  # fmt: skip
    return render(request, "disclosure/place.html", context)


@require_safe
def obligation(request: HttpRequest, pk: int) -> HttpResponse:
    """One obligation: its day and how it was counted, its forms, what was published."""
    return _obligation(request, pk)


def _obligation(request: HttpRequest, pk: int, **bound: WaiveForm | ChargeForm) -> HttpResponse:
    page = one.obligation_page(actor_of(request), pk, on=clock.today(request))
    charged = {"user": page.charged.pk if page.charged else ""}
    forms = {
        "waive": WaiveForm(initial={"seen": page.obligation.version}) if page.may_waive else None,
        "charge": ChargeForm(people=page.people, initial=charged) if page.may_charge else None,
    }
    wrong = next(iter(bound.values()), None)
    context = {"page": page, "place": page.obligation.place, "token": token(), "form": wrong, **forms, **bound}
    return render(request, "disclosure/obligation.html", context)


@who()
def arose(request: HttpRequest, code: str) -> HttpResponse:
    """Record that something happened; back to the list, where what it gave rise to now stands."""
    on = clock.today(request)
    page = one.record_page(actor_of(request), code, as_of=clock.asked(request), on=on)
    back = gates.address("place", page.unit, on=on)
    form = OccasionForm(request.POST or None, offered=page.offered, initial={"happened_on": page.last_on})

    def again() -> HttpResponse:
        context = {"page": page, "place": page.unit, "form": form, "back": back, "token": token()}
        return render(request, "disclosure/arose.html", context)

    def do() -> None:
        told = services.Told(**form.cleaned_data)
        services.record_occasion(page.unit, told=told, by=actor_of(request), at=clock.now(request))

    if request.method != "POST":
        return again()
    return act(request, form, do, back=back, again=again)


@who()
@require_POST
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a duty does not arise here."""
    found = one.obligation_for(actor_of(request), pk, on=clock.today(request))
    form = WaiveForm(request.POST)
    return act(
        request, form,
        lambda: services.waive(found, **form.cleaned_data, by=actor_of(request), at=clock.now(request)),
        back=reverse("disclosure:obligation", args=[pk]), again=lambda: _obligation(request, pk, waive=form),
    )  # fmt: skip


@who()
@require_POST
def charge(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody of the place in charge of the duty, for this obligation and all of its kind."""
    page = one.obligation_page(actor_of(request), pk, on=clock.today(request))
    row = page.obligation
    services.require_charger(row.place, by=actor_of(request))  # before the form: its choices are empty for others
    form = ChargeForm(request.POST, people=page.people)

    def do() -> None:
        user = next((person for person in page.people if str(person.pk) == form.cleaned_data["user"]), None)
        services.charge(row.place, duty=row.duty, user=user, by=actor_of(request), at=clock.now(request))

    back = reverse("disclosure:obligation", args=[pk])
    return act(request, form, do, back=back, again=lambda: _obligation(request, pk, charge=form))


def _asked(request: HttpRequest) -> Asked:
    """The day, year, words and filter of an address; today and its year unless said otherwise."""
    as_of = clock.asked(request)
    year = request.GET.get("year", "") or str(as_of.year)
    if not (year.isdecimal() and len(year) == 4 and 1945 <= int(year) <= 2100):
        raise NotAYear(say("“{text}” không phải một năm, ví dụ 2021."), text=year[:20])
    return Asked(
        as_of, int(year), request.GET.get("q", "").strip()[:LONGEST], request.GET.get("state", "")[:16],
        page_number(request),
    )  # fmt: skip
