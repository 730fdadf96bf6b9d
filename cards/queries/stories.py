"""Which story answers which question: what a learner said, what fits, what was told, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cards.kinds import KINDS
from cards.kinds.rubric import score_of
from cards.models import Card, Deck, Learner, Review, Schedule, Story, StoryVersion
from cards.stories import OVERUSED, fits

STORY_KINDS = [kind.name for kind in KINDS.values() if kind.takes_story]
QUESTIONS_READ = 200  # of a learner's, who may write thousands: each is laid against each of sixty stories
TOLD_READ = 500  # the latest so many reviews tell how often a story was told


@dataclass(frozen=True)
class Told:
    """What the reviews say of a story: how often, in which questions, and the points of the last time."""

    times: int = 0
    cards: frozenset[int] = frozenset()
    last: int | None = None


@dataclass(frozen=True)
class Banked:
    """A story of the bank: how often it was told, and the questions it is the first choice for."""

    story: Story
    told: Told
    first_for: tuple[str, ...] = ()

    @property
    def pk(self) -> int:
        return self.story.pk

    @property
    def is_overused(self) -> bool:
        return len(self.first_for) >= OVERUSED


@dataclass(frozen=True)
class Cell:
    banked: Banked
    is_first: bool
    is_fit: bool


@dataclass(frozen=True)
class Question:
    """A question of the learner's decks, and a cell for each story."""

    card: Card
    cells: list[Cell] = field(default_factory=list)

    @property
    def is_hole(self) -> bool:
        return not any(cell.is_first or cell.is_fit for cell in self.cells)


@dataclass(frozen=True)
class Coverage:
    stories: list[Banked]
    questions: list[Question]
    tracks: list[Deck]  # whose rounds can be rehearsed

    @property
    def is_cut(self) -> bool:
        """Whether there may be more questions than these."""
        return len(self.questions) == QUESTIONS_READ

    @property
    def holes(self) -> list[Question]:
        return [question for question in self.questions if question.is_hole]

    @property
    def covered(self) -> int:
        return len(self.questions) - len(self.holes)

    @property
    def overused(self) -> list[Banked]:
        return [banked for banked in self.stories if banked.is_overused]

    @property
    def is_all_own_task(self) -> bool:
        """Whether no story is about more than a task of one's own, which is too little for a senior."""
        scopes = [banked.story.content.get("scope", "own") for banked in self.stories if not banked.story.is_short]
        return len(scopes) > 1 and set(scopes) == {"own"}


def story_of(learner: Learner, story_id: int) -> Story | None:
    return Story.objects.of(learner).filter(pk=story_id).first()


def versions_of(story: Story) -> list[StoryVersion]:
    """The latest first, without what they say."""
    return list(story.versions.order_by("-number").only("number", "saved_at", "story"))


def version_of(story: Story, number: int) -> StoryVersion | None:
    return story.versions.filter(number=number).first()


def story_questions(learner: Learner) -> list[Card]:
    """The cards of this learner's decks that are answered with a story, in their order; the first QUESTIONS_READ."""
    columns = ("key", "title", "kind", "content", "stage", "deck")
    rows = _asked(learner).only("card", *(f"card__{column}" for column in columns))
    return [schedule.card for schedule in rows[:QUESTIONS_READ]]


def story_question(learner: Learner, key: str) -> Card | None:
    """One of them, whole."""
    found = _asked(learner).filter(card__key=key).first()
    return found and found.card


def _asked(learner: Learner):
    rows = Schedule.objects.of(learner).filter(is_practice=True, is_shelved=False, card__kind__in=STORY_KINDS)
    return rows.filter(card__status=Card.Status.ACTIVE).select_related("card").order_by("position", "pk")


def told_by(learner: Learner) -> dict[int, Told]:
    """By story what its tellings were."""
    # By the few cards of practice, and so by the index of a card's reviews: a learner may have a hundred thousand.
    practised = Schedule.objects.of(learner).filter(is_practice=True, card__kind__in=STORY_KINDS).values("card")
    reviews = Review.objects.of(learner).counted().filter(card__in=practised, detail__has_key="story")
    rows = reviews.order_by("-reviewed_at", "-id").values_list("detail__story", "card_id", "detail__points")
    found: dict[int, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for story, card, points in rows[:TOLD_READ]:
        found[story].append((card, points or {}))
    last = {tellings[0][0] for tellings in found.values()}
    contents = dict(Card.objects.filter(pk__in=last).values_list("pk", "content")) if last else {}
    return {
        story: Told(
            len(tellings), frozenset(card for card, _ in tellings), _score(contents[tellings[0][0]], tellings[0][1])
        )
        for story, tellings in found.items()
    }


def _score(content: dict[str, Any], points: dict[str, str]) -> int:
    rubric = content.get("rubric") or []
    return int(score_of(rubric, {place: mark for place, mark in points.items() if int(place) < len(rubric)}))


def banked(learner: Learner, cards: Iterable[Card]) -> list[Banked]:
    """All stories of the learner, the oldest first. A story is the first choice where it says so or was told."""
    told, cards = told_by(learner), list(cards)
    found = []
    for story in Story.objects.of(learner).order_by("pk"):
        tellings = told.get(story.pk, Told())
        first = tuple(card.key for card in cards if card.key in story.questions or card.pk in tellings.cards)
        found.append(Banked(story, tellings, first))
    return found


def coverage(learner: Learner) -> Coverage:
    cards = story_questions(learner)
    stories = banked(learner, cards)
    questions = [Question(card, [_cell(each, card) for each in stories]) for card in cards]
    tracks = Deck.objects.filter(owner=None, is_pack=False, enrolment__learner=learner, enrolment__is_paused=False)
    return Coverage(stories, questions, list(tracks.only("slug", "title")) if cards else [])


def _cell(each: Banked, card: Card) -> Cell:
    is_first = card.key in each.first_for
    return Cell(each, is_first, not is_first and fits(card.content.get("competencies") or (), each.story.competencies))


@dataclass(frozen=True)
class StoryChoice:
    """The stories for one question, the most fitting first, and the one that was chosen."""

    cells: list[Cell]
    chosen: Story | None


def choice_of(learner: Learner, card: Card, detail: Mapping[str, Any]) -> StoryChoice:
    """`detail`: of an answer, with the number of its story."""
    cells = suggested(learner, card)
    chosen = next((cell.banked.story for cell in cells if str(cell.banked.pk) == str(detail.get("story"))), None)
    return StoryChoice(cells, chosen)


def suggested(learner: Learner, card: Card) -> list[Cell]:
    """The learner's stories for this question: first choices, those that would do, then the others."""
    cells = [_cell(each, card) for each in banked(learner, story_questions(learner))]
    return sorted(cells, key=lambda cell: (not cell.is_first, not cell.is_fit, cell.banked.is_overused))
