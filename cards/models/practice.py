"""A practice that was begun: what was written so far, kept as it is typed."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from cards.models.deck import Card, Deck
from cards.models.review import Review


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, learner):
        return self.filter(learner=learner.pk)

    def under_way(self):
        return self.exclude(_is_graded())

    def graded(self):
        """Those that a grade left behind: the process ended between storing the review and throwing them away."""
        return self.filter(_is_graded())


def _is_graded():
    return Exists(Review.objects.filter(learner=OuterRef("learner"), key=OuterRef("key")))


class Attempt(models.Model):
    """An answer under way, one a card. Graded or given up, it is gone: the review holds what was written."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE)
    key = models.UUIDField()  # of the review that it becomes
    detail = models.JSONField(default=dict, blank=True)  # as the card's kind stores it with that review
    seconds = models.PositiveIntegerField(default=0)
    is_answered = models.BooleanField(default=False)  # the rubric is open: what is not written by now was not said
    # The page that wrote last, and how often it was written. A page shown before another one wrote is refused.
    writer = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    kept_at = models.DateTimeField()

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "card"], name="one_attempt_a_card")]


class RungQuerySet(models.QuerySet["Rung"]):
    def of(self, learner):
        return self.filter(learner=learner.pk)


class Rung(models.Model):
    """One question that was asked after an answer was graded: did the learner have it? Never changed or deleted.

    How far a climb came is worked out from its rungs (cards/kinds/ladder.py). A review that is undone takes them along.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE)
    place = models.PositiveSmallIntegerField()  # in the card's ladder, from 0
    is_had = models.BooleanField()
    answered_at = models.DateTimeField()

    objects = RungQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "review", "place"], name="one_answer_a_rung")]


class RehearsalQuerySet(models.QuerySet["Rehearsal"]):
    def of(self, learner):
        return self.filter(learner=learner.pk)


class Rehearsal(models.Model):
    """An answer that was given as in a round of a track's loop. What came of it is the review of that key, if any."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    deck = models.ForeignKey(Deck, on_delete=models.CASCADE)
    stage = models.CharField(max_length=80)
    card = models.ForeignKey(Card, on_delete=models.CASCADE)
    key = models.UUIDField()  # of the attempt, and of the review that it becomes
    minutes = models.PositiveSmallIntegerField()  # what the round's clock granted
    begun_at = models.DateTimeField()
    mock = models.ForeignKey("Mock", on_delete=models.SET_NULL, null=True)  # of which loop it was a part

    objects = RehearsalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "key"], name="one_rehearsal_an_answer")]


class MockQuerySet(models.QuerySet["Mock"]):
    def of(self, learner):
        return self.filter(learner=learner.pk)


class Mock(models.Model):
    """A whole loop that is rehearsed, round by round, in one sitting or over days.

    `rounds`, in the loop's order: {"stage", "minutes", "card": id} for a question or a drill, whose answer is a
    rehearsal; {"stage", "minutes", "cards": [id]} for a talk by short cards, with {"said": {id: text}, "seconds",
    "said_at"} once it was held, and until then {"typed": {id: text}, "seconds", "writer", "version"}: what was typed so
    far, as an attempt has it. What came of either are reviews in the log.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    deck = models.ForeignKey(Deck, on_delete=models.CASCADE)
    rounds = models.JSONField(default=list)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # by the learner, or by the next one
    held_until = models.DateField(null=True)  # its cards stay out of the queue until then

    objects = MockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "deck"], name="one_open_mock_a_loop", condition=models.Q(ended_at=None)
            )
        ]
        indexes = [models.Index(fields=["learner", "deck", "-id"], name="mocks_of_a_loop")]
