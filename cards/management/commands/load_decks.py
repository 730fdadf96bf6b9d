from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cards.exchange.deckfiles.folder import duplicates, read_decks
from cards.operations.builtin_decks import DECKS, Loaded, load_decks
from cards.services.renewing import renew_cards


class Command(BaseCommand):
    help = "Bring the built-in decks from their files into the database. Safe to run again."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument(
            "--folder", type=Path, default=DECKS, help="the folder of decks; a deck that is not in it is retired"
        )

    def handle(self, *, dry_run, folder, verbosity, **options):
        drafts, problems = read_decks(folder)
        errors = [problem for problem in [*problems, *duplicates(drafts)] if problem.severity == "error"]
        if errors:
            raise CommandError("\n".join(["The decks have errors; nothing was loaded.", *map(str, errors)]))
        loaded = load_decks(drafts, now=timezone.now(), dry_run=dry_run)
        renewed = 0 if dry_run else renew_cards()
        for report in loaded if verbosity else ():
            self.tell(report, verbosity)
        if renewed and verbosity:
            self.stdout.write(f"cards that are in no file: {renewed} drawn anew")
        if dry_run:
            self.stdout.write("Dry run: nothing was stored.")

    def tell(self, report: Loaded, verbosity: int) -> None:
        changes = {
            "added": report.added,
            "edited": report.edited,
            "to relearn": report.relearn,
            "retired": report.retired,
        }
        counts = ", ".join(f"{len(names)} {what}" for what, names in changes.items() if names)
        self.stdout.write(f"{report.deck}: {counts or 'unchanged'}")
        if verbosity > 1:
            for what, names in changes.items():
                for name in names:
                    self.stdout.write(f"  {what}: {name}")
