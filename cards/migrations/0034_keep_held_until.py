"""Until when a loop keeps its cards: of one that is under way, the day until which most of them are put off."""

from django.db import migrations, models


def keep(apps, schema_editor):
    alias = schema_editor.connection.alias
    schedules = apps.get_model("cards", "Schedule").objects.using(alias)
    for mock in apps.get_model("cards", "Mock").objects.using(alias).filter(ended_at=None):
        asked = {pk for each in mock.rounds for pk in [each.get("card"), *each.get("cards", ())] if pk}
        days = schedules.filter(learner=mock.learner_id, card__in=asked).exclude(buried_until=None)
        counted = days.values("buried_until").annotate(cards=models.Count("pk")).order_by("-cards", "-buried_until")
        if held := counted.first():
            mock.held_until = held["buried_until"]
            mock.save(update_fields=["held_until"])


class Migration(migrations.Migration):
    dependencies = [("cards", "0033_work_lost_plans_out")]
    operations = [
        migrations.AddField("mock", "held_until", models.DateField(null=True)),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
