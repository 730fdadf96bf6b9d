"""A new kind of card goes through every part of prep, none of which knows it: see tests/kinds/spoken.py."""

import re
import uuid
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.urls import reverse

from cards.exchange.deckfiles.deckfile import scan_deck, write_deck
from cards.exchange.deckfiles.lint import table
from cards.exchange.deckfiles.lint.cards import card_problems
from cards.kinds import KINDS, Unfit
from cards.models import Card, Deck, Review, Schedule
from cards.operations.builtin_decks import load_decks
from cards.services.once import KeyReused
from cards.services.review import grade_card, undo_review
from tests.conftest import PASSWORD, signed_in
from tests.deck_folders import read_deck
from tests.factories import NOW, enrolled, make_card, make_deck
from tests.pages import errors_of
from tests.test_project import ROOT, files, lines_with

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
CONTENT = {
    "question": "Design a *rate limiter*.",
    "points": [
        {"text": "Token bucket", "critical": True, "weight": 15},
        {"text": "Shared store", "critical": False, "weight": 5},
    ],
    "tags": "bucket",
    "notes": "",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spoken", "clock")]


def typed(**changed):
    values = {
        "key": uuid.uuid4(),
        "kind": "spoken",
        "spoken-question": "Design a *rate limiter*.",
        "spoken-points": "[15!] Token bucket\n- [5] Shared store",
        "spoken-tags": "bucket",
        "tags": "design",
        "notes": "",
        "new_deck": "Mine",
    }
    return values | changed


@pytest.fixture
def hers(alice):
    deck = make_deck("mine", owner=alice)
    card = make_card(deck, "limiter", kind="spoken", content=CONTENT)
    enrolled(alice, deck)
    return card


def grading(card, **fields):
    """What the grade form posts."""
    return {"review": uuid.uuid4(), "card": card.pk, "version": 0, "quality": 4, "seconds": 9, "detail": ""} | fields


def test_it_is_written_with_the_fields_of_its_sections(alice_client, alice):
    page = alice_client.get("/cards/new/").text
    answer = alice_client.post("/cards/new/", typed())

    assert 'name="spoken-question"' in page
    assert "Asked aloud." in page
    assert answer.status_code == 302
    card = Card.objects.get()
    assert (card.kind, card.content, card.tags) == ("spoken", CONTENT, ["design"])


def test_a_line_that_its_form_cannot_read_is_said_beside_the_field_and_kept(alice_client):
    answer = alice_client.post("/cards/new/", typed(**{"spoken-points": "[x] Token bucket"}))

    assert answer.status_code == 422
    assert errors_of(answer) == {"spoken-points"}
    assert "[x] Token bucket" in answer.text
    assert not Card.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"spoken-question": " "}, "Must not be empty"),
        ({"spoken-points": ""}, "Must not be empty"),
        ({"spoken-question": "&nbsp;"}, "Shows nothing"),
        ({"spoken-points": "[99] a\n[2] b"}, "The weights make 1 to 100 together"),
        ({"spoken-points": "[1] a\n" * 21}, "At most 20 points"),
        ({"notes": "x" * 70_000}, "longer than 64 KiB"),
    ],
)
def test_what_is_wrong_with_it_is_said(alice_client, changed, said):
    answer = alice_client.post("/cards/new/", typed(**changed))

    assert answer.status_code == 422
    assert said in unescape(answer.text)


def test_its_preview_is_its_template(alice_client):
    answer = alice_client.post("/cards/preview/", typed(), headers=HTMX)

    assert answer.status_code == 200
    assert "<li>15: Token bucket</li>" in answer.text


def test_it_is_edited_and_a_form_of_an_old_version_shows_both(alice_client, hers):
    url = reverse("card-edit", args=[hers.pk])
    changed = typed(**{"spoken-points": "[1] Leaky bucket"}, version=1, deck="mine", new_deck="")

    page = unescape(alice_client.get(url).text)
    saved = alice_client.post(url, changed)
    stale = alice_client.post(url, changed | {"key": uuid.uuid4(), "spoken-question": "Mine?"})

    assert "[15!] Token bucket\n[5] Shared store" in page
    assert saved.status_code == 302
    assert Card.objects.get().content["points"] == [{"text": "Leaky bucket", "critical": False, "weight": 1}]
    assert stale.status_code == 409
    assert "<dt>Rubric</dt>" in stale.text
    assert "Mine?" in stale.text


def test_it_becomes_another_kind_and_another_kind_becomes_it(alice_client, hers):
    other = make_card(hers.deck, "etag", content={"question": "Why?", "answer": "So.", "points": [], "notes": "n"})

    as_others = alice_client.get(reverse("card-edit", args=[hers.pk])).context["form"].initial
    as_spoken = alice_client.get(reverse("card-edit", args=[other.pk])).context["form"].initial
    alice_client.post(
        reverse("card-edit", args=[other.pk]), typed(version=1, deck="mine", new_deck="", notes=as_spoken["notes"])
    )

    assert as_others["question"] == as_others["text"].strip() == "Design a *rate limiter*."
    assert as_spoken["spoken-question"] == "Why?\n\nSo."
    assert Card.objects.get(pk=other.pk).content == CONTENT | {"notes": "n"}


def test_it_is_listed_and_found_and_told_from_another_that_asks_the_same(alice_client, bob_client, hers):
    same = typed(**{"spoken-question": "Design a rate limiter.", "spoken-points": "[1] Else"})

    listed = alice_client.get("/cards/?kind=spoken")
    found = [
        word
        for word in ("token", "bucket", "limiter", "leaky")
        if hers.title in alice_client.get(f"/cards/?q={word}").text
    ]
    told = alice_client.post("/cards/preview/", same, headers=HTMX).text

    assert hers.title == "Design a rate limiter."
    assert '<option value="spoken" selected>Spoken answer</option>' in listed.text
    assert hers.title in listed.text
    assert hers.title not in alice_client.get("/cards/?kind=cloze").text
    assert found == ["token", "bucket", "limiter"]
    assert "asks the same" in told
    assert "asks the same" not in bob_client.post("/cards/preview/", same, headers=HTMX).text


def test_a_note_is_written_on_it(alice_client, bob_client, hers):
    url = reverse("card-note", args=[hers.pk])

    assert "rate limiter" in alice_client.get(url).text
    assert alice_client.post(url, {"key": uuid.uuid4(), "note": "Mine"}).status_code == 302
    assert bob_client.get(url).status_code == 404


# A review of it -------------------------------------------------------------------------------------------------------


def test_its_review_stores_what_was_ticked_and_written(alice_client, hers):
    page = alice_client.get("/review/").text

    answer = alice_client.post(
        "/review/grade/", grading(hers, **{"detail.points.0": "said", "detail.text": "A bucket,\r\nshared."})
    )

    assert 'name="detail.points.1"' in page
    assert page.index('name="detail.text"') < page.index("data-answer")
    assert answer.status_code == 303
    review = Review.objects.get()
    assert review.detail == {"points": {"0": "said"}, "text": "A bucket,\nshared."}
    assert review.quality == 4


def test_a_program_posts_the_same_as_json(alice_client, hers):
    alice_client.post("/review/grade/", grading(hers, detail='{"points": {"1": "named"}}'))

    assert Review.objects.get().detail == {"points": {"1": "named"}}


def test_its_ticks_can_choose_the_grade(alice_client, hers):
    alice_client.post("/review/grade/", grading(hers, quality="", **{"detail.points.0": "said"}))

    assert Review.objects.get().quality == 4


def test_nothing_ticked_stores_nothing_and_chooses_no_grade(alice_client, hers):
    refused = alice_client.post("/review/grade/", grading(hers, quality=""))
    alice_client.post("/review/grade/", grading(hers))

    assert refused.status_code == 422
    assert "Choose a grade" in refused.text
    assert Review.objects.get().detail is None


@pytest.mark.parametrize(
    "fields",
    [
        {"detail.points.2": "said"},
        {"detail.points.0": "shouted"},
        {"detail.points": "said"},
        {"detail.other": "x"},
        {"detail.text": "My answer" + "é" * 300},
        {"detail.text": "My answer\x00"},
        {"detail": '{"points": {"0": NaN}}'},
        {"detail": '{"points": {"0": 1e999}}'},
        {"detail": '{"points": ["\\ud800"]}'},
        {"detail": '{"points": ' + "[" * 200 + "]" * 200 + "}"},
    ],
)
def test_what_its_kind_does_not_store_is_refused_and_what_was_written_stays(alice_client, hers, fields):
    answer = alice_client.post("/review/grade/", grading(hers, **{"detail.text": "My answer"} | fields))

    assert answer.status_code == 422
    assert not Review.objects.exists()
    assert "My answer" in answer.text
    assert "rate limiter" in answer.text


@pytest.mark.parametrize(
    "fields",
    [
        {"detail": "[1]"},
        {"detail": "{"},
        {"detail": "[" * 60_000},
        {"detail": '{"text": "' + "x" * 70_000 + '"}'},
        {"detail": '{"points": [1]}', "detail.points.0": "said"},
        {"detail": '{"points": "a"}', "detail.points.0": "said"},
        {"detail.points.0": "said", "quality": "9"},
    ],
)
def test_a_detail_that_is_none_is_refused_like_any_form_that_cannot_be_read(alice_client, hers, fields):
    answer = alice_client.post("/review/grade/", grading(hers) | fields)

    assert answer.status_code == 422
    assert not Review.objects.exists()


def test_its_review_counts_once_and_the_same_key_with_another_detail_is_refused(alice, hers):
    key = uuid.uuid4()

    def grade(quality, points):
        grade_card(alice, hers.pk, quality, key=key, version=0, reviewed_at=NOW, detail={"points": points})

    grade(None, {"0": "said"})
    grade(None, {"0": "said"})
    for quality, points in ((None, {"1": "said"}), (5, {"0": "said"})):
        with pytest.raises(KeyReused):
            grade(quality, points)

    review = Review.objects.get()
    assert (review.quality, review.detail) == (4, {"points": {"0": "said"}})


def test_a_retry_is_answered_as_it_was_though_the_card_has_lost_the_point_meanwhile(alice, hers):
    sent = {"key": uuid.uuid4(), "version": 0, "reviewed_at": NOW, "detail": {"points": {"1": "said"}}}
    grade_card(alice, hers.pk, None, **sent)
    Card.objects.update(content=CONTENT | {"points": CONTENT["points"][:1]})

    graded = grade_card(alice, hers.pk, None, **sent)

    assert graded.card_id == hers.pk
    assert Review.objects.count() == 1
    with pytest.raises(Unfit):
        grade_card(alice, hers.pk, None, **sent | {"key": uuid.uuid4(), "version": 1})


def test_bob_grades_none_of_her_cards_with_a_detail(bob_client, bob, hers):
    assert bob_client.post("/review/grade/", grading(hers, **{"detail.points.0": "said"})).status_code == 404
    with pytest.raises(Schedule.DoesNotExist):
        grade_card(bob, hers.pk, 4, key=uuid.uuid4(), version=0, reviewed_at=NOW, detail={"points": {}})


def test_what_was_written_stays_when_the_card_moved_on(alice_client, hers):
    alice_client.post("/review/grade/", grading(hers))

    answer = alice_client.post("/review/grade/", grading(hers, **{"detail.text": "My answer"}))

    assert answer.status_code == 409
    assert "My answer" in answer.text


def test_undone_its_review_keeps_what_it_said(alice_client, alice, hers):
    alice_client.post("/review/grade/", grading(hers, **{"detail.points.0": "said"}))

    undo_review(alice, key=uuid.uuid4(), now=NOW)

    assert Review.objects.get().undone_at == NOW
    assert Review.objects.get().detail == {"points": {"0": "said"}}
    assert Schedule.objects.get().due is None
    call_command("check_data", verbosity=0)


def test_check_data_knows_what_its_reviews_say(alice_client, hers, capsys):
    alice_client.post("/review/grade/", grading(hers, **{"detail.points.1": "said"}))
    call_command("check_data", verbosity=0)
    Card.objects.filter(pk=hers.pk).update(content=CONTENT | {"points": CONTENT["points"][:1]})
    Review.objects.update(detail={"points": {"0": "shouted"}})

    with pytest.raises(CommandError):
        call_command("check_data")

    review = Review.objects.get()
    assert f"detail: review {review.pk} says what no kind of card stores" in capsys.readouterr().out


def test_check_data_knows_its_content(hers, capsys):
    Card.objects.update(content=CONTENT | {"points": [{"text": "no weight"}]})

    with pytest.raises(CommandError):
        call_command("check_data")

    assert "as its points" in capsys.readouterr().out


# Where it comes from and who else sees it -----------------------------------------------------------------------------


DECK = """---
deck: talk
title: Talk
version: 1
language: en
order: 1
sources:
  SELF: {title: Us, seen: 2026-11}
---
Talk.
"""
TOPIC = """---
topic: limits
title: Limits
order: 1
---
Read me.

## limiter
kind: spoken
stage: [design]
tags: [limits]
source: [SELF]
minutes: 10
rev: 1

### Prompt
Design a *rate limiter*.

### Rubric
- [15!] Token bucket
- [5] Shared store

### Tags
bucket
"""


@pytest.fixture
def folder(tmp_path):
    topics = tmp_path / "decks" / "talk" / "topics"
    topics.mkdir(parents=True)
    (topics.parent / "deck.md").write_text(DECK)
    (topics / "limits.md").write_text(TOPIC)
    return tmp_path / "decks"


def test_a_deck_file_holds_it_and_is_written_as_it_was(folder):
    deck = read_deck(folder / "talk")

    assert next(deck.cards).content == CONTENT
    assert [text for text in write_deck(deck).values() if "limiter" in text] == [TOPIC]
    assert [str(problem) for problem in card_problems(next(deck.cards), NOW.date())] == []
    assert "spoken" in table([deck])


def test_a_line_of_a_deck_file_that_its_form_cannot_read_is_named(folder):
    file = folder / "talk" / "topics" / "limits.md"
    file.write_text(TOPIC.replace("- [5]", "- [five]").replace("- [15!]", "[15!]"))

    _, problems = scan_deck(folder / "talk")

    said = "expected a point with its weight, `[15] text` or `[15!] critical text`, found"
    assert {(problem.line, problem.message) for problem in problems} == {
        (20, f"{said} “[15!] Token bucket”"),
        (21, f"{said} “[five] Shared store”"),
        (20, "“### Rubric” is missing or empty"),
    }


def test_it_is_loaded_shown_in_its_deck_and_studied_freely(alice_client, alice, folder):
    load_decks([read_deck(folder / "talk")], now=NOW)
    enrolled(alice, Deck.objects.get())

    for path in (
        "/decks/talk/",
        "/decks/talk/cards/?kind=spoken",
        "/decks/talk/cards/limiter/",
        "/review/free/?deck=talk",
        "/review/",
        f"/cards/new/?like={Card.objects.get().pk}",
    ):
        page = alice_client.get(path)

        assert page.status_code == 200
        assert "rate limiter" in page.text or "/cards/new/" in path or path == "/decks/talk/"
    assert Card.objects.get().content == CONTENT
    call_command("check_data", verbosity=0)


def test_staff_reads_it_section_by_section(hers):
    client = signed_in(get_user_model().objects.create_superuser("root", "root@example.org", PASSWORD))

    page = client.get(reverse("admin:cards_card_change", args=[hers.pk])).text

    assert "<h3>Rubric</h3><pre>[15!] Token bucket\n[5] Shared store</pre>" in page
    assert "Spoken answer" in client.get(reverse("admin:cards_card_changelist")).text


# The seam itself ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_what_a_card_is_found_by_begins_with_what_it_asks(kind):
    blank = {section.field: section.shape.blank() for section in kind.sections}
    content = {field: "first" if value == "" else value for field, value in blank.items()}
    content[kind.main.field] = "A {{c1::*lock*}}\nwaits."

    words = kind.search_text(content).split("\n")

    assert words[0] == kind.asks(content)
    assert "first" in words[1:]


def test_no_part_of_prep_asks_for_a_kind_by_its_name():
    names = "|".join(name for name in KINDS if name != "spoken")
    code = files("cards", "templates", "static", suffixes={".py", ".html", ".css", ".js"})
    rooms = ("cards/kinds/", "templates/kinds/", "cards/decks/", "cards/migrations/", "cards/operations/demo.py")
    # Drills have pages and files of their own.
    rooms += tuple(
        f"cards/{room}/drill" for room in ("exchange", "exchange/deckfiles", "views", "services", "queries", "forms")
    )
    rooms += (
        "cards/views/runtime.py",
        "templates/drills/",
        "static/js/drill/",
        "static/css/drill.css",
        "cards/urls.py",
    )
    elsewhere = [path for path in code if not path.relative_to(ROOT).as_posix().startswith(rooms)]
    # The class of a gap that is filled in; a stage and a word of passwords that are called like a kind.
    others = {ROOT / "cards" / path for path in ("markdown.py", "stages.py", "accounts/passwords.py")}

    asked = lines_with(rf"""["'=-]({names})\b""", [path for path in elsewhere if path not in others])

    assert asked == []


def test_the_style_sheet_has_a_rule_for_as_many_kinds_as_there_are():
    rules = re.findall(r"#id_kind > :nth-child\((\d+)\)", (ROOT / "static/css/cards.css").read_text())

    assert [int(number) for number in rules] == list(range(1, 9))
    assert len(KINDS) <= len(rules)
