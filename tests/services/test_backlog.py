"""Coming back after days away: what is waiting is told in days of usual work, spread or done at once, and undone."""

import uuid
from datetime import date, timedelta

import pytest

from cards.models import Card, Deck, Learner, Schedule, StudyDay
from cards.models.learner import Spread
from cards.operations.check_learner import check_learner
from cards.queries.backlog import ways_back
from cards.queries.memory import memories_of
from cards.queries.queue import Lengths, due_now, queue_of
from cards.scheduling import AGAIN, GOOD
from cards.scheduling.backlog import Backlog, Waits, backlog, gain, least_useful, put_off_until
from cards.scheduling.forgetting import DECAY
from cards.scheduling.fsrs import USUAL, Model
from cards.scheduling.simulator import Expected, Policy, live, recall_on
from cards.services.backlog import come_back, waiting
from cards.services.plans import agree_on_plan, change_today, end_plan, keep_pace, undo_plan, undo_today
from cards.services.review import bury_card, undo_review
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_schedule, review
from tests.scheduling.test_training import FORGETFUL

BACK = 9  # days after the first
TODAY = date(2026, 11, 23) + timedelta(days=BACK)


@pytest.mark.parametrize(
    ("waiting", "a_day", "away", "expected"),
    [
        (60, 10, 5, Backlog(60, 10)),
        (60, 10, 1, None),  # one day is no break
        (19, 10, 5, None),  # nor are two days' worth a backlog
        (60, 0, 5, None),
    ],
)
def test_a_backlog_is_two_days_of_usual_work_after_two_days_away(waiting, a_day, away, expected):
    assert backlog(waiting, a_day, away) == expected


def test_it_is_gone_after_as_many_days_as_it_is_worth():
    waits = backlog(63, 10, 5)

    assert (waits.days, waits.reviews) == (7, 19)
    assert waits.days * waits.reviews >= 63 + 7 * 10


def test_the_least_useful_is_what_adds_the_least_for_its_time():
    cards = [Waits(1, 0.3, 20), Waits(2, 0.3, 60), Waits(3, 0.01, 5), Waits(4, 0.2, 20)]

    assert least_useful(cards, 40) == [2, 3]  # 1 and 4 fit; of the others, 3 adds the least for its time
    assert least_useful(cards, 0) == [1, 4, 2, 3]
    assert least_useful(cards, 200) == []


def test_a_review_adds_most_where_most_is_forgotten_by_then():
    day = TODAY + timedelta(days=30)
    shaky = USUAL.memory_of([(GOOD, TODAY - timedelta(days=9))])
    sure = USUAL.memory_of([(GOOD, TODAY - timedelta(days=60)), (GOOD, TODAY - timedelta(days=50)), (GOOD, TODAY)])

    assert gain(shaky, day, TODAY) > 0.1 > gain(sure, day, TODAY)
    assert gain(None, day, TODAY) > 0


def test_half_a_usual_day_comes_back_each_day():
    back_on = put_off_until([7, 8, 9, 5, 6], 4, TODAY)

    assert [(day - TODAY).days for day in back_on.values()] == [1, 1, 2, 2, 3]


@pytest.fixture
def away(alice, clock):
    """Alice has reviewed twelve cards, two of them for the second time on a day of its own, and then been away."""
    deck = make_deck()
    cards = make_cards(deck, 12)
    alice.new_per_day = 0
    alice.save()
    enrolled(alice, deck)
    for card in cards:
        review(alice, card, GOOD)
    for card in cards[:2]:
        review(alice, card, GOOD, days_later(1))
    clock.move_to(days_later(BACK))
    return alice


def back(learner, how, now=None, key=None):
    come_back(learner, how, key=key or uuid.uuid4(), now=now or days_later(BACK))
    learner.refresh_from_db()


def undone(learner):
    """The last change of the plan is taken back."""
    undo_plan(learner, key=uuid.uuid4(), now=days_later(BACK))
    learner.refresh_from_db()


def asked(learner, number=BACK):
    day = date(2026, 11, 23) + timedelta(days=number)
    done = StudyDay.objects.of(learner).filter(day=day).first()
    queue = queue_of(learner, day, done)
    assert Schedule.objects.filter(pk__in=due_now(learner, day)).count() == queue.due + queue.repeats
    return queue.due


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["spread", "now"])
def test_who_wants_no_reviews_is_asked_for_none_after_days_away(away, how):
    away.reviews_per_day = 0
    away.save()
    back(away, how)

    assert (away.spread, asked(away)) == (None, 0)
    away.reviews_per_day = 200
    away.save()
    back(away, how)
    away.reviews_per_day = 0
    away.save()
    assert asked(away) == 0


@pytest.mark.django_db
def test_spread_over_its_days_then_as_usual(away):
    assert asked(away) == 12
    back(away, "spread")

    assert away.spread == {"until": (TODAY + timedelta(days=5)).isoformat(), "reviews": 4}
    assert asked(away) == 4
    assert check_learner(away) == []
    keep_pace(away, TODAY + timedelta(days=5))
    assert away.spread
    keep_pace(away, TODAY + timedelta(days=6))
    away.refresh_from_db()
    assert (away.spread, away.limits.reviews) == (None, away.reviews_per_day)


@pytest.mark.django_db
def test_all_at_once_goes_beyond_the_usual_limit_and_is_taken_back(away):
    away.reviews_per_day = 3
    away.save()
    before = asked(away)
    key = uuid.uuid4()
    back(away, "now", key=key)
    back(away, "now", key=key)

    assert (before, asked(away)) == (3, 12)
    back(away, "usual")
    assert (away.spread, asked(away)) == (None, 3)
    away.reviews_per_day, away.minutes_per_day = 200, 1
    away.save()
    assert asked(away) < 12
    back(away, "now")
    assert asked(away) == 12
    assert check_learner(away) == []


@pytest.mark.django_db
def test_who_was_not_away_has_nothing_to_spread(alice):
    back(alice, "spread", NOW)

    assert alice.spread is None


@pytest.mark.django_db
def test_today_offers_it_says_what_was_chosen_and_costs_no_query(
    alice, away, alice_client, django_assert_max_num_queries
):
    page = " ".join(alice_client.get("/").content.decode().split())
    assert "6 days’ worth is waiting</b>: 12 cards." in page
    assert "Spread over 6 days: 4 a day" in page

    chosen = {"key": str(uuid.uuid4()), "how": "spread"}
    page = " ".join(alice_client.post("/review/backlog/", chosen, follow=True).content.decode().split())
    assert "up to 4 reviews a day" in page
    with django_assert_max_num_queries(9):
        alice_client.get("/")
    alice_client.post("/review/backlog/", {"key": str(uuid.uuid4()), "how": "usual"})
    assert "days’ worth is waiting" in alice_client.get("/").content.decode()
    alice_client.post("/review/backlog/", {"key": "x", "how": "never"})


def buried(learner):
    rows = Schedule.objects.of(learner).exclude(buried_until=None).order_by("pk")
    return dict(rows.values_list("card_id", "buried_until"))


@pytest.mark.django_db
def test_the_least_useful_is_put_off_and_taken_back(away):
    key = uuid.uuid4()
    back(away, "later", key=key)
    back(away, "later", key=key)  # sent twice

    assert asked(away) == 2  # a usual day's worth
    assert sorted((day - TODAY).days for day in buried(away).values()) == list(range(1, 11))  # one a day
    assert (away.spread_out.put_off, away.spread_out.until) == (10, TODAY + timedelta(days=9))
    assert check_learner(away) == []

    back(away, "usual")
    assert (away.spread, buried(away), asked(away)) == (None, {}, 12)


def planned_for(learner, number, minutes=30):
    """A plan for the interview in so many days. Returns its track."""
    track = learner.schedule_set.first().card.deck
    Deck.objects.filter(pk=track.pk).update(about={"stages": [{"slug": "screen", "title": "Screen", "weight": 1}]})
    track.cards.update(stages=["screen"], stage="screen")
    days = {"screen": TODAY + timedelta(days=number)}
    agree_on_plan(learner, track, days, [minutes] * 7, key=uuid.uuid4(), now=days_later(BACK))
    learner.refresh_from_db()
    return track


@pytest.mark.django_db
def test_with_a_plan_they_wait_for_its_day_and_all_is_taken_back(away):
    day = TODAY + timedelta(days=12)
    planned_for(away, 12)
    before = away.paced

    back(away, "later")
    assert (set(buried(away).values()), len(buried(away)), away.spread_out.put_off) == ({day}, 10, 10)
    assert away.pace.expected < before["expected"]
    back(away, "usual")
    assert (away.paced, buried(away)) == (before, {})
    back(away, "now")
    assert away.pace.minutes > 30
    back(away, "usual")
    assert away.paced == before
    assert check_learner(away) == []


@pytest.mark.django_db
def test_what_was_put_off_past_an_interview_agreed_on_since_comes_back(away, alice_client):
    back(away, "later")
    before = (away.spread, buried(away))
    interview = TODAY + timedelta(days=4)
    kept = {card: day for card, day in before[1].items() if day < interview}

    planned_for(away, 4, minutes=60)
    assert 0 < len(buried(away)) < len(before[1])
    assert buried(away) == kept
    assert (away.spread_out.put_off, away.spread_out.last_comes_on) == (len(kept), max(kept.values()))
    assert check_learner(away) == []

    undone(away)
    assert (away.spread, buried(away)) == before


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["now", "spread", "later"])
def test_minutes_given_before_are_there_again_and_undone_one_by_one(away, how):
    planned_for(away, 12)
    change_today(away, 15, key=uuid.uuid4(), now=days_later(BACK))
    change_today(away, 15, key=uuid.uuid4(), now=days_later(BACK))
    away.refresh_from_db()
    before = away.paced

    back(away, how)
    back(away, "usual")

    assert away.paced == before
    undo_today(away, key=uuid.uuid4(), now=days_later(BACK))
    away.refresh_from_db()
    assert (away.pace.extra, away.pace.earlier) == (15, (0,))
    assert check_learner(away) == []


@pytest.mark.django_db
def test_with_a_plan_that_has_no_room_all_that_waits_is_asked_now(away):
    track = planned_for(away, 12, minutes=2)
    for card in (make_card(track, f"unseen-{number}", stages=["screen"], stage="screen") for number in range(30)):
        make_schedule(away, card)
    planned_for(away, 12, minutes=2)
    assert asked(away) < 12  # new ones take the minutes
    away.reviews_per_day = 5
    away.save()
    ways = ways_back(away, waiting(away, TODAY), TODAY)
    assert (ways.spread.days, ways.now.days) == (None, 1)

    back(away, "now")
    assert asked(away) == 12
    for number, schedule in enumerate(away.schedule_set.exclude(due=None)):
        if asked(away):
            review(away, schedule.card, GOOD, days_later(BACK) + timedelta(minutes=number))
    assert asked(away) == 0
    back(away, "usual")
    assert check_learner(away) == []


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["ended", "moved later", "moved earlier"])
def test_what_waits_for_an_interview_comes_back_when_its_day_is_none_any_more(away, change):
    track = planned_for(away, 12)
    back(away, "later")
    before = (away.paced, away.spread, buried(away))

    if change == "ended":
        end_plan(away, track, key=uuid.uuid4(), now=days_later(BACK))
    else:
        planned_for(away, 20 if change == "moved later" else 5)
    away.refresh_from_db()

    assert (away.spread, buried(away), asked(away)) == (None, {}, 12)
    undone(away)
    assert (away.paced, away.spread, buried(away)) == before
    undone(away)  # the plan itself
    assert (away.pace, away.spread, buried(away), asked(away)) == (None, None, {}, 12)
    assert check_learner(away) == []


@pytest.mark.django_db
def test_other_minutes_for_the_same_day_leave_them_off(away):
    planned_for(away, 12)
    back(away, "later")
    before = (away.spread, buried(away))

    planned_for(away, 12, minutes=60)

    assert (away.spread, buried(away)) == before


@pytest.mark.django_db
def test_undo_puts_off_again_what_is_as_it_was(away):
    """Not the card that was reviewed meanwhile, and nothing at all once another way back was chosen."""
    track = planned_for(away, 12)
    back(away, "later")
    off = buried(away)
    end_plan(away, track, key=uuid.uuid4(), now=days_later(BACK))
    reviewed = Card.objects.get(pk=min(off))
    review(away, reviewed, GOOD, days_later(BACK) + timedelta(minutes=1))
    undone(away)
    assert buried(away).keys() == off.keys() - {reviewed.pk}

    end_plan(away, track, key=uuid.uuid4(), now=days_later(BACK))
    Learner.objects.filter(pk=away.pk).update(spread=Spread(TODAY, 40).stored)
    undone(away)
    assert (away.spread_out.reviews, buried(away)) == (40, {})


@pytest.mark.django_db
def test_on_the_day_of_the_interview_they_come_as_usual(away):
    planned_for(away, 12)
    back(away, "later")

    keep_pace(away, TODAY + timedelta(days=12))
    away.refresh_from_db()

    assert (away.pace, away.spread, asked(away, BACK + 12)) == (None, None, 12)


@pytest.mark.django_db
def test_what_comes_back_a_few_a_day_does_so_under_a_plan_too(away):
    back(away, "later")
    before = buried(away)

    planned_for(away, 12)

    assert buried(away) == before


@pytest.mark.django_db
def test_the_page_shows_what_each_way_does_before_it_is_chosen(alice, away, alice_client):
    answer = alice_client.get("/review/backlog/")
    page, ways = " ".join(answer.content.decode().split()), answer.context["ways"]

    assert "6 days’ worth is waiting</b>: 12 cards, where a usual day has 2." in page
    assert "4 reviews a day for 6 days" in page
    assert (ways.now.days, ways.later.days, ways.later.put_off) == (1, 11, 10)
    assert ways.now.minutes > ways.spread.minutes >= ways.later.minutes > 0
    assert ways.now.recall >= ways.spread.recall
    answer = alice_client.post("/review/backlog/", {"key": str(uuid.uuid4()), "how": "later"}, follow=True)
    assert "the 10 least useful cards are put off" in " ".join(answer.content.decode().split())
    assert alice_client.get("/review/backlog/").status_code == 302


@pytest.mark.django_db
def test_an_old_bury_that_is_undone_brings_back_nothing_that_was_put_off_since(away):
    card = away.schedule_set.order_by("pk")[5].card
    bury_card(away, card.pk, key=uuid.uuid4(), now=days_later(2))
    back(away, "later")
    before = buried(away)
    assert card.pk in before

    told = undo_review(away, key=uuid.uuid4(), now=days_later(BACK))

    assert (told["undone"], buried(away)) == ("review", before)


def test_what_a_review_adds_is_what_the_learners_own_weights_say():
    model, day = Model((*FORGETFUL[:DECAY], 0.5)), TODAY + timedelta(days=30)
    memory = model.memory_of([(GOOD, TODAY - timedelta(days=9))])
    recall = memory.recall(TODAY)
    passed = model.memory_after(memory, TODAY, GOOD).recall(day)
    comes_back = model.memory_after(memory, TODAY, AGAIN)
    failed = model.memory_after(comes_back, TODAY, GOOD).recall(day)

    assert gain(memory, day, TODAY) == pytest.approx(recall * passed + (1 - recall) * failed - memory.recall(day))


@pytest.mark.django_db
def test_the_days_are_lived_by_the_learners_own_weights(away):
    away.weights = [*FORGETFUL[:DECAY], 0.5]
    away.save()
    by_hand = Policy(away.planner, new=0, reviews=200, spread=(3_000, TODAY), model=away.model)
    rows = away.schedule_set.order_by("planned_for", "pk")
    memories = dict(enumerate(memories_of(away)[row.card_id] for row in rows))
    last, lengths = TODAY + timedelta(days=30), [(away_seconds(away),) * 2] * 12

    lived = live(Expected(lengths, Lengths(away).returns), by_hand, [row.state for row in rows], TODAY, last, memories)

    expected = recall_on(dict.fromkeys(range(12), last), lived.memories, range(12))
    assert ways_back(away, waiting(away, TODAY), TODAY).now.recall == round(100 * expected, 1)


def away_seconds(learner):
    return Lengths(learner).of("recall", 0.5, is_new=False)


@pytest.mark.django_db
def test_a_plan_that_lost_its_cards_today_breaks_no_page(alice, away, alice_client):
    track = away.schedule_set.first().card.deck
    track.about = {"stages": [{"slug": "screen", "title": "Screen", "weight": 1}]}
    track.save()
    track.cards.update(stages=["screen"], stage="screen")
    day = TODAY + timedelta(days=12)
    agree_on_plan(away, track, {"screen": day}, [30] * 7, key=uuid.uuid4(), now=days_later(BACK))
    track.cards.update(stages=["onsite"], stage="onsite")  # a new version of the deck, loaded on the same day

    assert alice_client.get("/review/backlog/").status_code == 200
