"""A learner's life, at random, beside a model of it that was written apart: no line of the scheduler is used here.

The model keeps a list of what was done, in the order of doing, and works everything out from it afresh each time: it
knows nothing of caches, versions, phases or counters.
"""

import math
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from cards.models import Card, Schedule, StudyDay
from cards.operations.check_learner import check_learner
from cards.queries.queue import queue_of
from cards.services.accounts import save_settings
from cards.services.review import bury_card, grade_card, resume_card, suspend_card, undo_review
from tests.factories import enrolled, make_card, make_deck

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONES = ("UTC", "Pacific/Auckland", "Pacific/Honolulu", "Asia/Kathmandu", "Europe/Berlin")


@dataclass
class Done:
    """One thing that was done: a grade, or a card set aside."""

    what: str
    card: int
    quality: int = 0
    at: datetime = START
    day: object = None
    before: object = None
    is_undone: bool = False


@dataclass
class Plan:
    """SM-2 as in the paper, with an ease in hundredths."""

    ease: int = 250
    row: int = 0
    interval: int = 0
    due: object = None
    again: object = None
    lapses: int = 0


def plan_of(grades):
    plan = Plan()
    for quality, day in grades:
        knew, again = quality > 2, day if quality < 4 else None
        if plan.again == day:
            plan.again = again
        elif plan.due and day < plan.due and knew:
            plan.due, plan.again = day + timedelta(plan.interval), again
        else:
            lapsed = plan.row > 0 and not knew
            step = math.ceil(plan.interval * plan.ease / 100) if plan.row > 1 else (1, 6)[plan.row]
            plan.interval = min(step, 36_500) if knew else 1
            plan.ease = max(130, plan.ease + {5: 10, 4: 0, 3: -14, 2: -32, 1: -54, 0: -80}[quality])
            plan.row = plan.row + 1 if knew else 0
            plan.due, plan.again = day + timedelta(plan.interval), again
            plan.lapses += lapsed
    return plan


@dataclass
class Model:
    cards: dict[int, str]  # ids, in the order of new cards, with the text that each belongs to
    done: list[Done] = field(default_factory=list)
    suspended: set[int] = field(default_factory=set)
    buried: dict[int, object] = field(default_factory=dict)

    def grades(self, card=None):
        return [one for one in self.done if one.what == "grade" and not one.is_undone and card in (None, one.card)]

    def plan(self, card):
        log = sorted(self.grades(card), key=lambda one: one.at)  # stable: at one moment, in the order of doing
        return plan_of([(one.quality, one.day) for one in log])

    def is_out(self, card, today):
        return card in self.suspended or self.buried.get(card, today) > today

    def left_today(self, today):
        """(due, new, repeats) that wait, whatever the limits."""
        texts_today = {}
        for card, text in self.cards.items():
            log = sorted(self.grades(card), key=lambda one: one.at)
            if log and log[-1].day == today:
                texts_today.setdefault(text, set()).add(card)
        due, new, repeats = set(), set(), 0
        for card, text in self.cards.items():
            plan = self.plan(card)
            if self.is_out(card, today):
                continue
            repeats += plan.again == today
            if texts_today.get(text, set()) - {card}:
                continue
            if plan.due is None:
                new.add(text)
            elif plan.due <= today:
                due.add(text)
        return len(due), len(new - due), repeats

    def undo(self, today):
        for one in reversed(self.done):
            if one.is_undone:
                continue
            one.is_undone = True
            if one.what == "grade":
                return one.card
            if one.what == "suspend" and one.card in self.suspended:
                self.suspended.discard(one.card)
                if one.before:
                    self.suspended.add(one.card)
                return one.card
            if one.what == "bury" and self.buried.get(one.card, today) > today:
                self.buried.pop(one.card)
                if one.before:
                    self.buried[one.card] = one.before
                return one.card
        return None

    def resume(self, card):
        self.suspended.discard(card)
        self.buried.pop(card, None)
        for one in self.done:
            if one.card == card and one.what != "grade":
                one.is_undone = True


class Life(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        Card.objects.all().delete()
        get_user_model().objects.filter(username="alice").delete()
        self.alice = get_user_model().objects.create(username="alice", new_per_day=50, reviews_per_day=500)
        deck = make_deck(f"deck-{uuid.uuid4().hex[:8]}")
        content = {"text": "{{c1::one}} {{c2::two}} {{c3::three}}", "points": [], "notes": ""}
        cards = [make_card(deck, f"question-{n}", position=n, now=START) for n in range(3)]
        cards += [make_card(deck, "text", kind="cloze", content=content, ordinal=n, position=9) for n in (1, 2, 3)]
        enrolled(self.alice, deck, START)
        self.model = Model({card.pk: "text" if card.ordinal else str(card.pk) for card in cards})
        self.ids = [card.pk for card in cards]
        self.now, self.zone, self.rollover = START, "UTC", 4

    @property
    def today(self):
        """The date of the noon in the stretch from one roll-over to the next."""
        wall = self.now.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        begins = self.rollover if self.rollover <= 12 else self.rollover - 24
        return (wall - timedelta(hours=begins)).date()

    def queue(self):
        return queue_of(self.alice, self.today, StudyDay.objects.of(self.alice).filter(day=self.today).first())

    @rule(seconds=st.integers(1, 400))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(hours=st.sampled_from([8, 24, 24, 24 * 6]))
    def sleep(self, hours):
        self.now += timedelta(hours=hours)

    @rule(seconds=st.sampled_from([1, 90, 3600, 3600 * 9]))
    def clock_steps_back(self, seconds):
        self.now -= timedelta(seconds=seconds)

    @rule(zone=st.sampled_from(ZONES), rollover=st.sampled_from([0, 4, 12, 13, 23]))
    def travel(self, zone, rollover):
        values = {"time_zone": zone, "rollover_hour": rollover}
        save_settings(self.alice, values, key=uuid.uuid4(), now=self.now)
        self.alice.refresh_from_db()
        self.zone, self.rollover = zone, rollover

    @rule(which=st.integers(0, 5), quality=st.integers(0, 5))
    def grade(self, which, quality):
        self._grade(self.ids[which], quality)

    @precondition(lambda self: self.queue().next)
    @rule(quality=st.integers(0, 5))
    def grade_next(self, quality):
        self._grade(self.queue().next.pk, quality)

    def _grade(self, card, quality):
        version = Schedule.objects.of(self.alice).get(card=card).version
        grade_card(self.alice, card, quality, key=uuid.uuid4(), version=version, reviewed_at=self.now, seconds=7)
        self.model.done.append(Done("grade", card, quality, self.now, self.today))

    @rule(which=st.integers(0, 5), quality=st.integers(0, 5), hours=st.integers(0, 60))
    def a_review_arrives_late(self, which, quality, hours):
        """From a device that was offline. Before its card was written no review can be."""
        now, self.now = self.now, max(self.now - timedelta(hours=hours), START)
        grade_card(
            self.alice, self.ids[which], quality, key=uuid.uuid4(), version=None, reviewed_at=self.now, seconds=7
        )
        self.model.done.append(Done("grade", self.ids[which], quality, self.now, self.today))
        self.now = now

    @rule(which=st.integers(0, 5))
    def bury(self, which):
        card = self.ids[which]
        bury_card(self.alice, card, key=uuid.uuid4(), now=self.now)
        self.model.done.append(Done("bury", card, before=self.model.buried.get(card)))
        self.model.buried[card] = self.today + timedelta(1)

    @rule(which=st.integers(0, 5))
    def suspend(self, which):
        card = self.ids[which]
        suspend_card(self.alice, card, key=uuid.uuid4(), now=self.now)
        self.model.done.append(Done("suspend", card, before=card in self.model.suspended))
        self.model.suspended.add(card)

    @rule(which=st.integers(0, 5))
    def resume(self, which):
        resume_card(self.alice, self.ids[which], key=uuid.uuid4(), now=self.now)
        self.model.resume(self.ids[which])

    @rule()
    def undo(self):
        undone = undo_review(self.alice, key=uuid.uuid4(), now=self.now)
        assert undone.get("card") == self.model.undo(self.today)

    @invariant()
    def every_card_is_planned_alike(self):
        for schedule in Schedule.objects.of(self.alice):
            plan = self.model.plan(schedule.card_id)
            assert schedule.due == schedule.planned_for == plan.due
            assert (schedule.ease, schedule.interval, schedule.repetitions) == (plan.ease, plan.interval, plan.row)
            assert (schedule.repeat_on, schedule.lapses) == (plan.again, plan.lapses)
            assert schedule.is_suspended == (schedule.card_id in self.model.suspended)

    @invariant()
    def the_same_is_left_today(self):
        queue = self.queue()
        assert (queue.due, queue.new, queue.repeats) == self.model.left_today(self.today)

    @invariant()
    def the_days_add_up(self):
        grades = self.model.grades()
        counted = {day: sum(one.day == day for one in grades) for day in {one.day for one in grades}}
        assert dict(StudyDay.objects.of(self.alice).values_list("day", "reviews")) == counted

    def teardown(self):
        self.alice.refresh_from_db()
        assert check_learner(self.alice) == []


class TestLife(TestCase):
    def test_any_life_is_as_the_model_says(self):
        run_state_machine_as_test(
            Life, settings=settings(max_examples=12, stateful_step_count=20, suppress_health_check=list(HealthCheck))
        )
