import cards.models.learner
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("cards", "0004_fold_names_and_part_namesakes")]
    operations = [
        migrations.AlterField(
            "learner", "folded_name", cards.models.learner.FoldedName(editable=False, max_length=600, unique=True)
        ),
        migrations.AddConstraint(
            "learner",
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="one_account_an_address",
                violation_error_message="Another account has this email address.",
            ),
        ),
    ]
