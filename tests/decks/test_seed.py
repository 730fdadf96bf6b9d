"""Every item of the seed guide has cards that fit it, and the pictures that say more than words are there."""

import pytest

from cards.exchange.deckfiles.blocks import open_fence
from tests.deck_folders import builtin_decks

PACKS_AND_TRACKS = {deck.slug: deck for deck in builtin_decks()}
TRACK = PACKS_AND_TRACKS["stripe-backend"]
TOPICS = [
    topic for deck in PACKS_AND_TRACKS.values() if deck is TRACK or deck.slug in TRACK.includes for topic in deck.topics
]

ITEMS = {"X": 1, "ST": 5, "F": 5, "C": 5, "K": 5, "T": 9, "B": 3, "P": 4}
"""How many of each sort the guide has: the loop, stages, focus, skills, topics, questions, behavioural, tips."""

ROUNDS = ("loop", "recruiter", "coding-round", "debugging", "design-basics", "behavioural")
"""The topics about what to do in a round."""

WHOLE_QUESTIONS = ("design-basics", "coding-outlines")
"""The topics whose cards ask an interview question as a whole, not one piece of its answer."""


def cards_for(code, topics=None):
    return [
        card
        for topic in TOPICS
        if topics is None or topic.slug in topics
        for card in topic.cards
        if code in card.seed and not card.is_retired
    ]


def test_the_coverage_has_every_item_of_the_seed():
    expected = {f"{sort}{number}" for sort, count in ITEMS.items() for number in range(1, count + 1)}

    assert set(TRACK.coverage) == expected


@pytest.mark.parametrize("code", TRACK.coverage)
def test_an_item_of_the_seed_has_cards_that_ask_for_reasons(code):
    cards = cards_for(code)

    assert len(cards) >= 2
    assert any(card.kind == "recall" for card in cards), "gaps alone do not ask why"


@pytest.mark.parametrize("code", [code for code in TRACK.coverage if code.startswith("T")])
def test_a_question_of_the_seed_is_also_asked_as_a_whole(code):
    assert any(card.kind == "recall" for card in cards_for(code, WHOLE_QUESTIONS))


@pytest.mark.parametrize("code", [code for code in TRACK.coverage if code.startswith("B")])
def test_a_behavioural_question_of_the_seed_asks_for_a_story(code):
    assert any(card.kind == "recall" for card in cards_for(code, ["behavioural"]))


@pytest.mark.parametrize("code", [code for code in TRACK.coverage if code.startswith("ST")])
def test_a_stage_of_the_seed_has_cards_about_its_round(code):
    assert len(cards_for(code, ROUNDS)) >= 2


PICTURES = {
    "idem-in-flight": "An idempotency key is claimed",
    "rl-token-bucket": "A token bucket",
    "tx-write-skew": "Write skew",
    "outbox-pattern": "Outbox",
    "shard-consistent-hash": "Hash ring",
    "wh-sender-retries": "Webhook retries",
    "idx-page-split": "B-tree page split",
    "ledger-post-charge": "Postings of a 100.00 charge",
    "repl-lag": "Replication lag",
    "pay-intent-states": "PaymentIntent",
}


@pytest.mark.parametrize(("key", "title"), PICTURES.items())
def test_a_card_that_needs_a_picture_has_it(key, title):
    answer = next(card.content["answer"] for topic in TOPICS for card in topic.cards if card.key == key)

    assert f"```diagram\ntitle: {title}" in answer
    assert not open_fence(answer)
