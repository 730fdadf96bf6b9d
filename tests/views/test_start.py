"""Where to begin with a deck: what comes first, what is known, how much a day."""

import re
import uuid

import pytest

from cards.models import Enrolment, Learner, Schedule, Topic
from cards.operations.check_learner import check_learner
from tests.factories import enrolled, make_card, make_deck, review
from tests.pages import refusal_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
STAGES = [{"slug": "design", "title": "Design", "weight": 2}, {"slug": "screen", "title": "Screen", "weight": 1}]


@pytest.fixture
def deck():
    """Two topics of two cards, and a stage each."""
    deck = make_deck("acme", title="Acme Backend", about={"stages": STAGES})
    for slug, stage in (("sql", "screen"), ("webhooks", "design")):
        topic = Topic.objects.create(deck=deck, slug=slug, title=slug.upper())
        for number in (1, 2):
            make_card(deck, f"{slug}-{number}", topic=topic, stage=stage, stages=[stage], level=number)
    return deck


def sent(**values):
    return {"key": uuid.uuid4(), "new_per_day": "6"} | values


def choose(client, new_per_day="6", **values):
    """With topics and stages as topic_sql."""
    named = {name.replace("_", "-"): value for name, value in values.items()}
    return client.post("/decks/acme/start/", sent(new_per_day=new_per_day, **named))


def findings_of(learner):
    return list(check_learner(Learner.objects.get(pk=learner.pk)))


def asked(learner):
    """The keys of the new cards that will be asked, in order."""
    rows = Schedule.objects.of(learner).active().filter(due=None).order_by("position", "id")
    return list(rows.values_list("card__key", flat=True))


def test_without_a_choice_the_cards_come_mixed(alice, alice_client, deck):
    enrolled(alice, deck)

    assert asked(alice) == ["webhooks-1", "sql-1", "webhooks-2", "sql-2"]


def test_saving_enrols_and_what_was_chosen_comes_first(alice, alice_client, deck):
    response = choose(alice_client, topic_sql="first")

    assert (response.status_code, response.url) == (302, "/decks/acme/")
    assert Enrolment.objects.filter(learner=alice, deck=deck).exists()
    assert asked(alice) == ["sql-1", "sql-2", "webhooks-1", "webhooks-2"]
    assert findings_of(alice) == []


def test_what_is_known_is_not_asked_and_comes_back_as_it_was(alice, alice_client, deck):
    enrolled(alice, deck)
    seen = deck.cards.get(key="sql-1")
    review(alice, seen, 4)
    before = Schedule.objects.of(alice).filter(card=seen).values("due", "interval", "ease").get()

    choose(alice_client, stage_screen="known")
    while_known = asked(alice)
    shelved = Schedule.objects.of(alice).get(card=seen).is_shelved
    findings = findings_of(alice)
    choose(alice_client)

    assert while_known == ["webhooks-1", "webhooks-2"]
    assert shelved
    assert findings == []
    assert asked(alice) == ["webhooks-1", "webhooks-2", "sql-2"]
    assert Schedule.objects.of(alice).filter(card=seen).values("due", "interval", "ease").get() == before


def test_the_choice_is_shown_again(alice, alice_client, deck):
    choose(alice_client, topic_sql="known", stage_design="first", new_per_day="9")

    page = alice_client.get("/decks/acme/start/").content.decode()

    radios = re.findall(r"<input[^>]*checked[^>]*>", page)
    checked = {re.search(r'name="([^"]+)" value="([^"]*)"', radio).groups() for radio in radios}
    assert checked == {("topic-sql", "known"), ("topic-webhooks", ""), ("stage-design", "first"), ("stage-screen", "")}
    assert re.search(r'name="new_per_day" value="9"', page)


def test_choices_made_at_another_deck_stay(alice, alice_client, deck):
    alice.knows, alice.begins_with = {"topics": ["grpc"]}, {"stages": ["recruiter"], "topics": ["sql"]}
    alice.save()

    choose(alice_client, topic_webhooks="first")

    alice.refresh_from_db()
    assert alice.knows == {"stages": [], "topics": ["grpc"]}
    assert alice.begins_with == {"stages": ["recruiter"], "topics": ["webhooks"]}


def test_looking_works_out_the_minutes_and_saves_nothing(alice, alice_client, deck):
    response = choose(alice_client, topic_sql="known", new_per_day="2", look="on")

    page = response.content.decode()
    # Two cards are left: two new ones of 75 seconds today, and on day 7 none.
    row = re.search(r'<tr class="on">.*?</tr>', page, re.DOTALL).group()
    assert re.findall(r'class="number">(\d+)<', row) == ["3", "0", "0", "0"]
    assert re.search(r'<input[^>]*name="topic-sql" value="known"[^>]*checked', page)
    assert not Enrolment.objects.filter(learner=alice).exists()


def test_the_same_form_twice_counts_once_and_another_under_its_key_is_refused(alice, alice_client, deck):
    form = sent(**{"topic-sql": "first"})

    first = alice_client.post("/decks/acme/start/", form)
    again = alice_client.post("/decks/acme/start/", form)
    other = alice_client.post("/decks/acme/start/", form | {"topic-sql": "known"})

    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 422)
    assert refusal_of(other) == "key-reused"
    alice.refresh_from_db()
    assert alice.begins_with["topics"] == ["sql"]


@pytest.mark.parametrize("number", ["-1", "many", "", "10000"])
def test_a_number_that_is_none_is_refused_and_the_choices_stay(alice, alice_client, deck, number):
    response = choose(alice_client, topic_sql="known", new_per_day=number)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Nothing was saved yet" in page
    assert re.search(r'<input[^>]*name="topic-sql" value="known"[^>]*checked', page)
    assert not Enrolment.objects.filter(learner=alice).exists()


def test_another_learner_is_asked_what_they_chose_themselves(alice_client, bob, deck):
    enrolled(bob, deck)

    choose(alice_client, stage_screen="known", topic_webhooks="first")

    assert asked(bob) == ["webhooks-1", "sql-1", "webhooks-2", "sql-2"]


def test_own_cards_are_asked_whatever_is_known(alice, alice_client, deck):
    own = make_deck("own", owner=alice)
    make_card(own, "mine", stage="screen", position=0)
    enrolled(alice, own)

    choose(alice_client, stage_screen="known")

    assert asked(alice) == ["mine", "webhooks-1", "webhooks-2"]
    assert findings_of(alice) == []


def test_few_queries(alice_client, deck, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        alice_client.get("/decks/acme/start/")
