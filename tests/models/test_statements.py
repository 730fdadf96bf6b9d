"""What the hand-written statements read, each condition by the row that only it keeps out."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.db.models.expressions import RawSQL

from cards.models import Attempt, Deck, Enrolment, Review, Schedule, StudyDay, Topic
from cards.models.statements import (
    Parts,
    due_now_sql,
    read_card,
    read_enrolled_decks,
    read_latest_days,
    read_practice,
    read_queue,
    read_waiting,
)
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, make_design, make_schedule

pytestmark = pytest.mark.django_db
TODAY = NOW.date()

ASIDE = [{"is_suspended": True}, {"is_shelved": True}, {"is_practice": True}, {"buried_until": date(2030, 1, 1)}]


def on(days):
    return TODAY + timedelta(days)


def day_of(value):
    """SQLite does not know what it has worked out."""
    return value and datetime.fromisoformat(str(value)).date()


def latest(learner):
    day = read_latest_days(learner.pk, 1)[0]
    return day_of(day.first_due), day_of(day.first_new), day_of(day.last_enrolled)


def test_the_latest_day_tells_since_when_cards_have_been_waiting(alice, bob):
    for learner in (alice, bob):
        StudyDay.objects.create(learner=learner, day=TODAY)
        StudyDay.objects.create(learner=learner, day=on(-1))
    deck, packs = make_deck(), [make_deck("first"), make_deck("second")]
    for days, pack in ((-9, packs[0]), (-5, packs[1])):
        enrolled(alice, pack, days_later(days))
    enrolled(bob, packs[0], days_later(-1))
    for place, columns in enumerate(ASIDE):
        make_schedule(alice, make_card(deck, f"due-{place}"), due=on(1), **columns)
        make_schedule(alice, make_card(deck, f"new-{place}", now=days_later(-8)), position=0, **columns)
    for learner, due, new in ((bob, -3, -7), (alice, 4, -4), (alice, 3, -2)):
        key = f"{learner}{due}"
        make_schedule(learner, make_card(deck, f"{key}-due"), due=on(due))
        make_schedule(learner, make_card(deck, f"{key}-new", now=days_later(new)), position=10 + due)

    assert latest(alice) == (on(3), on(-2), on(-5))
    assert latest(bob) == (on(-3), on(-7), on(-1))
    assert [day.day for day in read_latest_days(alice.pk, 2)] == [TODAY, on(-1)]


def test_decks_are_read_for_who_is_enrolled_in_them_in_their_order(alice, bob):
    places = {"late": 9, "early": 2, "bobs": 1, "retired": 5}
    late, early, theirs, retired = (make_deck(slug, position=place) for slug, place in places.items())
    for learner, deck in ((alice, late), (alice, early), (alice, retired), (bob, theirs)):
        enrolled(learner, deck)
    Enrolment.objects.filter(deck=early).update(is_paused=True)
    Deck.objects.filter(pk=retired.pk).update(is_retired=True)

    assert read_enrolled_decks(alice.pk) == [("early", "Early", True), ("late", "Late", False)]


def begin(learner, card, key=None):
    Attempt.objects.create(learner=learner, card=card, key=key or uuid.uuid4(), begun_at=NOW, kept_at=NOW)


def test_practice_is_read_with_whether_it_is_begun(alice, bob):
    deck = make_deck()
    begun, free, away, back, graded = cards = [make_design(deck, key, minutes=30) for key in "abcde"]
    for card in cards:
        make_schedule(alice, card)
    make_schedule(alice, make_card(deck, "recall"))
    make_schedule(bob, make_design(deck, "bobs"))
    for place, columns in enumerate([{"is_suspended": True}, {"is_shelved": True}, {"buried_until": on(1)}]):
        make_schedule(alice, make_design(deck, f"aside-{place}"), **columns)
    schedules = Schedule.objects.of(alice)
    schedules.filter(card=back).update(buried_until=TODAY)
    schedules.filter(card=away).update(planned_for=on(9), due=on(9), interval=9)
    begin(alice, begun)
    begin(bob, free)
    begin(bob, graded)
    key = uuid.uuid4()
    begin(alice, graded, key)  # left behind by its grade
    Review.objects.create(
        learner=alice, card=graded, key=key, quality=4, phase=5, reviewed_at=NOW, study_day=TODAY, seconds=1
    )

    keys = dict(schedules.values_list("pk", "card__key"))
    found = sorted((keys[item.id], item.planned_for, item.interval, item.minutes, is_begun)
                   for item, is_begun in read_practice(alice.pk, TODAY))  # fmt: skip
    assert found == [
        ("a", None, 0, 30, True),
        ("b", None, 0, 30, False),
        ("c", on(9), 9, 30, False),
        ("d", None, 0, 30, False),
        ("e", None, 0, 30, False),
    ]


def gaps(deck=None):
    content = {"text": "{{c1::one}} {{c2::two}}", "points": [], "notes": ""}
    deck = deck or make_deck()
    return [make_card(deck, "text", kind="cloze", content=content, ordinal=n, position=5) for n in (1, 2)]


def waiting(learner):
    """[(part, key, ordinal)] of what waits: 0 due, 1 new, 2 again."""
    keys = {row.pk: (row.card.key, row.card.ordinal) for row in Schedule.objects.of(learner).select_related("card")}
    return [(part, *keys[pk]) for part, pk, *_ in read_waiting(learner.pk, TODAY, window=9, new=9)]


SET_ASIDE = [{"is_suspended": True}, {"is_shelved": True}, {"is_practice": True}, {"buried_until": on(1)}]


@pytest.mark.parametrize(
    ("columns", "offered"),
    [
        ({}, [1]),
        ({"position": 6}, [2]),
        ({"is_suspended": True}, [2]),
        ({"is_shelved": True}, [2]),
        ({"buried_until": on(1)}, [2]),
        ({"buried_until": TODAY}, [1]),
        ({"due": TODAY}, []),
        ({"due": on(1)}, [2]),
        ({"due": on(1), "reviewed_on": TODAY}, []),
        ({"due": on(1), "reviewed_on": on(-1)}, [2]),
        ({"due": on(1), "reviewed_on": TODAY, "is_suspended": True}, []),
    ],
)
def test_of_the_new_gaps_of_a_text_the_first_is_offered_unless_another_is_asked(alice, columns, offered):
    first, second = gaps()
    make_schedule(alice, second)
    make_schedule(alice, first, **{"position": 5} | columns)
    Schedule.objects.filter(card=second).update(position=5 if "position" in columns else 6)

    assert [ordinal for part, _, ordinal in waiting(alice) if part == 1] == offered


def test_new_gaps_of_one_position_come_as_they_were_added(alice):
    for gap in gaps():
        make_schedule(alice, gap, position=5)

    assert waiting(alice) == [(1, "text", 1)]


@pytest.mark.parametrize(
    ("own", "other", "is_due"),
    [
        ({}, {"reviewed_on": TODAY}, False),
        ({}, {"reviewed_on": on(-1)}, True),
        ({}, {}, True),
        ({"reviewed_on": TODAY}, {}, True),  # it was asked before its day, or again
    ],
)
def test_a_due_gap_waits_for_tomorrow_where_another_of_its_text_was_reviewed_today(alice, bob, own, other, is_due):
    first, second = gaps()
    make_schedule(alice, first, due=TODAY, **own)
    make_schedule(alice, second, due=on(5), **other)
    make_schedule(bob, second, due=on(5), reviewed_on=TODAY)
    make_schedule(alice, make_card(first.deck, "whole"), due=TODAY, reviewed_on=on(-2))
    make_schedule(alice, make_card(first.deck, "graded"), due=on(5), reviewed_on=TODAY)

    assert {key for _, key, _ in waiting(alice)} == ({"text", "whole"} if is_due else {"whole"})


def test_what_somebody_else_is_asked_holds_back_no_new_gap(alice, bob):
    first, second = gaps()
    make_schedule(bob, first, due=TODAY)
    make_schedule(alice, second)
    make_schedule(alice, make_card(first.deck, "whole"))

    assert {key for _, key, _ in waiting(alice)} == {"text", "whole"}


@pytest.mark.parametrize("columns", SET_ASIDE)
@pytest.mark.parametrize("state", [{"due": TODAY}, {}, {"due": on(1), "repeat_on": TODAY}])
def test_what_is_set_aside_waits_in_no_part(alice, bob, state, columns):
    card = make_card(make_deck())
    make_schedule(alice, card, **state)
    make_schedule(bob, card, **state | columns)

    assert (len(waiting(alice)), waiting(bob)) == (1, [])


def test_each_part_comes_in_its_order(alice):
    deck = make_deck()
    for key, columns in {
        "again-late": {"due": on(1), "repeat_on": TODAY},
        "new-last": {"position": 9},
        "new-first": {"position": 3},
        "due-long": {"due": on(-6), "interval": 60},  # overdue by a tenth of its interval
        "due-short": {"due": on(-3), "interval": 3},  # by all of it
        "due-never": {"due": on(-2), "interval": 0},  # by as much as of an interval of a day
        "due-today": {"due": TODAY, "interval": 1},
        "gone": {"due": on(-1), "repeat_on": on(-1), "is_suspended": True},
    }.items():
        make_schedule(alice, make_card(deck, key), **columns)

    assert [key for _, key, _ in waiting(alice)] == [
        "due-never", "due-short", "due-long", "due-today", "new-first", "new-last", "again-late",
    ]  # fmt: skip


def test_counts_stop_at_the_window_and_it_holds_what_has_waited_longest(alice):
    deck = make_deck()
    for key, columns in {
        "due-later": {"due": TODAY, "interval": 1},
        "due-first": {"due": on(-1), "interval": 50},
        "new-later": {"position": 9},
        "new-first": {"position": 3},
    }.items():
        make_schedule(alice, make_card(deck, key), **columns)

    keys = dict(Schedule.objects.values_list("pk", "card__key"))
    rows = read_waiting(alice.pk, TODAY, window=1, new=1)
    assert [keys[pk] for _, pk, *_ in rows] == ["due-first", "new-first"]
    due, new, again, candidates = read_queue(alice.pk, TODAY, window=1, new=1)
    assert (due, new, again) == (1, 1, 0)
    assert {part: card.key for part, card in candidates.items()} == {"due": "due-first", "new": "new-first"}


def test_of_each_part_the_queue_takes_the_first(alice):
    deck = make_deck()
    first, second = gaps(deck)
    make_schedule(alice, first, due=on(-1), interval=6)
    make_schedule(alice, second, due=on(-2), interval=6)
    for key, columns in {
        "new-later": {"position": 9},
        "new-first": {"position": 3},
        "again-later": {"due": on(1), "repeat_on": TODAY, "reviewed_at": NOW},
        "again-first": {"due": on(1), "repeat_on": TODAY, "reviewed_at": days_later(-1)},
    }.items():
        make_schedule(alice, make_card(deck, key), **columns)

    due, new, again, candidates = read_queue(alice.pk, TODAY, window=9, new=9)
    assert (due, new, again) == (1, 2, 2)  # of a text one is asked a day
    assert {part: (card.key, card.schedule) for part, card in candidates.items()} == {
        "due": ("text", Schedule.objects.get(card=second).pk),
        "new": ("new-first", Schedule.objects.get(card__key="new-first").pk),
        "again": ("again-first", Schedule.objects.get(card__key="again-first").pk),
    }


@pytest.mark.parametrize(
    ("whose", "topic", "columns", "is_shown"),
    [
        ("alice", "http", {}, True),
        ("alice", "http", {"due": on(5)}, False),
        ("bob", "http", {"due": on(5)}, True),
        ("alice", "sql", {"due": on(5)}, True),
    ],
)
def test_a_primer_comes_with_the_first_card_of_its_topic(alice, bob, whose, topic, columns, is_shown):
    deck = make_deck()
    topics = {
        slug: Topic.objects.create(deck=deck, slug=slug, title=slug, primer="Read.", primer_html=f"<p>{slug}</p>")
        for slug in ("http", "sql")
    }
    make_schedule(alice, make_card(deck, "new", topic=topics["http"]), position=1)
    learner = {"alice": alice, "bob": bob}[whose]
    make_schedule(learner, make_card(deck, "other", topic=topics[topic]), **{"position": 2} | columns)

    *_, candidates = read_queue(alice.pk, TODAY, window=9, new=9)
    assert candidates["new"].primer_html == ("<p>http</p>" if is_shown else None)


def test_a_card_that_was_seen_has_no_primer_any_more(alice):
    deck = make_deck()
    topic = Topic.objects.create(deck=deck, slug="http", title="HTTP", primer="Read.", primer_html="<p>Read.</p>")
    schedule = make_schedule(alice, make_card(deck, "seen", topic=topic), due=TODAY)

    assert read_card(alice.pk, schedule.pk).primer_html is None


@pytest.mark.parametrize(
    ("counters", "asked"),
    [
        ({}, 2),
        ({"young_passed": 1}, 1),
        ({"young_failed": 1}, 1),
        ({"mature_passed": 1}, 1),
        ({"mature_failed": 1}, 1),
        ({"early": 1}, 1),
        ({"early": 3}, 0),
        ({"new": 1}, 2),
    ],
)
def test_due_now_is_the_most_overdue_gap_of_a_text_within_the_days_limit(alice, bob, counters, asked):
    deck = make_deck()
    first, second = gaps(deck)
    make_schedule(alice, first, due=on(-5), interval=3)
    least = make_schedule(alice, make_card(deck, "b"), due=on(-1), interval=3)
    rows = [
        make_schedule(alice, second, due=on(-6), interval=3),
        make_schedule(alice, make_card(deck, "a"), due=on(-3), interval=3),
        least,
    ]
    again = make_schedule(alice, make_card(deck, "c"), due=on(1), repeat_on=TODAY)
    StudyDay.objects.create(learner=bob, day=TODAY, early=2)
    StudyDay.objects.create(learner=alice, day=on(-1), early=2)
    StudyDay.objects.create(learner=alice, day=TODAY, **counters)

    statement = due_now_sql(alice.pk, TODAY, window=9, reviews=2)
    found = Schedule.objects.filter(pk__in=RawSQL(statement, ())).values_list("pk", flat=True)
    assert set(found) == {again.pk, *(row.pk for row in rows[:asked])}


@pytest.mark.parametrize(("new", "read"), [(1, 1), (2, 2), (3, 4), (4, 4), (5, 8)])
def test_new_cards_are_read_up_to_a_power_of_two(alice, new, read):
    deck = make_deck()
    for place in range(9):
        make_schedule(alice, make_card(deck, f"card-{place}"))

    assert read_queue(alice.pk, TODAY, window=99, new=new)[1] == read
    assert len(read_waiting(alice.pk, TODAY, window=99, new=new)) == read


def test_of_some_decks_nothing_else_is_read(alice):
    one, other = make_deck("one"), make_deck("other")
    for deck, days in ((one, -1), (other, -9)):
        make_schedule(alice, make_card(deck, deck.slug), due=on(days))

    due, *_, candidates = read_queue(alice.pk, TODAY, window=9, new=9, decks=(one.pk,))
    assert (due, candidates["due"].key) == (1, "one")
    assert len(read_waiting(alice.pk, TODAY, window=9, new=9, decks=(one.pk,))) == 1


@pytest.mark.parametrize(("seconds", "is_changed"), [(-1, False), (0, False), (1, True)])
def test_a_card_is_changed_that_was_changed_after_its_review(alice, seconds, is_changed):
    card = make_card(make_deck("own", owner=alice), rev_at=NOW + timedelta(seconds=seconds))
    schedule = make_schedule(alice, card, due=TODAY, reviewed_at=NOW)

    read = read_card(alice.pk, schedule.pk)
    assert (read.is_changed, read.is_own) == (is_changed, True)


def test_a_built_in_card_is_nobodys_own(alice):
    schedule = make_schedule(alice, make_card(make_deck()))

    read = read_card(alice.pk, schedule.pk)
    assert (read.is_changed, read.is_own) == (False, False)


def test_a_part_that_a_card_has_not_is_empty():
    assert Parts(question="<p>Why?</p>")["notes"] == ""
