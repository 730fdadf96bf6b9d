"""Who wants to ticks the key points of a short answer, and is graded by them; nobody else's page changes."""

import uuid

import pytest

from cards.models import Review
from tests.factories import enrolled, make_card, make_deck

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
POINTS = [{"text": "the `first`", "critical": True}, {"text": "the second", "critical": False}]
CONTENT = {"question": "Why?", "answer": "So.", "points": POINTS, "notes": ""}


@pytest.fixture
def card(alice):
    alice.ticks_points = True
    alice.save()
    deck = make_deck()
    card = make_card(deck, "why", content=CONTENT)
    make_card(deck, "bare")
    enrolled(alice, deck)
    return card


def grade(client, card, **fields):
    posted = {"review": uuid.uuid4(), "card": card.pk, "version": 0, "quality": "", "seconds": 9, "detail": ""}
    return client.post("/review/grade/", posted | fields)


def test_the_points_are_ticked_in_place_of_being_listed(alice_client, card):
    page = alice_client.get("/review/").text

    assert 'name="detail.points.1"' in page
    assert "the <code>first</code>" in page
    assert "<h2>Key points</h2>" not in page
    assert "points.js" in page
    assert "css/practice.css" in page


def test_who_did_not_ask_for_it_has_the_page_as_it_was(alice, alice_client, card):
    alice.ticks_points = False
    alice.save()

    page = alice_client.get("/review/").text

    assert "<h2>Key points</h2>" in page
    for mark in ("detail", "points.js", "practice.css", "said-points"):
        assert mark not in page.replace("<details", "").replace("</details", "").replace("Details", "")


@pytest.mark.parametrize(
    ("ticked", "quality", "stored"),
    [((0, 1), 4, {"0": "said", "1": "said"}), ((0,), 2, {"0": "said"}), ((), 0, None)],
)
def test_what_was_ticked_is_the_grade_and_is_kept(alice_client, card, ticked, quality, stored):
    answer = grade(alice_client, card, **{f"detail.points.{place}": "said" for place in ticked})

    review = Review.objects.get()
    assert answer.status_code == 303
    assert (review.quality, review.detail) == (quality, stored and {"points": stored})


def test_another_grade_may_be_pressed_and_the_ticks_are_kept(alice_client, card):
    grade(alice_client, card, quality=5, **{"detail.points.0": "said"})

    assert (Review.objects.get().quality, Review.objects.get().detail) == (5, {"points": {"0": "said"}})


def test_a_point_that_there_is_not_is_refused(alice_client, card):
    assert grade(alice_client, card, **{"detail.points.2": "said"}).status_code == 422
    assert not Review.objects.exists()
