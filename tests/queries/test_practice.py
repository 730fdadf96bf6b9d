"""Practice is offered beside the cards of a day, and never counted among them."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models.signals import post_init

from cards.models import Review, Schedule, StudyDay
from cards.queries.practice import all_practice, points_missed, practice_today
from cards.queries.progress import collection_of, due_of
from cards.queries.queue import asked_of, next_ahead, next_due_days, queue_of, time_left
from cards.services.review import bury_card, grade_card, undo_review
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, make_design, make_schedule

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def deck(alice):
    deck = make_deck("demo")
    make_card(deck, "recall")
    for key in ("limiter", "ledger", "webhooks"):
        make_design(deck, key)
    enrolled(alice, deck)
    return deck


def of(alice, key):
    return Schedule.objects.of(alice).get(card__key=key)


def practised(alice, key, points, now=NOW, seconds=600):
    schedule = of(alice, key)
    grade_card(
        alice,
        schedule.card_id,
        None,
        key=uuid.uuid4(),
        version=schedule.version,
        reviewed_at=now,
        seconds=seconds,
        detail={"points": points},
    )


def offer(alice, now=NOW):
    alice.refresh_from_db()
    today = alice.study_day(now)
    return practice_today(alice, today, list(StudyDay.objects.of(alice)))


def keys(offered):
    first = [offered.first.card.key] if offered.first else []
    return first + [practice.card.key for practice in offered.following]


def test_the_queue_of_cards_never_asks_practice_new_or_due(alice, deck):
    make_schedule(alice, of(alice, "limiter").card, due=TODAY, interval=6, repetitions=2)
    make_schedule(alice, of(alice, "ledger").card, due=TODAY + timedelta(days=1), interval=6, repetitions=2)
    queue = queue_of(alice, TODAY, None)

    assert (queue.new, queue.due, queue.repeats, queue.new_held) == (1, 0, 0, 0)
    assert queue.next.key == "recall"
    assert len(asked_of(alice, TODAY, None).new) == 1
    assert next_ahead(alice, TODAY) is None
    assert next_due_days(alice, TODAY) == []
    assert sum(due_of(alice, TODAY).days) == 0
    assert collection_of(alice).total.cards == 1
    assert time_left(alice, queue).minutes == 2  # one of four new cards comes back: 67.5 s


def test_with_a_limit_in_minutes_practice_takes_none_of_them(alice, deck):
    alice.minutes_per_day = 30
    alice.save()
    practised(alice, "limiter", {"0": "said"}, seconds=1800)

    queue = queue_of(alice, TODAY, StudyDay.objects.get())

    assert (queue.new, queue.next.key) == (1, "recall")


def test_what_practice_takes_says_nothing_of_the_pace_of_cards(alice, deck):
    practised(alice, "limiter", {"0": "said"}, seconds=1800)

    assert time_left(alice, queue_of(alice, TODAY, StudyDay.objects.get())).minutes == 2  # 67.5 s, and not half an hour


def test_one_is_offered_a_day_the_most_overdue_first_then_the_unseen(alice, deck):
    late = {"interval": 6, "repetitions": 2}
    make_schedule(alice, of(alice, "ledger").card, due=TODAY - timedelta(days=1), **late)
    make_schedule(alice, of(alice, "webhooks").card, due=TODAY - timedelta(days=4), **late)

    assert keys(offer(alice)) == ["webhooks", "ledger", "limiter"]


def test_after_one_nothing_more_is_offered_that_day_and_the_next_one_tomorrow(alice, deck):
    practised(alice, "limiter", {"0": "said", "1": "said"})

    today, tomorrow = offer(alice), offer(alice, days_later(1))

    assert (today.first, today.is_done, today.done) == (None, True, 10)
    assert keys(tomorrow) == ["ledger", "webhooks"]


def test_the_week_has_its_minutes(alice, deck):
    alice.practice_minutes_per_week = 30
    alice.save()
    practised(alice, "limiter", {"0": "said"})

    used, later = offer(alice, days_later(1)), offer(alice, days_later(7))

    assert (used.first, used.waits, used.done) == (None, True, 10)
    assert later.done == 0
    assert len(keys(later)) == 3


def test_not_today_is_another_day(alice, deck):
    bury_card(alice, of(alice, "limiter").card_id, key=uuid.uuid4(), now=NOW)

    assert "limiter" not in keys(offer(alice))
    assert "limiter" in keys(offer(alice, days_later(1)))


def test_who_has_no_practice_is_offered_none(bob):
    deck = make_deck("cards")
    make_card(deck, "recall")
    enrolled(bob, deck)

    assert practice_today(bob, TODAY, []) is None


def test_all_practice_begins_with_what_may_be_done_now(alice, deck):
    practised(alice, "limiter", {"0": "said"})

    listed = all_practice(alice, TODAY)

    assert [practice.card.key for practice in listed] == ["ledger", "webhooks", "limiter"]
    assert listed[2].last.score == 60


def test_the_points_missed_most_by_what_they_are_about(alice, deck):
    practised(alice, "limiter", {"1": "said"})
    practised(alice, "limiter", {"0": "named", "1": "said", "2": "said"}, days_later(2))
    practised(alice, "ledger", {"0": "said", "1": "said", "2": "said"}, days_later(3))

    failure, other = points_missed(alice)

    assert (failure.title, failure.score) == ("Failure and recovery", 50)  # 0, 30 and 60 of 180
    assert [(each.times, each.answers, each.card.key) for each in failure.missed] == [(2, 2, "limiter")]
    assert (other.title, other.score) == ("Other points", 66)
    assert [each.times for each in other.missed] == [1]


def test_the_card_that_teaches_a_point_is_found(alice, deck):
    teacher = make_card(deck, "fail-open")
    card = of(alice, "limiter").card
    card.content["rubric"][0]["card"] = "fail-open"
    card.save(update_fields=["content"])
    practised(alice, "limiter", {"1": "said"})

    assert points_missed(alice)[0].missed[0].teacher == teacher


def test_nobody_elses_answers_are_read(alice, bob, deck):
    enrolled(bob, deck)
    practised(alice, "limiter", {"1": "said"})

    assert points_missed(bob) == []
    assert offer(bob).done == 0
    assert all(practice.last is None for practice in all_practice(bob, TODAY))


def test_an_answer_is_read_by_a_rubric_that_got_shorter(alice, deck):
    practised(alice, "limiter", {"0": "said", "2": "said"})
    card = of(alice, "limiter").card
    card.content["rubric"] = card.content["rubric"][:1]
    card.save(update_fields=["content"])

    assert all_practice(alice, TODAY)[-1].last.score == 100


def test_of_many_answers_to_a_card_the_latest_alone_is_read(alice, deck):
    for number, key in enumerate(("limiter", "limiter", "limiter", "ledger")):
        practised(alice, key, {str(number % 2): "said"}, days_later(7 * number))
    undo_review(alice, key=uuid.uuid4(), now=days_later(30))  # the ledger's only one
    read = []

    def note(sender, instance, **more):
        read.append(instance.pk)

    post_init.connect(note, sender=Review)
    try:
        found = {each.card.key: each.last for each in all_practice(alice, days_later(30).date())}
    finally:
        post_init.disconnect(note, sender=Review)

    assert found["limiter"].review.reviewed_at == days_later(14)
    assert found["ledger"] is None
    assert read == [found["limiter"].review.pk]


def test_a_lot_of_practice_takes_no_more_queries(alice, deck, django_assert_num_queries):
    for number in range(15):
        make_design(deck, f"more-{number}")
    enrolled(alice, deck)

    with django_assert_num_queries(2):
        practice_today(alice, TODAY, [])
    with django_assert_num_queries(2):
        all_practice(alice, TODAY)


def test_check_data_knows_what_is_practice_and_mends_it(alice, deck, capsys):
    practised(alice, "limiter", {"0": "said"})
    Schedule.objects.of(alice).filter(card__key="limiter").update(is_practice=False)

    with pytest.raises(CommandError):
        call_command("check_data", verbosity=0)
    call_command("check_data", "--fix", verbosity=0)

    assert "is_practice is False, the log says True" in capsys.readouterr().out
    assert of(alice, "limiter").is_practice
