"""How a form is drawn: label, hint and error above the field, and a summary that leads to it."""

import contextlib
from datetime import date

import pytest
from django import forms
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import override

from danbiet.common.access import RefusalMiddleware, told
from danbiet.common.acting import answered
from danbiet.law.calendar import OutsideCalendar, official


class Sample(forms.Form):
    title = forms.CharField(label="Việc gì", help_text="Viết như nói chuyện.", max_length=20)
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)
    way = forms.ChoiceField(label="Cách trả lời", choices=[("a", "Gọi"), ("b", "Nhắn")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Tôi đã đọc")
    mark = forms.CharField(widget=forms.HiddenInput, initial="x")
    paper = forms.FileField(label="Tệp")


@pytest.fixture
def drawn() -> str:
    return render_to_string("components/form.html", {"form": Sample({"note": "<b>giữ</b>", "mark": "x"})})


def test_the_summary_leads_to_every_fault(drawn: str) -> None:
    assert 'role="alert"' in drawn
    assert "Còn 4 chỗ cần sửa" in drawn
    assert '<a href="#id_title">' in drawn


def test_error_and_hint_stand_above_the_field_and_are_tied_to_it(drawn: str) -> None:
    hint, error, box = (drawn.index(part) for part in ('id="id_title_helptext"', 'id="id_title_error"', 'name="title"'))
    assert hint < error < box
    assert 'aria-describedby="id_title_helptext id_title_error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_choices_are_a_group_with_a_legend(drawn: str) -> None:
    assert "<legend>Cách trả lời</legend>" in drawn
    assert drawn.count('type="radio"') == 2


def test_what_was_typed_is_kept_and_escaped(drawn: str) -> None:
    assert "&lt;b&gt;giữ&lt;/b&gt;" in drawn


def test_a_clean_form_has_no_summary() -> None:
    assert 'role="alert"' not in render_to_string("components/form.html", {"form": Sample()})


def sent(rf, act):
    """How a form with nothing wrong in it is answered when its act ends so."""
    form = forms.Form({})
    request = rf.post("/", {"token": "a"})

    def once(token: str, *, at: object) -> contextlib.nullcontext[None]:
        return contextlib.nullcontext()

    def again() -> HttpResponse:
        return HttpResponse(" ".join(form.non_field_errors()))

    return answered(request, form, act, once=once, back="/", again=again)


def beyond() -> date:
    return official().after(date(2060, 12, 30), 5)


def test_an_act_that_counts_beyond_the_calendar_comes_back_with_a_sentence(rf, settings) -> None:
    settings.DEMO = False
    answer = sent(rf, beyond)
    assert (answer.status_code, answer.content.decode()) == (422, "Chỉ tính được trong các năm 1990 đến 2060.")


def test_a_page_that_counts_beyond_the_calendar_is_refused_in_either_language(rf, client, db) -> None:
    request = client.get("/").wsgi_request
    edge = RefusalMiddleware(lambda _: HttpResponse())
    with pytest.raises(OutsideCalendar) as caught:
        beyond()
    assert edge.process_exception(request, ValueError()) is None
    answer = edge.process_exception(request, caught.value)
    assert answer is not None
    assert answer.status_code == 422
    assert "Chỉ tính được trong các năm 1990 đến 2060." in answer.content.decode()
    with override("en"):
        assert told(caught.value) == "Days can be counted only in the years 1990 to 2060."
