"""The story bank: which story answers which question, a story as it is read and written, and its versions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cards.addresses import action
from cards.forms.keys import KeyForm, fresh_key
from cards.forms.stories import PurposeForm, StoryForm, VersionForm
from cards.kinds.competencies import competency_title
from cards.markdown import render as markdown
from cards.models import Card, Story
from cards.queries.stories import coverage, story_of, story_question, story_questions, told_by, version_of, versions_of
from cards.services.reading import TooOften, reading
from cards.services.stories import create_story, delete_story, edit_story, restore_version
from cards.stories import NOTES, PURPOSES, SCOPES, USUAL_PURPOSE, telling
from cards.views.actions import TOO_OFTEN, UNREADABLE, Refusal, attempt, refuse
from cards.views.errors import or_404
from cards.views.partials import see_other

EDIT = "stories/edit.html"
SAVED_ELSEWHERE = (
    "This story was saved in another tab or on another device meanwhile. What you typed is below and not saved yet. "
    "Save once more to keep it: what was saved there stays as a version."
)


def found(request: HttpRequest, story_id: int) -> Story:
    return or_404(story_of(request.user, story_id))


# Pages ----------------------------------------------------------------------------------------------------------------


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    return render(request, "stories/stories.html", {"coverage": coverage(request.user), "purposes": PURPOSES})


@require_safe
def story(request: HttpRequest, story_id: int) -> HttpResponse:
    shown = found(request, story_id)
    told = told_by(request.user).get(shown.pk)
    cards = {card.key: card for card in story_questions(request.user)}
    tellings = told.cards if told else frozenset()
    context = {
        "story": shown,
        "purpose": PURPOSES[shown.purpose],
        "telling": shown.telling,
        "told": told,
        "questions": [card for card in cards.values() if card.key in shown.questions or card.pk in tellings],
        "versions": versions_of(shown),
        **_as_read(shown.purpose, shown.content),
    }
    return render(request, "stories/story.html", context)


@require_safe
def version(request: HttpRequest, story_id: int, number: int) -> HttpResponse:
    """What a story was once."""
    shown = found(request, story_id)
    old = or_404(version_of(shown, number))
    context = {
        "story": shown,
        "version": old,
        "title": old.content["title"],
        "telling": telling(shown.purpose, old.content),
        **_as_read(shown.purpose, old.content),
    }
    return render(request, "stories/version.html", context)


def _as_read(purpose: str, content: dict[str, Any]) -> dict[str, Any]:
    def parts(of: Any) -> list[tuple[str, str]]:
        return [(part.label, str(markdown(content[part.name]))) for part in of if content.get(part.name)]

    return {
        "parts": parts(PURPOSES[purpose].parts),
        "notes": parts(NOTES),
        "scope": SCOPES.get(content.get("scope", "")),
        "competencies": [competency_title(slug) for slug in content.get("competencies", [])],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def story_new(request: HttpRequest) -> HttpResponse:
    """A new story, beside the guide of the question that it is written for."""
    asked = PurposeForm(request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {"purpose": "", "question": ""}
    cards = story_questions(request.user)
    card = story_question(request.user, wanted["question"]) if wanted["question"] else None
    purpose = wanted["purpose"] or _purpose_for(card)
    heading = "A new story" if purpose == USUAL_PURPOSE else PURPOSES[purpose].label
    context = {"card": card, "purpose": purpose, "heading": heading}
    if request.method != "POST":
        answers = {"questions": [card.key], "competencies": card.content.get("competencies", [])} if card else {}
        form = StoryForm(purpose=purpose, questions=cards, initial={"key": fresh_key()} | answers)
        return _edit(request, form, context)
    form = StoryForm(request.POST, purpose=purpose, questions=cards)
    if not form.is_valid():
        return _edit(request, form, context, status=422)
    made = attempt(request, create_story, purpose, form.content, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(made, Refusal):
        return _refused(request, form, context, made)
    messages.success(request, "Saved.")
    return see_other("story", made)


def _purpose_for(card: Card | None) -> str:
    asked = set(card.content.get("competencies") or ()) if card else set()
    return next((name for name, each in PURPOSES.items() if asked & set(each.shows)), USUAL_PURPOSE)


@require_http_methods(["GET", "HEAD", "POST"])
def story_edit(request: HttpRequest, story_id: int) -> HttpResponse:
    shown = found(request, story_id)
    cards = story_questions(request.user)
    options = {"purpose": shown.purpose, "questions": cards, "before": shown.questions}
    context = {"story": shown, "purpose": shown.purpose, "heading": shown.title}
    if request.method != "POST":
        first = shown.content | {"key": fresh_key(), "version": shown.version}
        return _edit(request, StoryForm(**options, initial=first), context)
    form = StoryForm(request.POST, **options)
    if not form.is_valid():
        return _edit(request, form, context, status=422)
    values = form.cleaned_data
    saved = attempt(
        request,
        edit_story,
        shown.pk,
        form.content,
        version=values["version"] or 0,
        key=values["key"],
        now=timezone.now(),
    )
    if isinstance(saved, Refusal):
        return _refused(request, form, context, saved)
    messages.success(request, "Saved.")
    return see_other("story", shown.pk)


def _refused(request: HttpRequest, form: StoryForm, context: dict[str, Any], refusal: Refusal) -> HttpResponse:
    """The form with what was typed still in it. It can be sent again: with a new key, and over what is there now."""
    again = request.POST.copy()
    again["key"] = fresh_key()
    said = refusal.detail
    if refusal.code == "stale":
        again["version"], said = found(request, context["story"].pk).version, SAVED_ELSEWHERE
    form.data = again
    return _edit(request, form, context | {"said": said}, status=refusal.status)


def _edit(request: HttpRequest, form: StoryForm, context: dict[str, Any], status: int = 200) -> HttpResponse:
    typed = form.typed() if form.is_bound else form.initial
    context |= {"form": form, "telling": telling(context["purpose"], typed)}
    return render(request, EDIT, context, status=status)


# Actions --------------------------------------------------------------------------------------------------------------


@action
def count(request: HttpRequest) -> HttpResponse:
    """How long a story takes, while it is typed."""
    asked = PurposeForm(request.POST)
    purpose = (asked.cleaned_data["purpose"] if asked.is_valid() else "") or USUAL_PURPOSE
    try:
        with reading(request.user, timezone.now()):
            told = telling(purpose, StoryForm(request.POST, purpose=purpose).typed())
    except TooOften:
        return HttpResponse(refuse(request, TOO_OFTEN).detail, status=429)
    return render(request, f"{EDIT}#telling", {"telling": told})


@action
def restore(request: HttpRequest, story_id: int) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        found(request, story_id)
        messages.error(request, UNREADABLE.detail)
        return redirect("story", story_id)
    values = form.cleaned_data
    done = attempt(request, restore_version, story_id, values["number"], key=values["key"], now=timezone.now())
    if isinstance(done, Refusal):
        messages.error(request, done.detail)
    else:
        messages.success(request, f"It is again what it was in version {values['number']}.")
    return see_other("story", story_id)


@action
def delete(request: HttpRequest, story_id: int) -> HttpResponse:
    form = KeyForm(request.POST)
    if not form.is_valid():
        found(request, story_id)
        messages.error(request, UNREADABLE.detail)
        return redirect("story", story_id)
    done = attempt(request, delete_story, story_id, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(done, Refusal):
        messages.error(request, done.detail)
        return redirect("story", story_id)
    messages.success(request, "Deleted, with all its versions.")
    return see_other("stories")
