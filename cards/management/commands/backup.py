from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cards.operations.backups import BackupError, back_up


class Command(BaseCommand):
    help = "Write the whole database to one file while prep goes on, and check that it can be read back."

    requires_system_checks = []  # they open the database first, and what is wrong with it would be a traceback

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="replace the file if it is there")

    def handle(self, *, file, force, verbosity, **options):
        try:
            manifest = back_up(file, now=timezone.now(), force=force)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        if verbosity:
            rows = sum(manifest["counts"].values())
            self.stdout.write(f"{file}: {rows} rows of {len(manifest['counts'])} tables, read back and right.")
