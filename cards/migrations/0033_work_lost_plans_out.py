"""A plan that a page had lost, once a day of a paused track had passed, is worked out on its learner's next page."""

from django.db import migrations


def wait(apps, schema_editor):
    alias = schema_editor.connection.alias
    plans = apps.get_model("cards", "Plan").objects.using(alias).filter(undone_at=None)
    learners = apps.get_model("cards", "Learner").objects.using(alias)
    learners.filter(paced__isnull=True, pk__in=plans.values("learner")).update(paced={"waits": None})


class Migration(migrations.Migration):
    dependencies = [("cards", "0032_keep_rest_days_since")]
    operations = [migrations.RunPython(wait, migrations.RunPython.noop)]
