"""A fit of the memory model: wished for by a learner, done beside the workers, used or not, and given up again."""

import random
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cards.models import Fit, Review, Schedule
from cards.operations import fits
from cards.queries.memory import fit_in_use, known_from, memories_of
from cards.scheduling import AGAIN, GOOD, Phase
from cards.scheduling.fsrs import Model
from cards.services.fits import choose_weights, want_fit
from cards.services.leaving import delete_account
from cards.services.limits import TooMuch
from cards.services.replanning import replan
from tests.factories import NOW, enrolled, make_cards, make_deck
from tests.scheduling.test_training import FORGETFUL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def lived(learner, number=80):
    """So many cards, six reviews of each, by a learner who forgets within hours."""
    deck = make_deck(f"of-{learner.username}")
    cards = make_cards(deck, number)
    enrolled(learner, deck)
    model, chance, reviews = Model(FORGETFUL), random.Random(7), []
    for place, card in enumerate(cards):
        memory = None
        for wait in (0, 1, 3, 7, 15, 31):
            moment = NOW - timedelta(days=number + 40 - place - wait)
            day = moment.date()
            quality = GOOD if memory is None or chance.random() < memory.recall(day) else AGAIN
            memory = model.memory_after(memory, day, quality)
            reviews.append(
                Review(
                    learner=learner,
                    card=card,
                    key=uuid.uuid4(),
                    quality=quality,
                    reviewed_at=moment,
                    study_day=day,
                    phase=Phase.YOUNG,
                )
            )
    Review.objects.bulk_create(sorted(reviews, key=lambda review: review.reviewed_at))
    Schedule.objects.of(learner).update(due=NOW.date(), planned_for=NOW.date())
    replan(learner)
    return deck


def wish(learner, key=None):
    return want_fit(learner, key=key or uuid.uuid4(), now=timezone.now())


def choose(learner, fitted):
    chosen = choose_weights(learner, fitted, key=uuid.uuid4(), now=timezone.now())
    learner.refresh_from_db()
    return chosen


def states_of(learner):
    return [schedule.state for schedule in Schedule.objects.of(learner).order_by("pk")]


def test_a_learner_with_few_reviews_is_not_fitted(alice):
    assert wish(alice) == {}
    assert not fits.are_waiting()


def test_a_wish_is_one_however_often_it_is_sent(alice):
    lived(alice)
    key = uuid.uuid4()

    first = wish(alice, key)

    assert wish(alice, key) == wish(alice) == first
    assert Fit.objects.of(alice).count() == 1


def test_weights_that_do_better_afterwards_are_used_from_then_on(alice, bob):
    lived(alice)
    before = memories_of(alice)
    wish(alice)

    (fit,) = fits.fit_waiting()
    alice.refresh_from_db()

    assert (fit.outcome, fit.reviews, fit.tries) == (Fit.Outcome.KEPT, 480, 1)
    assert fit.loss < fit.loss_of_usual
    assert alice.weights == fit.weights
    assert fit_in_use(alice) == fit
    assert not fits.are_waiting()
    after = memories_of(alice)
    assert after.keys() == before.keys()
    assert all(memory.weights == tuple(fit.weights) for memory in after.values())
    assert bob.weights is None
    assert known_from(alice)[0].is_better


def test_who_is_planned_by_the_model_is_planned_afresh_and_back(alice):
    lived(alice)
    alice.scheduler = "fsrs"
    alice.save(update_fields=["scheduler"])
    replan(alice)
    before = states_of(alice)
    wish(alice)

    fits.fit_waiting()
    alice.refresh_from_db()

    fitted = states_of(alice)
    assert fitted != before
    replan(alice)
    assert states_of(alice) == fitted
    choose(alice, fitted=False)
    assert (alice.weights, states_of(alice)) == (None, before)
    assert fit_in_use(alice) is None
    choose(alice, fitted=True)
    assert states_of(alice) == fitted


def test_who_has_a_long_log_is_planned_by_other_weights_after_a_while(alice, settings):
    settings.REPLANNED_AT_ONCE = 100
    lived(alice)
    alice.scheduler = "fsrs"
    alice.save(update_fields=["scheduler"])
    replan(alice)
    usual = states_of(alice)
    wish(alice)
    call_command("wishes")
    alice.refresh_from_db()
    fitted = states_of(alice)

    for is_fitted, before, after in ((False, fitted, usual), (True, usual, fitted)):
        assert choose(alice, fitted=is_fitted) == {"fitted": not is_fitted, "waits": True}
        assert states_of(alice) == before
        call_command("wishes")
        alice.refresh_from_db()
        assert (alice.weights is not None, states_of(alice)) == (is_fitted, after)


def test_weights_that_are_kept_are_written_without_reading_the_log_again(alice):
    lived(alice)
    alice.scheduler = "fsrs"
    alice.save(update_fields=["scheduler"])
    replan(alice)
    wish(alice)

    with CaptureQueriesContext(connection) as asked:
        (fit,) = fits.fit_waiting()

    sent = [query["sql"] for query in asked]
    stored = next(at for at, sql in enumerate(sent) if sql.startswith('UPDATE "cards_fit"') and "outcome" in sql)
    reads = [at for at, sql in enumerate(sent) if sql.startswith('SELECT "cards_review"."id"')]
    assert fit.outcome == Fit.Outcome.KEPT
    assert reads
    assert max(reads) < stored, "whoever else writes would wait for it"


def test_weights_that_do_worse_are_not_used(alice):
    lived(alice)
    log = Review.objects.of(alice).order_by("reviewed_at")
    later = [review.pk for review in log[fits.cut_of(480) :]]
    log.filter(pk__in=later).update(quality=GOOD)  # from then on this learner forgets nothing
    log.exclude(pk__in=later).update(quality=AGAIN)
    wish(alice)

    (fit,) = fits.fit_waiting()
    alice.refresh_from_db()

    assert fit.outcome == Fit.Outcome.WORSE
    assert fit.loss > fit.loss_of_usual
    assert alice.weights is None


def test_a_wish_survives_whoever_is_killed_at_it_and_is_never_done_twice_at_once(alice, bob, clock):
    lived(alice)
    lived(bob)
    wish(alice)
    clock.shift(1)
    wish(bob)
    assert fits._taken_up(timezone.now(), None).learner == alice  # and is killed

    assert fits.fit_waiting() == []
    assert not fits.are_waiting()  # so that nobody starts a process to find the same
    clock.shift(fits.ABANDONED + timedelta(seconds=1))
    assert fits.are_waiting()

    done = fits.fit_waiting()

    assert [(fit.learner, fit.tries) for fit in done] == [(bob, 1), (alice, 2)]


def test_a_process_that_was_thought_dead_stores_nothing_any_more(alice, clock):
    lived(alice)
    wish(alice)
    slow = fits._taken_up(timezone.now(), None)
    clock.shift(fits.ABANDONED + timedelta(seconds=1))
    fits._taken_up(timezone.now(), None)

    assert not fits.end_fit(slow, {"outcome": Fit.Outcome.KEPT, "weights": list(FORGETFUL)}, now=timezone.now())
    alice.refresh_from_db()
    assert alice.weights is None


def test_a_training_that_cannot_end_is_given_up(alice, settings):
    lived(alice)
    wish(alice)
    settings.FIT_SECONDS = 0.01

    (fit,) = fits.fit_waiting()

    assert fit.outcome == Fit.Outcome.FAILED


def test_what_kills_its_process_every_time_is_not_tried_for_ever(alice):
    lived(alice)
    wish(alice)
    Fit.objects.update(tries=fits.MOST_TRIES)

    (fit,) = fits.fit_waiting()

    assert fit.outcome == Fit.Outcome.FAILED
    assert not fits.are_waiting()


def test_a_learner_is_fitted_a_few_times_a_day(alice, clock, settings):
    lived(alice)
    for _ in range(settings.FITS_PER_DAY):
        wish(alice)
        Fit.objects.update(done_at=timezone.now(), outcome=Fit.Outcome.FAILED)

    with pytest.raises(TooMuch):
        wish(alice)
    clock.shift(timedelta(days=1, seconds=1))
    assert wish(alice)


def test_the_command_fits_who_is_named(alice, bob):
    lived(alice)
    out = StringIO()

    call_command("fit", "alice@example.org", stdout=out)

    assert out.getvalue().startswith("alice: used from then on: log loss ")
    with pytest.raises(CommandError, match="no learner"):
        call_command("fit", "carol@example.org")
    with pytest.raises(CommandError, match="Name learners"):
        call_command("fit")


def test_a_learner_who_leaves_meanwhile_stops_no_other_fit(alice, bob, clock):
    lived(alice)
    lived(bob)
    wish(alice)
    clock.shift(1)
    wish(bob)
    fit = fits._taken_up(timezone.now(), None)
    readings = []

    def leave(execute, sql, *arguments):
        """After the log was read, and before it is asked when the part to be judged by began."""
        if 'FROM "cards_review"' in sql:
            readings.append(sql)
            if len(readings) == 2:
                delete_account(alice)
        return execute(sql, *arguments)

    with connection.execute_wrapper(leave):
        came_of = fits._came_of(fit)

    assert came_of["outcome"] == Fit.Outcome.KEPT
    assert came_of["judged_from"] is None
    assert not fits.end_fit(fit, {"outcome": Fit.Outcome.FAILED}, now=timezone.now())
    assert Fit.objects.get().learner == bob


def test_how_well_the_model_knows_one_is_told_of_one_reading_of_the_log(alice):
    lived(alice)
    wish(alice)
    fits.fit_waiting()
    alice.refresh_from_db()

    with CaptureQueriesContext(connection) as asked:
        known_from(alice)

    assert sum("cards_review" in query["sql"] for query in asked) == 1, "a grade in between would be in one of two"
