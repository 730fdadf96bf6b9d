"""Plans for interviews: agreed on, changed, ended, taken back; and what they ask of each study day.

A plan moves three things: the order of new cards (queries/new_cards.py), the day on which a seen card is asked
(`last_look`), and the learner's limits of one day (`paced`). All three are worked out afresh from the plan whenever it
changes and on the first page of each study day, so that a change that is undone leaves nothing behind.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from cards.models import Deck, Learner, Plan, Receipt, Schedule, StudyDay
from cards.models.learner import Pace
from cards.models.storing import move_looks
from cards.queries.memory import memories_of
from cards.queries.new_cards import current_plans
from cards.queries.outlooks import Outlook, outlook
from cards.queries.plans import Draft, Paced, last_change, not_paused, paced_cards
from cards.queries.queue import Lengths
from cards.scheduling import DAYS_AHEAD, planned_for
from cards.scheduling.fsrs import Memory
from cards.scheduling.pacing import Minutes, is_last_third, is_sure, last_look, look_days, new_today, unsure
from cards.services.decks import reorder, study, study_no_more
from cards.services.limits import TooMuch
from cards.services.once import once
from cards.services.putting_off import bring_back, put_off_again
from cards.services.retry import retried
from cards.services.study_days import locked, settle_idle_days

LONGEST_DAY = 16 * 60  # minutes
MOST_PRESSES = 10  # on Today's minutes that are kept to be taken back


def agree_on_plan(
    learner: Learner, deck: Deck, days: dict[str, date], minutes: Sequence[int], *, key: UUID, now: datetime
) -> None:
    """Pace a track's cards to the days of its stages. Whoever does not study it yet does from now on.

    Raises TooMuch.
    """
    written = {stage: day.isoformat() for stage, day in sorted(days.items())}

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        if Plan.objects.of(learner).filter(made_at__gt=now - timedelta(days=1)).count() >= settings.PLANS_A_DAY:
            raise TooMuch(f"You have made {settings.PLANS_A_DAY} plans within a day. The last one stays for today.")
        today = record.today
        plans = current_plans(learner)
        _excuse(learner, [Draft.of(plan) for plan in plans], today)
        before = next((plan for plan in plans if plan.deck_id == deck.pk), None)
        # Another day is another plan; other minutes are the same one at another pace.
        starts_on = before.starts_on if before and before.days == written else today
        made = Plan.objects.create(
            learner=learner, deck=deck, days=written, minutes=list(minutes), starts_on=starts_on, made_at=now
        )
        return {"plan": made.pk, "study": study(learner, deck, now)} | _changed(learner, today)

    payload = {"deck": deck.pk, "days": written, "minutes": list(minutes)}
    once(learner, key, "plan", payload, write, now=now)


def end_plan(learner: Learner, deck: Deck, *, key: UUID, now: datetime) -> None:
    """Ordinary scheduling goes on; what was learned stays."""

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        today = record.today
        plans = current_plans(learner)
        plan = next((plan for plan in plans if plan.deck_id == deck.pk), None)
        if plan is None:
            return {}
        _excuse(learner, [Draft.of(plan) for plan in plans], today)
        made = Plan.objects.create(
            learner=learner, deck=deck, days={}, minutes=plan.minutes, starts_on=plan.starts_on, made_at=now
        )
        return {"deck": deck.pk, "plan": made.pk} | _changed(learner, today)

    once(learner, key, "end-plan", {"deck": deck.pk}, write, now=now)


def undo_plan(learner: Learner, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Take back the last change of a plan, and with it that its track is studied since.

    Returns {"deck": id}, or {} where there is none left.
    """

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        change = last_change(learner)
        if change is None:
            return {}
        today = record.today
        _excuse(learner, [Draft.of(plan) for plan in current_plans(learner)], today)
        Plan.objects.filter(pk=change.pk).update(undone_at=now)
        put_off_again(learner, change, today)
        agreed = Receipt.objects.filter(learner=learner, name="plan", result__plan=change.pk).first()
        if agreed and agreed.result.get("study"):
            study_no_more(learner, change.deck, agreed.result["study"], agreed)
        _changed(learner, today)
        return {"deck": change.deck_id}

    return once(learner, key, "undo-plan", {}, write, now=now)


def give_today(learner: Learner, presses: tuple[int, ...], today: date) -> None:
    """The last of them is given now, and the others can be gone back to. The learner is locked."""
    *earlier, extra = presses
    if pace := learner.pace:
        _give(learner, pace, min(extra, LONGEST_DAY), tuple(earlier), today)
    elif learner.paced:
        learner.paced = {"waits": learner.paced.get("waits")} | _pressed(presses, today)
        learner.save(update_fields=["paced"])


def change_today(learner: Learner, extra: int | None, *, key: UUID, now: datetime) -> dict[str, Any]:
    """So many minutes more for this study day than planned so far, None for no minutes at all, 0 for the plan's own.

    More than none are so many from now on.

    The rules choose which cards: new ones first, then the least sure. The days after make up for it. Returns
    {"minutes": of today}, or {} without a plan.
    """

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        today = record.today
        pace = learner.pace
        if pace is None:
            return {}
        *earlier, before = learner.presses_on(today)
        usual = _usual(learner, today)
        so_far = max(0, usual + before) or _studied(learner, today)
        wanted = min({None: -LONGEST_DAY, 0: 0}.get(extra, so_far + (extra or 0) - usual), LONGEST_DAY)
        kept = earlier if wanted == before else [*earlier, before][-MOST_PRESSES:]
        return _give(learner, pace, wanted, tuple(kept), today)

    return once(learner, key, "plan-today", {"extra": extra}, write, now=now)


def _studied(learner: Learner, today: date) -> int:
    """Minutes, of this study day."""
    done = StudyDay.objects.of(learner).filter(day=today).first()
    return ceil(done.seconds / 60) if done else 0


def _usual(learner: Learner, today: date) -> int:
    """The plan's own minutes for this study day."""
    plans = current_plans(learner)
    return Draft.of(plans[0]).minutes_of(learner).on(today) if plans else 0


def undo_today(learner: Learner, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Take back the last press on the minutes of this study day. Returns {"minutes": of today}, {} if there is none."""

    def write(learner: Learner, record: Receipt) -> dict[str, Any]:
        pace = learner.pace
        *earlier, _ = learner.presses_on(record.today)
        return _give(learner, pace, earlier[-1], tuple(earlier[:-1]), record.today) if pace and earlier else {}

    return once(learner, key, "undo-plan-today", {}, write, now=now)


def _give(learner: Learner, pace: Pace, extra: int, earlier: tuple[int, ...], today: date) -> dict[str, Any]:
    learner.paced = replace(pace, day=today, extra=extra, earlier=earlier).stored
    repace(learner, today)
    return {"minutes": learner.pace.minutes} if learner.pace else {}


@retried
def keep_pace(learner: Learner, today: date) -> None:
    """On the first page of a study day: what the plans ask of it. Nothing for whoever has none, or has been here.

    A backlog that was spread until yesterday is spread no longer.
    """
    if learner.spread and not (learner.spread_out and learner.spread_out.until >= today):
        Learner.objects.filter(pk=learner.pk, spread=learner.spread).update(spread=None)
        learner.spread = None
    if learner.paced is None or learner.paced_on == today:
        return
    with transaction.atomic():
        stored = locked(learner)
        if stored.paced == learner.paced:
            settle_idle_days(stored, today)  # the plan is about to move what waits
            repace(stored, today)
    for column in ("paced", "skipped_days", "idle_days", "settled_until"):
        setattr(learner, column, getattr(stored, column))


@retried
def tell_today(learner: Learner, expected: Outlook) -> None:
    """Today says of the plans what their page has worked out: after some reviews the learner's pace is another one."""
    pace = learner.pace
    told = pace and replace(pace, expected=expected.percent, behind=expected.behind)
    if told and told != pace:
        Learner.objects.filter(pk=learner.pk, paced=learner.paced).update(paced=told.stored)
        learner.paced = told.stored


def _changed(learner: Learner, today: date) -> dict[str, Any]:
    """After a plan changed. Returns what its undo needs beside it."""
    back = bring_back(learner, [Draft.of(plan) for plan in current_plans(learner)], today)
    repace(learner, today, is_changed=True)
    return back


def repace(learner: Learner, today: date, *, is_changed: bool = False) -> None:
    """Work out what the plans ask of this study day, and on which day each card is asked. The learner is locked.

    `is_changed`: a plan is, and with it perhaps the order of new cards.
    """
    plans = current_plans(learner)
    drafts, running = ([Draft.of(plan) for plan in some] for some in (plans, not_paused(learner, plans)))
    cards = paced_cards(learner, running, today) if running else []
    was = learner.pace
    _excuse(learner, drafts, today)
    done = StudyDay.objects.of(learner).filter(day=today).first()
    looks: dict[int, date] = {}
    if cards:
        minutes = drafts[0].minutes_of(learner)
        memories = memories_of(learner)
        looks = _looks(cards, minutes, memories)
        *earlier, extra = learner.presses_on(today)
        granted = max(0, minutes.on(today) + extra)
        new = _new(cards, minutes, granted, today, done)
        looks |= _looks_of_today(learner, cards, memories, looks, minutes, granted, new, today, done)
        learner.paced = replace(
            _pace(learner, drafts, running, cards, new, granted, today), extra=extra, earlier=tuple(earlier)
        ).stored
    else:
        learner.paced = _waits(drafts, learner.presses_on(today), today)
    learner.save(update_fields=["paced", "skipped_days"])
    _look_on(learner, looks)
    now = learner.pace
    if is_changed or (was and was.is_outdated) or (was and (was.on, was.slug)) != (now and (now.on, now.slug)):
        reorder(learner)


def _excuse(learner: Learner, drafts: list[Draft], today: date) -> None:
    """The plan's days without minutes that are over asked nothing: they break no streak, whatever the plan says later.

    So before it says anything else. Today is not over: what is said of it and taken back leaves nothing behind.
    """
    was = learner.pace
    if was and drafts:
        minutes = drafts[0].minutes_of(learner)
        days = (date.fromordinal(day) for day in range(was.day.toordinal(), min(today, was.on).toordinal()))
        free = {day for day in days if not minutes.on(day)}
        learner.skipped_days = [day.isoformat() for day in sorted(learner.skipped | free)]


def _waits(drafts: Iterable[Draft], presses: tuple[int, ...], today: date) -> dict[str, Any] | None:
    """No card paces to a day, but one may tomorrow: of a track that was paused, or where it is the day before again.
    Or a plan was ended that the day had been given more minutes for, and can go on today.
    """
    lately = today - timedelta(days=DAYS_AHEAD)
    to_come = any(day > lately for draft in drafts for day in draft.days.values())
    pressed = _pressed(presses, today)
    return {"waits": today.isoformat()} | pressed if to_come or pressed else None


def _pressed(presses: tuple[int, ...], today: date) -> dict[str, Any]:
    return {"pressed": list(presses), "pressed_on": today.isoformat()} if any(presses) else {}


def _pace(
    learner: Learner,
    drafts: list[Draft],
    running: list[Draft],
    cards: list[Paced],
    new: int | None,
    granted: int,
    today: date,
) -> Pace:
    expected = outlook(learner, drafts, today, minutes_today=granted, cards=cards)
    assert expected is not None  # noqa: S101 - there are cards
    on = min(stage.day for stage in expected.stages)
    nearest = next(draft for draft in running if on in draft.days.values())
    return Pace(
        day=today,
        new=learner.new_per_day if new is None else new,
        minutes=granted,
        is_new_first=new is not None,
        on=on,
        slug=nearest.deck.slug,
        title=nearest.deck.title,
        expected=expected.percent,
        behind=expected.behind,
    )


def _new(cards: list[Paced], minutes: Minutes, granted: int, today: date, done: StudyDay | None) -> int | None:
    """How many of them are new today, those that were already met today among them; None: all have been met."""
    unseen = Counter((each.start, each.day) for each in cards if each.state.is_new)
    if not unseen:
        return None
    first = min(unseen, key=lambda group: group[1])
    unseen[first] += done.new if done else 0
    return sum(new_today(number, start, day, today, minutes, granted) for (start, day), number in unseen.items())


def _looks(cards: Iterable[Paced], minutes: Minutes, memories: Mapping[int, Memory]) -> dict[int, date]:
    groups: dict[tuple[date, date], list[Paced]] = {}
    for each in cards:
        if each.schedule:
            groups.setdefault((each.start, each.day), []).append(each)
    looks: dict[int, date] = {}
    for (start, day), group in groups.items():
        days = look_days(len(group), start, day, minutes)
        wanted = (each.schedule for each in group if each.schedule and not is_sure(memories.get(each.card), day))
        looks |= {schedule: last_look(schedule, days) for schedule in wanted}
    return looks


def _looks_of_today(
    learner: Learner,
    cards: list[Paced],
    memories: Mapping[int, Memory],
    looks: dict[int, date],
    minutes: Minutes,
    granted: int,
    new: int | None,
    today: date,
    done: StudyDay | None,
) -> dict[int, date]:
    """The least sure of the last third, as many as today's minutes have room for beside what is asked anyway."""
    candidates = [
        each
        for each in cards
        if each.schedule
        and not each.state.is_new
        and each.reviewed_on != today
        and not (each.held and each.held > today)
        and is_last_third(each.start, each.day, today, minutes)
    ]
    if not candidates:
        return {}
    lengths = Lengths(learner)
    seconds = {each.card: lengths.of(each.kind, each.minutes, is_new=False) for each in cards}
    asked = {each.card for each in cards if (day := _asked_on(each, looks)) and day <= today}
    fresh = [each for each in cards if each.state.is_new][: new or 0]
    room = 60 * granted - (done.seconds if done else 0) - sum(seconds[card] for card in asked)
    room -= sum(lengths.of(each.kind, each.minutes, is_new=True) for each in fresh)
    days = {each.card: each for each in candidates if each.card in memories and each.card not in asked}
    chosen: dict[int, date] = {}
    recalls = ((card, memories[card].recall(each.day), each.day) for card, each in days.items())
    for card in unsure(recalls, today, minutes, granted):
        room -= seconds[card]
        if room < 0:
            break
        schedule = days[card].schedule
        assert schedule is not None  # noqa: S101 - as the candidates are chosen
        chosen[schedule] = today
    return chosen


def _asked_on(card: Paced, looks: dict[int, date]) -> date | None:
    look = looks.get(card.schedule) if card.schedule else None
    asked = planned_for(card.state.due, None, look, card.reviewed_on)
    return max(asked, card.held) if asked and card.held else asked


def _look_on(learner: Learner, looks: dict[int, date]) -> None:
    """Give each schedule its last look, and none to those that no plan paces any more."""
    rows = Schedule.objects.select_for_update(of=("self",)).of(learner)
    rows = rows.filter(Q(last_look__isnull=False) | Q(card__deck__owner=None))  # a plan is of built-in cards
    changed = []
    columns = ("pk", "last_look", "due", "reviewed_on", "reviewed_at", "card__rev_at")
    for pk, look, due, seen_on, seen_at, changed_at in rows.order_by("pk").values_list(*columns):
        wanted = looks.get(pk)
        if look == wanted:
            continue
        again = learner.study_day(changed_at) if seen_at and changed_at and changed_at > seen_at else None
        changed.append((pk, wanted, planned_for(due, again, wanted, seen_on)))
    move_looks(changed)
