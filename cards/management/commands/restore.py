from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from cards.operations.backups import BackupError, restore


class Command(BaseCommand):
    help = "Fill an empty database with a backup, bring it up to date and check all of it."

    requires_system_checks = []  # they open the database first, and what is wrong with it would be a traceback

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, verbosity, **options):
        try:
            manifest = restore(file)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as error:
            said = f"All of the backup is restored, but its tables could not be brought up to date: {error}"
            raise CommandError(f"{said}. `manage.py migrate` tries again.") from error
        if verbosity:
            self.stdout.write(f"Restored the backup of {manifest['made_at']}.")
        call_command("check_data", verbosity=verbosity, stdout=self.stdout)
