"""The review page and its actions over HTTP: the contract that other programs rely on."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from cards.models import Review, Schedule, Topic
from cards.views.review import RESENT, UNDONE
from tests.factories import NOW, enrolled, make_card, make_cards, make_deck, make_schedule, review
from tests.pages import html_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
TODAY = NOW.date()


@pytest.fixture
def cards(alice):
    deck = make_deck()
    cards = make_cards(deck, 3)
    enrolled(alice, deck)
    return cards


def form(card, quality=4, version=0, **other):
    return {"review": uuid.uuid4(), "card": card.pk, "quality": quality, "version": version, "seconds": 5} | other


def shown(response):
    """The key of the card on the page."""
    found = re.search(r"What is (card-\d+)\?", response.content.decode())
    return found and found[1]


def test_the_first_card_with_its_answer_and_the_intervals_of_its_grades(alice_client, cards):
    response = alice_client.get("/review/")

    html = response.content.decode()
    assert shown(response) == "card-0"
    assert "It is card-0." in html
    assert html.count('name="quality"') == 4
    assert html.count("1 day") == 4
    assert response["Cache-Control"] == "private, no-store"


def test_a_topics_primer_is_read_once_before_its_first_card(alice, alice_client, bob, bob_client):
    deck = make_deck()
    topics = [
        Topic.objects.create(deck=deck, slug=slug, title=slug.capitalize(), primer_html=f"<p>On {slug}.</p>")
        for slug in ("locks", "queues")
    ]
    cards = [make_card(deck, f"card-{n}", topic=topics[n // 2], level=n // 2 + 1) for n in range(3)]
    for learner in (alice, bob):
        enrolled(learner, deck)

    first = alice_client.get("/review/").content.decode()
    second = alice_client.post("/review/grade/", form(cards[0]), headers=HTMX).content.decode()
    third = alice_client.post("/review/grade/", form(cards[1]), headers=HTMX).content.decode()
    alice_client.post("/review/undo/", {"undo": uuid.uuid4()})
    alice_client.post("/review/undo/", {"undo": uuid.uuid4()})

    assert ("On locks." in first, "On queues." in first) == (True, False)
    assert "primer" not in second
    assert ("On locks." in third, "On queues." in third) == (False, True)
    assert "On locks." in alice_client.get("/review/").content.decode()
    assert "On locks." in bob_client.get("/review/").content.decode()


def test_grading_with_htmx_answers_with_the_next_card_only(alice_client, cards):
    response = alice_client.post("/review/grade/", form(cards[0]), headers=HTMX)

    assert response.status_code == 200
    assert shown(response) == "card-1"
    assert "<html" not in response.content.decode()


def test_grading_with_a_plain_form_redirects_to_the_next_card(alice_client, cards):
    response = alice_client.post("/review/grade/", form(cards[0]), follow=True)

    assert response.redirect_chain == [("/review/", 303)]
    assert shown(response) == "card-1"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_retry_is_answered_and_counts_once(alice_client, cards, headers):
    data = form(cards[0])

    answers = [alice_client.post("/review/grade/", data, headers=headers) for _ in range(3)]

    assert {answer.status_code for answer in answers} == ({200} if headers else {303})
    assert Review.objects.count() == 1
    if headers:
        assert [shown(answer) for answer in answers] == ["card-1"] * 3


def test_the_same_uuid_with_another_grade_is_refused(alice_client, cards):
    data = form(cards[0])
    alice_client.post("/review/grade/", data)

    response = alice_client.post("/review/grade/", data | {"quality": 2})

    assert response.status_code == 422
    assert Review.objects.get().quality == 4


def test_a_stale_version_is_a_conflict_that_brings_the_current_card(alice_client, cards):
    alice_client.post("/review/grade/", form(cards[0]))

    response = alice_client.post("/review/grade/", form(cards[0]), headers=HTMX)

    assert response.status_code == 409
    assert shown(response) == "card-1"
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"quality": 6}, {"quality": -1}, {"quality": ""}, {"quality": "good"}, {"card": "x"}, {"card": 0},
        {"card": 10**30}, {"review": "no-uuid"}, {"version": -1}, {"seconds": -5}, {"seconds": "long"},
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_and_stores_nothing(alice_client, cards, wrong):
    response = alice_client.post("/review/grade/", form(cards[0]) | wrong)

    assert response.status_code == 422
    assert shown(response) == "card-0"
    assert not Review.objects.exists()


def test_seconds_may_be_missing_and_are_capped(alice_client, cards, settings):
    data = form(cards[0])
    del data["seconds"]
    alice_client.post("/review/grade/", data)
    alice_client.post("/review/grade/", form(cards[1], seconds=10**9))

    assert list(Review.objects.order_by("id").values_list("seconds", flat=True)) == [
        None,
        settings.LONGEST_REVIEW_SECONDS,
    ]


def test_a_card_of_somebody_else_is_not_found(bob_client, cards):
    assert bob_client.post("/review/grade/", form(cards[0])).status_code == 404
    for action in ("bury", "suspend", "flag"):
        data = {"card": cards[0].pk, "key": uuid.uuid4()}
        assert bob_client.post(f"/review/{action}/", data).status_code == 404


@pytest.mark.parametrize("action", ["grade", "undo", "bury", "suspend", "flag"])
def test_actions_are_posted_by_who_is_signed_in(client, alice_client, action):
    assert alice_client.get(f"/review/{action}/").status_code == 405
    assert client.post(f"/review/{action}/").url.startswith("/accounts/login/?next=/")
    swap = client.post(f"/review/{action}/", headers=HTMX)
    assert swap["HX-Redirect"].startswith("/accounts/login/?next=/")


def test_undo_brings_the_card_back_and_a_retry_does_not_undo_more(alice_client, cards):
    for card in cards[:2]:
        alice_client.post("/review/grade/", form(card))
    data = {"undo": uuid.uuid4()}

    answers = [alice_client.post("/review/undo/", data, headers=HTMX) for _ in range(2)]

    assert [shown(answer) for answer in answers] == ["card-1", "card-1"]
    assert Review.objects.counted().count() == 1
    assert UNDONE["review"] in answers[0].text


def test_undo_after_the_last_card(alice, alice_client, cards):
    for card in cards:
        alice_client.post("/review/grade/", form(card, quality=5))
    end = alice_client.get("/review/").content.decode()
    assert "Done for today" in end
    assert 'name="undo"' in end

    response = alice_client.post("/review/undo/", {"undo": uuid.uuid4()}, follow=True)

    assert shown(response) == "card-2"


def test_undo_with_nothing_to_undo_says_so(alice_client, cards):
    response = alice_client.post("/review/undo/", {"undo": uuid.uuid4()}, headers=HTMX)

    assert response.status_code == 200
    assert "nothing to undo" in response.content.decode()


@pytest.mark.parametrize(("action", "columns"), [("bury", ["buried_until"]), ("suspend", ["is_suspended"])])
def test_setting_a_card_aside_shows_the_next_and_undo_brings_it_back(alice, alice_client, cards, action, columns):
    data = {"card": cards[0].pk, "key": uuid.uuid4()}

    response = alice_client.post(f"/review/{action}/", data, headers=HTMX)
    assert shown(response) == "card-1"
    schedule = Schedule.objects.of(alice).get(card=cards[0])
    assert all(getattr(schedule, column) for column in columns)

    back = alice_client.post("/review/undo/", {"undo": uuid.uuid4()}, headers=HTMX)
    assert shown(back) == "card-0"


def test_a_flag_stays_on_the_card(alice, alice_client, cards):
    data = {"card": cards[0].pk, "key": uuid.uuid4(), "flagged": "on"}

    response = alice_client.post("/review/flag/", data, headers=HTMX)

    assert shown(response) == "card-0"
    assert "⚑ Flagged" in response.content.decode()
    alice_client.post("/review/flag/", data | {"key": uuid.uuid4(), "flagged": "off"})
    assert not Schedule.objects.of(alice).get(card=cards[0]).is_flagged


def test_a_key_of_another_action_is_refused(alice_client, cards):
    data = {"card": cards[0].pk, "key": uuid.uuid4()}
    alice_client.post("/review/bury/", data)

    assert alice_client.post("/review/suspend/", data).status_code == 422


def test_undo_with_the_key_of_another_action_is_refused(alice_client, cards):
    key = uuid.uuid4()
    alice_client.post("/review/bury/", {"card": cards[0].pk, "key": key})

    assert alice_client.post("/review/undo/", {"undo": key}).status_code == 422


@pytest.mark.parametrize("url", ["/review/bury/", "/review/suspend/", "/review/flag/"])
def test_a_number_that_no_card_has_is_refused(alice_client, cards, url):
    response = alice_client.post(url, {"card": 10**30, "key": uuid.uuid4()})

    assert response.status_code == 422


def test_a_number_that_no_card_has_is_not_found(alice_client):
    assert alice_client.post(f"/cards/{10**30}/resume/", {"key": uuid.uuid4()}).status_code == 404


def test_two_grades_and_no_intervals(alice, alice_client, cards):
    alice.grades_shown, alice.show_intervals = 2, False
    alice.save()

    html = alice_client.get("/review/").content.decode()

    assert html.count('name="quality"') == 2
    assert "1 day" not in html


def test_reviewing_ahead_keeps_the_interval(alice, alice_client, cards):
    make_schedule(alice, cards[2], due=TODAY + timedelta(3), interval=6, repetitions=2)

    page = alice_client.get("/review/ahead/")
    assert shown(page) == "card-2"
    alice_client.post("/review/grade/", form(cards[2], ahead="on"))

    schedule = Schedule.objects.of(alice).get(card=cards[2])
    assert (schedule.interval, schedule.due) == (6, TODAY + timedelta(6))
    assert alice_client.get("/review/ahead/").url == "/review/"


def test_reviewing_ahead_leaves_out_what_was_buried(alice, alice_client, cards):
    make_schedule(alice, cards[1], due=TODAY + timedelta(2), interval=6, buried_until=TODAY + timedelta(1))
    make_schedule(alice, cards[2], due=TODAY + timedelta(3), interval=6)

    assert shown(alice_client.get("/review/ahead/")) == "card-2"


def test_limits_hold_when_a_journey_west_brings_yesterday_back(alice, alice_client, cards):
    alice.time_zone, alice.new_per_day = "Pacific/Auckland", 1
    alice.save()
    review(alice, cards[0], 4, NOW)
    alice.time_zone = "Pacific/Honolulu"
    alice.save()

    first = alice_client.get("/review/")
    review(alice, cards[1], 4, NOW)
    second = alice_client.get("/review/")

    assert (shown(first), shown(second)) == ("card-1", None)


def test_the_end_tells_what_was_done_what_comes_and_what_limits_held_back(alice, alice_client, cards):
    alice.new_per_day = 2
    alice.save()
    for card in cards[:2]:
        review(alice, card, 5)

    html = html_of(alice_client.get("/review/"))

    assert "2 reviews in 0:24" in html
    assert "<b>2</b> cards tomorrow" in html
    assert "2 of them new." in html
    assert "Your limits keep" in html


def test_an_empty_collection_says_what_to_do(alice_client):
    html = alice_client.get("/review/").content.decode()

    assert "Choose a deck" in html
    assert "/review/undo/" not in html
    assert "New cards left today" not in html


def test_the_last_card_can_be_brought_back_although_it_was_suspended(alice, alice_client):
    deck = make_deck()
    card = make_card(deck, "card-0")
    enrolled(alice, deck)
    alice_client.post("/review/suspend/", {"card": card.pk, "key": uuid.uuid4()})

    assert "/review/undo/" in alice_client.get("/review/").content.decode()


def test_a_wanted_card_comes_first_if_it_is_the_learners(alice_client, bob, cards):
    foreign = make_card(make_deck("other"), "card-99")
    make_schedule(bob, foreign)

    assert shown(alice_client.get(f"/review/?card={cards[2].pk}")) == "card-2"
    assert shown(alice_client.get(f"/review/?card={foreign.pk}")) == "card-0"
    assert shown(alice_client.get("/review/?card=99999999999999999999")) == "card-0"


def test_a_card_that_changed_its_meaning_says_so(alice, alice_client, cards):
    review(alice, cards[0], 4, NOW - timedelta(days=1))
    cards[0].rev_at = NOW - timedelta(hours=1)
    cards[0].save()

    assert "changed its meaning" in alice_client.get(f"/review/?card={cards[0].pk}").content.decode()


def test_pages_and_grades_are_few_queries(alice, client, password, cards, django_assert_max_num_queries):
    review(alice, cards[2], 4, NOW - timedelta(days=9))
    # A real sign-in: the learner comes with the session, in one query.
    client.post("/accounts/login/", {"login": "alice", "password": password})
    make_cards(make_deck("more"), 30)

    with django_assert_max_num_queries(4):
        client.get("/review/")
    client.post("/review/grade/", form(cards[0]), headers=HTMX)
    # BEGIN and COMMIT are two of each (savepoints, inside a test); outside, PostgreSQL's one statement needs neither.
    with django_assert_max_num_queries(6 if connection.vendor == "postgresql" else 8):
        response = client.post("/review/grade/", form(cards[1]), headers=HTMX)
    assert response.status_code == 200


def test_enrolling_needs_no_key(alice, alice_client):
    deck = make_deck("pack")
    make_cards(deck, 2)

    for _ in range(2):
        assert alice_client.post("/decks/pack/enrol/").status_code == 302

    assert Schedule.objects.of(alice).count() == 2


@pytest.mark.parametrize(("lapses", "is_said"), [(6, False), (7, True), (8, False), (10, False), (11, True)])
def test_the_eighth_lapse_and_every_fourth_after_it_are_offered_for_rewriting(
    alice, alice_client, cards, lapses, is_said
):
    make_schedule(alice, cards[0], due=NOW.date(), interval=4, repetitions=2, lapses=lapses)

    html = alice_client.post("/review/grade/", form(cards[0], quality=2), headers=HTMX).content.decode()

    assert (f"forgotten that card {lapses + 1} times" in html) is is_said
    assert ('href="/cards/?state=leech"' in html) is is_said


@pytest.mark.parametrize("quality", [3, 4])
def test_a_leech_that_was_recalled_is_not_named_again(alice, alice_client, cards, quality):
    make_schedule(alice, cards[0], due=NOW.date(), interval=4, repetitions=2, lapses=8)

    html = alice_client.post("/review/grade/", form(cards[0], quality=quality), headers=HTMX).content.decode()

    assert "forgotten that card" not in html


def test_a_leech_is_said_after_a_plain_form_too(alice, alice_client, cards):
    make_schedule(alice, cards[0], due=NOW.date(), interval=4, repetitions=2, lapses=7)

    html = alice_client.post("/review/grade/", form(cards[0], quality=2), follow=True).content.decode()

    assert "forgotten that card 8 times" in html


@pytest.mark.parametrize(
    ("headers", "told"),
    [({}, "what you sent was not stored. Sign in, then do it once more."), (HTMX, "signed out before that was stored")],
)
def test_who_was_signed_out_is_told_that_it_was_not_stored(client, cards, headers, told):
    response = client.post("/review/grade/", form(cards[0]), headers=headers)

    page = client.get("/accounts/login/?next=/review/")
    assert response.get("HX-Redirect") or response.url
    assert told in page.text
    assert told not in client.get("/accounts/login/").text
    assert not Review.objects.exists()


def test_who_only_looks_is_told_nothing(client, cards):
    client.get("/review/")

    assert "not stored" not in client.get("/accounts/login/").text


def test_a_grade_that_is_sent_once_more_after_signing_in_is_said_to_be_stored(alice_client, cards):
    data = form(cards[0], resent="on")

    answers = [alice_client.post("/review/grade/", data, headers=HTMX).text for _ in range(2)]

    assert all(RESENT in answer for answer in answers)
    assert all("leeches" not in answer for answer in answers)
    assert Review.objects.count() == 1


def test_whose_minutes_are_used_up_is_told_what_waits(alice, alice_client, cards):
    alice.minutes_per_day = 1
    alice.save()

    alice_client.post("/review/grade/", form(cards[0], quality=2, seconds=59))
    page = alice_client.get("/review/")

    assert shown(page) is None
    assert "minutes are used up: 1 card that" in text_of(page)
