"""A month of a learner, looked at on three days: before there is a plan, on the way to an interview, and after it."""

import random
import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cards.models import StudyDay
from cards.operations.check_learner import check_learner
from cards.queries.queue import queue_of
from cards.scheduling import AGAIN, GOOD
from cards.services.away import go_away
from cards.services.plans import keep_pace
from tests.factories import NOW, enrolled, make_card, make_deck, review

pytestmark = pytest.mark.django_db(transaction=True)
STAGES = {"stages": [{"slug": slug, "title": slug.title(), "weight": 1} for slug in ("screen", "design")]}
INTERVIEW = 30  # days after the first
MISSED = {12}  # without a word
AWAY = (17, 19)


@pytest.mark.usefixtures("clock")
def test_a_month_at_three_dates(page, sign_in, clock, alice, accessible):
    deck = make_deck("stripe", title="Stripe", about=STAGES)
    for number in range(60):
        stage = ("screen", "design")[number % 2]
        make_card(deck, f"card-{number}", stage=stage, stages=[stage], level=1 + number % 3)
    enrolled(alice, deck)
    sign_in(page, alice)
    chance = random.Random(4)

    live(alice, chance, range(9))
    clock.move_to(moment(9), tick=False)
    look(page, "/", "9-day streak", "1 freeze kept")
    look(page, "/progress/", "9 day streak", "1 freeze kept.")
    look(page, "/decks/stripe/", "45 seen of 60", "Readiness by stage")
    look(page, "/plan/", "before you agree to anything")
    page.get_by_label("Day of the interview").fill(moment(INTERVIEW).date().isoformat())
    page.keyboard.press("Tab")
    expect(page.locator("#outcome").get_by_role("heading")).to_contain_text("It fits:")
    page.get_by_role("button", name="Agree").press("Enter")
    expect(page.get_by_text("Agreed.")).to_be_visible()
    assert what_is_wrong(alice) == []

    go_away(alice, *(moment(day).date() for day in AWAY), key=uuid.uuid4(), now=moment(9))
    live(alice, chance, range(9, 26))
    clock.move_to(moment(26), tick=False)
    look(page, "/", "on Wednesday, Wed 23 Dec", "On track", "22-day streak")
    look(page, "/progress/", "22 day streak", "used for Sat 5 Dec.")
    look(page, "/plan/", "It fits:", "30 of 30")
    look(page, "/plan/away/", "What it does")
    accessible(page)
    assert what_is_wrong(alice) == []

    live(alice, chance, range(26, INTERVIEW))
    clock.move_to(moment(INTERVIEW + 1), tick=False)
    look(page, "/plan/?deck=stripe", "A day of this plan has come.", "they come as usual")
    look(page, "/", "This week", "26-day streak")
    expect(page.get_by_text("Your plan")).to_have_count(0)
    look(page, "/progress/", "26 day streak", "longest streak")
    look(page, "/decks/stripe/", "60 seen of 60")
    assert what_is_wrong(alice) == []


def moment(day):
    return NOW + timedelta(days=day)


def what_is_wrong(learner):
    learner.refresh_from_db()
    return check_learner(learner)


def look(page, address, *said):
    """The page says so, in one line or in several, and is no wider than the window."""
    page.goto(address)
    text = " ".join(page.locator("main").inner_text().split())
    for words in said:
        assert words in text, f"{address}: {words!r} is not in {text}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def live(learner, chance, days):
    """Study all that these days ask, forgetting every ninth answer or so; on some days not at all."""
    for number in days:
        if number in MISSED or AWAY[0] <= number <= AWAY[1]:
            continue
        now, done = moment(number), None
        day = learner.study_day(now)
        learner.refresh_from_db()
        keep_pace(learner, day)
        while card := queue_of(learner, day, done).next:
            now += timedelta(seconds=20)
            review(learner, card, AGAIN if chance.random() < 0.11 else GOOD, now, seconds=20)
            done = StudyDay.objects.of(learner).filter(day=day).first()
