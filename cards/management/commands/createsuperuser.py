"""Django's own, which tells of a name that is taken but ends in a traceback where the address is."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management import CommandError
from django.db import IntegrityError, transaction


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                super().handle(*args, **options)
        except IntegrityError as error:
            raise CommandError("Another account has this name or email address.") from error
