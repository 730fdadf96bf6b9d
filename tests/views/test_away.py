"""Days away: said before they come, with what they do, and taken back; what plan, streak and mail make of them."""

import re
import uuid
from datetime import date, timedelta

import pytest

from cards.kinds import Unfit
from cards.models import Schedule, StudyDay
from cards.operations.check_learner import check_learner
from cards.operations.reminders import send_reminders
from cards.queries.queue import next_due_days
from cards.queries.streaks import streak_of
from cards.scheduling import GOOD
from cards.services.away import go_away, stay, undo_away
from cards.services.limits import TooMuch
from cards.services.plans import agree_on_plan, keep_pace
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, review
from tests.pages import notices_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
STAGES = {"stages": [{"slug": "screen", "title": "Screen", "weight": 1}]}


def day(number):
    return TODAY + timedelta(days=number)


@pytest.fixture
def track(alice, clock):
    deck = make_deck("stripe", title="Stripe", about=STAGES)
    for number in range(24):
        make_card(deck, f"card-{number}", stage="screen", stages=["screen"])
    enrolled(alice, deck)
    return deck


def leave(learner, first, last, now=NOW):
    go_away(learner, day(first), day(last), key=uuid.uuid4(), now=now)
    learner.refresh_from_db()


def sent(first, last=None):
    days = {"first": day(first).isoformat(), "last": "" if last is None else day(last).isoformat()}
    return {"key": str(uuid.uuid4()), **days}


def shown(response):
    return " ".join(response.content.decode().split())


def test_a_plan_does_the_work_before_and_after(alice, track):
    agree_on_plan(alice, track, {"screen": day(12)}, [30] * 7, key=uuid.uuid4(), now=NOW)
    alice.refresh_from_db()
    before = alice.paced
    assert alice.pace.new == 4  # 24 cards in the first six of twelve days

    leave(alice, 1, 4)
    assert alice.pace.new == 6  # in the first four of eight
    looks = set(Schedule.objects.of(alice).values_list("last_look", flat=True))
    assert looks == {day(11)}
    assert check_learner(alice) == []

    undo_away(alice, key=uuid.uuid4(), now=NOW)
    alice.refresh_from_db()
    assert (alice.paced, alice.away) == (before, ())


def test_no_streak_breaks_and_no_mail_is_sent(alice, track, mailoutbox):
    review(alice, alice.schedule_set.first().card, GOOD)
    leave(alice, 1, 4)
    alice.reminder_hour, alice.time_zone = 6, "UTC"
    alice.save()
    latest = StudyDay.objects.of(alice).get()

    assert streak_of(alice, latest, day(5)) == 1
    send_reminders(days_later(3))
    assert mailoutbox == []
    send_reminders(days_later(5))
    assert len(mailoutbox) == 1
    assert streak_of(alice, latest, day(6)) == 0
    review(alice, alice.schedule_set.last().card, GOOD, days_later(5))
    assert StudyDay.objects.of(alice).get(day=day(5)).streak == 2
    assert check_learner(alice) == []


def test_what_comes_due_waits_for_the_day_of_return(alice, track):
    alice.new_per_day = 0
    alice.save()
    for number in range(3):
        review(alice, alice.schedule_set.order_by("pk")[number].card, GOOD)
    assert [(coming.day, coming.count) for coming in next_due_days(alice, TODAY)] == [(day(1), 3)]

    leave(alice, 1, 4)
    assert [(coming.day, coming.count) for coming in next_due_days(alice, TODAY)] == [(day(5), 3)]


def test_only_days_to_come_are_said_and_taken_back(alice, track):
    review(alice, alice.schedule_set.first().card, GOOD)
    leave(alice, 1, 6)
    stay(alice, day(1), key=uuid.uuid4(), now=days_later(4))  # back after three days
    alice.refresh_from_db()

    assert alice.away == ((day(1), day(3)),)
    assert [each in alice.excused for each in map(day, (1, 3, 4))] == [True, True, False]
    undo_away(alice, key=uuid.uuid4(), now=days_later(9))  # too late: those days were there to study
    alice.refresh_from_db()
    assert [each in alice.excused for each in map(day, (1, 3, 4, 6, 9))] == [True, True, False, False, False]
    with pytest.raises(ValueError, match="no days to come"):
        go_away(alice, day(8), day(9), key=uuid.uuid4(), now=days_later(9))
    assert check_learner(alice) == []


def test_a_change_that_is_taken_back_after_days_away_leaves_the_plan_as_it_was(alice, track):
    """Days that were away have none of the plan's minutes, whatever is said of others later."""
    agree_on_plan(alice, track, {"screen": day(9)}, [1] * 7, key=uuid.uuid4(), now=NOW)
    leave(alice, 0, 2)
    keep_pace(alice, day(3))
    alice.refresh_from_db()
    before = alice.paced

    go_away(alice, day(5), day(6), key=uuid.uuid4(), now=days_later(3))
    undo_away(alice, key=uuid.uuid4(), now=days_later(3))

    alice.refresh_from_db()
    assert alice.paced == before
    assert check_learner(alice) == []


@pytest.mark.parametrize(
    "take_back",
    [lambda learner, **press: stay(learner, TODAY, **press), undo_away],
    ids=["taken back", "undone"],
)
def test_what_is_said_of_today_and_taken_back_today_excuses_nothing(alice, track, take_back):
    agree_on_plan(alice, track, {"screen": day(12)}, [30] * 7, key=uuid.uuid4(), now=NOW)
    alice.refresh_from_db()
    first, second = (schedule.card for schedule in alice.schedule_set.order_by("pk")[:2])
    review(alice, first, GOOD, days_later(-1))
    before = (alice.paced, alice.skipped_days, alice.idle_days)

    leave(alice, 0, 3)
    take_back(alice, key=uuid.uuid4(), now=NOW)

    alice.refresh_from_db()
    assert (alice.paced, alice.skipped_days, alice.idle_days) == before
    assert TODAY not in alice.excused
    keep_pace(alice, day(1))
    assert streak_of(alice, StudyDay.objects.of(alice).get(), day(1)) == 0
    review(alice, second, GOOD, days_later(1))
    assert StudyDay.objects.of(alice).get(day=day(1)).streak == 1
    assert check_learner(alice) == []


def test_stretches_that_touch_are_one_and_there_are_only_so_many(alice, settings):
    settings.MOST_STRETCHES_AWAY = 2
    for first, last in ((1, 3), (4, 5), (8, 9)):
        leave(alice, first, last)
    assert alice.away == ((day(1), day(5)), (day(8), day(9)))

    with pytest.raises(TooMuch):
        leave(alice, 20, 20)
    for number in range(10):
        leave(alice, 9, 10 + number)
    assert len(alice.days_away) == 6


def test_the_page_tells_what_they_do_keeps_them_and_takes_them_back(alice, alice_client, track):
    assert "No days away." in shown(alice_client.get("/plan/away/"))
    page = shown(alice_client.get("/plan/away/", sent(1, 4)))
    assert "<b>0 cards</b> would come due on those 4 days." in page
    assert alice.away == ()

    agree_on_plan(alice, track, {"screen": day(12)}, [30] * 7, key=uuid.uuid4(), now=NOW)
    page = shown(alice_client.get("/plan/away/", sent(1, 4), headers={"HX-Request": "true"}))
    assert page.startswith('<section class="panel outcome" id="effect"')
    assert "with these days away" in page
    page = shown(alice_client.post("/plan/away/", sent(0, 4), follow=True))
    assert "Mon 23 Nov to Fri 27 Nov" in page
    today = shown(alice_client.get("/"))
    assert "Away until Friday, 27 November" in today
    assert "Today is free." in today

    alice_client.post("/plan/away/remove/", sent(0))
    alice.refresh_from_db()
    assert alice.away == ()
    assert "Undone:" in shown(alice_client.post("/plan/away/undo/", {"key": str(uuid.uuid4())}, follow=True))
    alice.refresh_from_db()
    assert alice.away == ((day(0), day(4)),)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"first": ""}, "Say when you leave."),
        ({"first": "soon"}, "Enter a day, such as 2026-12-11."),
        ({"first": "2026-11-22"}, "This day has passed"),
        ({"first": "2028-01-01"}, "a year ahead"),
        ({"first": "2026-12-02", "last": "2026-12-01"}, "This is before the first day."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(alice, alice_client, clock, values, said):
    for answer in (alice_client.post("/plan/away/", values), alice_client.get("/plan/away/", values)):
        assert answer.status_code == 422
        assert said in shown(answer)
    alice.refresh_from_db()
    assert alice.days_away == []


def test_a_list_that_another_program_wrote_breaks_no_page(alice, alice_client, track):
    for wrong in ({"a": 1}, [3], [[["x", "y"]]], [[["2026-11-23"]]], "soon"):
        alice.days_away = wrong
        alice.save()
        for address in ("/", "/plan/away/", "/progress/"):
            assert alice_client.get(address).status_code == 200


def test_what_is_not_there_any_more_is_not_said_to_be_taken_back(alice, alice_client, track):
    leave(alice, 1, 4)

    answer = alice_client.post("/plan/away/remove/", sent(2), follow=True)

    assert notices_of(answer) == ["error"]


def test_days_that_pass_while_they_are_sent_are_refused_in_words(alice, track):
    with pytest.raises(Unfit, match="no days to come"):
        go_away(alice, day(-1), day(2), key=uuid.uuid4(), now=NOW)


def test_looking_puts_no_token_into_an_address(alice, alice_client, track):
    assert "formmethod" not in shown(alice_client.get("/plan/away/"))

    page = shown(alice_client.post("/plan/away/", sent(1, 4) | {"look": "1"}))
    assert re.search(r"<b>\d+ cards?</b> would come due", page)
    assert f'value="{day(1).isoformat()}"' in page
    assert alice_client.post("/plan/away/", sent(-1) | {"look": "1"}).status_code == 422
    alice.refresh_from_db()
    assert alice.away == ()
