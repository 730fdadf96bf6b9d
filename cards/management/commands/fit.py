from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from cards.models import Fit, Learner
from cards.operations.fits import fit_waiting
from cards.services.fits import want_fit
from cards.services.limits import TooMuch


class Command(BaseCommand):
    help = "Fit the memory model to learners: those named, or all."

    def add_arguments(self, parser):
        parser.add_argument("learners", nargs="*", metavar="EMAIL", help="or a user name")
        parser.add_argument("--all", action="store_true", help="everybody who has reviews enough")

    def handle(self, *, learners, verbosity, **options):
        if bool(learners) is options["all"]:
            raise CommandError("Name learners, or say --all.")
        wanted = list(self.wish(learners))
        done = fit_waiting(wanted)
        if verbosity:
            for fit in done:
                self.stdout.write(f"{fit.learner}: {told(fit)}")
        if wanted and len(done) < len(wanted):
            raise CommandError("Another process is fitting. What is missing waits, and serving takes it up.")

    def wish(self, names):
        learners = Learner.objects.order_by("pk")
        for name in names:
            if not learners.filter(Q(email__iexact=name) | Q(username__iexact=name)).exists():
                raise CommandError(f"There is no learner “{name}”.")
        if names:
            named = Q()
            for name in names:
                named |= Q(email__iexact=name) | Q(username__iexact=name)
            learners = learners.filter(named)
        for learner in learners:
            try:
                wished = want_fit(learner, key=uuid4(), now=timezone.now())
            except TooMuch as error:
                self.stderr.write(f"{learner}: {error}")
                continue
            if wished:
                yield learner.pk
            elif names:
                self.stderr.write(f"{learner}: too few reviews")


def told(fit):
    outcome = Fit.Outcome(fit.outcome).label
    if fit.loss is None:
        return outcome
    return f"{outcome}: log loss {fit.loss:.4f}, usual weights {fit.loss_of_usual:.4f}, on {fit.judged:,} later reviews"
