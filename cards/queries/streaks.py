"""The streak as it stands, and the days on which the queue was empty.

The header shows the streak on every page, so what a learner who missed a day costs is read with their last study day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Min

from cards.models import Deck, Enrolment, Learner, Schedule, StudyDay
from cards.scheduling import Excused, Run, frozen_days, idle_stretch, kept_streak


def _asks_for_new(learner: Learner) -> bool:
    """Whether new cards are asked for at all. A plan asks for none on its days without minutes, which it excuses
    itself: they say nothing of the days before and after.
    """
    return learner.new_per_day > 0 or bool(learner.pace and learner.pace.is_new_first)


def _surely_waited(learner: Learner, latest: StudyDay) -> bool:
    """Whether a card waited on the day after the last study day (read with it). False: look more closely."""
    day = latest.day + timedelta(days=1)
    # What SQLite works out comes as text.
    due, new, enrolled = (getattr(latest, name, None) for name in ("first_due", "first_new", "last_enrolled"))
    if learner.limits.reviews and due and date.fromisoformat(str(due)) <= day:
        return True
    if not (_asks_for_new(learner) and new and enrolled):
        return False
    since = max(datetime.fromisoformat(str(moment)) for moment in (new, enrolled))
    return learner.study_day(since if since.tzinfo else since.replace(tzinfo=UTC)) <= day


def streak_of(learner: Learner, latest: StudyDay | None, today: date) -> int:
    return run_of(learner, latest, today)[0].days


def run_of(learner: Learner, latest: StudyDay | None, today: date) -> tuple[Run, Excused]:
    """The learner's streak and freezes, `latest` being their last StudyDay, and what excuses them.

    More is read only where a day seems to have been missed.
    """
    excused = learner.excused
    if latest is None:
        return Run(), excused
    kept = kept_streak(latest.run, latest.day, today, skipped=excused)
    if kept == latest.run or _surely_waited(learner, latest):
        return kept, excused
    stretch = idle_since(learner, latest, today)
    if stretch is None:
        return kept, excused
    excused = replace(excused, idle=(*excused.idle, stretch))
    return kept_streak(latest.run, latest.day, today, skipped=excused), excused


@dataclass(frozen=True)
class Freezes:
    """`used`: the days that were missed and cost the streak nothing else, the latest last."""

    streak: int
    kept: int
    used: tuple[date, ...]


def freezes_of(learner: Learner, days: Iterable[StudyDay], today: date, window: int) -> Freezes:
    """What freezes are kept, and which were used in the last `window` days. `days` are the latest ones, in order."""
    rows = list(days)
    run, excused = run_of(learner, rows[-1] if rows else None, today)
    lengths = [(row.day, row.streak) for row in rows]
    used = (day for day in frozen_days(lengths, today, run.days, excused) if (today - day).days < window)
    return Freezes(run.days, run.freezes, tuple(used))


def idle_since(learner: Learner, latest: StudyDay, today: date) -> tuple[date, date] | None:
    """The days before today on which nothing was asked, of those since the last study day and not yet looked at.

    It has to be asked before anything is written: nothing having been reviewed or changed on those days, what waits now
    is what waited then.
    """
    since = latest.day + timedelta(days=1)
    if learner.settled_until:
        since = max(since, learner.settled_until)
    if since >= today:
        return None
    first_asked = min([*_first_due(learner), *_first_new(learner)], default=None)
    return idle_stretch(since, today, first_asked)


def _first_due(learner: Learner) -> list[date]:
    if not learner.limits.reviews:
        return []
    rows = Schedule.objects.of(learner).active().filter(planned_for__isnull=False).order_by("planned_for")
    planned = rows.values_list("planned_for", "buried_until")[: settings.DUE_WINDOW]
    return [max(day, buried_until or day) for day, buried_until in planned]


def _first_new(learner: Learner) -> list[date]:
    """From when new cards waited: written, and in a deck that was studied."""
    if not _asks_for_new(learner):
        return []
    studied: dict[int, date] = {}
    for enrolment in Enrolment.objects.filter(learner=learner, is_paused=False):
        day = learner.study_day(enrolment.enrolled_at)
        for deck in (enrolment.deck_id, *Deck.objects.filter(tracks=enrolment.deck_id).values_list("pk", flat=True)):
            studied[deck] = min(day, studied.get(deck, day))
    fresh = Schedule.objects.of(learner).active().filter(planned_for=None).order_by()
    groups = fresh.values_list("card__deck", "buried_until").annotate(Min("card__created_at"))
    return [
        max(learner.study_day(created_at), studied.get(deck, date.min), buried_until or date.min)
        for deck, buried_until, created_at in groups
    ]
