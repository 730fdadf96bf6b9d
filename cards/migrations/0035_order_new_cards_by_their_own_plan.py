"""A plan's new cards were told from another track's by their stage alone: the next page brings them into order."""

from django.db import migrations


def outdate(apps, schema_editor):
    learners = apps.get_model("cards", "Learner").objects.using(schema_editor.connection.alias)
    for learner in learners.filter(paced__isnull=False).only("pk", "paced").iterator():
        if isinstance(learner.paced, dict) and "day" in learner.paced:
            learners.filter(pk=learner.pk).update(paced=learner.paced | {"is_outdated": True})


class Migration(migrations.Migration):
    dependencies = [("cards", "0034_keep_held_until")]
    operations = [migrations.RunPython(outdate, migrations.RunPython.noop)]
