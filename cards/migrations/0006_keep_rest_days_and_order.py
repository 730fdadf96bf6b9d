"""What lets streaks keep the days they were lived under, and undo follow the order of doing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cards", "0005_keep_names_and_addresses_apart")]

    operations = [
        migrations.AddField("learner", "rested_through", models.JSONField(blank=True, default=dict)),
        migrations.AddField("learner", "idle_days", models.JSONField(blank=True, default=list)),
        migrations.AddField("learner", "settled_until", models.DateField(blank=True, null=True)),
        migrations.AddField("write", "after_review", models.PositiveBigIntegerField(null=True)),
        migrations.AddIndex(
            "review",
            models.Index(
                fields=["learner", "id"], name="reviews_in_order_of_doing", condition=models.Q(undone_at=None)
            ),
        ),
    ]
