"""Practice: what there is, an answer as it is written, and the rubric beside it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cards import markdown
from cards.addresses import action
from cards.diagrams import DiagramError, draw
from cards.forms.keys import AttemptForm, KeyForm, fresh_key
from cards.forms.practice import GradeForm, HintForm, detail_in, fields_in, lines
from cards.kinds import KINDS, Unfit
from cards.kinds.outline import is_outlined, parted
from cards.kinds.rubric import MEANINGS, SHARES
from cards.models import Attempt, Card, Deck, Learner, Schedule
from cards.queries.ladders import climbs_of
from cards.queries.practice import Practice, all_practice, answers_to, practice_of, teachers_of, under_way
from cards.queries.rehearsals import rehearsal_with
from cards.scheduling import Outcomes
from cards.services.practice import (
    ask_hint,
    begin_practice,
    give_up,
    grade_attempt,
    keep_attempt,
    keep_time,
    practise_later,
)
from cards.services.reading import TooOften, reading
from cards.services.review import bury_card
from cards.today import study_day_of
from cards.views.actions import TOO_OFTEN, UNREADABLE, Refusal, attempt, refuse, wants_json
from cards.views.errors import or_404
from cards.views.partials import see_other, wants_part
from cards.views.recording import with_microphone
from cards.views.withheld import to_the_loop
from cards.words import interval

TEMPLATE = "practice/practice.html"
PAGE = "practise"
HEADING = re.compile(r"(</?)h[456](?=>| )")
FENCE = "`" * 12  # longer than any that a sketch may hold
KEPT_ELSEWHERE = "This answer went on in another tab or on another device. Reload the page to go on from there."


def found(request: HttpRequest, key: str) -> Schedule:
    """The learner's schedule of the practice card with this key, where it is done on the page of practice."""
    schedule = found_anywhere(request, key)
    if KINDS[schedule.card.kind].page != PAGE:
        raise Http404
    return schedule


def found_anywhere(request: HttpRequest, key: str) -> Schedule:
    """The same where its kind has another page."""
    return or_404(practice_of(request.user, key))


def outline_of(card: Card) -> list[str]:
    return KINDS[card.kind].headings(card.content)


# Pages ----------------------------------------------------------------------------------------------------------------


@require_safe
def practice(request: HttpRequest) -> HttpResponse:
    """Everything that can be practised."""
    today = study_day_of(request)
    practices = all_practice(request.user, today)
    by_deck: dict[Deck, list[Practice]] = {}
    for each in practices:
        if not each.is_waiting(today):
            by_deck.setdefault(each.card.deck, []).append(each)
    waiting = [each for each in practices if each.is_waiting(today)]
    context = {"practices": practices, "waiting": waiting, "by_deck": by_deck, "today": today}
    return render(request, "practice/all.html", context)


@require_safe
def practise(request: HttpRequest, key: str) -> HttpResponse:
    """One practice: to be begun, being written, or beside its rubric. Kinds that have another page are done there."""
    schedule = found_anywhere(request, key)
    if (elsewhere := KINDS[schedule.card.kind].page) != PAGE:
        return redirect(elsewhere, schedule.card.address)
    return page(request, schedule, under_way(request.user, schedule.card))


def page(
    request: HttpRequest, schedule: Schedule, begun: Attempt | None, said: str = "", status: int = 200
) -> HttpResponse:
    if (begun is None or begun.is_answered) and (loop := to_the_loop(request, schedule.card)):
        return loop
    context = {"schedule": schedule, "card": schedule.card, "attempt": begun, "said": said}
    context |= {"rehearsal": begun and rehearsal_with(request.user, begun.key)}
    if begun is None:
        context |= answered_before(request.user, schedule.card)
    elif begun.is_answered:
        context |= beside_the_rubric(request, schedule, begun)
    else:
        context |= being_written(request, schedule.card, begun)
    response = render(request, TEMPLATE, context, status=status)
    return with_microphone(request, response) if KINDS[schedule.card.kind].takes_story else response


def answered_before(learner: Learner, card: Card) -> dict[str, Any]:
    """The answers so far, and by review how far the learner came in what was asked next."""
    answers, rungs = answers_to(learner, card), len(KINDS[card.kind].ladder(card.content))
    climbs = climbs_of(learner, {answer.review.pk: rungs for answer in answers}) if answers and rungs else {}
    return {"answers": answers, "climbs": {str(review): climb for review, climb in climbs.items()}}


def being_written(request: HttpRequest, card: Card, begun: Attempt) -> dict[str, Any]:
    outline, text = outline_of(card), begun.detail.get("text", "")
    # Refused, it stays in the form that was posted; whoever comes back finds it in the form it was written in.
    posted = "text" if "text" in request.POST else "outline" if "part.0" in request.POST else None
    asked = request.GET.get("as", posted)
    is_text = not outline or (asked == "text" if asked else bool(text) and not is_outlined(outline, text))
    return {
        "detail": begun.detail,
        "outline": outline,
        "writer": fresh_key(),
        "is_text": is_text,
        "text": text,
        "parts": list(zip(outline, parted(outline, text), strict=True)),
        "sketch": begun.detail.get("sketch", ""),
        "drawing": drawing(begun.detail.get("sketch", "")),
        **hints_of(card, begun),
    }


def hints_of(card: Card, begun: Attempt) -> dict[str, Any]:
    """The hints that were given, and whether there is another one."""
    kind, detail = KINDS[card.kind], begun.detail
    return {
        "hints": kind.nudges(detail, card.content),
        "has_hint": kind.hinted(detail, card.content) != detail,
    }


def beside_the_rubric(request: HttpRequest, schedule: Schedule, begun: Attempt) -> dict[str, Any]:
    card, before = schedule.card, answers_to(request.user, schedule.card, 1)
    return {
        "writer": fresh_key(),
        "detail": begun.detail,
        "written": written(begun.detail),
        "before": before[0] if before else None,
        "before_written": written(before[0].review.detail or {}) if before else "",
        "teachers": teachers_of(point["card"] for point in card.content["rubric"]),
        **graded_so_far(request, schedule, begun),
    }


def is_open(request: HttpRequest, begun: Attempt) -> bool:
    """Whether the rubric is beside it: until then nobody is told what ticks would come to."""
    return begun.is_answered and not to_the_loop(request, begun.card)


def graded_so_far(request: HttpRequest, schedule: Schedule, begun: Attempt) -> dict[str, Any]:
    card = schedule.card
    seconds = begun.seconds or None
    found = KINDS[card.kind].verdict(begun.detail, card.content, seconds=seconds, minutes=card.minutes)
    grades = grades_of(request.user, schedule, study_day_of(request))
    return {"verdict": found, "grades": grades, "proposed": grades[5 - found.quality]}


@dataclass(frozen=True)
class PracticeGrade:
    quality: int
    meaning: str
    interval: str


def grades_of(learner: Learner, schedule: Schedule, today: date) -> list[PracticeGrade]:
    """All six, the best first, with what each gives."""
    outcomes = Outcomes(learner.planner, schedule.state, today, is_practice=True)
    return [
        PracticeGrade(quality, MEANINGS[quality], interval((outcomes.after(quality).due - today).days))
        for quality in sorted(MEANINGS, reverse=True)
    ]


def written(detail: dict[str, Any]) -> str:
    """An answer and its sketch as HTML."""
    sketch = detail.get("sketch", "")
    parts = [detail.get("text", ""), in_fence(sketch) if sketch.strip() else ""]
    html = str(markdown.render("\n\n".join(part for part in parts if part)))
    return HEADING.sub(r"\1h3", html)  # they stand below the page's own h2


def in_fence(sketch: str) -> str:
    return f"{FENCE}diagram\n{sketch}\n{FENCE}"


def drawing(sketch: str) -> dict[str, str]:
    """The sketch as a picture, or what keeps it from being drawn."""
    if not sketch.strip():
        return {"html": "", "problem": ""}
    try:
        draw(sketch)
    except DiagramError as error:
        return {"html": "", "problem": f"Line {error.line}: {error}"}
    return {"html": str(markdown.render(in_fence(sketch))), "problem": ""}


# Actions --------------------------------------------------------------------------------------------------------------


@action
def begin(request: HttpRequest, key: str) -> HttpResponse:
    return _by_key(request, key, begin_practice, to=("practise", key))


@action
def not_today(request: HttpRequest, key: str) -> HttpResponse:
    return _by_key(request, key, bury_card, to=("today",), said="Another day, then.")


@action
def abandon(request: HttpRequest, key: str) -> HttpResponse:
    return _by_key(request, key, give_up, to=("practice",), said="Given up. Nothing was graded.")


def _by_key(request: HttpRequest, key: str, service: Any, *, to: tuple[str, ...], said: str = "") -> HttpResponse:
    schedule, form = found_anywhere(request, key), KeyForm(request.POST)
    if not form.is_valid():
        messages.error(request, UNREADABLE.detail)
        return redirect("practise", key)
    done = attempt(request, service, schedule.card_id, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(done, Refusal):
        messages.error(request, done.detail)
        return redirect("practise", key)
    if said:
        messages.success(request, said)
    return see_other(*to)


@action
def later(request: HttpRequest) -> HttpResponse:
    form = KeyForm(request.POST)
    if not form.is_valid():
        messages.error(request, UNREADABLE.detail)
    else:
        done = attempt(request, practise_later, key=form.cleaned_data["key"], now=timezone.now())
        if isinstance(done, Refusal):
            messages.error(request, done.detail)
    return see_other("today")


@action
def keep(request: HttpRequest, key: str) -> HttpResponse:
    """What was written so far. Programs of the page are told as JSON, or get the verdict; a plain form goes back."""
    return _timed(request, key) if request.POST.get("only") == "time" else _kept(request, key)


def _timed(request: HttpRequest, key: str) -> HttpResponse:
    """The time alone, from a page that is being left: nobody waits for the answer."""
    schedule, form = found(request, key), AttemptForm(request.POST)
    done = attempt(request, keep_time, schedule.card_id, **form.page) if form.is_valid() else UNREADABLE
    return HttpResponse(status=done.status if isinstance(done, Refusal) else 204)


@action
def answered(request: HttpRequest, key: str) -> HttpResponse:
    """I'm done: the rubric opens beside what was written."""
    return _kept(request, key, is_answered=True)


@action
def hint(request: HttpRequest, key: str) -> HttpResponse:
    """One more hint. What was written so far is kept first."""
    return _kept(request, key, is_hint=True)


def _kept(request: HttpRequest, key: str, *, is_answered: bool = False, is_hint: bool = False) -> HttpResponse:
    form_class, service = (HintForm, ask_hint) if is_hint else (AttemptForm, keep_attempt)
    schedule, form = found(request, key), form_class(request.POST)
    detail = detail_in(request.POST, outline_of(schedule.card))
    if not form.is_valid():
        return _not_kept(request, schedule, detail, UNREADABLE, is_hint=is_hint)
    try:
        with reading(request.user, timezone.now()):
            options = form.page | ({"is_answered": True} if is_answered else {})
            kept = attempt(request, service, schedule.card_id, detail, **options, now=timezone.now())
    except TooOften:
        kept = refuse(request, TOO_OFTEN)
    if isinstance(kept, Refusal):
        return _not_kept(request, schedule, detail, kept, is_hint=is_hint)
    if wants_part(request) and (is_hint or is_open(request, kept)):
        context = {"schedule": schedule, "card": schedule.card, "attempt": kept}
        if is_hint:
            return render(request, f"{TEMPLATE}#hints", context | hints_of(schedule.card, kept))
        return render(request, f"{TEMPLATE}#verdict", context | graded_so_far(request, schedule, kept))
    if wants_json(request):
        return JsonResponse({"kept": True})
    if is_answered:
        messages.success(request, "Your answer is kept as it is. Tick what you said.")
    elif not is_hint and not kept.is_answered:
        messages.success(request, "What you wrote so far is kept.")
    response = see_other("practise", key)
    if (form_of_text := request.POST.get("as")) in ("text", "outline") and not is_answered:
        response["Location"] += f"?as={form_of_text}"
    if is_hint:
        response["Location"] += "#hints"
    return response


def _not_kept(
    request: HttpRequest, schedule: Schedule, detail: dict[str, Any], refusal: Refusal, *, is_hint: bool
) -> HttpResponse:
    """The page with what was typed on it still there, and why it was not kept."""
    said = KEPT_ELSEWHERE if refusal.code == "stale" else refusal.detail
    if wants_json(request):
        return JsonResponse({"kept": False, "said": said}, status=refusal.status)
    begun = under_way(request.user, schedule.card)
    if is_hint and wants_part(request):
        context = {"card": schedule.card, "refused": said} | (hints_of(schedule.card, begun) if begun else {})
        return render(request, f"{TEMPLATE}#hints", context, status=refusal.status)
    if wants_part(request):
        return _not_ticked(request, schedule, begun, said, refusal.status)
    if begun is not None and not begun.is_answered:
        recorded = KINDS[schedule.card.kind].recorded
        begun.detail = detail | {name: begun.detail[name] for name in recorded if name in begun.detail}
    return page(request, schedule, begun, said, refusal.status)


def _not_ticked(
    request: HttpRequest, schedule: Schedule, begun: Attempt | None, said: str, status: int
) -> HttpResponse:
    """Why a tick was not kept, above the grade that the ticks on the page come to: they can be graded all the same."""
    context = {"schedule": schedule, "card": schedule.card, "attempt": begun, "refused": said}
    if begun is not None and is_open(request, begun):
        begun.detail = begun.detail | _ticked(request, schedule.card)
        context |= graded_so_far(request, schedule, begun)
    return render(request, f"{TEMPLATE}#verdict", context, status=status)


def _ticked(request: HttpRequest, card: Card) -> dict[str, Any]:
    """The ticks of the form that can be."""
    kind, places = KINDS[card.kind], range(len(card.content["rubric"]))
    fields = {name: value for name, value in fields_in(request.POST).items() if name not in kind.settled}
    try:
        return {"points": {}} | kind.clean_detail(fields, card.content)
    except Unfit:
        marks = fields["points"]
        return {"points": {str(place): marks[str(place)] for place in places if marks.get(str(place)) in SHARES}}


@action
def grade(request: HttpRequest, key: str) -> HttpResponse:
    schedule, form = found(request, key), GradeForm(request.POST)
    if not form.is_valid():
        return _not_graded(request, schedule, UNREADABLE)
    values = form.cleaned_data
    graded = attempt(
        request,
        grade_attempt,
        schedule.card_id,
        values["quality"],
        fields_in(request.POST),
        key=values["review"],
        version=values["schedule"],
        now=timezone.now(),
    )
    if isinstance(graded, Refusal):
        return _not_graded(request, schedule, graded)
    messages.success(request, "Graded. What you missed is below, with the cards that teach it.")
    return see_other("practice-result", key)


def _not_graded(request: HttpRequest, schedule: Schedule, refusal: Refusal) -> HttpResponse:
    begun = under_way(request.user, schedule.card)
    if begun is not None and begun.is_answered:
        begun.detail = begun.detail | _ticked(request, schedule.card)
    return page(request, found(request, schedule.card.key), begun, refusal.detail, refusal.status)


@action
def sketch(request: HttpRequest) -> HttpResponse:
    """The picture of a sketch, while it is typed."""
    try:
        with reading(request.user, timezone.now()):
            drawn = drawing(lines(request.POST.get("sketch", "")))
    except TooOften:
        drawn = {"html": "", "problem": refuse(request, TOO_OFTEN).detail}
    return render(request, f"{TEMPLATE}#drawing", {"drawing": drawn})
