"""What a card says, what is worked out from it, and what changes when its meaning does."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import batched
from typing import Any

from django.db.models import F
from django.utils.text import Truncator

from cards.kinds import KINDS, render_card
from cards.models import Card, DrillVariant, Learner, Schedule
from cards.models.batches import BATCH
from cards.queries.deck_cards import BESIDE_TAGS
from cards.scheduling import planned_for
from cards.spelling import searchable


@dataclass(frozen=True)
class Drawn:
    """What is worked out from a card's content. It takes long, and so is done before a transaction begins."""

    html: dict[str, str]
    title: str
    words: str


def drawn(kind: str, content: Mapping[str, Any], ordinal: int) -> Drawn:
    return Drawn(
        html=render_card(kind, content, ordinal),
        title=Truncator(KINDS[kind].title(content, ordinal)).chars(250),
        words=searchable(KINDS[kind].search_text(content)),
    )


def set_content(card: Card, kind: str, content: Mapping[str, Any], given: Drawn | None = None) -> None:
    """Give a card its content and everything that is worked out from it."""
    given = given or drawn(kind, content, card.ordinal)
    card.kind = kind
    card.content = dict(content)
    card.html = given.html
    card.title = given.title
    card.search = _searchable(given.words, card.tags)


def set_variants(card: Card, variants: Mapping[str, Mapping[str, Any]]) -> None:
    """What the variants of a drill hold, by their slugs. Of any other card there are none."""
    DrillVariant.objects.filter(card=card).exclude(slug__in=variants).delete()
    for slug, payload in variants.items():
        DrillVariant.objects.update_or_create(card=card, slug=slug, defaults={"payload": payload})


def search_text(card: Card) -> str:
    """What a card is found by: its words and its tags."""
    return _searchable(searchable(KINDS[card.kind].search_text(card.content)), card.tags)


def with_other_tags(search: str, tags: Iterable[str]) -> str:
    """What the card is found by once it has these tags. Its text is not read again: many cards are tagged at once."""
    return _searchable(search.partition(BESIDE_TAGS)[0], tags)


def _searchable(words: str, tags: Iterable[str]) -> str:
    return BESIDE_TAGS.join([words, *map(searchable, tags), ""])


def ask_again(card: Card, now: datetime) -> None:
    """The meaning changed: whoever knew the old one is asked today. Their states stay; a pass keeps the interval."""
    known = Schedule.objects.filter(card=card, due__isnull=False)
    # Locked, so that no review moves a due day meanwhile; read without the learners, who would be locked too.
    columns = ("pk", "due", "last_look", "reviewed_on", "learner")
    schedules = list(known.select_for_update().order_by("pk").values_list(*columns))
    rows = known.values_list("learner", "learner__time_zone", "learner__rollover_hour")
    clocks = {learner: clock for learner, *clock in rows}

    @cache
    def today(zone: str, rollover: int) -> date:
        return Learner(time_zone=zone, rollover_hour=rollover).study_day(now)

    planned = defaultdict(list)
    for pk, due, last_look, seen_on, learner in schedules:
        planned[planned_for(due, today(*clocks[learner]), last_look, seen_on)].append(pk)
    for day, pks in planned.items():
        for some in batched(pks, BATCH):
            Schedule.objects.filter(pk__in=some).update(planned_for=day, version=F("version") + 1)
