"""Lists of cards on paper: whole questions and answers, everything that was found."""

import re

import pytest
from django.db.models.signals import post_init

from cards.models import Card, Schedule
from tests.conftest import signed_in
from tests.factories import enrolled, make_card, make_cards, make_deck
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LONG = "A question that is far too long for the title of a row, which ends after a hundred characters, " * 2


def link_to_paper(response):
    return re.search(r'href="([^"]+)">Print with\s+answers', response.content.decode())[1].replace("&amp;", "&")


@pytest.fixture
def own(alice):
    deck = make_deck("own", owner=alice, title="Own")
    enrolled(alice, deck)
    return deck


def content(question="Why?", answer="Because.", notes=""):
    return {"question": question, "answer": answer, "points": [{"text": "a point", "critical": True}], "notes": notes}


def test_all_pages_of_my_cards_are_one_document_with_whole_answers(alice_client, own):
    make_cards(own, 60)
    make_card(own, "long", content=content(LONG + "LAST", "An answer.", "A remark."))

    page = alice_client.get("/cards/")
    paper = alice_client.get("/cards/" + link_to_paper(page).removeprefix("/cards/"))

    text = text_of(paper)
    assert paper.content.decode().count("<article") == 61
    assert "61 cards with their answers" in text
    assert LONG.strip() + " LAST" in text
    for said in ("An answer.", "a point", "A remark.", "It is card-0.", "It is card-59."):
        assert said in text


def test_a_deck_is_printed_as_it_was_filtered(alice_client, alice):
    deck = make_deck("demo", title="Demo")
    make_card(deck, "screen", stage="screen")
    make_card(deck, "design", stage="design")
    page = alice_client.get("/decks/demo/cards/?stage=design")

    paper = alice_client.get("/decks/demo/cards/" + link_to_paper(page))

    assert "It is design." in text_of(paper)
    assert "It is screen." not in text_of(paper)
    assert 'href="?stage=design">Back to the list' in paper.content.decode()


def test_a_text_with_gaps_stands_there_once_with_its_gap_marked(alice_client, own):
    text = {"text": "HTTP says that {{c1::PUT}} is idempotent.", "points": [], "notes": ""}
    make_card(own, "verbs", kind="cloze", content=text, ordinal=1)

    html = alice_client.get("/cards/?print=1000").content.decode()

    assert '<mark class="cloze">PUT</mark>' in html
    assert html.count("is idempotent") == 2  # the other is not shown: see cards.css


def test_the_learners_own_note_is_printed_and_nobody_elses(alice, bob, bob_client, alice_client):
    deck = make_deck("demo")
    card = make_card(deck, "shared")
    for learner, note in ((alice, "mine alone"), (bob, "his alone")):
        enrolled(learner, deck)
        Schedule.objects.of(learner).filter(card=card).update(note=note, note_html=f"<p>{note}</p>")

    assert "mine alone" in text_of(alice_client.get("/decks/demo/cards/?print=1000"))
    assert "mine alone" not in text_of(bob_client.get("/decks/demo/cards/?print=1000"))
    assert "his alone" in text_of(bob_client.get("/cards/?all=on&print=1000"))


def test_bob_prints_nothing_of_alices(own, bob_client):
    make_cards(own, 2)

    assert "It is card-0." not in text_of(bob_client.get("/cards/?print=1000"))
    assert "It is card-0." not in text_of(bob_client.get("/cards/?deck=own&print=1000"))
    assert bob_client.get("/decks/own/cards/?print=1000").status_code == 404


def test_what_is_too_long_for_one_document_is_several_that_lead_to_each_other(alice, own, settings):
    settings.PRINTED_CHARACTERS = 10_000
    make_cards(own, 25)
    Card.objects.filter(key="card-0").update(html={"question": "x" * 10_000, "answer": ""})
    client = signed_in(alice)

    first = client.get("/cards/?q=card&print=1000", follow=True)
    assert first.redirect_chain == [
        ("/cards/?q=card&print=100&page=1", 302),
        ("/cards/?q=card&print=10&page=1", 302),
    ]
    found, page = [], first
    for _ in range(3):
        found += re.findall(r"<article", page.content.decode())
        following = re.search(r'href="(\?[^"]+)">Cards after', page.content.decode())
        page = client.get("/cards/" + following[1].replace("&amp;", "&")) if following else page

    assert len(found) == 25
    assert "Cards 21 to 25 of 25" in text_of(page)


def test_a_shorter_document_begins_where_the_longer_one_would(alice_client, own, settings):
    settings.PRINTED_CHARACTERS = 1
    make_cards(own, 250)

    answer = alice_client.get("/cards/?print=100&page=2")

    assert answer.url == "/cards/?print=10&page=11"


def test_a_list_on_paper_says_of_no_card_where_a_word_was_found(alice_client, own):
    make_cards(own, 3)

    on_paper, on_screen = (alice_client.get(f"/cards/?q=card{more}").context for more in ("&print=1000", ""))

    assert len(on_paper["listed"].cards) == len(on_screen["listed"].cards) >= 3
    assert not any(hasattr(card, "says") for card in on_paper["listed"].cards)
    assert all(hasattr(card, "says") for card in on_screen["listed"].cards)


def test_what_is_too_long_is_not_read_to_its_end(alice_client, own, settings):
    settings.PRINTED_CHARACTERS = 1
    make_cards(own, 250)
    read = []

    def note(sender, instance, **more):
        read.extend([instance.pk] if "html" in instance.__dict__ else [])

    post_init.connect(note, sender=Card)
    try:
        alice_client.get("/cards/?print=1000")
    finally:
        post_init.disconnect(note, sender=Card)

    assert len(read) <= 10


def test_printing_costs_as_much_with_many_cards_as_with_few(alice_client, own, django_assert_max_num_queries):
    make_cards(own, 40)

    with django_assert_max_num_queries(9):
        alice_client.get("/cards/?print=1000")


@pytest.mark.parametrize("size", ["0", "-1", "1001", "all"])
def test_another_size_is_no_filter(alice_client, own, size):
    make_cards(own, 1)

    response = alice_client.get(f"/cards/?print={size}")

    assert response.status_code == 422
    assert '<p class="notice error" role="alert">' in response.text


def test_nothing_found_is_said(alice_client, own):
    assert "No card fits" in text_of(alice_client.get("/cards/?q=nothing&print=1000"))
