"""The table and everything in it stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cards", "0010_usual_number_of_new_cards")]

    operations = [
        migrations.AlterModelTable("write", "cards_write"),
        migrations.RenameModel("Write", "Receipt"),
    ]
