"""The end of an account.

Where there is little in it, the request deletes it. Where there is much, the request closes it, so that nobody gets in
and nothing leads to it, and a process beside the workers deletes it piece by piece (operations/leavings.py). That
process also wipes the files, of which the search index is as long as all learners' cards make it.
"""

import time
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import QuerySet

from cards.models import (
    Attempt,
    Card,
    Deck,
    Fit,
    Learner,
    Leaving,
    Mock,
    Receipt,
    Replanning,
    Review,
    Rung,
    Schedule,
    Snapshot,
    StoryVersion,
)
from cards.services.retry import retried
from cards.services.study_days import locked

CLOSED = "closed account "  # names have no spaces: nobody can sign up with this one
TEXT = 10  # rows without a text are deleted in the time of one with it
PIECE = 200  # rows


@retried
def leave(learner: Learner, *, now: datetime) -> bool:
    """Delete the account. False: it is closed, and deleted beside the workers.

    Raises Learner.DoesNotExist if another request was first.
    """
    is_small = _is_small(learner)
    with transaction.atomic():
        if is_small:
            Leaving.objects.create(wished_at=now)
            delete_account(learner)
        else:
            close_account(learner, now=now)
    learner.is_active = False  # as whoever holds this row sees it from now on
    return is_small


def _is_small(learner: Learner) -> bool:
    reviews, most = Review.objects.of(learner), settings.DELETED_AT_ONCE
    rows = reviews[: most + 1].count()
    if rows > most:
        return False
    texts = reviews.filter(detail__isnull=False).count() + Card.objects.filter(deck__owner=learner.pk).count()
    texts += sum(model.objects.filter(learner=learner.pk).count() for model in (StoryVersion, Snapshot, Mock))
    return rows + TEXT * texts <= most


@retried
def close_account(learner: Learner, *, now: datetime) -> None:
    """Nobody gets into it any more, and its name and addresses are anybody's to take."""
    with transaction.atomic():
        learner = locked(learner)
        if Leaving.objects.filter(learner=learner).exists():
            raise Learner.DoesNotExist
        Leaving.objects.create(learner=learner, wished_at=now)
        _end_sessions(learner)
        for model in (EmailAddress, Authenticator):
            model.objects.filter(user=learner).delete()
        Replanning.objects.filter(learner=learner).delete()
        Fit.objects.of(learner).waiting().delete()
        learner.username = closed_name(learner)
        learner.email = learner.first_name = learner.last_name = ""
        learner.set_unusable_password()
        learner.is_active = learner.is_staff = learner.is_superuser = False
        learner.reminder_hour = None
        names = ("username", "folded_name", "email", "first_name", "last_name", "password", "reminder_hour")
        learner.save(update_fields=[*names, "is_active", "is_staff", "is_superuser"])


def closed_name(learner: Learner) -> str:
    return f"{CLOSED}{learner.pk}"


@retried
def delete_account(learner: Learner) -> None:
    """Delete the learner and every row that belongs to them, their sessions on all devices included.

    Raises Learner.DoesNotExist if another request was first.
    """
    with transaction.atomic():
        _wait_for_writes(learner)
        _end_sessions(learner)
        for rows in _many_rows_of(learner):
            rows._raw_delete(connection.alias)
        # All the rest. That nothing is left behind, the database looks at the end.
        Learner.objects.get(pk=learner.pk).delete()


def _end_sessions(learner: Learner) -> None:
    sessions = UserSession.objects.filter(user=learner.pk)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()


def _many_rows_of(learner: Learner) -> list[QuerySet]:
    """Of these there may be ten thousands, and Django would read each first, for what may hang on it."""
    own = [model.objects.filter(learner=learner.pk) for model in (Rung, Review, Schedule, Attempt, Snapshot)]
    return [*own, Card.objects.filter(deck__owner=learner.pk)]


def _wait_for_writes(learner: Learner) -> None:
    """Let what is under way be finished, and nothing new be stored, so that no row turns up in a table emptied before.

    Every write locks, at its commit, the learner its rows refer to. The last lock here makes those writes wait. It
    cannot be taken first: a write that holds one of the other rows would wait for it, and we for the write.
    """
    locked(learner)
    for rows in (
        Deck.objects.filter(owner=learner.pk),
        Card.objects.filter(deck__owner=learner.pk),
        Schedule.objects.of(learner),
    ):
        list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    Learner.objects.select_for_update().get(pk=learner.pk)


@retried
def delete_in_pieces(learner: Learner) -> None:
    """The same of a closed account, where nobody sees how far it has come. May be done again after any piece.

    In one transaction, nobody else could write for a second on SQLite.
    """
    texts = [model.objects.filter(learner=learner.pk) for model in (StoryVersion, Receipt)]
    for rows in (*_many_rows_of(learner), *texts):
        while _delete_some(rows):
            pass
    delete_account(learner)


def _delete_some(rows: QuerySet) -> int:
    with transaction.atomic():
        began = time.monotonic()
        deleted = rows.model.objects.filter(pk__in=rows.values("pk")[:PIECE])._raw_delete(connection.alias)
    time.sleep(time.monotonic() - began)  # half of the time is others'
    return deleted
