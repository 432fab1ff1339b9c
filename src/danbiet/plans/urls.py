"""Addresses of plans."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from danbiet.plans.views import importing

app_name = "plans"


def soon(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("import/", importing.new_import, name="import"),
    path("import/<int:pk>/", importing.review_import, name="review_import"),
    path("import/<int:pk>/carry-over/", importing.carry_over_import, name="carry_over_import"),
    path("import/<int:pk>/drop/", importing.drop_import, name="drop_import"),
    path("<int:pk>/", soon, name="plan"),
    path("tasks/<int:pk>/", soon, name="task"),
]
