"""Weeks of a learner with two plans, by chance: every change that is undone leaves exactly what was before."""

import itertools
import random
import uuid
from datetime import timedelta

import pytest

from cards.kinds import Unfit
from cards.models import Card, Enrolment, Mock, Schedule, Topic
from cards.operations.check_learner import check_learner
from cards.queries.new_cards import current_plans
from cards.services.accounts import save_settings
from cards.services.away import go_away, undo_away
from cards.services.backlog import come_back
from cards.services.decks import leave_out, pause, reorder, take_in, weigh_stages
from cards.services.mocks import begin_mock, end_mock
from cards.services.plans import agree_on_plan, change_today, end_plan, undo_plan, undo_today
from cards.services.review import bury_card, suspend_card, undo_review
from cards.services.suspending import outdate, suspend_cards
from tests.factories import days_later, enrolled, make_card, make_deck, make_design, review

pytestmark = pytest.mark.django_db
LEARNERS, DAYS, TURNS_A_DAY = range(4), 8, 2
WEIGHTS = {"screen": 1, "design": 3, "api": 2}
STAGES = [
    {"slug": slug, "title": slug.title(), "weight": weight, "minutes": 45, "what": "", "judged": ""}
    for slug, weight in WEIGHTS.items()
]
COLUMNS = ("due", "planned_for", "last_look", "buried_until", "is_suspended", "is_shelved", "ease", "interval")
COLUMNS += ("repetitions", "reviewed_on", "lapses", "memory")


@pytest.fixture
def tracks(clock):
    """Two tracks with stages of the same names, which share a pack."""
    pack = make_deck("pack", is_pack=True)
    tracks = [make_deck(slug, about={"stages": STAGES}) for slug in ("one", "two")]
    for track in tracks:
        track.packs.add(pack)
    for deck, many in ((pack, 8), (tracks[0], 10), (tracks[1], 6)):
        topic = Topic.objects.create(deck=deck, slug=f"topic-{deck.slug}", title=deck.title, position=1)
        for number in range(many):
            stage = list(WEIGHTS)[number % 3]
            extra = {"topic": topic} if number % 2 else {}
            make_card(deck, f"{deck.slug}-{number}", stage=stage, stages=[stage], level=1 + number % 3, **extra)
    make_design(tracks[0])
    return tracks


class Life:
    """A learner on a day. Each change returns what undoes it, None where there was nothing to change."""

    def __init__(self, learner, client, clock, tracks, seed):
        self.learner, self.client, self.clock, self.tracks = learner, client, clock, tracks
        self.luck = random.Random(seed)
        self.number, self.log, self.minutes, self.studied = 0, [], itertools.count(), set()

    @property
    def today(self):
        return days_later(self.number).date()

    def press(self, service, *arguments, **options):
        now = days_later(self.number) + timedelta(seconds=next(self.minutes))
        return service(self.learner, *arguments, key=uuid.uuid4(), now=now, **options)

    def undo_by(self, service, *arguments, **options):
        return lambda: self.press(service, *arguments, **options)

    def cards(self):
        rows = Schedule.objects.of(self.learner).active().filter(is_practice=False).order_by("pk")
        return list(rows.exclude(buried_until__gt=self.today).values_list("card", flat=True))

    def agree(self):
        stages = self.luck.sample(list(WEIGHTS), self.luck.randint(1, 3))
        days = {stage: self.today + timedelta(days=self.luck.choice((-1, 0, 1, 2, 5, 9, 20))) for stage in stages}
        minutes = [self.luck.choice((0, 5, 15, 30)) for _ in range(7)]
        self.press(agree_on_plan, self.luck.choice(self.tracks), days, minutes)
        return self.undo_by(undo_plan)

    def end(self):
        plans = current_plans(self.learner)
        if not plans:
            return None
        self.press(end_plan, plans[0].deck)
        return self.undo_by(undo_plan)

    def minutes_of_today(self):
        before = self.learner.presses_on(self.today)
        self.press(change_today, self.luck.choice((15, None, 0)))
        self.learner.refresh_from_db()
        return self.undo_by(undo_today) if self.learner.presses_on(self.today) != before else None

    def way_back(self):
        if self.learner.spread:
            return None
        told = self.press(come_back, self.luck.choice(("spread", "now", "later", "not-today")))
        return self.undo_by(come_back, "usual") if told else None

    def topics(self):
        topic = f"topic-{self.luck.choice(('pack', 'one', 'two'))}"
        if topic in self.learner.known.topics:
            return None
        self.press(leave_out, [topic])
        return self.undo_by(take_in, [topic])

    def away(self):
        first = self.today + timedelta(days=self.luck.randint(1, 4))
        self.press(go_away, first, first + timedelta(days=self.luck.randint(0, 3)))
        return self.undo_by(undo_away)

    def paused(self):
        deck = self.luck.choice(self.tracks)
        if deck.pk not in self.studied:  # whoever chooses a track goes on with it, also without its plan
            return None
        self.press(pause, deck)
        return lambda: enrolled(self.learner, deck, days_later(self.number))

    def set_aside(self):
        cards = self.cards()
        if not cards:
            return None
        self.press(self.luck.choice((suspend_card, bury_card)), self.luck.choice(cards))
        return self.undo_by(undo_review)

    def many(self):
        count = self.press(suspend_cards, self.cards()[:6], asked="q")
        return self.undo_by(undo_review) if count else None

    def grade(self):
        cards = self.cards()
        if not cards:
            return None
        card = Card.objects.get(pk=self.luck.choice(cards))
        now = days_later(self.number) + timedelta(seconds=next(self.minutes))
        review(self.learner, card, self.luck.choice((2, 3, 4, 5)), now, seconds=self.luck.choice((10, 30, 90)))
        return self.undo_by(undo_review)

    def scheduler(self):
        was = self.learner.scheduler
        self.press(save_settings, {"scheduler": {"sm2": "fsrs", "fsrs": "sm2"}[was]})
        return self.undo_by(save_settings, {"scheduler": was})

    def weights(self):
        enrolment = Enrolment.objects.filter(learner=self.learner).select_related("deck").first()
        was = dict(enrolment.weights)
        self.press(weigh_stages, enrolment.deck, {"screen": self.luck.randint(2, 9), "api": 1})
        return self.undo_by(weigh_stages, enrolment.deck, was)

    def loop(self):
        if Mock.objects.of(self.learner).filter(ended_at=None).exists():
            return None
        try:
            self.press(begin_mock, self.tracks[0])
        except Unfit:
            return None
        mock = Mock.objects.of(self.learner).filter(ended_at=None).first()
        return self.undo_by(end_mock, mock.pk) if mock else None

    def look(self):
        """At the pages that work out afresh what a plan asks. Nothing that is stored is wrong."""
        for page in ("/", "/plan/", self.luck.choice(("/progress/", "/review/", "/decks/one/", "/practice/"))):
            assert self.client.get(page).status_code == 200, (page, self.log[-9:])
        self.learner.refresh_from_db()
        assert check_learner(self.learner) == [], self.log[-9:]

    def state(self):
        learner = self.learner
        shown = {"known": learner.known, "away": learner.away, "paced": learner.paced, "spread": learner.spread}
        shown["enrolments"] = sorted(learner.enrolment_set.values_list("deck", "is_paused"))
        for row in Schedule.objects.of(learner).values("card", *COLUMNS):
            if row["buried_until"] and row["buried_until"] <= self.today:
                row["buried_until"] = None  # it is back
            if not (row["is_shelved"] and row["due"] is None):  # as if the card had not been added
                shown[row["card"]] = row
        new = Schedule.objects.of(learner).active().filter(due=None)
        shown["order"] = list(new.order_by("position", "pk").values_list("card", flat=True))
        return shown

    def step(self, changes, *, stays):
        """One change after the other, and then each of them undone, the last one first."""
        outdate(self.learner)
        reorder(self.learner)
        self.look()
        enrolments = Enrolment.objects.filter(learner=self.learner, is_paused=False)
        self.studied = set(enrolments.values_list("deck", flat=True))
        done = []
        for change in changes:
            before = self.state()
            if undo := change():
                self.log.append((self.number, change.__name__))
                done.append((change.__name__, undo, before))
                self.look()
        while done and not stays:
            name, undo, before = done.pop()
            undo()
            self.look()
            after = self.state()
            differs = {key: (before.get(key), after.get(key)) for key in before | after}
            differs = {key: both for key, both in differs.items() if both[0] != both[1]}
            assert differs == {}, (name, self.log[-5:])


@pytest.mark.parametrize("seed", LEARNERS)
def test_every_change_can_be_undone(alice, alice_client, clock, tracks, seed):
    enrolled(alice, tracks[0])
    alice.refresh_from_db()
    life = Life(alice, alice_client, clock, tracks, seed)
    changes = [life.agree, life.end, life.minutes_of_today, life.way_back, life.topics, life.away, life.paused]
    changes += [life.set_aside, life.many, life.grade, life.scheduler, life.weights, life.loop]
    for _ in range(DAYS):
        clock.move_to(days_later(life.number).isoformat())
        life.look()
        for _ in range(life.luck.randint(0, 8)):
            life.grade()
        for _ in range(TURNS_A_DAY):
            life.step(life.luck.sample(changes, life.luck.randint(1, 3)), stays=life.luck.random() < 0.3)
        life.number += life.luck.choice((1, 1, 1, 2, 4))
    assert len(life.log) >= DAYS
