"""What a learner's cards are to be planned by, once that is worked out."""

from django.conf import settings
from django.db import models

MOST_TRIES = 3


class ReplanningQuerySet(models.QuerySet["Replanning"]):
    def waiting(self):
        return self.filter(tries__lt=MOST_TRIES)


class Replanning(models.Model):
    """The wish for another scheduler, or other weights of the memory model, of somebody with a long log.

    A process beside the workers plans every card afresh and ends it. Until then all is as it was: a state always is
    what the learner's own scheduler and weights make of the log.
    """

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    scheduler = models.CharField(max_length=20)  # the one wished for, or the learner's
    fitted = models.BooleanField(null=True)  # whether by the fitted weights, or the usual ones; None: as it is
    wished_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = ReplanningQuerySet.as_manager()

    @property
    def has_failed(self) -> bool:
        return self.tries >= MOST_TRIES
