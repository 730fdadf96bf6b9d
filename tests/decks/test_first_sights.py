"""What is seen of a card before anything is unfolded: its question, its chips and the primer before it."""

import re

import pytest

from cards.kinds import KINDS
from tests.deck_folders import builtin_decks

DECKS_READ = builtin_decks()
TOPICS = [pytest.param(deck, topic, id=topic.slug) for deck in DECKS_READ for topic in deck.topics]
FORBIDDEN_HELP = re.compile(
    r"hidden (live|answer|helper|tool|assist)|live[- ]answer|undetect|ghostai|cluely", re.IGNORECASE
)


@pytest.mark.parametrize(("deck", "topic"), TOPICS)
def test_no_first_sight_names_a_tool_that_interviews_forbid(deck, topic):
    seen = {topic.slug: f"{topic.title} {topic.primer}"}
    for card in topic.cards:
        kind = KINDS[card.kind]
        for ordinal in kind.ordinals(card.content):
            front = " ".join(kind.front(card.content, ordinal).values())
            sources = " ".join(deck.sources[code].title for code in card.source if code in deck.sources)
            seen[f"{card.key} {ordinal}"] = f"{front} {kind.title(card.content, ordinal)} {sources} {card.tags}"

    assert [name for name, text in seen.items() if FORBIDDEN_HELP.search(text)] == []
