"""Addresses of plans."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "plans"


def soon(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("<int:pk>/", soon, name="plan"),
    path("tasks/<int:pk>/", soon, name="task"),
]
