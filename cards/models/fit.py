"""Fits of the memory model to a learner: what was wished for, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class FitQuerySet(models.QuerySet["Fit"]):
    def of(self, learner):
        return self.filter(learner=learner.pk)

    def waiting(self):
        return self.filter(done_at=None)


class Fit(models.Model):
    """One wish to have the model fitted, and its outcome once a process beside the workers got round to it.

    It stays until then, whatever is killed meanwhile: who begins it writes down when, and a beginning without an end
    is taken up again after a while (operations/fits.py).
    """

    class Outcome(models.TextChoices):
        WAITING = "", "waiting"
        KEPT = "kept", "used from then on"
        WORSE = "worse", "worse on the later reviews than the usual weights"
        TOO_FEW = "too-few", "too few reviews"
        FAILED = "failed", "could not be worked out"

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    wished_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING, blank=True)
    version = models.CharField(max_length=20, blank=True)  # of what trained it
    reviews = models.PositiveIntegerField(default=0)  # in the log then
    judged_from = models.DateTimeField(null=True)  # when the first review was made that it was not trained on
    judged = models.PositiveIntegerField(default=0)  # predictions from then on
    loss = models.FloatField(null=True)  # log loss on these
    loss_of_usual = models.FloatField(null=True)
    weights = models.JSONField(null=True)
    dropped_at = models.DateTimeField(null=True)  # when the learner went back to the usual weights

    objects = FitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner"], name="one_fit_at_a_time", condition=Q(done_at=None)),
        ]
        indexes = [
            models.Index(fields=["learner", "-id"], name="fits_of_a_learner"),
            models.Index(fields=["wished_at"], name="fits_waiting", condition=Q(done_at=None)),
        ]
