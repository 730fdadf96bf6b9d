"""Freezes hold for the past as well: streaks are counted anew from the days that were studied, and none gets shorter."""

from datetime import date, timedelta
from itertools import groupby

from django.db import migrations

DAYS_A_FREEZE, MOST_FREEZES = 7, 2


def count_again(apps, schema_editor):
    alias = schema_editor.connection.alias
    days = apps.get_model("cards", "StudyDay").objects.using(alias)
    learners = apps.get_model("cards", "Learner").objects.using(alias)
    rows = days.order_by("learner_id", "day").iterator(chunk_size=2000)
    for learner, group in groupby(rows, key=lambda row: row.learner_id):
        is_excused = excuse_of(learners.get(pk=learner))
        run, previous, changed = (0, 0), None, []
        for row in group:
            run, previous = run_after(run, previous, row.day, is_excused), row.day
            if (row.streak, row.freezes) != run:
                row.streak, row.freezes = run
                changed.append(row)
        days.bulk_update(changed, ["streak", "freezes"], batch_size=500)


def run_after(run, previous, day, is_excused):
    """Days in a row and freezes kept as of a studied day, given those as of the studied day before it."""
    days, freezes = run
    if previous is not None:
        for number in range(1, (day - previous).days):
            freezes -= not is_excused(previous + timedelta(days=number))
            if freezes < 0:
                days, freezes = 0, 0
                break
    days += 1
    return days, min(MOST_FREEZES, freezes + (days % DAYS_A_FREEZE == 0))


def excuse_of(learner):
    """Whether a day breaks no streak of this learner; what cannot be read is passed over."""
    rested = learner.rested_through if isinstance(learner.rested_through, dict) else {}
    through = {int(weekday): last for weekday in "0123456" for last in dates_in([rested.get(weekday)])}
    weekdays = learner.rest_days if isinstance(learner.rest_days, list) else []
    weekdays_off = {day for day in weekdays if type(day) is int and day in range(7)}
    skipped = set(dates_in(learner.skipped_days))
    stretches = learner.idle_days if isinstance(learner.idle_days, list) else []
    idle = [days for days in map(dates_in, stretches) if len(days) == 2]

    def is_excused(day):
        weekday = day.weekday()
        is_rest_day = weekday in weekdays_off or (weekday in through and day <= through[weekday])
        return is_rest_day or day in skipped or any(first <= day <= last for first, last in idle)

    return is_excused


def dates_in(stored):
    found = []
    for day in stored if isinstance(stored, list) else []:
        try:
            found.append(date.fromisoformat(day))
        except (TypeError, ValueError):
            continue
    return found


class Migration(migrations.Migration):
    dependencies = [("cards", "0025_keep_freezes")]
    operations = [migrations.RunPython(count_again, migrations.RunPython.noop)]
