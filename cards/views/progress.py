"""The progress page: what was done, what stayed, what is coming."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cards.addresses import action
from cards.charts import BarChart, Item, bar_chart, heatmap
from cards.forms.keys import KeyForm
from cards.models import Topic
from cards.queries.memory import fit_in_use, known_from, last_fit, last_kept, replanning_of, reviews_of
from cards.queries.missed import LAST_DAYS, missed_cards, session_of
from cards.queries.progress import MOST_CARDS, Collection, Due, History, States, collection_of, due_of, history_of
from cards.queries.search import NO_STAGE
from cards.scheduling import LEECH_LAPSES
from cards.scheduling.calibration import LEAST
from cards.scheduling.training import LEAST_REVIEWS
from cards.services.fits import choose_weights, want_fit
from cards.services.reading import TooOften, reading
from cards.stages import stage_title
from cards.today import study_day_of
from cards.views.actions import TOO_OFTEN, UNREADABLE, Refusal, attempt, attempt_long, refuse
from cards.views.partials import see_other
from cards.words import in_minutes

WINDOWS = {"30": 30, "90": 90, "365": 364}  # a year is drawn by weeks: whole ones
LABELS = 5  # on the axis of a chart of days


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    learner = request.user
    today = study_day_of(request)
    window = request.GET.get("days", "30")
    window = window if window in WINDOWS else "30"
    history, collection = history_of(learner, today), collection_of(learner)
    due = due_of(learner, today, history)
    request.latest_study_day = history.latest
    context = {
        "history": history,
        "due": due,
        "collection": collection,
        "window": window,
        "windows": WINDOWS,
        "heatmap": heatmap({day: row.reviews + row.practices for day, row in history.days.items()}, today),
        "months": months_of(history),
        "reviews_chart": days_chart(history, today, window, "reviews"),
        "minutes_chart": days_chart(history, today, window, "minutes"),
        "due_chart": due_chart(due, today),
        "states_chart": states_chart(collection),
        "stages": stage_rows(collection),
        "topics": topic_rows(collection),
        "most": MOST_CARDS,
        "leech_lapses": LEECH_LAPSES,
    }
    return render(request, "progress/progress.html", context)


@require_safe
def memory(request: HttpRequest) -> HttpResponse:
    """Does the memory model know this learner? Worked out from the log: a page of its own."""
    return memory_page(request)


def memory_page(request: HttpRequest, refused: Refusal | None = None) -> HttpResponse:
    learner, status = request.user, refused.status if refused else 200
    context = {"said": refused and refused.detail, "least": LEAST}
    wish = replanning_of(learner)
    context |= {"fit": last_fit(learner), "used": fit_in_use(learner), "kept": last_kept(learner), "wish": wish}
    is_wished = wish is not None and wish.fitted is not None and not wish.has_failed
    context["is_fitted"] = wish.fitted if is_wished else learner.weights is not None
    context |= {"reviews": reviews_of(learner), "least_reviews": LEAST_REVIEWS}
    try:
        with reading(learner, timezone.now()):
            known, predicted, drawn = known_from(learner)
        context |= {"known": known, "predicted": predicted, "drawn": drawn}
    except TooOften:
        refusal = refuse(request, TOO_OFTEN)
        context["too_often"], status = refusal.detail, refusal.status
    return render(request, "progress/memory.html", context, status=status)


@action
def memory_fit(request: HttpRequest) -> HttpResponse:
    """The wish to have the model fitted: a process beside the workers sees to it."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return memory_page(request, refuse(request, UNREADABLE))
    wished = attempt(request, want_fit, key=form.cleaned_data["key"], now=timezone.now())
    if isinstance(wished, Refusal):
        return memory_page(request, wished)
    if not wished:
        messages.error(request, f"It takes {LEAST_REVIEWS} reviews to fit the model to you.")
    return see_other("memory")


@action
def memory_weights(request: HttpRequest) -> HttpResponse:
    """The usual weights, or again the fitted ones."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return memory_page(request, refuse(request, UNREADABLE))
    fitted, now = request.POST.get("weights") == "fitted", timezone.now()
    chosen = attempt_long(request, choose_weights, fitted, key=form.cleaned_data["key"], now=now)
    if isinstance(chosen, Refusal):
        return memory_page(request, chosen)
    if not chosen["waits"]:
        used = "your own" if chosen["fitted"] else "the usual"
        messages.success(request, f"Recall is predicted by {used} weights from now on.")
    return see_other("memory")


@require_safe
def missed(request: HttpRequest) -> HttpResponse:
    """What the learner misses most, with what to do about it."""
    today = study_day_of(request)
    cards = missed_cards(request.user, today)
    session = session_of(request.user, today, [each.schedule for each in cards])
    context = {
        "missed": cards,
        "last_days": LAST_DAYS,
        "today": today,
        "can_be_asked": session.next is not None,
        "leech_lapses": LEECH_LAPSES,
    }
    return render(request, "progress/missed.html", context)


def short(day: date) -> str:
    return f"{day.day} {day:%b}"


def days_chart(history: History, today: date, window: str, what: str) -> BarChart:
    """Reviews or minutes a day up to today; over a year, a week."""
    length, days_a_bar = WINDOWS[window], 7 if window == "365" else 1
    number = length // days_a_bar
    items, total = [], 0
    for place in range(number):
        days = [today - timedelta(days=length - 1 - place * days_a_bar - more) for more in range(days_a_bar)]
        rows = [history.days[day] for day in days if day in history.days]
        count = sum(
            row.reviews + row.practices if what == "reviews" else row.seconds + row.practice_seconds for row in rows
        )
        total += count
        count = count if what == "reviews" else in_minutes(count)
        name = f"{days[0]:%a} {short(days[0])}" if days_a_bar == 1 else f"week from {short(days[0])}"
        items.append(Item(name, label_of(days[0], place, number), (count,)))
    total = total if what == "reviews" else in_minutes(total)
    return bar_chart(items, f"{what.capitalize()} a {'week' if days_a_bar > 1 else 'day'}", total=total)


def label_of(day: date, place: int, number: int) -> str:
    """Every so many bars have a label, so that they do not touch."""
    return short(day) if (number - 1 - place) % (number // LABELS) == 0 else ""


def due_chart(due: Due, today: date) -> BarChart:
    items = []
    for place, cards in enumerate(due.days):
        day = today + timedelta(days=place)
        counts = (cards,) if place else (cards, due.overdue)
        label = short(day) if place % 7 == 0 else ""
        capped = due.capped and place == len(due.days) - 1
        items.append(Item(f"{day:%a} {short(day)}", label if place else "Today", counts, capped))
    return bar_chart(items, "Cards a day")


def states_chart(collection: Collection) -> BarChart:
    total = collection.total
    states = {"New": total.new, "Young": total.young, "Mature": total.mature, "Suspended": total.suspended}
    items = [Item(name, name, (cards,)) for name, cards in {**states, "Leeches": total.leeches}.items()]
    return bar_chart(items, "Cards", shows_values=True)


@dataclass(frozen=True)
class TallyRow:
    """`cards`: the address of the list of these cards, to which a state can be added."""

    title: str
    cards: str
    states: States


def stage_rows(collection: Collection) -> list[TallyRow]:
    """The cards of each stage are a part of "My cards" with those of the decks that are studied."""

    def row(stage: str, states: States) -> TallyRow:
        title, asked = (stage_title(stage), stage) if stage else ("No stage", NO_STAGE)
        return TallyRow(title, f"{reverse('cards')}?{urlencode({'all': 'on', 'stage': asked})}", states)

    return [row(stage, states) for stage, states in collection.stages]


def topic_rows(collection: Collection) -> list[TallyRow]:
    """The cards of a topic are a part of its deck's; only own cards have none."""

    def row(topic: Topic | None, states: States) -> TallyRow:
        if topic is None:
            return TallyRow("No topic", f"{reverse('cards')}?all=", states)
        return TallyRow(topic.title, f"{reverse('deck-cards', args=[topic.deck.slug])}?topic={topic.slug}", states)

    return [row(topic, states) for topic, states in collection.topics]


def months_of(history: History) -> list[dict[str, object]]:
    """The table behind the heatmap: a row for each month with reviews, the latest first."""
    months: dict[date, dict[str, object]] = {}
    for day, row in sorted(history.days.items(), reverse=True):
        month = months.setdefault(day.replace(day=1), {"days": 0, "reviews": 0, "seconds": 0})
        month["days"] += 1
        month["reviews"] += row.reviews + row.practices
        month["seconds"] += row.seconds + row.practice_seconds
    return [{"month": month, **sums} for month, sums in months.items()]
