"""Pages for everybody."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags

from cards.models import Card
from cards.views.pages import TRIAL_CARD, TRIAL_DECK
from tests.deck_folders import builtin_decks
from tests.factories import make_card, make_deck

pytestmark = pytest.mark.django_db

PAGES = ["/about/", "/privacy/", "/keyboard/"]


@pytest.fixture
def trial_card():
    content = {"question": "What may have happened?", "answer": "Four things.", "points": [], "notes": ""}
    return make_card(make_deck(TRIAL_DECK, is_pack=True), TRIAL_CARD, content=content, stage="integration")


def test_the_card_to_try_is_in_the_decks():
    drafts = builtin_decks()

    deck = next(draft for draft in drafts if draft.slug == TRIAL_DECK)
    assert TRIAL_CARD in {card.key for topic in deck.topics for card in topic.cards}


def test_a_visitor_can_try_a_card_with_one_query(client, trial_card, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/")

    html = response.content.decode()
    assert "What may have happened?" in html
    assert "Four things." in html
    assert reverse("account_signup") in html


def test_each_grade_says_what_it_would_do_to_a_new_card(client, trial_card):
    """Good: 1 day, 6, 6 × 2.5 = 15, 15 × 2.5 = 37.5. Again lowers the ease to 2.18: 6 × 2.18 = 13.08."""
    text = " ".join(strip_tags(client.get("/").text).split())

    assert "Again today, then 1 day Hard today, then 1 day, later 6 days" in text
    assert "Good 1 day, later 15 days Easy 1 day, later 16 days" in text
    assert "after 6, 15 and 38 days" in text
    assert "after 1, 6 and 14 days" in text


def test_each_picture_is_shown_in_both_themes_and_is_small(client):
    """`make pictures` takes them; a page shows one of two."""
    html = client.get("/").text
    files = {path.name: path.stat().st_size for path in (settings.BASE_DIR / "static/img/landing").iterdir()}

    shown = re.findall(
        r'<img class="of-(light|dark)" src="/static/img/landing/(\w+)-(\w+).webp"[^>]*alt="([^"]+)"', html
    )

    assert {f"{name}-{theme}.webp" for _, name, theme, _ in shown} == files.keys()
    assert all(of == theme for of, _, theme, _ in shown)
    assert len(shown) == html.count("<img") == html.count('loading="lazy"')
    assert max(files.values()) <= 40 * 1024


def test_without_the_decks_the_page_still_says_what_prep_is(client):
    response = client.get("/")

    assert response.status_code == 200
    assert "trial" not in response.content.decode()


def test_a_retired_card_is_not_offered(client, trial_card):
    Card.objects.update(status=Card.Status.RETIRED)

    assert "What may have happened?" not in client.get("/").content.decode()


def test_a_learners_own_deck_of_that_name_is_not_shown_to_visitors(client, alice):
    make_card(make_deck(TRIAL_DECK, owner=alice), TRIAL_CARD)

    assert "trial" not in client.get("/").content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_everybody_can_read_it(client, alice_client, address):
    for reader in (client, alice_client):
        response = reader.get(address)
        assert response.status_code == 200
        assert response.content.decode().count("<h1") == 1
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_costs_no_query(client, address, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(address)
