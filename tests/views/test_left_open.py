"""Pages left open since an earlier day: the first write of a day comes from one, and the day is as any other."""

import re
import uuid
from datetime import timedelta

import pytest

from cards.models import StudyDay
from cards.operations.check_learner import check_learner
from cards.scheduling import GOOD
from tests.factories import NOW, days_later, make_card, make_deck

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = NOW.date()
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
STAGES = {"stages": [{"slug": slug, "title": slug.title(), "weight": 1} for slug in ("screen", "design")]}
WEEKDAYS_ONLY = (30, 30, 30, 30, 30, 0, 0)


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


def grade(client, page, **form):
    """Press Good on the card of this page, as htmx does; the next page."""
    for name in ("card", "version", "ahead"):
        if found := re.search(rf'name="{name}" value="([^"]*)"', page):
            form[name] = found[1]
    form = {"review": uuid.uuid4(), "quality": GOOD} | form
    return client.post("/review/grade/", form, headers=HTMX).text


def asks(page):
    return 'name="version"' in page


def studied_monday_to_friday(client, clock):
    make_track(24)
    client.post("/plan/", plan("stripe", day(20), WEEKDAYS_ONLY))
    for number in range(5):
        clock.move_to(days_later(number))
        page = grade(client, client.get("/review/").text)
    clock.move_to(days_later(7))
    return page


def test_a_weekend_without_minutes_breaks_no_streak_of_who_goes_on_reviewing(alice, alice_client, clock):
    page = studied_monday_to_friday(alice_client, clock)

    grade(alice_client, page)

    html = alice_client.get("/").text
    alice.refresh_from_db()
    assert StudyDay.objects.get(day=day(7)).streak == 6
    assert "6-day streak" in html
    assert check_learner(alice) == []


def test_nor_that_of_who_asks_for_more_minutes_first(alice_client, clock):
    studied_monday_to_friday(alice_client, clock)

    post(alice_client, "/plan/today/", minutes="more")
    grade(alice_client, alice_client.get("/review/").text)

    assert "6-day streak" in alice_client.get("/").text


def test_the_minutes_are_those_of_the_new_day(alice_client, clock):
    make_track(60)
    alice_client.post("/plan/", plan("stripe", day(20), (60, 1, 60, 60, 60, 60, 60)))
    page = grade(alice_client, alice_client.get("/review/").text, seconds=30)
    clock.move_to(days_later(1))  # one minute

    for _ in range(12):
        page = grade(alice_client, page, seconds=30) if asks(page) else page

    assert StudyDay.objects.get(day=day(1)).seconds <= 60
