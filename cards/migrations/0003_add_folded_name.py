import cards.models.learner
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cards", "0002_remove_sessions_that_hold_requests")]
    operations = [
        migrations.AlterModelManagers("learner", [("objects", cards.models.learner.LearnerManager())]),
        migrations.AddField(
            "learner",
            "folded_name",
            cards.models.learner.FoldedName(default="", editable=False, max_length=600),
            preserve_default=False,
        ),
    ]
