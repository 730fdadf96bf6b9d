"""Suspending and resuming all cards of a topic or a stage, from a deck's page and from lists; and Undo."""

import re
import uuid

import pytest

from cards.models import Receipt, Schedule, Topic
from cards.views.review import UNDONE
from tests.conftest import signed_in
from tests.factories import enrolled, make_card, make_cards, make_deck

pytestmark = pytest.mark.django_db


@pytest.fixture
def track(alice):
    """A track with a pack; Alice studies it. Stages and topics cross."""
    stages = [{"slug": slug, "title": slug.title(), "what": "", "judged": ""} for slug in ("screen", "design")]
    deck, pack = make_deck("track", about={"stages": stages}), make_deck("pack", is_pack=True)
    deck.packs.add(pack)
    locks = Topic.objects.create(deck=pack, slug="locks", title="Locks")
    make_card(deck, "pitch", stage="screen")
    make_card(pack, "deadlock", stage="design", topic=locks)
    make_card(pack, "mutex", stage="screen", topic=locks)
    make_card(pack, "ring", stage="design")
    enrolled(alice, deck)
    return deck


@pytest.fixture
def own(alice):
    deck = make_deck("own", owner=alice)
    make_cards(deck, 3, tags=["sql"])
    make_card(deck, "other", stage="design")
    enrolled(alice, deck)
    return deck


def suspended(learner):
    return set(Schedule.objects.of(learner).filter(is_suspended=True).values_list("card__key", flat=True))


def press(client, page, label):
    """Press the button with this label on the page, as a browser without scripts does. Returns the page it leads to."""
    html = client.get(page).content.decode()
    button = next(tag for tag in re.findall(r"<button[^>]*>.*?</button>", html, re.S) if text_of(tag) == label)
    form_id = re.search(r' form="(\w+)"', button)
    if form_id:
        form = re.search(rf'<form id="{form_id[1]}".*?</form>', html, re.S)[0]
    else:
        form = next(form for form in re.findall(r"<form.*?</form>", html, re.S) if button in form)
    action = re.search(r' formaction="([^"]+)"', button) or re.search(r' action="([^"]+)"', form)
    data = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    data |= dict(re.findall(r' name="(\w+)"\s+value="([^"]*)"', button))
    data = {name: value.replace("&amp;", "&") for name, value in data.items()}
    response = client.post(action[1], data, follow=True)
    return response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"], text_of(response.content.decode())


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("label", "keys"),
    [
        ("Suspend all of Screen", {"pitch", "mutex"}),
        ("Suspend all of Design", {"deadlock", "ring"}),
        ("Suspend all of Locks", {"deadlock", "mutex"}),
    ],
)
def test_a_stage_or_topic_is_suspended_from_the_decks_page_and_undone_there(alice, track, label, keys):
    client = signed_in(alice)

    page, text = press(client, "/decks/track/", label)

    assert suspended(alice) == keys
    assert page.startswith("/decks/track/?done=")
    assert "2 cards suspended." in text
    page, text = press(client, page, "Undo")
    assert suspended(alice) == set()
    assert page == "/decks/track/?"
    assert UNDONE["suspend-cards"].format(2) in text


def test_a_stage_is_resumed_in_one_action_too(alice, track):
    client = signed_in(alice)
    press(client, "/decks/track/", "Suspend all of Locks")

    page, text = press(client, "/decks/track/", "Resume all of Design")

    assert suspended(alice) == {"mutex"}
    assert "1 card resumed." in text
    press(client, page, "Undo")
    assert suspended(alice) == {"deadlock", "mutex"}


def test_a_list_suspends_what_it_finds_and_stays_as_it_was_filtered(alice, track):
    client = signed_in(alice)

    page, text = press(client, "/decks/track/cards/?topic=locks&stage=design", "Suspend it")

    assert suspended(alice) == {"deadlock"}
    assert page.startswith("/decks/track/cards/?topic=locks&stage=design&done=")
    assert "1 card suspended." in text
    page, _ = press(client, page, "Undo")
    assert page == "/decks/track/cards/?topic=locks&stage=design"
    assert suspended(alice) == set()


def test_every_page_of_a_list_is_meant(alice, alice_client):
    deck = make_deck("long")
    make_cards(deck, 70, stage="design")
    enrolled(alice, deck)

    press(alice_client, "/decks/long/cards/?stage=design&page=2", "Suspend all of these")

    assert len(suspended(alice)) == 70


def test_my_cards_suspend_what_they_find(alice, own, track):
    client = signed_in(alice)

    page, text = press(client, "/cards/?tag=sql", "Suspend all of these")

    assert suspended(alice) == {"card-0", "card-1", "card-2"}
    assert "3 cards suspended." in text
    assert "tag=sql" in page
    press(client, page, "Undo")
    assert suspended(alice) == set()

    press(client, "/cards/?all=on&stage=design", "Suspend all of these")
    assert suspended(alice) == {"other", "deadlock", "ring"}
    press(client, "/cards/?deck=own&stage=design", "Resume it")
    assert suspended(alice) == {"deadlock", "ring"}


def test_a_list_that_is_not_filtered_offers_to_suspend_nothing(alice_client, own, track):
    assert b"all of these" not in alice_client.get("/cards/").content
    assert b"all of these" not in alice_client.get("/decks/track/cards/").content


def test_who_studies_nothing_of_it_has_nothing_to_suspend(bob, track):
    client = signed_in(bob)

    assert "Suspend all of" not in client.get("/decks/track/").content.decode()
    form = {"key": uuid.uuid4(), "part": "stage=design"}
    assert "nothing was changed" in client.post("/decks/track/suspend/", form, follow=True).content.decode()


def test_nobody_undoes_what_another_did(alice, bob, track):
    press(signed_in(alice), "/decks/track/", "Suspend all of Locks")
    key = Receipt.objects.get(name="suspend-cards").key
    bob_client = signed_in(bob)

    assert "Undo" not in bob_client.get(f"/decks/track/?done={key}").content.decode()
    bob_client.post("/review/undo/", {"undo": uuid.uuid4(), "of": key, "next": "/decks/track/"})

    assert suspended(alice) == {"deadlock", "mutex"}


@pytest.mark.parametrize("done", ["", "nonsense", "872a44d6-dad1-40d5-8912-3ede0f08774e"])
def test_an_address_that_names_nothing_done_is_that_of_the_page(alice_client, track, done):
    response = alice_client.get(f"/decks/track/?done={done}")

    assert response.status_code == 200
    assert "Undo" not in response.content.decode()


@pytest.mark.parametrize("form", [{}, {"part": "stage=design"}, {"key": "x", "part": "stage=design"}])
def test_without_a_key_or_a_part_nothing_is_done(alice, alice_client, track, form):
    form = form or {"key": uuid.uuid4()}

    assert alice_client.post("/decks/track/suspend/", form).status_code == 422
    assert suspended(alice) == set()


def test_filters_that_make_no_sense_suspend_nothing(alice, alice_client, track, own):
    key = {"key": uuid.uuid4()}

    assert alice_client.post("/decks/track/suspend/", key | {"part": "state=nonsense"}).status_code == 422
    assert alice_client.post("/cards/suspend/", key | {"back": "kind=nonsense"}).status_code == 422
    assert suspended(alice) == set()


def test_undo_leads_to_pages_of_this_site_alone(alice, alice_client, track):
    press(alice_client, "/decks/track/", "Suspend all of Locks")
    key = Receipt.objects.get(name="suspend-cards").key

    form = {"undo": uuid.uuid4(), "of": key, "next": "https://evil.example/"}
    assert alice_client.post("/review/undo/", form).url == "/"


def test_the_key_of_undo_takes_back_many_too(alice, alice_client, track):
    press(alice_client, "/decks/track/", "Suspend all of Locks")

    response = alice_client.post("/review/undo/", {"undo": uuid.uuid4()}, headers={"HX-Request": "true"})

    assert UNDONE["suspend-cards"].format(2) in text_of(response.content.decode())
    assert suspended(alice) == set()


def test_one_deck_of_ones_own_can_be_reviewed_alone(alice, own, track):
    client = signed_in(alice)
    for page in ("/decks/", "/cards/?deck=own"):
        html = client.get(page).content.decode()
        assert f'href="/review/?deck={own.pk}"' in html

    text = text_of(client.get(f"/review/?deck={own.pk}").content.decode())

    assert "Only Own" in text
    assert "4 new" in text
