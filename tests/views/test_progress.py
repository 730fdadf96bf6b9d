import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.models import Card, Review, Schedule, StudyDay, Topic
from cards.operations.check_learner import check_learner
from cards.scheduling import AGAIN, GOOD, Run
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_schedule, review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def cards(alice):
    deck = make_deck()
    cards = make_cards(deck, 5, stage="screen")
    enrolled(alice, deck, days_later(-100))
    return cards


def page_of(client, query=""):
    response = client.get(f"/progress/{query}")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def told_by_charts(page):
    """By what it counts: the sum, and the day that has most of it. A chart says them to whoever does not see it."""
    said = re.findall(r"(\d+) (\w+?)s? (?:in \w+ days|comes? due), most on ([\w ]+): (\d+)", page)
    return {noun: (int(total), day, int(most)) for total, noun, day, most in said}


def days_studied(page):
    return int(re.search(r"(\d+) of the last 365 days", page)[1])


def today(client):
    return re.sub(r"\s+", " ", client.get("/").content.decode())


def test_a_short_history(alice, alice_client, cards):
    review(alice, cards[0], GOOD, days_later(-7))
    review(alice, cards[0], GOOD, days_later(-6))
    review(alice, cards[1], AGAIN, days_later(-6))
    review(alice, cards[0], AGAIN)

    page = page_of(alice_client)

    assert "4 reviews · 50% recalled · 1 minute" in page
    assert '<span class="figure">1</span> <span class="label">day streak' in page
    assert '<span class="figure">2</span> <span class="label">longest streak' in page
    assert '<span class="figure">3</span> <span class="label">days studied of 30' in page
    assert days_studied(page) == 3
    assert "You recalled 50% of the cards that were due in the last 30 days" in page
    told = told_by_charts(page)
    assert (told["review"], told["card"]) == ((4, "Tue 17 Nov", 2), (3, "Mon 23 Nov", 2))
    assert "1 of today’s is overdue" in page
    assert "0 of 5 cards are mature" in page
    assert "<title>Tuesday 17 November 2026: 2 reviews</title>" in page
    assert "Technical screen" in page


def test_a_learner_of_one_day(alice, alice_client, cards):
    review(alice, cards[0], GOOD)

    page = page_of(alice_client)

    assert "1 review · 1 minute" in page
    assert "No card was due in the last 30 days" in page
    told = told_by_charts(page)
    assert (told["review"], told["card"]) == ((1, "Mon 23 Nov", 1), (1, "Tue 24 Nov", 1))


def test_a_learner_who_only_practised_sees_what_was_done(alice, alice_client, cards):
    StudyDay.objects.create(learner=alice, day=NOW.date(), practices=2, practice_seconds=25 * 60)

    page = page_of(alice_client)

    assert "2 reviews · 25 minutes" in page
    assert days_studied(page) == 1
    told = told_by_charts(page)
    assert (told["review"], told["minute"]) == ((2, "Mon 23 Nov", 2), (25, "Mon 23 Nov", 25))
    assert '<td class="number">25</td>' in page  # of the month
    assert told_by_charts(today(alice_client))["review"][0] == 2


def test_every_chart_has_a_name_and_a_table(alice, alice_client, cards):
    review(alice, cards[0], GOOD)

    page = page_of(alice_client)

    names = re.findall(r'<svg [^>]*role="img" aria-labelledby="([^"]+)"', page)
    assert len(names) == len(set(names)) == 5
    assert all(page.count(f'id="{name}"') == 1 for name in names)
    assert page.count('<details class="data">') == 5
    assert "style=" not in page


@pytest.mark.parametrize(
    ("query", "bars", "unit"),
    [
        ("", 30, "Reviews a day"),
        ("?days=90", 90, "Reviews a day"),
        ("?days=365", 52, "Reviews a week"),
        ("?days=x", 30, "Reviews a day"),
    ],
)
def test_the_period_can_be_chosen(alice, alice_client, cards, query, bars, unit):
    review(alice, cards[0], GOOD, days_later(-80))
    review(alice, cards[1], GOOD)

    chart = alice_client.get(f"/progress/{query}").context["reviews_chart"]

    assert (len(chart.columns), chart.unit) == (bars, unit)
    assert chart.total == (1 if bars == 30 else 2)


def test_a_newcomer_is_told_what_to_do(alice_client, cards):
    assert "5 cards wait for you" in page_of(alice_client)
    assert 'href="/review/"' in page_of(alice_client)


def test_without_cards_a_deck_comes_first(bob_client):
    assert '<a class="button primary" href="/decks/">' in page_of(bob_client)


def test_very_large_numbers(alice, alice_client, cards):
    StudyDay.objects.create(
        learner=alice, day=NOW.date(), reviews=1_234_567, seconds=36_000_000, mature_passed=1_000_000, streak=12_345
    )

    page = page_of(alice_client)

    assert "1,234,567 reviews · 100% recalled · 10,000 hours" in page
    assert "most on Mon 23 Nov: 1,234,567" in page


def test_others_are_invisible(alice, bob_client, cards):
    review(alice, cards[0], GOOD)

    assert "Nothing to show yet" in page_of(bob_client)


def test_more_reviews_and_other_learners_cost_no_more_queries(alice, bob, alice_client, cards):
    review(alice, cards[0], GOOD)
    page_of(alice_client)
    with CaptureQueriesContext(connection) as few:
        page_of(alice_client)

    for day in range(1, 80):
        StudyDay.objects.create(learner=alice, day=days_later(-day).date(), reviews=1000)
    enrolled(alice, (more := make_cards(make_deck("more"), 30, stage="design"))[0].deck)
    review(alice, more[0], GOOD)
    Schedule.objects.bulk_create([Schedule(learner=bob, card=card) for card in [*cards, *more]])
    StudyDay.objects.bulk_create([StudyDay(learner=bob, day=days_later(-day).date()) for day in range(500)])
    with CaptureQueriesContext(connection) as many:
        page_of(alice_client)

    assert len(many) == len(few) <= 11
    assert not any(Review._meta.db_table + '"' in query["sql"] for query in many)


def test_each_number_of_the_tables_leads_to_so_many_cards(alice, alice_client, cards):
    topic = Topic.objects.create(deck=cards[0].deck, slug="locks", title="Locks")
    Card.objects.filter(deck=cards[0].deck).update(topic=topic)
    make_schedule(alice, make_card(own := make_deck("own", owner=alice), stage="design"), due=NOW.date(), interval=30)
    make_schedule(alice, make_card(own), due=NOW.date(), interval=3)
    enrolled(alice, own)
    review(alice, cards[0], GOOD)

    page = page_of(alice_client)

    links = re.findall(r'<a class="lone" href="(/[^"]*state=[^"]*)">\s*([\d,]+)<span', page)
    assert {address.split("?")[0] for address, _ in links} == {"/cards/", f"/decks/{cards[0].deck.slug}/cards/"}
    assert len(links) >= 6
    for address, number in links:
        assert alice_client.get(address.replace("&amp;", "&")).context["listed"].found == int(number), address


def test_reading_only(alice_client):
    assert alice_client.post("/progress/").status_code == 405


def test_a_visitor_is_asked_to_sign_in(client):
    response = client.get("/progress/")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/progress/"


def minutes_in(client, window):
    return int(
        re.search(r"([\d,]+) minutes? in \d+ days", page_of(client, f"?days={window}")).group(1).replace(",", "")
    )


def test_minutes_are_summed_in_seconds_and_rounded_once(alice, alice_client):
    """A minute and a second a day were two minutes each, and sixty in a month."""
    for ago in range(100):
        StudyDay.objects.create(learner=alice, day=(NOW - timedelta(days=ago)).date(), reviews=1, seconds=61)

    told = [minutes_in(alice_client, window) for window in (30, 90, 365)]

    assert told == [31, 92, 102]


def test_a_card_that_comes_back_today_stands_in_todays_bar(alice, alice_client, cards):
    review(alice, cards[0], AGAIN)

    assert told_by_charts(page_of(alice_client))["card"] == (2, "Mon 23 Nov", 1)


def test_a_freeze_is_shown_where_it_is_kept_and_where_it_was_used(alice, alice_client, clock):
    deck = make_deck()
    cards = make_cards(deck, 9)
    enrolled(alice, deck)
    for number in (*range(7), 8):
        review(alice, cards[number], GOOD, days_later(number))
        if number == 6:
            clock.move_to(days_later(6))
            assert "1 freeze kept" in today(alice_client)
    clock.move_to(days_later(8))

    assert StudyDay.objects.of(alice).latest("day").run == Run(8, 0)
    assert "1 freeze used on Monday, 0 left" in today(alice_client)
    page = page_of(alice_client)
    assert "No freeze kept; used for Mon 30 Nov." in page
    assert '<span class="figure">8</span> <span class="label">day streak' in page
    assert check_learner(alice) == []
