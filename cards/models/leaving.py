"""What is left to do of accounts that learners left."""

from django.conf import settings
from django.db import models


class Leaving(models.Model):
    """The end of an account, until nothing is left of it.

    An account with more in it than a request may delete is closed: no name, address, password or session leads to it
    (services/leaving.py). A process beside the workers deletes it, wipes the files of it, and then deletes this row.
    """

    # The closed account. Null: it is deleted, and the files still have to be wiped of it.
    learner = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    wished_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "account that was left"
        verbose_name_plural = "accounts that were left"
