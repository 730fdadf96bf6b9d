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
        parser.add_argument("--deck", help="tell of this deck alone; all are read, for the links between them")
        parser.add_argument("--fix", action="store_true", help="put files in canonical form and list new ids")
        parser.add_argument("--read", action="store_true", help="list the sentences that claim to hold always")

    def handle(self, *, folder, deck, **options):
        inside = folder / deck if deck else folder
        if options["fix"]:
            drafts, problems = read_decks(folder)
            for path in [*fix(_in(inside, drafts), problems), *add_new_ids(folder, drafts)]:
                self.stdout.write(f"rewrote {path}")
        problems = _in(inside, lint_decks(folder, timezone.now().date()))
        for problem in problems:
            self.stdout.write(str(problem))
        drafts = _in(inside, read_decks(folder)[0])
        for line in sentences_to_read(drafts) if options["read"] else ():
            self.stdout.write(line)
        self.stdout.write(table(drafts))
        errors = sum(problem.severity == "error" for problem in problems)
        if errors:
            raise CommandError(plural(errors, "error"))


def _in(folder, found):
    """Those drafts or problems whose file is this folder, or in it."""
    return [each for each in found if folder in [Path(each.file), *Path(each.file).parents]]
