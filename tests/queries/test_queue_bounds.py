"""The queue's edges: lengths of cards, paces, limits and the days ahead. Found by `make mutants`."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from cards.models import Card, Review, Schedule, StudyDay
from cards.queries.queue import (
    Lengths,
    Queue,
    TimeLeft,
    asked_ahead,
    asked_of,
    due_now,
    has_schedules,
    next_ahead,
    next_due_days,
    recent_reviews,
    schedule_of,
    time_left,
)
from cards.scheduling import Phase
from tests.factories import NOW, make_card, make_cards, make_deck, make_schedule

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def due(learner, card, days_ago, interval):
    return make_schedule(learner, card, due=TODAY - timedelta(days_ago), interval=interval, repetitions=3)


def gap_of(deck, number):
    content = {"text": "{{c1::one}} {{c2::two}} {{c3::three}}", "points": [], "notes": ""}
    return make_card(deck, "text", kind="cloze", content=content, ordinal=number)


def test_what_is_left_is_new_due_and_what_comes_back():
    assert Queue(new=1, due=2, repeats=4, next=None, new_held=8, due_held=16).left == 7


def asked(learner):
    return asked_of(learner, TODAY, StudyDay.objects.of(learner).filter(day=TODAY).first())


def test_of_a_text_one_due_gap_is_asked(alice):
    alice.new_per_day = 0
    deck = make_deck()
    one, two, three = (gap_of(deck, number) for number in (1, 2, 3))
    for card, days in ((one, 5), (two, 9), (three, 1)):
        due(alice, card, days, 3)
    other = due(alice, make_card(deck, "other"), 1, 3)

    assert asked(alice).due == [Schedule.objects.get(card=two).pk, other.pk]


def test_without_a_limit_in_minutes_no_card_is_timed(alice):
    alice.new_per_day = 1
    for card in make_cards(make_deck(), 3):
        make_schedule(alice, card)

    assert (len(asked(alice).new), asked(alice).new_held, asked(alice).seconds) == (1, 2, 0)


def test_all_new_cards_of_a_day_are_asked_for_where_its_minutes_take_them(alice):
    alice.new_per_day, alice.minutes_per_day = 20, 30
    for card in make_cards(make_deck(), 21):
        make_schedule(alice, card)

    assert (len(asked(alice).new), asked(alice).seconds) == (20, 20 * 75)  # every fourth comes back


def timed(learner, card, *reviews):
    """Reviews of the card as (phase, seconds), the oldest first."""
    Review.objects.bulk_create(
        Review(
            learner=learner,
            card=card,
            key=uuid.uuid4(),
            quality=4,
            reviewed_at=NOW,
            study_day=TODAY,
            seconds=seconds,
            phase=phase,
        )
        for phase, seconds in reviews
    )


def test_ten_minutes_are_not_long_and_eleven_are(alice):
    timed(alice, make_card(make_deck(), minutes=10), (Phase.YOUNG, 20))

    lengths = Lengths(alice)
    assert [lengths.of("recall", minutes, is_new=False) for minutes in (1, 10, 11)] == [20, 20, 660]


def test_new_cards_have_a_pace_of_their_own_once_it_is_known(alice):
    card = make_card(make_deck())
    timed(alice, card, (Phase.YOUNG, 10))
    unknown = Lengths(alice).of("recall", 1, is_new=True)
    timed(alice, card, (Phase.NEW, 60))

    assert unknown == 10
    assert [Lengths(alice).of("recall", 1, is_new=is_new) for is_new in (True, False)] == [60, 10]


def test_the_last_fifty_reviews_of_a_kind_tell_its_pace(alice):
    timed(alice, make_card(make_deck()), *[(Phase.YOUNG, 30)] * 26, *[(Phase.YOUNG, 10)] * 25)

    assert Lengths(alice).of("recall", 1, is_new=False) == 20


def test_what_is_due_now_fits_into_what_is_left_of_the_minutes(alice, bob, django_assert_num_queries):
    for card in make_cards(make_deck(), 3):
        due(alice, card, 1, 3)
    for learner, day, seconds in ((bob, TODAY, 120), (alice, TODAY - timedelta(1), 120), (alice, TODAY, 60)):
        StudyDay.objects.create(learner=learner, day=day, seconds=seconds, reviews=1, early=1)

    with django_assert_num_queries(0):
        anything = due_now(alice, TODAY)
    assert Schedule.objects.filter(pk__in=anything).count() == 3
    alice.minutes_per_day = 3
    assert Schedule.objects.filter(pk__in=due_now(alice, TODAY)).count() == 1


def test_reviews_that_tell_the_pace_are_the_learners_own_timed_and_not_taken_back(alice, bob):
    card = make_card(make_deck())
    timed(alice, card, (Phase.YOUNG, 10), (Phase.YOUNG, 0), (Phase.NEW, None), (Phase.PRACTICE, 600), (Phase.NEW, 20))
    timed(bob, card, (Phase.YOUNG, 30))
    timed(alice, card, (Phase.YOUNG, 40))
    Review.objects.filter(seconds=40).update(undone_at=NOW)

    timed_ones = [(phase, seconds) for phase, seconds, *_ in recent_reviews(alice) if seconds]
    assert timed_ones == [(Phase.NEW, 20), (Phase.PRACTICE, 600), (Phase.YOUNG, 10)]


def test_no_more_than_two_hundred_reviews_are_looked_at(alice):
    timed(alice, make_card(make_deck()), *[(Phase.YOUNG, 10)] * 201)

    assert len(recent_reviews(alice)) == 200


def test_what_is_left_takes_as_long_as_such_cards_took(alice):
    timed(alice, make_card(make_deck()), *[(Phase.NEW, 60), (Phase.YOUNG, 10)] * 3)
    left = Queue(new=20, due=1, repeats=6, next=None, new_held=0, due_held=0)

    assert time_left(alice, left) == TimeLeft(22, is_own_pace=True)  # 20 x 61.9 + 11 + 6 x 10 seconds
    assert time_left(alice, replace(left, seconds=61)) == TimeLeft(2, is_own_pace=True)


@pytest.mark.parametrize(
    ("known", "new", "due", "told"),
    [
        ((), 0, 0, TimeLeft(0, is_own_pace=True)),
        ((), 8, 0, TimeLeft(9, is_own_pace=False)),  # a minute each, and a quarter of 30 s: 540 s
        ((), 0, 20, TimeLeft(11, is_own_pace=False)),  # half a minute each, and a tenth of it: 660 s
        ((Phase.NEW,), 1, 0, TimeLeft(1, is_own_pace=True)),
        ((Phase.NEW,), 0, 1, TimeLeft(1, is_own_pace=False)),
        ((Phase.YOUNG,), 0, 1, TimeLeft(1, is_own_pace=True)),
        ((Phase.YOUNG,), 1, 0, TimeLeft(2, is_own_pace=False)),
        ((Phase.YOUNG,), 1, 1, TimeLeft(2, is_own_pace=False)),
    ],
)
def test_the_pace_is_the_learners_own_where_such_cards_were_reviewed(alice, known, new, due, told):
    timed(alice, make_card(make_deck()), *[(phase, 30) for phase in known] * 3)

    assert time_left(alice, Queue(new=new, due=due, repeats=0, next=None, new_held=0, due_held=0)) == told


def ahead(learner, most=9):
    """[(days from today, [days from today for which its cards are planned])], and the last day looked at."""
    days, last, _ = asked_ahead(learner, TODAY, StudyDay.objects.of(learner).filter(day=TODAY).first(), most)
    planned = [((day - TODAY).days, [(card.planned - TODAY).days for card in cards]) for day, cards in days]
    return planned, last and (last - TODAY).days


def due_on(learner, *days):
    for card, day in zip(make_cards(make_deck(), len(days)), days, strict=True):
        due(learner, card, -day, 3)


def test_what_is_planned_for_days_away_comes_on_the_day_after(alice):
    alice.days_away = [[[(TODAY + timedelta(day)).isoformat() for day in (2, 4)]]]
    due_on(alice, 1, 2, 3, 4, 5)

    assert ahead(alice) == ([(1, [1]), (5, [2, 3, 4, 5])], None)


def test_what_was_due_before_days_away_that_began_today_is_still_asked_today(alice):
    alice.days_away = [[[(TODAY + timedelta(day)).isoformat() for day in (0, 1)]]]
    due_on(alice, 0, 1)

    assert ahead(alice) == ([(0, [0]), (2, [1])], None)


def test_what_does_not_fit_into_todays_minutes_comes_tomorrow(alice):
    alice.minutes_per_day = 2
    due_on(alice, -6, 0)

    assert ahead(alice) == ([(0, [-6]), (1, [0])], None)


def test_the_coming_days_are_filled_at_the_pace_of_seen_cards(alice):
    alice.minutes_per_day = 1
    due_on(alice, *[1] * 7)
    timed(alice, Card.objects.first(), (Phase.NEW, 60), (Phase.YOUNG, 10))

    assert ahead(alice) == ([(1, [1] * 5), (2, [1] * 2)], None)  # 11 seconds each


def test_of_more_cards_than_are_looked_at_the_last_day_is_told(alice):
    due_on(alice, 1, 2, 3)

    assert ahead(alice, most=2) == ([(1, [1]), (2, [2])], 2)
    assert ahead(alice, most=3)[1] is None


def test_a_card_that_takes_longer_than_a_day_grants_is_on_none(alice):
    alice.minutes_per_day = 1
    due_on(alice, 1)
    timed(alice, Card.objects.get(), (Phase.YOUNG, 56))  # and every eleventh comes back: 61

    assert ahead(alice) == ([], None)


@pytest.mark.parametrize(
    ("columns", "coming_back"),
    [
        ({}, 1),
        ({"is_suspended": True}, 0),
        ({"is_shelved": True}, 0),
        ({"is_practice": True}, 0),
        ({"buried_until": TODAY + timedelta(1)}, 0),
        ({"buried_until": TODAY}, 1),
        ({"repeat_on": TODAY - timedelta(1)}, 0),
        ({"repeat_on": None, "reviewed_on": TODAY}, 0),
    ],
)
def test_what_comes_back_today_is_counted(alice, bob, columns, coming_back):
    card = make_card(make_deck())
    tomorrow = {"due": TODAY + timedelta(1), "repeat_on": TODAY}
    make_schedule(bob, card, **tomorrow)
    make_schedule(alice, card, **tomorrow | columns)

    days, _, repeats = asked_ahead(alice, TODAY, None, 9)

    assert repeats == coming_back
    assert sum(len(cards) for _, cards in days) == (not {"is_suspended", "is_shelved", "is_practice"} & columns.keys())


@pytest.mark.parametrize(("days", "is_asked"), [(-1, True), (0, True), (1, False)])
def test_ahead_of_its_day_nothing_is_asked_that_is_buried_beyond_today(alice, bob, days, is_asked):
    card = make_card(make_deck())
    make_schedule(bob, card, due=TODAY + timedelta(1))
    own = make_schedule(alice, card, due=TODAY + timedelta(2), buried_until=TODAY + timedelta(days))

    assert next_ahead(alice, TODAY) == (own.pk if is_asked else None)


def test_the_schedule_of_a_card_is_the_learners_own(alice, bob):
    card = make_card(make_deck())
    theirs = make_schedule(bob, card)

    assert (schedule_of(alice, card.pk, NOW.date()), schedule_of(bob, card.pk, NOW.date())) == (None, theirs.pk)


def test_the_next_days_hold_seen_cards_and_new_ones_that_are_buried_until_then(alice, bob, settings):
    settings.DUE_WINDOW = 2
    due_on(alice, 2, 3, 4)
    card, other = make_cards(make_deck("new"), 2)
    make_schedule(alice, card, buried_until=TODAY + timedelta(1))
    make_schedule(alice, other, buried_until=TODAY)
    make_schedule(bob, card, buried_until=TODAY + timedelta(1))

    days = [((coming.day - TODAY).days, coming.count, coming.capped) for coming in next_due_days(alice, TODAY)]
    assert days == [(1, 1, False), (2, 1, False), (3, 1, True)]


def test_what_was_done_yesterday_takes_nothing_from_the_limit_of_today(alice):
    alice.reviews_per_day = 2
    due_on(alice, 0, 0)
    StudyDay.objects.create(learner=alice, day=TODAY - timedelta(1), reviews=2, young_passed=2)

    assert next_due_days(alice, TODAY) == []


def test_only_ones_own_schedules_are_had(alice, bob):
    make_schedule(bob, make_card(make_deck()))

    assert (has_schedules(alice), has_schedules(bob)) == ((False, False), (True, True))


def test_what_comes_back_is_a_seen_card(alice):
    alice.minutes_per_day = 30
    card = make_card(make_deck())
    make_schedule(alice, card, due=TODAY + timedelta(1), repeat_on=TODAY)
    timed(alice, card, (Phase.NEW, 60), (Phase.YOUNG, 10))
    left = Queue(new=0, due=1, repeats=1, next=None, new_held=0, due_held=0)

    assert asked(alice).seconds == 10
    assert not time_left(alice, left).is_own_pace  # one such review is no pace
