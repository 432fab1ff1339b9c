"""The page of one target: held against what places have done before it is kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from danbiet.common import clock
from danbiet.common.access import actor_of, told
from danbiet.common.actor import Damaged
from danbiet.plans.forms.targets import TargetForm
from danbiet.plans.selectors import realism
from danbiet.plans.services import targets


@require_http_methods(["GET", "HEAD", "POST"])
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a target and what is known of the like; check other values; keep them."""
    actor, on = actor_of(request), clock.today(request)
    page = realism.target_page(actor, pk, on=on)
    form = TargetForm(request.POST if request.method == "POST" else None, target=page.target)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            targets.check(page.item, aimed=form.aimed())
            if "keep" in request.POST:
                targets.set_target(page.item, aimed=form.aimed(), by=actor, at=clock.now(request))
                messages.success(request, _("Đã lưu."))
                return redirect("plans:target", pk=pk)
            page = realism.target_page(actor, pk, on=on, draft=targets.drafted(page.item, aimed=form.aimed()))
        except Damaged as error:
            form.add_error(None, told(error))
    status = 422 if form.errors else 200
    return render(request, "plans/target.html", {"page": page, "form": form, "checked": form.is_bound}, status=status)
