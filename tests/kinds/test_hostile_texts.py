"""Nothing that a learner can write is dear to read: it is read quickly, or refused with a sentence.

Time is that of this process alone, with room for a machine that is busy or slow; growth is counted in calls, exactly.
"""

import cProfile
import time

import pytest

from cards.kinds import KINDS, render_card
from cards.markdown import plain, render
from tests.hostile import LANGUAGES, hostile_code, hostile_texts

BUDGET = 2.5
"""Seconds of processor. On the machine of these figures the dearest text takes about 0.3."""


def recall(text):
    return "recall", {"question": "q", "answer": text, "points": [], "notes": ""}


def cloze(text, gaps):
    marks = "".join(f"{{{{c{number}::a}}}} " for number in range(1, gaps + 1))
    return "cloze", {"text": f"{marks}\n\n{text}", "points": [], "notes": ""}


def save(kind, content):
    """All that saving a card works out of it: of each of its gaps both sides, the title, the words."""
    if KINDS[kind].check(content):
        return
    for ordinal in KINDS[kind].ordinals(content):
        render_card(kind, content, ordinal)
        KINDS[kind].title(content, ordinal)
        KINDS[kind].search_text(content)


def seconds(kind, content):
    started = time.process_time()
    save(kind, content)
    return time.process_time() - started


@pytest.mark.parametrize("name", hostile_texts(100))
def test_a_hostile_text_is_quickly_saved_or_refused(name):
    assert seconds(*recall(hostile_texts()[name])) < BUDGET


@pytest.mark.parametrize("gaps", [1, 20])
@pytest.mark.parametrize("name", hostile_texts(100))
def test_a_hostile_text_with_gaps_is_quickly_saved_or_refused(name, gaps):
    assert seconds(*cloze(hostile_texts(2_600 if gaps == 20 else 60_000)[name], gaps)) < BUDGET


@pytest.mark.parametrize("name", hostile_texts(100))
def test_a_hostile_text_is_quickly_shown_even_where_nobody_checked_it(name):
    started = time.process_time()

    render(hostile_texts()[name])
    plain(hostile_texts()[name])

    assert time.process_time() - started < BUDGET


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_code_is_quickly_saved(language):
    slow = {
        name: taken
        for name, code in hostile_code().items()
        if (taken := seconds(*cloze(f"~~~{language}\n{code}\n~~~\n" * 6, 1))) > BUDGET
    }

    assert slow == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_gaps_around_code_cost_one_reading(language):
    assert seconds(*cloze(f"~~~{language}\n{'$ ls -l' * 1400}\n~~~", 5)) < BUDGET


GROWING = [
    "dollar blocks never closed", "dollar blocks in a list", "dollar blocks in a quote", "dollar blocks in one item",
    "dollar blocks in one item, closed outside", "single dollars", "pairs of dollars", "escaped dollars", "brackets",
    "images never closed", "links", "links never closed", "reference links", "reference definitions", "lazy quotes",
    "emphasis", "emphasis of three", "open emphasis", "asterisks", "backticks", "half entities", "deep lists", "quotes",
    "a long table", "items", "one long run of backticks", "lines that might be headings",
    "reference titles never closed",
]  # fmt: skip


@pytest.mark.parametrize("name", GROWING)
@pytest.mark.parametrize("kind", [recall, lambda text: cloze(text, 1)], ids=["recall", "cloze"])
def test_twice_the_text_is_twice_the_work(name, kind):
    little, much = (calls(save, *kind(hostile_texts(size)[name])) for size in (1_500, 3_000))

    assert much < 2.6 * little + 2_000


def calls(function, *arguments):
    """How many calls of Python functions and of built-in ones this takes."""
    profile = cProfile.Profile()
    profile.runcall(function, *arguments)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a\n" * 2_100, "more than 2,000 lines"),
        ("[" * 2_100, "more than 2,000 opening brackets"),
        ("*a" * 12_100, "more than 12,000 of the signs"),
        ("|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + "|a\n" * 100, "tables of more than 5,000 cells"),
    ],
)
def test_what_is_too_much_is_said_and_the_text_shown_as_it_is(text, problem):
    kind, content = recall(text)

    assert [problem in flaw.message for flaw in KINDS[kind].check(content)] == [True]
    assert render(text).startswith("<p>")


def test_many_gaps_go_with_a_short_text():
    words = "word " * 500

    assert KINDS["cloze"].check(cloze(words, 20)[1]) == []
    assert (
        "a text with 20 numbered gaps can have 3,000 bytes" in KINDS["cloze"].check(cloze(words * 2, 20)[1])[0].message
    )


def test_the_text_of_a_card_is_read_once():
    kind, content = cloze("text " * 500, 20)
    once = calls(save, kind, content)
    kind, content = cloze("text " * 501, 2)

    assert once < 8 * calls(save, kind, content)
