"""A card's own page, for built-in cards and one's own."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cards.models import Card, Enrolment, Review, Schedule, Topic
from cards.scheduling.order import Part
from cards.services.decks import begin_with
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_schedule, review
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AGAIN, HARD, GOOD = 2, 3, 4
TODAY = NOW.date()
TEXT = {"text": "Delivered {{c1::at least once}}, retried for {{c2::three days}}.", "points": [], "notes": ""}


@pytest.fixture
def pack():
    deck = make_deck("api", title="API design", is_pack=True)
    topic = Topic.objects.create(deck=deck, slug="webhooks", title="Webhooks")
    make_card(deck, "order", topic=topic, stage="integration", stages=["integration"], position=20)
    for ordinal in (1, 2):
        make_card(deck, "what", kind="cloze", content=TEXT, ordinal=ordinal, topic=topic, stage="design", position=30)
    return deck


@pytest.fixture
def track(alice, pack):
    """A track that includes the pack, and that Alice studies."""
    deck = make_deck("acme", title="Acme Backend", company="Acme", position=1)
    deck.packs.add(pack)
    topic = Topic.objects.create(deck=deck, slug="loop", title="The loop")
    content = {"question": "How does it start?", "answer": "With a call.", "points": [], "notes": ""}
    make_card(
        deck,
        "start",
        content=content | {"next": {"ask": "In which order do events come?", "card": "order"}},
        topic=topic,
        about={"requires": ["order"]},
        sources=[{"title": "A report", "url": "https://example.org/report", "seen": "2026-11-23"}],
    )
    enrolled(alice, deck, days_later(-30))
    return deck


@pytest.fixture
def own(alice):
    """Alice's text with two gaps."""
    deck = make_deck("mine", owner=alice, title="My deck")
    cards = [make_card(deck, "text", kind="cloze", content=TEXT, ordinal=ordinal) for ordinal in (1, 2)]
    enrolled(alice, deck, days_later(-30))
    return cards


def card_of(key, ordinal=0):
    return Card.objects.get(key=key, ordinal=ordinal)


def page_of(client, card, query=""):
    response = client.get(f"/cards/{card.pk}/{query}")
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", response.text).split())


def post(client, name, card, **data):
    return client.post(reverse(name, args=[card.pk]), {"key": uuid.uuid4()} | data)


# What it shows --------------------------------------------------------------------------------------------------------


def test_a_built_in_card_shows_its_text_its_sources_and_the_learners_history(alice_client, alice, bob, track):
    card = card_of("start")
    enrolled(bob, track)
    review(alice, card, GOOD)
    review(bob, card, 1, seconds=59)
    Schedule.objects.of(alice).filter(card=card).update(note="Mine", note_html="<p>Mine</p>")
    Schedule.objects.of(bob).filter(card=card).update(note="Of Bob", note_html="<p>Of Bob</p>")

    response = alice_client.get("/decks/acme/cards/start/")

    page = response.text
    for text in ("How does it start?", "With a call.", "A report", "tomorrow", "1 day", "2.50", "0:12", "Mine"):
        assert text in page
    assert "Of Bob" not in page
    assert [past.grade for past in response.context["page"].history.reviews] == ["Good"]
    assert page.count('href="/decks/api/cards/order/"') == page.count('href="/decks/acme/cards/order/"') - 2 == 0


def test_the_header_says_whether_the_card_is_built_in_or_ones_own(alice_client, track, own):
    def lit(address):
        return re.findall(r'<a href="(/[a-z]+/)" aria-current="true">', alice_client.get(address).text)

    assert lit(f"/cards/{card_of('start').pk}/") == ["/decks/"]
    assert lit(f"/cards/{own[0].pk}/") == lit(f"/cards/{own[0].pk}/edit/") == ["/cards/"]


def test_an_own_card_has_the_same_page_with_what_its_owner_does_to_it(alice_client, alice, own):
    review(alice, own[0], GOOD)

    response = alice_client.get(f"/cards/{own[0].pk}/")

    for text in ("Delivered", "My deck", "tomorrow", "0:12", "Gap 2"):
        assert text in response.text
    for name in ("card-edit", "card-delete", "card-suspend", "card-flag", "card-note"):
        assert f'"{reverse(name, args=[own[0].pk])}' in response.text


def test_a_gap_shows_its_siblings_and_their_states_without_their_texts(alice_client, alice, own):
    make_schedule(alice, own[1], due=TODAY + timedelta(days=9), interval=9)

    response = alice_client.get(f"/cards/{own[0].pk}/")

    assert [sibling.ordinal for sibling in response.context["page"].siblings] == [1, 2]
    assert re.search(rf'<a href="/cards/{own[1].pk}/">Gap 2</a>\s*<span class="chip">\s*Due in 9 days', response.text)
    assert own[1].title not in response.text.split("<article")[1]


def test_a_card_is_found_by_its_key_in_its_deck_and_in_a_track(alice_client, bob_client, client, alice, track, own):
    first, second = alice_client.get("/decks/api/cards/what/"), alice_client.get("/decks/acme/cards/what/?gap=2")

    assert (first.context["card"].ordinal, second.context["card"].ordinal) == (1, 2)
    assert (first.context["deck"].slug, second.context["deck"].slug) == ("api", "acme")
    assert f'href="/cards/{card_of("what", 1).pk}/?deck=acme"' in second.text
    for address in ("/decks/api/cards/what/?gap=9", "/decks/api/cards/start/", "/decks/mine/cards/text/"):
        assert alice_client.get(address).status_code == 404
    assert client.get("/decks/api/cards/order/").status_code == 302


def test_a_key_leads_to_the_cards_own_deck(alice_client, track, own):
    assert alice_client.get("/decks/card/order/").headers["Location"] == "/decks/api/cards/order/"
    assert alice_client.get("/decks/card/text/").status_code == 404


def test_a_track_that_does_not_include_the_card_is_left_out(alice_client, track, own):
    for card in (*own, card_of("start")):
        assert alice_client.get(f"/cards/{card.pk}/?deck=api").context["deck"] == card.deck


def test_a_card_not_studied_yet_says_how_to_get_it(bob_client, track):
    response = bob_client.get("/decks/acme/cards/order/")

    assert 'Enrol in <a href="/decks/acme/">' in response.text
    assert "/suspend/" not in response.text


def test_another_learners_card_is_not_found(bob_client, own):
    for address in ("", "?deck=acme", "?next=review"):
        assert bob_client.get(f"/cards/{own[0].pk}/{address}").status_code == 404


def test_a_deleted_card_leads_to_the_deleted_ones(alice_client, bob_client, own):
    post(alice_client, "card-delete", own[0])

    assert alice_client.get(f"/cards/{own[0].pk}/").url == "/cards/deleted/"
    assert bob_client.get(f"/cards/{own[0].pk}/").status_code == 404


# When it is asked, and why --------------------------------------------------------------------------------------------


def why(client, card):
    """Which of its reasons the page gives, and all that it says."""
    response = client.get(f"/cards/{card.pk}/")
    return response.context["page"].standing.why, text_of(response)


def test_it_says_why_a_card_is_asked_today(alice_client, alice, track):
    start, order = card_of("start"), card_of("order")
    make_schedule(alice, start, due=TODAY - timedelta(days=3), interval=6)
    review(alice, order, AGAIN)

    reason, said = why(alice_client, start)
    assert reason == "due"
    assert "6 days was over 3 days ago" in said
    reason, said = why(alice_client, order)
    assert reason == "again"
    assert "Asked again today" in said

    Schedule.objects.of(alice).filter(card=start).update(due=TODAY, planned_for=TODAY, interval=1)
    assert "1 day is over" in why(alice_client, start)[1]
    Schedule.objects.of(alice).filter(card=start).update(due=days_later(5).date())
    reason, said = why(alice_client, start)
    assert reason == "changed"
    assert "its meaning changed" in said


def test_it_says_when_a_card_is_asked_next(alice_client, alice, track):
    card = card_of("start")
    review(alice, card, GOOD, days_later(-1))
    review(alice, card, GOOD)

    said = page_of(alice_client, card)

    assert "Next on Sunday , Sunday, 29 November 2026, 6 days after your review of 23 November." in said


def test_it_says_how_many_new_cards_come_before_one(alice_client, alice):
    alice.new_per_day = 2
    alice.save()
    deck = make_deck("long")
    cards = make_cards(deck, 8)
    enrolled(alice, deck)

    assert why(alice_client, cards[1])[0] == "new"
    for card, before, days in ((cards[2], 2, "1 day"), (cards[7], 7, "4 days")):
        reason, said = why(alice_client, card)
        assert reason == "unseen"
        assert re.search(rf"{before} new cards .*, about {days} at 2 a day", said)


def test_it_says_that_another_gap_of_its_text_comes_first(alice_client, alice, own):
    for card in own:
        make_schedule(alice, card, due=TODAY, interval=3)

    reason, said = why(alice_client, own[1])
    assert reason == "held"
    assert "Gap 1 of the same text is" in said
    review(alice, own[0], GOOD)
    reason, said = why(alice_client, own[1])
    assert reason == "held"
    assert "Gap 1 of the same text was" in said


def test_it_says_that_the_limits_hold_a_card_back(alice_client, alice, track):
    alice.reviews_per_day = 0
    alice.save()
    card = card_of("start")
    make_schedule(alice, card, due=TODAY, interval=3)

    reason, said = why(alice_client, card)
    assert reason == "limited"
    assert "your limits" in said


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"is_suspended": True}, "Not asked: you suspended it."),
        ({"buried_until": TODAY + timedelta(days=1)}, "Next tomorrow: you buried it until 24 November."),
    ],
)
def test_it_says_that_the_learner_set_a_card_aside(alice_client, alice, track, columns, said):
    card = card_of("start")
    make_schedule(alice, card, due=TODAY, interval=3, **columns)

    assert said in page_of(alice_client, card)
    post(alice_client, "card-resume", card)
    assert "Asked today because" in page_of(alice_client, card)


def test_it_says_that_a_card_is_known_already_or_its_deck_paused_or_the_card_gone(alice_client, alice, track):
    none = Part()
    begin_with(alice, track, none, Part(topics=frozenset({"webhooks"})), 5, among=none, key=uuid.uuid4(), now=NOW)
    known, paused, gone = card_of("order"), card_of("start"), card_of("what", 1)
    Card.objects.filter(pk=gone.pk).update(status=Card.Status.RETIRED)

    reason, said = why(alice_client, known)
    assert reason == "known"
    assert "you know its topic" in said
    assert why(alice_client, gone)[0] == "retired"
    assert "taken out of its deck" in page_of(alice_client, gone)
    alice_client.post(reverse("deck-pause", args=["acme"]), {"key": uuid.uuid4()})
    assert Enrolment.objects.get(learner=alice, deck=track).is_paused
    reason, said = why(alice_client, paused)
    assert reason == "paused"
    assert "do not study" in said


# Its reviews ----------------------------------------------------------------------------------------------------------


def test_every_review_is_there_with_its_interval_before_and_after_and_undone_ones(alice_client, alice, own):
    card = own[0]
    for days, quality in ((-10, GOOD), (-9, GOOD), (-3, AGAIN), (-3, GOOD), (-2, HARD)):
        review(alice, card, quality, days_later(days), seconds=70 - days)
    alice_client.post("/review/undo/", {"undo": uuid.uuid4()})

    rows = alice_client.get(f"/cards/{card.pk}/").context["page"].history.reviews

    assert [(past.grade, past.phase, past.interval_before, past.interval, past.seconds) for past in rows] == [
        ("Hard", "young", None, None, 72),
        ("Good", "repeat", 1, 1, 73),
        ("Again", "young", 6, 1, 73),
        ("Good", "young", 1, 6, 79),
        ("Good", "new", None, 1, 80),
    ]
    assert [past.is_undone for past in rows] == [True, False, False, False, False]
    said = page_of(alice_client, card)
    assert "21 Nov 2026 09:00 Hard undone – 1:12" in said
    assert "20 Nov 2026 09:00 Again young 6 days → 1 day 1:13" in said
    assert "13 Nov 2026 09:00 Good new new → 1 day 1:20" in said


def test_times_are_those_of_the_learners_zone(alice_client, alice, own):
    alice.time_zone = "Asia/Tokyo"
    alice.save()
    review(alice, own[0], GOOD)

    assert "23 Nov 2026 18:00 Good" in page_of(alice_client, own[0])


def test_a_long_history_is_paged(alice_client, alice, own):
    for days in range(32):
        review(alice, own[0], GOOD, days_later(days - 40))

    pages = [alice_client.get(f"/cards/{own[0].pk}/?page={page}&next=review") for page in (1, 2, 3, 99)]

    histories = [page.context["page"].history for page in pages]
    assert [len(history.reviews) for history in histories] == [15, 15, 2, 2]
    days = [past.day for history in histories[:3] for past in history.reviews]
    assert days == sorted(days, reverse=True)
    assert len(days) == 32
    assert 'href="?page=2&amp;next=review#reviews"' in pages[0].text
    assert "page=3" not in pages[2].text.split('id="reviews"')[1]


def test_five_thousand_reviews_cost_no_more_queries_than_one(alice_client, alice, own):
    review(alice, own[0], GOOD, days_later(-6000))
    address = f"/cards/{own[0].pk}/"
    alice_client.get(address)
    with CaptureQueriesContext(connection) as few:
        alice_client.get(address)

    Review.objects.bulk_create(
        Review(
            learner=alice,
            card=own[0],
            key=uuid.uuid4(),
            quality=2 + number % 4,
            reviewed_at=days_later(number - 5999),
            study_day=days_later(number - 5999).date(),
            seconds=9,
            phase=1,
        )
        for number in range(5000)
    )
    with CaptureQueriesContext(connection) as many:
        page = alice_client.get(address)

    assert len(many) == len(few) <= 12
    assert page.context["page"].history.number == 5001


def test_a_log_that_is_too_long_to_be_replayed_is_listed_without_intervals(alice_client, alice, own, monkeypatch):
    monkeypatch.setattr("cards.queries.card.MOST_REPLAYED", 1)
    for days in (-2, -1):
        review(alice, own[0], GOOD, days_later(days))

    rows = alice_client.get(f"/cards/{own[0].pk}/").context["page"].history.reviews

    assert [(past.grade, past.interval) for past in rows] == [("Good", None), ("Good", None)]


# What is done there ---------------------------------------------------------------------------------------------------


def test_suspending_resuming_and_flagging_lead_back_to_the_page_as_it_was_seen(alice_client, alice, bob, track, own):
    enrolled(bob, track)
    for card, seen_from in ((card_of("what", 2), {"deck": "acme"}), (own[0], {"next": "review", "only": "7"})):
        here = f"/cards/{card.pk}/?" + "&".join(f"{name}={value}" for name, value in seen_from.items())

        def schedule(card=card):
            return Schedule.objects.of(alice).get(card=card)

        assert post(alice_client, "card-suspend", card, **seen_from).url == here
        assert schedule().is_suspended
        assert post(alice_client, "card-resume", card, **seen_from).url == here
        assert not schedule().is_suspended
        assert post(alice_client, "card-flag", card, flagged="on", **seen_from).url == here
        assert schedule().is_flagged
        assert post(alice_client, "card-flag", card, **seen_from).url == here
        assert not schedule().is_flagged
    assert not Schedule.objects.of(bob).filter(is_suspended=True).exists()


@pytest.mark.parametrize("name", ["card-suspend", "card-resume", "card-flag"])
def test_what_cannot_be_read_or_was_used_before_shows_the_page_and_changes_nothing(
    alice_client, bob_client, alice, own, name
):
    key = uuid.uuid4()
    alice_client.post(reverse("own-deck-pause", args=[own[0].deck_id]), {"key": key})

    for bad in ("", "no key", key):
        response = post(alice_client, name, own[0], key=bad)
        assert (response.status_code, "Your schedule" in response.text) == (422, True)
    assert post(bob_client, name, own[0]).status_code == 404


def test_an_edit_and_a_note_lead_back_to_the_page(alice_client, alice, own, track):
    mine, order = own[0], card_of("order")
    page = alice_client.get("/decks/acme/cards/order/").text
    edit = f"/cards/{mine.pk}/edit/?next=/cards/{mine.pk}/%3Fnext%3Dreview"
    note = f"/cards/{order.pk}/note/?next=/cards/{order.pk}/%3Fdeck%3Dacme"
    text = {"kind": "cloze", "text": TEXT["text"], "version": 1, "deck": "mine"}

    assert f'href="{edit}"' in alice_client.get(f"/cards/{mine.pk}/?next=review").text
    assert f'href="{note}"' in page
    assert f'name="next" value="/cards/{order.pk}/?deck=acme"' in alice_client.get(note).text
    assert f'href="/cards/{order.pk}/?deck=acme" data-cancel' in alice_client.get(note).text
    saved = post(alice_client, "card-note", order, note="Mind the gap.", next=f"/cards/{order.pk}/?deck=acme")
    edited = post(alice_client, "card-edit", mine, next=f"/cards/{mine.pk}/?next=review", **text)
    assert (saved.url, edited.url) == (f"/cards/{order.pk}/?deck=acme", f"/cards/{mine.pk}/?next=review")
    for elsewhere in (f"/cards/{mine.pk}/", "https://evil.example/cards/", f"//evil.example/cards/{order.pk}/"):
        assert post(alice_client, "card-note", order, note="x", next=elsewhere).url == "/decks/card/order/"


# From review and back -------------------------------------------------------------------------------------------------


def test_review_leads_to_the_cards_page_and_that_back_to_the_open_answer(alice_client, alice, own):
    review_page = alice_client.get("/review/").text
    address = re.search(r'href="([^"]*)"\s*data-key="i"', review_page).group(1)

    page = alice_client.get(address).text

    assert address == f"/cards/{own[0].pk}/?next=review"
    assert f'href="/review/?card={own[0].pk}&amp;open=on" data-back' in page


def test_of_one_deck_and_ahead_it_leads_back_to_the_same(alice_client, alice, own):
    deck = own[0].deck_id
    only = alice_client.get(f"/review/?deck={deck}").text
    for card in own:
        make_schedule(alice, card, due=TODAY + timedelta(days=2), interval=2)
    ahead = alice_client.get("/review/ahead/").text

    for shown, back in ((only, f"card={own[0].pk}&open=on&deck={deck}"), (ahead, f"card={own[0].pk}&open=on&ahead=on")):
        address = re.search(r'href="([^"]*)"\s*data-key="i"', shown).group(1).replace("&amp;", "&")
        assert alice_client.get(address).context["to_review"] == f"/review/?{back}"


def test_without_coming_from_review_there_is_no_way_back_to_it(alice_client, own):
    for query in ("", "?next=https://evil.example/", "?next=cards", "?only=x"):
        assert "data-back" not in alice_client.get(f"/cards/{own[0].pk}/{query}").text


def test_what_is_asked_next_leads_to_the_card_that_answers_it_and_back_to_the_open_answer(alice_client, track):
    start, deck = Card.objects.get(key="start"), f"only={track.pk}"
    review_page = alice_client.get(f"/review/?card={start.pk}&deck={track.pk}").text
    link = f"/decks/card/order/?next=review&after={start.pk}&{deck}"

    page = alice_client.get(link, follow=True)

    assert f'href="{link.replace("&", "&amp;")}">See it' in review_page
    assert page.wsgi_request.path == "/decks/api/cards/order/"
    assert "Asked next: “In which order do events come?”" in page.text
    assert page.context["to_review"] == f"/review/?card={start.pk}&open=on&deck={track.pk}"


def test_a_question_that_another_card_answers_is_told_of_nobody_elses_card(alice_client, bob, track):
    next_of_bob = {"question": "Why?", "answer": "So.", "next": {"ask": "Mine?", "card": "order"}}
    bobs = make_card(make_deck("bobs", owner=bob), "secret", content=next_of_bob)

    page = alice_client.get(f"/decks/api/cards/order/?next=review&after={bobs.pk}")

    assert page.status_code == 200
    assert "Mine?" not in page.text


@pytest.mark.parametrize("way", ["on", "missed"])
def test_who_goes_ahead_of_the_queue_goes_on_so_after_a_look_at_the_card(alice_client, track, way):
    card = Card.objects.get(key="start")

    page = alice_client.get(f"/cards/{card.pk}/?next=review&ahead={way}")

    assert page.context["to_review"] == f"/review/?card={card.pk}&open=on&ahead={way}"
