from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cards.operations.check_data import (
    check_cards,
    check_database,
    check_decks,
    check_details,
    check_index,
    check_ladders,
    check_rehearsals,
    check_rows,
    fix_cards,
    fix_decks,
    fix_index,
    fix_rows,
)
from cards.operations.check_learner import check_learner, fix_learner, learners
from cards.operations.check_rows import Broken
from cards.operations.findings import UNREADABLE, confirmed


class Command(BaseCommand):
    help = "Replay every learner's log and report whatever disagrees with it. Ends with code 1 if anything does."

    def add_arguments(self, parser):
        parser.add_argument("--fix", action="store_true", help="rebuild the caches that disagree; the log stays")

    def handle(self, *, fix, verbosity, **options):
        found = left = 0
        for look, mend in self.parts():
            findings = look()
            found += len(findings)
            for finding in findings:
                self.stdout.write(str(finding))
            if fix and mend and any(finding.is_cache for finding in findings):
                self.mend(mend, findings)
                findings = look()
            left += len(findings)
        if left:
            said = f"{found} found" if not fix else f"{found} found, {left} left that rebuilding does not mend"
            raise CommandError(said)
        if verbosity:
            said = f"{found} found, all mended." if found else "Everything agrees with the log."
            self.stdout.write(said)

    def mend(self, mend, findings):
        try:
            mend(findings)
        except UNREADABLE as error:
            self.stderr.write(f"could not be mended: {type(error).__name__}: {error}")

    def parts(self):
        """How to look at each part, and how to mend what is found there (None: that is for a person)."""
        now = timezone.now()
        broken = Broken()

        def rows():
            broken.__init__()
            return list(check_rows(now, broken))

        yield rows, lambda findings: fix_rows(now, broken)
        yield lambda: confirmed(lambda: check_decks(broken)), lambda findings: fix_decks(broken)
        yield lambda: confirmed(lambda: check_cards(broken)), fix_cards
        yield lambda: confirmed(check_index), lambda findings: fix_index()
        yield lambda: confirmed(lambda: check_details(broken)), None
        yield lambda: confirmed(lambda: check_ladders(broken)), None
        yield lambda: confirmed(lambda: check_rehearsals(broken)), None
        for learner in learners(broken):
            yield (
                lambda learner=learner: check_learner(learner, broken),
                None if learner.pk in broken.learners else lambda found, learner=learner: fix_learner(learner, found),
            )
        # Last: a constraint may have failed over a cache that has just been mended.
        yield lambda: confirmed(check_database), None
