"""What a learner has done and what is coming, from the roll-ups and the schedules: never from the review log."""

from datetime import date, timedelta

from cards.models import Learner, StudyDay


def week_of(learner: Learner, today: date) -> tuple[tuple[date, int], ...]:
    """(day, reviews) of the last seven study days, today last."""
    days = [today - timedelta(days=ago) for ago in range(6, -1, -1)]
    counted = StudyDay.objects.of(learner).filter(day__range=(days[0], today)).values_list("day", "reviews")
    reviews = dict(counted)
    return tuple((day, reviews.get(day, 0)) for day in days)
