"""A study day that begins after noon is named by the next date from now on; writes learn what they came after."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import Max
from django.utils import timezone


def excuse_the_day_without_a_name(apps, schema_editor):
    """Between the last day by its old name and the first by its new one lies a date on which nobody could study."""
    learners = apps.get_model("cards", "Learner").objects.filter(rollover_hour__gt=12)
    for learner in learners.iterator():
        try:
            local = timezone.now().astimezone(ZoneInfo(learner.time_zone)).replace(tzinfo=None)
        except (ValueError, OSError, LookupError):  # unknown, not a name at all, a folder such as "America"
            continue
        today = (local + timedelta(hours=24 - learner.rollover_hour)).date()
        days = {(today - timedelta(days=1)).isoformat(), today.isoformat()}
        learner.skipped_days = sorted({*learner.skipped_days, *days})
        learner.save(update_fields=["skipped_days"])


def order_writes(apps, schema_editor):
    reviews = apps.get_model("cards", "Review").objects.filter(undone_at=None)
    writes = apps.get_model("cards", "Write").objects.filter(before__isnull=False, undone_at=None)
    for write in writes.iterator():
        earlier = reviews.filter(learner=write.learner_id, reviewed_at__lte=write.made_at)
        write.after_review = earlier.aggregate(last=Max("id"))["last"]
        write.save(update_fields=["after_review"])


class Migration(migrations.Migration):
    dependencies = [("cards", "0006_keep_rest_days_and_order")]

    operations = [
        migrations.RunPython(excuse_the_day_without_a_name, migrations.RunPython.noop),
        migrations.RunPython(order_writes, migrations.RunPython.noop),
    ]
