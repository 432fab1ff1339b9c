"""The page of a place on any day, and what stands below a place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.access import actor_of, told, who
from danbiet.common.actor import Role
from danbiet.places import selectors, services
from danbiet.places.forms import AgencyForm, GroupForm
from danbiet.places.services.units import NameRefused


def place(request: HttpRequest, code: str) -> HttpResponse:
    """One unit on one day, today unless said otherwise."""
    as_of, today = clock.asked(request), clock.today(request)
    page = selectors.place_page(code, as_of=as_of, today=today)
    may = None
    if as_of == today and not page.is_gone:
        may = selectors.additions(actor_of(request), page.unit, above=[up.unit.pk for up in page.above])
    name = "places/gone.html" if page.is_gone else "places/place.html"
    return render(request, name, {"page": page, "as_of": as_of, "today": today, "may": may})


@who(Role.ADMINISTRATOR, Role.PLAN_OFFICER)
def add_agency(request: HttpRequest, code: str) -> HttpResponse:
    """Add an agency to a place."""
    unit = selectors.unit_to_add_to(actor_of(request), code, on=clock.today(request))
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.found_agency(unit, **form.cleaned_data, by=actor_of(request), at=clock.now(request))
        except NameRefused as error:
            form.add_error("name_vi", told(error))
        else:
            messages.success(request, _("Đã thêm “{name}”.").format(name=form.cleaned_data["name_vi"]))
            return redirect("places:place", code=unit.code)
    context = {"unit": unit, "form": form, "title": _("Thêm cơ quan, tổ chức")}
    return render(request, "places/add.html", context, status=422 if form.errors else 200)


@who(Role.ADMINISTRATOR, Role.PLAN_OFFICER, Role.WARD_OFFICER)
def add_group(request: HttpRequest, code: str) -> HttpResponse:
    """Add a residential group to a ward or commune."""
    unit = selectors.ward_to_add_to(actor_of(request), code, on=clock.today(request))
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.found_group(unit, **form.cleaned_data, by=actor_of(request), at=clock.now(request))
        except NameRefused as error:
            form.add_error("name_vi", told(error))
        else:
            messages.success(request, _("Đã thêm “{name}”.").format(name=form.cleaned_data["name_vi"]))
            return redirect("places:place", code=unit.code)
    context = {"unit": unit, "form": form, "title": _("Thêm tổ dân phố, thôn")}
    return render(request, "places/add.html", context, status=422 if form.errors else 200)
