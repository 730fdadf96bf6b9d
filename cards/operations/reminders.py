"""The daily reminder: one mail a study day, to those who asked for it and have something to do."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import Message
from email.policy import Policy
from email.policy import default as default_policy

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, mailers
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from cards.models import Learner, StudyDay
from cards.queries.queue import Queue, queue_of

logger = logging.getLogger("prep.reminders")

LEARNERS_AT_ONCE = 200
LONGEST_LINE = 998  # of a mail (RFC 5322)
_signer = signing.Signer(salt="prep.reminders.stop")


@dataclass
class Reminded:
    sent: int = 0
    failed: int = 0


class Reminder(EmailMessage):
    def message(self, *, policy: Policy = default_policy) -> Message:
        # At the usual 78 characters Python encodes the link in List-Unsubscribe, and mail programs no longer find it.
        return super().message(policy=policy.clone(max_line_length=LONGEST_LINE))


def send_reminders(now: datetime) -> Reminded:
    """Mail everybody whose hour has come and who has not been reminded on this study day.

    The study day is claimed before the mail goes out, so that of two runs at once one sends it, and a run that is
    killed between sends it not at all rather than twice. A mail server that can't be reached fails the whole run
    before the next claim: nothing is lost, the next run goes on.
    """
    reminded = Reminded()
    mailer = mailers.default
    try:
        for learner in _learners_to_ask(now):
            today = learner.study_day(now)
            message = _reminder_for(learner, today)
            if message is None:
                continue
            mailer.open()
            if not _claim(learner, today):
                continue
            try:
                mailer.send_messages([message])
                reminded.sent += 1
            except (OSError, ValueError) as error:  # refused by the server (SMTPException is an OSError), or malformed
                # Without the error's text, which repeats the address.
                logger.warning("reminder for learner %s failed: %s", learner.pk, type(error).__name__)
                mailer.close()
                reminded.failed += 1
    finally:
        mailer.close()
    return reminded


def _learners_to_ask(now: datetime) -> Iterator[Learner]:
    # East of UTC, and where it begins in the afternoon, the study day is at most two ahead of the date in UTC.
    not_reminded = Q(reminded_on=None) | Q(reminded_on__lt=now.date() + timedelta(days=2))
    learners = Learner.objects.filter(not_reminded, is_active=True, reminder_hour__isnull=False).order_by("pk")
    last = 0
    # In pages, so that no cursor stays open while mail is sent.
    while page := list(learners.filter(pk__gt=last)[:LEARNERS_AT_ONCE]):
        yield from (learner for learner in page if hour_has_come(learner, now))
        last = page[-1].pk


def hour_has_come(learner: Learner, now: datetime) -> bool:
    """Whether the hour has come on this study day. With a roll-over at 4, one o'clock is late, not early."""
    elapsed = (now.astimezone(learner.zone).hour - learner.rollover) % 24
    return elapsed >= (learner.reminder_hour - learner.rollover) % 24


def _reminder_for(learner: Learner, today: date) -> Reminder | None:
    """The mail, if one is to be sent today."""
    if learner.reminded_on and learner.reminded_on >= today:
        return None
    if (
        today.weekday() in learner.weekdays_off
        or learner.away_on(today)
        or StudyDay.objects.of(learner).filter(day=today).exists()
    ):
        return None
    queue = queue_of(learner, today, None)
    address = _address_of(learner) if queue.left else ""
    return _reminder(learner, address, queue) if address else None


def _claim(learner: Learner, today: date) -> bool:
    due = Q(reminded_on=None) | Q(reminded_on__lt=today)
    return bool(Learner.objects.filter(due, pk=learner.pk, reminder_hour__isnull=False).update(reminded_on=today))


def _address_of(learner: Learner) -> str:
    """A confirmed address; where nobody has to confirm theirs, the one they gave."""
    confirmed = EmailAddress.objects.filter(user=learner, verified=True).order_by("-primary").first()
    if confirmed:
        return confirmed.email
    return "" if settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory" else learner.email


def _reminder(learner: Learner, address: str, queue: Queue) -> Reminder:
    stop = settings.SITE_URL + reverse("stop-reminders", args=[stop_token(learner)])
    context = {
        "learner": learner,
        "queue": queue,
        "due": _cards(queue.due, ""),
        "new": _cards(queue.new, "new "),
        "review": settings.SITE_URL + reverse("review"),
        "stop": stop,
    }
    return Reminder(
        subject=render_to_string("reminders/subject.txt", context).strip(),
        body=render_to_string("reminders/message.txt", context),
        to=[address],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            "Auto-Submitted": "auto-generated",
        },
    )


def _cards(number: int, adjective: str) -> str:
    more = "+" if number >= settings.DUE_WINDOW else ""
    return f"{number}{more} {adjective}card{'' if number == 1 else 's'}"


def stop_token(learner: Learner) -> str:
    """What stops the reminders of this learner, and of no other, without signing in. It never expires."""
    return _signer.sign(learner.pk)


def learner_of(token: str) -> Learner | None:
    try:
        return Learner.objects.filter(pk=_signer.unsign(token)).first()
    except signing.BadSignature:
        return None
