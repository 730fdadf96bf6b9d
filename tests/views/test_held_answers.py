"""While a loop asks a card, no address shows its answer; before and after, those that ever show it do."""

import re
import uuid
from datetime import timedelta

import pytest

from cards.models import Attempt, Card, Deck, Mock, Receipt, Review, Schedule
from cards.models.learner import Spread
from cards.operations.check_learner import check_learner
from cards.queries.decks import deck_page
from cards.queries.queue import next_due_days, queue_of
from cards.services.backlog import come_back
from cards.services.drills import finish_drill, grade_drill
from cards.services.practice import begin_practice, grade_attempt, keep_attempt
from cards.services.review import bury_card, suspend_card
from cards.urls import urlpatterns
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, make_design, make_drill, review
from tests.pages import html_of, refusal_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
STAGES = [
    {"slug": slug, "title": slug.title(), "minutes": minutes, "what": "", "judged": ""}
    for slug, minutes in (("recruiter", 30), ("screen", 45), ("design", 60))
]
TODAY = NOW.date()
SHORT, RUBRIC, MODEL = "It is level.", "Works out the load", "with the guarantee"
SOLUTION, AFTERWARDS = "x = 2", "One dictionary."

# By the name of an address: what is asked there, by which method, and what of an answer it shows while no loop runs.
SHOWS = {
    "review": ("/review/?deck={deck}", "GET", SHORT),
    "review-ahead": ("/review/?card={level}&open=on&ahead=on", "GET", SHORT),
    "review-missed": ("/review/missed/", "GET", SHORT),
    "review-points": ("/review/points/", "GET", SHORT),
    "review-stage": ("/review/stage/demo/recruiter/again/5/", "GET", SHORT),
    "review-time": ("/review/time/5/", "GET", SHORT),
    "review-free": ("/review/free/?deck=demo&stage=recruiter", "GET", SHORT),
    "review-flag": ("/review/flag/", "POST", SHORT),
    "review-grade": ("/review/grade/", "POST", SHORT),
    "deck-cards": ("/decks/demo/cards/?q=it+is+level", "GET", SHORT),
    "deck-card": ("/decks/demo/cards/level/", "GET", SHORT),
    "card-by-key": ("/decks/card/limiter/", "GET", RUBRIC),
    "card": ("/cards/{level}/", "GET", SHORT),
    "card-note": ("/cards/{level}/note/", "GET", SHORT),
    "cards": ("/cards/?all=on&q=level&print=1000", "GET", SHORT),
    "search": ("/search/?q=it+is+level", "GET", SHORT),
    "practice-points": ("/practice/points/", "GET", RUBRIC),
    "practice-missed": ("/practice/points/cards/", "GET", RUBRIC),
    "practice-result": ("/practice/limiter/result/", "GET", MODEL),
    "practice-ladder": ("/practice/limiter/ladder/", "GET", "It fails open."),
    "drill-result": ("/drills/cache/result/", "GET", AFTERWARDS),
}
# The others show no answer of a card that a deck brings, ever.
LISTS = "today decks deck deck-rehearsals deck-debrief deck-start practice stories plan progress missed review-backlog"
TITLES = f"{LISTS} story story-new story-edit story-version cards-deleted deck-weigh about privacy keyboard settings"
OWN_TEXT = "card-new card-edit card-preview story-count practice-sketch drill-zip drill-attempts drill-attempt export"
# What a loop itself shows, and the pages on which its rounds are held: tests/views/test_mocks.py.
LOOP = "mock-begin mock mock-hold mock-talk mock-keep mock-grade mock-end"
PRACTICE = "practise practice-begin practice-keep practice-hint practice-done practice-grade practice-give-up"
DRILLS = "drill drill-begin drill-keep drill-run drill-hint drill-finish drill-typed drill-grade drill-leave"
WRITES = (
    "review-undo review-bury review-suspend review-more deck-enrol deck-pause deck-suspend deck-resume deck-rehearse "
    "practice-later practice-not-today practice-rung story-delete story-restore drill-restore plan-look plan-today "
    "plan-topics plan-end plan-undo plan-away plan-away-remove plan-away-undo cards-suspend cards-resume "
    "card-move card-tag own-deck-new own-deck-rename own-deck-pause own-deck-resume own-deck-delete own-deck-restore "
    "card-delete card-restore card-suspend card-resume card-flag"
)
NO_CARDS = (
    "runtime memory memory-fit memory-weights theme settings-scheduler stop-reminders account_signup account_email "
    "account_request_reauthentication_code account_confirm_reauthentication_code delete_account healthz readyz"
)
TELLS_NONE = " ".join(("review-spare-time", TITLES, OWN_TEXT, LOOP, PRACTICE, DRILLS, WRITES, NO_CARDS)).split()


def practised(alice, card, answers, now):
    begin_practice(alice, card.pk, key=uuid.uuid4(), now=now)
    answers(card, now)


@pytest.fixture
def deck(alice):
    """A talk of one due card, which is missed again and again, a drill and a question that were done before."""
    deck = make_deck("demo", about={"stages": STAGES})
    level = make_card(deck, "level", stage="recruiter", stages=["recruiter"])
    design, drill = make_design(deck), make_drill(deck, stages=["screen"])
    design.content["rubric"][1]["card"] = level.key  # which teaches it
    design.save(update_fields=["content"])
    enrolled(alice, deck, days_later(-30))

    def designed(card, now):
        page = {"writer": uuid.uuid4(), "version": 0}
        attempt = keep_attempt(alice, card.pk, {"text": "So."}, **page, is_answered=True, now=now)
        grade_attempt(alice, card.pk, None, {"points": {"0": "said"}}, key=attempt.key, version=0, now=now)

    def drilled(card, now):
        finish_drill(alice, card.pk, {}, key=uuid.uuid4(), now=now)
        grade_drill(alice, card.pk, None, key=card.attempt_set.get().key, version=0, now=now)

    practised(alice, design, designed, days_later(-20))
    practised(alice, drill, drilled, days_later(-20))
    for days in (-12, -10):
        review(alice, level, 2, days_later(days))
    return deck


def asked(client, name, deck):
    address, method, _ = SHOWS[name]
    level = Card.objects.get(key="level")
    address = address.format(deck=deck.pk, level=level.pk)
    if method == "GET":
        return said(client.get(address, follow=True))
    form = {"card": level.pk, "key": uuid.uuid4(), "quality": "9", "version": "0"}
    return said(client.post(address, form | {"flagged": "on"}, follow=True))


def said(response):
    return re.sub("</?mark>", "", html_of(response))


def begin(client):
    return client.post("/decks/demo/loop/begin/", {"key": uuid.uuid4()}).url


def end(client, url):
    client.post(f"{url}end/", {"key": uuid.uuid4()})


def test_of_every_address_it_is_known_whether_it_shows_answers():
    names = [pattern.name for pattern in urlpatterns]

    assert sorted(names) == sorted([*SHOWS, *TELLS_NONE])


@pytest.mark.parametrize("name", SHOWS)
def test_no_address_shows_an_answer_that_a_loop_holds_back(alice_client, deck, name):
    answer = SHOWS[name][2]
    before = asked(alice_client, name, deck)
    url = begin(alice_client)

    held = asked(alice_client, name, deck)
    end(alice_client, url)

    after = asked(alice_client, name, deck)
    assert (answer in before, answer in held, answer in after) == (True, False, True)


def test_a_question_of_a_loop_is_begun_by_the_loop_alone(alice, alice_client, deck):
    url = begin(alice_client)

    refused = alice_client.post("/practice/limiter/begin/", {"key": uuid.uuid4()})

    assert refusal_of(refused) == "unfit"
    assert alice_client.get("/practice/limiter/").url == alice_client.get("/drills/cache/").url == url
    assert not Attempt.objects.exists()


def test_a_grade_is_taken_back_after_the_loop_that_asks_its_question(alice, alice_client, deck):
    Review.objects.filter(card__key="level").update(undone_at=days_later(-5))
    Review.objects.filter(card__key="cache").update(undone_at=days_later(-5))
    url = begin(alice_client)

    refused = alice_client.post("/review/undo/", {"undo": uuid.uuid4()})

    assert refused.wsgi_request.refusal.code == "unfit"
    assert not Attempt.objects.exists()  # which would be the answer of the round
    assert alice_client.get("/practice/limiter/").url == url
    end(alice_client, url)
    alice_client.post("/review/undo/", {"undo": uuid.uuid4()})
    assert RUBRIC in alice_client.get("/practice/limiter/").text


# The queue ------------------------------------------------------------------------------------------------------------


def waiting(alice):
    """What is due, new and comes back, as the queue counts it; by the decks' page; and from which day on the rest."""
    queue = queue_of(alice, TODAY, None)
    due = deck_page(Deck.objects.get(slug="demo"), alice, TODAY).tally.due
    return queue.due, queue.new, due, [(each.day, each.count) for each in next_due_days(alice, TODAY)]


@pytest.fixture
def talk(alice):
    """A deck with a due card and two new ones, all of a call."""
    deck = make_deck("demo", about={"stages": STAGES[:1]})
    cards = [make_card(deck, key, stage="recruiter", stages=["recruiter"]) for key in ("level", "why-us", "salary")]
    enrolled(alice, deck, days_later(-30))
    review(alice, cards[0], 4, days_later(-20))
    return deck


def test_what_a_loop_asks_comes_in_no_queue_and_is_back_when_it_ends(alice, alice_client, talk):
    before = waiting(alice)
    url = begin(alice_client)

    held = waiting(alice)
    end(alice_client, url)

    assert before[:3] == (1, 2, 1)
    assert held == (0, 0, 0, [(TODAY + timedelta(days=3), 3)])
    assert waiting(alice) == before
    assert check_learner(alice) == []


def test_it_is_back_after_the_last_round_without_being_ended(alice, alice_client, talk):
    url = begin(alice_client)
    form = {"key": uuid.uuid4(), "place": 0, "writer": uuid.uuid4(), "version": 0, "seconds": "95"}

    for _ in range(2):
        alice_client.post(f"{url}talk/", form)

    assert waiting(alice)[:3] == (1, 2, 1)
    assert Mock.objects.get().ended_at == NOW


def test_a_drill_as_the_last_round_ends_the_loop_too(alice, alice_client):
    deck = make_deck("demo", about={"stages": STAGES[1:2]})
    make_drill(deck, stages=["screen"])
    enrolled(alice, deck)
    url = begin(alice_client)
    assert Schedule.objects.get().buried_until
    alice_client.post(f"{url}hold/", {"key": uuid.uuid4(), "place": 0})
    assert Schedule.objects.get().buried_until is None  # begun, it is found on Today

    finish_drill(alice, Card.objects.get().pk, {}, key=uuid.uuid4(), now=NOW)

    assert Mock.objects.get().ended_at == NOW
    assert alice_client.get("/drills/cache/").status_code == 200


def test_a_loop_that_is_left_alone_keeps_no_card_longer_than_three_days(alice, alice_client, talk, clock):
    url = begin(alice_client)
    form = {"key": uuid.uuid4(), "place": 0, "writer": uuid.uuid4(), "version": 0}
    clock.shift(2 * 24 * 3600)
    alice_client.post(f"{url}keep/", form)  # gone on with: three more days
    clock.shift(2 * 24 * 3600)
    day = TODAY + timedelta(days=4)
    assert queue_of(alice, day, None).left == 0

    clock.shift(24 * 3600)

    day += timedelta(days=1)
    assert queue_of(alice, day, None).left == 3
    assert SHORT in alice_client.get("/decks/demo/cards/level/").text  # what the queue asks, no page need hide
    assert alice_client.get(url).context["current"].place == 0
    alice_client.post("/decks/demo/loop/begin/", {"key": uuid.uuid4()})  # gone on with: kept out again
    assert queue_of(alice, day, None).left == 0
    end(alice_client, url)
    assert queue_of(alice, day, None).left == 3


def test_a_card_that_the_learner_buried_or_put_off_stays_so(alice, alice_client, talk):
    off = Schedule.objects.get(card__key="why-us")
    bury_card(alice, off.card_id, key=uuid.uuid4(), now=NOW)
    far = Schedule.objects.get(card__key="salary")
    Schedule.objects.filter(pk=far.pk).update(buried_until=TODAY + timedelta(days=9))

    end(alice_client, begin(alice_client))

    off.refresh_from_db()
    far.refresh_from_db()
    assert (off.buried_until, far.buried_until) == (TODAY + timedelta(days=1), TODAY + timedelta(days=9))


def test_so_does_what_is_put_off_once_the_loop_no_longer_keeps_it(alice, alice_client, talk, clock):
    url = begin(alice_client)
    clock.shift(3 * 24 * 3600)
    off, day = Card.objects.get(key="level").pk, TODAY + timedelta(days=3)
    bury_card(alice, off, key=uuid.uuid4(), now=days_later(3))
    assert SHORT in alice_client.get("/decks/demo/cards/level/").text

    end(alice_client, url)

    assert Schedule.objects.get(card=off).buried_until == day + timedelta(days=1)
    assert queue_of(alice, day, None).left == 2


def test_a_loop_that_ends_opens_nothing_that_another_one_asks(alice, alice_client, clock):
    pack = make_deck("pack")
    card = make_card(pack, "level", stage="recruiter", stages=["recruiter"])
    for slug in ("one", "two"):
        deck = make_deck(slug, about={"stages": STAGES})
        deck.packs.add(pack)
        make_design(deck, f"design-{slug}")
        enrolled(alice, deck)
    begun = [f"/decks/{slug}/loop/begin/" for slug in ("one", "two")]
    first = alice_client.post(begun[0], {"key": uuid.uuid4()}).url
    clock.shift(3 * 24 * 3600)
    second = alice_client.post(begun[1], {"key": uuid.uuid4()}).url
    alice_client.post(begun[0], {"key": uuid.uuid4()})

    end(alice_client, first)
    assert SHORT not in alice_client.get(f"/cards/{card.pk}/").text
    end(alice_client, second)
    assert SHORT in alice_client.get(f"/cards/{card.pk}/").text
    assert Schedule.objects.get(card=card).buried_until is None


def test_a_study_day_that_comes_twice_keeps_nothing_out_after_the_end(alice, alice_client, talk, clock):
    clock.move_to("2026-11-23T05:00:00+00:00")
    url = begin(alice_client)
    alice.rollover_hour = 6  # it is the day before again, as after a flight west
    alice.save(update_fields=["rollover_hour"])
    alice_client.post("/decks/demo/loop/begin/", {"key": uuid.uuid4()})

    end(alice_client, url)

    assert not Schedule.objects.exclude(buried_until=None).exists()


@pytest.mark.parametrize("ended", [True, False])
def test_undo_of_a_bury_keeps_no_card_out_after_the_loop(alice, alice_client, talk, ended):
    url = begin(alice_client)
    card = Card.objects.get(key="level").pk
    bury_card(alice, card, key=uuid.uuid4(), now=NOW)
    if ended:
        end(alice_client, url)

    alice_client.post("/review/undo/", {"undo": uuid.uuid4()})

    assert Schedule.objects.get(card=card).buried_until == (None if ended else TODAY + timedelta(days=3))


def test_a_bury_and_its_undo_give_nothing_back_that_a_loop_keeps(alice, alice_client, talk, clock):
    """From a page that was opened before the loop began, or went on."""
    url = begin(alice_client)
    card = Card.objects.get(key="level").pk
    bury_card(alice, card, key=uuid.uuid4(), now=NOW)
    assert Schedule.objects.get(card=card).buried_until == TODAY + timedelta(days=3)

    clock.shift(3 * 24 * 3600)
    bury_card(alice, card, key=uuid.uuid4(), now=days_later(3))
    alice_client.post("/decks/demo/loop/begin/", {"key": uuid.uuid4()})
    alice_client.post("/review/undo/", {"undo": uuid.uuid4()})
    assert Schedule.objects.get(card=card).buried_until == TODAY + timedelta(days=6)
    end(alice_client, url)
    assert Schedule.objects.get(card=card).buried_until is None


def test_what_was_put_off_and_comes_back_stays_with_the_loop_that_asks_it(alice, alice_client, talk):
    day = TODAY + timedelta(days=3)
    come_back(alice, "not-today", key=uuid.uuid4(), now=NOW)
    off = Receipt.objects.get(name="come-back")
    off.result = {"off": {day.isoformat(): [Card.objects.get(key="level").pk]}, "is_planned": False}
    off.save(update_fields=["result"])
    alice.spread = Spread(day, 5, put_off=1, receipt=off.pk).stored
    alice.save(update_fields=["spread"])
    begin(alice_client)

    come_back(alice, "usual", key=uuid.uuid4(), now=NOW)

    assert SHORT not in alice_client.get("/decks/demo/cards/level/").text
    assert queue_of(alice, TODAY, None).left == 0


def test_no_stage_is_rehearsed_by_what_a_loop_asks(alice_client, alice, clock):
    deck = make_deck("demo", about={"stages": STAGES[2:]})
    make_design(deck)
    enrolled(alice, deck)
    url = begin(alice_client)
    clock.shift(3 * 24 * 3600)
    form = {"stage": "design"}

    alice_client.post("/decks/demo/rehearsals/begin/", form | {"key": uuid.uuid4()})
    assert not Attempt.objects.exists()
    end(alice_client, url)
    alice_client.post("/decks/demo/rehearsals/begin/", form | {"key": uuid.uuid4()})
    assert Attempt.objects.exists()


def test_what_a_loop_keeps_out_is_not_brought_back_by_hand(alice, alice_client, talk):
    begin(alice_client)
    card = Card.objects.get(key="level").pk

    assert alice_client.post(f"/cards/{card}/resume/", {"key": uuid.uuid4()}).status_code == 422
    suspend_card(alice, card, key=uuid.uuid4(), now=NOW)
    assert alice_client.post(f"/cards/{card}/resume/", {"key": uuid.uuid4()}).status_code == 302

    schedule = Schedule.objects.get(card=card)
    assert (schedule.is_suspended, schedule.buried_until) == (False, TODAY + timedelta(days=3))
    assert queue_of(alice, TODAY, None).left == 0


def test_a_loop_of_another_learner_holds_nothing_back(alice_client, bob, bob_client, talk):
    enrolled(bob, talk)

    begin(alice_client)

    assert queue_of(bob, TODAY, None).left == 3
    assert SHORT in bob_client.get("/decks/demo/cards/level/").text
