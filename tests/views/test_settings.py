"""The settings page, the link that stops reminders, and the page that deletes an account."""

import re
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.management import call_command
from django.test import Client

from cards.accounts.devices import SALT
from cards.models import Replanning, Schedule
from cards.operations.reminders import stop_token
from cards.scheduling import GOOD
from tests.conftest import PASSWORD
from tests.factories import NOW, days_later, enrolled, make_cards, make_deck, review
from tests.pages import html_of, notices_of, refusal_of


def values(**changes):
    return {
        "key": str(uuid.uuid4()),
        "time_zone": "Europe/Dublin",
        "rollover_hour": "3",
        "rest_days": ["5", "6"],
        "new_per_day": "12",
        "reviews_per_day": "150",
        "minutes_per_day": "",
        "practice_minutes_per_week": "90",
        "grades_shown": "2",
        "show_intervals": "on",
        "reminder_hour": "8",
    } | changes


def error_of(response, field):
    """The text of the errors beside a field."""
    found = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</ul>', response.content.decode(), re.S)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def test_the_page_shows_what_is_stored(alice, alice_client):
    alice.time_zone, alice.rest_days, alice.reminder_hour = "Asia/Tokyo", [6], 20
    alice.save()

    html = alice_client.get("/settings/").content.decode()

    assert '<option value="Asia/Tokyo" selected>Tokyo</option>' in html
    assert re.search(r'name="rest_days" value="6"[^>]* checked', html)
    assert '<option value="20" selected>20:00</option>' in html
    assert 'aria-current="page">Settings' in html


def test_the_page_tells_the_time_in_the_learners_zone(alice, alice_client, clock):
    alice.time_zone = "Asia/Tokyo"
    alice.save()

    assert "it is Monday, 18:00 now" in alice_client.get("/settings/").content.decode()


def test_the_page_costs_session_learner_streak_and_wish(alice_client, django_assert_num_queries):
    with django_assert_num_queries(4):
        alice_client.get("/settings/")


def test_saving(alice, alice_client):
    response = alice_client.post("/settings/", values(), follow=True)

    alice.refresh_from_db()
    assert response.redirect_chain == [("/settings/", 302)]
    assert "Settings saved." in response.content.decode()
    assert (alice.time_zone, alice.rollover_hour, alice.rest_days) == ("Europe/Dublin", 3, [5, 6])
    assert (alice.new_per_day, alice.reviews_per_day, alice.minutes_per_day) == (12, 150, None)
    assert (alice.grades_shown, alice.show_intervals, alice.reminder_hour) == (2, True, 8)


def test_what_is_left_empty_is_off(alice, alice_client):
    alice_client.post("/settings/", values())

    alice_client.post("/settings/", values(rest_days=[], show_intervals="", reminder_hour="", minutes_per_day="30"))

    alice.refresh_from_db()
    assert (alice.rest_days, alice.show_intervals, alice.reminder_hour, alice.minutes_per_day) == ([], False, None, 30)


def test_an_old_name_of_a_zone_is_accepted_and_shown(alice_client):
    alice_client.post("/settings/", values(time_zone="US/Eastern"))

    assert '<option value="US/Eastern" selected>US/Eastern</option>' in alice_client.get("/settings/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("time_zone", "Mars/Olympus", "is not a time zone"),
        ("time_zone", "", "required"),
        ("rollover_hour", "24", "not one of the available choices"),
        ("rest_days", ["0", "5", "6"], "at most two"),
        ("rest_days", ["7"], "not one of the available choices"),
        ("new_per_day", "-1", "0 or more"),
        ("reviews_per_day", "many", "whole number"),
        ("minutes_per_day", "0", "1 or more"),
        ("practice_minutes_per_week", "10081", "10080 or less"),
        ("grades_shown", "3", "not one of the available choices"),
        ("reminder_hour", "noon", "not one of the available choices"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_saved(alice, alice_client, field, value, error):
    response = alice_client.post("/settings/", values(**{field: value}))

    alice.refresh_from_db()
    assert response.status_code == 422
    assert error in error_of(response, field)
    assert alice.time_zone == "UTC"


def test_what_was_typed_stays_beside_an_error(alice_client):
    response = alice_client.post("/settings/", values(time_zone="Mars/Olympus", new_per_day="77"))

    html = response.content.decode()
    assert '<option value="Mars/Olympus" selected>' in html
    assert re.search(r'name="new_per_day" value="77"', html)
    assert re.search(r'name="rest_days" value="5"[^>]* checked', html)


def test_a_retry_counts_once_and_its_key_with_other_values_is_refused(alice, alice_client):
    sent = values(new_per_day="5")
    alice_client.post("/settings/", sent)

    assert alice_client.post("/settings/", sent).status_code == 302
    response = alice_client.post("/settings/", sent | {"new_per_day": "6"})

    alice.refresh_from_db()
    assert response.status_code == 422
    assert refusal_of(response) == "key-reused"
    assert alice.new_per_day == 5


def test_without_a_key_nothing_is_saved(alice, alice_client):
    assert alice_client.post("/settings/", values(key="")).status_code == 422


def test_settings_are_ones_own(alice, bob, alice_client):
    alice_client.post("/settings/", values())

    bob.refresh_from_db()
    assert bob.time_zone == "UTC"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/settings/", "/accounts/delete/"])
def test_a_visitor_is_sent_to_sign_in(client, address):
    for response in (client.get(address), client.post(address)):
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/?next=")


@pytest.mark.parametrize("address", ["/settings/", "/accounts/delete/"])
def test_other_methods_are_refused(alice_client, address):
    assert alice_client.put(address).status_code == 405


# The link in a reminder -----------------------------------------------------------------------------------------------


@pytest.fixture
def link(alice):
    alice.reminder_hour = 8
    alice.save()
    return f"/reminders/stop/{stop_token(alice)}/"


def test_opening_the_link_changes_nothing(alice, client, link):
    """Mail scanners open every link."""
    response = client.get(link)

    alice.refresh_from_db()
    assert alice.reminder_hour == 8
    assert re.search(r"<main.*</main>", response.content.decode(), re.S)[0].count("<button") == 1


def test_its_one_button_stops_the_reminders_without_signing_in(alice, client, link):
    response = client.post(link)

    alice.refresh_from_db()
    assert alice.reminder_hour is None
    assert "Reminders are off" in response.content.decode()
    assert "Reminders are off" in client.get(link).content.decode()


def test_a_mail_program_posts_without_a_cookie_and_is_not_redirected(alice, link):
    response = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})

    alice.refresh_from_db()
    assert response.status_code == 200
    assert alice.reminder_hour is None


def test_stopping_twice_is_as_good_as_once(client, link):
    assert [client.post(link).status_code for _ in range(2)] == [200, 200]


def test_a_made_up_link_is_not_found(alice, client, link):
    assert client.post("/reminders/stop/1:abc/").status_code == 404
    assert client.get(f"/reminders/stop/{alice.pk}/").status_code == 404
    alice.refresh_from_db()
    assert alice.reminder_hour == 8


def test_the_link_takes_no_other_method(client, link):
    assert client.put(link).status_code == 405


# Deleting -------------------------------------------------------------------------------------------------------------


def proved(client):
    """The client after its learner has typed the password once more."""
    client.post("/accounts/reauthenticate/?next=/settings/", {"password": PASSWORD})
    return client


def test_deleting_asks_for_the_password_first(alice, alice_client):
    response = alice_client.get("/accounts/delete/")
    assert response.url == "/accounts/reauthenticate/?next=%2Faccounts%2Fdelete%2F"

    response = alice_client.post(response.url, {"password": PASSWORD, "next": "/accounts/delete/"}, follow=True)
    assert "Delete your account" in response.content.decode()


def test_a_post_without_the_password_deletes_nothing(alice, alice_client):
    alice_client.post("/accounts/delete/", {"confirm": "alice"})

    assert get_user_model().objects.filter(pk=alice.pk).exists()


def test_the_user_name_must_be_typed(alice, alice_client):
    response = proved(alice_client).post("/accounts/delete/", {"confirm": "alicia"})

    assert response.status_code == 422
    assert 'id="confirm_error"' in response.content.decode()
    assert 'value="alicia"' in response.content.decode()
    assert get_user_model().objects.filter(pk=alice.pk).exists()


def test_deleting_says_goodbye_and_signs_out(alice, bob, alice_client):
    response = proved(alice_client).post("/accounts/delete/", {"confirm": "alice"})

    assert (response.status_code, response.url) == (302, "/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert list(get_user_model().objects.all()) == [bob]
    page = alice_client.get("/about/")
    assert notices_of(page) == ["success"]
    assert "Sign in" in page.text


def test_where_there_is_much_it_says_that_it_goes_on(alice, bob, alice_client, settings):
    settings.DELETED_AT_ONCE = -1

    response = proved(alice_client).post("/accounts/delete/", {"confirm": "alice"})

    assert (response.status_code, response.url) == (302, "/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    page = alice_client.get("/about/")
    assert "Your account is closed. What is in it is being deleted now" in page.text
    assert "Sign in" in page.text
    assert alice_client.get("/settings/").status_code == 302


@pytest.mark.parametrize("deleted_at_once", [20_000, -1])
def test_the_browser_forgets_who_is_gone_and_nobody_else(alice, bob, alice_client, settings, deleted_at_once):
    settings.DELETED_AT_ONCE = deleted_at_once
    known = {"id": "browser", "learners": [alice.pk, bob.pk]}
    alice_client.cookies[settings.DEVICE_COOKIE_NAME] = signing.dumps(known, salt=SALT)

    proved(alice_client).post("/accounts/delete/", {"confirm": "alice"})

    left = signing.loads(alice_client.cookies[settings.DEVICE_COOKIE_NAME].value, salt=SALT)
    assert left == {"id": "browser", "learners": [bob.pk]}


def test_sending_it_twice_is_harmless(alice, bob, alice_client):
    proved(alice_client).post("/accounts/delete/", {"confirm": "alice"})

    assert alice_client.post("/accounts/delete/", {"confirm": "alice"}).url.startswith("/accounts/login/")
    assert get_user_model().objects.get() == bob


PAGES = ("/", "/review/", "/progress/", "/settings/", "/decks/", "/cards/", "/review/ahead/")


@pytest.mark.parametrize(
    "stored",
    [
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "America"},
        {"time_zone": ""},
        {"rest_days": "nonsense"},
        {"rest_days": [9, "x", None, True]},
        {"skipped_days": ["nonsense", 5, None]},
        {"skipped_days": {}},
        {"rested_through": ["6"]},
        {"rested_since": {"6": None, "x": 1}},
        {"rested_through": {"6": "nonsense", "x": "2026-11-22"}},
        {"idle_days": [["2026-11-22"], "nonsense", None]},
        {"minutes_per_day": 0},
    ],
)
def test_a_learner_whose_row_cannot_be_read_is_served_all_the_same(alice, alice_client, clock, stored):
    deck = make_deck()
    make_cards(deck, 2)
    enrolled(alice, deck, days_later(-9))
    review(alice, deck.cards.first(), 4, days_later(-9))
    type(alice).objects.filter(pk=alice.pk).update(**stored)

    statuses = {page: alice_client.get(page, follow=True).status_code for page in PAGES}

    assert set(statuses.values()) == {200}


def test_days_are_counted_in_utc_where_the_zone_is_unknown_and_the_page_says_so(alice, alice_client, clock):
    type(alice).objects.filter(pk=alice.pk).update(time_zone="Mars/Olympus")
    alice.refresh_from_db()

    html = html_of(alice_client.get("/settings/"))

    assert re.search(r'<p class="notice warning">[^<]*“Mars/Olympus”', html)
    assert alice.study_day(NOW) == NOW.date()


def test_saving_another_zone_mends_the_row(alice, alice_client, clock):
    type(alice).objects.filter(pk=alice.pk).update(
        time_zone="Mars/Olympus", skipped_days=["nonsense", "2026-05-01"], rest_days=["x", 6]
    )

    alice_client.post("/settings/", values(time_zone="Europe/Dublin", rest_days=["6"]))

    alice.refresh_from_db()
    assert (alice.time_zone, alice.rest_days) == ("Europe/Dublin", [6])
    assert "nonsense" not in alice.skipped_days
    assert "is not known here" not in alice_client.get("/settings/").content.decode()


def test_who_has_cards_is_offered_to_keep_them_first(alice, alice_client):
    client = proved(alice_client)
    assert "Print your cards" not in client.get("/accounts/delete/").content.decode()
    make_cards(make_deck("own", owner=alice), 1)

    page = client.get("/accounts/delete/").content.decode()
    refused = client.post("/accounts/delete/", {"confirm": "not me"}).content.decode()

    assert page.index("Print your cards") < page.index("Delete my account")
    assert "Print your cards" in refused
    assert "It is card-0." in client.get("/cards/?print=1000").content.decode()


def test_another_scheduler_is_chosen_and_taken_back(alice, alice_client, clock):
    deck = make_deck()
    cards = make_cards(deck, 1)
    enrolled(alice, deck)
    review(alice, cards[0], GOOD)

    saved = alice_client.post("/settings/", values(scheduler="fsrs"), follow=True)
    by_fsrs = Schedule.objects.get().interval
    undone = alice_client.post("/settings/scheduler/", {"key": str(uuid.uuid4()), "scheduler": "sm2"}, follow=True)

    assert (by_fsrs, Schedule.objects.get().interval) == (2, 1)
    assert '<div class="notice undo" role="status">' in saved.content.decode()
    assert '<input type="hidden" name="scheduler" value="sm2">' in saved.content.decode()
    assert notices_of(undone) == ["success"]


def test_with_many_reviews_another_scheduler_is_waited_for(alice, alice_client, clock, settings):
    settings.REPLANNED_AT_ONCE = 0
    deck = make_deck()
    (card,) = make_cards(deck, 1)
    enrolled(alice, deck)
    review(alice, card, GOOD)
    is_chosen = re.compile(r'value="fsrs"[^>]* checked')

    answer = alice_client.post("/settings/", values(scheduler="fsrs"), follow=True)
    saved = answer.text
    assert answer.context["wish"].scheduler == "fsrs"
    assert '<div class="notice undo" role="status">' in saved
    assert is_chosen.search(saved)
    # Saved again for something else, the wish stays.
    alice_client.post("/settings/", values(scheduler="fsrs", new_per_day="7"))
    call_command("wishes")
    done = alice_client.get("/settings/?was=sm2")
    assert done.context["wish"] is None
    assert '<input type="hidden" name="scheduler" value="sm2">' in done.text  # to undo it
    assert is_chosen.search(done.text)

    alice_client.post("/settings/scheduler/", {"key": str(uuid.uuid4()), "scheduler": "sm2"})
    waiting = alice_client.get("/settings/").text
    assert '<input type="hidden" name="scheduler" value="fsrs">' in waiting  # to keep what plans them now
    kept = alice_client.post("/settings/scheduler/", {"key": str(uuid.uuid4()), "scheduler": "fsrs"}, follow=True)
    assert kept.context["wish"] is None
    assert is_chosen.search(kept.text)
    assert not Replanning.objects.exists()


def test_a_wish_that_could_not_be_carried_out_says_so(alice, alice_client):
    Replanning.objects.create(learner=alice, scheduler="fsrs", wished_at=NOW, tries=3)

    html = alice_client.get("/settings/").content.decode()

    assert '<div class="notice error" role="status">' in html
    assert re.search(r'value="sm2"[^>]* checked', html)


def test_who_changes_the_scheduler_all_the_time_waits_a_minute(alice, alice_client, clock, settings):
    settings.READING_SECONDS = 0

    saved = alice_client.post("/settings/", values(scheduler="fsrs"))
    undone = alice_client.post("/settings/scheduler/", {"key": str(uuid.uuid4()), "scheduler": "fsrs"}, follow=True)

    assert saved.status_code == 429
    assert (refusal_of(saved), notices_of(undone)) == ("too-often", ["error"])
    alice.refresh_from_db()
    assert alice.scheduler == "sm2"


def test_a_scheduler_that_there_is_not_changes_nothing(alice, alice_client):
    assert alice_client.post("/settings/", values(scheduler="guesses")).status_code == 422
    undo = {"key": str(uuid.uuid4()), "scheduler": "guesses"}
    assert alice_client.post("/settings/scheduler/", undo).status_code == 422

    alice.refresh_from_db()
    assert alice.scheduler == "sm2"
