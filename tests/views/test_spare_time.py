"""Some minutes more, or none today, for whoever has no plan: what a minute does most for, and what loses least."""

import uuid
from datetime import timedelta

import pytest

from cards.models import Card, Review, Schedule, StudyDay
from cards.queries.queue import due_now, next_due_days, queue_of
from cards.queries.spare_time import due_by_use, in_spare_time, most_useful
from cards.scheduling import AGAIN, GOOD
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_schedule, review
from tests.views.test_review_stage import grade

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = NOW.date()
PACED = {"day": TODAY.isoformat(), "new": 1, "minutes": 9, "is_new_first": True, "on": "2026-12-20", "slug": "stripe"}
PACED |= {"title": "Stripe", "expected": 9, "behind": 0, "extra": 0}


@pytest.fixture
def deck(alice):
    """Six cards that were seen: the later the number the longer ago; and two new ones."""
    deck = make_deck("stripe")
    cards = make_cards(deck, 8, minutes=1)
    enrolled(alice, deck)
    for number, card in enumerate(cards[:6]):
        review(alice, card, GOOD, days_later(-1 - number), seconds=60)
    return deck


def press(client, how, key=None):
    return client.post("/review/backlog/", {"how": how, "key": key or uuid.uuid4()})


def left(learner):
    learner.refresh_from_db()
    return queue_of(learner, TODAY, StudyDay.objects.of(learner).filter(day=TODAY).first())


def put_off(learner):
    rows = Schedule.objects.of(learner).filter(buried_until__isnull=False)
    return dict(rows.values_list("card__key", "buried_until"))


# I have time now ------------------------------------------------------------------------------------------------------


def test_a_quarter_of_an_hour_asks_what_a_minute_does_most_for_and_then_ends(alice, alice_client, deck):
    alice.reviews_per_day = alice.new_per_day = 0  # beyond the day's limits
    alice.save()
    order = [each.card for each in most_useful(alice, TODAY)]
    start = alice_client.get("/review/time/")
    assert (start.status_code, start.url) == (302, f"/review/time/{in_spare_time(alice, TODAY)}/")

    page = alice_client.get("/review/time/2/").content.decode()
    page = grade(alice_client, page).content.decode()
    assert "1 left" in page
    end = grade(alice_client, page, AGAIN)

    assert list(Review.objects.of(alice).order_by("pk").values_list("card", flat=True))[-2:] == order[:2]
    assert end.context["ahead"] is None


def test_as_many_cards_as_fit_and_at_least_one(alice, deck):
    assert in_spare_time(alice, TODAY) == 8  # of about a minute each
    Schedule.objects.of(alice).exclude(card__key="card-7").update(is_suspended=True)
    Card.objects.update(minutes=9)
    assert in_spare_time(alice, TODAY) == 1
    Schedule.objects.of(alice).update(is_suspended=True)
    assert in_spare_time(alice, TODAY) == 0


def test_what_is_forgotten_soonest_goes_before_what_is_sure_and_short_before_long(alice, deck):
    by_gain = most_useful(alice, TODAY)

    worth = [each.gain / each.seconds for each in by_gain]
    assert worth == sorted(worth, reverse=True)
    assert {each.seconds > 0 for each in by_gain} == {True}


@pytest.mark.parametrize(
    "columns", [{"is_suspended": True}, {"is_shelved": True}, {"buried_until": TODAY + timedelta(1)}]
)
def test_what_may_not_be_asked_is_not(alice, deck, columns):
    Schedule.objects.of(alice).update(**columns)

    assert most_useful(alice, TODAY) == []


def test_nothing_is_asked_twice_and_of_a_text_one_gap(alice):
    deck = make_deck()
    gaps = [make_card(deck, f"gap-{number}") for number in range(2)]
    for card in gaps:
        make_schedule(alice, card, due=TODAY, interval=3, repetitions=2, siblings="text")
    assert len(most_useful(alice, TODAY)) == 1

    review(alice, gaps[0], GOOD)
    assert most_useful(alice, TODAY) == []


def test_a_card_that_is_pulled_forward_keeps_its_interval(alice, alice_client):
    card = make_card(make_deck())
    make_schedule(alice, card, due=TODAY + timedelta(3), interval=6, repetitions=2)

    grade(alice_client, alice_client.get("/review/time/1/").content.decode())

    schedule = Schedule.objects.get()
    assert (schedule.interval, schedule.ease, schedule.repetitions) == (6, 250, 2)
    assert schedule.due == TODAY + timedelta(6)


def test_where_nothing_is_left_it_says_so(alice_client):
    assert alice_client.get("/review/time/").url == "/review/"
    assert alice_client.get("/review/time/1000/").status_code == 404


def test_what_is_looked_at_costs_the_same_number_of_queries(alice, deck, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert len(most_useful(alice, TODAY)) == 8


# No time today --------------------------------------------------------------------------------------------------------


def test_a_day_without_time_asks_nothing_and_nothing_piles_up(alice, alice_client, deck):
    StudyDay.objects.update(young_passed=4, reviews=4)  # of which half come each day
    due = due_by_use(alice, TODAY)
    keys = {card.pk: card.key for card in Card.objects.all()}

    press(alice_client, "not-today")

    assert (left(alice).left, left(alice).next) == (0, None)
    tomorrow, waiting = due[:2], due[2:]
    days = put_off(alice)
    assert [keys[card] in days for card in tomorrow] == [False, False]
    after = [(days[keys[card]] - TODAY).days for card in waiting]
    assert after == [2, 2, 3, 3][: len(after)]
    assert len(after) == 4


@pytest.mark.parametrize("new_per_day", [0, 20])
def test_a_day_without_time_is_one_that_was_missed_whatever_was_asked(alice, alice_client, deck, clock, new_per_day):
    alice.new_per_day = new_per_day
    alice.save()
    Schedule.objects.filter(due=None).update(is_suspended=not new_per_day)
    press(alice_client, "not-today")

    clock.move_to(days_later(1))

    assert "A streak starts with one review" in alice_client.get("/").text  # after six days in a row no freeze is kept


def test_a_day_without_time_is_taken_back_whole(alice, alice_client, deck):
    before = left(alice)
    press(alice_client, "not-today")
    press(alice_client, "usual")

    assert put_off(alice) == {}
    assert (left(alice).due, left(alice).new) == (before.due, before.new)


def test_the_same_press_counts_once(alice, alice_client, deck):
    key = uuid.uuid4()
    press(alice_client, "not-today", key)
    days = put_off(alice)
    press(alice_client, "not-today", key)

    assert put_off(alice) == days


def test_what_was_missed_does_not_come_back_on_it_either(alice, alice_client, deck):
    review(alice, Card.objects.get(key="card-5"), AGAIN, NOW - timedelta(minutes=1))
    assert left(alice).repeats == 1

    press(alice_client, "not-today")

    assert left(alice).left == 0


def test_the_next_day_is_as_usual(alice, alice_client, deck, clock):
    press(alice_client, "not-today")
    clock.move_to(days_later(1))
    alice_client.get("/")
    alice.refresh_from_db()

    assert alice.limits_on(days_later(1).date()).new == alice.new_per_day
    assert queue_of(alice, days_later(1).date(), None).due >= 1


def test_nobody_elses_day_is_free(alice_client, bob, deck):
    enrolled(bob, deck)
    press(alice_client, "not-today")

    assert left(bob).new > 0


def test_today_offers_both_where_they_can_do_something(alice, alice_client, deck):
    page = alice_client.get("/").text
    assert "/review/time/" in page
    assert 'value="not-today"' in page

    press(alice_client, "not-today")
    page = alice_client.get("/").text
    assert 'value="not-today"' not in page
    assert 'value="usual"' in page


def test_with_a_plan_the_plans_own_ways_are_offered_and_this_one_does_nothing(alice, alice_client, deck):
    alice.paced = PACED
    alice.save()

    press(alice_client, "not-today")

    alice.refresh_from_db()
    assert alice.spread is None
    assert put_off(alice) == {}


def test_more_new_cards_are_not_offered_on_it(alice_client, deck):
    press(alice_client, "not-today")

    for page in ("/", "/review/"):
        assert "/review/more/" not in alice_client.get(page).text


def test_decks_lists_and_forecast_say_of_it_what_today_does(alice, alice_client, deck):
    press(alice_client, "not-today")
    alice.refresh_from_db()

    assert not Schedule.objects.filter(pk__in=due_now(alice, TODAY)).exists()
    assert next_due_days(alice, TODAY)[0].day == TODAY + timedelta(1)


def test_more_new_cards_that_were_asked_for_before_are_there_when_it_is_taken_back(alice, alice_client, deck):
    def more():
        return alice_client.post("/review/more/", {"key": uuid.uuid4()}).status_code

    assert more() == 303
    press(alice_client, "not-today")
    assert more() == 303  # from a page that stayed open
    press(alice_client, "usual")

    alice.refresh_from_db()
    assert alice.limits_on(TODAY).new == alice.new_per_day + 20


@pytest.mark.parametrize("number", [8, 400])
def test_all_is_back_within_a_week_however_little_is_usual(alice, alice_client, number):
    deck = make_deck()
    for card in make_cards(deck, number):
        make_schedule(alice, card, due=TODAY, interval=3, repetitions=2)
    StudyDay.objects.create(learner=alice, day=TODAY - timedelta(1), reviews=1, young_passed=1)

    press(alice_client, "not-today")

    assert max(put_off(alice).values()) <= TODAY + timedelta(7)


def test_the_number_of_reviews_a_day_can_be_set_meanwhile(alice, alice_client, deck, clock):
    press(alice_client, "not-today")
    alice.refresh_from_db()
    alice.reviews_per_day = 1
    alice.save()
    clock.move_to(days_later(1))

    assert queue_of(alice, days_later(1).date(), None).due == 1


def test_a_plan_that_is_agreed_on_after_it_asks_what_it_says(alice, alice_client, deck):
    press(alice_client, "not-today")
    alice.refresh_from_db()
    alice.paced = PACED
    alice.save()

    assert left(alice).new == 1
    assert "Nothing more is asked today" not in alice_client.get("/").text


def test_from_a_page_older_than_a_plan_it_does_nothing(alice, alice_client, deck, clock):
    clock.move_to(days_later(9))
    alice.paced = PACED | {"day": days_later(9).date().isoformat()}
    alice.spread = {"until": days_later(12).date().isoformat(), "reviews": 9}
    alice.save()
    assert press(alice_client, "not-today").status_code == 303

    alice.refresh_from_db()
    assert alice.spread["reviews"] == 9


def test_new_cards_that_are_as_useful_come_in_their_order(alice):
    deck = make_deck()
    cards = make_cards(deck, 4, minutes=1)
    enrolled(alice, deck)
    for place, card in enumerate(reversed(cards)):
        Schedule.objects.filter(card=card).update(position=place)

    assert [each.card for each in most_useful(alice, TODAY)] == [card.pk for card in reversed(cards)]
