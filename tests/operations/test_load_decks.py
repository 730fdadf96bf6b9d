"""Bringing the built-in decks from files into the database, and what that does to those who study them."""

import io
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from cards.exchange.deckfiles.lint import lint_decks
from cards.exchange.drafts import CardDraft, DeckDraft, StageDraft, TopicDraft
from cards.models import Card, Deck, Enrolment, Schedule, Topic
from cards.operations.builtin_decks import DECKS, load_decks
from cards.services.decks import enrol, pause
from tests.factories import NOW, days_later, enrolled, review

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
GOOD = 4


def recall(key, answer="An answer.", **columns):
    content = {"question": f"What is {key}?", "answer": answer, "points": [], "notes": ""}
    return CardDraft(key, "recall", content, **columns)


def cloze(key, text):
    return CardDraft(key, "cloze", {"text": text, "points": [], "notes": ""})


def topic(slug, *cards, order=1):
    return TopicDraft(slug, slug.capitalize(), order, primer="Read this first.", cards=cards)


def pack(slug, *cards, order=10):
    return DeckDraft(slug, slug.capitalize(), pack=True, order=order, topics=(topic(f"{slug}-topic", *cards),))


def track(slug, *cards, includes=(), order=1):
    topics = (topic(f"{slug}-topic", *cards),) if cards else ()
    return DeckDraft(
        slug, slug.capitalize(), company="Acme", role="Engineer", includes=includes, order=order, topics=topics
    )


def load(*drafts, now=NOW):
    return {report.deck: report for report in load_decks(drafts, now=now)}


def schedule_of(learner, key, ordinal=0):
    return Schedule.objects.of(learner).get(card__key=key, card__ordinal=ordinal)


def state_of(learner, key, ordinal=0):
    return schedule_of(learner, key, ordinal).state


def queue_of(learner):
    return set(Schedule.objects.of(learner).active().values_list("card__key", flat=True))


def test_the_same_decks_again_change_nothing():
    drafts = [pack("api", recall("a"), cloze("b", "{{c1::One}} and {{c2::two}}.")), track("acme", includes=("api",))]
    load(*drafts)
    before = list(Card.objects.order_by("pk").values())

    again = load(*drafts, now=days_later(1))

    assert list(Card.objects.order_by("pk").values()) == before
    assert all(not (report.added or report.edited or report.relearn or report.retired) for report in again.values())


def test_a_wording_edit_keeps_every_schedule(alice):
    load(pack("api", recall("a")))
    enrolled(alice, Deck.objects.get(slug="api"))
    review(alice, Card.objects.get(key="a"), GOOD)
    before = Schedule.objects.of(alice).values().get()

    report = load(pack("api", recall("a", answer="Said better.")), now=days_later(1))["api"]

    assert report.edited == ["a"]
    assert "Said better." in Card.objects.get(key="a").html["answer"]
    assert Schedule.objects.of(alice).values().get() == before


def test_a_higher_rev_asks_again_today_and_a_pass_keeps_the_interval(alice):
    load(pack("api", recall("a")))
    enrolled(alice, Deck.objects.get(slug="api"))
    card = Card.objects.get(key="a")
    review(alice, card, GOOD)
    review(alice, card, GOOD, days_later(1))  # due six days later, on day 7
    changed = days_later(3)

    report = load(pack("api", recall("a", answer="Another meaning.", rev=2)), now=changed)["api"]

    schedule = schedule_of(alice, "a")
    card.refresh_from_db()
    assert report.relearn == ["a"]
    assert (card.rev, card.rev_at) == (2, changed)
    assert (schedule.planned_for, schedule.due) == (changed.date(), TODAY + timedelta(days=7))
    review(alice, card, GOOD, changed)
    assert state_of(alice, "a").interval == 6


def test_a_higher_rev_does_not_put_off_a_card_that_is_overdue(alice):
    load(pack("api", recall("a")))
    enrolled(alice, Deck.objects.get(slug="api"))
    review(alice, Card.objects.get(key="a"), GOOD)

    load(pack("api", recall("a", answer="Another meaning.", rev=2)), now=days_later(30))

    assert schedule_of(alice, "a").planned_for == TODAY + timedelta(days=1)


def test_a_higher_rev_leaves_a_new_card_new(alice):
    load(pack("api", recall("a")))
    enrolled(alice, Deck.objects.get(slug="api"))

    load(pack("api", recall("a", answer="Another meaning.", rev=2)))

    assert schedule_of(alice, "a").planned_for is None


def test_a_card_that_comes_back_in_another_place_is_asked_there(alice):
    load(pack("api", recall("a"), recall("b")))
    enrolled(alice, Deck.objects.get(slug="api"))
    load(pack("api", recall("b")))

    load(pack("api", recall("b"), recall("c"), recall("a")))

    assert [schedule_of(alice, key).position for key in "bca"] == [1, 2, 3]


@pytest.mark.parametrize("rest", [[], [recall("a", status="retired")]], ids=["gone", "marked retired"])
def test_a_removed_card_is_retired_and_shelved_never_deleted(alice, rest):
    load(pack("api", recall("a"), recall("b")))
    enrolled(alice, Deck.objects.get(slug="api"))
    review(alice, Card.objects.get(key="a"), GOOD)
    before = state_of(alice, "a")

    report = load(pack("api", recall("b"), *rest), now=days_later(1))["api"]

    assert report.retired == ["a"]
    assert Card.objects.get(key="a").status == Card.Status.RETIRED
    assert schedule_of(alice, "a").is_shelved
    assert state_of(alice, "a") == before
    assert queue_of(alice) == {"b"}


def test_a_card_that_comes_back_is_revived_with_its_schedule(alice):
    load(pack("api", recall("a"), recall("b")))
    enrolled(alice, Deck.objects.get(slug="api"))
    review(alice, Card.objects.get(key="a"), GOOD)
    before = state_of(alice, "a")
    load(pack("api", recall("b")))

    report = load(pack("api", recall("a"), recall("b")))["api"]

    assert report.added == ["a"]
    assert Card.objects.get(key="a").status == Card.Status.ACTIVE
    assert state_of(alice, "a") == before
    assert queue_of(alice) == {"a", "b"}


@pytest.mark.parametrize(("source", "target"), [("api", "db"), ("db", "api")], ids=["later deck", "earlier deck"])
def test_a_card_moved_between_decks_keeps_its_schedule(alice, bob, source, target):
    decks = {"api": [recall("a")], "db": [recall("b")]}
    moving = cloze("moved", "{{c1::One}} and {{c2::two}}.")

    def drafts(holder):
        return [pack(slug, *cards, *([moving] if slug == holder else [])) for slug, cards in decks.items()]

    load(*drafts(source))
    for slug in ("api", "db"):
        enrolled(alice, Deck.objects.get(slug=slug))
    enrolled(bob, Deck.objects.get(slug=target))
    card = Card.objects.get(key="moved", ordinal=1)
    review(alice, card, GOOD)
    before = state_of(alice, "moved", 1)

    load(*drafts(target))

    card.refresh_from_db()
    assert (card.deck.slug, card.status) == (target, Card.Status.ACTIVE)
    assert Card.objects.filter(key="moved").count() == 2
    assert state_of(alice, "moved", 1) == before
    assert schedule_of(alice, "moved", 1).siblings == schedule_of(alice, "moved", 2).siblings == card.siblings
    assert "moved" in queue_of(alice) & queue_of(bob)


def test_a_card_moved_out_of_the_only_deck_somebody_studies_leaves_their_queue(alice):
    load(pack("api", recall("a"), recall("moved")), pack("db", recall("b")))
    enrolled(alice, Deck.objects.get(slug="api"))

    load(pack("api", recall("a")), pack("db", recall("b"), recall("moved")))

    assert queue_of(alice) == {"a"}
    assert Schedule.objects.of(alice).filter(card__key="moved").exists()


def test_loading_twice_after_a_move_changes_nothing_more(alice):
    load(pack("api", recall("moved")), pack("db", recall("b")))
    after_move = [replace(pack("api"), topics=()), pack("db", recall("b"), recall("moved"))]
    load(*after_move)
    topics = set(Topic.objects.values_list("slug", flat=True))

    load(*after_move)

    assert set(Topic.objects.values_list("slug", flat=True)) == topics == {"db-topic"}


def test_a_changed_meaning_is_asked_on_each_learners_own_day(alice, bob):
    """09:00 UTC on the 24th is the evening of the 23rd in Honolulu, and the 24th in Auckland."""
    for learner, zone in ((alice, "Pacific/Honolulu"), (bob, "Pacific/Auckland")):
        learner.time_zone = zone
        learner.save(update_fields=["time_zone"])
    load(pack("api", recall("a")))
    for learner in (alice, bob):
        enrolled(learner, Deck.objects.get())
        for ago in (9, 8):
            review(learner, Card.objects.get(), GOOD, days_later(-ago))
        Schedule.objects.of(learner).update(due=TODAY + timedelta(9), planned_for=TODAY + timedelta(9))

    load(pack("api", recall("a", answer="Another meaning.", rev=2)), now=days_later(1))

    planned = [schedule_of(learner, "a").planned_for for learner in (alice, bob)]
    assert planned == [TODAY, TODAY + timedelta(1)]


def test_a_new_card_reaches_those_who_study_the_deck_and_nobody_else(alice, bob):
    load(pack("api", recall("a")), track("acme", includes=("api",)), pack("db", recall("b")))
    enrolled(alice, Deck.objects.get(slug="acme"))
    enrolled(bob, Deck.objects.get(slug="db"))

    load(pack("api", recall("a"), recall("new")), track("acme", includes=("api",)), pack("db", recall("b")))

    assert queue_of(alice) == {"a", "new"}
    assert queue_of(bob) == {"b"}


def test_what_a_track_covers_keeps_the_order_of_its_file():
    load(replace(track("acme"), coverage={"X1": "The loop", "A1": "The first", "B": "Another"}))

    coverage = Deck.objects.get(slug="acme").about["coverage"]
    assert [item["code"] for item in coverage] == ["X1", "A1", "B"]


def test_a_stage_is_stored_as_its_file_tells_it():
    screen = StageDraft("screen", "Call", what="Code", judged="Care", minutes=45, weight=4, confidence="low")

    load(replace(track("acme"), stages=(screen,)))

    (stage,) = Deck.objects.get(slug="acme").about["stages"]
    assert stage == {
        "slug": "screen",
        "title": "Call",
        "minutes": 45,
        "weight": 4,
        "what": "Code",
        "judged": "Care",
        "confidence": "low",
        "sources": [],
    }


def test_a_pack_that_a_track_includes_from_now_on_reaches_those_who_study_the_track(alice):
    load(pack("api", recall("a")), pack("db", recall("b")), track("acme", includes=("api",)))
    enrolled(alice, Deck.objects.get(slug="acme"))

    load(pack("api", recall("a")), pack("db", recall("b")), track("acme", includes=("api", "db")))

    assert queue_of(alice) == {"a", "b"}


def test_a_pack_that_a_track_no_longer_includes_leaves_the_queue(alice):
    load(pack("api", recall("a")), pack("db", recall("b")), track("acme", includes=("api", "db")))
    enrolled(alice, Deck.objects.get(slug="acme"))

    load(pack("api", recall("a")), pack("db", recall("b")), track("acme", includes=("api",)))

    assert queue_of(alice) == {"a"}


def test_a_deck_that_is_gone_is_retired_with_its_cards(alice):
    load(pack("api", recall("a")), pack("db", recall("b")))
    for slug in ("api", "db"):
        enrolled(alice, Deck.objects.get(slug=slug))

    report = load(pack("api", recall("a")))["db"]

    assert report.retired == ["b"]
    assert Deck.objects.get(slug="db").is_retired
    assert Card.objects.get(key="b").status == Card.Status.RETIRED
    assert queue_of(alice) == {"a"}


def test_a_cloze_number_added_is_a_new_card_and_one_removed_is_retired(alice):
    load(pack("api", cloze("text", "{{c1::One}} and {{c2::two}}.")))
    enrolled(alice, Deck.objects.get(slug="api"))
    review(alice, Card.objects.get(key="text", ordinal=1), GOOD)
    before = state_of(alice, "text", 1)

    report = load(pack("api", cloze("text", "{{c1::One}} and two and {{c3::three}}.")))["api"]

    assert (report.added, report.retired) == (["text:3"], ["text:2"])
    assert state_of(alice, "text", 1) == before
    active = Schedule.objects.of(alice).active().values_list("card__ordinal", flat=True)
    assert sorted(active) == [1, 3]


def test_new_cards_come_in_the_order_that_the_files_have_now(alice):
    load(pack("api", recall("a"), recall("b")))
    enrolled(alice, Deck.objects.get(slug="api"))

    load(pack("api", recall("b"), recall("a")))

    order = Schedule.objects.of(alice).order_by("position").values_list("card__key", flat=True)
    assert list(order) == ["b", "a"]


def in_order(learner):
    return list(Schedule.objects.of(learner).order_by("position").values_list("card__key", flat=True))


def test_other_levels_and_weights_of_stages_bring_new_cards_into_another_order(alice):
    cards = [recall(f"{stage}-{n}", stage=(stage,), level=1) for stage in ("design", "screen") for n in (1, 2)]

    def loaded(design, screen, *cards):
        weights = {"design": design, "screen": screen}
        stages = tuple(StageDraft(slug, slug, "What", "Judged", weight=weight) for slug, weight in weights.items())
        load(replace(track("acme", *cards), stages=stages))

    loaded(1, 1, *cards)
    enrolled(alice, Deck.objects.get(slug="acme"))
    evenly = in_order(alice)
    loaded(1, 9, *cards)
    mostly_screen = in_order(alice)
    loaded(1, 9, *cards[:3], replace(cards[3], level=3))

    assert evenly == ["design-1", "screen-1", "design-2", "screen-2"]
    assert mostly_screen == ["screen-1", "screen-2", "design-1", "design-2"]
    assert in_order(alice) == ["screen-1", "design-1", "design-2", "screen-2"]


def test_a_second_track_mixes_its_cards_into_those_of_the_first(alice):
    load(
        track("acme", *(recall(f"a{n}", level=1) for n in (1, 2))),
        track("other", *(recall(f"b{n}", level=1) for n in (1, 2)), order=2),
    )

    enrolled(alice, Deck.objects.get(slug="acme"))
    enrolled(alice, Deck.objects.get(slug="other"))

    assert in_order(alice) == ["a1", "b1", "a2", "b2"]


def test_decks_loaded_by_older_rules_are_put_into_order_anew(alice):
    load(pack("api", recall("a"), recall("b")))
    enrolled(alice, Deck.objects.get(slug="api"))
    Schedule.objects.filter(card__key="a").update(position=100_020)
    Schedule.objects.filter(card__key="b").update(position=100_000)
    Deck.objects.update(about={})

    load(pack("api", recall("a"), recall("b")))

    assert [schedule_of(alice, key).position for key in "ab"] == [1, 2]


def test_two_tracks_that_share_a_pack_ask_its_cards_once(alice):
    load(
        pack("api", recall("shared")),
        track("acme", recall("a"), includes=("api",)),
        track("other", recall("b"), includes=("api",), order=2),
    )

    for slug in ("acme", "other"):
        enrolled(alice, Deck.objects.get(slug=slug))

    assert Schedule.objects.of(alice).filter(card__key="shared").count() == 1
    assert queue_of(alice) == {"shared", "a", "b"}


def test_a_shared_card_waits_only_while_both_tracks_are_paused(alice):
    load(
        pack("api", recall("shared")),
        track("acme", recall("a"), includes=("api",)),
        track("other", recall("b"), includes=("api",), order=2),
    )
    acme, other = Deck.objects.get(slug="acme"), Deck.objects.get(slug="other")
    enrolled(alice, acme)
    enrolled(alice, other)

    pause(alice, acme, key=uuid.uuid4(), now=NOW)
    assert queue_of(alice) == {"shared", "b"}
    pause(alice, other, key=uuid.uuid4(), now=NOW)
    assert queue_of(alice) == set()
    enrol(alice, acme, key=uuid.uuid4(), now=NOW)
    assert queue_of(alice) == {"shared", "a"}


def test_pausing_and_resuming_keeps_the_schedules(alice):
    load(pack("api", recall("a")))
    deck = Deck.objects.get(slug="api")
    enrolled(alice, deck)
    review(alice, Card.objects.get(key="a"), GOOD)
    before = state_of(alice, "a")

    pause(alice, deck, key=uuid.uuid4(), now=NOW)
    enrol(alice, deck, key=uuid.uuid4(), now=NOW)

    assert state_of(alice, "a") == before
    assert queue_of(alice) == {"a"}


def test_loading_leaves_a_paused_deck_paused(alice):
    load(pack("api", recall("a")))
    deck = Deck.objects.get(slug="api")
    enrolled(alice, deck)
    pause(alice, deck, key=uuid.uuid4(), now=NOW)

    load(pack("api", recall("a"), recall("b")))

    assert queue_of(alice) == set()
    assert Enrolment.objects.get(learner=alice).is_paused


def test_enrolling_with_the_same_key_twice_counts_once(alice):
    load(pack("api", recall("a")))
    deck, key = Deck.objects.get(slug="api"), uuid.uuid4()
    enrol(alice, deck, key=key, now=NOW)
    pause(alice, deck, key=uuid.uuid4(), now=NOW)

    enrol(alice, deck, key=key, now=NOW)

    assert Enrolment.objects.get(learner=alice).is_paused


def test_another_learners_schedules_are_left_alone(alice, bob):
    load(pack("api", recall("a")))
    deck = Deck.objects.get(slug="api")
    enrolled(alice, deck)
    enrolled(bob, deck)

    pause(alice, deck, key=uuid.uuid4(), now=NOW)

    assert (queue_of(alice), queue_of(bob)) == (set(), {"a"})


# The command ----------------------------------------------------------------------------------------------------------

DECK = """---
deck: tiny
title: Tiny
pack: true
version: 1
language: en
order: 1
sources:
  SELF: {title: "Ours", seen: 2026-11-23}
---
A tiny deck.
"""
TOPIC = """---
topic: first
title: First
order: 10
---
Read this first.
"""
CARD = """
## tiny-card
kind: recall
stage: [screen]
tags: [tiny]
source: [SELF]
minutes: 1
rev: 1

### Q
What is tiny?

### A
Small.

### Points
- one
- two
- three
"""


def folder_of(tmp_path, topic_file=TOPIC + CARD):
    (tmp_path / "tiny" / "topics").mkdir(parents=True)
    (tmp_path / "tiny" / "deck.md").write_text(DECK)
    (tmp_path / "tiny" / "topics" / "first.md").write_text(topic_file)
    return tmp_path


def test_the_command_says_what_it_did(tmp_path):
    said = io.StringIO()

    call_command("load_decks", folder=folder_of(tmp_path), stdout=said)

    assert said.getvalue() == "tiny: 1 added\n"
    assert Card.objects.get().key == "tiny-card"


def test_a_dry_run_says_the_same_and_stores_nothing(tmp_path):
    said = io.StringIO()

    call_command("load_decks", folder=folder_of(tmp_path), dry_run=True, stdout=said)

    assert said.getvalue() == "tiny: 1 added\nDry run: nothing was stored.\n"
    assert not Card.objects.exists()
    assert not Deck.objects.exists()


def test_an_error_names_file_and_line_and_nothing_is_loaded(tmp_path):
    folder = folder_of(tmp_path, TOPIC + CARD.replace("kind: recall", "kind: riddle"))

    with pytest.raises(CommandError, match=r"first\.md:9: error: .*riddle"):
        call_command("load_decks", folder=folder)

    assert not Deck.objects.exists()


def test_an_id_that_stands_twice_is_an_error_and_nothing_is_loaded(tmp_path):
    with pytest.raises(
        CommandError, match=r"first\.md:\d+: error: the id “tiny-card” stands at .*first\.md:\d+ already"
    ):
        call_command("load_decks", folder=folder_of(tmp_path, TOPIC + CARD + CARD))

    assert not Deck.objects.exists()


def test_the_built_in_decks_load_and_load_again():
    call_command("load_decks", stdout=io.StringIO())
    said = io.StringIO()

    call_command("load_decks", stdout=said)

    assert Card.objects.filter(deck__slug="stripe-backend").exists()
    lines = said.getvalue().splitlines()
    assert len(lines) >= Deck.objects.count()
    assert all(line.endswith(": unchanged") for line in lines)


def test_the_built_in_decks_keep_every_rule():
    read_through = date(2026, 12, 1)  # warnings of age are for whoever reads the cards again, not for this test

    assert [str(problem) for problem in lint_decks(DECKS, read_through)] == []
