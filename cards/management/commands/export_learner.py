import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cards.exchange.zipped import zipped
from cards.queries.accounts import learner_called
from cards.queries.export import export_of


class Command(BaseCommand):
    help = "Write everything that prep keeps of one learner to a zip file: see docs/export.md."

    def add_arguments(self, parser):
        parser.add_argument("learner", help="the user name or an address")
        parser.add_argument("file", type=Path)

    def handle(self, *, learner, file, **options):
        found = learner_called(learner)
        if found is None:
            raise CommandError(f"There is no learner “{learner}”.")
        now = timezone.now()
        try:
            with open(file, "xb", opener=private) as archive:
                archive.writelines(zipped(export_of(found, now), now))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes of {found.username}.")


def private(path: str, flags: int) -> int:
    """A file that only who made it reads."""
    return os.open(path, flags, 0o600)
