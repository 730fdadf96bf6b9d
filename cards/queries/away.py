"""What days away do, before they are said: to the plan, or to the cards that come due on them."""

from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta

from cards.models import Learner, Schedule
from cards.models.learner import Stretch
from cards.queries.new_cards import current_plans
from cards.queries.outlooks import Outlook, outlook
from cards.queries.plans import Draft, not_paused, paced_cards


@dataclass(frozen=True)
class Effect:
    """`before` and `after`: what is to be expected of the plans without and with these days away. None: no plan."""

    stretch: Stretch
    due: int  # cards that come due on these days
    before: Outlook | None
    after: Outlook | None

    @property
    def days(self) -> int:
        return (self.stretch[1] - self.stretch[0]).days + 1

    @property
    def back(self) -> date:
        return self.stretch[1] + timedelta(days=1)


def effect_of(learner: Learner, stretch: Stretch, today: date) -> Effect:
    plans = current_plans(learner)
    drafts, running = ([Draft.of(plan) for plan in some] for some in (plans, not_paused(learner, plans)))
    cards = paced_cards(learner, running, today) if running else []
    before = outlook(learner, drafts, today, cards=cards) if drafts else None
    gone = copy(learner)
    gone.days_away = [[[day.isoformat() for day in each] for each in (*learner.away, stretch)]]
    after = outlook(gone, drafts, today, cards=cards) if before else None
    due = Schedule.objects.of(learner).active().filter(planned_for__range=stretch).count()
    return Effect(stretch, due, before, after)
