"""The review page: one card, its grades, and everything a learner does to the card while reviewing."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import combinations, islice
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from cards.addresses import action
from cards.forms.keys import CardKeyForm, KeyForm, fresh_key, number_in
from cards.forms.review import PostedReview, UndoForm
from cards.kinds import KINDS, Kind
from cards.models import Deck, Learner, StudyDay
from cards.models.statements import read_card
from cards.queries.decks import parts_of, visible_deck
from cards.queries.queue import has_schedules, next_due_days, queue_of, schedule_of
from cards.scheduling import AGAIN, EASY, GOOD, HARD, LEECH_LAPSES, Outcomes, Scheduler, State
from cards.services.accounts import want_more_new
from cards.services.review import bury_card, flag_card, grade_card, suspend_card, undo_aside, undo_review
from cards.today import done_today, keep_today, latest_study_day, study_day_of
from cards.views.actions import UNREADABLE, Refusal, attempt
from cards.views.ahead import (
    Ahead,
    after_a_grade,
    after_undo,
    way_called,
)
from cards.views.errors import or_404
from cards.views.partials import render_part, see_other, wants_part
from cards.words import interval, percent

TEMPLATE = "review/review.html"
LEECH = "You have now forgotten that card {} times. It may want other words, or to be two cards."
RESENT = "The grade you gave before you signed in is stored."
GRADES = {4: {AGAIN: "Again", HARD: "Hard", GOOD: "Good", EASY: "Easy"}, 2: {AGAIN: "Again", GOOD: "Good"}}
LOOK_AHEAD = 4  # how many intervals further two grades are compared that give the same one


UNDONE = {
    "review": "Took back your last grade.",
    "practice": "Took back the grade of your practice. What you wrote is open again, beside its rubric.",
    "bury": "The card is back.",
    "suspend": "The card is back.",
    "suspend-cards": "{} cards are back in your queue.",
    "resume-cards": "{} cards are suspended again.",
}


class Grade(NamedTuple):
    """One grade button. `label` is what pressing it gives, in words; `again`: it also comes back today."""

    quality: int
    name: str
    key: int
    again: bool
    label: tuple[str, ...]  # its parts; empty where the learner does not want to see it


def grades_of(learner: Learner, state: State, today: date) -> list[Grade]:
    """The learner's buttons. Their labels are the very outcomes that grading stores."""
    # What a scheduler remembers is no key; without it, cards that began on one day are in the same few states.
    of = _grades if state.memory is None else _grades.__wrapped__
    return of(learner.planner, state, today, learner.grades_shown, learner.show_intervals)


@lru_cache(maxsize=4096)
def _grades(planner: Scheduler, state: State, today: date, shown: int, show_intervals: bool) -> list[Grade]:
    outcomes, names = Outcomes(planner, state, today), GRADES[shown]
    after = {quality: outcomes.after(quality) for quality in names}
    labels = _labels(outcomes, after) if show_intervals else dict.fromkeys(names, ())
    return [
        Grade(quality, name, key, after[quality].repeat_on == today, labels[quality])
        for key, (quality, name) in enumerate(names.items(), start=1)
    ]


def _labels(outcomes: Outcomes, after: dict[int, State]) -> dict[int, tuple[str, ...]]:
    """What each quality leads to: "today", "then 1 day". Where two say the same, what comes later tells them
    apart, if the card is recalled well from then on; where nothing does, it makes no difference which is pressed."""
    labels: dict[int, tuple[str, ...]] = {}
    for quality, state in after.items():
        wait = interval((state.due - outcomes.day).days)
        labels[quality] = ("today", f"then {wait}") if state.repeat_on == outcomes.day else (wait,)
    for one, other in combinations(after, 2):
        if labels[one] == labels[other] and after[one] != after[other]:
            labels[one], labels[other] = _told_apart(labels[one], outcomes.following(one), outcomes.following(other))
    return labels


def _told_apart(label: tuple[str, ...], *following: Iterator[int]) -> list[tuple[str, ...]]:
    """The same label, each time with the first of the intervals that is said otherwise than the other's."""
    for step, days in enumerate(islice(zip(*following, strict=True), LOOK_AHEAD)):
        said = [interval(wait) for wait in days]
        if said[0] != said[1]:
            word = "later" if step or len(label) > 1 else "then"
            return [label if label[-1].endswith(wait) else (*label, f"{word} {wait}") for wait in said]
    return [label, label]


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """The learner's next card, or, with `card` in the address, that one, with its answer if it says `open`.

    A form in the card's place is redirected here when it is saved: then the whole review comes in place of the form.
    """
    card = number_in(request.GET.get("card"))
    said = " ".join(str(message) for message in messages.get_messages(request)) if wants_part(request) else ""
    response = answer_with(
        request,
        said,
        first=schedule_of(request.user, card, study_day_of(request)) if card else None,
        ahead=_way(request),
        is_open="open" in request.GET,
    )
    return reswap(retarget(response, "#review"), "outerHTML")


def answer_ahead(
    request: HttpRequest, way: Ahead, said: str = "", *, leeches: bool = False, undoable: bool = False
) -> HttpResponse:
    step = way.next(request.user, study_day_of(request))
    if step is None and way.end:
        if said:
            messages.info(request, said)
        return HttpResponseClientRedirect(reverse(way.end)) if wants_part(request) else redirect(way.end)
    if step is None:
        if wants_part(request):
            return answer_with(request, said or way.nothing, leeches=leeches, undoable=undoable)
        messages.info(request, way.nothing)
        return redirect("review")
    return answer_with(
        request, said, first=step.schedule, ahead=way, place=step.place, leeches=leeches, undoable=undoable
    )


def _way(request: HttpRequest) -> Ahead | None:
    """How the learner goes ahead of the queue, where the form or the address says so."""
    return way_called(_parameter(request, "ahead"))


def _parameter(request: HttpRequest, name: str) -> str:
    """By the form or the address. Mostly neither has it, and `get` would cost a grade three exceptions each time."""
    for said in (request.POST, request.GET):
        if name in said:
            return said[name]
    return ""


@action
def grade(request: HttpRequest) -> HttpResponse:
    given = PostedReview.read(request.POST)
    if given is None:
        return _refused(request)
    graded = attempt(
        request,
        grade_card,
        given.card,
        given.quality,
        key=given.key,
        version=given.version,
        reviewed_at=timezone.now(),
        seconds=given.seconds,
        detail=given.detail,
    )
    if isinstance(graded, Refusal):
        return _refused(request, graded, given)
    if graded.today:
        keep_today(request, graded.today)
    said = LEECH.format(graded.leech_lapses) if graded.leech_lapses else RESENT if "resent" in request.POST else ""
    way, leeches = _way(request), bool(graded.leech_lapses)
    way = way and after_a_grade(way)
    if not wants_part(request):
        if said:
            messages.warning(request, said)
        return see_other(way.address) if way else _back_to_review(request)
    if way:
        return answer_ahead(request, way, said, leeches=leeches)
    return answer_with(request, said, leeches=leeches)


@action
def undo(request: HttpRequest) -> HttpResponse:
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _refused(request)
    values, now = form.cleaned_data, timezone.now()
    if values["of"]:
        result = attempt(request, undo_aside, values["of"], key=values["undo"], now=now)
    else:
        result = attempt(request, undo_review, only=values["only"], key=values["undo"], now=now)
    if isinstance(result, Refusal):
        return _refused(request, result)
    said = UNDONE[result["undone"]].format(result.get("count")) if result else "There is nothing to undo."
    if values["of"] or values["only"]:
        messages.success(request, said)
        return redirect(values["next"])
    way = _way(request)
    if way and result.get("undone") == "review":
        way = after_undo(way)
    return _answer_or_redirect(request, said, way, card=result.get("card"))


@action
def bury(request: HttpRequest) -> HttpResponse:
    return _set_aside(request, bury_card, "Buried until tomorrow.")


@action
def suspend(request: HttpRequest) -> HttpResponse:
    return _set_aside(request, suspend_card, "Suspended until you bring it back.")


def _set_aside(request: HttpRequest, service: Any, said: str) -> HttpResponse:
    form = CardKeyForm(request.POST)
    if not form.is_valid():
        return _refused(request)
    values = form.cleaned_data
    result = attempt(request, service, values["card"], key=values["key"], now=timezone.now())
    if isinstance(result, Refusal):
        return _refused(request, result)
    return _answer_or_redirect(request, said, _way(request), undoable=True)


@action
def more(request: HttpRequest) -> HttpResponse:
    """Some more new cards today, for who has done the day's."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _refused(request)
    key = form.cleaned_data["key"]
    result = attempt(request, want_more_new, settings.MORE_NEW, key=key, now=timezone.now())
    if isinstance(result, Refusal):
        return _refused(request, result)
    return see_other("review")


@action
def flag(request: HttpRequest) -> HttpResponse:
    form = CardKeyForm(request.POST)
    if not form.is_valid():
        return _refused(request)
    card, on = form.cleaned_data["card"], request.POST.get("flagged") == "on"
    result = attempt(request, flag_card, card, on, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(result, Refusal):
        return _refused(request, result)
    return _answer_or_redirect(request, "Flagged." if on else "Flag taken off.", _way(request), card=card)


def _refused(request: HttpRequest, refusal: Refusal = UNREADABLE, given: PostedReview | None = None) -> HttpResponse:
    """The next card; or the same one, where more was done on it than pressing a grade, with that still there."""
    detail, way, today = given.detail if given else None, _way(request), study_day_of(request)
    first, place = schedule_of(request.user, given.card, today) if given and detail else None, ""
    if way and first is None and (step := way.next(request.user, today)):
        first, place = step
    ahead = way if first else None
    return answer_with(request, refusal.detail, refusal.status, first=first, ahead=ahead, place=place, detail=detail)


def _answer_or_redirect(
    request: HttpRequest, said: str, way: Ahead | None, card: int | None = None, *, undoable: bool = False
) -> HttpResponse:
    """After an action: the next card (or this one) for htmx, a redirect and a message for a plain form."""
    if not wants_part(request):
        messages.success(request, said)
        if way and not card:
            return see_other(way.address)
        return _back_to_review(request, card=card, ahead=way and way.name)
    if way and not card:
        return answer_ahead(request, way, said, undoable=undoable)
    first = schedule_of(request.user, card, study_day_of(request)) if card else None
    return answer_with(request, said, first=first, ahead=way, undoable=undoable)


def only_deck(request: HttpRequest) -> Deck | None:
    """The one deck that is being reviewed, where the address or the form says so. Raises Http404 for a stranger's."""
    asked = _parameter(request, "deck")
    return or_404(visible_deck(request.user, number_in(asked) or 0)) if asked else None


def _back_to_review(request: HttpRequest, **query: int | str | None) -> HttpResponse:
    """To the next card, of the same deck where it is only one."""
    only = only_deck(request)
    response = see_other("review")
    asked = {name: value for name, value in query.items() if value} | ({"deck": only.pk} if only else {})
    if asked:
        response["Location"] += f"?{urlencode(asked)}"
    return response


def answer_with(
    request: HttpRequest,
    said: str = "",
    status: int = 200,
    *,
    first: int | None = None,
    ahead: Ahead | None = None,
    place: str = "",
    leeches: bool = False,
    undoable: bool = False,
    is_open: bool = False,
    detail: dict[str, Any] | None = None,
) -> HttpResponse:
    """The review page with the learner's next card (or the schedule `first`), or the end of the day's queue.

    `ahead` is the way in which the learner goes ahead of it, `place` where this card stands on that way.
    `said` is what just happened, `undoable` whether it can be taken back. `is_open`: the answer of `first` is shown.
    `detail` is what was done on that card in a form that was refused, so that it need not be done again.
    """
    today, done = study_day_of(request), done_today(request)
    only = only_deck(request)
    queue = queue_of(request.user, today, done, tuple(part.pk for part in parts_of(only)) if only else ())
    context = {
        "queue": queue,
        "done": done or StudyDay(),
        "total": (done.reviews if done else 0) + queue.left or 1,
        "said": said,
        "leeches": leeches,
        "undoable": undoable,
        "is_open": is_open and first is not None,
        "passes": status == 200 and not leeches,
        "ahead": ahead,
        "place": place,
        "only": only,
        "today": today,
        "ticks_points": request.user.ticks_points,
        "more_new": settings.MORE_NEW,
        "undo_key": fresh_key(),
    }
    card = (first and read_card(request.user.pk, first)) or queue.next
    if card is None:
        context |= _at_the_end(request.user, today, done)
    else:
        context |= {
            "card": card,
            "grades": grades_of(request.user, card.state, today),
            "review_key": fresh_key(),
            "write_key": fresh_key(),
            "is_leech": card.lapses >= LEECH_LAPSES,
            "takes_detail": _takes_detail(request.user, KINDS[card.kind]),
            "detail": detail,
            "is_first": latest_study_day(request) is None,
        }
    return render_part(request, TEMPLATE, "review", context, status)


def _takes_detail(learner: Learner, kind: Kind) -> bool:
    return kind.takes_detail and (learner.ticks_points or not kind.detail_if_wanted)


def _at_the_end(learner: Learner, today: date, done: StudyDay | None) -> dict[str, Any]:
    """What came of today, in per cent of the due cards that were recalled, and what comes next."""
    were_due = done.due_done - done.early if done else 0
    has_any, has_active = has_schedules(learner)
    return {
        "next_days": next_due_days(learner, today),
        "any_schedule": has_active,
        "is_free": learner.is_free_on(today),
        "can_undo": has_any,  # a card that was suspended can come back
        "recalled": percent(done.recalled, were_due) if were_due else None,
    }
