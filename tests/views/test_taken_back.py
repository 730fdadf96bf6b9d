"""What is taken back leaves what was chosen before it, and nothing that is foretold counts what waits."""

import uuid
from datetime import timedelta

import pytest

from cards.models import Card, Schedule
from cards.scheduling import GOOD
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, review
from tests.views.test_plan import TIGHT, add_topics, values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = NOW.date()
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
STAGES = {"stages": [{"slug": slug, "title": slug.title(), "weight": 1} for slug in ("screen", "design")]}


def day(number):
    return TODAY + timedelta(days=number)


def make_track(number, slug="stripe"):
    deck = make_deck(slug, title=slug.title(), about=STAGES)
    for n in range(number):
        make_card(deck, f"{slug}-{n}", stage="screen", stages=["screen"], level=1)
    return deck


def plan(slug, to, minutes):
    week = {f"minutes-{weekday}": str(granted) for weekday, granted in enumerate(minutes)}
    return {"key": str(uuid.uuid4()), "deck": slug, "day": to.isoformat(), **week}


def post(client, address, **form):
    return client.post(address, {"key": uuid.uuid4()} | form)


@pytest.mark.parametrize("before", ["later", "not-today"])
def test_no_time_today_undone_leaves_what_was_put_off_before(alice, alice_client, clock, before):
    deck = make_deck()
    cards = make_cards(deck, 12)
    alice.new_per_day = 0
    alice.save()
    enrolled(alice, deck)
    for card in cards:
        review(alice, card, GOOD)
    for card in cards[:2]:
        review(alice, card, GOOD, days_later(1))
    clock.move_to(days_later(9))
    post(alice_client, "/review/backlog/", how=before)
    clock.move_to(days_later(10))
    html = alice_client.get("/").text
    assert 'value="not-today"' in html
    rows = Schedule.objects.of(alice).filter(buried_until__gt=day(10)).order_by("pk").values_list("pk", "buried_until")
    was = list(rows)
    assert was

    post(alice_client, "/review/backlog/", how="not-today")
    post(alice_client, "/review/backlog/", how="usual")

    assert list(rows.all()) == was


def test_what_was_spread_without_a_plan_is_no_limit_of_one(alice, alice_client, clock):
    deck = make_track(24)
    enrolled(alice, deck)
    for card in Card.objects.all():
        review(alice, card, GOOD)
    for card in Card.objects.all()[:2]:
        review(alice, card, GOOD, days_later(1))
    clock.move_to(days_later(9))
    post(alice_client, "/review/backlog/", how="spread")
    alice_client.post("/plan/", plan("stripe", day(29), [60] * 7))

    answer = alice_client.get("/")

    assert "within your plan’s minutes" in " ".join(answer.text.split())
    queue = answer.context["queue"]
    assert (queue.due, queue.due_held) == (24, 0)  # they take some five of sixty minutes


def test_what_was_looked_at_beside_a_paused_plan_is_what_is_agreed_on(alice_client, clock):
    make_track(24)
    make_track(10, "google")
    alice_client.post("/plan/", plan("stripe", day(12), [5] * 7))
    post(alice_client, "/decks/stripe/pause/")
    alice_client.get("/")
    sent = plan("google", day(6), [5] * 7)

    looked = alice_client.post("/plan/look/", sent).context["expected"]
    alice_client.post("/plan/", sent)
    told = alice_client.get("/plan/?deck=google").context["outcome"].expected

    assert (looked.cards, looked.percent) == (told.cards, told.percent)


def test_days_away_tell_the_plan_that_runs(alice_client, clock):
    pack = make_track(12, "pack")
    for slug in ("stripe", "google"):
        make_track(1, slug).packs.add(pack)
    alice_client.post("/plan/", plan("stripe", day(5), [5] * 7))
    alice_client.post("/plan/", plan("google", day(20), [5] * 7))
    post(alice_client, "/decks/stripe/pause/")
    alice_client.get("/")

    told = alice_client.get("/plan/?deck=google").context["outcome"].expected
    effect = alice_client.get(f"/plan/away/?first={day(2)}&last={day(3)}").context["effect"]

    assert {stage.day for stage in effect.before.stages} == {stage.day for stage in told.stages}


def test_topics_left_out_from_an_older_page_and_undone(alice, alice_client):
    add_topics(make_deck("stripe", title="Stripe", about=STAGES))

    def change(**changes):
        return alice_client.post("/plan/topics/", values(**TIGHT) | {"topics_key": uuid.uuid4()} | changes)

    change(leave="topic-a")
    answer = change(leave="topic-a,topic-b")  # from a page older than that
    form = answer.context["changed"]
    change(**{form.back: ",".join(form.changed)})  # its Undo

    alice.refresh_from_db()
    assert alice.knows["topics"] == ["topic-a"]


def test_catching_up_is_undone_while_its_plan_is_ended(alice, alice_client, clock):
    deck = make_track(24)
    enrolled(alice, deck)
    for card in Card.objects.all():
        review(alice, card, GOOD)
    for card in Card.objects.all()[:2]:
        review(alice, card, GOOD, days_later(1))
    clock.move_to(days_later(1))
    alice_client.post("/plan/", plan("stripe", day(29), [5] * 7))
    clock.move_to(days_later(9))
    alice_client.get("/")
    post(alice_client, "/review/backlog/", how="now")
    post(alice_client, "/plan/end/", deck="stripe")
    post(alice_client, "/review/backlog/", how="usual")
    post(alice_client, "/plan/undo/")
    alice_client.get("/")

    alice.refresh_from_db()
    assert (alice.spread, alice.pace.minutes) == (None, 5)
