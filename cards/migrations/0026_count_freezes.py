"""Freezes hold for the past as well: streaks are counted anew from the days that were studied, and none gets shorter."""

from datetime import date
from itertools import groupby

from django.db import migrations

from cards.scheduling import Excused, Run, streak_after


def count_again(apps, schema_editor):
    alias = schema_editor.connection.alias
    days = apps.get_model("cards", "StudyDay").objects.using(alias)
    learners = apps.get_model("cards", "Learner").objects.using(alias)
    rows = days.order_by("learner_id", "day").iterator(chunk_size=2000)
    for learner, group in groupby(rows, key=lambda row: row.learner_id):
        excused = excused_of(learners.get(pk=learner))
        run, previous, changed = Run(), None, []
        for row in group:
            run, previous = streak_after(run, previous, row.day, skipped=excused), row.day
            if (row.streak, row.freezes) != (run.days, run.freezes):
                row.streak, row.freezes = run.days, run.freezes
                changed.append(row)
        days.bulk_update(changed, ["streak", "freezes"], batch_size=500)


def excused_of(learner):
    """As the model has it, which a migration does not know; what cannot be read is passed over."""
    rested = learner.rested_through if isinstance(learner.rested_through, dict) else {}
    through = {int(weekday): last for weekday in "0123456" for last in dates_in([rested.get(weekday)])}
    weekdays = learner.rest_days if isinstance(learner.rest_days, list) else []
    stretches = learner.idle_days if isinstance(learner.idle_days, list) else []
    idle = [days for days in map(dates_in, stretches) if len(days) == 2]
    return Excused(
        rest_days={day for day in weekdays if type(day) is int and day in range(7)},
        rested_through=through,
        skipped=set(dates_in(learner.skipped_days)),
        idle=[(days[0], days[1]) for days in idle],
    )


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
