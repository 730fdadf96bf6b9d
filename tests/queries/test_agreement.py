"""Today, a deck's page, the review page and the chart of due cards say the same, at every moment."""

import random
import uuid
from datetime import timedelta

import pytest

from cards.models import Schedule, StudyDay
from cards.queries.progress import due_of
from cards.queries.queue import asked_of, queue_of, time_left
from cards.queries.tallies import cells_of
from cards.scheduling import AGAIN, EASY, GOOD, HARD
from cards.services.review import bury_card, grade_card, suspend_card, undo_review
from cards.services.suspending import resume_cards, suspend_cards
from tests.factories import NOW, enrolled, make_card, make_deck, make_design

pytestmark = pytest.mark.django_db
TEXT = {"text": "{{c1::One}}, {{c2::two}}, {{c3::three}}.", "points": [], "notes": ""}


@pytest.fixture
def deck(alice):
    deck = make_deck("demo")
    for number in range(14):
        make_card(deck, f"question-{number}", stage="design" if number < 5 else "screen")
    for text in ("a", "b"):
        for ordinal in (1, 2, 3):
            stage = "design" if (text, ordinal) == ("a", 2) else "screen"
            make_card(deck, text, kind="cloze", content=TEXT, ordinal=ordinal, stage=stage)
    for key in ("limiter", "ledger"):
        make_design(deck, key)  # which no count has among the cards
    enrolled(alice, deck)
    return deck


def counts(alice, deck, now):
    """What each page says of the cards that the rest of the day asks, as (seen ones, new ones)."""
    today = alice.study_day(now)
    done = StudyDay.objects.of(alice).filter(day=today).first()
    queue, asked, due = queue_of(alice, today, done), asked_of(alice, today, done), due_of(alice, today)
    tallies = [cell.tally for cell in cells_of([deck], alice, today)]
    seen = {
        "today and review": queue.due + queue.repeats,
        "one by one": len(asked.due) + len(asked.repeats),
        "deck": sum(tally.due for tally in tallies),
        "chart": due.overdue + due.days[0],
    }
    assert len(set(seen.values())) == 1, seen
    assert queue.new == len(asked.new)
    practice = set(Schedule.objects.of(alice).practice().values_list("pk", flat=True))
    assert not practice & {*asked.new, *asked.due, *asked.repeats}
    assert time_left(alice, queue).minutes == 0 or queue.left
    return queue


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "limits", [{}, {"reviews_per_day": 4, "new_per_day": 3}, {"minutes_per_day": 3}], ids=["usual", "cards", "minutes"]
)
def test_a_simulated_month_is_told_alike_by_all(alice, deck, limits, seed):
    for name, value in limits.items():
        setattr(alice, name, value)
    alice.save()
    chance = random.Random(seed)

    asked = 0
    for day in range(30):
        now = NOW + timedelta(days=day)
        queue = counts(alice, deck, now)
        if day in (9, 20):
            key, pks = uuid.uuid4(), [card.pk for card in deck.cards.filter(stage="design")]
            service = suspend_cards if day == 9 else resume_cards
            changed = service(alice, pks, asked="stage=design", key=key, now=now)
            assert changed or day == 20  # undo may have resumed them before
            queue = counts(alice, deck, now)
        while day % 7 != 6 and queue.next and chance.random() < 0.95:
            now += timedelta(seconds=30)
            act(alice, queue.next, now, chance)
            queue = counts(alice, deck, now)
            asked += 1

    assert asked > 40


def act(alice, card, now, chance):
    key = uuid.UUID(int=chance.getrandbits(128), version=4)
    what = chance.random()
    if what < 0.03:
        bury_card(alice, card.pk, key=key, now=now)
    elif what < 0.04:
        suspend_card(alice, card.pk, key=key, now=now)
    elif what < 0.08:
        undo_review(alice, key=key, now=now)
    else:
        quality = chance.choices((AGAIN, HARD, GOOD, EASY), (2, 1, 10, 2))[0]
        grade_card(
            alice, card.pk, quality, key=key, version=card.version, reviewed_at=now, seconds=chance.randint(10, 50)
        )
