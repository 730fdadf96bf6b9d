"""Which scheduler plans a learner's cards, and what one remembers of a card beside the columns that SM-2 needs."""

from django.db import migrations, models

import cards.models.learner


class Migration(migrations.Migration):
    dependencies = [("cards", "0007_name_late_days_and_order_writes")]

    operations = [
        migrations.AddField(
            model_name="learner",
            name="scheduler",
            field=models.CharField(choices=cards.models.learner.schedulers, default="sm2", max_length=20),
        ),
        migrations.AddField(model_name="schedule", name="memory", field=models.JSONField(null=True)),
    ]
