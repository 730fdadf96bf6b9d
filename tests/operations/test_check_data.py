"""One corruption of each kind, each found; and what is mended is right again."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from cards.models import Card, Enrolment, Review, Schedule, StudyDay
from cards.operations.check_data import check_cards, check_database
from cards.operations.check_learner import check_learner
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, review

pytestmark = pytest.mark.django_db
CLOZE = {"text": "A {{c1::PUT}} is {{c2::idempotent}}.", "notes": "", "points": []}


@pytest.fixture
def studied(alice):
    """Two cards reviewed on two days, one not seen, and a cloze text of two."""
    deck = make_deck()
    cards = [make_card(deck, key) for key in ("etag", "retry", "unseen")]
    for ordinal in (1, 2):
        make_card(deck, "put", kind="cloze", content=CLOZE, ordinal=ordinal)
    enrolled(alice, deck)
    review(alice, cards[0], 4)
    review(alice, cards[1], 2)
    review(alice, cards[0], 4, days_later(1))
    return deck


def check(*arguments):
    out = StringIO()
    try:
        call_command("check_data", *arguments, stdout=out)
    except CommandError as error:
        return 1, out.getvalue() + str(error)
    return 0, out.getvalue()


def etag():
    return Schedule.objects.filter(card__key="etag")


def raw(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def add_review_elsewhere():
    """A review whose schedule is gone."""
    Schedule.objects.filter(card__key="retry").delete()


CORRUPTIONS = {
    "repetitions": ("schedule", lambda: etag().update(repetitions=7)),
    "ease": ("schedule", lambda: etag().update(ease=260)),
    "interval": ("schedule", lambda: etag().update(interval=5)),
    "due": ("schedule", lambda: etag().update(due=F("due") + timedelta(days=2))),
    "repeat_on": ("schedule", lambda: etag().update(repeat_on=NOW.date())),
    "lapses": ("schedule", lambda: etag().update(lapses=1)),
    "reviewed_at": ("schedule", lambda: etag().update(reviewed_at=NOW)),
    "reviewed_on": ("schedule", lambda: etag().update(reviewed_on=NOW.date())),
    "planned_for": ("planned_for", lambda: etag().update(planned_for=NOW.date())),
    "siblings": ("siblings", lambda: Schedule.objects.filter(card__ordinal=1).update(siblings="other")),
    "phase": ("phase", lambda: Review.objects.filter(card__key="retry").update(phase=3)),
    "reviews": ("counter", lambda: StudyDay.objects.update(reviews=9)),
    "seconds": ("counter", lambda: StudyDay.objects.update(seconds=9)),
    "streak": ("streak", lambda: StudyDay.objects.update(streak=9)),
    "day not counted": ("counter", lambda: StudyDay.objects.filter(day=NOW.date()).delete()),
    "day without reviews": (
        "counter",
        lambda: StudyDay.objects.create(learner_id=Review.objects.first().learner_id, day=date(2026, 1, 1), reviews=3),
    ),
    "review lost from the schedule": ("no schedule", add_review_elsewhere),
    "card without schedule": ("not enrolled", lambda: Schedule.objects.filter(card__key="unseen").delete()),
    "shelved": ("shelf", lambda: etag().update(is_shelved=True)),
    "not shelved": ("shelf", lambda: Enrolment.objects.update(is_paused=True)),
    "html": ("html", lambda: Card.objects.filter(key="etag").update(html={"question": "<p>other</p>"})),
    "text of a card": (
        "html",
        lambda: Card.objects.filter(key="etag").update(content={"question": "Other?", "answer": "Yes."}),
    ),
}


def test_what_the_services_wrote_agrees(alice, studied):
    assert check() == (0, "Everything agrees with the log.\n")


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_is_found_and_mended(studied, name):
    kind, corrupt = CORRUPTIONS[name]
    log = list(Review.objects.order_by("pk").values("pk", "quality", "study_day", "reviewed_at", "undone_at"))
    corrupt()

    code, said = check()
    mended, _ = check("--fix")

    assert code == 1
    assert f"{kind}: " in said
    assert mended == 0
    assert check()[0] == 0
    assert list(Review.objects.order_by("pk").values("pk", "quality", "study_day", "reviewed_at", "undone_at")) == log


def test_a_lost_review_shows_in_schedule_and_counters(alice, studied):
    Review.objects.filter(card__key="etag", study_day=NOW.date()).delete()

    names = {finding.name for finding in check_learner(alice)}

    assert {"schedule", "phase", "counter"} <= names


CORRUPTIONS_FOR_PEOPLE = {
    "sibling text": (
        "sibling",
        lambda: Card.objects.filter(ordinal=2).update(content=CLOZE | {"text": "B {{c1::a}} {{c2::b}}"}),
    ),
    "gap that is not there": ("content", lambda: Card.objects.filter(ordinal=2).update(ordinal=3)),
    "unknown kind": ("content", lambda: Card.objects.filter(key="etag").update(kind="riddle")),
    "study day": (
        "study_day",
        lambda: Review.objects.filter(card__key="retry").update(study_day=date(2026, 10, 1)),
    ),
}


@pytest.mark.parametrize("name", CORRUPTIONS_FOR_PEOPLE)
def test_what_rebuilding_cannot_mend_stays_reported(studied, name):
    kind, corrupt = CORRUPTIONS_FOR_PEOPLE[name]
    corrupt()

    code, said = check("--fix")

    assert code == 1
    assert f"{kind}: " in said
    assert check()[0] == 1


def test_a_card_that_changed_may_be_planned_before_its_due_day(alice, studied):
    changed = days_later(2)
    Card.objects.filter(key="etag").update(rev=2, rev_at=changed)
    etag().update(planned_for=changed.date())

    assert check_learner(alice) == []


@pytest.mark.django_db(transaction=True)
def test_a_row_that_points_nowhere_is_found(alice, studied):
    if connection.vendor != "sqlite":
        return  # PostgreSQL refuses to store it
    with connection.constraint_checks_disabled(), transaction.atomic():
        raw("UPDATE cards_card SET topic_id = 999")

    found = list(check_database())
    raw("UPDATE cards_card SET topic_id = NULL")

    assert len(found) == 5
    assert "cards_topic" in found[0].text


def test_a_learner_costs_the_same_queries_however_many_others(
    alice, bob, studied, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(13):
        assert check_learner(alice) == []


def test_cards_are_read_once(studied, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert list(check_cards()) == []


def test_cards_are_found_whatever_their_place_in_the_deck(alice):
    deck = make_deck()
    last, first = make_card(deck, "last", position=9), make_card(deck, "first", position=1)
    enrolled(alice, deck)
    review(alice, last, 4)
    review(alice, first, 4)

    assert check_learner(alice) == []


@pytest.mark.parametrize(
    ("zone", "rollover"), [("Pacific/Pago_Pago", 22), ("Pacific/Kiritimati", 13), ("Etc/GMT+12", 12)]
)
@pytest.mark.parametrize("hour", [0, 6, 12, 18, 23])
def test_a_card_that_is_asked_again_agrees_wherever_and_whenever_days_begin(alice, zone, rollover, hour):
    alice.time_zone, alice.rollover_hour = zone, rollover
    alice.save()
    card = make_card(make_deck(), "etag")
    enrolled(alice, card.deck)
    for day in range(3):
        review(alice, card, 5, days_later(day).replace(hour=hour))
    changed = days_later(5).replace(hour=hour)
    Card.objects.filter(pk=card.pk).update(rev=2, rev_at=changed)
    Schedule.objects.update(planned_for=alice.study_day(changed))

    assert check()[0] == 0


SQLITE, POSTGRESQL = "sqlite", "postgresql"
DRIFTS = [
    (SQLITE, "UPDATE cards_search SET search = 'else'"),
    (SQLITE, "DELETE FROM cards_search"),
    (SQLITE, "INSERT INTO cards_search (rowid, deck, title, search) VALUES (99999, 'x', 'gone', 'gone')"),
    (SQLITE, "DELETE FROM cards_search_docsize"),
    (SQLITE, "DROP TRIGGER cards_search_update"),
    (SQLITE, "DROP TABLE cards_search_words"),
    (POSTGRESQL, "DROP INDEX cards_search"),
    (POSTGRESQL, "ALTER TABLE cards_card DROP COLUMN search_vector"),
]


@pytest.mark.parametrize(
    "statement", [statement for vendor, statement in DRIFTS if vendor == connection.vendor], ids=lambda each: each[:40]
)
def test_an_index_that_has_drifted_is_named_and_made_anew(studied, statement):
    connection.check_constraints()  # PostgreSQL alters no table while a constraint waits for the end of a transaction
    with connection.cursor() as cursor:
        cursor.execute(statement)

    code, said = check()
    assert code == 1
    assert "index: " in said
    assert check("--fix")[0] == 0
    assert check()[0] == 0
