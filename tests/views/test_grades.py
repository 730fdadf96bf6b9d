"""What the grade buttons say, and what a newcomer is told of them."""

import re
import uuid
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.models import Learner
from cards.scheduling import AGAIN, EASY, GOOD, HARD, State
from cards.views.review import grades_of
from tests.factories import NOW, enrolled, make_cards, make_deck, make_schedule, review
from tests.pages import html_of

TODAY = NOW.date()
TOLD = "I did not know it."


def labels(state, learner=None):
    return {grade.quality: ", ".join(grade.label) for grade in grades_of(learner or Learner(), state, TODAY)}


def test_of_a_new_card():
    """Hard is 1 day, then 6. Good is 1, 6, 15 and Easy 1, 6, 16: 6 × 2.5 and 6 × 2.6."""
    assert labels(State()) == {
        AGAIN: "today, then 1 day",
        HARD: "today, then 1 day, later 6 days",
        GOOD: "1 day, later 15 days",
        EASY: "1 day, later 16 days",
    }


def test_of_a_card_that_comes_for_the_second_time():
    """6 × 2.5 = 15 after Good, 6 × 2.6 = 15.6 after Easy."""
    assert labels(State(1, 250, 1, TODAY)) == {
        AGAIN: "today, then 1 day",
        HARD: "today, then 6 days",
        GOOD: "6 days, then 15 days",
        EASY: "6 days, then 16 days",
    }


def test_of_a_card_known_for_long():
    """30 × 2.5 = 75 days. Then 188 or 195 are both 6 months, 470 or 507 both 1½ years, 1175 or 1319 are told apart."""
    assert labels(State(4, 250, 30, TODAY)) == {
        AGAIN: "today, then 1 day",
        HARD: "today, then 2½ months",
        GOOD: "2½ months, later 3 years",
        EASY: "2½ months, later 3½ years",
    }


def test_a_repeat_only_says_whether_it_comes_again_today():
    """It changes nothing else, so nothing tells Again from Hard, or Good from Easy."""
    assert labels(State(0, 218, 1, TODAY + timedelta(1), repeat_on=TODAY)) == {
        AGAIN: "today, then 1 day",
        HARD: "today, then 1 day",
        GOOD: "1 day",
        EASY: "1 day",
    }


def test_with_two_grades_there_is_nothing_to_tell_apart():
    assert labels(State(), Learner(grades_shown=2)) == {AGAIN: "today, then 1 day", GOOD: "1 day"}


@given(
    repetitions=st.integers(0, 12),
    ease=st.integers(130, 400),
    interval=st.integers(1, 36_500),
    late=st.integers(-400, 400),
)
def test_a_label_begins_with_what_pressing_gives_and_never_says_a_day_as_a_sign(repetitions, ease, interval, late):
    state = State(repetitions, ease, interval, TODAY - timedelta(late))

    for label in labels(state).values():
        assert re.fullmatch(r"(today, then )?\d+½? (day|month|year)s?(, (then|later) \d+½? (day|month|year)s?)?", label)


@pytest.fixture
def cards(alice, clock):
    deck = make_deck()
    cards = make_cards(deck, 3)
    enrolled(alice, deck)
    return cards


def test_the_page_shows_the_labels(alice, alice_client, cards):
    make_schedule(alice, cards[0], due=TODAY, interval=6, repetitions=2)

    html = html_of(alice_client.get(f"/review/?card={cards[0].pk}"))

    shown = re.findall(r"<b>(\w+)</b> <small>(.*?)</small>", html)
    assert {name: re.sub("<.*?>", "", label).strip() for name, label in shown} == {
        "Again": "today, then 1 day",
        "Hard": "today, then 15 days",
        "Good": "15 days, then 1 month",
        "Easy": "15 days, then 1½ months",
    }


def test_a_newcomer_is_told_what_the_grades_mean_until_one_was_given(alice_client, cards):
    data = {"review": uuid.uuid4(), "card": cards[0].pk, "quality": 4, "version": 0}

    first = alice_client.get("/review/").text.partition("<dialog")[0]
    again = alice_client.get("/review/").text.partition("<dialog")[0]
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}
    second = alice_client.post("/review/grade/", data, headers=part).text
    later = alice_client.get("/review/").text.partition("<dialog")[0]

    assert [html.count(TOLD) for html in (first, again, second, later)] == [1, 1, 0, 0]
    assert all(name in first for name in ("<dt>Again", "<dt>Hard", "<dt>Good", "<dt>Easy"))


def test_who_has_two_grades_is_told_of_two(alice, alice_client, cards):
    alice.grades_shown = 2
    alice.save()

    html = alice_client.get("/review/").text.partition("<dialog")[0]

    assert re.findall("<dt>(.*?)</dt>", html) == ["Again", "Good"]


def test_who_studied_before_is_not_told_but_finds_it_with_the_keys(alice, alice_client, cards):
    review(alice, cards[0], GOOD, NOW - timedelta(days=40))

    card, dialog = alice_client.get("/review/").text.split("<dialog")

    assert (TOLD in card, TOLD in dialog) == (False, True)
    assert TOLD in alice_client.get("/keyboard/").text
