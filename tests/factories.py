"""Decks, cards and schedules for tests, made through the same services as in the app where there are some."""

import sys
import uuid
from datetime import UTC, datetime, timedelta

from django.db import connection
from markdown_it import MarkdownIt

from cards.kinds.forms import FORMS
from cards.models import Card, Deck, Enrolment, Schedule, Story
from cards.operations import leavings
from cards.services.content import set_content, set_variants
from cards.services.decks import add_schedules, enrol
from cards.services.leaving import leave
from cards.services.review import grade_card
from cards.services.stories import create_story

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def make_deck(slug="demo", *, owner=None, title=None, **columns):
    return Deck.objects.create(slug=slug, owner=owner, title=title or slug.capitalize(), **columns)


def make_card(deck, key=None, *, kind="recall", content=None, ordinal=0, now=NOW, **columns):
    content = content or {"question": f"What is {key}?", "answer": f"It is {key}.", "points": [], "notes": ""}
    key = key or uuid.uuid4().hex[:12]
    columns.setdefault("position", Card.objects.count() + 1)
    card = Card(deck=deck, key=key, ordinal=ordinal, created_at=now, edited_at=now, digest="", **columns)
    set_content(card, kind, content)
    card.save()
    return card


def make_design(deck, key="limiter", **columns):
    """A design question with three points: 60, critical, 30, critical, and 10."""
    content = {
        "question": f"Design a {key}: many users.",
        "outline": ["Requirements", "Numbers"],
        "rubric": FORMS["rubric"].typed(
            "[60! failure] Says what happens when it is down\n[30! numbers] Works out the load\n[10] Names a graph"
        ),
        "model": "I would **begin** with the guarantee.",
        "levels": "",
        "probes": [{"ask": "And then?", "answer": "It fails open."}],
        "notes": "",
    }
    columns = {"minutes": 25, "stage": "design", "stages": ["design"]} | columns
    return make_card(deck, key, kind="design", content=content, **columns)


def make_behavioural(deck, key="mistake", competencies=("failure", "ownership"), **columns):
    """A question that is answered with a story: points of 60, critical, and 40, critical."""
    content = {
        "question": f"Tell me about a {key} of yours.",
        "judged": "Whether you say it **plainly**.",
        "guide": "What happened, whom you told, what changed.",
        "weak": "> It was fixed.\n\nNobody learns by whom.",
        "strong": "> I rolled it back.\n\nIt says what she did.",
        "rubric": FORMS["rubric"].typed("[60! own-part] Says what was hers\n[40! result] Gives the effect in numbers"),
        "probes": [{"ask": "Why did you not see it?", "answer": "No test had two clocks."}],
        "competencies": list(competencies),
        "notes": "",
    }
    columns = {"minutes": 5, "stage": "design", "stages": ["design"]} | columns
    return make_card(deck, key, kind="behavioural", content=content, **columns)


def make_story(learner, title="The double payout", purpose="story", now=NOW, **content):
    made = create_story(learner, purpose, {"title": title, **content}, key=uuid.uuid4(), now=now)
    return Story.objects.get(pk=made)


def make_drill(deck, key="cache", *, family="coding", variants=("ttl", "lfu"), **columns):
    """A drill with two variants of two parts: 2 + 1 visible tests, 3 + 1 hidden ones. A hunt has one part, 2 and 3."""
    is_hunt = family == "hunt"
    payload = {
        "title": "Expiry",
        "minutes": 40,
        "parts": ["Find the **bug**."] if is_hunt else ["Write `Cache`.", "Now it expires."],
        "hints": [{"part": 1, "text": "Think of `dict`."}, {"part": 1 if is_hunt else 2, "text": "Keep the moment."}],
        "afterwards": "One dictionary.",
        "cause": "It was never compared." if is_hunt else "",
        "failing": "test_a" if is_hunt else "",
        "docs": "",
        "counts": [[2, 3]] if is_hunt else [[2, 3], [1, 1]],
        "starter": {"cache.py": "x = 1\n"},
        "solution": {"cache.py": "x = 2\n"},
        "tests": {"part_1.py": "from cache import x\n\n\ndef test_a():\n    assert x == 2\n"},
        "hidden": {"part_1.py": "from cache import x\n\n\ndef test_b():\n    assert x > 1\n"},
        "lib": {"checks.py": "y = 1\n"},
    }
    content = {
        "title": f"A {key}",
        "about": "What is **kept**.",
        "points": [{"text": "constant time", "critical": True}],
        "asked": "- And LFU?",
        "family": family,
        "class": "bounded-cache",
        "variants": [
            {"slug": slug, "title": f"{slug.upper()}, then", "minutes": 40, "mark": slug} for slug in variants
        ],
    }
    columns = {"minutes": 40, "stage": "screen", "stages": ["screen"]} | columns
    card = make_card(deck, key, kind="drill", content=content, **columns)
    set_variants(card, dict.fromkeys(variants, payload))
    return card


def make_cards(deck, number, **columns):
    return [make_card(deck, f"card-{index}", **columns) for index in range(number)]


def left(learner, now=NOW):
    """The learner has left, and what was to be done after the request is done."""
    leave(learner, now=now)
    leavings.carry_out_waiting()


def enrolled(learner, deck, now=NOW):
    enrol(learner, deck, key=uuid.uuid4(), now=now)
    return Enrolment.objects.get(learner=learner, deck=deck)


def make_schedule(learner, card, **columns):
    """The learner's schedule for the card; columns as given (due and planned_for follow each other)."""
    if "due" in columns:
        columns.setdefault("planned_for", columns["due"])
    add_schedules(learner, [card])
    Schedule.objects.of(learner).filter(card=card).update(**columns)
    return Schedule.objects.of(learner).get(card=card)


def review(learner, card, quality, now=NOW, *, seconds=12, key=None):
    """Grade the card at `now`, as the review page would."""
    version = Schedule.objects.of(learner).get(card=card).version
    return grade_card(
        learner, card.pk, quality, key=key or uuid.uuid4(), version=version, reviewed_at=now, seconds=seconds
    )


def days_later(days, now=NOW):
    return now + timedelta(days=days)


def transactions_while_reading(function, *arguments, **options):
    """For each time that Markdown was read: whether a transaction was open."""
    seen = []

    def look(frame, event, argument):
        if event == "call" and frame.f_code is MarkdownIt.parse.__code__:
            seen.append(connection.in_atomic_block)

    sys.setprofile(look)
    try:
        return function(*arguments, **options), seen
    finally:
        sys.setprofile(None)
