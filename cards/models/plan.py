"""A plan for an interview: the days of its stages, and the minutes that a learner has for it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from cards.models.deck import Deck


class PlanQuerySet(models.QuerySet["Plan"]):
    def of(self, learner):
        return self.filter(learner=learner.pk)


class Plan(models.Model):
    """One version of a learner's plan for a track. The last that was not undone counts; one without days ends it."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    deck = models.ForeignKey(Deck, on_delete=models.CASCADE)
    days = models.JSONField(default=dict, blank=True)  # {stage: ISO date}
    minutes = models.JSONField(default=list)  # a day, by weekday, Monday first
    starts_on = models.DateField()
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["learner", "-id"], name="plans_that_count", condition=Q(undone_at=None))]

    # A row that some other program wrote is served all the same, with what can be used of it; check_data reports it.

    @property
    def days_by_stage(self) -> dict[str, date]:
        found = {}
        for stage, day in self.days.items() if isinstance(self.days, dict) else ():
            try:
                found[stage] = date.fromisoformat(day)
            except (TypeError, ValueError):
                continue
        return found

    @property
    def minutes_by_weekday(self) -> list[int]:
        minutes = self.minutes if isinstance(self.minutes, list) else []
        known = [each if type(each) is int and each > 0 else 0 for each in minutes[:7]]
        return known + [0] * (7 - len(known))
