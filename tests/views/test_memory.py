"""The page that tells how well the memory model has predicted a learner's reviews."""

import uuid

import pytest
from django.shortcuts import render

from cards.models import Fit, Replanning
from cards.operations import fits
from cards.queries import memory
from cards.scheduling import AGAIN, GOOD, calibration
from tests.factories import NOW, days_later, enrolled, make_cards, make_deck, review
from tests.pages import html_of
from tests.scheduling.test_training import USUAL_WEIGHTS
from tests.services.test_fits import lived

pytestmark = pytest.mark.django_db


def shown(client):
    return html_of(client.get("/progress/memory/"))


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


def test_of_a_long_log_whole_histories_of_some_cards_are_looked_at(alice, alice_client, monkeypatch, clock):
    monkeypatch.setattr(calibration, "LEAST", 10)
    deck = make_deck()
    cards = make_cards(deck, 6)
    enrolled(alice, deck)
    for number in range(3):
        for card in cards:
            review(alice, card, GOOD, days_later(7 * number))

    monkeypatch.setattr(memory, "MOST_JUDGED", 17)
    assert "Your log is long: 5 of your cards were drawn by lot. Over 10 reviews it said" in shown(alice_client)

    monkeypatch.setattr(memory, "MOST_JUDGED", 18)
    assert "drawn by lot" not in shown(alice_client)
    assert "Over 12 reviews it said" in shown(alice_client)


def test_who_has_few_reviews_is_told_how_many_a_fit_takes(alice_client):
    html = shown(alice_client)

    assert "It takes 400 reviews; you have 0." in html
    assert "Fit it to me" not in html


def test_a_fit_is_wished_for_waited_for_told_and_taken_back(alice, alice_client, clock):
    lived(alice)
    assert "Fit it to me" in shown(alice_client)

    response = alice_client.post("/progress/memory/fit/", {"key": uuid.uuid4()})
    assert response.url == "/progress/memory/"
    waiting = shown(alice_client)
    assert '<p class="notice" role="status">' in waiting
    assert "Fit it to me" not in waiting

    fits.fit_waiting()
    assert "yours know you better" in shown(alice_client)
    for chosen, other in (("usual", "fitted"), ("fitted", "usual")):
        alice_client.post("/progress/memory/weights/", {"key": uuid.uuid4(), "weights": chosen})
        alice.refresh_from_db()
        assert (alice.weights is None) == (chosen == "usual")
        assert f'name="weights" value="{other}"' in shown(alice_client)


def test_a_fit_that_did_worse_says_so(alice, alice_client, clock):
    Fit.objects.create(
        learner=alice, wished_at=NOW, done_at=NOW, outcome="worse", judged=90, loss=0.51, loss_of_usual=0.42
    )

    assert "did worse on 90 later reviews (0.510 against 0.420), so they were not kept" in shown(alice_client)


@pytest.mark.parametrize(
    ("loss", "outcome", "said"),
    [
        (0.41, "kept", "yours know you better."),
        (0.4198, "kept", "they do as well."),
        (0.4202, "worse", "did worse on 90 later reviews (by less than 0.001)"),
    ],
)
def test_two_scores_that_read_the_same_are_told_as_the_same(alice, alice_client, clock, loss, outcome, said):
    weights = list(USUAL_WEIGHTS) if outcome == "kept" else None
    scores = {"judged": 90, "loss": loss, "loss_of_usual": 0.42, "outcome": outcome, "weights": weights}
    Fit.objects.create(learner=alice, wished_at=NOW, done_at=NOW, judged_from=NOW, **scores)
    alice.weights = weights
    alice.save()

    assert said in shown(alice_client)


@pytest.mark.parametrize(
    ("loss", "title", "said"),
    [
        (0.419, "Better than a guess", "better than your plain average does:"),
        (0.42, "No better than a guess yet", "plain average would have done as well,"),
        (0.421, "No better than a guess yet", "plain average would have done better,"),
    ],
)
def test_the_model_is_better_than_a_guess_as_good_or_worse(alice_client, loss, title, said):
    known = calibration.Calibration(120, loss, 0.42, 0.9, 0.85, [])
    request = alice_client.get("/progress/memory/").wsgi_request

    html = html_of(render(request, "progress/memory.html", {"known": known}))

    assert f"<h2>{title}</h2>" in html
    assert said in html


def test_other_weights_of_a_long_log_are_waited_for(alice, alice_client):
    Replanning.objects.create(learner=alice, scheduler="fsrs", fitted=False, wished_at=NOW)
    assert '<p class="notice" role="status">' in shown(alice_client)

    Replanning.objects.update(tries=3)
    assert '<p class="notice error" role="status">' in shown(alice_client)


def test_a_form_without_its_key_changes_nothing(alice, alice_client):
    for name in ("fit", "weights"):
        assert alice_client.post(f"/progress/memory/{name}/", {}).status_code == 422
    assert not Fit.objects.exists()
