"""Two transactions at once. One is held open for a moment, so that the other comes upon it half-way on any machine."""

import json
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from cards.models import Attempt, Learner, Rehearsal, Review, Rung, Schedule, Snapshot, StudyDay
from cards.operations import leavings
from cards.operations.check_learner import check_learner
from cards.services import retry
from cards.services.accounts import save_settings
from cards.services.cards import OwnDraft, create_card, edit_card
from cards.services.decks import enrol, pause
from cards.services.ladders import answer_rung
from cards.services.leaving import delete_account, leave
from cards.services.once import Stale, once
from cards.services.practice import ask_hint, begin_practice, keep_attempt
from cards.services.rehearsals import rehearse
from cards.services.review import undo_review
from tests.conftest import signed_in
from tests.factories import (
    NOW,
    days_later,
    enrolled,
    make_cards,
    make_deck,
    make_design,
    make_drill,
    make_schedule,
    review,
)

pytestmark = pytest.mark.django_db(transaction=True)
LONG_ENOUGH = 0.3  # seconds
PATIENT = 60  # seconds: for what comes at once unless something is wrong, on a busy machine


@pytest.fixture
def cards(alice):
    deck = make_deck()
    cards = make_cards(deck, 4)
    enrolled(alice, deck)
    return cards


def meanwhile(first, second):
    """Do `first`, and before it is committed start `second`. Raises what either raised."""
    is_done = threading.Event()

    def held_open():
        with transaction.atomic():
            first()
            is_done.set()
            time.sleep(LONG_ENOUGH)

    def afterwards():
        is_done.wait(timeout=PATIENT)
        second()

    at_once(held_open, afterwards)


def halfway(work, statement, meanwhile):
    """Do `work`; when it has executed `statement` for the first time, start `meanwhile` and let it come up to us."""
    is_there = threading.Event()

    def pausing(execute, sql, *arguments):
        result = execute(sql, *arguments)
        if statement in sql and not is_there.is_set():
            is_there.set()
            time.sleep(LONG_ENOUGH)
        return result

    def first():
        with connection.execute_wrapper(pausing):
            work()

    def second():
        assert is_there.wait(timeout=PATIENT)
        meanwhile()

    at_once(first, second)


def at_once(*works):
    def closing(work):
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(closing, work) for work in works]:
            future.result()


def undo(learner, now=NOW):
    undo_review(learner, key=uuid.uuid4(), now=now)


def test_a_grade_beside_an_undo_is_counted(alice, cards):
    review(alice, cards[0], 4)
    review(alice, cards[1], 4)

    meanwhile(lambda: review(alice, cards[2], 4), lambda: undo(alice))

    assert StudyDay.objects.get().reviews == Review.objects.counted().count() == 2
    assert check_learner(alice) == []


def test_a_grade_beside_the_undo_of_the_days_only_review_is_counted(alice, cards):
    review(alice, cards[0], 4)

    meanwhile(lambda: undo(alice), lambda: review(alice, cards[2], 4))

    assert StudyDay.objects.get().reviews == 1
    assert check_learner(alice) == []


def test_two_undos_at_once_take_back_two_reviews(alice, cards):
    for card in cards:
        review(alice, card, 4)

    meanwhile(lambda: undo(alice), lambda: undo(alice))

    assert Review.objects.counted().count() == 2
    assert check_learner(alice) == []


def test_the_first_grades_of_a_day_at_once_are_all_counted(alice, cards):
    at_once(*(lambda card=card: review(alice, card, 4) for card in cards))

    assert StudyDay.objects.get().reviews == 4
    assert check_learner(alice) == []


def test_pausing_one_track_beside_enrolling_in_another_keeps_what_they_share(alice):
    pack, first, second = (make_deck(slug) for slug in ("pack", "first", "second"))
    make_cards(pack, 3)
    for track in (first, second):
        track.packs.add(pack)
    enrolled(alice, first)

    meanwhile(
        lambda: pause(alice, first, key=uuid.uuid4(), now=NOW), lambda: enrol(alice, second, key=uuid.uuid4(), now=NOW)
    )

    assert Schedule.objects.of(alice).active().count() == 3
    assert check_learner(alice) == []


def test_the_same_key_at_once_counts_once(alice, cards):
    key = uuid.uuid4()

    meanwhile(lambda: review(alice, cards[0], 4, key=key), lambda: review(alice, cards[0], 4, key=key))

    assert Review.objects.count() == StudyDay.objects.get().reviews == 1


def test_of_two_grades_from_one_state_the_first_is_stored(alice, cards):
    review(alice, cards[1], 4)

    def too_late():
        with pytest.raises(Stale):
            review(alice, cards[0], 2)

    meanwhile(lambda: review(alice, cards[0], 4), too_late)

    assert [row.quality for row in Review.objects.filter(card=cards[0])] == [4]
    assert StudyDay.objects.get().reviews == 2
    assert check_learner(alice) == []


def test_settings_saved_beside_a_grade_wait_for_it(alice, cards):
    friday, monday = NOW - timedelta(days=3), NOW
    alice.rest_days = [5, 6]
    alice.save()
    review(alice, cards[0], 4, friday)
    review(alice, cards[1], 4, monday)

    meanwhile(
        lambda: review(alice, cards[2], 4, monday),
        lambda: save_settings(alice, {"rest_days": []}, key=uuid.uuid4(), now=monday),
    )

    alice.refresh_from_db()
    assert StudyDay.objects.of(alice).latest("day").streak == 2
    assert check_learner(alice) == []


def test_the_first_grade_of_a_day_beside_an_undo_of_the_day_before_knows_its_streak(alice, cards):
    review(alice, cards[0], 4)

    meanwhile(lambda: review(alice, cards[1], 4, days_later(1)), lambda: undo(alice))
    meanwhile(lambda: undo(alice), lambda: review(alice, cards[2], 4, days_later(1)))

    assert check_learner(alice) == []


def test_a_card_is_edited_beside_its_grade(alice):
    def text(answer):
        content = {"question": "Why?", "answer": answer, "points": [], "notes": ""}
        return OwnDraft("recall", content, new_deck="Mine")

    (card_id,) = create_card(alice, text("So."), key=uuid.uuid4(), now=NOW)
    card = Schedule.objects.get(card=card_id).card
    review(alice, card, 4)

    meanwhile(
        lambda: review(alice, card, 4, days_later(1)),
        lambda: edit_card(
            alice, card_id, text("Because."), version=1, asks_again=True, key=uuid.uuid4(), now=days_later(2)
        ),
    )

    assert Review.objects.count() == 2
    assert check_learner(alice) == []


def test_the_first_grade_of_a_day_beside_an_undo_of_the_same_card(alice, cards):
    """Whichever has the learner first: the grade is refused after the undo, and taken back by it if it was before."""
    review(alice, cards[0], 4)
    refused = []

    def grade():
        try:
            review(alice, cards[0], 4, days_later(1))
        except Stale as stale:
            refused.append(stale)

    halfway(grade, "UPDATE cards_schedule", lambda: undo(alice, days_later(1)))

    assert Review.objects.filter(undone_at=None).count() == (0 if refused else 1)
    assert check_learner(alice) == []


# Two that wait for each other -----------------------------------------------------------------------------------------


def note_on_two(learner, first, second, between):
    """A write that holds one schedule before it takes another. Returns how often it was tried."""
    tries = []

    def write(learner, record):
        tries.append(1)
        Schedule.objects.select_for_update().get(card=first)
        if len(tries) == 1:
            between()
        Schedule.objects.filter(card=second).update(note=str(first.pk))
        return {}

    once(learner, uuid.uuid4(), "note", {}, write, now=NOW)
    return len(tries)


@pytest.fixture
def postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time: none has what another waits for")


def test_of_two_writes_that_wait_for_each_other_one_gives_way_and_is_tried_again(postgresql, alice, bob, cards):
    # By two learners, on rows that both need, as those of loading decks: one learner's writes go one after the other.
    both_hold_one = threading.Barrier(2, timeout=PATIENT)
    tries = []

    at_once(
        lambda: tries.append(note_on_two(alice, cards[0], cards[1], both_hold_one.wait)),
        lambda: tries.append(note_on_two(bob, cards[1], cards[0], both_hold_one.wait)),
    )

    assert max(tries) > 1
    notes = dict(Schedule.objects.filter(card__in=cards[:2]).values_list("card", "note"))
    assert notes == {cards[0].pk: str(cards[1].pk), cards[1].pk: str(cards[0].pk)}


class Watch:
    """The time of somebody who does nothing but wait."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


class Lots:
    """The highest that may be drawn, up to a limit."""

    def __init__(self, limit):
        self.limit = limit

    def uniform(self, least, most):
        return max(least, min(most, self.limit))


def test_a_write_that_can_not_be_done_is_tried_for_two_seconds_and_not_for_ever(postgresql, alice, monkeypatch):
    watch, tries = Watch(), []
    monkeypatch.setattr(retry, "time", watch)
    # By lot: up to 0.05, 0.1, 0.2, 0.4 and then 0.8 seconds. The one after 1.59 would end later than two seconds.
    monkeypatch.setattr(retry, "random", Lots(0.42))

    def write(learner, record):
        tries.append(watch.now)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING errcode = 'serialization_failure'; END $$")

    with pytest.raises(OperationalError):
        once(alice, uuid.uuid4(), "note", {}, write, now=NOW)
    assert tries == pytest.approx([0, 0.05, 0.15, 0.35, 0.75, 1.17, 1.59])


def test_a_write_that_gave_way_thrice_is_done(postgresql, alice, monkeypatch, caplog):
    monkeypatch.setattr(retry, "time", Watch())
    caplog.set_level("INFO", retry.logger.name)
    tries = []

    def write(learner, record):
        tries.append(1)
        if len(tries) <= 3:
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING errcode = 'deadlock_detected'; END $$")
        return {"done": True}

    assert once(alice, uuid.uuid4(), "note", {}, write, now=NOW) == {"done": True}
    assert len(tries) == 4
    assert caplog.messages == ["once gave way to another transaction and is tried again"] * 3


def test_a_grade_that_gave_way_is_stored(postgresql, alice, cards):
    gave_way = []

    def give_way(execute, sql, params, many, context):
        if "INSERT INTO cards_review" in sql and not gave_way:
            gave_way.append(sql)
            sql, params = "DO $$ BEGIN RAISE EXCEPTION USING errcode = 'deadlock_detected'; END $$", None
        return execute(sql, params, many, context)

    with connection.execute_wrapper(give_way):
        review(alice, cards[0], 4)

    assert len(gave_way) == Review.objects.count() == StudyDay.objects.get().reviews == 1


def test_a_part_of_another_transaction_is_not_tried_again_by_itself(postgresql, alice):
    tries = []

    def write(learner, record):
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING errcode = 'deadlock_detected'; END $$")

    with pytest.raises(OperationalError), transaction.atomic():
        once(alice, uuid.uuid4(), "note", {}, write, now=NOW)
    assert len(tries) == 1


def test_a_lock_that_could_not_be_had_is_not_waited_for_twice(postgresql, alice):
    tries = []

    def write(learner, record):
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING errcode = 'lock_not_available'; END $$")

    with pytest.raises(OperationalError):
        once(alice, uuid.uuid4(), "note", {}, write, now=NOW)
    assert len(tries) == 1


# The account goes meanwhile -------------------------------------------------------------------------------------------


ACTIONS = {
    "grade": ("/review/grade/", {"quality": 4, "version": 0}, "review"),
    "undo": ("/review/undo/", {}, "undo"),
    "suspend": ("/review/suspend/", {}, "key"),
    "flag": ("/review/flag/", {"flagged": "on"}, "key"),
    "write": ("/cards/new/", {"kind": "recall", "question": "Why?", "answer": "So.", "new_deck": "Mine"}, "key"),
}


def send(client, action, card):
    address, data, key = ACTIONS[action]
    return client.post(address, data | {"card": card.pk, key: uuid.uuid4()})


def assert_nothing_is_left(learner):
    assert not Learner.objects.filter(pk=learner.pk).exists()
    assert not Review.objects.exists()
    assert not Schedule.objects.exists()


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("has_studied", [False, True])
def test_what_is_sent_while_the_account_is_deleted_is_no_fault_of_ours(alice, cards, time_machine, action, has_studied):
    time_machine.move_to(NOW)
    if has_studied:
        review(alice, cards[1], 4)
    client = signed_in(alice)
    answers = []

    meanwhile(lambda: delete_account(alice), lambda: answers.append(send(client, action, cards[0]).status_code))

    assert answers[0] in {302, 303, 404, 409}
    assert_nothing_is_left(alice)


@pytest.mark.parametrize("action", ["grade", "suspend", "flag", "write"])
def test_an_account_is_deleted_whatever_is_under_way(alice, cards, time_machine, action):
    time_machine.move_to(NOW)
    review(alice, cards[1], 4)
    client = signed_in(alice)

    def answer():
        assert send(client, action, cards[0]).status_code < 500

    statement = {"grade": "INSERT INTO cards_review", "write": 'INSERT INTO "cards_card"'}
    halfway(answer, statement.get(action, 'UPDATE "cards_schedule"'), lambda: delete_account(alice))

    assert_nothing_is_left(alice)


def test_an_account_is_deleted_beside_the_first_grade_of_a_day(alice, cards):
    review(alice, cards[1], 4)

    def grade():
        with suppress(Stale, Schedule.DoesNotExist, Learner.DoesNotExist):
            review(alice, cards[0], 4, days_later(1))

    halfway(grade, "UPDATE cards_schedule", lambda: delete_account(alice))

    assert_nothing_is_left(alice)


def test_of_code_that_is_kept_while_the_account_is_deleted_nothing_is_left(alice):
    """On PostgreSQL the two wait for each other: the attempt is locked by one, the learner by the other. Either may be
    the one that gives way; code that was kept before the account went is gone with it."""
    drill = make_drill(make_deck())
    enrolled(alice, drill.deck)
    begin_practice(alice, drill.pk, key=uuid.uuid4(), now=NOW)
    client, answers = signed_in(alice), []
    sent = {"writer": str(uuid.uuid4()), "version": 0, "files": json.dumps({"cache.py": "x = 2\n"}), "seconds": 60}

    def keep():
        answers.append(client.post("/drills/cache/keep/", sent, headers={"Accept": "application/json"}).status_code)

    halfway(lambda: delete_account(alice), 'DELETE FROM "cards_snapshot"', keep)

    assert answers[0] in {200, 302, 401, 404}
    assert_nothing_is_left(alice)
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("action", ["grade", "suspend", "write"])
def test_an_account_is_closed_whatever_is_under_way_and_whatever_comes_after(
    alice, cards, time_machine, settings, action
):
    time_machine.move_to(NOW)
    settings.DELETED_AT_ONCE = 0
    review(alice, cards[1], 4)
    clients = [signed_in(alice), signed_in(alice)]
    answers = []

    def answer():
        answers.append(send(clients[0], action, cards[0]).status_code)

    def close_and_go_on():
        leave(alice, now=NOW)
        answers.append(send(clients[1], action, cards[2]).status_code)

    statement = {"grade": "INSERT INTO cards_review", "write": 'INSERT INTO "cards_card"'}
    halfway(answer, statement.get(action, 'UPDATE "cards_schedule"'), close_and_go_on)

    assert [status for status in answers if status >= 500] == []
    assert "/accounts/login/" in clients[1].get("/settings/").url
    assert leavings.carry_out_waiting() == 1
    assert_nothing_is_left(alice)


def test_what_waits_for_the_closing_is_no_fault_of_ours(alice, cards, time_machine, settings):
    time_machine.move_to(NOW)
    settings.DELETED_AT_ONCE = 0
    review(alice, cards[1], 4)
    client, answers = signed_in(alice), []

    meanwhile(lambda: leave(alice, now=NOW), lambda: answers.append(send(client, "write", cards[0]).status_code))

    assert answers[0] < 500
    assert leavings.carry_out_waiting() == 1
    assert_nothing_is_left(alice)


def test_an_account_is_deleted_once(alice, cards):
    def delete():
        with suppress(Learner.DoesNotExist):
            delete_account(Learner.objects.get(pk=alice.pk))

    meanwhile(delete, delete)

    assert_nothing_is_left(alice)


def test_two_tabs_that_answer_one_question_of_a_ladder_leave_one_answer(alice, cards):
    design = make_design(cards[0].deck)
    make_schedule(alice, design, is_practice=True)
    review(alice, design, 4)
    answered = Review.objects.get(card=design).key

    def say(is_had):
        answer_rung(alice, design.pk, 0, is_had, review=answered, key=uuid.uuid4(), now=NOW)

    with pytest.raises(Stale):
        meanwhile(lambda: say(True), lambda: say(False))

    assert [rung.is_had for rung in Rung.objects.all()] == [True]


def test_two_rehearsals_of_a_stage_begun_at_once_are_one(alice):
    deck = make_deck("loop", about={"stages": [{"slug": "design", "title": "Design", "minutes": 45}]})
    for key in ("limiter", "ledger"):
        make_design(deck, key)
    enrolled(alice, deck)

    def begin():
        rehearse(alice, deck, "design", key=uuid.uuid4(), now=NOW)

    meanwhile(begin, begin)

    assert Rehearsal.objects.get().key == Attempt.objects.get().key


def test_what_a_page_keeps_beside_a_hint_it_asks_for_leaves_both(alice):
    deck = make_deck()
    design = make_design(deck)
    enrolled(alice, deck)
    begin_practice(alice, design.pk, key=uuid.uuid4(), now=NOW)
    page = {"writer": uuid.uuid4(), "version": 0, "now": NOW}

    meanwhile(
        lambda: ask_hint(alice, design.pk, {"text": "So."}, key=uuid.uuid4(), **page),
        lambda: keep_attempt(alice, design.pk, {"text": "So then."}, **page),
    )

    assert Attempt.objects.get().detail == {"text": "So then.", "hints": [0]}
