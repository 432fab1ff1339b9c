"""How a form is drawn: label, hint and error above the field, and a summary that leads to it."""

import pytest
from django import forms
from django.template.loader import render_to_string


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
