"""Cards that were put off until the day of their interview, after days away: a plan that changes brings them back.

Such a card waits for a day, and once that is not its day any more (the plan is ended or taken back, the interview
moved) it waits for nothing: it is asked as its schedule says. So is what was put off without a plan past the interview
of one that is agreed on since. Undo of the change puts it off again, unless it was reviewed meanwhile.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from cards.models import Learner, Plan, Receipt, Schedule
from cards.models.learner import Spread
from cards.queries.plans import Draft, paced_cards
from cards.services.holding import hold_again

DAY = timedelta(days=1)
Off = dict[str, list[int]]
"""Cards by the ISO day until which they are put off."""


def put_off_by(learner: Learner, chosen: Spread) -> dict[str, Any]:
    """What the write answered that put cards off: {"off": Off, "is_planned": whether for a plan}; {} if it is gone."""
    record = Receipt.objects.filter(learner=learner, pk=chosen.receipt, name="come-back").first()
    return record.result if record else {}


def bring_back(learner: Learner, drafts: Iterable[Draft], today: date) -> dict[str, Any]:
    """Ask again what waits for a day that is not its own any more, by the plans that count now. The learner is locked.

    Returns what `put_off_again` needs, {} where nothing came back.
    """
    chosen = learner.spread_out
    told = put_off_by(learner, chosen) if chosen and chosen.put_off else {}
    if not told:
        return {}
    days = {each.card: each.day for each in paced_cards(learner, drafts, today)}
    waits = _waits_for_its_day if told["is_planned"] else _is_early_enough
    held = _held(learner, told["off"])
    back: Off = defaultdict(list)
    for card, day in held.items():
        if not waits(days, card, day):
            back[day.isoformat()].append(card)
    if not back:
        return {}
    came_back = {card for cards in back.values() for card in cards}
    Schedule.objects.of(learner).filter(card__in=came_back).update(buried_until=None)
    hold_again(learner, today)
    before = learner.spread
    left = [day for card, day in held.items() if card not in came_back]
    learner.spread = replace(chosen, put_off=len(left), until=max(left) - DAY).stored if chosen and left else None
    learner.save(update_fields=["spread"])
    return {"back": dict(back), "spread": before, "left": learner.spread}


def _waits_for_its_day(days: Mapping[int, date], card: int, day: date) -> bool:
    """A card that is in no plan waits for the nearest of their days."""
    return days.get(card, min(days.values(), default=None)) == day


def _is_early_enough(days: Mapping[int, date], card: int, day: date) -> bool:
    return day < days.get(card, date.max)


def put_off_again(learner: Learner, change: Plan, today: date) -> None:
    """As it was before this change of a plan, unless another way back was chosen since. The learner is locked."""
    record = Receipt.objects.filter(learner=learner, name__in=("plan", "end-plan"), result__plan=change.pk).first()
    told: Mapping[str, Any] = record.result if record else {}
    if not record or "back" not in told or learner.spread not in (told.get("left"), told["spread"]):
        return
    waiting = Schedule.objects.of(learner).filter(buried_until=None, reviewed_at__lt=record.made_at)
    for day, cards in told["back"].items():
        if date.fromisoformat(day) > today:
            waiting.filter(card__in=cards).update(buried_until=day)
    learner.spread = told["spread"]
    learner.save(update_fields=["spread"])


def _held(learner: Learner, off: Off) -> dict[int, date]:
    """By card: the day that it still waits for as it was put off."""
    until = {card: date.fromisoformat(day) for day, cards in off.items() for card in cards}
    rows = Schedule.objects.of(learner).filter(card__in=until, buried_until__isnull=False)
    return {card: day for card, day in rows.values_list("card", "buried_until") if day == until[card]}
