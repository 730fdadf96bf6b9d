"""Everything that is one learner's, as the files of docs/export.md, read in pieces that hold nothing up.

There is no snapshot: a reader that stays would keep SQLite's log from being moved. What is written meanwhile is in the
files that are read after it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched, groupby
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Q
from django.utils.text import slugify

from cards.exchange.drafts import CardDraft, DeckDraft
from cards.exchange.format import Deck as DeckOfCards
from cards.exchange.format import Piece
from cards.exchange.formats import FORMATS
from cards.kinds import KINDS
from cards.kinds.drill import PATH
from cards.models import (
    Attempt,
    Card,
    Deck,
    Enrolment,
    Fit,
    Learner,
    Mock,
    Plan,
    Rehearsal,
    Review,
    Rung,
    Schedule,
    Snapshot,
    Story,
    StoryVersion,
    StudyDay,
)
from cards.stories import NOTES, PURPOSES, problem, scope_title

VERSION = 1
"""Of the files: it rises when a field changes its name or meaning or goes, not when one comes."""
AT_ONCE = 250
DRAWN = "worked out from the text"
ROW = "a number of this database"

Row = dict[str, Any]


@dataclass(frozen=True)
class Subject:
    """One file of JSON Lines: the rows of a table that are the learner's, with all columns but those named."""

    model: type[models.Model]
    order: tuple[str, ...]
    """Columns by which, within a learner, each row is told from the others, the first ones those of an index."""
    owner: str = "learner"
    without: Mapping[str, str] = field(default_factory=dict)
    """Columns that are left out, and why."""
    also: Callable[[Row], Row] = lambda row: {}
    """What is said beside the columns."""
    at_once: int = AT_ONCE

    @property
    def columns(self) -> list[models.Field]:
        left_out = {self.owner, *self.without}
        return [column for column in self.model._meta.concrete_fields if column.name not in left_out]


SUBJECTS = {
    "decks": Subject(Deck, ("pk",), "owner", {"id": ROW, "description_html": DRAWN}),
    "cards": Subject(
        Card,
        ("deck_id", "key", "ordinal"),
        "deck__owner",
        {"id": ROW, "html": DRAWN, "search": DRAWN, "digest": DRAWN, "topic": "only built-in decks have topics"},
    ),
    "enrolments": Subject(Enrolment, ("deck_id",), without={"id": ROW}),
    "schedules": Subject(
        Schedule, ("card_id",), without={"id": ROW, "note_html": DRAWN, "siblings": "worked out from the card"}
    ),
    "reviews": Subject(Review, ("study_day", "id"), without={"id": ROW}),
    "study_days": Subject(StudyDay, ("day",), without={"id": ROW}),
    "plans": Subject(Plan, ("pk",), without={"id": ROW}),
    "fits": Subject(Fit, ("pk",), without={"id": ROW}),
    "attempts": Subject(
        Attempt, ("card_id",), without={"id": ROW, "writer": "of the page that wrote last", "version": "the same"}
    ),
    "rungs": Subject(Rung, ("review_id", "place"), without={"id": ROW}),
    "rehearsals": Subject(
        Rehearsal, ("begun_at", "pk"), without={"id": ROW, "mock": "the loop names the card and when it began"}
    ),
    "mocks": Subject(Mock, ("pk",), without={"id": ROW}),
    "stories": Subject(Story, ("pk",), also=lambda row: {"file": story_path(row["id"], row["content"])}, at_once=50),
    "story_versions": Subject(StoryVersion, ("story_id", "number"), without={"id": ROW}, at_once=50),
    "snapshots": Subject(
        Snapshot,
        ("card_id", "made_at", "pk"),
        without={"id": ROW, "files": "they are files themselves, in `folder`"},
        also=lambda row: {"folder": snapshot_folder(row)},
    ),
}
PROFILE_WITHOUT = {
    "id": ROW,
    "password": "a secret",
    "folded_name": DRAWN,
    "is_staff": "a right that the operator gives",
    "is_superuser": "a right that the operator gives",
    "is_active": "a right that the operator gives",
}
OPENS = "it opens the account"
LEFT_OUT = {
    "cards.Receipt": "keys of forms that were sent, kept so that a retry is not done twice",
    "cards.Replanning": "a wish that waits for a minute; the scheduler that comes of it is in the profile",
    "cards.Leaving": "that all of it is to be deleted",
    "cards.Topic": "only built-in decks have topics",
    "cards.DrillVariant": "only built-in decks have drills",
    "cards.Deck_packs": "only built-in tracks include packs",
    "cards.Learner_groups": "rights that the operator gives",
    "cards.Learner_user_permissions": "rights that the operator gives",
    "account.EmailConfirmation": OPENS,
    "mfa.Authenticator": OPENS,
    "usersessions.UserSession": OPENS,
    "admin.LogEntry": "what the operator did",
}
"""Tables from which a way leads to a learner and that are in no file, and why: see tests/queries/test_export.py."""
OF_THE_PROFILE = {"cards.Learner", "account.EmailAddress"}


def export_of(learner: Learner, now: datetime) -> Iterator[Piece]:
    """(path, some of its text) of every file; the pieces of a file follow each other."""
    counts: dict[str, int] = {}
    yield "README.txt", README
    for name, subject in SUBJECTS.items():
        path = f"data/{name}.jsonl"
        counts[path] = 0
        yield path, ""
        for row in _rows(subject, learner):
            counts[path] += 1
            yield path, f"{_json(row)}\n"
    for write in FORMATS.values():
        yield from write(own_decks(learner))
    yield from _stories(learner)
    yield from _code(learner)
    about = {"format": "prep learner", "version": VERSION, "made_at": now}
    yield "prep.json", _json(about | profile(learner) | {"rows": counts}, indent=1)


def profile(learner: Learner) -> Row:
    stored = Learner.objects.get(pk=learner.pk)
    columns = [column.name for column in Learner._meta.concrete_fields if column.name not in PROFILE_WITHOUT]
    addresses = EmailAddress.objects.filter(user=learner.pk).order_by("pk").values("email", "verified", "primary")
    return {"profile": {name: getattr(stored, name) for name in columns}, "email_addresses": list(addresses)}


# Rows as JSON ---------------------------------------------------------------------------------------------------------


def _rows(subject: Subject, learner: Learner) -> Iterator[Row]:
    names = [path for column in subject.columns for path in _paths(column)]
    found = subject.model._default_manager.filter(**{subject.owner: learner.pk})
    pieces = _cards_in_pieces if subject.model is Card else _in_pieces
    for values in pieces(found, names, subject.order, subject.at_once):
        row = {column.name: _told(column, values) for column in subject.columns}
        yield row | subject.also(row)


def _in_pieces(
    found: models.QuerySet[Any], names: Iterable[str], order: tuple[str, ...], at_once: int = AT_ONCE
) -> Iterator[Row]:
    """Rows as dictionaries. Each piece begins where the one before it ended, so that none is sorted or counted off."""
    wanted = list(dict.fromkeys([*names, *order]))
    last: tuple[Any, ...] = ()
    while rows := list(found.filter(_after(order, last)).order_by(*order).values(*wanted)[:at_once]):
        yield from rows
        if len(rows) < at_once:
            return
        last = tuple(rows[-1][name] for name in order)


def _cards_in_pieces(
    found: models.QuerySet[Any], names: Iterable[str], order: tuple[str, ...], at_once: int = AT_ONCE
) -> Iterator[Row]:
    """The same of cards, whose owner stands with their decks, so that no index has them in order: their numbers are
    sorted once.
    """
    for numbers in batched(found.order_by(*order).values_list("pk", flat=True), at_once):
        rows = {row["pk"]: row for row in found.filter(pk__in=numbers).values("pk", *names)}
        yield from (rows[number] for number in numbers if number in rows)


def _after(order: tuple[str, ...], last: tuple[Any, ...]) -> Q:
    """Rows behind this one, by several columns. The condition on the first alone is what an index is entered by."""
    if not last:
        return Q()
    (first, *others), (value, *values) = order, last
    if not others:
        return Q(**{f"{first}__gt": value})
    later = Q(**{f"{first}__gt": value}) | (Q(**{first: value}) & _after(tuple(others), tuple(values)))
    return Q(**{f"{first}__gte": value}) & later


# Rows of other tables are named by what they are called, not by their numbers here.
REFERENCES: dict[type[models.Model], tuple[str, ...]] = {
    Card: ("key", "ordinal", "deck__slug", "deck__owner"),
    Deck: ("slug", "owner"),
    Review: ("key",),
    Story: ("id",),
}


def _paths(column: models.Field) -> list[str]:
    if column.is_relation:
        return [f"{column.name}__{path}" for path in REFERENCES[column.related_model]]
    return [column.name]


def _told(column: models.Field, values: Row) -> Any:
    found = [values[path] for path in _paths(column)]
    if column.related_model is Card:
        key, ordinal, *deck = found
        return f"{_deck(*deck)}/{key}" + (f"#{ordinal}" if ordinal else "")
    return _deck(*found) if column.related_model is Deck else found[0]


def _deck(slug: str, owner: int | None) -> str:
    return f"own:{slug}" if owner else slug


def _json(value: Any, **options: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_text, **options)


def _text(value: Any) -> str:
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


# To be read without prep ----------------------------------------------------------------------------------------------


def own_decks(learner: Learner) -> Iterator[DeckOfCards]:
    """The learner's decks in use with the cards that they hold now, as they are written: a cloze text is one draft."""
    of_decks = groupby(_own_cards(learner), key=lambda row: row["deck_id"])
    deck_id, cards = next(of_decks, (None, iter(())))
    for deck in Deck.objects.owned_by(learner).order_by("pk"):
        draft = DeckDraft(deck.slug, deck.title, description=deck.description)
        if deck.pk == deck_id:
            yield DeckOfCards(draft, _drafts(cards))
            deck_id, cards = next(of_decks, (None, iter(())))
        else:
            yield DeckOfCards(draft, ())


def _own_cards(learner: Learner) -> Iterator[Row]:
    written = [name for name, kind in KINDS.items() if kind.is_written]
    active = Card.objects.filter(
        deck__owner=learner.pk, deck__is_retired=False, status=Card.Status.ACTIVE, kind__in=written
    )
    names = ("deck_id", "key", "kind", "content", "stages", "tags", "minutes", "level", "rev", "check_by")
    return _cards_in_pieces(active, names, ("deck_id", "position", "pk"))


def _drafts(rows: Iterable[Row]) -> Iterator[CardDraft]:
    """A card that some other program wrote, and that no format could write, is in data/ only."""
    seen: set[str] = set()
    for row in rows:
        if row["key"] not in seen and _is_sound(row["kind"], row["content"]):
            seen.add(row["key"])
            columns = {name: row[name] for name in ("key", "kind", "content", "minutes", "level", "rev", "check_by")}
            yield CardDraft(**columns, stage=tuple(row["stages"]), tags=tuple(row["tags"]))


def _is_sound(kind: str, content: Any) -> bool:
    sections = KINDS[kind].sections
    return isinstance(content, dict) and all(section.shape.is_sound(section.of(content)) for section in sections)


def story_path(pk: int, content: Any) -> str:
    title = content.get("title", "") if isinstance(content, dict) else ""
    return f"stories/{slugify(str(title))[:60] or 'story'}-{pk}.md"


def _stories(learner: Learner) -> Iterator[Piece]:
    for row in _in_pieces(Story.objects.of(learner), ("purpose", "content"), ("pk",), 50):
        if not problem(row["purpose"], row["content"]):
            yield story_path(row["pk"], row["content"]), _as_markdown(row["purpose"], row["content"])


def _as_markdown(name: str, content: Row) -> str:
    purpose = PURPOSES[name]
    said = {
        "For": purpose.label,
        "Scope": scope_title(content["scope"]) if content.get("scope") else "",
        "Shows": ", ".join(content.get("competencies", [])),
        "Answers": ", ".join(content.get("questions", [])),
    }
    lines = "\n".join(f"- {called}: {text}" for called, text in said.items() if text)
    parts = [f"## {part.label}\n\n{content[part.name].strip()}" for part in (*purpose.parts, *NOTES)
             if content.get(part.name, "").strip()]  # fmt: skip
    return "\n\n".join([f"# {content.get('title', '')}", lines, *parts]) + "\n"


def snapshot_folder(row: Row) -> str:
    """`row`: with its card in words, as in the file of snapshots."""
    card = row["card"].rpartition("/")[2]
    return f"drills/{card}/{row['made_at']:%Y-%m-%dT%H%M%SZ}-{row['why']}-{str(row['key'])[:8]}"


def _code(learner: Learner) -> Iterator[Piece]:
    """A learner's code at each moment that was kept, as the files it was written in."""
    names = ("card__key", "key", "why", "files")
    for row in _in_pieces(Snapshot.objects.of(learner), names, ("card_id", "made_at", "pk"), 4):
        folder = snapshot_folder(row | {"card": row["card__key"]})
        for number, (path, text) in enumerate(sorted(row["files"].items()), start=1):
            yield f"{folder}/{path if PATH.fullmatch(path) else f'file-{number}'}", text


README = """This is everything that prep kept of you, but for what opens your account (password, passkeys, sessions).

prep.json       your settings and addresses, and how many lines each file of data/ has
data/           one file for each kind of thing, JSON Lines: a line is one JSON object. reviews.jsonl is all you ever
                graded; schedules, study days and streaks follow from it
cards.csv       your own cards as a table. A cell that begins with ' = + - or @ has an apostrophe before it, so that no
                spreadsheet runs it
decks/          your own decks as Markdown, which prep's lint_decks and load_decks read
stories/        your stories as they are now, Markdown
drills/         your code, each time it was kept

Every field is described in docs/export.md of prep. Days are study days; moments are in UTC.
"""
