"""What a row of a learner's own can be: settings, log, practice, stories, writes, and how they sign in."""

import re
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.validators import validate_email, validate_slug

from cards import stories
from cards.kinds import Unfit
from cards.kinds.drill import clean_files, size_of
from cards.kinds.forms import MOST_RUNGS
from cards.models import (
    Attempt,
    Enrolment,
    Fit,
    Learner,
    Leaving,
    Mock,
    Plan,
    Receipt,
    Rehearsal,
    Replanning,
    Review,
    Rung,
    Schedule,
    Snapshot,
    Story,
    StoryVersion,
    StudyDay,
)
from cards.models.learner import Pace, Spread, check_time_zone
from cards.operations.columns import short
from cards.operations.rules.values import (
    CLOCKS_DIFFER,
    EARLIEST,
    FURTHEST_STUDY_DAY,
    Problems,
    Row,
    Rules,
    are_days,
    are_texts,
    is_valid,
    past,
)
from cards.queries.plans import FURTHEST_DAYS
from cards.scheduling import SCHEDULERS
from cards.scheduling.fsrs import is_right as are_weights
from cards.services.holding import HELD_DAYS
from cards.spelling import fold
from cards.stages import STAGES

MINUTES_A_WEEK = 7 * 24 * 60
MOST_LOSS = 10  # −ln of what the model is sure of at the most: see calibration.CERTAIN
PASSWORD = re.compile(r"!.*|[a-z0-9_]+\$.+", re.DOTALL)
HEX = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[a-z]+(-[a-z]+)*")


def _is_part(value: Any) -> bool:
    return isinstance(value, dict) and set(value) <= {"stages", "topics"} and all(map(are_texts, value.values()))


def _is_pace(value: Any) -> bool:
    try:
        if "waits" in value:
            return _is_waiting(**value)
        return Pace.of(value).stored == value
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _is_waiting(waits: Any, pressed: Any = (0,), pressed_on: Any = None) -> bool:
    are_right = isinstance(pressed, list | tuple) and pressed and all(type(each) is int for each in pressed)
    return bool(are_right) and are_days([day for day in (waits, pressed_on) if day is not None])


def _is_spread(value: Any) -> bool:
    try:
        return Spread.of(value).stored == value
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _plan(row: Row, now: datetime) -> Problems:
    days, minutes = row["days"], row["minutes"]
    is_right = isinstance(days, dict) and set(days) <= set(STAGES) and are_days(list(days.values()))
    yield "days", not is_right and "are not stages with a day each"
    is_right = isinstance(minutes, list) and all(type(each) is int and each in range(1441) for each in minutes)
    yield "minutes", not (is_right and len(minutes) == 7) and "are not those of seven weekdays"
    yield "starts_on", row["starts_on"] > (now + FURTHEST_STUDY_DAY).date() and "is in the future"
    yield from past(row, now, "made_at", "undone_at")


def _learner(row: Row, now: datetime) -> Problems:
    yield "username", not row["username"].strip() and "is empty"
    yield "folded_name", row["folded_name"] != fold(row["username"]) and "is not the user name's"
    yield "email", row["email"] and not is_valid(validate_email, row["email"]) and "is no address"
    yield "password", not PASSWORD.fullmatch(row["password"]) and "is not hashed"
    yield "time_zone", not is_valid(check_time_zone, row["time_zone"]) and f"{row['time_zone']!r} is no time zone"
    yield "rollover_hour", row["rollover_hour"] > 23 and f"is {row['rollover_hour']}, which is no hour"
    for column, least in (("new_per_day", 0), ("reviews_per_day", 0)):
        number = row[column]
        yield column, not least <= number <= settings.MOST_PER_DAY and f"is {number}, more than can be set"
    minutes = row["minutes_per_day"]
    yield "minutes_per_day", minutes is not None and not 1 <= minutes <= 1440 and f"is {minutes}"
    rest = row["rest_days"]
    is_right = isinstance(rest, list) and all(type(day) is int and day in range(7) for day in rest)
    yield "rest_days", not (is_right and len(set(rest)) == len(rest) <= 2) and "are not at most two weekdays"
    yield "skipped_days", not are_days(row["skipped_days"]) and "are not a list of days"
    for column in ("begins_with", "knows"):
        yield column, not _is_part(row.get(column, {})) and "are not stages and topics"
    more = row.get("more_new", 0)
    yield "more_new", not 0 <= more <= settings.MOST_PER_DAY and f"is {more}, more than can be wanted"
    day = row.get("more_new_on")
    yield "more_new_on", day and day > (now + FURTHEST_STUDY_DAY).date() and f"is {day}, in the future"
    pace = row.get("paced")
    yield "paced", pace is not None and not _is_pace(pace) and "is not what a plan asks of a day"
    spread = row.get("spread")
    yield "spread", spread is not None and not _is_spread(spread) and "is not so many reviews a day until a day"
    weights = row.get("weights")
    yield "weights", weights is not None and not are_weights(weights) and "are not 21 numbers within their bounds"
    practice = row.get("practice_minutes_per_week", 0)
    yield "practice_minutes_per_week", practice > MINUTES_A_WEEK and f"is {practice}, more than a week has"
    day = row.get("practice_later_on")
    yield "practice_later_on", day and day > (now + FURTHEST_STUDY_DAY).date() and f"is {day}, in the future"
    hour = row["reminder_hour"]
    yield "reminder_hour", hour is not None and hour > 23 and f"is {hour}, which is no hour"
    reminded = row["reminded_on"]
    yield "reminded_on", reminded and reminded > (now + FURTHEST_STUDY_DAY).date() and f"is {reminded}, in the future"
    yield from past(row, now, "last_login", "date_joined")
    yield from _rests_that_were(row, now)


def _rests_that_were(row: Row, now: datetime) -> Problems:
    for column in ("rested_since", "rested_through"):
        rested = row.get(column, {})
        is_right = isinstance(rested, dict) and set(rested) <= set("0123456") and are_days(list(rested.values()))
        yield column, not is_right and "are not weekdays with a day each"
    idle = row.get("idle_days", [])
    yield "idle_days", not _are_stretches(idle) and "are not stretches of days"
    away = row.get("days_away", [])
    is_right = isinstance(away, list) and all(isinstance(version, list) for version in away)
    is_right = is_right and all(_are_stretches(version) for version in away)
    yield "days_away", not is_right and "are not lists of stretches of days"
    settled = row.get("settled_until")
    yield "settled_until", settled and settled > (now + FURTHEST_STUDY_DAY).date() and f"is {settled}, in the future"


def _are_stretches(value: Any) -> bool:
    return isinstance(value, list) and all(are_days(days) and len(days) == 2 and days[0] <= days[1] for days in value)


def _enrolment(row: Row, now: datetime) -> Problems:
    weights = row.get("weights", {})
    is_right = isinstance(weights, dict) and all(
        type(each) is int and each in range(1, 10) for each in weights.values()
    )
    yield "weights", not is_right and "are not stages with a weight from 1 to 9"
    yield from past(row, now, "enrolled_at")


def _schedule(row: Row, now: datetime) -> Problems:
    yield "ease", row["ease"] < 130 and f"is {row['ease']}, below 130"
    yield "interval", row["interval"] > 36_500 and f"is {row['interval']}, above 36,500"
    yield "memory", row["memory"] is not None and not isinstance(row["memory"], dict) and "is no mapping"
    buried = row["buried_until"]
    furthest = (now + FURTHEST_STUDY_DAY).date() + timedelta(days=FURTHEST_DAYS)
    yield "buried_until", buried and buried > furthest and f"is {buried}, later than a card can be put off"
    yield "note", len(row["note"]) > settings.NOTE_CHARACTERS and "is longer than a note can be"


def _review(row: Row, now: datetime) -> Problems:
    yield "quality", row["quality"] > 5 and f"is {row['quality']}, not from 0 to 5"
    yield from past(row, now, "reviewed_at", "undone_at")
    ahead = (row["study_day"] - row["reviewed_at"].date()).days
    said = f"is {row['study_day']}, for a review of {row['reviewed_at']:%F %R} UTC"
    yield "study_day", not EARLIEST_STUDY_DAY <= ahead <= LATEST_STUDY_DAY and said
    seconds = row["seconds"]
    yield "seconds", seconds is not None and seconds > settings.LONGEST_REVIEW_SECONDS and f"is {seconds}"
    yield "detail", row["detail"] is not None and not isinstance(row["detail"], dict) and "is no mapping"
    undone = row["undone_at"]
    yield "undone_at", undone and undone < row["reviewed_at"] - CLOCKS_DIFFER and "is before the review"


# A study day against the UTC date of its review. Zones reach from -12 to +14 hours; the day began up to 12 hours after
# the midnight it is named by, or up to 11 before it. (Up to 23 after it in the first release, whose days stay.)
EARLIEST_STUDY_DAY, LATEST_STUDY_DAY = -2, 2


def _study_day(row: Row, now: datetime) -> Problems:
    yield "day", row["day"] < EARLIEST and f"is {row['day']}, before prep"
    yield (
        "day",
        row["day"] > (now + FURTHEST_STUDY_DAY).date() + timedelta(days=1) and f"is {row['day']}, in the future",
    )


def _attempt(row: Row, now: datetime) -> Problems:
    yield "detail", not isinstance(row["detail"], dict) and "is no mapping"
    yield "seconds", row["seconds"] > settings.LONGEST_REVIEW_SECONDS and f"is {row['seconds']}"
    yield from past(row, now, "begun_at", "kept_at")
    yield "kept_at", row["kept_at"] < row["begun_at"] - CLOCKS_DIFFER and "is before it was begun"


def _snapshot(row: Row, now: datetime) -> Problems:
    yield "variant", not is_valid(validate_slug, row["variant"]) and "is no slug"
    try:
        files = clean_files(
            row["files"],
            most_bytes=settings.CODE_BYTES,
            most_lines=settings.CODE_LINES,
            most_files=settings.CODE_FILES,
        )
    except Unfit as error:
        yield "files", f"cannot be kept: {error}"
    else:
        yield "size", row["size"] != size_of(files) and f"is {row['size']}, and its files take {size_of(files)}"
    yield "results", not isinstance(row["results"], dict) and "is no mapping"
    yield from past(row, now, "made_at")


def _rehearsal(row: Row, now: datetime) -> Problems:
    yield "stage", not is_valid(validate_slug, row["stage"]) and "is no slug"
    yield "minutes", not 1 <= row["minutes"] <= 1440 and f"is {row['minutes']}"
    yield from past(row, now, "begun_at")


def _rung(row: Row, now: datetime) -> Problems:
    yield "place", row["place"] >= MOST_RUNGS and f"is {row['place']}, and no ladder has as many rungs"
    yield from past(row, now, "answered_at")


def _story(row: Row, now: datetime) -> Problems:
    yield "content", stories.problem(row["purpose"], row["content"])
    yield "version", row["version"] < 1 and "is 0"
    yield from past(row, now, "created_at", "saved_at")
    yield "saved_at", row["saved_at"] < row["created_at"] - CLOCKS_DIFFER and "is before it was created"


def _story_version(row: Row, now: datetime) -> Problems:
    yield "content", stories.problem(stories.USUAL_PURPOSE, row["content"])
    yield "number", row["number"] < 1 and "is 0"
    yield from past(row, now, "saved_at")


def _fit(row: Row, now: datetime) -> Problems:
    outcome, done = row["outcome"], row["done_at"]
    yield "outcome", outcome not in Fit.Outcome and f"is {short(outcome)}"
    yield "outcome", bool(outcome) is not bool(done) and "does not say the same as done_at"
    weights = row["weights"]
    yield "weights", weights is not None and not are_weights(weights) and "are not 21 numbers within their bounds"
    yield "weights", weights is None and outcome == Fit.Outcome.KEPT and "are missing, and were kept"
    for name in ("loss", "loss_of_usual"):
        yield name, row[name] is not None and not 0 <= row[name] < MOST_LOSS and f"is {row[name]}"
    yield "judged", row["judged"] > row["reviews"] and "is more than the reviews"
    yield "dropped_at", row["dropped_at"] and outcome != Fit.Outcome.KEPT and "is set, and nothing was kept"
    yield from past(row, now, "wished_at", "begun_at", "done_at", "judged_from", "dropped_at")


def _replanning(row: Row, now: datetime) -> Problems:
    yield "scheduler", row["scheduler"] not in SCHEDULERS and f"is {short(row['scheduler'])}"
    yield from past(row, now, "wished_at", "begun_at")


def _leaving(row: Row, now: datetime) -> Problems:
    yield from past(row, now, "wished_at", "begun_at")


def _mock(row: Row, now: datetime) -> Problems:
    rounds = row["rounds"]
    is_right = isinstance(rounds, list) and all(_is_round(each) for each in rounds)
    yield "rounds", not is_right and "are not rounds with a stage, minutes, and a card or cards"
    yield from past(row, now, "begun_at", "ended_at")
    held, furthest = row["held_until"], (now + FURTHEST_STUDY_DAY).date() + timedelta(days=HELD_DAYS)
    yield "held_until", held and held > furthest and f"is {held}, later than a loop keeps its cards"


def _is_round(value: Any) -> bool:
    if not isinstance(value, dict) or type(value.get("stage")) is not str or type(value.get("minutes")) is not int:
        return False
    cards, said, typed = value.get("cards", [value.get("card")]), value.get("said"), value.get("typed", {})
    is_said = said is None or (_maps_to_texts(said) and isinstance(value.get("said_at"), str))
    is_typed = _maps_to_texts(typed) and type(value.get("version", 0)) is int
    return isinstance(cards, list) and all(type(card) is int for card in cards) and is_said and is_typed


def _maps_to_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _receipt(row: Row, now: datetime) -> Problems:
    name, before, result = row["name"], row["before"], row["result"]
    yield "name", not NAME.fullmatch(name) and f"is {short(name)}"
    yield "fingerprint", not HEX.fullmatch(row["fingerprint"]) and "is no checksum"
    yield "result", not isinstance(result, dict) and "is no mapping"
    column = {"bury": "buried_until", "suspend": "is_suspended"}.get(name)
    if name in ("suspend-cards", "resume-cards"):
        yield from _many_set_aside(before, result)
    elif column is None:
        yield "before", before is not None and f"says what undo brings back, and {short(name)} cannot be undone"
        yield "undone_at", row["undone_at"] and f"is set, and {short(name)} cannot be undone"
    else:
        yield "before", not (isinstance(before, dict) and list(before) == [column]) and f"is not the {column} before"
        if isinstance(before, dict):
            yield "before", not _can_be(column, before.get(column)) and f"has {short(before.get(column))}"
        is_right = isinstance(result, dict) and type(result.get("card")) is int
        yield "result", not is_right and "does not say which card"
    yield from past(row, now, "made_at", "undone_at")
    undone = row["undone_at"]
    yield "undone_at", undone and undone < row["made_at"] - CLOCKS_DIFFER and "is before it was made"


def _many_set_aside(before: Any, result: Any) -> Problems:
    count = result.get("count") if isinstance(result, dict) else None
    yield "result", type(count) is not int and "does not say how many cards"
    if before is None:
        return
    is_mapping = isinstance(before, dict) and set(before) == {"is_suspended", "schedules"}
    yield "before", not is_mapping and "is not which schedules were how before"
    if is_mapping:
        pks = before["schedules"]
        is_list = isinstance(pks, list) and all(type(pk) is int for pk in pks)
        yield "before", not (is_list and len(pks) == count) and "does not name as many schedules as the result counts"
        yield "before", type(before["is_suspended"]) is not bool and f"has {short(before['is_suspended'])}"


def _can_be(column: str, value: Any) -> bool:
    return type(value) is bool if column == "is_suspended" else value is None or are_days([value])


def _email(row: Row, now: datetime) -> Problems:
    yield "email", not is_valid(validate_email, row["email"]) and "is no address"


def _authenticator(row: Row, now: datetime) -> Problems:
    needed = {"totp": {"secret"}, "recovery_codes": {"used_mask"}, "webauthn": {"credential"}}[row["type"]]
    data = row["data"]
    yield "data", not (isinstance(data, dict) and needed <= set(data)) and f"is not what {row['type']} needs"
    yield from past(row, now, "created_at", "last_used_at")


def _session(row: Row, now: datetime) -> Problems:
    yield "data", not isinstance(row["data"], dict) and "is no mapping"
    yield from past(row, now, "created_at", "last_seen_at")


RULES: Rules = {
    Learner: _learner,
    Enrolment: _enrolment,
    Schedule: _schedule,
    Review: _review,
    StudyDay: _study_day,
    Attempt: _attempt,
    Snapshot: _snapshot,
    Rehearsal: _rehearsal,
    Rung: _rung,
    Story: _story,
    StoryVersion: _story_version,
    Receipt: _receipt,
    Plan: _plan,
    Fit: _fit,
    Replanning: _replanning,
    Leaving: _leaving,
    Mock: _mock,
    EmailAddress: _email,
    Authenticator: _authenticator,
    UserSession: _session,
}
