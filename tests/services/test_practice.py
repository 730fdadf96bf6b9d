"""An answer is begun, kept as it is typed, laid beside the rubric, and graded once or given up."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command

from cards.kinds import Unfit
from cards.models import Attempt, Card, Rehearsal, Review, Schedule, StudyDay
from cards.scheduling import Phase
from cards.services.cards import OwnDraft, edit_card
from cards.services.content import set_content
from cards.services.once import KeyReused, Stale
from cards.services.practice import (
    ask_hint,
    begin_practice,
    give_up,
    grade_attempt,
    keep_attempt,
    practise_later,
)
from cards.services.review import follow_kind, undo_review
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, make_design, make_schedule, review

pytestmark = pytest.mark.django_db
PAGE, OTHER = uuid.uuid4(), uuid.uuid4()
ALL = {"0": "said", "1": "said", "2": "said"}


@pytest.fixture
def card(alice):
    deck = make_deck("mine", owner=alice)
    card = make_design(deck)
    enrolled(alice, deck)
    return card


@pytest.fixture
def begun(alice, card):
    begin_practice(alice, card.pk, key=uuid.uuid4(), now=NOW)
    return Attempt.objects.get()


def keep(alice, card, text="So.", *, writer=PAGE, version=0, **more):
    detail = {"text": text, "points": more.pop("points", {})}
    return keep_attempt(alice, card.pk, detail, writer=writer, version=version, now=NOW, **more)


def hint(alice, card, text="So.", *, key=None, version=0):
    detail = {"text": text, "points": {}}
    return ask_hint(alice, card.pk, detail, key=key or uuid.uuid4(), writer=PAGE, version=version, now=NOW)


def graded(alice, card, points=ALL, quality=None, *, now=NOW, seconds=600):
    begin_practice(alice, card.pk, key=uuid.uuid4(), now=now)
    attempt = Attempt.objects.get()
    keep_attempt(
        alice,
        card.pk,
        {"text": "So.", "points": {}},
        writer=PAGE,
        version=0,
        seconds=seconds,
        is_answered=True,
        now=now,
    )
    version = Schedule.objects.of(alice).get(card=card).version
    return grade_attempt(alice, card.pk, quality, {"points": points}, key=attempt.key, version=version, now=now)


def test_it_is_begun_once_and_gone_on_with(alice, card, begun):
    begin_practice(alice, card.pk, key=uuid.uuid4(), now=days_later(1))

    assert Attempt.objects.get() == begun
    assert (begun.detail, begun.seconds, begun.is_answered) == ({}, 0, False)


def test_nobody_begins_what_is_not_theirs_or_no_practice(alice, bob, card):
    recall = make_card(card.deck, "recall")
    for learner, which in ((bob, card), (alice, recall)):
        with pytest.raises(Schedule.DoesNotExist):
            begin_practice(learner, which.pk, key=uuid.uuid4(), now=NOW)
    with pytest.raises(Attempt.DoesNotExist):
        keep(bob, card)


def test_what_is_typed_is_kept_and_the_same_again_changes_nothing(alice, card, begun):
    keep(alice, card, "First.", seconds=10)
    keep(alice, card, "First, and more.", seconds=25)

    kept = keep(alice, card, "First, and more.", seconds=25)

    assert (kept.detail, kept.seconds) == ({"text": "First, and more."}, 25)


def test_a_page_that_was_shown_before_another_one_wrote_overwrites_nothing(alice, card, begun):
    keep(alice, card, "On the laptop.", writer=PAGE)

    with pytest.raises(Stale):
        keep(alice, card, "On the phone, opened before.", writer=OTHER, version=0)
    keep(alice, card, "On the phone, opened after.", writer=OTHER, version=1)
    with pytest.raises(Stale):
        keep(alice, card, "On the laptop again.", writer=PAGE, version=0)

    assert Attempt.objects.get().detail == {"text": "On the phone, opened after."}


def test_once_the_rubric_is_open_only_points_are_ticked(alice, card, begun):
    keep(alice, card, "Mine.", is_answered=True, seconds=60)

    kept = keep(alice, card, "What the rubric says.", points={"0": "said", "1": "named"}, seconds=None)

    assert kept.detail == {"points": {"0": "said", "1": "named"}, "text": "Mine."}
    assert (kept.is_answered, kept.seconds) == (True, 60)


@pytest.mark.parametrize("more", [{"points": {"3": "said"}}, {"text": "x" * 25_000}, {"text": "\x00"}])
def test_what_its_kind_does_not_store_is_refused(alice, card, begun, more):
    with pytest.raises(Unfit):
        keep(alice, card, **more)


def test_given_up_it_is_gone_and_nothing_is_graded(alice, card, begun):
    give_up(alice, card.pk, key=uuid.uuid4(), now=NOW)

    assert not Attempt.objects.exists()
    assert not Review.objects.exists()
    assert Schedule.objects.get().due is None


def test_its_points_choose_the_grade_and_it_rests_six_days(alice, card):
    graded(alice, card)

    (stored,) = Review.objects.all()
    schedule = Schedule.objects.get()
    assert (stored.quality, stored.phase, stored.seconds) == (5, Phase.PRACTICE, 600)
    assert stored.detail == {"points": ALL, "text": "So."}
    assert (schedule.interval, schedule.repetitions, schedule.repeat_on) == (6, 2, None)
    assert schedule.planned_for == NOW.date() + timedelta(days=6)
    assert not Attempt.objects.exists()
    call_command("check_data", verbosity=0)


def test_over_the_time_it_is_a_four_and_another_grade_may_be_chosen(alice, card):
    graded(alice, card, seconds=25 * 60 + 1)
    assert Review.objects.get().quality == 4

    graded(alice, card, quality=2, now=days_later(6))
    assert Review.objects.order_by("id").last().quality == 2
    assert Schedule.objects.get().interval == 2
    call_command("check_data", verbosity=0)


def test_graded_twice_it_counts_once(alice, card, begun):
    keep(alice, card, is_answered=True)
    for _ in range(2):
        grade_attempt(alice, card.pk, None, {"points": {"0": "said"}}, key=begun.key, version=0, now=NOW)

    assert Review.objects.get().quality == 2  # 60, and a critical point is missing
    with pytest.raises(Attempt.DoesNotExist):
        grade_attempt(alice, card.pk, None, {"points": ALL}, key=uuid.uuid4(), version=1, now=NOW)


def test_a_day_counts_practice_apart_from_its_cards(alice, card):
    other = make_card(card.deck, "recall")
    enrolled(alice, card.deck)
    review(alice, other, 4, seconds=20)
    graded(alice, card)

    day = StudyDay.objects.get()
    assert (day.reviews, day.seconds, day.new, day.practices, day.practice_seconds) == (1, 20, 1, 1, 600)
    call_command("check_data", verbosity=0)


def test_a_day_with_practice_alone_is_a_study_day(alice, card):
    graded(alice, card)

    day = StudyDay.objects.get()
    assert (day.reviews, day.practices, day.streak) == (0, 1, 1)


def test_undone_it_counts_no_more(alice, card):
    graded(alice, card)

    undo_review(alice, key=uuid.uuid4(), now=NOW)

    assert Schedule.objects.get().due is None
    assert not StudyDay.objects.exists()
    call_command("check_data", verbosity=0)


def test_undone_what_was_written_is_open_again_and_can_be_graded_anew(alice, card):
    graded(alice, card)
    first = Review.objects.get()

    result = undo_review(alice, key=uuid.uuid4(), now=NOW)

    attempt = Attempt.objects.get()
    assert result == {"undone": "practice", "card": card.pk}
    assert (attempt.detail, attempt.seconds, attempt.is_answered) == (first.detail, 600, True)
    version = Schedule.objects.get().version
    with pytest.raises(Stale):  # the page of the first grade, sent once more
        grade_attempt(alice, card.pk, None, {"points": ALL}, key=first.key, version=version, now=NOW)
    grade_attempt(alice, card.pk, 2, {"points": {"0": "said"}}, key=attempt.key, version=version, now=NOW)
    assert [each.quality for each in Review.objects.counted()] == [2]
    assert not Attempt.objects.exists()
    call_command("check_data", verbosity=0)


def test_undone_an_answer_that_has_begun_since_stays_unless_nothing_is_written(alice, card):
    graded(alice, card)
    begin_practice(alice, card.pk, key=uuid.uuid4(), now=NOW)
    undo_review(alice, key=uuid.uuid4(), now=NOW)
    assert Attempt.objects.get().detail["text"] == "So."

    version = Schedule.objects.get().version
    grade_attempt(alice, card.pk, 2, {}, key=Attempt.objects.get().key, version=version, now=NOW)
    begin_practice(alice, card.pk, key=uuid.uuid4(), now=NOW)
    keep(alice, card, "Newer.")
    undo_review(alice, key=uuid.uuid4(), now=NOW)
    assert Attempt.objects.get().detail == {"text": "Newer."}


def test_the_same_grade_again_is_answered_and_another_under_its_key_refused(alice, card):
    graded(alice, card)
    review = Review.objects.get()

    def again(quality, points):
        return grade_attempt(alice, card.pk, quality, {"points": points}, key=review.key, version=0, now=NOW)

    assert again(None, ALL).card_id == again(review.quality, ALL).card_id == card.pk
    with pytest.raises(KeyReused):
        again(1, ALL)
    with pytest.raises(KeyReused):
        again(None, {"0": "said", "1": ""})
    assert Review.objects.count() == 1


def test_a_card_that_becomes_practice_is_planned_so_from_its_log(alice):
    deck = make_deck("mine", owner=alice)
    card, design = make_card(deck, "recall"), make_design(deck, "other")
    enrolled(alice, deck)
    review(alice, card, 4)
    review(alice, card, 3, days_later(1))

    def becomes(kind, content, version):
        draft = OwnDraft(kind=kind, content=content, deck=deck)
        edit_card(alice, card.pk, draft, version=version, key=uuid.uuid4(), now=days_later(1))
        return Schedule.objects.get(card=card)

    as_design = becomes("design", design.content, 1)
    assert (as_design.is_practice, as_design.interval, as_design.repeat_on) == (True, 6, None)
    assert StudyDay.objects.filter(practices=1, reviews=0).count() == 2
    call_command("check_data", verbosity=0)

    as_recall = becomes("recall", {"question": "q", "answer": "a", "points": [], "notes": ""}, 2)
    assert (as_recall.is_practice, as_recall.interval) == (False, 6)
    assert as_recall.repeat_on == days_later(1).date()
    assert StudyDay.objects.filter(practices=0, reviews=1).count() == 2
    assert Card.objects.get(pk=card.pk).minutes == 1
    call_command("check_data", verbosity=0)


def test_later_today_is_remembered_for_the_day(alice):
    practise_later(alice, key=uuid.uuid4(), now=NOW)

    alice.refresh_from_db()
    assert alice.practice_later_on == NOW.date()


def test_a_built_in_card_that_becomes_practice_is_planned_so_for_everybody(alice, bob):
    deck = make_deck("demo")
    card, design = make_card(deck, "recall"), make_design(deck, "other")
    for learner in (alice, bob):
        enrolled(learner, deck)
        review(learner, card, 4)
    set_content(card, "design", design.content)
    card.save()

    follow_kind(card)

    found = Schedule.objects.filter(card=card).values_list("is_practice", "interval", "repetitions")
    assert list(found) == [(True, 6, 2)] * 2
    assert set(Review.objects.values_list("phase", flat=True)) == {Phase.PRACTICE}
    call_command("check_data", verbosity=0)


def test_practice_of_no_time_is_counted_and_adds_none(alice, card):
    graded(alice, card, seconds=0)

    day = StudyDay.objects.of(alice).get()
    assert (day.practices, day.practice_seconds, day.reviews) == (1, 0, 0)


def test_undo_opens_an_attempt_whatever_else_is_begun(alice, bob, card):
    other = make_design(card.deck, "other")
    make_schedule(alice, other)
    make_schedule(bob, card)
    graded(alice, card, seconds=0)
    begin_practice(alice, other.pk, key=uuid.uuid4(), now=NOW)
    begin_practice(bob, card.pk, key=uuid.uuid4(), now=NOW)
    key, elsewhere = Review.objects.get().key, uuid.uuid4()
    for learner, which in ((alice, key), (alice, elsewhere), (bob, key)):
        Rehearsal.objects.create(
            learner=learner, deck=card.deck, stage="design", card=card, key=which, minutes=25, begun_at=NOW
        )

    undo_review(alice, key=uuid.uuid4(), now=NOW)

    begun = {(row.learner_id, row.card_id): row for row in Attempt.objects.all()}
    assert begun.keys() == {(alice.pk, card.pk), (alice.pk, other.pk), (bob.pk, card.pk)}
    again = begun[alice.pk, card.pk]
    assert (again.detail["text"], again.seconds, again.is_answered) == ("So.", 0, True)
    assert set(Rehearsal.objects.values_list("learner", "key")) == {
        (alice.pk, again.key),
        (alice.pk, elsewhere),
        (bob.pk, key),
    }


# Hints ----------------------------------------------------------------------------------------------------------------


def test_a_hint_is_given_once_a_key_and_outlives_what_is_kept_after_it(alice, card, begun):
    key = uuid.uuid4()
    for text in ("So.", "So then."):
        kept = hint(alice, card, text, key=key)
    assert kept.detail == {"hints": [0], "text": "So then."}

    keep_attempt(alice, card.pk, {"text": "Now.", "hints": []}, writer=PAGE, version=1, now=NOW)

    assert Attempt.objects.get().detail == {"hints": [0], "text": "Now."}


def test_a_hint_is_stored_with_the_grade_and_halves_its_point_whatever_is_ticked(alice, card, begun):
    hint(alice, card)
    graded(alice, card, points={"0": "said", "1": "said"})
    form = {"key": begun.key, "version": 0, "now": NOW}

    stored = Review.objects.get()
    assert stored.detail == {"points": {"0": "named", "1": "said"}, "hints": [0], "text": "So."}
    assert stored.quality == 3  # 30 and 30, of 100, without what is not critical
    assert grade_attempt(alice, card.pk, 3, {"points": {"0": "said", "1": "said"}}, **form)  # the same, sent again


def test_once_the_rubric_is_open_no_hint_is_given_and_none_taken_back(alice, bob, card, begun):
    hint(alice, card)
    keep(alice, card, is_answered=True)

    with pytest.raises(Stale):
        hint(alice, card)
    with pytest.raises(Attempt.DoesNotExist):
        hint(bob, card)
    keep_attempt(alice, card.pk, {"hints": [], "points": {"0": "said"}}, writer=PAGE, version=1, now=NOW)

    assert Attempt.objects.get().detail == {"points": {"0": "named"}, "hints": [0], "text": "So."}
