"""Drills from their files: one card each, and beside it what its variants hold."""

from dataclasses import replace

import pytest

from cards.exchange.deckfiles.folder import read_decks
from cards.models import Card, DrillVariant
from cards.operations.builtin_decks import DECKS, load_decks
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def practice():
    decks, problems = read_decks(DECKS)
    assert problems == []
    return next(deck for deck in decks if deck.slug == "practice")


def only(deck, key):
    """The deck with this card alone."""
    topics = [replace(topic, cards=tuple(card for card in topic.cards if card.key == key)) for topic in deck.topics]
    return replace(deck, topics=tuple(topic for topic in topics if topic.cards))


def with_variants(deck, change):
    [topic] = deck.topics
    [card] = topic.cards
    return replace(deck, topics=(replace(topic, cards=(change(card),)),))


def test_a_drill_is_one_card_and_its_variants_lie_beside_it(practice):
    load_decks([only(practice, "hunt-lost-update")], now=NOW)

    card = Card.objects.get()
    assert (card.kind, card.title, card.minutes) == ("drill", "What was saved is not there", 40)
    assert [variant["slug"] for variant in card.content["variants"]] == ["two-withdrawals", "price-and-stock"]
    payload = DrillVariant.objects.get(slug="two-withdrawals").payload
    assert "bank/accounts.py" in payload["starter"]
    assert payload["counts"] == [
        [payload["tests"]["part_1.py"].count("\ndef test_"), payload["hidden"]["part_1.py"].count("\ndef test_")]
    ]
    assert "checks.py" in payload["lib"]


def test_what_lists_read_of_a_drill_is_small(practice):
    """Code lies in the variants: a card of this pack is no longer than any other."""
    load_decks([practice], now=NOW)

    sizes = [len(str(content)) for content in Card.objects.values_list("content", flat=True)]
    assert max(sizes) < 5_000
    assert DrillVariant.objects.count() == sum(len(card.content["variants"]) for card in practice.cards)


def test_a_variant_that_changed_is_stored_anew_and_one_that_went_is_gone(practice):
    deck = only(practice, "drill-lru-cache")
    load_decks([deck], now=NOW)
    assert [report.edited for report in load_decks([deck], now=NOW)] == [[]]

    def edited(card):
        first, _ = card.content["variants"]
        variants = {"ttl": card.variants["ttl"] | {"docs": "New."}}
        return replace(card, variants=variants, content=card.content | {"variants": [first | {"mark": "other"}]})

    [report] = load_decks([with_variants(deck, edited)], now=NOW)

    assert report.edited == ["drill-lru-cache"]
    assert [(each.slug, each.payload["docs"]) for each in DrillVariant.objects.all()] == [("ttl", "New.")]
