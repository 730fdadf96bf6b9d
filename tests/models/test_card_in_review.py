"""What the review page knows of a card is what the rows say, column by column."""

from datetime import date, timedelta

import pytest

from cards.models import Topic
from cards.models.statements import read_card, read_queue
from cards.scheduling import State
from tests.factories import NOW, make_card, make_deck, make_schedule

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
MEMORY = {"stability": 2.5}


@pytest.fixture
def schedule(alice):
    """A schedule of which no two columns hold the same."""
    deck = make_deck("own", owner=alice, title="Mine")
    topic = Topic.objects.create(deck=deck, slug="http", title="HTTP", primer="Read.", primer_html="<p>Read.</p>")
    card = make_card(
        deck, "etag", topic=topic, stages=["coding"], stage="coding", check_by=date(2027, 1, 1),
        rev_at=NOW - timedelta(days=2), sources=[{"title": "RFC 9110", "url": "", "seen": "2026-11-01"}],
    )  # fmt: skip
    return make_schedule(
        alice, card, repetitions=3, ease=236, interval=14, due=TODAY, repeat_on=date(2026, 11, 9), lapses=1,
        memory=MEMORY, reviewed_at=NOW - timedelta(days=14), is_flagged=True, note_html="<p>Mine</p>", version=7,
    )  # fmt: skip


def shown(card):
    return {
        "pk": card.pk, "kind": card.kind, "stage": card.stage, "html": card.html, "content": card.content,
        "sources": card.sources, "check_by": card.check_by, "key": card.key, "title": card.title,
        "deck_title": card.deck_title, "owner_id": card.owner_id, "topic_title": card.topic_title,
        "schedule": card.schedule, "version": card.version, "lapses": card.lapses, "state": card.state,
        "is_flagged": bool(card.is_flagged), "note_html": card.note_html, "is_changed": card.is_changed,
        "primer_html": card.primer_html,
    }  # fmt: skip


def expected_of(schedule):
    card = schedule.card
    return {
        "pk": card.pk, "kind": "recall", "stage": "coding", "html": card.html, "content": card.content,
        "sources": [{"title": "RFC 9110", "url": "", "seen": "2026-11-01"}], "check_by": date(2027, 1, 1),
        "key": "etag", "title": card.title, "deck_title": "Mine", "owner_id": schedule.learner_id,
        "topic_title": "HTTP", "schedule": schedule.pk, "version": 7, "lapses": 1,
        "state": State(3, 236, 14, TODAY, date(2026, 11, 9), 1, MEMORY), "is_flagged": True,
        "note_html": "<p>Mine</p>", "is_changed": True, "primer_html": None,
    }  # fmt: skip


def test_by_itself(alice, schedule):
    assert shown(read_card(alice.pk, schedule.pk)) == expected_of(schedule)


def test_as_the_next_of_the_queue(alice, schedule):
    due, new, again, candidates = read_queue(alice.pk, TODAY, window=10, new=10)

    assert (due, new, again, list(candidates)) == (1, 0, 0, ["due"])
    assert shown(candidates["due"]) == expected_of(schedule)


def test_a_new_card_brings_its_topics_primer(alice, schedule):
    fresh = make_schedule(alice, make_card(schedule.card.deck, "retry", topic=schedule.card.topic))
    schedule.delete()

    card = read_card(alice.pk, fresh.pk)

    assert (card.primer_html, card.state, card.is_changed) == ("<p>Read.</p>", State(), False)


def test_somebody_elses_card_is_none(bob, schedule):
    assert read_card(bob.pk, schedule.pk) is None


def test_an_empty_queue_has_no_candidates(alice):
    assert read_queue(alice.pk, TODAY, window=10, new=10) == (0, 0, 0, {})
