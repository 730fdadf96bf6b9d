"""The list of what is missed most, and the session that its button starts."""

import re
import uuid

import pytest

from cards.models import Review, Schedule
from cards.scheduling import AGAIN, GOOD
from cards.views.ahead import MISSED
from tests.conftest import signed_in
from tests.factories import days_later, enrolled, make_cards, make_deck, review

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


@pytest.fixture
def missed(alice, clock):
    """Two cards that Alice missed on three days and on two, one of each kind of deck; the second is not due."""
    built_in, own = make_deck("demo"), make_deck("own", owner=alice)
    often, twice = make_cards(built_in, 1)[0], make_cards(own, 1)[0]
    for deck in (built_in, own):
        enrolled(alice, deck, days_later(-60))
    for card, days in ((often, (9, 8, 7)), (twice, (9, 8))):
        for ago in days:
            review(alice, card, AGAIN, days_later(-ago))
    for ago in (7, 5):
        review(alice, twice, GOOD, days_later(-ago))
    return often, twice


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def grade(client, card, quality, **more):
    version = Schedule.objects.get(card=card).version
    data = {"review": uuid.uuid4(), "card": card.pk, "quality": quality, "version": version, "ahead": "missed"}
    return client.post("/review/grade/", data, **more)


def test_the_list_says_how_often_and_what_can_be_done(alice_client, missed):
    response = alice_client.get("/progress/missed/")

    text = text_of(response)
    assert len(re.findall(r"Missed on \d days", text)) == 2
    assert text.index("Missed on 3 days") < text.index("Missed on 2 days")
    html = response.content.decode()
    often, twice = missed
    for address in (
        "/review/missed/",
        f"/cards/{twice.pk}/edit/",
        f"/cards/{often.pk}/note/",
        f"/cards/{often.pk}/suspend/",
        f"/cards/{often.pk}/",
    ):
        assert f'"{address}"' in html


def test_nothing_missed_is_said(alice_client, bob_client, missed):
    assert "Nothing was missed twice" in text_of(bob_client.get("/progress/missed/"))


@pytest.mark.parametrize("page", ["/", "/progress/"])
def test_it_is_linked_from_where_one_looks(alice_client, missed, page):
    assert 'href="/progress/missed/"' in alice_client.get(page).content.decode()


def test_it_is_linked_from_the_end_of_the_day(alice, alice_client, missed):
    review(alice, missed[0], GOOD, days_later(0))

    response = alice_client.get("/review/")

    assert "Done for today" in text_of(response)
    assert 'href="/progress/missed/"' in response.content.decode()


def test_a_session_asks_just_these_and_goes_on_to_the_day(alice, alice_client, missed):
    often, twice = missed
    make_cards(make_deck("more", owner=alice), 1)

    first = alice_client.get("/review/missed/")
    assert "What you miss most" in text_of(first)
    assert f'data-card="{often.pk}"' in first.content.decode()
    second = grade(alice_client, often, GOOD, headers=PART)
    assert f'data-card="{twice.pk}"' in second.content.decode()
    last = grade(alice_client, twice, GOOD, headers=PART)

    assert MISSED.nothing in text_of(last)
    assert 'name="ahead"' not in last.content.decode()


def test_a_card_before_its_day_keeps_its_interval(alice, alice_client, missed):
    twice = missed[1]
    before = Schedule.objects.get(card=twice)
    assert before.due > alice.study_day(days_later(0))

    grade(alice_client, twice, GOOD)

    after = Schedule.objects.get(card=twice)
    assert (after.interval, after.ease, after.repetitions) == (before.interval, before.ease, before.repetitions)
    assert Review.objects.latest("id").get_phase_display() == "EARLY"


def test_a_miss_in_the_session_comes_back_at_its_end(alice_client, missed):
    often, twice = missed
    grade(alice_client, often, AGAIN)
    assert f'data-card="{twice.pk}"' in alice_client.get("/review/missed/").content.decode()

    response = grade(alice_client, twice, GOOD, headers=PART)

    assert f'data-card="{often.pk}"' in response.content.decode()


def test_without_a_script_the_session_goes_on_too(alice_client, missed):
    often, twice = missed

    assert grade(alice_client, often, GOOD).url == "/review/missed/"
    grade(alice_client, twice, GOOD)

    assert alice_client.get("/review/missed/").url == "/review/"


@pytest.mark.parametrize("what", ["bury", "suspend"])
def test_setting_a_card_aside_stays_in_the_session(alice_client, missed, what):
    often, twice = missed
    form = {"card": often.pk, "key": uuid.uuid4(), "ahead": "missed"}

    part = alice_client.post(f"/review/{what}/", form, headers=PART)
    plain = alice_client.post(f"/review/{what}/", form | {"key": uuid.uuid4(), "card": twice.pk})

    assert f'data-card="{twice.pk}"' in part.content.decode()
    assert plain.url == "/review/missed/"


def test_suspending_from_the_list_stays_there_and_can_be_undone(alice, alice_client, missed):
    card = missed[0]
    key = uuid.uuid4()

    response = alice_client.post(
        f"/cards/{card.pk}/suspend/", {"key": key, "return_to": "/progress/missed/"}, follow=True
    )

    assert response.request["PATH_INFO"] == "/progress/missed/"
    assert "1 card suspended." in text_of(response)
    assert "Missed on 3 days" not in text_of(response)
    form = {"undo": uuid.uuid4(), "of": key, "next": "/progress/missed/"}
    assert "Missed on 3 days" in text_of(alice_client.post("/review/undo/", form, follow=True))


def test_when_all_were_asked_the_button_makes_way(alice, alice_client, missed):
    for card in missed:
        review(alice, card, GOOD, days_later(0))

    response = alice_client.get("/progress/missed/")

    assert "Review these now" not in text_of(response)
    assert "can be asked again tomorrow" in text_of(response)


def test_bob_sees_nothing_of_it(bob, missed):
    client = signed_in(bob)

    assert client.get("/review/missed/").url == "/review/"
    assert client.post(f"/cards/{missed[1].pk}/suspend/", {"key": uuid.uuid4()}).status_code == 404
