"""What comes next, and the counts beside it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from cards.models import Card, Deck, Learner, Review, Schedule, StudyDay
from cards.queries.deck_cards import deck_cards
from cards.queries.decks import deck_page
from cards.queries.progress import due_of
from cards.queries.queue import (
    asked_of,
    due_now,
    next_ahead,
    next_due_days,
    queue_of,
    recent_reviews,
    time_left,
)
from cards.scheduling import AGAIN, HARD
from cards.services.review import bury_card
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
    due(alice, long, 5, 100, ease=130)  # harder, and so less sure, which counts only while a plan runs
    due(alice, short, 2, 4)
    due(alice, today, 0, 1)

    assert next_key(alice) == "short"
    assert queue(alice).due == 3


def test_new_cards_come_in_the_decks_order_within_the_daily_limit(alice):
    alice.new_per_day = 20
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

    # 300 s are granted, 120 s are spent, a review takes 60 s and every tenth comes back for as long.
    assert (queue(alice).due, queue(alice).due_held) == (2, 8)
    assert time_left(alice, queue(alice)).minutes == 3  # 132 s, rounded up


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

    assert re.findall(r"LIMIT (\S+)", sent[0])[:2] == ["1000", "32"]
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


def test_what_somebody_else_did_today_leaves_the_coming_days_alone(alice, bob):
    StudyDay.objects.create(learner=bob, day=TODAY, young_passed=3)
    alice.reviews_per_day = 3
    for card in make_cards(make_deck(), 5):
        make_schedule(alice, card, due=TODAY, interval=9)

    coming = next_due_days(alice, TODAY)

    assert [((day.day - TODAY).days, day.count) for day in coming] == [(1, 2)]


def test_ahead_of_its_day_is_what_comes_after_today(alice):
    later, today = make_cards(make_deck(), 2)
    make_schedule(alice, later, due=TODAY + timedelta(3), interval=9)
    make_schedule(alice, today, due=TODAY, interval=9)

    assert Schedule.objects.get(pk=next_ahead(alice, TODAY)).card == later


def test_nothing_is_due_for_nobody():
    assert due_now(Learner(), TODAY) == []


def test_the_last_two_hundred_reviews_tell_the_pace(alice):
    card = make_card(make_deck())
    Review.objects.bulk_create(
        Review(
            learner=alice, card=card, key=uuid.uuid4(), quality=4, reviewed_at=NOW, study_day=TODAY, seconds=5, phase=1
        )
        for _ in range(210)
    )

    assert len(recent_reviews(alice)) == 200


# What is promised and what is asked -----------------------------------------------------------------------------------


def gaps_of(deck, key, number, position):
    text = {"text": " ".join(f"{{{{c{n}::gap {n}}}}}" for n in range(1, number + 1)), "points": [], "notes": ""}
    return [
        make_card(deck, key, kind="cloze", content=text, ordinal=n, position=position) for n in range(1, number + 1)
    ]


def test_a_text_with_a_due_and_a_new_gap_is_one_card_and_the_due_gap_is_asked(alice):
    first, second = gaps_of(make_deck(), "text", 2, 0)
    make_schedule(alice, first)
    due(alice, second, 0, 6)

    before = queue(alice)
    review(alice, second, 4)

    assert (before.due, before.new, before.next.pk) == (1, 0, second.pk)
    assert queue(alice).left == 0
    assert (queue(alice, days_later(1)).new, queue(alice, days_later(1)).due) == (1, 0)


@pytest.mark.parametrize(
    "aside", [{"is_suspended": True}, {"is_shelved": True}, {"buried_until": TODAY + timedelta(1)}]
)
def test_a_due_gap_that_is_set_aside_holds_back_no_new_one(alice, aside):
    first, second = gaps_of(make_deck(), "text", 2, 0)
    make_schedule(alice, first)
    due(alice, second, 0, 6, **aside)

    assert (queue(alice).new, next_key(alice)) == (1, "text")


def test_a_text_with_more_gaps_than_the_window_holds_counts_once(alice):
    alice.new_per_day = 1
    deck = make_deck()
    gaps_of(deck, "long", 20, 0)
    gaps_of(deck, "short", 2, 1)
    enrolled(alice, deck)

    assert (queue(alice).new, queue(alice).new_held) == (1, 1)


def test_new_cards_come_by_their_position_and_not_by_their_age(alice):
    deck = make_deck()
    cards = make_cards(deck, 3)
    for card, position in zip(cards, (5, 9, 1), strict=True):
        make_schedule(alice, card, position=position)

    asked = []
    for step in range(3):
        asked.append(next_key(alice, NOW + timedelta(minutes=step)))
        review(alice, deck.cards.get(key=asked[-1]), 4, NOW + timedelta(minutes=step))

    assert asked == ["card-2", "card-0", "card-1"]


def test_a_repeat_that_was_not_made_yesterday_is_not_asked_as_one_today(alice):
    card = make_card(make_deck(), "a")
    make_schedule(alice, card, due=TODAY + timedelta(3), interval=3, repeat_on=TODAY - timedelta(1))

    assert queue(alice).left == 0


def test_cards_that_are_asked_before_their_day_count_for_the_limit_of_reviews(alice):
    """Six cards whose meaning changed, due in nine days and asked today; two reviews a day."""
    alice.reviews_per_day = 2
    deck = make_deck()
    for card in make_cards(deck, 6):
        make_schedule(
            alice,
            card,
            due=TODAY + timedelta(9),
            planned_for=TODAY,
            interval=9,
            repetitions=3,
            reviewed_at=days_later(-1),
        )

    asked = 0
    while following := queue(alice, NOW + timedelta(minutes=asked)).next:
        review(alice, Card.objects.get(pk=following.pk), 4, NOW + timedelta(minutes=asked))
        asked += 1

    assert (asked, queue(alice).due_held) == (2, 4)
    assert StudyDay.objects.get().early == 2


def test_what_comes_back_is_not_asked_beyond_the_minutes_and_waits_for_its_day(alice):
    alice.minutes_per_day = 1
    first, second = make_cards(make_deck(), 2, minutes=0.4)
    for card, quality in ((first, AGAIN), (second, HARD)):
        due(alice, card, 1, 3)
        review(alice, card, quality, NOW, seconds=25)

    today = queue(alice)

    assert (today.repeats, today.repeats_held, today.next, today.left) == (0, 2, None, 0)
    assert Schedule.objects.get(card=first).due == TODAY + timedelta(1)
    alice.minutes_per_day = 2
    assert (queue(alice).repeats, queue(alice).next.key) == (2, first.key)


def test_what_comes_back_first_is_what_has_waited_longest(alice):
    alice.minutes_per_day = 9
    first, second = make_cards(make_deck(), 2, minutes=1)
    for card, ago in ((second, 2), (first, 1)):
        due(alice, card, 1, 3)
        review(alice, card, AGAIN, NOW - timedelta(minutes=ago), seconds=25)

    again = asked_of(alice, TODAY, StudyDay.objects.get()).repeats
    assert [Schedule.objects.get(pk=pk).card for pk in again] == [second, first]
    assert queue(alice).next.key == second.key


def test_an_item_longer_than_the_days_minutes_is_passed_over(alice):
    """Half an hour a day and what comes back, one item of 45 minutes and four of ten."""
    alice.minutes_per_day = 33
    deck = make_deck()
    long = make_card(deck, "long", minutes=45)
    due(alice, long, 9, 3)
    for card in make_cards(deck, 4, minutes=10):
        due(alice, card, 1, 3)

    today = queue(alice)

    assert (today.due, today.due_held, today.next.key) == (3, 2, "card-0")
    assert time_left(alice, today).minutes == 33


def test_long_items_are_not_taken_to_be_as_quick_as_short_ones(alice):
    alice.minutes_per_day = 30
    deck = make_deck()
    for card in make_cards(deck, 3):
        make_schedule(alice, card)
        review(alice, card, 4, seconds=12)
    due(alice, make_card(deck, "long", minutes=45), 9, 3)
    due(alice, make_card(deck, "short", minutes=1), 9, 3)

    assert (queue(alice).due, queue(alice).due_held, next_key(alice)) == (1, 1, "short")


def test_each_kind_has_its_own_pace(alice):
    """Ten minutes: questions take this learner a minute, gaps five."""
    alice.minutes_per_day, alice.new_per_day = 21, 0
    deck = make_deck()
    questions, gaps = make_cards(deck, 9), [gaps_of(deck, f"text-{n}", 1, 50 + n)[0] for n in range(9)]
    for card in [*questions, *gaps]:
        due(alice, card, 1, 3)
    for card, seconds in ((questions[0], 60), (gaps[0], 300)):
        review(alice, card, 4, seconds=seconds)

    # 21 minutes less 6: the eight questions take 8 minutes and one gap 5, and a tenth of both comes back.
    assert (queue(alice).due, queue(alice).due_held) == (9, 7)


def test_repeats_have_their_minutes_before_new_cards(alice):
    alice.minutes_per_day = 5
    deck = make_deck()
    cards = make_cards(deck, 6)
    enrolled(alice, deck)
    review(alice, cards[0], 2, seconds=60)

    # Four minutes are left: one for the card that comes back, three for two new ones, each fourth of which will.
    assert (queue(alice).new, queue(alice).repeats) == (2, 1)


@examples(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_a_month_of_any_texts_asks_each_day_what_the_morning_promised(alice, data):
    """And a new gap never holds back a due one; lists and decks say "due" of the very cards that are asked."""
    Card.objects.all().delete()
    Schedule.objects.all().delete()
    StudyDay.objects.all().delete()
    Deck.objects.all().delete()
    alice.new_per_day = data.draw(st.integers(0, 4))
    alice.reviews_per_day = data.draw(st.integers(0, 5))
    deck = make_deck()
    for place, number in enumerate(data.draw(st.lists(st.integers(0, 4), min_size=1, max_size=4))):
        if number:
            gaps_of(deck, f"text-{place}", number, place)
        else:
            make_card(deck, f"question-{place}", position=place)
    enrolled(alice, deck, NOW)
    for day in range(data.draw(st.integers(3, 9))):
        now = days_later(day)
        today = alice.study_day(now)
        promised, repeats, asked = queue(alice, now), 0, []
        assert deck_page(deck, alice, today).tally.due == promised.due + promised.repeats
        listed = {card.pk for card in deck_cards([deck], alice, today, state="due").cards}
        while following := queue(alice, now).next:
            if following.state.repeat_on == today:
                repeats += 1
                quality = 4
            else:
                asked.append(following)
                quality = data.draw(st.sampled_from([2, 4, 4, 5]))
            now += timedelta(seconds=30)
            review(alice, Card.objects.get(pk=following.pk), quality, now)
        seen = [card for card in asked if not card.state.is_new]
        assert (promised.due, promised.new) == (len(seen), len(asked) - len(seen))
        assert {card.pk for card in seen} == listed
        for card in asked:
            if card.state.is_new and card.key.startswith("text") and alice.reviews_per_day:
                waiting = Schedule.objects.of(alice).filter(card__key=card.key, due__isnull=False)
                assert not waiting.filter(planned_for__lte=today).exists()


# The days ahead -------------------------------------------------------------------------------------------------------


def coming(learner):
    return [((day.day - TODAY).days, day.count) for day in next_due_days(learner, TODAY)]


def ahead(learner, days=4):
    due_days = due_of(learner, TODAY)
    return due_days.overdue, *due_days.days[:days]


def test_cards_set_aside_are_counted_on_the_day_they_are_asked(alice):
    """Three due, one of them buried and one suspended; one overdue and buried; two due tomorrow."""
    tomorrow = TODAY + timedelta(1)
    plan = [(0, {}), (0, {"buried_until": tomorrow}), (0, {"is_suspended": True}), (-3, {"buried_until": tomorrow})]
    plan += [(1, {}), (1, {})]
    for card, (days, columns) in zip(make_cards(make_deck(), 6), plan, strict=True):
        make_schedule(alice, card, due=TODAY + timedelta(days), interval=5, **columns)

    assert ahead(alice, 2) == (0, 1, 4)
    assert coming(alice) == [(1, 4)]


@pytest.mark.parametrize("columns", [{"due": TODAY, "interval": 3}, {}])
def test_the_only_card_that_is_buried_comes_tomorrow(alice, columns):
    make_schedule(alice, make_card(make_deck(), "a"), **columns)
    bury_card(alice, Card.objects.get().pk, key=uuid.uuid4(), now=NOW)

    assert coming(alice) == [(1, 1)]


def test_what_the_limit_keeps_is_counted_on_the_days_it_leaves_room(alice):
    alice.reviews_per_day = 2
    cards = make_cards(make_deck(), 7)
    for card, days in zip(cards, (-2, -1, -1, 0, 0, 1, 9), strict=True):
        make_schedule(alice, card, due=TODAY + timedelta(days), interval=5, repetitions=3)
    assert ahead(alice) == (2, 0, 2, 2, 0)

    review(alice, cards[0], 5)

    assert ahead(alice) == (1, 0, 2, 2, 0)
    assert coming(alice) == [(1, 2), (2, 2), (9, 1)]


def test_gaps_of_one_text_come_on_days_of_their_own(alice):
    gaps = gaps_of(make_deck(), "text", 3, 0)
    for card in gaps:
        make_schedule(alice, card, due=TODAY, interval=5, repetitions=3)
    assert ahead(alice) == (0, 1, 1, 1, 0)

    review(alice, gaps[1], 5)

    assert ahead(alice) == (0, 0, 1, 1, 0)


def test_items_that_fit_into_no_day_do_not_come(alice):
    alice.minutes_per_day = 30
    deck = make_deck()
    for minutes, card in zip((45, 20, 20), make_cards(deck, 3), strict=True):
        Card.objects.filter(pk=card.pk).update(minutes=minutes)
        make_schedule(alice, card, due=TODAY, interval=5)

    assert ahead(alice) == (0, 1, 1, 0, 0)


def test_no_reviews_a_day_is_none_on_any_day(alice):
    alice.reviews_per_day = 0
    make_schedule(alice, make_card(make_deck(), "a"), due=TODAY, interval=5)

    assert (ahead(alice), coming(alice)) == ((0, 0, 0, 0, 0), [])


@examples(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_the_forecast_is_what_will_be_asked(alice, data):
    """Where every card is known well, so that none comes twice, and none is new."""
    Card.objects.all().delete()
    Deck.objects.all().delete()
    StudyDay.objects.all().delete()
    alice.reviews_per_day = data.draw(st.integers(1, 4))
    deck = make_deck()
    numbers = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    for card in [card for place, number in enumerate(numbers) for card in gaps_of(deck, f"t{place}", number, place)]:
        buried = data.draw(st.none() | st.integers(1, 5))
        columns = {"buried_until": TODAY + timedelta(buried)} if buried else {}
        due(alice, card, data.draw(st.integers(-5, 5)), 100, **columns)
    days = 12
    promised = [sum(ahead(alice, days)[:2]), *ahead(alice, days)[2:]]

    asked = []
    for day in range(days):
        asked.append(0)
        while following := queue(alice, days_later(day)).next:
            review(alice, Card.objects.get(pk=following.pk), 5, days_later(day))
            asked[-1] += 1

    assert promised == asked
