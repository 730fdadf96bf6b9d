"""Who gets the daily reminder, when, and that it comes once."""

import re
import smtplib
import threading
from datetime import UTC, date, datetime, timedelta
from email import policy

import pytest
from allauth.account.models import EmailAddress
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection

from cards.models import StudyDay
from cards.operations.reminders import hour_has_come, learner_of, send_reminders, stop_token
from cards.scheduling import GOOD
from tests.factories import NOW, enrolled, make_cards, make_deck, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck():
    deck = make_deck()
    make_cards(deck, 3)
    return deck


def reminded(learner, deck, hour=8, **columns):
    """The learner wants to be reminded, and has three new cards."""
    for column, value in {"reminder_hour": hour, **columns}.items():
        setattr(learner, column, value)
    learner.save()
    enrolled(learner, deck)
    return learner


def test_the_mail_counts_cards_and_says_nothing_of_what_they_ask(alice, deck, mailoutbox):
    reminded(alice, deck)

    assert send_reminders(NOW).sent == 1

    mail = mailoutbox[0]
    assert mail.to == ["alice@example.org"]
    assert mail.subject == "prep: 3 new cards today"
    assert "waiting for you today: 3 new cards." in mail.body
    assert "http://localhost:8000/review/" in mail.body
    assert "card-0" not in mail.body


def test_due_cards_come_first(alice, deck, mailoutbox):
    reminded(alice, deck)
    review(alice, deck.cards.first(), GOOD)

    send_reminders(NOW + timedelta(days=1))

    assert mailoutbox[0].subject == "prep: 1 card to review today"
    assert "1 card to review and 2 new cards." in mailoutbox[0].body


def test_a_mail_program_can_stop_the_reminders_by_itself(alice, deck, mailoutbox, client):
    reminded(alice, deck)
    send_reminders(NOW)

    headers = mailoutbox[0].extra_headers
    link = re.fullmatch(r"<http://localhost:8000(/reminders/stop/[^>]+/)>", headers["List-Unsubscribe"])[1]

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"http://localhost:8000{link}\n" in mailoutbox[0].body
    assert client.get(link).status_code == 200


def test_the_links_reach_the_mail_program_in_one_piece(alice, deck, mailoutbox, settings):
    settings.SITE_URL = "https://prep.a-rather-long-name.example.org"
    reminded(alice, deck)
    send_reminders(NOW)
    link = f"{settings.SITE_URL}/reminders/stop/{stop_token(alice)}/"

    sent = mailoutbox[0].message(policy=policy.SMTP).as_bytes().decode("ascii")

    assert f"\r\nList-Unsubscribe: <{link}>\r\n" in sent
    assert f"\r\n{link}\r\n" in sent


def test_one_mail_a_study_day(alice, deck, mailoutbox):
    reminded(alice, deck)

    for hours in (0, 1, 2, 24):
        send_reminders(NOW + timedelta(hours=hours))

    assert len(mailoutbox) == 2


def test_not_before_its_hour_on_the_wall_of_the_learner(alice, deck, mailoutbox):
    reminded(alice, deck, hour=8, time_zone="America/New_York")

    send_reminders(datetime(2026, 11, 23, 12, 59, tzinfo=UTC))
    assert mailoutbox == []

    send_reminders(datetime(2026, 11, 23, 13, 0, tzinfo=UTC))
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("local_hour", "reminder_hour", "has_come"),
    [
        (8, 8, True),
        (7, 8, False),
        (23, 8, True),
        (2, 8, True),
        (4, 8, False),
        (1, 1, True),
        (0, 1, False),
        (9, 1, False),
    ],
)
def test_the_hour_is_one_of_the_study_day(alice, local_hour, reminder_hour, has_come):
    """With a roll-over at 4 the day runs from 4 to 4: at 2 the hour of 8 has long come, at 9 that of 1 has not."""
    alice.reminder_hour = reminder_hour

    assert hour_has_come(alice, datetime(2026, 11, 23, local_hour, 30, tzinfo=UTC)) is has_come


def test_nobody_is_reminded_who_has_studied_or_has_nothing_or_did_not_ask_or_rests(alice, bob, deck, mailoutbox):
    reminded(alice, deck)
    review(alice, deck.cards.first(), GOOD, NOW - timedelta(hours=1))
    bob.reminder_hour = 8
    bob.save()
    send_reminders(NOW)

    StudyDay.objects.all().delete()
    reminded(alice, deck, hour=None)
    send_reminders(NOW)
    reminded(alice, deck, rest_days=[0])  # NOW is a Monday
    send_reminders(NOW)
    reminded(alice, deck, rest_days=[], is_active=False)
    send_reminders(NOW)

    assert mailoutbox == []


def test_where_addresses_must_be_confirmed_only_confirmed_ones_get_mail(alice, deck, mailoutbox, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    reminded(alice, deck)
    address = EmailAddress.objects.create(user=alice, email="alice@work.example", verified=False, primary=True)
    send_reminders(NOW)
    assert mailoutbox == []

    address.verified = True
    address.save()
    send_reminders(NOW)

    assert mailoutbox[0].to == ["alice@work.example"]


class Picky(EmailBackend):
    """A mail server that does not like Alice's address."""

    def send_messages(self, messages):
        if "alice@example.org" in messages[0].to:
            raise smtplib.SMTPRecipientsRefused({"alice@example.org": (550, b"no such user")})
        return super().send_messages(messages)


class Unreachable(EmailBackend):
    def open(self):
        raise ConnectionRefusedError("Connection refused")


def use(settings, backend):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.{backend.__name__}"}}


def test_a_refused_address_blocks_nobody_else_and_fails_the_run(alice, bob, deck, settings, mailoutbox, clock, caplog):
    use(settings, Picky)
    reminded(alice, deck)
    reminded(bob, deck)

    with pytest.raises(CommandError, match="1 could not be sent"):
        call_command("send_reminders", verbosity=0)

    assert [mail.to for mail in mailoutbox] == [["bob@example.org"]]
    assert f"learner {alice.pk}" in caplog.text
    assert "alice@example.org" not in caplog.text


def test_while_the_mail_server_is_away_nobody_loses_the_reminder(alice, deck, settings, clock):
    use(settings, Unreachable)
    reminded(alice, deck)

    with pytest.raises(CommandError, match="mail server"):
        call_command("send_reminders", verbosity=0)

    alice.refresh_from_db()
    assert alice.reminded_on is None


def test_the_command_says_how_many(alice, deck, mailoutbox, clock, capsys):
    reminded(alice, deck)

    call_command("send_reminders")

    assert capsys.readouterr().out == "1 reminder sent\n"


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_mail(alice, deck, mailoutbox):
    reminded(alice, deck)

    def run():
        start.wait()
        send_reminders(NOW)
        connection.close()

    start = threading.Barrier(2)
    runs = [threading.Thread(target=run) for _ in range(2)]
    for each in runs:
        each.start()
    for each in runs:
        each.join()

    assert len(mailoutbox) == 1
    alice.refresh_from_db()
    assert alice.reminded_on == date(2026, 11, 23)


def test_a_token_names_one_learner_and_can_not_be_made_up(alice, bob):
    assert learner_of(stop_token(alice)) == alice
    assert learner_of(stop_token(alice).replace(str(alice.pk), str(bob.pk), 1)) is None
    assert learner_of(str(alice.pk)) is None


def test_each_learner_costs_the_same_few_queries(alice, bob, deck, django_assert_max_num_queries, mailoutbox):
    reminded(alice, deck)
    reminded(bob, deck)

    with django_assert_max_num_queries(2 + 2 * 4):
        send_reminders(NOW)

    assert len(mailoutbox) == 2
