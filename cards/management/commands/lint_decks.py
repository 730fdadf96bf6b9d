from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cards.exchange.deckfiles.folder import read_decks
from cards.exchange.deckfiles.ids import add_new_ids
from cards.exchange.deckfiles.lint import fix, lint_decks, sentences_to_read, table
from cards.operations.builtin_decks import DECKS
from cards.words import plural


class Command(BaseCommand):
    help = "Check the decks' files against the rules for decks, and print a table of their cards."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=DECKS, help="the folder of decks")
        parser.add_argument("--fix", action="store_true", help="put files in canonical form and list new ids")
        parser.add_argument("--read", action="store_true", help="list the sentences that claim to hold always")

    def handle(self, *, folder, **options):
        if options["fix"]:
            drafts, problems = read_decks(folder)
            for path in [*fix(drafts, problems), *add_new_ids(folder, drafts)]:
                self.stdout.write(f"rewrote {path}")
        problems = lint_decks(folder, timezone.now().date())
        for problem in problems:
            self.stdout.write(str(problem))
        drafts, _ = read_decks(folder)
        for line in sentences_to_read(drafts) if options["read"] else ():
            self.stdout.write(line)
        self.stdout.write(table(drafts))
        errors = sum(problem.severity == "error" for problem in problems)
        if errors:
            raise CommandError(plural(errors, "error"))
