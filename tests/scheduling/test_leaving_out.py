"""Which topics a plan leaves out: whole ones, of the lightest stages and the highest levels first."""

from fractions import Fraction

from cards.scheduling.leaving_out import Fit, first_to_go, unmet_topics


def fits(topic, unseen, of=4, *, stage="design", weight=1, level=2, seconds=60):
    return [Fit(topic, stage, Fraction(weight), level, seconds, number < unseen) for number in range(of)]


def names(topics):
    return [topic.topic for topic in topics]


def test_the_lightest_stage_goes_first_then_the_highest_level_then_what_is_least_seen():
    cards = [
        *fits("heavy", 4, weight=3, level=3),
        *fits("basic", 4, level=1),
        *fits("half seen", 2, level=3),
        *fits("hardly seen", 3, level=3),
        *fits("met", 0, level=3),
        *fits("", 4),
    ]

    assert names(unmet_topics(cards)) == ["hardly seen", "half seen", "basic", "heavy"]


def test_a_topic_tells_how_many_of_its_cards_stay_unseen_and_is_of_the_stage_of_most():
    [topic] = unmet_topics([*fits("locks", 2, 3), *fits("locks", 1, 2, stage="screen", weight=9, level=None)])

    assert (topic.cards, topic.unseen, topic.stage, topic.weight, topic.level) == (5, 3, "design", 1, 2)


def test_as_many_go_as_have_new_cards_of_so_many_seconds():
    topics = unmet_topics([card for topic in "abc" for card in fits(topic, 1, seconds=10)])

    assert names(first_to_go(topics, 40)) == ["a"]
    assert names(first_to_go(topics, 41)) == ["a", "b"]
    assert names(first_to_go(topics, 999)) == ["a", "b", "c"]
    assert first_to_go(topics, 0) == []
