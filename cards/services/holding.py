"""While a loop is rehearsed, the cards that it asks stay out of the queue, which would show their answers.

They are put off like a buried card, so that the queue, its counts and the forecast know it without another look; they
come back as usual at once when the loop ends. A loop that is left alone keeps them no longer than HELD_DAYS.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from cards.models import Attempt, Learner, Mock, Rehearsal
from cards.queries.holding import schedules_of
from cards.queries.mocks import progress_of

HELD_DAYS = 3  # the study day on which the loop was last gone on with, and the next two


def hold_cards(learner: Learner, mock: Mock, today: date) -> None:
    """As of today; what is put off for longer stays so. A question that was begun is offered, so that it is found."""
    until = max(today + timedelta(days=HELD_DAYS), mock.held_until or today)  # a study day can come a second time
    begun = schedules_of(learner, mock).filter(card__in=Attempt.objects.of(learner).under_way().values("card"))
    begun.filter(is_practice=True, buried_until=mock.held_until).update(buried_until=None)
    mock.held_until = until
    mock.save(update_fields=["held_until"])
    _put_off(learner, mock)


def hold_again(learner: Learner, today: date) -> None:
    """After something gave cards back: those that a loop under way keeps are kept."""
    for mock in Mock.objects.of(learner).filter(ended_at=None, held_until__gt=today):
        _put_off(learner, mock)


def _put_off(learner: Learner, mock: Mock) -> None:
    rows = schedules_of(learner, mock).exclude(is_practice=True, card__in=Attempt.objects.of(learner).values("card"))
    rows.filter(Q(buried_until=None) | Q(buried_until__lt=mock.held_until)).update(buried_until=mock.held_until)


def end(learner: Learner, mock: Mock, now: datetime) -> None:
    """The loop is over: its cards wait no longer, but for another one, and what was put off by hand since then."""
    Mock.objects.filter(pk=mock.pk, ended_at=None).update(ended_at=now)
    mock.ended_at = mock.ended_at or now
    if mock.held_until:
        schedules_of(learner, mock).filter(buried_until=mock.held_until).update(buried_until=None)
    hold_again(learner, learner.study_day(now))


def end_if_over(learner: Learner, mock: Mock, now: datetime) -> None:
    """After a round was held: was it the last one?"""
    if mock.ended_at is None and progress_of(learner, mock).next is None:
        end(learner, mock, now)


def end_after_answer(learner: Learner, attempt_key: UUID, now: datetime) -> None:
    """The same after a question or a drill, by the key of its attempt, which may belong to no loop."""
    held = Rehearsal.objects.of(learner).filter(key=attempt_key, mock__isnull=False).select_related("mock__deck")
    if rehearsal := held.first():
        end_if_over(learner, rehearsal.mock, now)
