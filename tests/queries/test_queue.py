"""What comes next, and the counts beside it."""

import re
from datetime import timedelta

import pytest
from django.db import connection

from cards.models import Card, Schedule, StudyDay
from cards.queries.queue import minutes_left, next_due_days, queue_of
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_schedule, review

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
CLOZE = {"text": "{{c1::one}} {{c2::two}} {{c3::three}}", "points": [], "notes": ""}


def queue(learner, now=NOW):
    today = learner.study_day(now)
    return queue_of(learner, today, StudyDay.objects.of(learner).filter(day=today).first())


def next_key(learner, now=NOW):
    following = queue(learner, now).next
    return following and following.key


def due(learner, card, days_ago, interval, **columns):
    return make_schedule(learner, card, due=TODAY - timedelta(days_ago), interval=interval, repetitions=3, **columns)


def test_the_most_overdue_for_its_interval_comes_first(alice):
    deck = make_deck()
    long, short, today = (make_card(deck, key) for key in ("long", "short", "today"))
    due(alice, long, 5, 100)
    due(alice, short, 2, 4)
    due(alice, today, 0, 1)

    assert next_key(alice) == "short"
    assert queue(alice).due == 3


def test_new_cards_come_in_the_decks_order_within_the_daily_limit(alice):
    deck = make_deck()
    make_cards(deck, 30)
    enrolled(alice, deck)

    first = queue(alice)

    assert (first.new, first.new_held, first.due, next_key(alice)) == (20, 10, 0, "card-0")


def test_new_cards_done_today_count_against_the_limit_and_do_not_pile_up(alice):
    alice.new_per_day = 2
    deck = make_deck()
    cards = make_cards(deck, 5)
    enrolled(alice, deck)
    for card in cards[:2]:
        review(alice, card, 5)

    assert (queue(alice).new, queue(alice).next) == (0, None)
    assert queue(alice, days_later(3)).new == 2


def test_new_cards_are_spread_among_the_reviews(alice):
    alice.new_per_day = 2
    deck = make_deck()
    for card in make_cards(deck, 4):
        due(alice, card, 0, 1)
    for number in range(2):
        make_schedule(alice, make_card(deck, f"new-{number}"))

    order = []
    for step in range(6):
        key = next_key(alice, NOW + timedelta(minutes=step))
        order.append("new" if key.startswith("new") else "due")
        review(alice, deck.cards.get(key=key), 4, NOW + timedelta(minutes=step))

    assert order == ["due", "new", "due", "new", "due", "due"]


def test_a_failed_card_comes_back_at_the_end_of_the_day(alice):
    deck = make_deck()
    first, second = make_cards(deck, 2)
    enrolled(alice, deck)
    review(alice, first, 2, NOW)

    assert (queue(alice).repeats, next_key(alice)) == (1, "card-1")
    review(alice, second, 2, NOW + timedelta(minutes=1))
    assert next_key(alice) == "card-0"
    review(alice, first, 2, NOW + timedelta(minutes=2))
    assert next_key(alice) == "card-1"
    review(alice, second, 4, NOW + timedelta(minutes=3))
    assert next_key(alice) == "card-0"
    review(alice, first, 4, NOW + timedelta(minutes=4))
    assert queue(alice).next is None


def test_reviews_stop_at_the_daily_limit_and_say_how_many_wait(alice):
    alice.reviews_per_day = 2
    deck = make_deck()
    cards = make_cards(deck, 5)
    for card in cards:
        due(alice, card, 1, 3)
    review(alice, cards[0], 4)

    assert (queue(alice).due, queue(alice).due_held) == (1, 3)


def test_minutes_limit_by_the_learners_own_pace(alice):
    alice.minutes_per_day = 5
    alice.new_per_day = 0
    deck = make_deck()
    cards = make_cards(deck, 12)
    for card in cards:
        due(alice, card, 1, 3)
    for card in cards[:2]:
        review(alice, card, 4, seconds=60)

    # 300 s are granted, 120 s are spent, a review takes 60 s.
    assert (queue(alice).due, queue(alice).due_held) == (3, 7)
    assert minutes_left(alice, queue(alice)) == 3


def test_siblings_wait_until_tomorrow(alice):
    deck = make_deck()
    clozes = [make_card(deck, "loop", kind="cloze", content=CLOZE, ordinal=number) for number in (1, 2, 3)]
    enrolled(alice, deck)
    assert queue(alice).new == 1

    review(alice, clozes[0], 4)

    assert (queue(alice).new, queue(alice).next) == (0, None)
    assert queue(alice, days_later(1)).due == 1


@pytest.mark.parametrize(
    "columns", [{"is_suspended": True}, {"is_shelved": True}, {"buried_until": TODAY + timedelta(1)}]
)
def test_cards_set_aside_are_not_asked(alice, columns):
    deck = make_deck()
    for days_ago, card in enumerate(make_cards(deck, 2)):
        due(alice, card, days_ago, 3, **columns)
    make_schedule(alice, make_card(deck, "new"), **columns)
    make_schedule(alice, make_card(deck, "again"), repeat_on=TODAY, **columns)

    assert queue(alice).left == 0


def test_a_buried_card_is_back_on_the_next_study_day(alice):
    due(alice, make_card(make_deck(), "a"), 1, 3, buried_until=TODAY + timedelta(1))

    assert queue(alice, days_later(1)).due == 1


def test_another_learners_cards_are_not_in_the_queue(alice, bob):
    due(bob, make_card(make_deck(), "a"), 1, 3)

    assert queue(alice).left == 0


def test_counts_stop_at_the_window(alice, settings):
    settings.DUE_WINDOW = 5
    alice.reviews_per_day = 100
    for card in make_cards(make_deck(), 9):
        due(alice, card, 1, 3)

    assert queue(alice).due == 5


def test_counts_of_new_cards_stop_there_too(alice, settings):
    settings.DUE_WINDOW = 5
    alice.new_per_day = 100
    deck = make_deck()
    make_cards(deck, 9)
    enrolled(alice, deck)

    assert (queue(alice).new, queue(alice).new_held) == (5, 0)


def test_the_queue_is_read_in_one_query(alice, django_assert_num_queries):
    deck = make_deck()
    for card in make_cards(deck, 9):
        due(alice, card, 1, 3)

    with django_assert_num_queries(1):
        queue_of(alice, TODAY, None)


def test_cards_that_are_not_asked_today_are_not_read(alice, bob):
    deck = make_deck()
    cards = Card.objects.bulk_create(
        Card(deck=deck, key=f"card-{n}", created_at=NOW, edited_at=NOW, digest="", content={}, html={}, position=n)
        for n in range(600)
    )
    planned = {n: TODAY + timedelta(n - 20) for n in range(550)}  # twenty overdue, fifty new, and the rest later
    Schedule.objects.bulk_create(
        Schedule(learner=learner, card=card, due=planned.get(n), planned_for=planned.get(n), position=n)
        for learner in (alice, bob)
        for n, card in enumerate(cards)
    )
    sent = []

    with connection.execute_wrapper(lambda run, *call: sent.append(call[:2]) or run(*call)):
        queue_of(alice, TODAY, None)
    [(statement, values)] = sent
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE cards_card; ANALYZE cards_schedule")
        cursor.execute(f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {statement}", values)
        plan = str(cursor.fetchall())

    assert " due_cards " in plan
    assert " new_cards " in plan
    reads_all = ("_schedule_1 (learner_id=?)", "one_schedule_a_card on cards_schedule s", "Seq Scan on cards_schedule")
    assert not any(reading in plan for reading in reads_all)


def test_a_limit_is_no_parameter_for_which_sqlite_prepares_the_statement_afresh(alice):
    sent = []

    with connection.execute_wrapper(lambda run, *call: sent.append(call[0]) or run(*call)):
        for new_per_day in (20, 19, 18):
            alice.new_per_day = new_per_day
            queue_of(alice, TODAY, None)

    assert re.findall(r"LIMIT (\S+)", sent[0])[:2] == ["1000", "128"]
    assert len(set(sent)) == 1


def test_the_coming_days_and_their_counts(alice):
    deck = make_deck()
    for days, card in zip((1, 1, 4, 9, 9, 20), make_cards(deck, 6), strict=True):
        make_schedule(alice, card, due=TODAY + timedelta(days), interval=9)

    coming = next_due_days(alice, TODAY)

    assert [((day.day - TODAY).days, day.count, day.capped) for day in coming] == [
        (1, 2, False),
        (4, 1, False),
        (9, 2, False),
    ]
