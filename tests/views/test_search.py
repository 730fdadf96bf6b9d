"""The search page, and what it shows of what it finds."""

import pytest
from django.urls import reverse

from cards.models import Topic
from tests.factories import enrolled, make_card, make_deck

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def hers(alice):
    deck = make_deck("hers", owner=alice, title="Her failures")
    content = {"question": "Why <b>`lock`</b> & key?", "answer": "<script>lock</script>", "points": [], "notes": ""}
    return make_card(deck, "lock", content=content, tags=["db"])


@pytest.fixture
def studied(alice):
    deck = make_deck("db", title="Databases")
    topic = Topic.objects.create(deck=deck, slug="tx", title="Transactions")
    card = make_card(deck, "deadlock", topic=topic)
    enrolled(alice, deck)
    return card


def test_a_result_says_its_deck_its_topic_its_state_and_the_words(alice_client, hers, studied):
    answer = alice_client.get("/search/?q=deadlock").text

    assert "Databases" in answer
    assert "Transactions" in answer
    assert "New" in answer
    assert "What is <mark>deadlock</mark>?" in answer
    assert "It is <mark>deadlock</mark>." in answer
    assert reverse("card", args=[studied.pk]) in answer


def test_marks_are_safe_whatever_a_card_says(alice_client, hers):
    answer = alice_client.get("/search/?q=lock").text

    assert "Why &lt;b&gt;<mark>lock</mark>&lt;/b&gt; &amp; key?" in answer
    assert "&lt;script&gt;<mark>lock</mark>&lt;/script&gt;" in answer
    assert "<script>lock" not in answer
    assert reverse("card", args=[hers.pk]) in answer


def test_what_was_typed_is_safe_wherever_it_is_said(alice_client, hers):
    typed = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"

    assert "<script>alert" not in alice_client.get(f"/search/?q={typed}").text
    assert "<script>alert" not in alice_client.get("/search/?q=" + "a+" * 20 + typed).text


def test_a_misspelt_word_is_said(alice_client, studied):
    answer = alice_client.get("/search/?q=daedlock").text

    assert "No card has “<bdi>daedlock</bdi>”. Showing results for <b><bdi>deadlock</bdi></b>." in " ".join(
        answer.split()
    )
    assert "1 card" in answer


def test_another_learner_finds_nothing_of_hers(bob_client, hers, studied):
    answer = bob_client.get("/search/?q=lock").text

    assert "No card says that" in answer
    assert "Her failures" not in answer
    assert "No card says that" in bob_client.get(f"/search/?q=lock&deck={hers.deck_id}").text


def test_who_is_not_signed_in_is_asked_to(client):
    assert client.get("/search/?q=lock").url.startswith("/accounts/login/")


def test_htmx_gets_the_results_only(alice_client, hers):
    answer = alice_client.get("/search/?q=lock", headers=HTMX).text

    assert "<mark>lock</mark>" in answer
    assert "<html" not in answer


def test_one_deck_and_one_state(alice_client, hers, studied):
    assert "1 card" in alice_client.get(f"/search/?q=lock+OR+deadlock&deck={studied.deck_id}").text
    assert "2 cards" in alice_client.get("/search/?q=lock+OR+deadlock&state=new").text
    answer = alice_client.get(f"/search/?q=nothing&deck={studied.deck_id}").text
    assert "Search all decks and" in answer


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=" + "x" * 201, 422),
        ("q=%00lock", 200),
        ("q=lock&page=0", 422),
        ("q=lock&state=else", 422),
        ("q=x&deck=y", 422),
    ],
)
def test_what_cannot_be_looked_for(alice_client, hers, query, status):
    assert alice_client.get(f"/search/?{query}").status_code == status


def test_what_is_too_long_is_said_beside_the_field_and_stays_there(alice_client):
    answer = alice_client.get("/search/?q=" + "x" * 201).text

    assert 'id="q-error" role="alert"' in answer
    assert "x" * 201 in answer


def test_what_is_far_too_long_is_refused_with_a_page(alice_client):
    assert alice_client.get("/search/?q=" + "x" * 5_000).status_code == 414


def test_whoever_has_nothing_to_search_is_told_what_to_do(alice_client):
    answer = alice_client.get("/search/").text

    assert "Nothing to search yet" in answer
    assert 'href="/decks/"' in answer


def test_more_results_are_on_the_next_page(alice_client, alice, settings):
    settings.RESULTS_PER_PAGE = 2
    deck = make_deck("hers", owner=alice)
    for number in range(3):
        make_card(deck, f"lock-{number}")

    first, second = (alice_client.get(f"/search/?q=lock&page={page}").text for page in (1, 2))

    assert (first.count('class="ask"'), second.count('class="ask"')) == (2, 1)
    assert "/search/?q=lock&amp;page=2" in first


def test_every_page_leads_to_the_search_and_no_page_without_a_learner(alice_client, client):
    assert '<form class="find" action="/search/"' in alice_client.get("/settings/").text
    assert 'class="find"' not in client.get("/").text


def test_the_lists_mark_what_they_found(alice_client, alice, hers, studied):
    assert "<mark>lock</mark>" in alice_client.get("/cards/?q=lock").text
    assert "What is <mark>deadlock</mark>?" in alice_client.get("/decks/db/cards/?q=dead").text
    assert "Showing results for" in alice_client.get("/decks/db/cards/?q=daedlock").text
