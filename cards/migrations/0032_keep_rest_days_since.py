from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cards', '0031_close_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='learner',
            name='rested_since',
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
    ]
