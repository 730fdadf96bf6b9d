"""Doing a drill: code is kept as it is typed, runs are noted, hints and the solution open, a grade ends it.

What the tests said comes from the learner's own browser, and touches nothing but the learner's own schedule.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from cards.kinds import KINDS, Unfit
from cards.kinds.detail import LONGEST_SECONDS
from cards.kinds.drill import SENTENCES, clean_files, size_of
from cards.models import Attempt, DrillVariant, Learner, Receipt, Review, Snapshot
from cards.queries.holding import withholding
from cards.services.holding import end_after_answer
from cards.services.once import KeyReused, Stale, once
from cards.services.practice import throw_away
from cards.services.retry import retried
from cards.services.review import Graded, grade_card

Results = Mapping[str, Any]
"""{"visible": [passed of each part], "hidden": how many passed, or None if they did not run}"""


@retried
def keep_code(
    learner: Learner,
    card_id: int,
    files: Mapping[str, str] | None,
    sentences: Mapping[str, str],
    *,
    writer: UUID,
    version: int,
    attempt_key: UUID | None = None,
    seconds: int | None = None,
    is_aside: bool = False,
    now: datetime,
) -> dict[str, Any]:
    """Store the code and the sentences of a hunt as they are now. Without files the code stays.

    Returns {"version": to be sent with the next code, "elsewhere": whether another page had written other code}; no
    version where the code stays, since this page need not have seen it.

    The newest wins: what another page, on another device, kept since this one was shown goes among the snapshots. So
    does, with `is_aside`, what a device had typed before the code was written that stays.
    A hypothesis is written before the first edit: after it, it stays. Raises Attempt.DoesNotExist, Stale (the attempt
    is finished, or the page's, `attempt_key`, was another one), Unfit.
    """
    if files is not None:
        files = _clean(files)
    with transaction.atomic():
        attempt = _locked(learner, card_id, attempt_key)
        if attempt.is_answered:
            raise Stale
        kept = _kept(attempt)
        detail = dict(attempt.detail)
        for name in SENTENCES:
            if name in sentences and not (name == "hypothesis" and kept and _is_edited(attempt, kept)):
                detail[name] = sentences[name]
        _save(attempt, detail, _later(attempt, seconds), now)
        if is_aside and files is not None:
            _put_aside(attempt, files, now)
        if files is None or is_aside:
            return {"elsewhere": is_aside}
        return _write_kept(attempt, files, now, writer=writer, version=version)


def note_run(
    learner: Learner,
    card_id: int,
    files: Mapping[str, str],
    results: Results,
    *,
    is_submission: bool,
    writer: UUID,
    version: int,
    attempt_key: UUID | None = None,
    seconds: int | None = None,
    key: UUID,
    now: datetime,
) -> dict[str, Any]:
    """The tests ran on these files. Returns what keep_code does, "part" (the last one open), and "passed": all of them.

    Raises Attempt.DoesNotExist, Stale (finished), Unfit.
    """
    files = _clean(files)

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        attempt = _locked(learner, card_id, attempt_key)
        if attempt.is_answered:
            raise Stale
        payload = payload_of(attempt)
        counts = counted(payload, results, is_submission=is_submission)
        why = Snapshot.Why.SUBMITTED if is_submission else Snapshot.Why.RUN
        written = _write_kept(attempt, files, now, writer=writer, version=version)
        _add_snapshot(attempt, files, why, key, now, counts)
        detail = noted(attempt.detail, payload, results, counts, is_submission=is_submission)
        _save(attempt, detail, _later(attempt, seconds), now)
        return written | {"part": detail.get("part", 1), "passed": has_passed(detail)}

    mark = {"card": card_id, "submission": is_submission, "results": results, "files": files}
    return once(learner, key, "run-drill", mark, write, now=now)


def note_typed(learner: Learner, card_id: int, detail: Mapping[str, int], *, key: UUID, now: datetime) -> None:
    """Results from the learner's own editor, typed back: visible, first and hidden (passed), submissions, seconds."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        attempt = _locked(learner, card_id)
        if attempt.is_answered:
            raise Stale
        visible, hidden = (sum(column) for column in zip(*payload_of(attempt)["counts"], strict=True))
        of = {"visible": visible, "first": hidden, "hidden": hidden}
        if any(detail[name] > most for name, most in of.items()):
            raise Unfit(f"There are {visible} visible and {hidden} hidden tests.")
        typed = {name: [detail[name], most] for name, most in of.items()}
        _save(
            attempt, attempt.detail | typed | {"submissions": detail["submissions"]}, detail["seconds"], now, ends=True
        )
        end_after_answer(learner, attempt.key, now)
        return {"card": card_id}

    once(learner, key, "type-drill", {"card": card_id, **detail}, write, now=now)


def open_hint(learner: Learner, card_id: int, *, key: UUID, now: datetime) -> dict[str, Any]:
    """One more hint, of those whose part is open. Returns {"hints": how many are open}."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        attempt = _locked(learner, card_id)
        if attempt.is_answered:
            raise Stale
        opened = attempt.detail.get("hints", 0)
        hints, part = payload_of(attempt)["hints"], attempt.detail.get("part", 1)
        if opened < len(hints) and hints[opened]["part"] <= part:
            opened += 1
        _save(attempt, attempt.detail | {"hints": opened}, _later(attempt), now)
        return {"hints": opened}

    return once(learner, key, "open-hint", {"card": card_id}, write, now=now)


def finish_drill(
    learner: Learner,
    card_id: int,
    sentences: Mapping[str, str],
    *,
    seconds: int | None = None,
    key: UUID,
    now: datetime,
) -> None:
    """The solution opens, and the code is what it is from then on. Before anything was submitted this is giving up."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        attempt = _locked(learner, card_id)
        if attempt.is_answered:
            raise Stale
        detail = attempt.detail | {name: text for name, text in sentences.items() if name == "cause"}
        opened = {} if detail.get("submissions") else {"solution": True}
        _save(attempt, detail | opened, _later(attempt, seconds), now, ends=True)
        end_after_answer(learner, attempt.key, now)
        return {"card": card_id}

    once(learner, key, "finish-drill", {"card": card_id}, write, now=now)


def restore_snapshot(learner: Learner, card_id: int, snapshot: UUID, *, key: UUID, now: datetime) -> None:
    """The code is again what it was then; what it was until now is among the snapshots. Raises DoesNotExist, Stale."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        attempt = _locked(learner, card_id)
        old = Snapshot.objects.of(learner).get(card=card_id, key=snapshot)
        if attempt.is_answered or old.variant != attempt.detail.get("variant"):
            raise Stale
        _write_kept(attempt, old.files, now, writer=None, version=-1)
        return {"card": card_id}

    once(learner, key, "restore-code", {"card": card_id, "snapshot": snapshot}, write, now=now)


def leave_drill(learner: Learner, card_id: int, *, key: UUID, now: datetime) -> None:
    """End the attempt without a grade, as give_up. The code stays among the snapshots. Raises Unfit."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        throw_away(learner, card_id, now)
        _close_kept(learner, card_id, Snapshot.Why.LEFT)
        return {"card": card_id}

    once(learner, key, "leave-drill", {"card": card_id}, write, now=now)


def grade_drill(
    learner: Learner, card_id: int, quality: int | None, *, key: UUID, version: int, now: datetime
) -> Graded:
    """Grade a finished attempt: one review, by the same path as any other. `key` is the attempt's.

    None: by what the tests say. Raises what grade_card raises, Attempt.DoesNotExist, and Stale while a loop withholds
    it.
    """
    attempt = Attempt.objects.of(learner).filter(card__id=card_id).select_related("card").first()
    if attempt is None or attempt.key != key:
        review = Review.objects.of(learner).filter(key=key, card__id=card_id).first()
        if review is None:
            raise Attempt.DoesNotExist
        if review.undone_at:
            raise Stale
        if quality not in (None, review.quality):
            raise KeyReused
        return Graded(card_id)
    if not attempt.is_answered or withholding(learner, attempt.card, learner.study_day(now)):
        raise Stale
    graded = grade_card(
        learner,
        card_id,
        quality,
        key=key,
        version=version,
        reviewed_at=now,
        seconds=attempt.seconds or None,
        detail=attempt.detail,
    )
    # Where this is not reached, begun_attempt does it.
    _close_kept(learner, card_id, Snapshot.Why.GRADED)
    Attempt.objects.filter(pk=attempt.pk, key=key).delete()
    return graded


# What of it can be worked out -----------------------------------------------------------------------------------------


def has_passed(detail: Mapping[str, Any]) -> bool:
    """Whether all tests have passed, the hidden ones too."""
    results = [detail.get(name) or [0, 1] for name in ("visible", "hidden")]
    return all(passed == total for passed, total in results)


def counted(payload: Mapping[str, Any], results: Results, *, is_submission: bool) -> dict[str, list[int]]:
    """{"visible": [passed, of all], "hidden": the same of a submission}. Raises Unfit."""
    visible = results.get("visible")
    of = [count for count, _ in payload["counts"]]
    if not _are_counts(visible, of):
        raise Unfit("The results of the tests could not be read.")
    counts = {"visible": [sum(visible), sum(of)]}
    if is_submission:
        hidden = sum(count for _, count in payload["counts"])
        if not _are_counts([results.get("hidden")], [hidden]):
            raise Unfit("The results of the hidden tests could not be read.")
        counts["hidden"] = [results["hidden"], hidden]
    return counts


def _are_counts(given: Any, most: Sequence[int]) -> bool:
    return (
        isinstance(given, list)
        and len(given) == len(most)
        and all(type(number) is int and 0 <= number <= limit for number, limit in zip(given, most, strict=True))
    )


def noted(
    detail: Mapping[str, Any],
    payload: Mapping[str, Any],
    results: Results,
    counts: Mapping[str, list[int]],
    *,
    is_submission: bool,
) -> dict[str, Any]:
    """The attempt's detail after a run. A part opens when the visible tests of all before it pass, and stays open.

    What was submitted counts: a run after it can only add, and nothing does once all tests have passed.
    """
    if has_passed(detail):
        return dict(detail)
    passed = [count == of for count, (of, _) in zip(results["visible"], payload["counts"], strict=True)]
    reached = next((place for place, is_passed in enumerate(passed) if not is_passed), len(passed) - 1) + 1
    visible = counts["visible"]
    if detail.get("submissions") and not is_submission:
        visible = max(visible, detail["visible"])
    after = dict(detail) | {"visible": visible, "part": max(detail.get("part", 1), reached)}
    if is_submission:
        after |= {"hidden": counts["hidden"], "submissions": detail.get("submissions", 0) + 1}
        after.setdefault("first", counts["hidden"])
    return after


# What is stored -------------------------------------------------------------------------------------------------------


def payload_of(attempt: Attempt) -> dict[str, Any]:
    """What the variant of an attempt holds. Raises DrillVariant.DoesNotExist."""
    return DrillVariant.objects.get(card=attempt.card_id, slug=attempt.detail.get("variant", "")).payload


def _clean(files: Any) -> dict[str, str]:
    limits = {"most_bytes": settings.CODE_BYTES, "most_lines": settings.CODE_LINES, "most_files": settings.CODE_FILES}
    return clean_files(files, **limits)


def _locked(learner: Learner, card_id: int, attempt_key: UUID | None = None) -> Attempt:
    """Raises Stale for a page that was shown with another attempt, which is over."""
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("card").of(learner)
    attempt = rows.get(card__id=card_id)
    if attempt_key not in (None, attempt.key):
        raise Stale
    return attempt


def _later(attempt: Attempt, seconds: int | None = None) -> int:
    """Time only grows: two devices count the same attempt. It stands still once all tests have passed."""
    before = attempt.detail.get("seconds", 0)
    return before if before and has_passed(attempt.detail) else max(before, seconds or 0)


def _save(attempt: Attempt, detail: Mapping[str, Any], seconds: int, now: datetime, *, ends: bool = False) -> None:
    """The detail as its kind stores it."""
    spent = min(seconds, LONGEST_SECONDS)
    kept = KINDS[attempt.card.kind].stored_detail(dict(detail) | {"seconds": spent}, attempt.card.content)
    Attempt.objects.filter(pk=attempt.pk).update(
        detail=kept, seconds=min(spent, settings.LONGEST_REVIEW_SECONDS), is_answered=ends, kept_at=now
    )


def _kept(attempt: Attempt) -> Snapshot | None:
    return Snapshot.objects.filter(learner=attempt.learner_id, card=attempt.card_id, why=Snapshot.Why.KEPT).first()


def _is_edited(attempt: Attempt, kept: Snapshot) -> bool:
    return kept.files != payload_of(attempt)["starter"]


def _write_kept(
    attempt: Attempt, files: Mapping[str, str], now: datetime, *, writer: UUID | None, version: int
) -> dict[str, Any]:
    """The code is these files now. What a page that this one knew nothing of had written goes among the snapshots."""
    kept = _kept(attempt)
    knows = (writer is not None and attempt.writer == writer) or attempt.version == version
    is_elsewhere = kept is not None and kept.files != files and not knows
    if kept and is_elsewhere:
        _add_snapshot(attempt, kept.files, Snapshot.Why.ELSEWHERE, uuid4(), kept.made_at)
    if kept:
        Snapshot.objects.filter(pk=kept.pk).update(files=dict(files), size=size_of(files), made_at=now)
    else:
        _add_snapshot(attempt, files, Snapshot.Why.KEPT, uuid4(), now)
    Attempt.objects.filter(pk=attempt.pk).update(writer=writer, version=attempt.version + 1)
    return {"version": attempt.version + 1, "elsewhere": is_elsewhere}


def _put_aside(attempt: Attempt, files: Mapping[str, str], now: datetime) -> None:
    """Among the snapshots, once: a device sends again what it does not know to have arrived."""
    of_it = Snapshot.objects.filter(learner=attempt.learner_id, card=attempt.card_id, why=Snapshot.Why.ELSEWHERE)
    last = of_it.order_by("-made_at", "-pk").first()
    if last is None or last.files != files:
        _add_snapshot(attempt, files, Snapshot.Why.ELSEWHERE, uuid4(), now)


def _add_snapshot(
    attempt: Attempt,
    files: Mapping[str, str],
    why: Snapshot.Why,
    key: UUID,
    made_at: datetime,
    results: Mapping[str, Any] | None = None,
) -> None:
    """Add one, and let the oldest go that are too many or too large together."""
    Snapshot.objects.create(
        learner_id=attempt.learner_id,
        card_id=attempt.card_id,
        key=key,
        variant=attempt.detail["variant"],
        why=why,
        files=dict(files),
        size=size_of(files),
        results=dict(results or {}),
        made_at=made_at,
    )
    all_of_it = Snapshot.objects.filter(learner=attempt.learner_id, card=attempt.card_id)
    total, gone = 0, []
    rest = all_of_it.exclude(why=Snapshot.Why.KEPT).order_by("-made_at", "-pk").values_list("pk", "size")
    for place, (pk, size) in enumerate(rest):
        total += size
        if place >= settings.SNAPSHOTS_PER_DRILL or total > settings.SNAPSHOT_BYTES_PER_DRILL:
            gone.append(pk)
    Snapshot.objects.filter(pk__in=gone).delete()


def _close_kept(learner: Learner, card_id: int, why: Snapshot.Why) -> None:
    Snapshot.objects.of(learner).filter(card=card_id, why=Snapshot.Why.KEPT).update(why=why)
