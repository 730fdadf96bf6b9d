"""A drill: before it is begun, the room in which code is written and run, and the solution beside one's own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cards import markdown
from cards.addresses import action
from cards.exchange.drillzip import drill_zip
from cards.forms.drills import DrillGradeForm, FinishForm, KeepForm, RunForm, TypedForm
from cards.forms.keys import KeyForm, fresh_key
from cards.kinds import KINDS
from cards.kinds.drill import FAMILIES, family_of
from cards.kinds.drill_verdict import drill_verdict
from cards.models import Attempt, Schedule
from cards.queries.drills import (
    attempt_at,
    code_of,
    drills_done,
    snapshot_of,
    snapshots_of,
    variant_of,
    why_now,
)
from cards.queries.practice import practice_of
from cards.queries.rehearsals import rehearsal_with
from cards.services.drills import (
    finish_drill,
    grade_drill,
    has_passed,
    keep_code,
    leave_drill,
    note_run,
    note_typed,
    open_hint,
    restore_snapshot,
)
from cards.services.practice import begin_practice
from cards.services.reading import TooOften, reading
from cards.today import study_day_of
from cards.views.actions import TOO_OFTEN, UNREADABLE, Refusal, attempt, refuse, wants_json
from cards.views.code import diff_of, numbered
from cards.views.errors import or_404
from cards.views.partials import see_other, wants_part
from cards.views.practice import HEADING, grades_of
from cards.views.runtime import with_runtime
from cards.views.withheld import to_the_loop

PAGE = "drills/drill.html"
PAGES = {name for name, kind in KINDS.items() if kind.page == "drill"}


def found(request: HttpRequest, key: str) -> Schedule:
    """The learner's schedule of the drill with this key."""
    schedule = practice_of(request.user, key)
    if schedule is None or schedule.card.kind not in PAGES:
        raise Http404
    return schedule


# Pages ----------------------------------------------------------------------------------------------------------------


@with_runtime
@require_safe
def drill(request: HttpRequest, key: str) -> HttpResponse:
    schedule = found(request, key)
    if key != schedule.card.address:
        return redirect("drill", schedule.card.address)
    return page(request, schedule)


def page(
    request: HttpRequest, schedule: Schedule, said: str = "", status: int = 200, typed: TypedForm | None = None
) -> HttpResponse:
    """As it stands; after a write that was refused, too. What a loop withholds stays shut either way."""
    under_way = attempt_at(request.user, schedule.card)
    if (under_way is None or under_way.is_answered) and (loop := to_the_loop(request, schedule.card)):
        return loop
    card, today, done = schedule.card, study_day_of(request), drills_done(request.user, schedule.card)
    payload = variant_of(card, under_way.detail.get("variant", "")) if under_way else None
    context = {
        "schedule": schedule,
        "card": card,
        "said": said,
        "family": FAMILIES[family_of(card.content)],
        "is_hunt": family_of(card.content) == "hunt",
        "why": why_now(schedule, done, today),
        "done": done,
        "attempt": under_way,
        "rehearsal": under_way and rehearsal_with(request.user, under_way.key),
        "variant": payload,
        "today": today,
    }
    if under_way and payload:
        shown = solved if under_way.is_answered else in_the_room
        context |= shown(request, schedule, under_way, payload)
        context["typed"] = typed or TypedForm(initial={"minutes": round(under_way.detail.get("seconds", 0) / 60)})
    return render(request, PAGE, context, status=status)


def in_the_room(
    request: HttpRequest, schedule: Schedule, under_way: Attempt, payload: dict[str, Any]
) -> dict[str, Any]:
    detail, writer = under_way.detail, fresh_key()
    code = code_of(request.user, under_way, payload)
    part = detail.get("part", 1)
    is_hunt = family_of(schedule.card.content) == "hunt"
    return {
        "code": sorted(code.items()),
        "parts": [
            {"number": number, "html": prose(text), "is_open": number <= part}
            for number, text in enumerate(payload["parts"], start=1)
        ],
        "docs": prose(payload["docs"]),
        "simulated": prose(payload["lib"].get("README.md", "")),
        **hints_of(detail, payload),
        "counts": [sum(column) for column in zip(*payload["counts"], strict=True)],
        "data": {
            "card": schedule.card.address,
            "attempt": str(under_way.key),
            "variant": detail["variant"],
            "files": code,
            "starter": payload["starter"],
            "tests": payload["tests"],
            "hidden": payload["hidden"],
            "library": library_of(payload),
            "failing": payload["failing"],
            "counts": payload["counts"],
            "part": part,
            "may": not is_hunt or bool(detail.get("hypothesis")) or code != payload["starter"],
            "seconds": detail.get("seconds", 0),
            "minutes": payload["minutes"],
            "writer": writer,
            "version": under_way.version,
            "kept": under_way.kept_at.isoformat(),
        },
        "ending": "passed" if has_passed(detail) else "some" if detail.get("submissions") else "none",
    }


def library_of(payload: dict[str, Any]) -> dict[str, str]:
    """The simulated modules that the exercise speaks of: to be read, as its tests are."""
    told = "\n".join([*payload["parts"], payload["docs"], *payload["starter"].values(), *payload["tests"].values()])
    return {path: text for path, text in payload["lib"].items() if f"lib.{path.removesuffix('.py')} " in told}


def hints_of(detail: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
    """Those that are open, and whether the next one has to wait for its part."""
    hints, opened = payload["hints"], detail.get("hints", 0)
    return {
        "hints": [hint["text"] for hint in hints[:opened]],
        "hints_left": len(hints) - opened,
        "hint_waits": opened < len(hints) and hints[opened]["part"] > detail.get("part", 1),
    }


def prose(text: str) -> str:
    """A text of the variant as HTML. Its headings stand below one of the page."""
    return HEADING.sub(r"\1h3", str(markdown.render(text)))


def solved(request: HttpRequest, schedule: Schedule, under_way: Attempt, payload: dict[str, Any]) -> dict[str, Any]:
    code = code_of(request.user, under_way, payload)
    verdict = drill_verdict(under_way.detail, family_of(schedule.card.content), minutes=payload["minutes"])
    grades = grades_of(request.user, schedule, study_day_of(request))
    return {
        **beside_the_solution(payload, code),
        "verdict": verdict,
        "grades": grades,
        "proposed": grades[5 - verdict.quality],
    }


def beside_the_solution(payload: dict[str, Any], code: dict[str, str] | None) -> dict[str, Any]:
    return {
        "diffs": diff_of(code if code is not None else payload["starter"], payload["solution"]),
        "afterwards": prose(payload["afterwards"]),
        "cause": prose(payload["cause"]),
    }


@require_safe
def attempts(request: HttpRequest, key: str, snapshot: UUID | None = None) -> HttpResponse:
    """Every run and submission, and one of them whole."""
    schedule = found(request, key)
    shown = or_404(snapshot_of(request.user, schedule.card, snapshot)) if snapshot else None
    under_way = attempt_at(request.user, schedule.card)
    context = {
        "card": schedule.card,
        "snapshots": snapshots_of(request.user, schedule.card),
        "shown": shown,
        "files": [(path, numbered(text)) for path, text in sorted(shown.files.items())] if shown else [],
        "may_restore": bool(
            shown
            and under_way
            and not under_way.is_answered
            and under_way.detail.get("variant") == shown.variant
            and shown.why != shown.Why.KEPT
        ),
        "titles": {each["slug"]: each["title"] for each in schedule.card.content["variants"]},
    }
    return render(request, "drills/attempts.html", context)


@require_safe
def as_zip(request: HttpRequest, key: str) -> HttpResponse:
    """The variant under way as a small repository, with the code as it is."""
    schedule = found(request, key)
    under_way = attempt_at(request.user, schedule.card)
    payload = variant_of(schedule.card, under_way.detail.get("variant", "")) if under_way else None
    if payload is None:
        messages.info(request, "Start the drill first: then there is something to download.")
        return redirect("drill", key)
    code = code_of(request.user, under_way, payload)
    packed = drill_zip(schedule.card.title, family_of(schedule.card.content), payload, code)
    response = HttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = (
        f'attachment; filename="{schedule.card.address}-{under_way.detail["variant"]}.zip"'
    )
    return response


# Actions --------------------------------------------------------------------------------------------------------------


@action
def begin(request: HttpRequest, key: str) -> HttpResponse:
    return _done(request, found(request, key), KeyForm(request.POST), begin_practice)


@action
def keep(request: HttpRequest, key: str) -> HttpResponse:
    form = KeepForm(request.POST)
    values = form.cleaned_data if form.is_valid() else {}
    given = form.page | {"is_aside": values.get("aside")}
    return _told(
        request, found(request, key), form, keep_code, values.get("files"), form.is_valid() and form.sentences, **given
    )


@action
def run(request: HttpRequest, key: str) -> HttpResponse:
    form = RunForm(request.POST)
    values = form.cleaned_data if form.is_valid() else {}
    return _told(
        request,
        found(request, key),
        form,
        note_run,
        values.get("files"),
        values.get("results"),
        is_submission=values.get("submission"),
        key=values.get("key"),
        **form.page,
    )


def _told(
    request: HttpRequest, schedule: Schedule, form: Any, service: Any, *arguments: Any, **options: Any
) -> HttpResponse:
    """Programs of the page are told as JSON; a plain form goes back to the page."""
    if not form.is_valid():
        kept: Any = refuse(request, UNREADABLE)
    else:
        now = timezone.now()
        try:
            with reading(request.user, now):
                kept = attempt(request, service, schedule.card_id, *arguments, now=now, **options)
        except TooOften:
            kept = refuse(request, TOO_OFTEN)
    if not wants_json(request):
        if isinstance(kept, Refusal):
            return page(request, schedule, kept.detail, kept.status)
        return see_other("drill", schedule.card.address)
    if isinstance(kept, Refusal):
        return JsonResponse({"kept": False, "said": kept.detail, "code": kept.code}, status=kept.status)
    return JsonResponse({"kept": True, **kept})


@action
def hint(request: HttpRequest, key: str) -> HttpResponse:
    """One more; where htmx asks, without a new page: Python and the results stay as they are."""
    schedule = found(request, key)
    done = _done(request, schedule, KeyForm(request.POST), open_hint)
    if not wants_part(request) or done.status_code != 303:
        return done
    under_way = attempt_at(request.user, schedule.card)
    payload = variant_of(schedule.card, under_way.detail["variant"])
    return render(request, f"{PAGE}#hints", {"card": schedule.card, **hints_of(under_way.detail, payload)})


@action
def finish(request: HttpRequest, key: str) -> HttpResponse:
    """I'm done, or I give up: the solution opens."""
    form = FinishForm(request.POST)
    given = {"seconds": form.cleaned_data["seconds"]} if form.is_valid() else {}
    return _done(request, found(request, key), form, finish_drill, form.is_valid() and form.sentences, **given)


@action
def typed_back(request: HttpRequest, key: str) -> HttpResponse:
    """What the tests said in the learner's own editor."""
    schedule, form = found(request, key), TypedForm(request.POST)
    if not form.is_valid():
        return page(request, schedule, status=422, typed=form)
    done = attempt(request, note_typed, schedule.card_id, form.detail, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(done, Refusal):
        is_theirs = done.code == "unfit"
        if is_theirs:
            form.add_error("visible", done.detail)
        return page(request, schedule, "" if is_theirs else done.detail, done.status, typed=form)
    return see_other("drill", key)


@action
def leave(request: HttpRequest, key: str) -> HttpResponse:
    return _done(
        request,
        found(request, key),
        KeyForm(request.POST),
        leave_drill,
        said="Left. Nothing was graded; your code is kept.",
    )


@action
def restore(request: HttpRequest, key: str, snapshot: UUID) -> HttpResponse:
    said = "Your code is as it was then. What it was before stands among your attempts."
    return _done(request, found(request, key), KeyForm(request.POST), restore_snapshot, snapshot, said=said)


def _done(
    request: HttpRequest, schedule: Schedule, form: Any, service: Any, *arguments: Any, said: str = "", **options: Any
) -> HttpResponse:
    if not form.is_valid():
        return page(request, schedule, UNREADABLE.detail, UNREADABLE.status)
    given = {"key": form.cleaned_data["key"], "now": timezone.now(), **options}
    done = attempt(request, service, schedule.card_id, *arguments, **given)
    if isinstance(done, Refusal):
        return page(request, schedule, done.detail, done.status)
    if said:
        messages.success(request, said)
    return see_other("drill", schedule.card.address)


@action
def grade(request: HttpRequest, key: str) -> HttpResponse:
    schedule, form = found(request, key), DrillGradeForm(request.POST)
    if not form.is_valid():
        return page(request, schedule, UNREADABLE.detail, UNREADABLE.status)
    values = form.cleaned_data
    graded = attempt(
        request,
        grade_drill,
        schedule.card_id,
        values["quality"],
        key=values["review"],
        version=values["schedule"],
        now=timezone.now(),
    )
    if isinstance(graded, Refusal):
        return page(request, found(request, key), graded.detail, graded.status)
    messages.success(request, "Graded.")
    return see_other("drill-result", key)
