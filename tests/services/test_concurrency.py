"""Two transactions at once. One is held open for a moment, so that the other comes upon it half-way on any machine."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from cards.models import Review, Schedule, StudyDay
from cards.services.accounts import save_settings
from cards.services.cards import Text, create_card, edit_card
from cards.services.check_data import check_learner
from cards.services.review import undo_review
from tests.factories import NOW, days_later, enrolled, make_cards, make_deck, review

pytestmark = pytest.mark.django_db(transaction=True)
LONG_ENOUGH = 0.3  # seconds


@pytest.fixture
def cards(alice):
    deck = make_deck()
    cards = make_cards(deck, 4)
    enrolled(alice, deck)
    return cards


def meanwhile(first, second):
    """Do `first`, and before it is committed start `second`. Raises what either raised."""
    is_done = threading.Event()

    def held_open():
        with transaction.atomic():
            first()
            is_done.set()
            time.sleep(LONG_ENOUGH)

    def afterwards():
        is_done.wait(timeout=5)
        second()

    at_once(held_open, afterwards)


def at_once(*works):
    def closing(work):
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(closing, work) for work in works]:
            future.result()


def undo(learner, now=NOW):
    undo_review(learner, key=uuid.uuid4(), now=now)


def test_a_grade_beside_an_undo_is_counted(alice, cards):
    review(alice, cards[0], 4)
    review(alice, cards[1], 4)

    meanwhile(lambda: review(alice, cards[2], 4), lambda: undo(alice))

    assert StudyDay.objects.get().reviews == Review.objects.counted().count() == 2
    assert check_learner(alice) == []


def test_a_grade_beside_the_undo_of_the_days_only_review_is_counted(alice, cards):
    review(alice, cards[0], 4)

    meanwhile(lambda: undo(alice), lambda: review(alice, cards[2], 4))

    assert StudyDay.objects.get().reviews == 1
    assert check_learner(alice) == []


def test_two_undos_at_once_take_back_two_reviews(alice, cards):
    for card in cards:
        review(alice, card, 4)

    meanwhile(lambda: undo(alice), lambda: undo(alice))

    assert Review.objects.counted().count() == 2
    assert check_learner(alice) == []


def test_the_first_grades_of_a_day_at_once_are_all_counted(alice, cards):
    at_once(*(lambda card=card: review(alice, card, 4) for card in cards))

    assert StudyDay.objects.get().reviews == 4
    assert check_learner(alice) == []


def test_the_same_key_at_once_counts_once(alice, cards):
    key = uuid.uuid4()

    meanwhile(lambda: review(alice, cards[0], 4, key=key), lambda: review(alice, cards[0], 4, key=key))

    assert Review.objects.count() == StudyDay.objects.get().reviews == 1


def test_settings_saved_beside_a_grade_wait_for_it(alice, cards):
    friday, monday = NOW - timedelta(days=3), NOW
    review(alice, cards[0], 4, friday)
    review(alice, cards[1], 4, monday)

    meanwhile(
        lambda: review(alice, cards[2], 4, monday),
        lambda: save_settings(alice, {"rest_days": [5, 6]}, key=uuid.uuid4(), now=monday),
    )

    alice.refresh_from_db()
    assert StudyDay.objects.latest_of(alice).streak == 2
    assert check_learner(alice) == []


def test_the_first_grade_of_a_day_beside_an_undo_of_the_day_before_knows_its_streak(alice, cards):
    review(alice, cards[0], 4)

    meanwhile(lambda: review(alice, cards[1], 4, days_later(1)), lambda: undo(alice))
    meanwhile(lambda: undo(alice), lambda: review(alice, cards[2], 4, days_later(1)))

    assert check_learner(alice) == []


def test_a_card_is_edited_beside_its_grade(alice):
    def text(answer):
        content = {"question": "Why?", "answer": answer, "points": [], "notes": ""}
        return Text("recall", content, new_deck="Mine")

    (card_id,) = create_card(alice, text("So."), key=uuid.uuid4(), now=NOW)
    card = Schedule.objects.get(card=card_id).card
    review(alice, card, 4)

    meanwhile(
        lambda: review(alice, card, 4, days_later(1)),
        lambda: edit_card(
            alice, card_id, text("Because."), version=1, asks_again=True, key=uuid.uuid4(), now=days_later(2)
        ),
    )

    assert Review.objects.count() == 2
    assert check_learner(alice) == []
