"""A plan for an interview: what it moves, that it is undone without a trace, and that no date is an error."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.models import Enrolment, Plan, Schedule, StudyDay
from cards.operations.check_learner import check_learner
from cards.queries.queue import asked_of, queue_of
from cards.queries.streaks import freezes_of, streak_of
from cards.scheduling import AGAIN, GOOD
from cards.scheduling.order import Part
from cards.services.decks import begin_with, pause
from cards.services.limits import TooMuch
from cards.services.once import KeyReused
from cards.services.plans import agree_on_plan, change_today, end_plan, keep_pace, undo_plan, undo_today
from cards.services.review import undo_review
from cards.services.study_days import recount_streaks
from cards.services.suspending import resume_cards, suspend_cards
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_schedule, review

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
EVEN = [30] * 7
STAGES = {
    "stages": [{"slug": "design", "title": "Design", "weight": 2}, {"slug": "screen", "title": "Screen", "weight": 1}]
}


def day(number):
    return TODAY + timedelta(days=number)


@pytest.fixture
def track(alice):
    deck = make_deck("stripe", title="Stripe", about=STAGES)
    for number in range(24):
        stage = ("design", "screen")[number % 2]
        make_card(deck, f"card-{number}", stage=stage, stages=[stage], level=1 + number % 3)
    return deck


def agree(learner, deck, days, minutes=EVEN, now=NOW, key=None):
    agree_on_plan(learner, deck, days, minutes, key=key or uuid.uuid4(), now=now)
    learner.refresh_from_db()


def undo(learner, now=NOW):
    undo_plan(learner, key=uuid.uuid4(), now=now)
    learner.refresh_from_db()


def on(learner, number):
    """The first page of a study day."""
    learner.refresh_from_db()
    keep_pace(learner, day(number))
    learner.refresh_from_db()


def waiting(learner, number=0):
    done = StudyDay.objects.of(learner).filter(day=day(number)).first()
    return asked_of(learner, day(number), done)


def planned(learner):
    columns = ("card", "position", "due", "planned_for", "last_look", "ease", "interval", "is_shelved")
    return list(Schedule.objects.of(learner).order_by("pk").values_list(*columns))


BOTH = {"design": day(12), "screen": day(12)}


def test_a_plan_enrols_and_asks_its_share_of_new_cards(alice, track):
    agree(alice, track, BOTH)

    assert Enrolment.objects.get(learner=alice).deck == track
    assert (alice.pace.new, alice.pace.minutes, alice.pace.on) == (4, 30, day(12))  # 24 cards in six days
    assert queue_of(alice, TODAY, None).new == 4
    assert check_learner(alice) == []


def test_what_was_not_met_today_is_asked_for_tomorrow(alice, track):
    agree(alice, track, BOTH)
    on(alice, 2)

    assert alice.pace.new == 6
    assert alice.pace.on == day(12)


def test_a_seen_card_is_asked_before_the_day_and_keeps_its_schedule(alice, track):
    agree(alice, track, BOTH)
    card = waiting(alice).new[0]
    schedule = Schedule.objects.get(pk=card)
    for number in (0, 1):
        review(alice, schedule.card, GOOD, days_later(number))
    review(alice, schedule.card, GOOD, days_later(7))

    schedule.refresh_from_db()
    assert (schedule.due, schedule.interval, schedule.ease) == (day(22), 15, 250)
    assert schedule.planned_for == schedule.last_look == day(11)
    review(alice, schedule.card, GOOD, days_later(11))
    schedule.refresh_from_db()
    assert (schedule.interval, schedule.ease, schedule.due, schedule.planned_for) == (15, 250, day(26), day(26))
    assert check_learner(alice) == []


def test_without_its_last_look_ordinary_scheduling_goes_on_after_the_day(alice, track):
    agree(alice, track, BOTH)
    schedule = Schedule.objects.get(pk=waiting(alice).new[0])
    for number in (0, 1, 7):
        review(alice, schedule.card, GOOD, days_later(number))

    on(alice, 12)

    schedule.refresh_from_db()
    assert alice.pace is None
    assert (schedule.planned_for, schedule.last_look) == (day(22), None)
    assert alice.limits.new == alice.new_per_day
    assert check_learner(alice) == []


def test_in_the_last_third_spare_minutes_go_to_the_least_sure(alice, track):
    agree(alice, track, BOTH)
    schedule = Schedule.objects.get(pk=waiting(alice).new[0])
    review(alice, schedule.card, AGAIN, days_later(0))
    review(alice, schedule.card, GOOD, days_later(1))
    review(alice, schedule.card, GOOD, days_later(2))

    on(alice, 7)
    assert waiting(alice, 7).due == []
    on(alice, 8)
    schedule.refresh_from_db()

    assert waiting(alice, 8).due == [schedule.pk]
    assert check_learner(alice) == []


def test_while_a_plan_runs_the_least_sure_card_comes_first(alice, track):
    easy, hard = (
        make_schedule(alice, card, due=day(late), interval=10, ease=ease)
        for card, late, ease in zip(track.cards.all()[:2], (-3, -2), (250, 130), strict=True)
    )
    agree(alice, track, BOTH)

    assert waiting(alice).due == [hard.pk, easy.pk]
    end_plan(alice, track, key=uuid.uuid4(), now=NOW)
    alice.refresh_from_db()
    assert waiting(alice).due == [easy.pk, hard.pk]


def test_the_minutes_of_the_weekday_are_the_limit_and_new_cards_come_first(alice, track):
    agree(alice, track, BOTH, [3, 0, 30, 30, 30, 30, 30])
    for schedule in waiting(alice).new:
        review(alice, Schedule.objects.get(pk=schedule).card, GOOD, seconds=60)

    on(alice, 1)
    assert queue_of(alice, day(1), None).left == 0  # a day without minutes
    on(alice, 2)
    alice.paced = alice.paced | {"minutes": 4}
    asked = waiting(alice, 2)
    assert len(asked.new) == 3  # of a minute each, with a quarter of one for what comes back
    assert asked.due == []
    assert asked.due_held


def test_new_cards_of_the_nearer_stage_come_first(alice, track):
    agree(alice, track, {"design": day(20), "screen": day(6)})

    stages = Schedule.objects.of(alice).order_by("position").values_list("card__stage", "card__level")
    assert [stage for stage, _ in stages] == ["screen"] * 12 + ["design"] * 12
    assert [level for _, level in stages][:12] == [1] * 4 + [2] * 4 + [3] * 4
    assert check_learner(alice) == []


def test_a_stage_without_a_date_is_paced_to_none(alice, track):
    agree(alice, track, {"design": day(12)})

    looks = dict(Schedule.objects.of(alice).values_list("card__stage", "last_look"))
    assert looks == {"design": day(11), "screen": None}


@pytest.mark.parametrize("number", [-3, 0])
def test_a_day_that_is_today_or_past_paces_nothing(alice, track, number):
    agree(alice, track, {"design": day(number), "screen": day(number)})

    assert alice.pace is None
    assert queue_of(alice, TODAY, None).new == alice.new_per_day


def test_an_interview_tomorrow_asks_for_all_that_fits(alice, track):
    agree(alice, track, {"design": day(1), "screen": day(1)}, [5] * 7)

    assert alice.pace.new == 24
    assert queue_of(alice, TODAY, None).new == 4  # of a minute each, and one for what comes back
    assert alice.pace.behind == 21  # one of the four is expected to come back


def test_every_change_can_be_undone_without_a_trace(alice, track):
    enrolled(alice, track)
    states, paces = [planned(alice)], [alice.paced]
    for change in (
        lambda: agree(alice, track, BOTH),
        lambda: agree(alice, track, {"design": day(20), "screen": day(6)}, [10] * 7),
        lambda: end_plan(alice, track, key=uuid.uuid4(), now=NOW),
    ):
        change()
        alice.refresh_from_db()
        states.append(planned(alice))
        paces.append(alice.paced)
        assert check_learner(alice) == []

    assert states[3] == states[0]
    for place in (2, 1, 0):
        undo(alice)
        assert (planned(alice), alice.paced) == (states[place], paces[place])
    assert undo_plan(alice, key=uuid.uuid4(), now=NOW) == {}


def studied(learner, deck):
    """Whether the learner is enrolled, and how many of the cards are in the queue."""
    enrolment = Enrolment.objects.filter(learner=learner, deck=deck).first()
    return enrolment and not enrolment.is_paused, Schedule.objects.of(learner).active().count()


def test_who_takes_a_plan_back_studies_its_track_no_more_unless_it_did_before(alice, track):
    agree(alice, track, BOTH)
    assert studied(alice, track) == (True, 24)
    undo(alice)
    assert studied(alice, track) == (None, 0)

    enrolled(alice, track)
    agree(alice, track, BOTH)
    undo(alice)
    assert studied(alice, track) == (True, 24)

    pause(alice, track, key=uuid.uuid4(), now=NOW)
    agree(alice, track, BOTH)
    agree(alice, track, BOTH, [60] * 7)
    undo(alice)
    assert studied(alice, track) == (True, 24)
    undo(alice)
    assert studied(alice, track) == (False, 0)
    assert check_learner(alice) == []


@pytest.mark.parametrize("how", ["a review", "enrolling"])
def test_who_goes_on_with_a_track_keeps_it_when_its_plan_is_taken_back(alice, track, how):
    agree(alice, track, BOTH)
    if how == "a review":
        review(alice, alice.schedule_set.first().card, GOOD)
    else:
        enrolled(alice, track)

    undo(alice)

    assert studied(alice, track) == (True, 24)


def test_other_minutes_keep_the_start_and_another_day_begins_anew(alice, track):
    agree(alice, track, BOTH)
    agree(alice, track, BOTH, [60] * 7, days_later(3))
    agree(alice, track, BOTH | {"screen": day(30)}, now=days_later(4))

    starts = list(Plan.objects.order_by("id").values_list("starts_on", flat=True))
    assert starts == [day(0), day(0), day(4)]


def test_several_interviews_pace_a_shared_card_to_the_nearest(alice, track):
    other = make_deck("acme", title="Acme", about=STAGES)
    make_cards(other, 2, stage="design", stages=["design"])
    agree(alice, track, {"design": day(20)})
    agree(alice, other, {"design": day(5)})

    assert (alice.pace.on, alice.pace.slug) == (day(5), "acme")
    on(alice, 5)
    assert (alice.pace.on, alice.pace.slug) == (day(20), "stripe")
    assert check_learner(alice) == []


def test_the_same_key_makes_one_plan(alice, track):
    key = uuid.uuid4()
    agree(alice, track, BOTH, key=key)
    agree(alice, track, BOTH, key=key)

    assert Plan.objects.count() == 1
    with pytest.raises(KeyReused):
        agree(alice, track, {"design": day(3)}, key=key)


def test_a_day_is_worked_out_once_and_costs_nobody_else(alice, bob, track, django_assert_num_queries):
    agree(alice, track, BOTH)
    with django_assert_num_queries(0):
        keep_pace(alice, TODAY)
        keep_pace(bob, TODAY)


def test_a_plan_costs_no_query_more_for_more_cards(alice, track):
    with CaptureQueriesContext(connection) as few:
        agree(alice, track, BOTH)
    for number in range(30):
        make_card(track, f"more-{number}", stage="design", stages=["design"])
    with CaptureQueriesContext(connection) as many:
        agree(alice, track, BOTH | {"screen": day(9)})

    assert len(many) <= len(few)


def test_a_day_without_minutes_breaks_no_streak(alice, track):
    agree(alice, track, BOTH, [30, 0, 30, 30, 30, 30, 30])
    review(alice, Schedule.objects.get(pk=waiting(alice).new[0]).card, GOOD)

    on(alice, 2)
    second = Schedule.objects.get(pk=waiting(alice, 2).new[0])
    review(alice, second.card, GOOD, days_later(2))

    assert StudyDay.objects.of(alice).get(day=day(2)).streak == 2
    end_plan(alice, track, key=uuid.uuid4(), now=days_later(2))
    alice.refresh_from_db()
    recount_streaks(alice)
    assert StudyDay.objects.of(alice).get(day=day(2)).streak == 2
    assert check_learner(alice) == []


def test_a_plan_that_is_changed_on_its_day_without_minutes_excuses_it_no_more(alice, track):
    agree(alice, track, BOTH, [0, 30, 30, 30, 30, 30, 30])
    agree(alice, track, BOTH)
    on(alice, 1)

    assert TODAY not in alice.excused


@pytest.mark.parametrize(
    "change",
    [
        lambda alice, track: end_plan(alice, track, key=uuid.uuid4(), now=days_later(1)),
        lambda alice, track: agree(alice, track, BOTH, now=days_later(1)),
        lambda alice, track: undo(alice, days_later(1)),
    ],
    ids=["ended", "changed", "undone"],
)
def test_the_plan_that_counted_on_a_day_excuses_it_whatever_is_done_first_on_the_next(alice, track, change):
    agree(alice, track, BOTH, [0, 30, 30, 30, 30, 30, 30])

    change(alice, track)

    alice.refresh_from_db()
    assert TODAY in alice.excused
    assert day(1) not in alice.excused


def test_a_day_without_minutes_excuses_none_that_was_missed_before_it(alice, track):
    agree(alice, track, BOTH, [30, 30, 0, 30, 30, 30, 30])
    first, second = (Schedule.objects.get(pk=pk).card for pk in waiting(alice).new[:2])
    review(alice, first, GOOD)
    Schedule.objects.filter(card=first).update(due=day(9), planned_for=day(9))

    on(alice, 2)  # Tuesday asked for new cards
    assert streak_of(alice, StudyDay.objects.of(alice).get(), day(2)) == 0
    review(alice, second, GOOD, days_later(2))

    assert StudyDay.objects.of(alice).get(day=day(2)).streak == 1


def test_what_a_day_asked_is_settled_before_the_next_one_is_worked_out(alice, track):
    agree(alice, track, BOTH)
    for schedule in Schedule.objects.of(alice).select_related("card").order_by("pk"):
        review(alice, schedule.card, GOOD)
    Schedule.objects.of(alice).update(due=day(9), planned_for=day(9))
    look = Schedule.objects.of(alice).select_related("card").first()
    # As for the spare minutes of a day, which go to others on the next one.
    Schedule.objects.filter(pk=look.pk).update(last_look=day(1), planned_for=day(1))

    on(alice, 3)
    review(alice, look.card, GOOD, days_later(3))

    assert StudyDay.objects.of(alice).get(day=day(3)).streak == 1


def test_so_many_plans_are_agreed_on_within_a_day_and_the_last_one_can_still_be_ended(alice, track, settings):
    settings.PLANS_A_DAY = 2
    key = uuid.uuid4()
    agree(alice, track, {"design": day(20)})
    agree(alice, track, {"design": day(21)}, key=key)

    with pytest.raises(TooMuch, match="You have made 2 plans within a day"):
        agree(alice, track, {"design": day(22)})
    agree(alice, track, {"design": day(21)}, key=key)  # the same press again
    end_plan(alice, track, key=uuid.uuid4(), now=NOW)
    agree(alice, track, {"design": day(22)}, now=days_later(2))

    assert [len(plan.days) for plan in Plan.objects.order_by("pk")] == [1, 1, 0, 1]


def test_a_paused_deck_paces_nothing(alice, track):
    agree(alice, track, BOTH)
    pause(alice, track, key=uuid.uuid4(), now=NOW)
    on(alice, 1)

    assert alice.pace is None


def test_a_plan_goes_on_with_its_track_after_a_pause(alice, track):
    agree(alice, track, BOTH)
    pause(alice, track, key=uuid.uuid4(), now=NOW)
    on(alice, 1)
    assert (alice.pace, waiting(alice, 1).new) == (None, [])
    assert check_learner(alice) == []

    enrolled(alice, track, days_later(1))
    on(alice, 1)
    assert (alice.pace.on, alice.pace.new) == (day(12), 5)


def test_on_the_day_of_a_pause_the_plan_waits_at_once_and_goes_on_at_once(alice, track):
    agree(alice, track, BOTH, [20] * 7)
    today_with(alice, 15)
    agreed = alice.paced
    pause(alice, track, key=uuid.uuid4(), now=NOW)
    on(alice, 0)
    assert (alice.pace, alice.limits.minutes) == (None, None)
    assert not Schedule.objects.of(alice).filter(last_look__isnull=False).exists()
    assert check_learner(alice) == []

    enrolled(alice, track)
    on(alice, 0)
    assert (alice.paced, alice.pace.on, alice.pace.minutes) == (agreed, day(12), 35)
    assert take_today_back(alice) == {"minutes": 20}
    assert check_learner(alice) == []


def test_todays_line_follows_at_once_where_many_cards_are_suspended(alice, track):
    agree(alice, track, BOTH, [20] * 7)
    before = alice.paced
    cards = track.cards.order_by("pk").values_list("pk", flat=True)[:20]

    suspend_cards(alice, cards, asked="q=x", key=uuid.uuid4(), now=NOW)
    on(alice, 0)
    assert alice.pace.new < before["new"]

    undo_review(alice, key=uuid.uuid4(), now=NOW)
    on(alice, 0)
    assert alice.paced == before
    assert check_learner(alice) == []


def test_new_cards_are_those_of_the_nearest_interview_first(alice, track):
    """Tracks call their stages alike, and their cards' days differ."""
    far, other = (make_deck(slug, about=STAGES) for slug in ("far", "other"))
    for deck in (far, other):
        make_cards(deck, 20, stage="design", stages=["design"])
    enrolled(alice, other)
    agree(alice, track, {"design": day(9)})
    agree(alice, far, {"design": day(40)})

    rows = Schedule.objects.of(alice).filter(card__stage="design").order_by("position")
    assert [row.card.deck.slug for row in rows] == ["stripe"] * 12 + ["far"] * 20 + ["other"] * 20
    assert check_learner(alice) == []
    pause(alice, track, key=uuid.uuid4(), now=NOW)
    on(alice, 0)
    assert rows.filter(is_shelved=False).first().card.deck == far
    assert check_learner(alice) == []


def test_a_pause_of_one_of_two_tracks_leaves_the_minutes_given_to_the_day(alice, track):
    other = make_deck("globex", about=STAGES)
    make_cards(other, 6, stage="design", stages=["design"])
    agree(alice, other, {"design": day(20)})
    agree(alice, track, BOTH, [20] * 7)
    today_with(alice, 15)
    pause(alice, track, key=uuid.uuid4(), now=NOW)
    on(alice, 0)

    assert (alice.pace.on, alice.pace.minutes, alice.pace.earlier) == (day(20), 35, (0,))


def test_what_the_learner_knows_is_asked_for_by_no_plan_at_once(alice, track):
    agree(alice, track, BOTH)
    known = Part(stages=frozenset({"design"}))
    begin_with(alice, track, Part(), known, 5, among=known, key=uuid.uuid4(), now=NOW)
    on(alice, 0)

    assert alice.pace.new == 2


def test_a_plan_goes_on_when_its_cards_are_suspended_no_more(alice, track, django_assert_num_queries):
    agree(alice, track, BOTH)
    suspend = {"asked": "", "key": uuid.uuid4(), "now": NOW}
    suspend_cards(alice, track.cards.values_list("pk", flat=True), **suspend)
    on(alice, 1)
    with django_assert_num_queries(0):
        keep_pace(alice, day(1))  # looked at once a day
    resume_cards(alice, track.cards.values_list("pk", flat=True), **suspend | {"key": uuid.uuid4()})

    on(alice, 2)

    assert alice.pace.on == day(12)


def test_a_plan_whose_day_has_come_goes_on_where_it_is_the_day_before_again(alice, track):
    """After a journey west over the date line."""
    agree(alice, track, {"design": day(2), "screen": day(2)})
    on(alice, 2)
    assert alice.pace is None

    on(alice, 1)
    assert alice.pace.on == day(2)
    for number in (2, 3, 4, 5):
        on(alice, number)
    assert alice.paced is None  # it costs nobody a look for ever


def today_with(learner, extra, key=None):
    change_today(learner, extra, key=key or uuid.uuid4(), now=NOW)
    learner.refresh_from_db()


def test_more_minutes_for_today_bring_more_cards_and_not_today_none(alice, track):
    agree(alice, track, BOTH, [2] * 7)
    before, states = alice.paced, planned(alice)
    assert queue_of(alice, TODAY, None).new == 1

    key = uuid.uuid4()
    today_with(alice, 15, key)
    today_with(alice, 15, key)  # sent twice
    assert (alice.pace.minutes, alice.pace.extra) == (17, 15)
    assert queue_of(alice, TODAY, None).new > 2
    assert alice.pace.expected > before["expected"]
    today_with(alice, 15)
    assert alice.pace.minutes == 32

    today_with(alice, None)
    assert alice.pace.minutes == alice.pace.new == queue_of(alice, TODAY, None).left == 0
    assert alice.pace.expected < before["expected"]

    today_with(alice, 0)
    assert (alice.paced, planned(alice)) == (before | {"earlier": [0, 15, 30, -960]}, states)
    today_with(alice, None)
    on(alice, 1)
    assert (alice.pace.minutes, alice.pace.extra, alice.pace.earlier) == (2, 0, ())  # tomorrow is another day
    assert check_learner(alice) == []


def test_fifteen_minutes_after_none_are_fifteen(alice, track):
    agree(alice, track, BOTH)
    today_with(alice, None)
    today_with(alice, 15)
    assert alice.pace.minutes == 15
    today_with(alice, 15)
    assert alice.pace.minutes == 30

    today_with(alice, None)
    StudyDay.objects.create(learner=alice, day=TODAY, seconds=130, reviews=3, new=3)
    today_with(alice, 15)
    assert alice.pace.minutes == 3 + 15
    take_today_back(alice)
    assert alice.pace.minutes == 0


def take_today_back(learner, key=None):
    undone = undo_today(learner, key=key or uuid.uuid4(), now=NOW)
    learner.refresh_from_db()
    return undone


def test_each_press_on_todays_minutes_is_taken_back_by_itself(alice, track):
    agree(alice, track, BOTH, [2] * 7)
    before = (alice.paced, planned(alice))
    for extra in (15, 15, 0, None):
        today_with(alice, extra)

    minutes = [alice.pace.minutes]
    key = uuid.uuid4()
    for _ in "sent twice":
        take_today_back(alice, key)
    minutes.append(alice.pace.minutes)
    minutes += [take_today_back(alice)["minutes"] for _ in range(3)]

    assert minutes == [0, 2, 32, 17, 2]
    assert (alice.paced, planned(alice)) == before
    assert take_today_back(alice) == {}


def test_presses_that_change_nothing_or_are_of_another_day_are_not_taken_back(alice, track):
    agree(alice, track, BOTH)
    today_with(alice, 0)
    assert take_today_back(alice) == {}

    for _ in range(12):
        today_with(alice, 15)
    assert (alice.pace.earlier[0], len(alice.pace.earlier)) == (30, 10)
    on(alice, 1)
    assert undo_today(alice, key=uuid.uuid4(), now=days_later(1)) == {}
    assert check_learner(alice) == []


def test_the_undo_of_a_plans_end_brings_the_presses_of_the_day_back(alice, track):
    agree(alice, track, BOTH)
    for extra in (15, None):
        today_with(alice, extra)
    before = alice.paced

    end_plan(alice, track, key=uuid.uuid4(), now=NOW)
    undo_plan(alice, key=uuid.uuid4(), now=NOW)
    alice.refresh_from_db()
    assert alice.paced == before

    end_plan(alice, track, key=uuid.uuid4(), now=NOW)
    assert check_learner(alice) == []
    undo_plan(alice, key=uuid.uuid4(), now=days_later(1))
    alice.refresh_from_db()
    assert (alice.pace.day, alice.pace.extra, alice.pace.earlier) == (day(1), 0, ())


def test_what_a_day_was_given_is_forgotten_with_the_day(alice, track):
    agree(alice, track, BOTH)
    today_with(alice, 15)
    end_plan(alice, track, key=uuid.uuid4(), now=NOW)
    alice.refresh_from_db()
    assert (alice.pace, alice.limits.minutes, alice.presses_on(TODAY)) == (None, None, (0, 15))

    on(alice, 1)
    assert alice.paced is None


def test_without_a_plan_today_is_what_it_is(alice):
    assert change_today(alice, 15, key=uuid.uuid4(), now=NOW) == {}
    assert take_today_back(alice) == {}


def test_no_time_today_costs_a_freeze_and_not_the_streak(alice, track):
    """A day without a review is one, whoever said so before: but it is asked for nothing twice."""
    agree(alice, track, BOTH)
    schedule = Schedule.objects.get(pk=waiting(alice).new[0])
    review(alice, schedule.card, GOOD)
    StudyDay.objects.of(alice).update(day=day(-1), streak=7, freezes=1)
    today_with(alice, None)
    on(alice, 1)

    latest = StudyDay.objects.of(alice).get()
    freezes = freezes_of(alice, [latest], day(1), 7)
    assert (freezes.streak, freezes.kept, freezes.used) == (7, 0, (TODAY,))
    assert streak_of(alice, latest, day(2)) == 0
