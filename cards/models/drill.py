"""What a drill's variants hold, and a learner's code as it was at one moment."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cards.models.deck import Card


class DrillVariant(models.Model):
    """One of the exercises that a drill's card stands for. Read on the drill's own pages only: it is long.

    `payload`: see exchange/deckfiles/drills.py.
    """

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="drill_variants", db_index=False)
    slug = models.SlugField(max_length=80, db_index=False)
    payload = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "slug"], name="one_variant_a_slug")]

    def __str__(self) -> str:
        return self.slug


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def of(self, learner):
        return self.filter(learner=learner.pk)


class Snapshot(models.Model):
    """A learner's files of a drill. One of them, KEPT, is written over as they type; the others stay as they are."""

    class Why(models.TextChoices):
        KEPT = "kept", "As it is now"
        RUN = "run", "Run"
        SUBMITTED = "submitted", "Submitted"
        GRADED = "graded", "Graded"
        ELSEWHERE = "elsewhere", "From another device"
        LEFT = "left", "Left without a grade"

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE)
    key = models.UUIDField()  # of the run or submission
    variant = models.SlugField(max_length=80, db_index=False)
    why = models.CharField(max_length=10, choices=Why)
    files = models.JSONField()  # texts by their paths
    size = models.PositiveIntegerField()  # bytes of these
    results = models.JSONField(default=dict, blank=True)  # {"visible": [passed, of], "hidden": [passed, of]}
    made_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "key"], name="one_snapshot_a_key"),
            models.UniqueConstraint(fields=["learner", "card"], condition=Q(why="kept"), name="one_kept_a_drill"),
        ]
        indexes = [models.Index(fields=["learner", "card", "made_at"], name="snapshots_of_a_drill")]
