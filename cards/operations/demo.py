"""A learner with a believable past: simulated, but graded through the same services as anybody's."""

import random
import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import transaction

from cards import markdown
from cards.models import Card, Deck, Learner, Schedule, StudyDay
from cards.operations.demo_stories import STORIES, TELLINGS
from cards.queries.queue import queue_of
from cards.scheduling import AGAIN, EASY, GOOD, HARD, State
from cards.services.cards import OwnDraft, create_card
from cards.services.decks import enrol
from cards.services.review import flag_card, grade_card, suspend_card, write_note
from cards.services.stories import create_story

DAYS = 90
SEED = 20_261_123
OWN_CARDS = (
    OwnDraft(
        kind="recall",
        content={
            "question": "My story for “a bug in money code”: what broke, and what was my part?",
            "answer": "Refunds were rounded **per line**, totals per order. I found it by reconciling a day by "
            "hand, and moved the rounding to one place.",
            "points": [{"text": "one rounding rule", "critical": True}, {"text": "found by reconciling"}],
            "notes": "",
        },
        tags=("story", "money"),
        new_deck="My stories",
    ),
    OwnDraft(
        kind="cloze",
        content={"text": "My pitch has {{c1::three}} parts and takes {{c2::90 seconds}}.", "points": [], "notes": ""},
        tags=("story",),
        new_deck="My stories",
    ),
)


def make_demo(username: str, password: str, deck_slug: str, *, now: datetime, days: int = DAYS) -> Learner:
    """The learner `username` with this password; with so many days of reviews when there was none of that name."""
    learner = Learner.objects.filter(username=username).first()
    if learner is None:
        learner = Learner(username=username, email=f"{username}@example.org", first_name=username.capitalize())
        learner.new_per_day = 6
        _live_through(learner, password, Deck.objects.get(slug=deck_slug, owner=None), now, days)
    else:
        learner.set_password(password)
        learner.save(update_fields=["password"])
    return learner


@transaction.atomic
def _live_through(learner: Learner, password: str, deck: Deck, now: datetime, days: int) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a simulation, and the same one each time
    learner.set_password(password)
    learner.save()
    start = (now - timedelta(days=days)).date()
    enrol(learner, deck, key=uuid.uuid4(), now=_at(start, 7))
    for text in OWN_CARDS:
        create_card(learner, text, key=uuid.uuid4(), now=_at(start + timedelta(days=20), 7))
    stories = [
        create_story(learner, purpose, content, key=uuid.uuid4(), now=_at(start + timedelta(days=30 + number), 8))
        for number, (purpose, content) in enumerate(STORIES)
    ]
    ease_of_card: dict[int, float] = {}
    for day in range(days + 1):
        # A day is skipped now and then, early on more often, of late not at all: nobody's heatmap is full.
        if day < days - 12 and chance.random() < (0.22 if day < 40 else 0.06):
            continue
        moment = _at(start + timedelta(days=day), 7) + timedelta(minutes=chance.randrange(50))
        _study(learner, moment, now, chance, ease_of_card)
        _tell(learner, stories, days - day, moment + timedelta(hours=2))
    _set_some_aside(learner, chance, now)


def _at(day: Any, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _study(
    learner: Learner, moment: datetime, now: datetime, chance: random.Random, ease_of_card: dict[int, float]
) -> None:
    """One sitting: until the queue is empty, or the learner has had enough."""
    today = learner.study_day(moment)
    done: StudyDay | None = None
    patience = chance.randint(25, 60)
    while patience and (card := queue_of(learner, today, done).next):
        knack = ease_of_card.setdefault(card.pk, chance.betavariate(9, 1.2))
        seconds = chance.randint(6, 45) + (30 if card.state.is_new else 0)
        moment += timedelta(seconds=seconds)
        if moment >= now:
            return
        graded = grade_card(
            learner,
            card.pk,
            _quality(card.state, knack, chance),
            key=uuid.UUID(int=chance.getrandbits(128), version=4),
            version=card.version,
            reviewed_at=moment,
            seconds=seconds,
        )
        done = graded.today
        patience -= 1


def _tell(learner: Learner, stories: list[int], days_ago: int, moment: datetime) -> None:
    """The stories of this day, where the deck has their questions."""
    for ago, story, key, seconds, said in TELLINGS:
        card = Card.objects.filter(key=key, deck__owner=None).first()
        if ago != days_ago or card is None:
            continue
        marks = dict(zip(map(str, range(len(card.content["rubric"]))), said.split(), strict=False))
        grade_card(
            learner,
            card.pk,
            None,
            key=uuid.uuid4(),
            version=Schedule.objects.of(learner).get(card=card).version,
            reviewed_at=moment,
            seconds=seconds,
            detail={"points": marks, "story": stories[story]},
        )


def _quality(state: State, knack: float, chance: random.Random) -> int:
    """What a learner with this knack for the card answers; seen before is easier."""
    known = knack * (0.75 if state.is_new else 1.06)
    if chance.random() > known:
        return AGAIN
    return chance.choices((HARD, GOOD, EASY), (2, 9, 2 * knack))[0]


def _set_some_aside(learner: Learner, chance: random.Random, now: datetime) -> None:
    seen = list(Schedule.objects.of(learner).filter(due__isnull=False).values_list("card", flat=True).order_by("card"))
    flagged, suspended, noted = chance.sample(seen, 3)
    flag_card(learner, flagged, True, key=uuid.uuid4(), now=now)
    suspend_card(learner, suspended, key=uuid.uuid4(), now=now)
    note = "Told this one well on the phone."
    write_note(learner, noted, note, str(markdown.render(note)), key=uuid.uuid4(), now=now)
