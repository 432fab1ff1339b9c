"""The mark of a form whose act reads a file first: kept in the transaction of the act, and by no other."""

import pytest
from django.core.mail import EmailMessage
from django.db import connection

from danbiet.common.actor import Damaged, Repeated
from danbiet.plans.models import Submission
from danbiet.plans.services import marked, once, once_read
from danbiet.plans.tests.factories import AT_AUGUST as AT
from tests.guards import counted

pytestmark = pytest.mark.django_db


def test_the_mark_is_kept_with_the_act_and_nothing_waits_before() -> None:
    begun = len(connection.atomic_blocks)
    with once_read("form", at=AT):
        assert (len(connection.atomic_blocks), Submission.objects.count()) == (begun, 0)
        with marked(), marked():  # an act within an act
            assert Submission.objects.get().token == "form"
    with pytest.raises(Repeated), once_read("form", at=AT):
        pass


def test_of_two_that_read_at_once_the_second_is_told() -> None:
    def second() -> None:
        with once_read("form", at=AT):
            Submission.objects.create(token="form", at=AT)  # the other was quicker
            with marked():
                pytest.fail("the act was done again")

    with pytest.raises(Repeated):
        second()


def test_a_refused_act_gives_its_mark_back() -> None:
    with pytest.raises(Damaged), once_read("form", at=AT), marked():
        raise Damaged("no")
    with pytest.raises(Damaged), once_read("form", at=AT):
        raise Damaged("the file cannot be read")
    assert not Submission.objects.exists()
    with pytest.raises(Damaged), once_read("", at=AT):
        pass


def test_an_act_that_was_never_marked_fails() -> None:
    with pytest.raises(RuntimeError), once_read("form", at=AT):
        pass
    with marked():
        assert not Submission.objects.exists()


def test_what_watches_every_page_sees_a_letter_sent_inside_an_act() -> None:
    def act() -> None:
        with once("form", at=AT):
            EmailMessage("Tin mới", "", to=["lan@example.vn"]).send()

    with pytest.raises(AssertionError, match="inside a transaction"):
        counted(act)()
    EmailMessage("Tin mới", "", to=["lan@example.vn"]).send()
