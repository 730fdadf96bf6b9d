"""Before the database keeps names and addresses apart: what two learners have both is left to one of them.

A name stays with the oldest account, the others get a number after it ("Alice-2") and can sign in by it, or as before by
their address. An address stays with whoever confirmed it, else with the oldest account; it is taken from the settings
of the others, who can still sign in by name. The log says which learners were changed.
"""

import logging
import unicodedata

from django.db import migrations

logger = logging.getLogger("prep.migrations")


def fold(text):
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def fold_names(apps, schema_editor):
    learners = apps.get_model("cards", "Learner").objects.using(schema_editor.connection.alias)
    stored = list(learners.order_by("pk").values_list("pk", "username"))
    taken = {fold(name) for _, name in stored}
    given = set()
    for pk, name in stored:
        own, number = name, 1
        while fold(own) in given or (own != name and fold(own) in taken):
            number += 1
            own = f"{name[:140]}-{number}"
        if own != name:
            logger.warning("Learner %s has the name of another and is now called %s", pk, own)
        given.add(fold(own))
        learners.filter(pk=pk).update(username=own, folded_name=fold(own))


def leave_addresses_to_one(apps, schema_editor):
    alias = schema_editor.connection.alias
    learners = apps.get_model("cards", "Learner").objects.using(alias)
    confirmed = apps.get_model("account", "EmailAddress").objects.using(alias).filter(verified=True)
    owners = {email.lower(): pk for email, pk in confirmed.values_list("email", "user_id")}
    for pk, email in list(learners.exclude(email="").order_by("pk").values_list("pk", "email")):
        if owners.setdefault(email.lower(), pk) != pk:
            logger.warning("Learner %s has the address of another, and now has none", pk)
            learners.filter(pk=pk).update(email="")


class Migration(migrations.Migration):
    dependencies = [("cards", "0003_add_folded_name"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.RunPython(leave_addresses_to_one, migrations.RunPython.noop),
    ]
