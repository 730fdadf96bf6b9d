from django.db import migrations


class Migration(migrations.Migration):
    """Nothing to do here: the index is made after every migration (cards/apps.py). This says that it has to be there."""

    dependencies = [("cards", "0014_keep_attempts")]
    operations: list[migrations.operations.base.Operation] = []
