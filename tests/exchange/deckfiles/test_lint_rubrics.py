"""What the linter says of a built-in design card."""

from datetime import date

import pytest

from cards.exchange.deckfiles.blocks import blocks
from cards.exchange.deckfiles.cardfile import read_card, write_card
from cards.exchange.deckfiles.lint.cards import card_problems

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


STRONG = "\n".join(["> I chose the second plan, for it could be undone in a minute."] * 15)
WEAK = "\n".join(["> We worked hard and in the end it was all fixed."] * 5)
COMMENT = "Nobody learns what she did herself, what else could have been done, or what it came to in numbers."
TOLD = f"""## beh-mistake
kind: behavioural
stage: [design]
tags: [mistake]
source: [SELF]
minutes: 5
rev: 1

### Prompt
Tell me about a mistake of yours that reached production.

### Judged
Whether you say it plainly.

### Guide
What happened, what you told whom, and what changed.

### Weak
{WEAK}

{COMMENT}

### Strong
{STRONG}

{COMMENT}

### Rubric
- [20! own-part] Says plainly what she did wrong herself
- [20! decisions] Names the decision and the alternative she rejected
- [15 result] Gives the effect on users in numbers
- [15 learning] Says what changed and how she knows that it stuck
- [15 question] Answers the question in under three minutes
- [15 depth] Explains two details when asked for them

### Probes
- Why did you not see it?
  No test had two clocks.
- Did it happen again?
  Not in a year.
- Who found it?
  A customer.

### Competencies
- failure
- ownership
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


def test_a_good_behavioural_card_has_no_problem_and_is_written_as_it_was():
    (block,) = blocks(list(enumerate(TOLD.split("\n"), start=1)), "## ")[1:]

    assert problems_of(TOLD) == []
    assert write_card(read_card(block, "x.md", pytest.fail)) + "\n" == TOLD


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (STRONG, "> Short.", "beh-mistake: the strong answer has 1 words in its quotation (`> …`), expected 150"),
        (WEAK, WEAK.replace("> ", ""), "beh-mistake: the weak answer has 0 words in its quotation"),
        (COMMENT, "Weak.", "beh-mistake: the weak answer has no commentary"),
        ("### Weak\n", "### Weaker\n", "“### Weaker”"),
        ("- ownership", "- bravery", "“bravery” is none of ownership, conflict"),
        ("- ownership", "- failure", "beh-mistake: competencies: each of them once"),
        ("[15 depth]", "[10 depth]", "beh-mistake: the weights make 95 together, not 100"),
        ("- Who found it?\n  A customer.\n", "", "beh-mistake: 2 probes, expected 3 to 6"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_behavioural_card_is_said(old, new, expected):
    assert old in TOLD

    found = problems_of(TOLD.replace(old, new, 1))

    assert [message for message in found if message.partition(": ")[2].startswith(expected)], found


def test_only_practice_takes_more_than_ten_minutes():
    attributes = "kind: recall\nstage: [design]\ntags: [a]\nsource: [SELF]\nminutes: 11\nrev: 1"
    text = f"## long\n{attributes}\n\n### Q\nWhy?\n\n### A\nSo.\n"

    assert "1: long: minutes: 11, at most 10 for a recall card: longer ones are practice" in problems_of(text)
