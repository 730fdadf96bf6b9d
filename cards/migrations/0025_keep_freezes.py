from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cards", "0024_keep_days_away")]
    operations = [
        migrations.AddField("studyday", "freezes", models.PositiveSmallIntegerField(db_default=0, default=0)),
    ]
