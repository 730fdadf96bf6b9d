"""Grading, late reviews and undo, against the database."""

import uuid
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.models import Card, Review, Schedule, StudyDay
from cards.scheduling import Phase, State, replay, sm2
from cards.services.once import KeyReused, Stale
from cards.services.review import bury_card, grade_card, suspend_card, undo_review
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_schedule, review

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def card(alice):
    deck = make_deck()
    card = make_card(deck, "etag")
    enrolled(alice, deck)
    return card


def schedule_of(learner, card):
    return Schedule.objects.of(learner).get(card=card)


def grade(learner, card, quality, *, key=None, version=0, at=NOW, seconds=12, detail=None):
    sent = {"key": key or uuid.uuid4(), "version": version, "seconds": seconds, "detail": detail}
    return grade_card(learner, card.pk, quality, reviewed_at=at, **sent)


def test_good_on_a_new_card_makes_it_due_tomorrow(alice, card):
    grade(alice, card, 4)

    schedule = schedule_of(alice, card)
    assert schedule.state == State(1, 250, 1, TODAY + timedelta(1), None, 0)
    assert schedule.planned_for == TODAY + timedelta(1)
    assert schedule.version == 1
    assert Review.objects.get().phase == Phase.NEW


def test_the_same_key_again_counts_once(alice, card):
    key = uuid.uuid4()

    first = grade(alice, card, 4, key=key)
    again = grade(alice, card, 4, key=key)

    assert (first.card_id, again.card_id, again.today) == (card.pk, card.pk, None)
    assert Review.objects.count() == 1
    assert StudyDay.objects.get().reviews == 1
    assert schedule_of(alice, card).version == 1


@pytest.mark.parametrize("other", [{"quality": 2}, {"seconds": 13}])
def test_the_same_key_with_other_values_is_refused(alice, card, other):
    key = uuid.uuid4()
    grade(alice, card, 4, key=key)

    with pytest.raises(KeyReused):
        grade(alice, card, other.get("quality", 4), key=key, seconds=other.get("seconds", 12))

    assert Review.objects.get().quality == 4


def test_the_same_key_with_another_detail_is_refused(alice, card):
    key = uuid.uuid4()
    points = [{"text": text, "critical": False} for text in ("one", "two")]
    Card.objects.filter(pk=card.pk).update(content=card.content | {"points": points})
    detail = {"points": {"0": "said", "1": "said"}}
    grade(alice, card, 4, key=key, detail=detail)

    grade(alice, card, 4, key=key, detail=detail)
    for other in (None, {"points": {"0": "said"}}):
        with pytest.raises(KeyReused):
            grade(alice, card, 4, key=key, detail=other)

    assert Review.objects.get().detail == detail


def grade_late(learner, card, reviewed_at, received_at=NOW, **options):
    options = {"key": uuid.uuid4(), "seconds": 9} | options
    grade_card(learner, card.pk, 4, version=None, reviewed_at=reviewed_at, received_at=received_at, **options)


def test_a_late_review_sent_again_counts_once_and_at_another_time_is_refused(alice, card):
    key, made = uuid.uuid4(), NOW - timedelta(hours=2)
    Card.objects.update(created_at=days_later(-9))
    grade_late(alice, card, made, key=key)

    grade_late(alice, card, made, NOW + timedelta(hours=1), key=key)
    with pytest.raises(KeyReused):
        grade_late(alice, card, made - timedelta(minutes=1), key=key)

    assert Review.objects.get().reviewed_at == made


@pytest.mark.parametrize(
    ("claimed", "stored"),
    [
        (timedelta(days=-400), timedelta(days=-9)),
        (timedelta(days=-9), timedelta(days=-9)),
        (timedelta(minutes=5), timedelta(minutes=5)),
        (timedelta(days=30), timedelta(minutes=5)),
    ],
)
def test_a_late_review_is_between_its_card_and_now(alice, card, claimed, stored):
    Card.objects.update(created_at=days_later(-9))

    grade_late(alice, card, NOW + claimed)

    review = Review.objects.get()
    assert review.reviewed_at == NOW + stored
    assert review.study_day == alice.study_day(NOW + stored)
    assert StudyDay.objects.get().day == review.study_day


def test_the_same_key_for_another_card_is_refused(alice, card):
    second = make_card(card.deck, "second")
    enrolled(alice, card.deck)
    key = uuid.uuid4()
    grade(alice, card, 4, key=key)

    with pytest.raises(KeyReused):
        grade(alice, second, 4, key=key)

    assert schedule_of(alice, second).version == 0


def test_two_learners_may_use_the_same_key(alice, bob, card):
    enrolled(bob, card.deck)
    key = uuid.uuid4()

    grade(alice, card, 4, key=key)
    grade(bob, card, 2, key=key)

    assert Review.objects.count() == 2


def test_a_stale_version_changes_nothing(alice, card):
    grade(alice, card, 4)

    with pytest.raises(Stale):
        grade(alice, card, 2, version=0)

    assert Review.objects.count() == 1
    assert schedule_of(alice, card).lapses == 0


def test_a_card_of_somebody_else_is_not_there(bob, card):
    with pytest.raises(Schedule.DoesNotExist):
        grade(bob, card, 4)


def test_a_study_day_adds_up_its_reviews(alice, card):
    second = make_card(card.deck, "second")
    enrolled(alice, card.deck)

    review(alice, card, 2, NOW, seconds=30)
    review(alice, card, 4, NOW + timedelta(minutes=5), seconds=10)
    review(alice, second, 5, NOW + timedelta(minutes=6), seconds=20)

    day = StudyDay.objects.get()
    assert (day.day, day.reviews, day.new, day.seconds, day.due_done) == (TODAY, 3, 2, 60, 0)
    assert schedule_of(alice, card).repeat_on is None


def test_the_streak_grows_from_day_to_day_and_starts_again_after_a_gap(alice, card):
    make_schedule(alice, make_card(card.deck, "left"), due=TODAY, interval=1)
    for days in (0, 1, 2, 5):
        review(alice, card, 4, days_later(days))

    assert list(StudyDay.objects.order_by("day").values_list("streak", flat=True)) == [1, 2, 3, 1]


def test_a_late_review_gives_the_state_that_the_log_in_order_gives(alice, card):
    review(alice, card, 4, days_later(0))
    review(alice, card, 4, days_later(3))

    grade_card(alice, card.pk, 2, key=uuid.uuid4(), version=None, reviewed_at=days_later(1), seconds=9)

    days = [TODAY + timedelta(days) for days in (0, 1, 3)]
    assert schedule_of(alice, card).state == replay(sm2, zip((4, 2, 4), days, strict=True))
    assert [day.young_failed for day in StudyDay.objects.order_by("day")] == [0, 1, 0]
    assert [day.streak for day in StudyDay.objects.order_by("day")] == [1, 2, 1]


def test_undo_brings_back_the_state_before(alice, card):
    review(alice, card, 4, days_later(0))
    before = schedule_of(alice, card).state
    review(alice, card, 2, days_later(1))

    result = undo_review(alice, key=uuid.uuid4(), now=days_later(1))

    assert result == {"undone": "review", "card": card.pk}
    assert schedule_of(alice, card).state == before
    assert StudyDay.objects.count() == 1
    assert Review.objects.count() == 2


def test_undo_with_the_same_key_undoes_once(alice, card):
    review(alice, card, 4, days_later(0))
    review(alice, card, 4, days_later(1))
    key = uuid.uuid4()

    results = [undo_review(alice, key=key, now=days_later(1)) for _ in range(2)]

    assert results[0] == results[1]
    assert Review.objects.counted().count() == 1


def test_undo_goes_forty_reviews_deep(alice):
    deck = make_deck()
    cards = [make_card(deck, f"card-{number}") for number in range(40)]
    enrolled(alice, deck)
    for number, card in enumerate(cards):
        review(alice, card, 4, NOW + timedelta(seconds=number))

    undone = [undo_review(alice, key=uuid.uuid4(), now=NOW)["card"] for _ in cards]

    assert undone == [card.pk for card in reversed(cards)]
    assert not StudyDay.objects.exists()
    assert set(Schedule.objects.values_list("due", "planned_for", "reviewed_at")) == {(None, None, None)}
    assert undo_review(alice, key=uuid.uuid4(), now=NOW) == {}


def test_undo_takes_the_last_review_also_after_a_journey_west(alice):
    deck = make_deck("two")
    before, after = make_cards(deck, 2)
    enrolled(alice, deck)
    alice.time_zone = "Pacific/Auckland"
    review(alice, before, 4)
    alice.time_zone = "Pacific/Honolulu"
    review(alice, after, 4, NOW + timedelta(minutes=5))

    assert undo_review(alice, key=uuid.uuid4(), now=NOW + timedelta(minutes=6))["card"] == after.pk


def test_undo_takes_the_learners_own_review_only(alice, bob, card):
    enrolled(bob, card.deck)
    review(alice, card, 4)

    assert undo_review(bob, key=uuid.uuid4(), now=NOW) == {}
    assert Review.objects.counted().count() == 1


def test_bury_and_suspend_are_undone_in_turn(alice, card):
    review(alice, card, 4, NOW)
    bury_card(alice, card.pk, key=uuid.uuid4(), now=NOW + timedelta(seconds=1))
    suspend_card(alice, card.pk, key=uuid.uuid4(), now=NOW + timedelta(seconds=2))
    assert schedule_of(alice, card).buried_until == TODAY + timedelta(1)

    undone = [undo_review(alice, key=uuid.uuid4(), now=NOW)["undone"] for _ in range(3)]

    assert undone == ["suspend", "bury", "review"]
    schedule = schedule_of(alice, card)
    assert (schedule.is_suspended, schedule.buried_until, schedule.due) == (False, None, None)


def test_undo_of_a_card_whose_meaning_changed_asks_for_it_again(alice, card):
    review(alice, card, 4, days_later(0))
    review(alice, card, 4, days_later(1))
    card.rev_at = days_later(2)
    card.save(update_fields=["rev_at"])
    review(alice, card, 4, days_later(3))
    assert schedule_of(alice, card).planned_for == TODAY + timedelta(9)

    undo_review(alice, key=uuid.uuid4(), now=days_later(3))

    schedule = schedule_of(alice, card)
    assert (schedule.due, schedule.planned_for) == (TODAY + timedelta(7), TODAY + timedelta(2))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40), st.booleans()), min_size=1, max_size=8))
def test_any_mix_of_grades_late_grades_and_undos_equals_the_log(alice, card, events):
    Review.objects.all().delete()
    StudyDay.objects.all().delete()
    Schedule.objects.update(
        repetitions=0,
        ease=250,
        interval=0,
        due=None,
        planned_for=None,
        repeat_on=None,
        lapses=0,
        memory=None,
        version=0,
    )

    for quality, days, is_late in events:
        schedule = schedule_of(alice, card)
        late = is_late or (schedule.reviewed_at and days_later(days) < schedule.reviewed_at)
        grade_card(
            alice,
            card.pk,
            quality,
            key=uuid.uuid4(),
            version=None if late else schedule.version,
            reviewed_at=days_later(days),
            seconds=5,
        )
        if quality == 0:
            undo_review(alice, key=uuid.uuid4(), now=days_later(50))

    log = Review.objects.counted().in_order().values_list("quality", "study_day")
    assert schedule_of(alice, card).state == replay(sm2, log)
    assert sum(StudyDay.objects.values_list("reviews", flat=True)) == len(log)
