"""What templates need said in words: intervals, times, days, stages; and the door for HTML that we made ourselves."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.template import TemplateDoesNotExist
from django.template.backends.django import Template
from django.template.loader import get_template
from django.utils.timesince import timesince

from cards import charts, markdown, words
from cards.accounts import browsers
from cards.forms.cards import SectionField
from cards.forms.keys import fresh_key
from cards.kinds import KINDS, Kind
from cards.kinds.competencies import competency_title
from cards.models import Card
from cards.queries.receipts import undoable
from cards.queries.stories import StoryChoice, choice_of
from cards.stages import stage_title
from cards.stories import scope_title, times

register = template.Library()
register.filter(stage_title)
for in_words in (words.interval, words.day_from, words.day_ago, words.clock, competency_title, scope_title, times):
    register.filter(in_words)


@register.filter
def stored(html: str) -> markdown.SafeHTML:
    """HTML that cards.markdown rendered and the database kept, and what cards.charts drew."""
    return markdown.stored(html)


@register.filter
def line(text: str) -> markdown.SafeHTML:
    """One line of Markdown, such as a point that is ticked."""
    return markdown.render_line(text)


@register.filter(name="markdown")
def as_markdown(text: str) -> markdown.SafeHTML:
    """A learner's text that is drawn when it is shown."""
    return markdown.render(text)


@register.filter
def capped(number: int) -> int | str:
    """A count that nobody reads to its last digit."""
    return number if number < 1000 else "999+"


@register.filter
def at(mapping: Mapping[str, Any] | None, key: Any) -> Any:
    """What a mapping has under a key that is worked out; mappings that are kept as JSON have texts for keys."""
    return mapping.get(str(key), "") if isinstance(mapping, Mapping) else ""


@register.filter
def is_practice(card: Card) -> bool:
    return KINDS[card.kind].is_practice


@register.filter
def kind(card: Card) -> Kind:
    return KINDS[card.kind]


@register.filter
def kind_part(card: Card, part: str) -> Template:
    """The partial of a card's kind: "question", "answer" …"""
    return _part(f"kinds/{card.kind}.html#{part}")


@register.filter
def compiled(name: str) -> Template:
    """For an include on the hot path, which would look for its template anew at every grade."""
    return _part(name)


@register.filter
def part_name(card: Card) -> str:
    """What one of the cards of a text is called: Gap 2."""
    return f"{KINDS[card.kind].part} {card.ordinal}"


@register.filter
def parts(card: Card) -> str:
    """What the cards of its text are called together: gaps."""
    return f"{KINDS[card.kind].part.lower()}s"


@register.filter
def tools(field: SectionField) -> Template | None:
    """What a kind offers below the field of what it asks, such as a button for its marks; most offer nothing."""
    kind = field.kinds[0]
    try:
        return _part(f"kinds/{kind.name}.html#tools") if kind.main == field.section else None
    except TemplateDoesNotExist:
        return None


@register.filter
def theme_metas(theme: str) -> str:
    """What the head of every page says of its colours: one of three texts."""
    return _theme_metas(theme)


@cache
def _theme_metas(theme: str) -> str:
    return _part("_theme.html#metas").render({"theme": theme})


@register.filter
def grade_buttons(grades: Sequence[Hashable]) -> str:
    """The buttons of the review page. Intervals repeat, so most sets of labels were drawn before."""
    return _grade_buttons(tuple(grades))


@lru_cache(maxsize=1024)
def _grade_buttons(grades: tuple[Hashable, ...]) -> str:
    return _part("review/review.html#grades").render({"grades": grades})


@cache
def _part(name: str) -> Template:
    return get_template(name)


@register.filter
def ago(moment: datetime) -> str:
    """A moment gone by, in its largest unit: 3 weeks ago."""
    passed = timesince(moment, depth=1)
    return "just now" if passed.startswith("0") else f"{passed} ago"


@register.filter
def browser_name(user_agent: str) -> str:
    return browsers.browser_name(user_agent)


@register.simple_tag(name="fresh_key")
def fresh_key_tag() -> str:
    """A key for a form that is about to be shown: see cards.services.once."""
    return fresh_key()


@register.filter
def week_chart(week: tuple[tuple[date, int], ...]) -> charts.BarChart:
    """The days of `week_of` as bars, today last."""
    items = [charts.Item(f"{day:%A}", f"{day:%a}", (reviews,)) for day, reviews in week[:-1]]
    items += [charts.Item(f"{day:%A}", "Today", (reviews,)) for day, reviews in week[-1:]]
    return charts.bar_chart(items, "Reviews a day", height=140, shows_values=True)


@register.simple_tag(takes_context=True)
def story_choice(context: template.Context, card: Card) -> StoryChoice:
    """The story that is told on a page of practice, and those that could be."""
    return choice_of(context["request"].user, card, context.get("detail") or {})


@register.simple_tag(takes_context=True)
def just_done(context: template.Context) -> dict[str, str] | None:
    """What was done to cards on the page before, if its key stands in the address and it can still be taken back."""
    request = context["request"]
    key = request.GET.get("done")
    try:
        receipt = undoable(request.user, UUID(key)) if key else None
    except ValueError:
        return None
    if receipt is None:
        return None
    number = receipt.result.get("count", 1)
    says = f"{number} card{'s' if number != 1 else ''} {DONE[receipt.name]}."
    query = request.GET.copy()
    del query["done"]
    return {"says": says, "key": key, "page": f"{request.path}?{query.urlencode()}" if query else request.path}


DONE = {
    "bury": "buried until tomorrow",
    "suspend": "suspended",
    "suspend-cards": "suspended",
    "resume-cards": "resumed",
}
