"""One corruption of every column there is: check_data names it, or the table here says why it is legal.

And `--fix` never makes it worse: what it can rebuild is as it was, and of everything else not a column changes.
"""

import json
import re
import uuid
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cards import markdown
from cards.models import (
    Attempt,
    DrillVariant,
    Fit,
    Learner,
    Mock,
    Plan,
    Rehearsal,
    Replanning,
    Review,
    Rung,
    Snapshot,
    Topic,
)
from cards.operations import check_data, check_learner, check_rows, findings
from cards.operations.check_rows import CACHES, CHECKED, _rows
from cards.services.cards import OwnDraft, create_card
from cards.services.leaving import close_account
from cards.services.review import bury_card, suspend_card, undo_review, write_note
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, make_story, review
from tests.scheduling.test_training import USUAL_WEIGHTS

pytestmark = pytest.mark.django_db
CLOZE = {"text": "A {{c1::PUT}} is {{c2::idempotent}}.", "notes": "", "points": []}
MORE_GAPS = CLOZE | {"text": "{{c1::PUT}} is {{c2::idempotent}}, {{c3::POST}} is not."}
RECALL = {"question": "Mine?", "answer": "Mine.", "points": [], "notes": ""}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def studied(django_db_setup, django_db_blocker):
    """Two learners who have studied and one who left, for every test here: each undoes what it did to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        study(*(Learner.objects.create_user(username=name, email=f"{name}@example.org") for name in ("alice", "bob")))
        close_account(Learner.objects.create_user(username="carol"), now=NOW)
        yield dump()
        transaction.set_rollback(True)


def study(alice, bob):
    """A built-in deck with a topic and a cloze text, a deck of Alice's own and one of Bob's, and all that is logged."""
    deck = make_deck(description="*Web* APIs", description_html=markdown.render("*Web* APIs"))
    make_deck("other")
    topic = Topic.objects.create(
        deck=deck, slug="http", title="HTTP", primer="Read **this**.", primer_html=markdown.render("Read **this**.")
    )
    etag, retry, unseen = [make_card(deck, key, topic=topic, tags=["api"]) for key in ("etag", "retry", "unseen")]
    for ordinal in (1, 2):
        make_card(deck, "put", kind="cloze", content=CLOZE, ordinal=ordinal, topic=topic)
    text = OwnDraft(kind="recall", content=RECALL, tags=("api",), new_deck="Mine")
    create_card(alice, text, key=uuid.uuid4(), now=NOW)
    create_card(bob, OwnDraft(kind="recall", content=RECALL, new_deck="Bobs"), key=uuid.uuid4(), now=NOW)
    enrolled(alice, deck)
    for day, quality in enumerate((4, 4, 2)):
        review(alice, etag, quality, days_later(day))
    review(alice, retry, 2)
    review(alice, retry, 4, NOW + timedelta(minutes=5))
    review(alice, unseen, 5, days_later(2, NOW + timedelta(minutes=5)))
    undo_review(alice, key=uuid.uuid4(), now=days_later(2, NOW + timedelta(minutes=6)))
    write_note(alice, etag.pk, "*mine*", markdown.render("*mine*"), key=uuid.uuid4(), now=NOW)
    bury_card(alice, retry.pk, key=uuid.uuid4(), now=days_later(2))
    suspend_card(alice, unseen.pk, key=uuid.uuid4(), now=days_later(2))
    Attempt.objects.create(
        learner=alice, card=unseen, key=uuid.uuid4(), writer=uuid.uuid4(), begun_at=NOW, kept_at=days_later(1)
    )
    files = {"a.py": "x = 1\n"}
    DrillVariant.objects.create(
        card=unseen,
        slug="ttl",
        payload=dict.fromkeys(("starter", "solution", "tests", "hidden", "lib"), files) | {"parts": ["A"]},
    )
    Snapshot.objects.create(
        learner=alice, card=unseen, key=uuid.uuid4(), variant="ttl", why="run", files=files, size=10, made_at=NOW
    )
    Mock.objects.create(
        learner=alice, deck=deck, rounds=[{"stage": "design", "minutes": 9, "card": etag.pk}], begun_at=NOW
    )
    Fit.objects.create(learner=alice, wished_at=NOW, done_at=NOW, outcome="worse", weights=list(USUAL_WEIGHTS))
    Replanning.objects.create(learner=alice, scheduler="fsrs", wished_at=NOW)
    Plan.objects.create(learner=alice, deck=deck, minutes=[30] * 7, starts_on=NOW.date(), made_at=NOW)
    climbed = Review.objects.filter(learner=alice).latest("id")
    Rehearsal.objects.create(
        learner=alice, deck=deck, stage="design", card=climbed.card, key=climbed.key, minutes=45, begun_at=NOW
    )
    for place, is_had in enumerate((True, False)):
        Rung.objects.create(learner=alice, review=climbed, place=place, is_had=is_had, answered_at=days_later(3))
    make_story(alice, result="It fell to *two*.", competencies=["failure"], scope="team")
    EmailAddress.objects.create(user=alice, email="alice@example.org", primary=True, verified=True)
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "s"})
    UserSession.objects.create(user=alice, ip="127.0.0.1", session_key="k" * 32, user_agent="Firefox", data={})


def check(*arguments):
    out = StringIO()
    try:
        call_command("check_data", *arguments, stdout=out, stderr=out)
    except CommandError:
        return sorted(out.getvalue().splitlines())
    return []


class Seed(NamedTuple):
    """`named` is what check_data calls it; None: it is legal, for the reason given."""

    column: str
    statement: str
    named: str | None
    reason: str = ""
    mends: bool = False
    # The caches are made to follow the log, or what is left of it, which is the truth; the places of new cards, the
    # cards that a deck has.
    follows: bool = False


def put(column, value, named=None, reason="", where="", *, mends=False, follows=False):
    """UPDATE one column; `value` is SQL."""
    table, name = column.split(".")
    return Seed(
        column, f'UPDATE {table} SET "{name}" = {value} {where and "WHERE " + where}', named, reason, mends, follows
    )


def text(value):
    return "'" + (value if isinstance(value, str) else json.dumps(value)).replace("'", "''") + "'"


ALICE = "username = 'alice'"
ALICES = "learner_id = (SELECT id FROM cards_learner WHERE username = 'alice')"
CLOSED = "username LIKE 'closed account %'"
BOB = "(SELECT id FROM cards_learner WHERE username = 'bob')"
BOBS_DECK = "(SELECT id FROM cards_deck WHERE slug = 'bobs')"
OTHER_DECK = "(SELECT id FROM cards_deck WHERE slug = 'other')"
ETAG = "key = 'etag'"
GAP = "key = 'put' AND ordinal = 2"
OF_ETAG = "card_id = (SELECT id FROM cards_card WHERE key = 'etag')"
OF_RETRY = "card_id = (SELECT id FROM cards_card WHERE key = 'retry')"
OF_UNSEEN = "card_id = (SELECT id FROM cards_card WHERE key = 'unseen')"
OF_GAP = f"card_id = (SELECT id FROM cards_card WHERE {GAP})"
FIRST = "id = (SELECT MIN(id) FROM cards_review)"
UNDONE = "undone_at IS NOT NULL"
DAY = "day = '2026-11-24'"
BURY, SUSPEND = "name = 'bury'", "name = 'suspend'"
IN_DECK = "deck_id = (SELECT id FROM cards_deck WHERE slug = 'demo')"
FREE = "either value is the learner's or the administrator's choice"
NO_COPY = "stored nowhere else, so nothing could tell"

SEEDS = [
    # The learner
    put("cards_learner.id", "id + 1000", "database", where=ALICE),
    put("cards_learner.password", "'in the clear'", "row", where=ALICE),
    put("cards_learner.last_login", "'2031-01-01 00:00:00'", "row", where=ALICE),
    put("cards_learner.is_superuser", "(1 = 1)", None, FREE, ALICE),
    put("cards_learner.username", "''", "row", where=ALICE),
    put("cards_learner.username", "'someone'", "row", where=ALICE),
    put("cards_learner.folded_name", "'someone'", "row", where=ALICE),
    put("cards_learner.first_name", "'Mallory'", None, "asked for nowhere", ALICE),
    put("cards_learner.last_name", "'Mallory'", None, "asked for nowhere", ALICE),
    put("cards_learner.email", "'no address'", "row", where=ALICE),
    put("cards_learner.email", "'mallory@example.org'", "account", where=ALICE),
    put("cards_learner.is_staff", "(1 = 1)", None, FREE, ALICE),
    put("cards_learner.is_active", "(1 = 0)", None, FREE, ALICE),
    put("cards_learner.date_joined", "'2031-01-01 00:00:00'", "row", where=ALICE),
    put("cards_learner.date_joined", "'yesterday'", "row", where=ALICE),
    put("cards_learner.time_zone", "'Mars/Olympus'", "row", where=ALICE),
    put("cards_learner.time_zone", "'America'", "row", where=ALICE),
    put("cards_learner.time_zone", "'Asia/Tokyo'", None, "study days are frozen: moving is no error", ALICE),
    put("cards_learner.rollover_hour", "99", "row", where=ALICE),
    put("cards_learner.rollover_hour", "-1", "row", where=ALICE),
    put("cards_learner.new_per_day", "-5", "row", where=ALICE),
    put("cards_learner.new_per_day", "30000", "row", where=ALICE),
    put("cards_learner.reviews_per_day", "'many'", "row", where=ALICE),
    put("cards_learner.minutes_per_day", "0", "row", where=ALICE),
    put("cards_learner.rest_days", text([8]), "row", where=ALICE),
    put("cards_learner.rest_days", text([0, 1, 2]), "row", where=ALICE),
    put("cards_learner.rest_days", text({"0": 1}), "row", where=ALICE),
    put("cards_learner.skipped_days", text(["nonsense"]), "row", where=ALICE),
    put("cards_learner.skipped_days", text("2026-11-23"), "row", where=ALICE),
    put("cards_learner.skipped_days", "'[\"2026-11-23\"'", "row", where=ALICE),
    put("cards_learner.scheduler", "'guesses'", "row", where=ALICE),
    put("cards_learner.begins_with", text(["sql"]), "row", where=ALICE),
    put("cards_learner.begins_with", text({"decks": ["sql"]}), "row", where=ALICE),
    put("cards_learner.knows", text({"topics": [7]}), "row", where=ALICE),
    put("cards_learner.knows", text({"stages": "design"}), "row", where=ALICE),
    put("cards_learner.knows", text({"stages": ["design"], "topics": []}), None, FREE, ALICE),
    put("cards_learner.more_new", "-5", "row", where=ALICE),
    put("cards_learner.more_new", "30000", "row", where=ALICE),
    put("cards_learner.more_new_on", "'2031-01-01'", "row", where=ALICE),
    put("cards_learner.practice_minutes_per_week", "-5", "row", where=ALICE),
    put("cards_learner.practice_minutes_per_week", "30000", "row", where=ALICE),
    put("cards_learner.practice_later_on", "'2031-01-01'", "row", where=ALICE),
    put("cards_learner.paced", text({"day": "2026-11-23"}), "row", where=ALICE),
    put("cards_learner.paced", text({"waits": "soon"}), "row", where=ALICE),
    put("cards_learner.paced", text({"waits": None, "pressed": [], "pressed_on": "2026-11-23"}), "row", where=ALICE),
    put("cards_learner.days_away", text([[["2026-11-24", "2026-11-23"]]]), "row", where=ALICE),
    put("cards_learner.spread", text({"until": "soon", "reviews": 3}), "row", where=ALICE),
    put("cards_learner.grades_shown", "3", "row", where=ALICE),
    put("cards_learner.ticks_points", "7", "row", where=ALICE),
    put("cards_learner.show_intervals", "7", "row", where=ALICE),
    put("cards_learner.theme", "'sepia'", "row", where=ALICE),
    put("cards_learner.reminder_hour", "24", "row", where=ALICE),
    put("cards_learner.reminded_on", "'2031-01-01'", "row", where=ALICE),
    put("cards_learner.rested_through", text({"9": "2026-11-01"}), "row", where=ALICE),
    put("cards_learner.rested_since", text({"6": "Sunday"}), "row", where=ALICE),
    put("cards_learner.idle_days", text([["2026-11-02", "2026-11-01"]]), "row", where=ALICE),
    put("cards_learner.settled_until", "'2031-01-01'", "row", where=ALICE),
    # Decks and topics
    put("cards_deck.id", "id + 1000", "database", where="slug = 'demo'"),
    put("cards_deck.owner_id", "9999", "database", where="slug = 'mine'"),
    put("cards_deck.owner_id", BOB, "foreign", where="slug = 'mine'"),
    put("cards_deck.slug", "'a slug with spaces'", "row", where="slug = 'demo'"),
    put("cards_deck.title", "''", "row", where="slug = 'demo'"),
    put("cards_deck.description", "'Another'", "html", where="slug = 'demo'", mends=True),
    put("cards_deck.description_html", "'<p>Another</p>'", "html", where="slug = 'demo'", mends=True),
    put("cards_deck.company", "'Initech'", None, "shown as it is; the next load of the decks writes it anew"),
    put("cards_deck.role", "'Plumber'", None, "shown as it is; the next load of the decks writes it anew"),
    put("cards_deck.is_pack", "(1 = 1)", "row", where="slug = 'mine'"),
    put("cards_deck.position", "-1", "row", where="slug = 'demo'"),
    put("cards_deck.about", "'[]'", "row", where="slug = 'demo'"),
    put("cards_deck.about", text({"stages": ["x"]}), "row", where="slug = 'demo'"),
    put("cards_deck.about", text({"deleted_at": "once"}), "row", where="slug = 'mine'"),
    put("cards_deck.is_retired", "(1 = 1)", "deck", where="slug = 'demo'"),
    put("cards_deck.is_retired", "(1 = 1)", "row", where="slug = 'mine'"),
    put("cards_topic.id", "id + 1000", "database"),
    put("cards_topic.deck_id", OTHER_DECK, "deck"),
    put("cards_topic.deck_id", "9999", "database"),
    put("cards_topic.slug", "''", "row"),
    put("cards_topic.title", "' '", "row"),
    put("cards_topic.position", "'first'", "row"),
    put("cards_topic.primer", "'Other'", "html", mends=True),
    put("cards_topic.primer_html", "'<p>Other</p>'", "html", mends=True),
    # Cards
    put("cards_card.id", "id + 1000", "database", where=ETAG),
    put("cards_card.deck_id", "9999", "database", where=ETAG, follows=True),
    put("cards_card.deck_id", BOBS_DECK, "foreign", where=ETAG, follows=True),
    put("cards_card.deck_id", OTHER_DECK, "no enrolment", where="key = 'retry'", follows=True),
    put("cards_card.topic_id", "9999", "database", where=ETAG),
    put("cards_card.topic_id", "NULL", "sibling", where=GAP, follows=True),
    put("cards_card.key", "''", "row", where=ETAG),
    put("cards_card.key", "'else'", "siblings", where=GAP, follows=True),
    put("cards_card.key", "'e-tag'", None, "any key will do; loading the decks sees the old one gone", ETAG),
    put("cards_card.ordinal", "3", "content", where=GAP),
    put("cards_card.ordinal", "-1", "row", where=GAP),
    put("cards_card.kind", "'riddle'", "content", where=ETAG),
    put("cards_card.content", text({"question": "Other?", "answer": "Yes."}), "html", where=ETAG, mends=True),
    put("cards_card.content", text({"question": "", "answer": "Yes."}), "content", where=ETAG),
    put("cards_card.content", text({"question": ["x"], "answer": 3}), "content", where=ETAG),
    put("cards_card.content", text([]), "content", where=ETAG),
    put("cards_card.content", "'{'", "content", where=ETAG),
    put("cards_card.content", text(MORE_GAPS), "sibling", where="key = 'put'", follows=True),
    put("cards_card.html", text({"question": "<p>other</p>"}), "html", where=ETAG, mends=True),
    put("cards_card.html", text(["<p>other</p>"]), "row", where=ETAG, mends=True),
    put("cards_card.html", "'<p>'", "row", where=ETAG, mends=True),
    put("cards_card.digest", "'short'", "row", where=ETAG),
    put("cards_card.digest", f"'{'a' * 64}'", None, "a wrong one loads the card anew", ETAG),
    put("cards_card.title", "'Other'", "title", where=ETAG, mends=True),
    put("cards_card.search", "'other'", "search", where=ETAG, mends=True),
    put("cards_card.stage", "'design'", "row", where=ETAG),
    put("cards_card.stages", text(["lunch"]), "row", where=ETAG),
    put("cards_card.stages", text(["design"]), "row", where=ETAG),
    put("cards_card.tags", text(["api", "API"]), "row", where=ETAG),
    put("cards_card.tags", text([3]), "row", where=ETAG),
    put("cards_card.tags", text(["other"]), "search", where=ETAG, mends=True),
    put("cards_card.sources", text(["S-1"]), "row", where=ETAG),
    put("cards_card.minutes", "-1", "row", where=ETAG),
    put("cards_card.minutes", "'long'", "row", where=ETAG),
    put("cards_card.level", "9", "row", where=ETAG),
    put("cards_card.rev", "0", "row", where=ETAG),
    put("cards_card.rev", "7", None, "shown nowhere; a rise comes with rev_at, which is looked at", ETAG),
    put("cards_card.rev_at", "'2026-11-26 09:00:00'", "row", where=ETAG),
    put("cards_card.check_by", "'0001-01-01'", "row", where=ETAG),
    put("cards_card.about", text("K1"), "row", where=ETAG),
    put("cards_card.position", "77", "position", where=ETAG, mends=True),
    put("cards_card.position", "-7", "row", where=ETAG),
    put("cards_card.status", "'gone'", "row", where=ETAG),
    put("cards_card.status", "'retired'", "shelf", where="key = 'retry'", mends=True),
    put("cards_card.version", "0", "row", where=ETAG),
    put("cards_card.version", "9", None, "edits are not logged; it is only ever compared with itself", ETAG),
    put("cards_card.created_at", "'2031-01-01 00:00:00'", "row", where=ETAG),
    put("cards_card.edited_at", "'2025-01-01 00:00:00'", "row", where=ETAG),
    put("cards_card.edited_at", "'2026-11-23'", "row", where=ETAG),
    Seed("cards_schedule.id", f"DELETE FROM cards_schedule WHERE {OF_GAP}", "not enrolled", mends=True),
    # Enrolments
    put("cards_enrolment.id", "id + 1000", None, "nothing refers to it"),
    put("cards_enrolment.learner_id", "9999", "database", where=f"{IN_DECK} AND {ALICES}"),
    put("cards_enrolment.learner_id", BOB, "no enrolment", where=f"{IN_DECK} AND {ALICES}", follows=True),
    put("cards_enrolment.deck_id", BOBS_DECK, "foreign", where=f"{IN_DECK} AND {ALICES}"),
    put("cards_enrolment.deck_id", OTHER_DECK, "no enrolment", where=f"{IN_DECK} AND {ALICES}"),
    put("cards_enrolment.is_paused", "2", "row", where=ALICES),
    put("cards_enrolment.is_paused", "(1 = 1)", "shelf", where=f"{IN_DECK} AND {ALICES}", mends=True),
    put("cards_enrolment.weights", text({"design": 12}), "row", where=ALICES),
    put("cards_enrolment.enrolled_at", "'2031-01-01 00:00:00'", "row", where=ALICES),
    Seed("cards_enrolment.id", f"DELETE FROM cards_enrolment WHERE {IN_DECK} AND {ALICES}", "no enrolment"),
    # Schedules
    put("cards_schedule.id", "id + 1000", None, "nothing refers to it"),
    put("cards_schedule.learner_id", "9999", "database", where=OF_ETAG, follows=True),
    put("cards_schedule.learner_id", BOB, "no schedule", where=OF_ETAG, follows=True),
    put("cards_schedule.card_id", "9999", "database", where=OF_ETAG),
    put("cards_schedule.card_id", f"(SELECT id FROM cards_card WHERE deck_id = {BOBS_DECK})", "foreign", where=OF_ETAG),
    put("cards_schedule.repetitions", "7", "schedule", where=OF_ETAG, mends=True),
    put("cards_schedule.repetitions", "-7", "row", where=OF_ETAG, mends=True),
    put("cards_schedule.ease", "260", "schedule", where=OF_ETAG, mends=True),
    put("cards_schedule.ease", "100", "row", where=OF_ETAG, mends=True),
    put("cards_schedule.ease", "'easy'", "row", where=OF_ETAG, mends=True),
    put("cards_schedule.interval", "5", "schedule", where=OF_ETAG, mends=True),
    put("cards_schedule.interval", "99999", "row", where=OF_ETAG, mends=True),
    put("cards_schedule.due", "'2026-12-24'", "schedule", where=OF_ETAG, mends=True),
    put("cards_schedule.due", "'2026-13-45'", "row", where=OF_ETAG, mends=True),
    put("cards_schedule.due", "'someday'", "row", where=OF_ETAG, mends=True),
    put("cards_schedule.repeat_on", "NULL", "schedule", where=OF_ETAG, mends=True),
    put("cards_schedule.lapses", "4", "schedule", where=OF_ETAG, mends=True),
    put("cards_schedule.memory", text({"stability": 2.5}), "schedule", where=OF_ETAG, mends=True),
    put("cards_schedule.memory", text([2.5]), "row", where=OF_ETAG, mends=True),
    put("cards_schedule.memory", "'{'", "row", where=OF_ETAG, mends=True),
    put("cards_schedule.planned_for", "'2026-11-20'", "planned_for", where=OF_ETAG, mends=True),
    put("cards_schedule.planned_for", "'2027-11-20'", "planned_for", where=OF_ETAG, mends=True),
    put("cards_schedule.last_look", "'2026-11-25'", "planned_for", where=OF_ETAG, mends=True),
    put("cards_schedule.last_look", "'2026-13-45'", "row", where=OF_ETAG, mends=True),
    put("cards_schedule.reviewed_at", "'2026-11-20 00:00:00'", "schedule", where=OF_ETAG, mends=True),
    put("cards_schedule.reviewed_on", "'2026-11-20'", "schedule", where=OF_ETAG, mends=True),
    put("cards_schedule.version", "1", "version", where=OF_ETAG, mends=True),
    put("cards_schedule.version", "-1", "row", where=OF_ETAG, mends=True),
    put("cards_schedule.version", "50", None, "a card that is asked again moves it too, which is not logged", OF_ETAG),
    put("cards_schedule.position", "99", "position", where=OF_ETAG, mends=True),
    put("cards_schedule.siblings", "'other'", "siblings", where=OF_ETAG, mends=True),
    put("cards_schedule.buried_until", "'2031-01-01'", "row", where=OF_ETAG),
    put("cards_schedule.is_suspended", "3", "row", where=OF_ETAG),
    put("cards_schedule.is_suspended", "(1 = 1)", None, FREE, OF_ETAG),
    put("cards_schedule.is_shelved", "(1 = 1)", "shelf", where=OF_ETAG, mends=True),
    put("cards_schedule.is_practice", "(1 = 1)", "schedule", where=OF_ETAG, mends=True),
    put("cards_schedule.is_flagged", "(1 = 1)", None, FREE, OF_ETAG),
    put("cards_schedule.note", "'other'", "note", where=OF_ETAG, mends=True),
    put("cards_schedule.note", "X'00FF'", "row", where=OF_ETAG),
    put("cards_schedule.note", "CAST(X'610062' AS TEXT)", "row", where=OF_ETAG),
    put("cards_schedule.note_html", "'<script>'", "note", where=OF_ETAG, mends=True),
    # The log
    put("cards_review.id", "id + 1000", None, "only the order within one instant hangs on it", FIRST),
    put("cards_review.learner_id", "9999", "database", where=FIRST, follows=True),
    put("cards_review.learner_id", BOB, "foreign", where=FIRST, follows=True),
    put("cards_review.card_id", "9999", "database", where=FIRST),
    put("cards_review.card_id", f"(SELECT id FROM cards_card WHERE deck_id = {BOBS_DECK})", "foreign", where=FIRST),
    put("cards_review.key", "'nonsense'", "row", where=FIRST),
    put("cards_review.key", f"'{uuid.uuid4().hex}'", None, NO_COPY, FIRST),
    put("cards_review.quality", "9", "row", where=FIRST),
    put("cards_review.quality", "-1", "row", where=FIRST),
    put("cards_review.quality", "'good'", "row", where=FIRST),
    put("cards_review.quality", "2", "schedule", where=FIRST, mends=True),
    put("cards_review.reviewed_at", "'2031-01-01 00:00:00'", "row", where=FIRST),
    put("cards_review.reviewed_at", "'1970-01-01 00:00:00'", "row", where=FIRST),
    put("cards_review.reviewed_at", "'2026-11-23 11:00:00'", None, "nothing but the log's order hangs on it", FIRST),
    put("cards_review.study_day", "'2026-10-01'", "study_day", where=FIRST),
    put("cards_review.study_day", "'today'", "study_day", where=FIRST),
    put("cards_review.seconds", "-3", "row", where=FIRST),
    put("cards_review.seconds", "30000", "row", where=FIRST),
    put("cards_review.seconds", "13", "counter", where=FIRST, mends=True),
    put("cards_review.phase", "3", "phase", where=FIRST, mends=True),
    put("cards_review.phase", "17", "row", where=FIRST, mends=True),
    put("cards_review.detail", text([1]), "row", where=FIRST),
    put("cards_review.undone_at", "'2020-06-01 00:00:00'", "row", where=UNDONE),
    put("cards_review.undone_at", "NULL", "schedule", where=UNDONE, mends=True),
    Seed("cards_review.id", f"DELETE FROM cards_review WHERE {FIRST}", "phase", mends=True),
    # Study days
    put("cards_studyday.id", "id + 1000", None, "nothing refers to it"),
    put("cards_studyday.learner_id", "9999", "database", where=DAY, follows=True),
    put("cards_studyday.learner_id", BOB, "counter", where=DAY, mends=True),
    put("cards_studyday.day", "'2019-01-01'", "row", where=DAY),
    put("cards_studyday.day", "'2026-11-20'", "counter", where=DAY, mends=True),
    *(
        put(f"cards_studyday.{counter}", value, named, where=DAY, mends=True)
        for counter in sorted(CACHES[check_rows.StudyDay] - {"streak", "freezes"})
        for value, named in (("9", "counter"), ("-9", "row"), ("'x'", "row"))
    ),
    put("cards_studyday.streak", "9", "streak", where=DAY, mends=True),
    put("cards_studyday.freezes", "1", "streak", where=DAY, mends=True),
    put("cards_studyday.streak", "-9", "row", where=DAY, mends=True),
    Seed("cards_studyday.id", f"DELETE FROM cards_studyday WHERE {DAY}", "counter", mends=True),
    # Answers under way
    put("cards_attempt.id", "id + 1000", None, "nothing refers to it"),
    put("cards_attempt.learner_id", "9999", "database"),
    put("cards_attempt.card_id", "9999", "database"),
    put("cards_attempt.key", "'k'", "row"),
    put("cards_attempt.detail", text([1]), "row"),
    put("cards_attempt.detail", text({"points": {"0": "shouted"}}), "detail"),
    put("cards_attempt.seconds", "-3", "row"),
    put("cards_attempt.seconds", "30000", "row"),
    put("cards_attempt.is_answered", "7", "row"),
    put("cards_attempt.writer", "'w'", "row"),
    put("cards_attempt.version", "-1", "row"),
    put("cards_attempt.begun_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_attempt.kept_at", "'2026-11-20 00:00:00'", "row"),
    # Drills
    put("cards_drillvariant.id", "id + 1000", None, "nothing refers to it"),
    put("cards_drillvariant.card_id", "9999", "database"),
    put("cards_drillvariant.slug", "'T T L'", "row"),
    put("cards_drillvariant.payload", text({"parts": ["A"]}), "row"),
    put("cards_snapshot.id", "id + 1000", None, "nothing refers to it"),
    put("cards_snapshot.learner_id", "9999", "database"),
    put("cards_snapshot.card_id", "9999", "database"),
    put("cards_snapshot.key", "'k'", "row"),
    put("cards_snapshot.variant", "'T T L'", "row"),
    put("cards_snapshot.why", "'lost'", "row"),
    put("cards_snapshot.files", text({"../a.py": "x = 1"}), "row"),
    put("cards_snapshot.size", "11", "row"),
    put("cards_snapshot.results", text([1]), "row"),
    put("cards_snapshot.made_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_rehearsal.id", "id + 1000", None, "nothing refers to it"),
    put("cards_rehearsal.learner_id", BOB, None, NO_COPY),
    put("cards_rehearsal.deck_id", "9999", "database"),
    put("cards_rehearsal.stage", "'no slug'", "row"),
    put("cards_rehearsal.card_id", "(SELECT id FROM cards_card WHERE key = 'retry')", "rehearsal"),
    put("cards_rehearsal.key", "'k'", "row"),
    put("cards_rehearsal.minutes", "0", "row"),
    put("cards_rehearsal.begun_at", "'2031-01-01 00:00:00'", "row"),
    # The rungs of a ladder: the second was missed
    put("cards_rung.id", "id + 1000", None, "nothing refers to it"),
    put("cards_rung.learner_id", BOB, "ladder"),
    put("cards_rung.review_id", "9999", "database"),
    put("cards_rung.review_id", "(SELECT MIN(id) FROM cards_review)", None, NO_COPY),
    put("cards_rung.place", "-1", "row", where="place = 0"),
    put("cards_rung.place", "8", "row", where="place = 1"),
    put("cards_rung.place", "5", "ladder", where="place = 1"),
    put("cards_rung.is_had", "7", "row"),
    put("cards_rung.is_had", "(1 = 0)", "ladder", where="place = 0"),
    put("cards_rung.answered_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_rung.answered_at", "'2026-11-20 00:00:00'", "ladder"),
    # Stories
    put("cards_story.id", "id + 1000", "database"),
    put("cards_story.learner_id", "9999", "database"),
    put("cards_story.purpose", "'joke'", "row"),
    put("cards_story.content", "'[]'", "content"),
    put("cards_story.content", text({"title": " "}), "content"),
    put("cards_story.content", text({"title": "x", "action": 1}), "content"),
    put("cards_story.content", text({"title": "x", "scope": "moon"}), "content"),
    put("cards_story.content", text({"title": "x", "competencies": ["luck"]}), "content"),
    put("cards_story.content", text({"title": "x", "questions": "all"}), "content"),
    put("cards_story.content", text({"title": "x", "other": "y"}), "content"),
    put("cards_story.version", "0", "row"),
    put("cards_story.created_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_story.saved_at", "'2026-11-20 00:00:00'", "row"),
    put("cards_storyversion.id", "id + 1000", None, "nothing refers to it"),
    put("cards_storyversion.learner_id", "9999", "database"),
    put("cards_storyversion.story_id", "9999", "database"),
    put("cards_storyversion.number", "0", "row"),
    put("cards_storyversion.content", text({"title": ""}), "content"),
    put("cards_storyversion.saved_at", "'2031-01-01 00:00:00'", "row"),
    # Writes
    put("cards_write.id", "id + 1000", None, "nothing refers to it"),
    put("cards_write.learner_id", "9999", "database", where=BURY),
    put("cards_write.key", "'k'", "row", where=BURY),
    put("cards_write.name", "'Bury!'", "row", where=BURY),
    put("cards_write.name", "'flag'", "row", where=BURY),
    put("cards_write.name", "'other'", None, "only compared, when the same key comes again", "name = 'note'"),
    put("cards_write.fingerprint", "'f'", "row", where=BURY),
    put("cards_write.result", "'[]'", "row", where=BURY),
    put("cards_write.result", text({"card": "x"}), "row", where=BURY),
    put("cards_write.before", text({"note": "x"}), "row", where=BURY),
    put("cards_write.before", text({"buried_until": "x"}), "row", where=BURY),
    put("cards_write.before", text({"is_suspended": 3}), "row", where=SUSPEND),
    put("cards_write.before", text({"is_suspended": False}), "row", where="name = 'note'"),
    put("cards_write.after_review", "-1", "row", where=BURY),
    put("cards_write.made_at", "'2031-01-01 00:00:00'", "row", where=BURY),
    put("cards_write.undone_at", "'2026-11-01 00:00:00'", "row", where=BURY),
    # Plans
    put("cards_rehearsal.mock_id", "9999", "database"),
    put("cards_mock.id", "id + 1000", None, "nothing refers to it"),
    put("cards_mock.learner_id", "9999", "database"),
    put("cards_mock.deck_id", "9999", "database"),
    put("cards_mock.rounds", text([{"stage": "design", "minutes": 9}]), "row"),
    put("cards_mock.rounds", text({}), "row"),
    put("cards_mock.rounds", text([{"stage": "call", "minutes": 9, "cards": [1], "typed": "So."}]), "row"),
    put("cards_mock.begun_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_mock.ended_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_mock.held_until", "'2031-01-01'", "row"),
    put("cards_replanning.id", "id + 1000", None, "nothing refers to it"),
    put("cards_replanning.learner_id", "9999", "database"),
    put("cards_replanning.scheduler", "'guesses'", "row"),
    put("cards_replanning.fitted", "1", None, "the learner may wish for that too"),
    put("cards_replanning.wished_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_replanning.begun_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_replanning.tries", "1", None, "a process was killed at it"),
    put("cards_leaving.id", "id + 1000", None, "nothing refers to it"),
    Seed("cards_leaving.id", "DELETE FROM cards_leaving", "account"),
    put("cards_leaving.learner_id", "9999", "database"),
    put("cards_leaving.learner_id", BOB, "account"),
    put("cards_leaving.wished_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_leaving.begun_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_learner.username", "'carol'", "row", where=CLOSED),
    put("cards_learner.is_active", "(1 = 1)", "account", where=CLOSED),
    put("cards_fit.id", "id + 1000", None, "nothing refers to it"),
    put("cards_fit.learner_id", "9999", "database"),
    put("cards_fit.wished_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_fit.begun_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_fit.tries", "1", None, "a process was killed at it"),
    put("cards_fit.done_at", "NULL", "row"),
    put("cards_fit.outcome", "'kind of'", "row"),
    put("cards_fit.version", "'fsrs-rs 0.9.4'", None, "another version"),
    put("cards_fit.reviews", "7", None, "reviews may be undone since"),
    put("cards_fit.judged_from", "'2031-01-01 00:00:00'", "row"),
    put("cards_fit.judged", "7", "row"),
    put("cards_fit.loss", "-1", "row"),
    put("cards_fit.loss_of_usual", "77", "row"),
    put("cards_fit.weights", text([1.0]), "row"),
    put("cards_fit.dropped_at", "'2026-11-24 00:00:00'", "row"),
    put("cards_learner.weights", text([0.1] * 3), "row", where=ALICE),
    put("cards_learner.weights", text(list(USUAL_WEIGHTS)), "weights", where=ALICE),
    put("cards_plan.id", "id + 1000", None, "nothing refers to it"),
    put("cards_plan.learner_id", "9999", "database"),
    put("cards_plan.deck_id", "9999", "database"),
    put("cards_plan.days", text({"design": "soon"}), "row"),
    put("cards_plan.days", text({"lunch": "2026-12-11"}), "row"),
    put("cards_plan.minutes", text([30]), "row"),
    put("cards_plan.minutes", text([30, 30, 30, 30, 30, 30, -1]), "row"),
    put("cards_plan.starts_on", "'2031-01-01'", "row"),
    put("cards_plan.made_at", "'2031-01-01 00:00:00'", "row"),
    put("cards_plan.undone_at", "'2031-01-01 00:00:00'", "row"),
    # Accounts
    put("account_emailaddress.id", "id + 1000", None, "nothing refers to it for long"),
    put("account_emailaddress.user_id", "9999", "database"),
    put("account_emailaddress.email", "'x'", "row"),
    put("account_emailaddress.email", "'mallory@example.org'", "account"),
    put("account_emailaddress.verified", "7", "row"),
    put("account_emailaddress.primary", "7", "row"),
    put("mfa_authenticator.id", "id + 1000", None, "nothing refers to it"),
    put("mfa_authenticator.user_id", "9999", "database"),
    put("mfa_authenticator.type", "'magic'", "row"),
    put("mfa_authenticator.data", text({"seed": 1}), "row"),
    put("mfa_authenticator.created_at", "'2031-01-01 00:00:00'", "row"),
    put("mfa_authenticator.last_used_at", "'x'", "row"),
    put("usersessions_usersession.id", "id + 1000", None, "nothing refers to it"),
    put("usersessions_usersession.user_id", "9999", "database"),
    put("usersessions_usersession.created_at", "'2031-01-01 00:00:00'", "row"),
    put("usersessions_usersession.last_seen_at", "'2031-01-01 00:00:00'", "row"),
    put("usersessions_usersession.ip", "'nowhere'", None, "shown as it is"),
    put("usersessions_usersession.session_key", "X'00'", "row"),
    put("usersessions_usersession.user_agent", "X'00'", "row"),
    put("usersessions_usersession.data", "'[]'", "row"),
]  # fmt: skip


def columns_there_are():
    return {f"{model._meta.db_table}.{column.column}" for model in CHECKED for column in model._meta.concrete_fields}


def is_cache(column):
    table, name = column.split(".")
    return name in CACHES.get(TABLES[table], ())


# Of columns that another version of the tables has, too.
TRIED = [seed for seed in SEEDS if seed.column in columns_there_are()]

TABLES = {model._meta.db_table: model for model in CHECKED}


def test_every_column_is_corrupted_here():
    assert columns_there_are() - {seed.column for seed in SEEDS} == set()


def test_every_legal_corruption_has_its_reason():
    assert [seed.column for seed in SEEDS if seed.named is None and not seed.reason] == []


def dump():
    return {
        (model, row[model._meta.pk.attname]): row
        for model in CHECKED
        for row in _rows(model, list(model._meta.concrete_fields))
    }


@pytest.fixture
def seeded(studied):
    """The rows as they were before a seed; everything is undone afterwards, whatever the database thinks of it."""
    with transaction.atomic():
        yield studied
        transaction.set_rollback(True)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


# To PostgreSQL these are values like any other: bits are text, and it knows what yesterday is.
LEGAL_IN_POSTGRESQL = ("X'", "= 'yesterday'", "\"edited_at\" = '2026-11-23'")


def sow(statement):
    """Whether the database takes it for damage: PostgreSQL keeps out most of what SQLite's types let in."""
    if connection.vendor == "postgresql" and any(mark in statement for mark in LEGAL_IN_POSTGRESQL):
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            with transaction.atomic():
                cursor.execute(statement)
        except DatabaseError:
            assert connection.vendor == "postgresql"
            return False
    return True


def without_versions(rows):
    """`version` moves when a schedule is rebuilt, as with every review."""
    return {
        name: {column: value for column, value in row.items() if column not in {"version", "id"}}
        for name, row in rows.items()
    }


@pytest.mark.parametrize("seed", TRIED, ids=[f"{seed.column}-{number}" for number, seed in enumerate(TRIED)])
def test_a_corruption_is_named_or_legal_and_fix_never_widens_it(seeded, seed):
    if not sow(seed.statement):
        return
    corrupt = dump()
    is_mended = seed.mends or seed.follows

    said = check() if is_mended else check("--fix")  # which says the same where it has nothing to mend
    if is_mended:
        check("--fix")
    fixed = dump()
    left = check() if fixed != corrupt else said  # of the same rows it would say the same

    names = {line.split(":")[0] for line in said}
    assert (seed.named in names) if seed.named else (said == [])
    assert "unreadable" not in names
    if seed.named is None:
        assert fixed == corrupt
    elif is_mended:
        assert seed.follows or left == []
        changed = [name for name in corrupt if name in fixed and fixed[name] != corrupt[name]]
        for model, pk in changed:
            columns = {name for name, value in fixed[model, pk].items() if value != corrupt[model, pk][name]}
            assert columns <= CACHES[model]
        if is_cache(seed.column) and seed.statement.startswith("UPDATE"):
            assert without_versions(fixed) == without_versions(seeded)
    else:
        assert set(left) <= set(said)
        assert without_versions(fixed) == without_versions(corrupt)


def test_every_name_of_a_finding_is_explained_to_whoever_runs_prep():
    code = "".join(Path(module.__file__).read_text() for module in (check_data, check_learner, check_rows, findings))
    docs = (ROOT / "docs" / "operations.md").read_text()
    section = docs.split("## What check_data reports")[1].split("\n## ")[0]

    in_code = set(re.findall(r'Finding\(\s*"([a-z_ ]+)"', code)) | set(check_rows.NAMES.values()) | {"row"}
    in_code |= {"title", "search", "siblings", "position"}  # findings that are called as their column
    in_docs = set(re.findall(r"^\| `([a-z_ ]+)`", section, re.MULTILINE))

    assert in_docs == in_code


def test_the_rest_of_a_learner_whose_row_is_wrong_is_still_checked(seeded):
    sow(f"UPDATE cards_learner SET time_zone = 'Mars/Olympus' WHERE {ALICE}")
    sow(f"UPDATE cards_learner SET skipped_days = '{{' WHERE {ALICE}")
    sow(f"UPDATE cards_schedule SET ease = 260 WHERE {OF_ETAG}")

    said = check()

    assert any(line.startswith("schedule: ") for line in said)
    assert any("Mars/Olympus" in line for line in said)
    assert said == check("--fix")


def test_an_index_that_was_lost_is_named(seeded):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX due_cards")

    assert check() == ["database: cards_schedule has lost due_cards, an index or a constraint"]


def test_a_table_is_read_in_pieces(seeded, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(check_rows, "ROWS_AT_ONCE", 3)
    monkeypatch.setattr(check_learner, "ROWS_AT_ONCE", 2)
    for module in (findings, check_data, check_learner):
        monkeypatch.setattr(module, "CARDS_AT_ONCE", 2)

    assert check() == []
    Review.objects.filter(card__key="etag").update(quality=3)
    assert {line.split(":")[0] for line in check()} == {"schedule", "planned_for"}
