from django.core.management.base import BaseCommand, CommandError

from cards.models import Learner
from cards.services.check_data import (
    Finding,
    check_cards,
    check_database,
    check_learner,
    fix_cards,
    fix_learner,
)

LEARNERS_AT_ONCE = 200


class Command(BaseCommand):
    help = "Replay every learner's log and report whatever disagrees with it. Ends with code 1 if anything does."

    def add_arguments(self, parser):
        parser.add_argument("--fix", action="store_true", help="rebuild the caches that disagree; the log stays")

    def handle(self, *, fix, verbosity, **options):
        found = left = 0
        for findings, mend, again in self.parts():
            found += self.tell(findings)
            if fix and any(finding.is_cache for finding in findings):
                mend(findings)
                findings = again()
            left += len(findings)
        if left:
            said = f"{found} found" if not fix else f"{found} found, {left} left that rebuilding does not mend"
            raise CommandError(said)
        if verbosity:
            said = f"{found} found, all mended." if found else "Everything agrees with the log."
            self.stdout.write(said)

    def parts(self):
        """What was found in each part, how to mend it, and how to look at it again."""
        yield list(check_database()), fix_cards, lambda: list(check_database())
        yield list(check_cards()), fix_cards, lambda: list(check_cards())
        for learner in Learner.objects.order_by("pk").iterator(chunk_size=LEARNERS_AT_ONCE):
            yield (
                check_learner(learner),
                lambda findings, learner=learner: fix_learner(learner, findings),
                lambda learner=learner: check_learner(learner),
            )

    def tell(self, findings: list[Finding]) -> int:
        for finding in findings:
            self.stdout.write(str(finding))
        return len(findings)
