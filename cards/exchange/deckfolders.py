"""Decks as folders of Markdown, as those in cards/decks: what a learner wrote can be read, linted and loaded again."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cards.exchange.deckfiles.cardfile import write_card
from cards.exchange.deckfiles.deckfile import write_deck
from cards.exchange.deckfiles.topicfile import write_topic
from cards.exchange.drafts import CardDraft, DeckDraft, TopicDraft
from cards.exchange.format import Deck, Piece
from cards.kinds import KINDS
from cards.stages import STAGES

FOLDER = "decks"
FULL = 512 * 1024  # characters of a topic's file, after which the next begins. A file that is read has 2 MiB of UTF-8.
NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")


def write(decks: Iterable[Deck]) -> Iterator[Piece]:
    taken: set[str] = set()
    for place, deck in enumerate(decks):
        slug = _free(deck.draft.slug, taken)
        draft = replace(deck.draft, slug=slug, order=place, topics=())
        yield from ((f"{FOLDER}/{slug}/{path}", text) for path, text in write_deck(draft).items())
        for path, text in _topics(draft, deck.cards):
            yield f"{FOLDER}/{slug}/topics/{path}", text


def _topics(deck: DeckDraft, cards: Iterable[CardDraft]) -> Iterator[Piece]:
    """The cards of a learner's deck have no topics: the files are numbered."""
    keys: set[str] = set()
    path, number, size = "", 0, FULL
    for card in cards:
        text = write_card(_sound(card, keys))
        if size + len(text) > FULL:
            number, size = number + 1, 0
            title = deck.title if number == 1 else f"{deck.title}, {number}"
            (path, head), *_ = write_topic(TopicDraft(f"{deck.slug}-{number}", title, number)).items()
            yield path, head
        yield path, f"\n{text}\n" if size else f"{text}\n"
        size += len(text)


def _sound(card: CardDraft, keys: set[str]) -> CardDraft:
    """As a deck file has it: an id of small letters, the stages that there are, and every section."""
    blank = {section.field: section.shape.blank() for section in KINDS[card.kind].sections}
    return replace(
        card,
        key=_free(card.key, keys),
        stage=tuple(stage for stage in card.stage if stage in STAGES),
        content=blank | dict(card.content),
    )


def _free(text: str, taken: set[str]) -> str:
    base = NOT_IN_A_SLUG.sub("-", text.lower()).strip("-") or "deck"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug
