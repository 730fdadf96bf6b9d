"""What the reader of drills says to an author who has made a mistake."""

from datetime import date
from pathlib import Path

import pytest

from cards.exchange.deckfiles.drillfile import HintDraft, PointDraft, scan_drills
from cards.exchange.deckfiles.folder import read_decks
from cards.exchange.deckfiles.lint import lint_decks

CARD = """---
id: drill-sum
kind: drill
title: Sums
family: coding
class: sums
stage: [screen]
tags: [numbers]
source: [SELF]
seed: [C1]
minutes: 45
level: 1
rev: 1
variants: [two-numbers]
---

### About

Adding up.

### Points

- ! says what it costs
- names things

### Next

- And three numbers?
"""

STATEMENT = """---
title: Two numbers
minutes: 20
---

### Part 1

Write `add(a, b)`.

### Part 2

Refuse text.

### Hints

- 1: There is an operator
  for it.
- 2: Which error would you expect?

### Afterwards

It is a plus.
"""

FILES = {
    "card.md": CARD,
    "two-numbers/statement.md": STATEMENT,
    "two-numbers/starter/sums.py": "def add(a, b):\n    raise NotImplementedError\n",
    "two-numbers/solution/sums.py": "def add(a, b):\n    return a + b\n",
    **{f"two-numbers/{kind}/part_{number}.py": "\n" for kind in ("tests", "hidden") for number in (1, 2)},
    **{f"two-numbers/mutants/{name}/sums.py": f"# {name}\n" for name in ("minus", "times", "none")},
    **{f"two-numbers/mutants/{name}.md": "It looks alike.\n" for name in ("minus", "times", "none")},
}


def write_drill(decks: Path, changes: dict[str, str | None] | None = None) -> Path:
    """The folder of a deck that holds one drill, with some files changed or (None) left out."""
    for name, text in {**FILES, **(changes or {})}.items():
        if text is not None:
            path = decks / "practice" / "drills" / "drill-sum" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return decks / "practice"


def messages(deck_folder: Path) -> list[str]:
    return [problem.message for problem in scan_drills(deck_folder)[1]]


def test_a_drill_is_read(tmp_path):
    [drill], problems = scan_drills(write_drill(tmp_path))

    assert problems == []
    assert (drill.key, drill.family, drill.problem_class, drill.minutes) == ("drill-sum", "coding", "sums", 45)
    assert drill.points == (PointDraft("says what it costs", is_critical=True), PointDraft("names things"))
    [variant] = drill.variants
    assert variant.parts == ("Write `add(a, b)`.", "Refuse text.")
    assert variant.hints == (
        HintDraft(1, "There is an operator for it."),
        HintDraft(2, "Which error would you expect?"),
    )
    assert [mutant.name for mutant in variant.mutants] == ["minus", "none", "times"]
    assert variant.solution == {"sums.py": "def add(a, b):\n    return a + b\n"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"card.md": CARD.replace("id: drill-sum", "id: drill-sums")}, "must be the name of its folder"),
        ({"card.md": CARD.replace("family: coding", "family: riddle")}, "expected one of coding, integration, hunt"),
        ({"card.md": CARD.replace("level: 1", "weight: 1")}, "unknown key"),
        ({"card.md": CARD.replace("- ! says", "- says")}, "at least one is critical"),
        ({"card.md": CARD.replace("### About", "### Abut")}, "### About is missing or empty"),
        ({"card.md": CARD.replace("[two-numbers]", "[two-numbers, three]")}, "there is no folder “three”"),
        ({"three/statement.md": STATEMENT}, "the folder “three” is not listed"),
        ({"two-numbers/statement.md": None}, "cannot be read"),
        ({"two-numbers/statement.md": STATEMENT.replace("### Part 2", "### Part 3")}, "### Part 2 is missing"),
        ({"two-numbers/statement.md": STATEMENT.replace("### Part 2\n", "")}, "expected 2 to 5 parts, found 1"),
        ({"two-numbers/statement.md": STATEMENT.replace("- 2: Which", "- 3: Which")}, "there is no part 3"),
        ({"two-numbers/statement.md": STATEMENT.replace("- 2: Which", "Which")}, "expected `- <part>: text`"),
        (
            {"two-numbers/statement.md": STATEMENT.replace("minutes: 20", "minutes: 20\nfailing: x")},
            "only a hunt has it",
        ),
        ({"two-numbers/hidden/part_2.py": None}, "hidden/part_2.py is missing"),
        ({"two-numbers/solution/more.py": "\n"}, "starter and solution hold different files"),
        ({"two-numbers/mutants/none/sums.py": None}, "expected 3 mutants or more, found 2"),
        ({"two-numbers/mutants/none.md": None}, "mutants/none.md is missing: why do people write this?"),
        (
            {"two-numbers/mutants/none/sums.py": FILES["two-numbers/solution/sums.py"]},
            "mutants/none holds only files that differ",
        ),
        ({"two-numbers/starter/sums.py": "#" * 70_000}, "starter is larger than 64 KiB"),
        ({"card.md": CARD.replace("family: coding", "family: integration")}, "an integration drill has docs.md"),
        ({"card.md": CARD.replace("family: coding", "family: hunt")}, "### Issue is missing or empty"),
    ],
)
def test_a_mistake_is_named(tmp_path, changes, message):
    assert message in "\n".join(messages(write_drill(tmp_path, changes)))


def test_lint_reads_the_drills_of_a_deck(tmp_path):
    write_drill(tmp_path, {"two-numbers/hidden/part_2.py": None})

    drills = str(tmp_path / "practice" / "drills")
    problems = [problem for problem in lint_decks(tmp_path, date(2026, 11, 23)) if problem.file.startswith(drills)]

    assert "hidden/part_2.py is missing" in [problem.message for problem in problems]


def test_drills_without_the_topic_of_their_family_are_a_mistake(tmp_path):
    write_drill(tmp_path)

    assert "there is no topic “drills-coding” for the drills of the family “coding”" in [
        problem.message for problem in read_decks(tmp_path)[1]
    ]


def test_a_deck_folder_without_deck_file_and_drills_is_still_a_mistake(tmp_path):
    (tmp_path / "forgotten" / "topics").mkdir(parents=True)

    assert [problem.message for problem in read_decks(tmp_path)[1]] == ["cannot be read: No such file or directory"]
