"""An answer in a notebook shows its table and figure, and says that it is not for publication."""

import pytest

from beffroi.analyses import catalogue
from beffroi.answer import Answer
from beffroi.vocabulary.scope import Scope
from tests.views import city, views_for

CITY = city(n=2000)


def answer(name):
    question = catalogue()[name]()
    return Answer(finding=question.run(*views_for(question, CITY)), scope=Scope(), context={})


@pytest.mark.parametrize("name", catalogue())
def test_a_notebook_shows_table_and_figure(name):
    shown = answer(name)._repr_html_()
    assert "not for publication" in shown
    assert "<svg" in shown
    assert "<table" in shown


def test_a_refusal_says_why_in_a_notebook():
    from beffroi.evidence.refusals import not_enough

    question = catalogue()["near_repeat"]()
    refused = Answer(finding=question.refuse(not_enough(found=3, minimum=50)), scope=Scope(), context={})
    assert "3 events" in refused._repr_html_()


def test_the_frame_of_an_answer_is_its_first_table_that_is_not_the_summary():
    rates = answer("rates")
    assert rates.frame().columns[0] == "place"
    assert rates.frame("summary").height == 1
