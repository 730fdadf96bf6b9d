"""Many cards suspended, resumed and taken back as one."""

import uuid

import pytest

from cards.models import Receipt, Schedule
from cards.scheduling import GOOD
from cards.services.once import KeyReused
from cards.services.review import bury_card, resume_card, suspend_card, undo_aside, undo_review
from cards.services.suspending import resume_cards, suspend_cards
from tests.factories import NOW, enrolled, make_cards, make_deck, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def cards(alice, bob):
    deck = make_deck()
    cards = make_cards(deck, 6)
    for learner in (alice, bob):
        enrolled(learner, deck)
    return cards


def suspended(learner):
    return sorted(Schedule.objects.of(learner).filter(is_suspended=True).values_list("card__key", flat=True))


def suspend(learner, cards, asked="topic=locks", key=None):
    pks = [card.pk for card in cards]
    return suspend_cards(learner, pks, asked=asked, key=key or uuid.uuid4(), now=NOW)


def resume(learner, cards):
    return resume_cards(learner, [card.pk for card in cards], asked="topic=locks", key=uuid.uuid4(), now=NOW)


def undo(learner):
    return undo_review(learner, key=uuid.uuid4(), now=NOW)


def test_the_cards_named_are_suspended_and_nobody_elses(alice, bob, cards):
    assert suspend(alice, cards[:3]) == 3

    assert suspended(alice) == ["card-0", "card-1", "card-2"]
    assert suspended(bob) == []


def test_cards_without_a_schedule_are_none_of_the_learners(alice, cards):
    others = make_cards(make_deck("elsewhere"), 2)

    assert suspend(alice, others) == 0
    assert Receipt.objects.get(name="suspend-cards").before is None
    assert undo(alice) == {}


def test_undo_takes_all_of_it_back_and_leaves_what_was_suspended_before(alice, cards):
    suspend_card(alice, cards[0].pk, key=uuid.uuid4(), now=NOW)
    assert suspend(alice, cards) == 5

    assert undo(alice) == {"undone": "suspend-cards", "count": 5}
    assert suspended(alice) == ["card-0"]
    assert undo(alice) == {"undone": "suspend", "card": cards[0].pk}
    assert suspended(alice) == []


def test_undo_of_resuming_suspends_those_that_were(alice, cards):
    suspend(alice, cards[:2])

    assert resume(alice, cards) == 2
    assert undo(alice) == {"undone": "resume-cards", "count": 2}

    assert suspended(alice) == ["card-0", "card-1"]


def test_undo_follows_the_order_of_doing(alice, cards):
    suspend(alice, cards[:2])
    review(alice, cards[5], GOOD)
    bury_card(alice, cards[4].pk, key=uuid.uuid4(), now=NOW)

    assert [undo(alice)["undone"] for _ in range(3)] == ["bury", "review", "suspend-cards"]
    assert suspended(alice) == []


def test_what_came_back_one_by_one_leaves_nothing_to_undo(alice, cards):
    suspend(alice, cards[:1])
    resume_card(alice, cards[0].pk, key=uuid.uuid4(), now=NOW)

    assert undo(alice) == {}


def test_one_of_many_that_came_back_stays(alice, cards):
    suspend(alice, cards[:3])
    resume_card(alice, cards[0].pk, key=uuid.uuid4(), now=NOW)
    suspend_card(alice, cards[5].pk, key=uuid.uuid4(), now=NOW)

    assert undo(alice)["undone"] == "suspend"
    assert undo(alice) == {"undone": "suspend-cards", "count": 3}
    assert suspended(alice) == []


def test_the_same_key_suspends_once_whatever_fits_by_then(alice, cards):
    key = uuid.uuid4()
    suspend(alice, cards[:2], key=key)

    assert suspend(alice, cards[2:], key=key) == 2
    assert suspended(alice) == ["card-0", "card-1"]
    with pytest.raises(KeyReused):
        suspend(alice, cards, asked="stage=screen", key=key)


def test_one_write_can_be_taken_back_after_others(alice, bob, cards):
    first = uuid.uuid4()
    suspend(alice, cards[:2], key=first)
    suspend(alice, cards[2:4])

    assert undo_aside(bob, first, key=uuid.uuid4(), now=NOW) == {}
    assert undo_aside(alice, first, key=uuid.uuid4(), now=NOW) == {"undone": "suspend-cards", "count": 2}
    assert undo_aside(alice, first, key=uuid.uuid4(), now=NOW) == {}
    assert suspended(alice) == ["card-2", "card-3"]


def test_a_review_is_no_aside(alice, cards):
    key = uuid.uuid4()
    review(alice, cards[0], GOOD, key=key)

    assert undo_aside(alice, key, key=uuid.uuid4(), now=NOW) == {}


def test_thousands_at_once(alice):
    cards = make_cards(make_deck("large"), 1_200)
    enrolled(alice, cards[0].deck)

    assert suspend(alice, cards) == 1_200
    assert undo(alice)["count"] == 1_200
