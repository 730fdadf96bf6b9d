"""A learner's data as files: all of it, nothing of anybody else, no secret, and never much of it at once."""

import csv
import io
import json
import re
import uuid
import zipfile
from datetime import date
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from cards.exchange.deckfiles.folder import read_decks
from cards.exchange.zipped import zipped
from cards.models import (
    Attempt,
    Card,
    Fit,
    Learner,
    Mock,
    Plan,
    Receipt,
    Rehearsal,
    Review,
    Rung,
    Schedule,
    Snapshot,
    Story,
    StudyDay,
)
from cards.queries.export import AT_ONCE, LEFT_OUT, OF_THE_PROFILE, PROFILE_WITHOUT, SUBJECTS, export_of, own_decks
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_design, make_story, review

pytestmark = pytest.mark.django_db
DOCS = (Path(__file__).parents[2] / "docs" / "export.md").read_text()


def archive_of(learner):
    return zipfile.ZipFile(io.BytesIO(b"".join(zipped(export_of(learner, NOW), NOW))))


def files_of(learner):
    archive = archive_of(learner)
    assert archive.testzip() is None
    names = archive.namelist()
    assert len(names) == len(set(names))
    return {name: archive.read(name).decode() for name in names}


def lines_of(files, name):
    return [json.loads(line) for line in files[f"data/{name}.jsonl"].splitlines()]


def with_everything(learner):
    """At least one row of every table that is exported."""
    built_in = make_deck(f"track-{learner.pk}")
    own = make_deck("own", owner=learner, title="My deck")
    card = make_card(built_in, f"shown-{learner.pk}")
    make_card(
        own, "mine", content={"question": "=1+1?", "answer": "Two.", "points": [], "notes": "Sums."}, tags=["a b"]
    )
    for ordinal in (1, 2):
        text = {"text": "{{c1::Redis}} is {{c2::single-threaded}}.", "notes": ""}
        make_card(own, "gaps", kind="cloze", content=text, ordinal=ordinal)
    make_card(own, "gone", status=Card.Status.DELETED)
    design = make_design(own, "limiter")
    for deck in (built_in, own):
        enrolled(learner, deck)
    review(learner, card, 4)
    review(learner, design, 3)
    graded = Review.objects.of(learner).get(card=design)
    Review.objects.of(learner).update(detail={"text": "An answer"})
    Schedule.objects.of(learner).update(note="A note")
    Rung.objects.create(learner=learner, review=graded, place=0, is_had=True, answered_at=NOW)
    Attempt.objects.create(
        learner=learner, card=design, key=uuid.uuid4(), detail={"text": "Begun"}, begun_at=NOW, kept_at=NOW
    )
    Rehearsal.objects.create(
        learner=learner, deck=built_in, stage="design", card=design, key=graded.key, minutes=40, begun_at=NOW
    )
    Plan.objects.create(
        learner=learner, deck=built_in, days={"design": "2026-12-11"}, minutes=[30] * 7, starts_on=NOW, made_at=NOW
    )
    Mock.objects.create(
        learner=learner, deck=built_in, rounds=[{"stage": "design", "minutes": 40, "card": design.pk}], begun_at=NOW
    )
    Fit.objects.create(
        learner=learner, wished_at=NOW, done_at=NOW, outcome="worse", version="fsrs-rs 0.9.3", weights=[0.2] * 21
    )
    make_story(learner, situation="Twice paid.", questions=["mistake"])
    Snapshot.objects.create(
        learner=learner,
        card=design,
        key=uuid.uuid4(),
        variant="ttl",
        why="run",
        files={"cache/lru.py": "x = 1\n"},
        size=6,
        results={"visible": [1, 2]},
        made_at=NOW,
    )
    EmailAddress.objects.create(user=learner, email=f"{learner.username}@example.com", verified=True)


# What of a marked row would make it another kind of row, or none.
NAMES_OF_KINDS = {"kind", "purpose", "status", "why", "stage", "slug", "scheduler", "time_zone", "theme", "key"}


def mark(learner, word):
    """Put a word of its own into every text of every row of the learner: {model.column: word}."""
    marks = {}
    rows = {subject.model: {subject.owner: learner.pk} for subject in SUBJECTS.values()}
    for model, owned in (rows | {Learner: {"pk": learner.pk}, EmailAddress: {"user": learner.pk}}).items():
        for column in model._meta.concrete_fields:
            if column.choices or column.name in NAMES_OF_KINDS:
                continue
            found = model.objects.filter(**owned)
            own = f"{word}{len(marks)}"
            if isinstance(column, models.JSONField):
                values = [(row.pk, marked(getattr(row, column.name), own)) for row in found]
                values = [(pk, {own: own} if value == {} else [own] if value == [] else value) for pk, value in values]
                if own not in json.dumps(values):
                    continue
                for pk, value in values:
                    model.objects.filter(pk=pk).update(**{column.name: value})
            elif isinstance(column, models.CharField | models.TextField):
                assert column.max_length is None or column.max_length >= len(own), column
                found.update(**{column.name: own + ("@x.org" if column.name == "email" else "")})
            else:
                continue
            marks[f"{model._meta.label}.{column.name}"] = own
    return marks


def marked(value, word):
    """The same value with the word at the end of each text in it."""
    if isinstance(value, dict):
        return {name: marked(each, word) for name, each in value.items()}
    if isinstance(value, list):
        return [marked(each, word) for each in value]
    return f"{value} {word}" if isinstance(value, str) else value


def test_a_learner_gets_every_text_of_theirs_and_none_of_anybody_elses(alice, bob):
    for learner in (alice, bob):
        with_everything(learner)
    alices, bobs = mark(alice, "ALICES"), mark(bob, "BOBSOWN")

    files = files_of(alice)
    whole = "\n".join([*files, *files.values()])

    missing = {column for column, word in alices.items() if not re.search(rf"{word}(?!\d)", whole)}
    left_out = {f"{s.model._meta.label}.{name}" for s in SUBJECTS.values() for name in s.without}
    left_out |= {f"cards.Learner.{name}" for name in PROFILE_WITHOUT}
    assert missing <= left_out
    assert "BOBSOWN" not in whole
    assert len(bobs) > 30
    assert all(lines_of(files, name) for name in SUBJECTS)
    assert json.loads(files["prep.json"])["rows"] == {
        f"data/{name}.jsonl": len(lines_of(files, name)) for name in SUBJECTS
    }


def test_no_secret_is_in_it(alice, alice_client):
    with_everything(alice)
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": "SECRETOFTHEAPP"})
    receipt = Receipt.objects.filter(learner=alice).first()

    whole = "\n".join(files_of(alice).values())

    for secret in (alice.password, "SECRETOFTHEAPP", alice_client.session.session_key, str(receipt.key)):
        assert secret not in whole


def tables_of_a_learner():
    """Every table from whose rows a way leads to a learner."""
    found, before = {Learner}, set()
    tables = apps.get_models(include_auto_created=True)
    while found != before:
        before = set(found)
        found |= {
            table
            for table in tables
            for column in table._meta.concrete_fields
            if column.is_relation and column.related_model in found
        }
    return {table._meta.label for table in found}


def test_every_table_of_a_learner_is_exported_or_left_out_for_a_reason():
    exported = {subject.model._meta.label for subject in SUBJECTS.values()} | OF_THE_PROFILE

    assert tables_of_a_learner() == exported | LEFT_OUT.keys(), "Say in cards/queries/export.py what becomes of it."
    assert not exported & LEFT_OUT.keys()


def fields_in_the_docs(name):
    section = re.search(rf"^### `{re.escape(name)}`.*?(?=^##|\Z)", DOCS, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"^\| `(\w+)` \|", section[0], re.MULTILINE)) if section else set()


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_field_of_a_file_is_in_the_docs(alice, name):
    with_everything(alice)
    rows = lines_of(files_of(alice), name)

    assert fields_in_the_docs(f"data/{name}.jsonl") == rows[0].keys()


def test_every_setting_is_in_the_docs(alice):
    assert fields_in_the_docs("prep.json") == json.loads(files_of(alice)["prep.json"])["profile"].keys()


def test_the_log_is_whole_and_names_cards_by_their_decks(alice):
    with_everything(alice)
    files = files_of(alice)

    design = next(row for row in lines_of(files, "reviews") if row["card"] == "own:own/limiter")
    assert design == {
        "card": "own:own/limiter",
        "key": str(Review.objects.of(alice).get(card__key="limiter").key),
        "quality": 3,
        "reviewed_at": "2026-11-23T09:00:00+00:00",
        "study_day": "2026-11-23",
        "seconds": 12,
        "phase": 5,
        "detail": {"text": "An answer"},
        "undone_at": None,
    }
    assert lines_of(files, "rungs")[0]["review"] == design["key"]
    assert {row["card"] for row in lines_of(files, "schedules")} >= {"own:own/gaps#1", "own:own/gaps#2"}
    assert [row["status"] for row in lines_of(files, "cards") if row["key"] == "gone"] == ["deleted"]


def test_stories_and_code_are_files_to_read(alice):
    with_everything(alice)
    files = files_of(alice)
    story = Story.objects.of(alice).get()

    assert "## Situation\n\nTwice paid.\n" in files[f"stories/the-double-payout-{story.pk}.md"]
    [snapshot] = lines_of(files, "snapshots")
    assert snapshot["folder"].startswith("drills/limiter/2026-11-23T090000Z-run-")
    assert files[f"{snapshot['folder']}/cache/lru.py"] == "x = 1\n"


def test_own_decks_come_out_and_are_read_back_in(alice, tmp_path):
    with_everything(alice)
    make_deck("empty_one", owner=alice, title="Empty: “one”")
    archive_of(alice).extractall(tmp_path)

    decks, problems = read_decks(tmp_path / "decks")

    assert problems == []
    assert [(deck.title, len(list(deck.cards))) for deck in decks] == [("Empty: “one”", 0), ("My deck", 3)]
    [written] = [list(deck.cards) for deck in own_decks(alice) if deck.draft.slug == "own"]
    read = {card.key: card for card in decks[1].cards}
    for card in written:
        same = read[card.key]
        assert {name: text for name, text in same.content.items() if text} == {
            name: text for name, text in card.content.items() if text
        }
        assert (same.kind, same.tags, same.minutes) == (card.kind, card.tags, card.minutes)


def test_the_table_of_cards_runs_nothing_in_a_spreadsheet(alice):
    with_everything(alice)
    table = list(csv.DictReader(io.StringIO(files_of(alice)["cards.csv"].removeprefix("\ufeff"))))

    mine = next(row for row in table if row["id"] == "mine")
    assert (mine["deck"], mine["front"], mine["back"], mine["tags"]) == ("My deck", "'=1+1?", "Two.", "a b")
    assert mine["more"] == "### Notes\nSums."
    assert [row["id"] for row in table].count("gaps") == 1


def test_it_is_read_in_pieces_and_the_statements_grow_with_these_alone(alice):
    deck = make_deck("own", owner=alice)
    cards = make_cards(deck, 4)
    enrolled(alice, deck)

    def reviewed(number, start):
        Review.objects.bulk_create(
            Review(
                learner=alice, card=cards[n % 4], key=uuid.uuid4(), quality=4, reviewed_at=NOW, seconds=9,
                study_day=date(2026, 11, 1 + n % 20), phase=2, detail={"text": "x" * 500},
            )
            for n in range(start, start + number)
        )  # fmt: skip

    def statements():
        with CaptureQueriesContext(connection) as sent:
            pieces = list(zipped(export_of(alice, NOW), NOW))
        return len(sent), pieces

    reviewed(10, 0)
    few, _ = statements()
    reviewed(AT_ONCE - 11, 10)
    as_few, _ = statements()
    reviewed(2 * AT_ONCE, AT_ONCE)
    more, pieces = statements()

    assert as_few == few
    assert more == few + 2
    assert max(map(len, pieces)) < 256 * 1024
    assert len(lines_of(files_of(alice), "reviews")) == 3 * AT_ONCE - 1


def test_what_is_written_meanwhile_spoils_nothing(alice):
    with_everything(alice)
    pieces = zipped(export_of(alice, NOW), NOW)
    first = next(pieces)
    review(alice, Card.objects.get(key="mine"), 4, days_later(1))
    StudyDay.objects.of(alice).update(streak=7)

    archive = zipfile.ZipFile(io.BytesIO(first + b"".join(pieces)))

    assert archive.testzip() is None


def test_who_runs_prep_writes_the_same_to_a_file(alice, tmp_path):
    with_everything(alice)
    path = tmp_path / "alice.zip"

    call_command("export_learner", "Alice@example.org", path, stdout=io.StringIO())

    assert path.stat().st_mode & 0o777 == 0o600
    assert zipfile.ZipFile(path).namelist() == archive_of(alice).namelist()
    with pytest.raises(CommandError, match="exists"):
        call_command("export_learner", "alice", path)
    with pytest.raises(CommandError, match="no learner"):
        call_command("export_learner", "nobody", tmp_path / "nobody.zip")


def test_more_decks_and_cards_take_no_more_statements(alice):
    def statements():
        with CaptureQueriesContext(connection) as sent:
            list(export_of(alice, NOW))
        return len(sent)

    make_cards(make_deck("first", owner=alice), 2)
    few = statements()
    for number in range(5):
        for card in range(4):
            make_card(make_deck(f"deck-{number}-{card}", owner=alice), f"card-{card}")

    assert statements() == few


def test_what_ends_too_early_is_no_archive(alice):
    with_everything(alice)
    pieces = [piece for piece in zipped(export_of(alice, NOW), NOW) if piece]
    whole = b"".join(pieces)

    for end in (len(whole) // 2, len(whole) - 1):
        with pytest.raises(zipfile.BadZipFile):
            zipfile.ZipFile(io.BytesIO(whole[:end]))
