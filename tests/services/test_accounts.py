"""Settings, and what becomes of streaks when they change; deleting an account."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cards.accounts.sealing import SealedUnderAnotherKey
from cards.forms.settings import FIELDS
from cards.models import Card, Deck, Learner, Rehearsal, Review, StudyDay
from cards.operations.check_learner import check_learner
from cards.operations.secrets import seal_secrets
from cards.scheduling import GOOD
from cards.services.accounts import _change_rest_days, save_settings, stop_reminders
from cards.services.ladders import answer_rung
from cards.services.leaving import delete_account
from cards.services.once import KeyReused
from cards.services.practice import begin_practice, keep_attempt
from cards.services.study_days import recount_streaks
from tests.conftest import PASSWORD
from tests.factories import NOW, enrolled, left, make_card, make_cards, make_deck, make_design, make_story, review

pytestmark = pytest.mark.django_db


def settings_of(learner, **changes):
    return {field: getattr(learner, field) for field in FIELDS} | changes


def save(learner, now=NOW, key=None, **changes):
    save_settings(learner, settings_of(learner, **changes), key=key or uuid.uuid4(), now=now)
    learner.refresh_from_db()


def test_settings_are_stored(alice):
    save(alice, time_zone="Asia/Tokyo", rollover_hour=0, minutes_per_day=15, rest_days=[5, 6], reminder_hour=7)

    assert (alice.time_zone, alice.rollover_hour, alice.minutes_per_day) == ("Asia/Tokyo", 0, 15)
    assert (alice.rest_days, alice.reminder_hour) == ([5, 6], 7)


def test_a_retry_is_saved_once_and_undoes_nothing_saved_since(alice):
    key = uuid.uuid4()
    values = settings_of(alice, new_per_day=5)
    save_settings(alice, values, key=key, now=NOW)
    save(alice, new_per_day=9)

    save_settings(alice, values, key=key, now=NOW)

    alice.refresh_from_db()
    assert alice.new_per_day == 9


def test_a_key_stands_for_one_set_of_values(alice):
    key = uuid.uuid4()
    save(alice, key=key, new_per_day=5)

    with pytest.raises(KeyReused):
        save(alice, key=key, new_per_day=6)


def test_a_journey_east_costs_no_streak(alice):
    """From Honolulu at 23:00 on the 22nd to Auckland, where it is 22:00 on the 23rd: neither day had its 24 hours."""
    alice.time_zone = "Pacific/Honolulu"
    alice.save()

    save(alice, now=NOW, time_zone="Pacific/Auckland")

    assert alice.skipped == {date(2026, 11, 22), date(2026, 11, 23)}


def test_a_later_journey_adds_to_the_skipped_days(alice):
    alice.skipped_days = ["2025-10-01", "2026-05-01"]
    alice.save()

    save(alice, now=NOW, time_zone="Asia/Tokyo")

    # At 09:00 UTC the study day is the 23rd in both zones: Tokyo's is nine hours further on, so shorter for Alice.
    assert alice.skipped_days == ["2025-10-01", "2026-05-01", "2026-11-23"]


def test_saving_without_a_move_skips_nothing(alice):
    save(alice, new_per_day=3)

    assert alice.skipped_days == []


def test_a_new_rest_day_counts_from_the_day_it_is_chosen_and_mends_nothing_before(alice):
    """Studied Thursday and Friday, missed Saturday, studied on Sunday; on Monday Saturdays and Mondays are chosen."""
    for day, streak in [(19, 1), (20, 2), (22, 1)]:
        StudyDay.objects.create(learner=alice, day=date(2026, 11, day), reviews=1, streak=streak)

    save(alice, rest_days=[0, 5])

    assert streaks_of(alice) == [1, 2, 1]
    assert is_excused(alice, 16, 21, 23, 28, 30) == [False, False, True, True, True]


def is_excused(learner, *days):
    """Of November."""
    return [date(2026, 11, day) in learner.excused for day in days]


def streaks_of(learner):
    return list(StudyDay.objects.of(learner).order_by("day").values_list("streak", flat=True))


def test_there_and_back_again_the_streak_is_what_the_log_says(alice):
    """Studied in Auckland on the 10th and 12th of March. The journey back jumps over the 11th and the 12th."""
    save(alice, time_zone="Pacific/Auckland")
    deck = make_deck()
    first, second, _ = make_cards(deck, 3)  # the third waits on every day
    enrolled(alice, deck)
    review(alice, first, 4, datetime(2026, 3, 9, 20, tzinfo=UTC))
    review(alice, second, 4, datetime(2026, 3, 11, 20, tzinfo=UTC))
    assert streaks_of(alice) == [1, 1]

    save(alice, datetime(2026, 3, 11, 21, tzinfo=UTC), time_zone="Pacific/Honolulu")
    save(alice, datetime(2026, 3, 11, 22, tzinfo=UTC), time_zone="Pacific/Auckland")

    assert streaks_of(alice) == [1, 2]
    assert check_learner(alice) == []


def test_another_rest_day_costs_no_day_of_a_streak(alice):
    """Studied every day but Sundays, always rest days; on Monday the 23rd the rest day moves to Saturday."""
    alice.rest_days = [6]
    alice.save()
    days = [date(2026, 11, 23) - timedelta(days=ago) for ago in range(120, -1, -1)]
    for day in days:
        if day.weekday() != 6:
            StudyDay.objects.create(learner=alice, day=day, reviews=1)
    recount_streaks(alice)
    before = streaks_of(alice)
    assert before[-1] == 103

    save(alice, rest_days=[5])
    assert streaks_of(alice) == before
    save(alice, rest_days=[])
    assert streaks_of(alice) == before

    assert (alice.rested_through, alice.rested_since) == ({"6": "2026-11-23"}, {})


def test_the_rest_day_that_is_given_up_today_was_still_one(alice):
    sunday = datetime(2026, 11, 22, 9, tzinfo=UTC)
    alice.rest_days = [6]
    alice.save()

    save(alice, sunday, rest_days=[])

    assert is_excused(alice, 15, 22, 29) == [True, True, False]


def test_a_rest_day_is_excused_as_long_as_it_was_one(alice):
    """Sundays: chosen on the 3rd, given up on the 10th, chosen again on the 20th, and so on within a day."""

    def on(day, rest_days):
        save(alice, datetime(2026, 11, day, 9, tzinfo=UTC), rest_days=rest_days)

    on(3, [6])
    on(10, [])
    on(20, [6])
    assert is_excused(alice, 1, 8, 15, 22, 29) == [False, True, False, True, True]

    on(20, [])
    assert is_excused(alice, 1, 8, 15, 22, 29) == [False, True, False, False, False]
    on(22, [6])
    on(22, [5])
    on(22, [5, 6])
    assert is_excused(alice, 1, 8, 15, 22, 29) == [False, True, False, True, True]
    assert is_excused(alice, 14, 21, 28) == [False, False, True]


WEEKDAYS_OFF = st.sets(st.integers(0, 6), max_size=2)


@given(WEEKDAYS_OFF, st.lists(st.tuples(st.integers(0, 9), WEEKDAYS_OFF), max_size=8))
def test_a_day_is_excused_if_its_weekday_was_a_rest_day_at_any_moment_of_it(always, changes):
    first = today = date(2026, 11, 1)
    learner, was_off = Learner(rest_days=sorted(always)), {}
    for days_later, chosen in changes:
        for day in (today + timedelta(days=n) for n in range(days_later + 1)):
            was_off.setdefault(day, set()).update(learner.rest_days)
        today += timedelta(days=days_later)
        before = learner.excused
        learner.rest_days = sorted(chosen)
        _change_rest_days(learner, before, today)
        was_off.setdefault(today, set()).update(chosen)

    for day in (first + timedelta(days=n) for n in range(-14, 90)):
        off = was_off.get(day, always if day < first else set(learner.rest_days))
        assert (day in learner.excused) == (day.weekday() in off), day


def test_a_later_roll_over_alone_skips_no_day(alice):
    save(alice, rollover_hour=6)

    assert (alice.skipped_days, alice.rested_through) == ([], {})


def test_an_earlier_roll_over_alone_cuts_a_day_short(alice):
    save(alice, rollover_hour=3)

    assert alice.skipped_days == ["2026-11-23"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rollover_hour": True},
        {"new_per_day": 4.0},
        {"minutes_per_day": "5"},
        {"show_intervals": 1},
        {"rest_days": [True]},
        {"rest_days": [7]},
        {"time_zone": None},
    ],
)
def test_a_setting_of_another_type_is_refused(alice, wrong):
    with pytest.raises(ValueError, match="cannot be"):
        save(alice, **wrong)


def test_reminders_stop(alice):
    save(alice, reminder_hour=7)

    stop_reminders(alice.pk)

    alice.refresh_from_db()
    assert alice.reminder_hour is None


def studied(learner, deck):
    own = make_deck("own", owner=learner, title=f"Deck of {learner.username}")
    card = make_card(own, f"card-of-{learner.username}")
    design, climbed = (make_design(own, f"{name}-of-{learner.username}") for name in ("design", "climbed"))
    enrolled(learner, deck)
    enrolled(learner, own)
    for each in (card, deck.cards.get()):
        review(learner, each, GOOD)
    review(learner, climbed, GOOD)
    key = Review.objects.get(learner=learner, card=climbed).key
    answer_rung(learner, climbed.pk, 0, True, review=key, key=uuid.uuid4(), now=NOW)
    rehearsed = {"deck": deck, "stage": "design", "card": climbed, "minutes": 45, "begun_at": NOW}
    Rehearsal.objects.create(learner=learner, key=key, **rehearsed)
    begin_practice(learner, design.pk, key=uuid.uuid4(), now=NOW)
    written = {"text": f"Answer of {learner.username}"}
    keep_attempt(learner, design.pk, written, writer=uuid.uuid4(), version=0, now=NOW)
    make_story(learner, f"Story of {learner.username}")
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    for _ in range(2):
        sign_in(learner)


def sign_in(learner):
    """Through allauth, which keeps the list of sessions."""
    client = Client()
    client.post("/accounts/login/?next=/about/", {"login": learner.username, "password": PASSWORD})
    return client


def rows():
    """Every row of every table, as text; but for the cache, whose counts of sign-ins move by themselves.

    And but for how FTS5 keeps its words, which those of all cards share: tests/queries/test_search.py looks at them.
    """
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {"cache"}:
            if table in {"cards_search_config", "cards_search_data", "cards_search_idx"}:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from ((table, json.dumps(row, default=str)) for row in cursor.fetchall())


def references_to(pk):
    """Rows of any model that point to this learner."""
    learner = get_user_model()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.fields:
            if field.related_model is learner and model._default_manager.filter(**{field.name: pk}).exists():
                yield f"{model.__name__}.{field.name}"


def test_deleting_leaves_no_row_of_the_learner_and_every_row_of_others(alice, bob):
    deck = make_deck("shared")
    make_card(deck, "shared-card")
    studied(bob, deck)
    untouched = {row for row in rows() if "alice" not in row[1]}
    studied(alice, deck)
    pk = alice.pk

    delete_account(alice)

    assert not get_user_model().objects.filter(pk=pk).exists()
    assert list(references_to(pk)) == []
    assert [row for row in rows() if "alice" in row[1]] == []
    assert {session.get_decoded()["_auth_user_id"] for session in Session.objects.all()} == {str(bob.pk)}
    assert untouched <= set(rows())
    assert Review.objects.of(bob).count() == 3
    assert Card.objects.filter(deck=deck).exists()
    assert set(Deck.objects.values_list("owner", flat=True)) == {None, bob.pk}


def test_deleting_signs_out_everywhere(alice):
    phone, laptop = sign_in(alice), sign_in(alice)
    assert phone.get("/settings/").status_code == 200

    delete_account(alice)

    assert {client.get("/settings/").status_code for client in (phone, laptop)} == {302}
    assert not Session.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_on_sqlite_what_was_deleted_is_in_no_file(alice):
    make_card(make_deck("own", owner=alice), "secret-plans")

    left(alice)

    if connection.vendor == "sqlite":
        path = connection.settings_dict["NAME"]
        for file in (path, f"{path}-wal"):
            assert b"secret-plans" not in Path(file).read_bytes()
    assert not Deck.objects.exists()


# Secrets of second factors --------------------------------------------------------------------------------------------

KEYS = ["first" * 12, "second" * 12]


@pytest.fixture
def authenticators(alice, settings):
    """Alice's, as they were stored under the first key."""
    settings.SECRET_KEY = KEYS[0]
    TOTP.activate(alice, SECRET)
    codes = RecoveryCodes.activate(alice).get_unused_codes()
    settings.SECRET_KEY = KEYS[1]
    return codes


SECRET = "JBSWY3DPEHPK3PXP"


def stored():
    return json.dumps(list(Authenticator.objects.order_by("pk").values_list("data", flat=True)))


def totp():
    return TOTP(Authenticator.objects.get(type="totp"))


def codes():
    return RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()


def test_no_secret_is_stored_as_it_is(authenticators):
    assert SECRET not in stored()
    assert stored().count("sealed:") == 2


def test_a_fallback_opens_what_was_sealed_before_and_is_not_needed_afterwards(authenticators, settings, clock):
    code = format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))
    settings.SECRET_KEY_FALLBACKS = [KEYS[0]]
    assert codes() == authenticators

    assert (seal_secrets(), seal_secrets()) == (2, 0)

    settings.SECRET_KEY_FALLBACKS = []
    assert codes() == authenticators
    assert totp().validate_code(code)


def test_what_was_stored_before_there_was_sealing_works_and_is_sealed(alice):
    Authenticator.objects.create(user=alice, type="totp", data={"secret": SECRET})
    seed = {"seed": "ab" * 40, "used_mask": 3}
    Authenticator.objects.create(user=alice, type="recovery_codes", data=seed)
    Authenticator.objects.create(user=alice, type="webauthn", data={"name": "Key", "credential": {}})
    before = codes()
    assert len(before) == 8

    assert seal_secrets() == 2

    assert SECRET not in stored()
    assert codes() == before


def test_without_the_key_nothing_is_opened_and_nothing_is_changed(authenticators):
    before = stored()

    assert seal_secrets() == 0
    with pytest.raises(SealedUnderAnotherKey):
        totp().validate_code("000000")
    assert stored() == before
