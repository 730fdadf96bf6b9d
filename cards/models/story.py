"""A learner's stories for the behavioural round, and every version of them."""

from django.conf import settings
from django.db import models

from cards.stories import PURPOSES, USUAL_PURPOSE, Telling, shown_by, telling


def purposes() -> list[tuple[str, str]]:
    """A function, so that one more purpose is no migration."""
    return [(name, purpose.label) for name, purpose in PURPOSES.items()]


class StoryQuerySet(models.QuerySet["Story"]):
    def of(self, learner):
        return self.filter(learner=learner.pk)


class Story(models.Model):
    """As it was saved last. `content` is that of cards.stories."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    purpose = models.CharField(max_length=10, choices=purposes, default=USUAL_PURPOSE)
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)  # the number of its last version
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    objects = StoryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["learner", "id"], name="stories_of_a_learner")]

    @property
    def title(self) -> str:
        return self.content["title"]

    @property
    def competencies(self) -> tuple[str, ...]:
        return shown_by(self.purpose, self.content)

    @property
    def questions(self) -> list[str]:
        """The keys of the cards that it is said to answer."""
        return self.content.get("questions", [])

    @property
    def is_short(self) -> bool:
        """A pitch or a reason, of which one or two are told in any loop: no story of what was done."""
        return self.purpose != USUAL_PURPOSE

    @property
    def told(self) -> list[tuple[str, str]]:
        """What each of its parts is called, and its text, those that say something."""
        return [(part.label, self.content[part.name]) for part in PURPOSES[self.purpose].parts
                if self.content.get(part.name)]  # fmt: skip

    @property
    def telling(self) -> Telling:
        return telling(self.purpose, self.content)


class StoryVersion(models.Model):
    """What was saved once, the latest too."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "story", "number"], name="one_version_a_number"),
        ]
