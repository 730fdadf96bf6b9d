"""The page that tells how well the memory model has predicted a learner's reviews."""

import pytest

from cards.scheduling import AGAIN, GOOD, calibration
from tests.factories import days_later, enrolled, make_cards, make_deck, review

pytestmark = pytest.mark.django_db


def shown(client):
    return " ".join(client.get("/progress/memory/").content.decode().split())


def test_who_has_few_reviews_is_told_how_many_it_takes(alice_client):
    assert "it has predicted 0 reviews. From 100 on" in shown(alice_client)


def test_predicted_against_recalled(alice, bob, alice_client, bob_client, monkeypatch, clock):
    monkeypatch.setattr(calibration, "LEAST", 10)
    deck = make_deck()
    cards = make_cards(deck, 4)
    enrolled(alice, deck)
    for number in range(4):
        for place, card in enumerate(cards):
            review(alice, card, AGAIN if place == number else GOOD, days_later(7 * number))

    html = shown(alice_client)

    assert "Over 12 reviews it said" in html
    assert "and you recalled 75 %." in html
    assert html.count('<tr><th scope="row">') == 10
    assert "predicted 0 reviews" in shown(bob_client)
