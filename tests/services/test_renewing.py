"""What an older version of the renderer drew is drawn anew, once."""

import uuid

import pytest

from cards.markdown import RENDERER_VERSION
from cards.models import Card, Deck, Schedule
from cards.operations.builtin_decks import load_decks
from cards.services.cards import OwnDraft, create_card
from cards.services.renewing import renew_cards
from cards.services.review import write_note
from tests.factories import NOW, enrolled, make_card, make_deck
from tests.operations.test_load_decks import load, pack, recall

pytestmark = pytest.mark.django_db


def test_cards_that_another_renderer_drew_are_drawn_anew_once(alice):
    content = {"question": "What is *it*?", "answer": "It.", "points": [], "notes": ""}
    (card_id,) = create_card(alice, OwnDraft("recall", content, ("API",), new_deck="Mine"), key=uuid.uuid4(), now=NOW)
    Card.objects.update(html={"question": "old"}, search="old", digest="2:x")

    assert renew_cards() == 1
    assert renew_cards() == 0

    card = Card.objects.get(pk=card_id)
    assert card.html["question"] == "<p>What is <em>it</em>?</p>\n"
    assert card.search.startswith("what is it?")


def test_a_built_in_card_that_is_retired_is_drawn_anew_too_and_can_come_back():
    load(pack("api", recall("a"), recall("b")))
    load(pack("api", recall("b")))
    Card.objects.filter(key="a").update(html={"question": "old"})

    assert renew_cards() == 1  # the one in the files is drawn by loading them
    assert renew_cards() == 0
    assert Card.objects.get(key="a").html["question"] == "<p>What is a?</p>\n"

    report = load(pack("api", recall("a"), recall("b")))["api"]
    assert report.added == ["a"]
    assert renew_cards() == 0


def test_notes_that_another_renderer_drew_are_drawn_anew_once(alice):
    deck = make_deck()
    noted, other = make_card(deck, "a"), make_card(deck, "b")
    enrolled(alice, deck)
    for card in (noted, other):
        write_note(alice, card.pk, "*Mine*", "<p><em>Mine</em></p>\n", key=uuid.uuid4(), now=NOW)
    Schedule.objects.filter(card=noted).update(note_html="as it was drawn before")
    load_decks([pack("api", recall("c"))], now=NOW, dry_run=True)
    assert Schedule.objects.get(card=noted).note_html == "as it was drawn before"

    load(pack("api", recall("c")))
    assert set(Schedule.objects.exclude(note="").values_list("note_html", flat=True)) == {"<p><em>Mine</em></p>\n"}
    assert Deck.objects.get(slug="api").about["renderer"] == RENDERER_VERSION

    Schedule.objects.filter(card=noted).update(note_html="current")
    load(pack("api", recall("c")))
    assert Schedule.objects.get(card=noted).note_html == "current"  # nothing is read again
    deck = Deck.objects.get(slug="api")
    deck.about["renderer"] = RENDERER_VERSION - 1  # as the version before left it
    deck.save(update_fields=["about"])
    load(pack("api", recall("c")))
    assert Schedule.objects.get(card=noted).note_html == "<p><em>Mine</em></p>\n"
