"""The order of new cards: what a first week holds."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.kinds import KINDS
from cards.scheduling.order import NewCard, Part, mixed
from tests.deck_folders import builtin_decks

WEIGHTS = (("design", Fraction(2)), ("screen", Fraction(1)))


def cards(*described):
    """Cards in the order of their files, from (topic, stage, level) or a NewCard."""
    made = [card if isinstance(card, NewCard) else NewCard(0, "", 0, *card) for card in described]
    return tuple(
        replace(card, id=place, key=card.key or f"card-{place}", position=20 * place)
        for place, card in enumerate(made, start=1)
    )


def in_order(given, *arguments):
    by_id = {card.id: card for card in given}
    return [by_id[card] for card in mixed(given, *arguments)]


def track(slug):
    """The new cards of a track and its packs, straight from their files, and the weights of its stages."""
    decks = {deck.slug: deck for deck in builtin_decks()}
    rows = [
        (deck.order, number, topic.slug, place, ordinal, card)
        for deck in (decks[part] for part in (slug, *decks[slug].includes))
        for number, topic in enumerate(deck.topics)
        for place, card in enumerate(topic.cards)
        if not card.is_retired
        for ordinal in KINDS[card.kind].ordinals(card.content)
    ]
    found = tuple(
        NewCard(n, card.key, gap, topic, card.stage[0], card.level, (o * 100 + t) * 1000 + place, card.requires)
        for n, (o, t, topic, place, gap, card) in enumerate(rows)
    )
    return found, tuple((stage.slug, Fraction(stage.weight)) for stage in decks[slug].stages)


TRACKS = ["stripe-backend", "backend-engineer"]


@pytest.mark.parametrize("slug", TRACKS)
def test_the_first_twenty_cards_of_a_track_touch_six_topics_and_four_stages(slug):
    found, weights = track(slug)
    practice = {
        card.key for deck in builtin_decks() for card in deck.cards if KINDS[card.kind].is_practice
    }  # is in the order, and never in the queue

    first = [card for card in in_order(found, weights) if card.key not in practice][:20]

    assert len({card.topic for card in first}) >= 6
    assert len({card.stage for card in first}) >= 4
    assert max(Counter(card.topic for card in first).values()) <= 5


@pytest.mark.parametrize("slug", TRACKS)
def test_nothing_of_a_track_is_asked_twice_or_left_out_and_its_levels_rise(slug):
    found, weights = track(slug)

    order = in_order(found, weights)

    assert sorted(card.id for card in order) == sorted(card.id for card in found)
    met = {}
    for place, card in enumerate(order):
        met[card.key] = place
    levels = [card.level for card in order if not card.requires]
    assert levels == sorted(levels)
    for card in order:
        assert all(met[needed] < met[card.key] for needed in card.requires if needed in met)


def test_stages_come_by_their_weights():
    given = cards(*[("a", "design", 1)] * 12, *[("b", "screen", 1)] * 12)

    first = in_order(given, WEIGHTS)[:12]

    assert Counter(card.stage for card in first) == {"design": 8, "screen": 4}
    assert {card.stage for card in first[:2]} == {"design", "screen"}


def test_a_light_stage_stands_in_the_middle_of_what_surrounds_it():
    given = cards(*[("a", "design", 1)] * 10, *[("b", "screen", 1)] * 2)

    first = in_order(given, (("design", Fraction(5)), ("screen", Fraction(1))))[:6]

    assert [card.topic for card in first] == ["a", "a", "a", "b", "a", "a"]


def test_a_stage_without_a_weight_has_that_of_the_lightest():
    given = cards(*[("a", "design", 1)] * 12, *[("b", "elsewhere", 1)] * 12)

    assert Counter(card.stage for card in in_order(given, WEIGHTS)[:12]) == {"design": 8, "elsewhere": 4}


def test_the_topic_that_was_asked_least_is_next():
    given = cards(*[("a", "design", 1)] * 4, *[("b", "design", 1)] * 2, ("c", "design", 1))

    assert "".join(card.topic for card in in_order(given)) == "abcabaa"


def test_level_one_comes_before_two_and_a_card_without_a_level_with_the_twos():
    given = cards(("a", "design", 3), ("b", "design", None), ("c", "design", 1), ("d", "design", 2))

    assert [card.topic for card in in_order(given)] == ["c", "b", "d", "a"]


def test_what_a_card_requires_comes_first_whatever_its_level_and_place():
    given = cards(
        NewCard(0, "use", topic="a", level=1, requires=("know", "elsewhere")),
        NewCard(0, "other", topic="b", level=1),
        NewCard(0, "know", topic="c", level=3),
    )

    assert [card.key for card in in_order(given)] == ["other", "know", "use"]


def test_what_is_required_by_what_is_required_comes_before_both():
    given = cards(
        NewCard(0, "use", level=1, requires=("part",)),
        NewCard(0, "part", level=1, requires=("know",)),
        NewCard(0, "know", level=3),
        NewCard(0, "other", level=1),
    )

    assert [card.key for card in in_order(given)] == ["other", "know", "part", "use"]


def test_cards_that_require_each_other_are_asked_all_the_same():
    given = cards(NewCard(0, "a", requires=("b",)), NewCard(0, "b", requires=("a",)), NewCard(0, "c"))

    assert [card.key for card in in_order(given)] == ["c", "a", "b"]


def test_gaps_of_a_text_stand_apart_where_there_are_other_cards():
    gaps = [NewCard(0, "text", ordinal, topic="a", level=1) for ordinal in (1, 2)]
    given = cards(*gaps, *[("b", "", 1)] * 30)

    places = [place for place, card in enumerate(in_order(given)) if card.key == "text"]

    assert places[1] - places[0] == 21  # twenty stand between them


def test_gaps_follow_each_other_where_there_is_nothing_else():
    given = cards(*(NewCard(0, "text", ordinal) for ordinal in (1, 2, 3)))

    assert [card.ordinal for card in in_order(given)] == [1, 2, 3]


def test_what_the_learner_begins_with_comes_first_with_what_it_requires():
    given = cards(
        ("loop", "recruiter", 1),
        NewCard(0, "base", topic="http", stage="design", level=2),
        NewCard(0, "hook", topic="webhooks", stage="integration", level=3, requires=("base",)),
        ("sql", "screen", 2),
    )

    by_topic = in_order(given, WEIGHTS, Part(topics=frozenset({"webhooks"})))
    by_stage = in_order(given, WEIGHTS, Part(stages=frozenset({"screen"})))

    assert [card.topic for card in by_topic] == ["http", "webhooks", "loop", "sql"]
    assert by_stage[0].topic == "sql"


drawn = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["design", "screen", "recruiter"]), st.sampled_from([1, 2, 3])),
    max_size=40,
).map(lambda described: cards(*described))


@given(drawn, st.randoms())
def test_the_order_does_not_hang_on_how_the_cards_were_read(given, chance):
    shuffled = list(given)
    chance.shuffle(shuffled)

    assert mixed(tuple(shuffled), WEIGHTS) == mixed(given, WEIGHTS)


@given(drawn, st.sampled_from("abcd"), st.sampled_from(["design", "screen"]), st.sampled_from([1, 2, 3]))
def test_a_card_that_is_added_leaves_those_of_a_topic_and_stage_in_their_order(given, topic, stage, level):
    added = NewCard(1000, "added", topic=topic, stage=stage, level=level, position=10_000)

    before, after = mixed(given, WEIGHTS), mixed((*given, added), WEIGHTS)

    for chain in {(card.topic, card.stage) for card in given}:
        of_chain = {card.id for card in given if (card.topic, card.stage) == chain}
        assert [card for card in after if card in of_chain] == [card for card in before if card in of_chain]


@given(drawn)
def test_a_card_added_where_a_level_ends_moves_nothing_before_it(given):
    added = NewCard(1000, "added", topic="a", stage="design", level=9, position=10_000)

    assert mixed((*given, added), WEIGHTS) == (*mixed(given, WEIGHTS), 1000)


def topics_of(found, *arguments):
    return [card.topic for card in in_order(found, *arguments)]


def test_the_heaviest_stage_has_the_first_card():
    weights = (("a-light", Fraction(1)), ("heavy", Fraction(3)))

    found = cards(("l", "a-light"), ("l", "a-light"), ("h", "heavy"), ("h", "heavy"), ("h", "heavy"), ("h", "heavy"))

    assert topics_of(found, weights) == ["h", "l", "h", "h", "h", "l"]


def test_what_was_waiting_for_a_card_comes_right_after_it():
    found = cards(NewCard(0, "after", requires=("before",)), NewCard(0, "before"), NewCard(0, "other"))

    assert [card.key for card in in_order(found)] == ["before", "after", "other"]


def test_a_gap_that_follows_another_comes_before_what_waits_for_something_else():
    found = cards(
        NewCard(0, "text", 1, "gaps"), NewCard(0, "text", 2, "gaps"),
        NewCard(0, "one", 0, "circle", requires=("two",)), NewCard(0, "two", 0, "circle", requires=("one",)),
    )  # fmt: skip

    assert [card.key for card in in_order(found)] == ["text", "text", "one", "two"]


def test_what_is_begun_may_require_what_is_not_there():
    found = cards(("plain", "screen"), NewCard(0, "wanted", topic="first", requires=("gone",)))

    assert topics_of(found, (), Part(topics=frozenset({"first"}))) == ["first", "plain"]
