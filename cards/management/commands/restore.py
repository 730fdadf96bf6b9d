from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cards.services.backups import BackupError, restore


class Command(BaseCommand):
    help = "Fill an empty database with a backup, bring it up to date and check all of it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, verbosity, **options):
        try:
            manifest = restore(file)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0, interactive=False)
        if verbosity:
            self.stdout.write(f"Restored the backup of {manifest['made_at']}.")
        call_command("check_data", verbosity=verbosity, stdout=self.stdout)
