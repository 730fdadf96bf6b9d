"""A drill is begun with a variant, its code is kept and noted at each run, and it is graded once."""

import uuid
from datetime import timedelta

import pytest

from cards.kinds import Unfit
from cards.models import Attempt, Review, Schedule, Snapshot
from cards.services.drills import (
    finish_drill,
    grade_drill,
    keep_code,
    leave_drill,
    note_run,
    note_typed,
    open_hint,
    restore_snapshot,
)
from cards.services.once import KeyReused, Stale
from cards.services.practice import begin_practice
from cards.services.review import undo_review
from tests.factories import NOW, days_later, enrolled, make_deck, make_drill
from tests.faults import failing

pytestmark = pytest.mark.django_db
PAGE, OTHER = uuid.uuid4(), uuid.uuid4()
MINE, THEIRS = {"cache.py": "x = 3\n"}, {"cache.py": "x = 4\n"}
ALL = {"visible": [2, 1], "hidden": 4}


@pytest.fixture
def card(alice):
    deck = make_deck("demo")
    card = make_drill(deck)
    enrolled(alice, deck)
    return card


def begin(alice, card, now=NOW):
    begin_practice(alice, card.pk, key=uuid.uuid4(), now=now)
    return Attempt.objects.get(card=card)


def keep(alice, card, files=MINE, sentences=(), *, writer=PAGE, version=0, now=NOW, **more):
    return keep_code(alice, card.pk, files, dict(sentences), writer=writer, version=version, now=now, **more)


def run(alice, card, results=ALL, files=MINE, *, is_submission=True, key=None, now=NOW, **more):
    more = {"writer": PAGE, "version": 0} | more
    return note_run(
        alice, card.pk, files, results, is_submission=is_submission, key=key or uuid.uuid4(), now=now, **more
    )


def solve(alice, card, now=NOW, quality=None):
    attempt = begin(alice, card, now)
    run(alice, card, seconds=20 * 60, now=now)
    finish_drill(alice, card.pk, {}, key=uuid.uuid4(), now=now)
    version = Schedule.objects.of(alice).get(card=card).version
    return attempt.key, grade_drill(alice, card.pk, quality, key=attempt.key, version=version, now=now)


def whys(alice):
    return list(Snapshot.objects.of(alice).order_by("pk").values_list("why", flat=True))


def test_variants_take_turns_and_the_review_says_which_it_was(alice, card):
    for day, expected in ((0, "ttl"), (6, "lfu"), (12, "ttl")):
        solve(alice, card, days_later(day))
        assert Review.objects.latest("id").detail["variant"] == expected

    review = Review.objects.latest("id")
    assert review.quality == 5
    assert review.detail == {
        "variant": "ttl", "visible": [3, 3], "first": [4, 4], "hidden": [4, 4], "submissions": 1, "part": 2,
        "seconds": 1200,
    }  # fmt: skip


def test_code_is_kept_in_one_place_and_a_run_is_kept_for_itself(alice, card):
    begin(alice, card)
    keep(alice, card, MINE)
    keep(alice, card, THEIRS)
    run(alice, card, {"visible": [1, 0], "hidden": None}, THEIRS, is_submission=False)

    kept, ran = Snapshot.objects.of(alice).order_by("pk")
    assert (kept.why, kept.files, kept.size) == ("kept", THEIRS, 14)
    assert (ran.why, ran.files, ran.results) == ("run", THEIRS, {"visible": [1, 3]})


def test_the_newest_code_wins_and_what_another_device_wrote_is_kept(alice, card):
    begin(alice, card)
    keep(alice, card, MINE, writer=PAGE, version=0)
    told = keep(alice, card, THEIRS, writer=OTHER, version=0)

    assert told == {"version": 2, "elsewhere": True}
    assert {each.why: each.files for each in Snapshot.objects.all()} == {"kept": THEIRS, "elsewhere": MINE}


def test_a_page_that_knew_the_latest_overwrites_it(alice, card):
    begin(alice, card)
    told = keep(alice, card, MINE, writer=PAGE, version=0)
    keep(alice, card, THEIRS, writer=OTHER, version=told["version"])

    assert whys(alice) == ["kept"]


def test_a_page_that_stayed_open_changes_no_later_attempt(alice, card):
    first = begin(alice, card).key
    leave_drill(alice, card.pk, key=uuid.uuid4(), now=NOW)
    begin(alice, card)

    with pytest.raises(Stale):
        keep(alice, card, MINE, {"cause": "The clock."}, attempt_key=first)
    with pytest.raises(Stale):
        run(alice, card, attempt_key=first)

    later = Attempt.objects.get()
    assert (later.version, later.detail.get("cause"), whys(alice)) == (0, None, [])
    keep(alice, card, MINE, attempt_key=later.key)
    assert whys(alice) == ["kept"]


def test_a_sentence_says_nothing_of_what_another_device_wrote(alice, card):
    begin(alice, card)
    keep(alice, card, MINE, writer=PAGE, version=0)
    keep(alice, card, THEIRS, writer=OTHER, version=1)
    told = keep(alice, card, None, {"cause": "The clock."}, writer=PAGE, version=1)

    assert "version" not in told  # the page would take it for code that it has seen
    assert keep(alice, card, {"cache.py": "x = 5\n"}, writer=PAGE, version=1)["elsewhere"]
    assert Snapshot.objects.get(why="elsewhere").files == THEIRS


def test_older_code_of_a_device_is_put_aside_once(alice, card):
    begin(alice, card)
    keep(alice, card, THEIRS, writer=OTHER, version=0)
    for _ in range(2):
        told = keep(alice, card, MINE, writer=PAGE, version=1, is_aside=True)

    assert told == {"elsewhere": True}
    assert {each.why: each.files for each in Snapshot.objects.all()} == {"kept": THEIRS, "elsewhere": MINE}
    assert keep(alice, card, THEIRS, writer=OTHER, version=1) == {"version": 2, "elsewhere": False}


def test_the_next_part_opens_when_the_visible_tests_of_all_before_it_pass(alice, card):
    begin(alice, card)

    assert run(alice, card, {"visible": [1, 1], "hidden": None}, is_submission=False)["part"] == 1
    assert run(alice, card, {"visible": [2, 0], "hidden": None}, is_submission=False)["part"] == 2
    assert run(alice, card, {"visible": [0, 0], "hidden": None}, is_submission=False)["part"] == 2


def test_a_run_counts_once_and_another_one_under_its_key_is_refused(alice, card):
    begin(alice, card)
    key = uuid.uuid4()
    first = run(alice, card, key=key)

    assert run(alice, card, key=key) == first
    assert Attempt.objects.get().detail["submissions"] == 1
    with pytest.raises(KeyReused):
        run(alice, card, {"visible": [0, 0], "hidden": 0}, key=key)


@pytest.mark.parametrize(
    "results",
    [
        pytest.param({"visible": [3, 1], "hidden": 4}, id="more than there are"),
        pytest.param({"visible": [2], "hidden": 4}, id="too few parts"),
        pytest.param({"visible": [2, 1], "hidden": 5}, id="more hidden ones"),
        pytest.param({"visible": [2, 1], "hidden": None}, id="none of a submission"),
        pytest.param({"visible": "all", "hidden": 4}, id="words"),
    ],
)
def test_results_that_cannot_be_are_refused(alice, card, results):
    begin(alice, card)
    with pytest.raises(Unfit):
        run(alice, card, results)
    assert whys(alice) == []


def test_the_first_submission_stays_the_first(alice, card):
    begin(alice, card)
    run(alice, card, {"visible": [2, 1], "hidden": 1})
    run(alice, card, ALL)

    detail = Attempt.objects.get().detail
    assert (detail["first"], detail["hidden"], detail["submissions"]) == ([1, 4], [4, 4], 2)


def test_hints_open_one_at_a_time_and_none_of_a_later_part(alice, card):
    begin(alice, card)
    assert [open_hint(alice, card.pk, key=uuid.uuid4(), now=NOW)["hints"] for _ in range(2)] == [1, 1]

    run(alice, card, {"visible": [2, 0], "hidden": None}, is_submission=False)
    key = uuid.uuid4()
    assert [open_hint(alice, card.pk, key=key, now=NOW)["hints"] for _ in range(2)] == [2, 2]


def test_before_anything_is_submitted_the_solution_is_giving_up(alice, card):
    begin(alice, card)
    run(alice, card, {"visible": [2, 1], "hidden": None}, is_submission=False)
    finish_drill(alice, card.pk, {}, key=uuid.uuid4(), now=NOW)

    assert Attempt.objects.get().detail["solution"] is True
    for late in (keep, run):
        with pytest.raises(Stale):
            late(alice, card)


def test_what_was_submitted_counts_whatever_is_tried_after_it(alice, card):
    begin(alice, card)
    run(alice, card, {"visible": [2, 0], "hidden": 1})
    run(alice, card, {"visible": [0, 0], "hidden": None}, is_submission=False)
    assert Attempt.objects.get().detail["visible"] == [2, 3]

    run(alice, card, seconds=1_200)
    run(alice, card, {"visible": [0, 0], "hidden": None}, is_submission=False, seconds=3_000)
    run(alice, card, {"visible": [0, 0], "hidden": 0}, seconds=4_000)
    finish_drill(alice, card.pk, {}, seconds=5_000, key=uuid.uuid4(), now=NOW)

    detail = Attempt.objects.get().detail
    assert detail["seconds"] == 1_200
    assert (detail["visible"], detail["first"], detail["hidden"], detail["submissions"]) == ([3, 3], [1, 4], [4, 4], 2)


def test_what_was_submitted_counts_though_the_solution_is_shown(alice, card):
    begin(alice, card)
    run(alice, card, {"visible": [2, 1], "hidden": 3})
    finish_drill(alice, card.pk, {}, key=uuid.uuid4(), now=NOW)

    assert "solution" not in Attempt.objects.get().detail


def test_a_hypothesis_is_written_before_the_first_edit(alice):
    deck = make_deck("hunts")
    hunt = make_drill(deck, "hunt", family="hunt")
    enrolled(alice, deck)
    begin(alice, hunt)
    keep(alice, hunt, None, {"hypothesis": "The clock."})
    keep(alice, hunt, {"cache.py": "x = 1\n"}, {"hypothesis": "The clock, or the key."})
    keep(alice, hunt, MINE)
    keep(alice, hunt, MINE, {"hypothesis": "What it was.", "cause": "The key."})

    detail = Attempt.objects.get().detail
    assert (detail["hypothesis"], detail["cause"]) == ("The clock, or the key.", "The key.")


def test_results_can_be_typed_back_from_another_editor(alice, card):
    attempt = begin(alice, card)
    typed = {"visible": 3, "first": 3, "hidden": 4, "submissions": 2, "seconds": 1800}
    note_typed(alice, card.pk, typed, key=uuid.uuid4(), now=NOW)

    attempt.refresh_from_db()
    assert (attempt.is_answered, attempt.seconds) == (True, 1800)
    assert (attempt.detail["visible"], attempt.detail["first"], attempt.detail["hidden"]) == ([3, 3], [3, 4], [4, 4])


def test_typed_results_are_no_more_than_there_are(alice, card):
    begin(alice, card)
    with pytest.raises(Unfit, match="3 visible and 4 hidden"):
        note_typed(
            alice,
            card.pk,
            {"visible": 3, "first": 9, "hidden": 9, "submissions": 1, "seconds": 0},
            key=uuid.uuid4(),
            now=NOW,
        )


def test_it_is_graded_once_and_again_under_the_same_key_changes_nothing(alice, card):
    key, _ = solve(alice, card, quality=3)
    schedule = Schedule.objects.of(alice).get(card=card)
    grade_drill(alice, card.pk, 3, key=key, version=schedule.version, now=NOW)

    assert Review.objects.get().quality == 3
    assert Attempt.objects.count() == 0
    assert whys(alice) == ["graded", "submitted"]
    assert schedule.interval == 6  # practice rests six days after a first pass
    with pytest.raises(KeyReused):
        grade_drill(alice, card.pk, 5, key=key, version=schedule.version, now=NOW)


def test_code_is_that_of_its_grade_though_the_process_ended_before_it_was_noted(alice, card):
    attempt = begin(alice, card)
    run(alice, card)
    finish_drill(alice, card.pk, {}, key=uuid.uuid4(), now=NOW)
    with failing(SystemExit(), 'UPDATE "cards_snapshot"'), pytest.raises(SystemExit):
        grade_drill(alice, card.pk, 4, key=attempt.key, version=0, now=NOW)

    begin(alice, card, days_later(6))

    assert Review.objects.get().key == attempt.key
    assert whys(alice) == ["graded", "submitted"]


def test_what_is_not_finished_is_not_graded(alice, card):
    attempt = begin(alice, card)
    with pytest.raises(Stale):
        grade_drill(alice, card.pk, 5, key=attempt.key, version=0, now=NOW)


def test_undo_brings_the_attempt_back_beside_its_solution(alice, card):
    solve(alice, card)
    undo_review(alice, key=uuid.uuid4(), now=NOW + timedelta(minutes=1))

    attempt = Attempt.objects.get()
    assert (attempt.is_answered, attempt.detail["hidden"]) == (True, [4, 4])


def test_leaving_grades_nothing_and_keeps_the_code(alice, card):
    begin(alice, card)
    keep(alice, card)
    leave_drill(alice, card.pk, key=uuid.uuid4(), now=NOW)

    assert (Attempt.objects.count(), Review.objects.count(), whys(alice)) == (0, 0, ["left"])
    begin(alice, card)
    keep(alice, card, THEIRS)
    assert whys(alice) == ["left", "kept"]


def test_an_attempt_can_be_gone_on_from_and_what_was_there_stays(alice, card):
    begin(alice, card)
    run(alice, card, files=MINE)
    keep(alice, card, THEIRS)
    old = Snapshot.objects.get(why="submitted")
    restore_snapshot(alice, card.pk, old.key, key=uuid.uuid4(), now=NOW)

    assert Snapshot.objects.get(why="kept").files == MINE
    assert Snapshot.objects.get(why="elsewhere").files == THEIRS


def test_the_oldest_attempts_go_when_there_are_many_or_they_are_large(alice, card, settings):
    settings.SNAPSHOTS_PER_DRILL, settings.SNAPSHOT_BYTES_PER_DRILL = 3, 50
    begin(alice, card)
    for minute in range(5):
        run(alice, card, files={"cache.py": f"x = {minute}\n"}, now=NOW + timedelta(minutes=minute))
    assert [each.files["cache.py"] for each in Snapshot.objects.filter(why="submitted").order_by("pk")] == [
        "x = 2\n", "x = 3\n", "x = 4\n",
    ]  # fmt: skip

    run(alice, card, files={"cache.py": "x" * 30}, now=NOW + timedelta(minutes=9))
    assert Snapshot.objects.filter(why="submitted").count() == 1


def test_code_beyond_the_limit_is_refused_and_nothing_is_stored(alice, card, settings):
    settings.CODE_BYTES = 10
    begin(alice, card)
    for write in (keep, run):
        with pytest.raises(Unfit, match="at most 10"):
            write(alice, card)
    assert whys(alice) == []


def test_nobody_writes_into_anothers_drill(alice, bob, card):
    begin(alice, card)
    for write in (keep, run):
        with pytest.raises(Attempt.DoesNotExist):
            write(bob, card)
    assert Snapshot.objects.count() == 0


def test_code_goes_with_its_learner(alice, card):
    begin(alice, card)
    keep(alice, card)
    alice.delete()

    assert Snapshot.objects.count() == 0
