"""Reviewing one deck and no other."""

import re
import uuid
from datetime import timedelta

import pytest

from cards.models import Schedule
from tests.factories import NOW, enrolled, make_card, make_cards, make_deck, make_schedule, review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = NOW.date()
HTMX = {"HX-Request": "true"}


@pytest.fixture
def decks(alice):
    """A track with a pack, and another deck: a card of each is due, the other's most overdue, and two are new."""
    pack, other = make_deck("pack", is_pack=True), make_deck("other")
    track = make_deck("track", title="The track")
    track.packs.add(pack)
    for deck in (other, track):
        enrolled(alice, deck)
    for days, deck in ((9, other), (3, pack), (3, track)):
        due = make_card(deck, f"{deck.slug}-due")
        make_schedule(alice, due, due=TODAY - timedelta(days), interval=3, repetitions=2)
        for card in make_cards(deck, 2):
            make_schedule(alice, card)
    return {"track": track, "pack": pack, "other": other}


def shown(response):
    found = re.search(r'data-card="(\d+)"', response.content.decode())
    return found and int(found.group(1))


def deck_of(card):
    return Schedule.objects.get(card=card).card.deck.slug


def grade(client, card, deck, quality=4, **headers):
    version = Schedule.objects.get(card=card).version
    form = {"review": uuid.uuid4(), "card": card, "quality": quality, "version": version, "deck": deck.pk}
    return client.post("/review/grade/", form, headers=headers or HTMX)


def test_all_of_the_deck_and_its_packs_is_asked_and_nothing_else(alice_client, decks):
    response = alice_client.get(f"/review/?deck={decks['track'].pk}")

    asked = []
    while card := shown(response):
        asked.append(deck_of(card))
        response = grade(alice_client, card, decks["track"])

    assert sorted(asked) == ["pack"] * 3 + ["track"] * 3
    page = response.content.decode()
    assert re.search(r"<h2>[^<]*The track[^<]*</h2>", page)
    assert deck_of(shown(alice_client.get("/review/"))) == "other"


def test_the_page_says_so_and_leads_back_to_all_cards(alice_client, decks):
    page = alice_client.get(f"/review/?deck={decks['other'].pk}").content.decode()

    assert 'Only Other · <a href="/review/">all cards</a>' in page
    assert "<b>2</b> new" in page
    assert "<b>1</b> due" in page


def test_a_forgotten_card_comes_back_in_its_deck(alice_client, decks):
    first = shown(alice_client.get(f"/review/?deck={decks['other'].pk}"))

    page = grade(alice_client, first, decks["other"], quality=2).content.decode()

    assert "<b>1</b> repeat" in page


@pytest.mark.parametrize("action", ["grade", "bury", "suspend", "flag", "undo"])
def test_without_javascript_the_next_page_is_of_the_same_deck(alice, alice_client, decks, action):
    deck = decks["other"]
    card = shown(alice_client.get(f"/review/?deck={deck.pk}"))
    if action == "undo":
        review(alice, Schedule.objects.get(card=card).card, 4)
    form = {"key": uuid.uuid4(), "undo": uuid.uuid4(), "card": card, "deck": deck.pk}
    form |= {"review": uuid.uuid4(), "quality": 4, "version": Schedule.objects.get(card=card).version}

    response = alice_client.post(f"/review/{action}/", form)

    assert response.status_code == 303
    assert f"deck={deck.pk}" in response.url
    assert deck_of(shown(alice_client.get(response.url))) == "other"


def test_limits_hold_for_all_decks_together(alice, alice_client, decks):
    alice.new_per_day, alice.reviews_per_day = 2, 1
    alice.save()
    due = Schedule.objects.get(card__key="other-due")
    review(alice, due.card, 4)

    page = alice_client.get(f"/review/?deck={decks['track'].pk}").content.decode()

    assert "<b>2</b> new" in page
    assert "<b>0</b> due" in page


def test_with_a_limit_in_minutes_too(alice, alice_client, decks):
    alice.minutes_per_day = 30
    alice.save()

    page = alice_client.get(f"/review/?deck={decks['track'].pk}").content.decode()

    assert "<b>4</b> new" in page
    assert "<b>2</b> due" in page


@pytest.mark.parametrize("deck", ["x", "0", "999999", "9" * 30])
def test_a_deck_that_is_not_there_is_not_found(alice_client, decks, deck):
    assert alice_client.get(f"/review/?deck={deck}").status_code == 404
