"""How every form of a wave is answered: one act, then back; what is wrong with a file is told by row and column."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from danbiet.common.acting import answered
from danbiet.common.actor import FileProblems
from danbiet.plans import services as plans
from danbiet.survey.selectors.pages import problems_told


def act(
    request: HttpRequest, form: Form, do: Callable[[], object], *, back: str,
    again: Callable[[tuple[str, ...]], HttpResponse], has_file: bool = False,
) -> HttpResponse:  # fmt: skip
    """Do the act once; `again` draws the page with the problems of the file."""
    told: list[str] = []

    def doing() -> object:
        try:
            return do()
        except FileProblems as error:
            told.extend(problems_told(error.problems))
            raise

    once = plans.once_read if has_file else plans.once
    return answered(request, form, doing, once=once, back=back, again=lambda: again(tuple(told)))
