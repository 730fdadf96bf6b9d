"""Decks as a learner sees them: the catalogue, and one deck with the learner's state in it.

A track is its own cards and those of its packs: together its *parts*.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery

from cards import markdown
from cards.models import Card, Deck, Enrolment, Learner, Schedule, Topic
from cards.queries.tallies import Cell, Tally, cells_of, tally_of
from cards.stages import rounds_of, stage_order
from cards.words import percent

MOST_IN_DECK = 1_000


# The catalogue --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CatalogueDeck:
    deck: Deck
    tally: Tally
    about: str  # the first paragraph of the description, as text
    stages: list[str]
    matching: int  # cards of the stage and topic that were asked for
    tracks: list[Deck]  # that include this pack
    enrolment: Enrolment | None

    @property
    def first_sentence(self) -> str:
        sentence, end, _ = self.about.partition(". ")
        return sentence + end.strip()


@dataclass(frozen=True)
class OwnDeck:
    deck: Deck
    cards: int
    capped: bool
    enrolment: Enrolment | None


@dataclass(frozen=True)
class Catalogue:
    tracks: list[CatalogueDeck]
    packs: list[CatalogueDeck]
    own: list[OwnDeck]
    companies: list[str]
    roles: list[str]
    stages: list[str]
    topics: list[Topic]

    @property
    def is_empty(self) -> bool:
        """Whether no built-in deck is there at all, whatever was asked for."""
        return not (self.topics or self.companies)


def catalogue(
    learner: Model, today: date, *, company: str = "", role: str = "", stage: str = "", topic: str = ""
) -> Catalogue:
    """The built-in decks that fit what was asked for, and the learner's own."""
    decks = list(built_in_decks().prefetch_related("packs"))
    topics = list(Topic.objects.filter(deck__in=decks).order_by("deck__position", "position", "slug"))
    cells = cells_of(decks, learner, today)
    enrolments = {enrolment.deck_id: enrolment for enrolment in Enrolment.objects.filter(learner=learner.pk)}
    topic_ids = {found.pk for found in topics if found.slug == topic}

    def is_asked_for(cell: Cell) -> bool:
        return (not stage or cell.stage == stage) and (not topic or cell.topic in topic_ids)

    def described(deck: Deck) -> CatalogueDeck:
        parts = {deck.pk, *(pack.pk for pack in deck.packs.all())}
        own_cells = [cell for cell in cells if cell.deck in parts]
        return CatalogueDeck(
            deck=deck,
            tally=tally_of(own_cells),
            about=markdown.plain(deck.description.split("\n\n")[0]),
            stages=_in_order({cell.stage for cell in own_cells}),
            matching=tally_of(own_cells, is_asked_for).cards,
            tracks=[track for track in decks if deck in track.packs.all()],
            enrolment=enrolments.get(deck.pk),
        )

    tracks = [
        deck
        for deck in decks
        if not deck.is_pack and (not company or deck.company == company) and (not role or deck.role == role)
    ]
    packs = [deck for deck in decks if deck.is_pack]
    if company or role:
        packs = [pack for pack in packs if any(pack in track.packs.all() for track in tracks)]
    shown_tracks, shown_packs = (
        [found for found in map(described, shown) if found.matching or not (stage or topic)]
        for shown in (tracks, packs)
    )
    with_cards = {cell.topic for cell in cells}
    return Catalogue(
        tracks=shown_tracks,
        packs=shown_packs,
        own=_own_decks(learner, enrolments),
        companies=sorted({deck.company for deck in decks if deck.company}),
        roles=sorted({deck.role for deck in decks if deck.role}),
        stages=_in_order({cell.stage for cell in cells}),
        topics=[found for found in topics if found.pk in with_cards],
    )


def _in_order(stages: set[str]) -> list[str]:
    """Stages as an interview loop has them."""
    return sorted(stages - {""}, key=lambda stage: (stage_order(stage), stage))


class _CountOf(Subquery):
    """How many rows a (sliced) subquery has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _own_decks(learner: Model, enrolments: dict[int, Enrolment]) -> list[OwnDeck]:
    if not learner.pk:
        return []
    first_cards = Card.objects.filter(deck=OuterRef("pk"), status=Card.Status.ACTIVE).order_by().values("pk")
    decks = Deck.objects.owned_by(learner).annotate(cards_counted=_CountOf(first_cards[: MOST_IN_DECK + 1]))
    return [
        OwnDeck(deck, min(deck.cards_counted, MOST_IN_DECK), deck.cards_counted > MOST_IN_DECK, enrolments.get(deck.pk))
        for deck in decks
    ]


# One deck -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    about: dict[str, Any]  # as in deck.md: slug, title, minutes, weight, what, judged, confidence, sources
    share: int  # of the preparation for the whole loop, in per cent, by weight
    tally: Tally
    is_rehearsed: bool  # there is something that the learner could rehearse


@dataclass(frozen=True)
class Skill:
    slug: str
    title: str
    topics: list[Topic]
    tally: Tally


@dataclass(frozen=True)
class TopicState:
    topic: Topic
    deck: Deck
    tally: Tally


@dataclass(frozen=True)
class Covered:
    """One item of the guide that the track was made from, and how many cards answer it."""

    code: str
    text: str
    cards: int


@dataclass(frozen=True)
class DeckPage:
    deck: Deck
    parts: list[Deck]
    tally: Tally
    levels: dict[int, int]  # how many cards there are of each level that the deck has, the basic one first
    stages: list[Stage]
    skills: list[Skill]
    topics: list[TopicState]
    coverage: list[Covered]
    tracks: list[Deck]  # that include this pack
    enrolment: Enrolment | None
    studied_in: list[Deck]  # the learner's tracks that bring this pack's cards


def built_in_decks() -> QuerySet[Deck]:
    return Deck.objects.filter(owner=None, is_retired=False)


def built_in_deck(slug: str) -> Deck | None:
    return built_in_decks().filter(slug=slug).first()


def built_in_tracks() -> list[Deck]:
    return list(built_in_decks().filter(is_pack=False).order_by("position", "pk"))


def studied_tracks(learner: Learner) -> set[int]:
    return set(
        Enrolment.objects.filter(learner=learner, is_paused=False, deck__is_pack=False).values_list("deck", flat=True)
    )


def own_deck_called(learner: Model, slug: str) -> Deck | None:
    return Deck.objects.owned_by(learner).filter(slug=slug).first() if learner.pk else None


def visible_deck(learner: Learner, deck_id: int) -> Deck | None:
    """A built-in deck or one of the learner's own."""
    return Deck.objects.visible_to(learner).filter(pk=deck_id).first()


def parts_of(deck: Deck) -> list[Deck]:
    """A deck and the packs that it includes, in learning order."""
    return [deck, *deck.packs.filter(is_retired=False)]


def deck_page(deck: Deck, learner: Model, today: date) -> DeckPage:
    parts = parts_of(deck)
    by_id = {part.pk: part for part in parts}
    tracks = list(deck.tracks.filter(is_retired=False)) if deck.is_pack else []
    enrolments = {
        enrolment.deck_id: enrolment
        for enrolment in Enrolment.objects.filter(learner=learner.pk, deck__in=[deck, *tracks])
    }
    cells = cells_of(parts, learner, today)
    all_topics = list(Topic.objects.filter(deck__in=parts).order_by("deck__position", "position", "slug"))
    by_topic: dict[int | None, Tally] = defaultdict(Tally)
    for cell in cells:
        by_topic[cell.topic] += cell.tally
    topics = [
        TopicState(topic, by_id[topic.deck_id], by_topic[topic.pk]) for topic in all_topics if topic.pk in by_topic
    ]
    return DeckPage(
        deck=deck,
        parts=parts,
        tally=tally_of(cells),
        levels=_levels(parts),
        stages=_stages(stages_for(deck, enrolments.get(deck.pk)), cells, _rehearsed(deck, parts, learner)),
        skills=[_skill(skill, topics) for skill in deck.about.get("skills", [])],
        topics=topics,
        coverage=_coverage(deck, parts),
        tracks=tracks,
        enrolment=enrolments.get(deck.pk),
        studied_in=[track for track in tracks if track.pk in enrolments and not enrolments[track.pk].is_paused],
    )


def _levels(decks: list[Deck]) -> dict[int, int]:
    cards = Card.objects.filter(deck__in=decks, status=Card.Status.ACTIVE, level__isnull=False)
    return dict(cards.order_by("level").values_list("level").annotate(Count("pk")))


def stages_for(deck: Deck, enrolment: Enrolment | None) -> list[dict[str, Any]]:
    """The rounds of its loop, as they weigh for who studies it."""
    if enrolment is None:
        return deck.about.get("stages", [])
    enrolment.deck = deck
    return enrolment.stages


def enrolment_of(learner: Model, deck: Deck) -> Enrolment | None:
    return Enrolment.objects.filter(learner=learner.pk, deck=deck).first()


def _stages(stages: list[dict[str, Any]], cells: list[Cell], rehearsed: set[str]) -> list[Stage]:
    all_weights = sum(_weight(stage) for stage in stages)
    return [
        Stage(
            about=stage,
            share=percent(_weight(stage), all_weights),
            tally=tally_of(cells, lambda cell, slug=stage["slug"]: cell.stage == slug),
            is_rehearsed=stage["slug"] in rehearsed,
        )
        for stage in stages
    ]


def loop_of(deck: Deck) -> list[str]:
    return [stage["slug"] for stage in deck.about.get("stages", [])]


def _rehearsed(deck: Deck, parts: list[Deck], learner: Model) -> set[str]:
    """The stages for which the learner has practice that can be rehearsed: one query, for a learner and a loop."""
    loop = loop_of(deck)
    if not (loop and learner.pk):
        return set()
    rows = Schedule.objects.of(learner).practice().filter(card__deck__in=parts)
    filed = rows.values_list("card__kind", "card__stages")
    return {stage for kind, stages in filed for stage in rounds_of(kind, stages, loop)}


def _weight(stage: dict[str, Any]) -> int:
    return stage.get("weight", 1)  # a deck that was loaded before stages had weights has none


def _skill(skill: dict[str, Any], topics: list[TopicState]) -> Skill:
    states = [state for state in topics if state.topic.slug in skill["topics"]]
    tally = sum((state.tally for state in states), Tally())
    return Skill(skill["slug"], skill["title"], [state.topic for state in states], tally)


def _coverage(deck: Deck, parts: list[Deck]) -> list[Covered]:
    items = deck.about.get("coverage", [])
    if not items:
        return []
    cards = Counter(code for _, seed in _seeds(parts) for code in seed)
    return [Covered(item["code"], item["text"], cards[item["code"]]) for item in items]


def _seeds(parts: list[Deck]) -> Iterable[tuple[str, list[str]]]:
    """(key, codes of the items that it answers) of each active card that has such."""
    cards = Card.objects.filter(deck__in=parts, status=Card.Status.ACTIVE).values_list("key", "about__seed")
    return ((key, seed) for key, seed in cards if seed)


def covering(parts: list[Deck], code: str) -> set[str]:
    """The keys of the cards that answer an item of the guide."""
    return {key for key, seed in _seeds(parts) if code in seed}


def stages_and_topics(parts: Iterable[Deck]) -> tuple[list[str], list[Topic]]:
    """What the cards of these decks can be filtered by."""
    cards = Card.objects.filter(deck__in=parts, status=Card.Status.ACTIVE)
    pairs = list(cards.order_by().values_list("stage", "topic").distinct())
    stages, topics = {stage for stage, _ in pairs}, {topic for _, topic in pairs}
    found = Topic.objects.filter(pk__in=topics - {None}).order_by("deck__position", "position", "slug")
    return _in_order(stages), list(found)


def topics_known(learner: Learner, deck: Deck) -> list[Topic]:
    """The topics of a deck and its packs that the learner knows already, or left out."""
    known = learner.known.topics
    return list(Topic.objects.filter(deck__in=parts_of(deck), slug__in=known).order_by("title", "pk")) if known else []
