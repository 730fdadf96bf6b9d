import pytest

from cards.models import Card, Review, Schedule, Topic
from tests.factories import enrolled, make_card, make_cards, make_deck

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck():
    deck = make_deck("api", title="API design", is_pack=True)
    topic = Topic.objects.create(deck=deck, slug="webhooks", title="Webhooks")
    make_card(deck, "a", stage="screen")
    make_card(deck, "b", topic=topic, stage="screen")
    make_card(deck, "c", topic=topic, stage="design")
    return deck


def key(response):
    return response.context["card"].key


def test_cards_come_one_after_the_other_in_learning_order(alice_client, deck):
    seen, address = [], "?deck=api"
    while address:
        response = alice_client.get(f"/review/free/{address}")
        seen.append(key(response))
        address = response.context["following"]

    assert seen == ["a", "b", "c"]
    assert "Back to the deck" in response.content.decode()
    assert key(alice_client.get(f"/review/free/{response.context['previous']}")) == "b"


def test_nothing_is_written(alice_client, alice, deck):
    enrolled(alice, deck)
    before = list(Schedule.objects.order_by("pk").values())

    page = alice_client.get("/review/free/?deck=api&n=2").content.decode()

    assert "quality" not in page
    assert list(Schedule.objects.order_by("pk").values()) == before
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("asked", "total"), [("topic=webhooks", 2), ("stage=screen", 2), ("topic=webhooks&stage=design", 1)]
)
def test_only_a_topic_or_a_stage(alice_client, deck, asked, total):
    assert alice_client.get(f"/review/free/?deck=api&{asked}").context["total"] == total


def test_a_track_brings_the_cards_of_its_packs(alice_client, deck):
    track = make_deck("acme")
    track.packs.add(deck)

    assert alice_client.get("/review/free/?deck=acme").context["total"] == 3


def test_shuffled_cards_each_come_once_in_an_order_that_stays(alice_client, deck):
    make_cards(deck, 9)

    def order():
        return [key(alice_client.get(f"/review/free/?deck=api&shuffle=7&n={number}")) for number in range(1, 13)]

    first = order()

    assert first == order()
    assert sorted(first) == sorted(Card.objects.values_list("key", flat=True))
    assert first != list(Card.objects.order_by("position").values_list("key", flat=True))


def test_a_number_past_the_end_is_the_last_card(alice_client, deck):
    assert key(alice_client.get("/review/free/?deck=api&n=99")) == "c"


def test_no_card_of_that_topic_says_so(alice_client, deck):
    assert "No cards here" in alice_client.get("/review/free/?deck=api&topic=nothing").content.decode()


def test_own_decks_are_studied_by_their_owner_only(alice_client, bob_client, alice, deck):
    make_card(make_deck("api", owner=alice), "mine")

    assert key(alice_client.get("/review/free/?deck=api&own=on")) == "mine"
    assert key(alice_client.get("/review/free/?deck=api")) == "a"
    assert bob_client.get("/review/free/?deck=api&own=on").status_code == 404


def test_who_may_ask_and_how(alice_client, client, deck):
    assert client.get("/review/free/?deck=api").headers["Location"].startswith("/accounts/login/")
    assert alice_client.post("/review/free/?deck=api").status_code == 405
    assert alice_client.get("/review/free/").headers["Location"] == "/decks/"
    assert alice_client.get("/review/free/?deck=api&n=0").status_code == 422
    assert alice_client.get("/review/free/?deck=nothing").status_code == 404


@pytest.mark.parametrize("number", [10, 20])
def test_it_costs_the_same_with_more_cards(alice_client, deck, number, django_assert_max_num_queries):
    make_cards(deck, number)

    with django_assert_max_num_queries(8):
        alice_client.get("/review/free/?deck=api&n=5")
