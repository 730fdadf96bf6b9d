"""What the linter says of a built-in design card."""

from datetime import date

import pytest

from cards.exchange.deckfiles.blocks import blocks
from cards.exchange.deckfiles.cardfile import read_card, write_card
from cards.exchange.deckfiles.lint_cards import card_problems

MODEL = " ".join(["A sentence of six words here."] * 45)
CARD = f"""## design-limiter
kind: design
stage: [design]
tags: [limits]
source: [SELF]
minutes: 25
rev: 1

### Prompt
Design a rate limiter for a public API.

### Outline
- Requirements
- Numbers
- Failure

### Rubric
- [20! requirements] Says what is protected and from whom -> rl-why
- [20! failure] Chooses fail open or fail closed, and says why
- [15 numbers] Works out the memory of a million keys
- [15 data] Keeps counters in one shared store
- [15 api] Names the reply of a refused request
- [15 operations] Starts in a mode that only counts

### Model answer
{MODEL}

### Levels
A senior says why.

### Probes
- And when the store is down?
  Fail open.
- And when it is slow?
  A timeout of a few milliseconds.
- And with two regions?
  Half the limit in each.
"""


def problems_of(text):
    (block,) = blocks(list(enumerate(text.split("\n"), start=1)), "## ")[1:]
    found = []
    card = read_card(block, "x.md", lambda line, message: found.append(f"{line}: {message}"))
    return found + [f"{problem.line}: {problem.message}" for problem in card_problems(card, date(2026, 11, 23))]


def test_a_good_design_card_has_no_problem_and_is_written_as_it_was():
    (block,) = blocks(list(enumerate(CARD.split("\n"), start=1)), "## ")[1:]

    assert problems_of(CARD) == []
    assert write_card(read_card(block, "x.md", pytest.fail)) + "\n" == CARD


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[15 api]", "[10 api]", "18: design-limiter: the weights make 95 together, not 100"),
        ("- [15 operations] Starts in a mode that only counts\n", "", "18: design-limiter: 5 points, expected 6 to 10"),
        ("[20! failure]", "[20 failure]", "18: design-limiter: at least 2 points are critical"),
        ("Keeps counters in one", "Counters in one", "21: design-limiter: the point “Counters in one shared"),
        ("Names the reply of a refused request", "Names the reply", "22: design-limiter: the point “Names the reply…”"),
        ("[15 api]", "[15]", "22: design-limiter: the point “Names the reply of a refused request…” says no dimension"),
        ("[15 api] ", "", "22: expected a point with its weight"),
        ("- And with two regions?\n  Half the limit in each.\n", "", "32: design-limiter: 2 probes, expected 3 to 6"),
        ("  Half the limit in each.\n", "", "32: design-limiter: probes: “And with two regions?” has no answer"),
        ("- Numbers\n- Failure\n", "", "13: design-limiter: 1 headings, expected 3 to 10"),
        ("### Outline\n- Requirements\n- Numbers\n- Failure\n\n", "", "1: design-limiter: “### Outline” is missing"),
        (MODEL, "Short.", "26: design-limiter: the model answer has 1 words, expected 250 to 900"),
        ("A senior says why.", "<b>no</b>", "29: design-limiter: HTML is not allowed"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_design_card_is_said(old, new, expected):
    assert old in CARD

    found = problems_of(CARD.replace(old, new, 1))

    assert [message for message in found if message.startswith(expected)], found


def test_only_practice_takes_more_than_ten_minutes():
    attributes = "kind: recall\nstage: [design]\ntags: [a]\nsource: [SELF]\nminutes: 11\nrev: 1"
    text = f"## long\n{attributes}\n\n### Q\nWhy?\n\n### A\nSo.\n"

    assert "1: long: minutes: 11, at most 10 for a recall card: longer ones are practice" in problems_of(text)
