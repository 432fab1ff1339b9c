"""Every address, in the order of interfaces.md section 6."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from danbiet.voices.urls import tip_patterns

handler400 = "danbiet.web.views.bad_request"
handler403 = "danbiet.web.views.forbidden"
handler404 = "danbiet.web.views.not_found"
handler429 = "danbiet.accounts.views.too_many"
handler500 = "danbiet.web.views.server_error"

urlpatterns = i18n_patterns(
    path("", include("danbiet.web.urls")),
    path("accounts/", include("danbiet.accounts.urls")),
    path("places/", include("danbiet.places.urls")),
    path("scores/", include("danbiet.scores.urls")),
    path("plans/", include("danbiet.plans.urls")),
    path("disclosure/", include("danbiet.disclosure.urls")),
    path("voices/", include("danbiet.voices.urls")),
    path("survey/", include("danbiet.survey.urls")),
    path("tips/", include((tip_patterns, "tips"))),
    path("reports/", include("danbiet.reports.urls")),
    path("proof/", include("danbiet.ledger.urls")),
    path("", include("danbiet.api.urls")),
    prefix_default_language=False,
)
