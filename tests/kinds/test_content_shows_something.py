"""A card's required fields must show something: what was typed and cannot be seen is no question and no answer."""

import pytest

from cards.kinds import KINDS

EMPTY_LINES = [
    "![](https://e.com/x.png)", "&nbsp;", "\u200b", "\u2060\ufeff", "\u00ad", "[](https://e.com)", "&#8203;", "\u3164",
    "\u00a0", "\u202e", r"$\quad$", "&ZeroWidthSpace;", "&shy;",
]  # fmt: skip
EMPTY_BLOCKS = ["***", "---", "```\n```", "> ", "-", "#", "| |\n|-|", "[a]: https://e.com", "\u200b\n\n***"]
SOMETHING = [
    "a", "1", "=", "?", "$x$", "`*`", "![a](https://e.com/x.png)", r"\*", "太", "ا", "🙂", "**", "```\nx\n```", "&amp;"
]  # fmt: skip


def flaws(kind, **content):
    return {flaw.field: flaw.message for flaw in KINDS[kind].check({"points": [], "notes": ""} | content)}


@pytest.mark.parametrize("text", EMPTY_LINES + EMPTY_BLOCKS)
def test_nothing_to_see_is_refused_in_every_required_field(text):
    refused = flaws("recall", question=text, answer=text)

    assert [field for field, message in refused.items() if "nothing" in message or "empty" in message] == [
        "question",
        "answer",
    ]


@pytest.mark.parametrize("text", EMPTY_LINES)
def test_nothing_to_see_is_refused_in_a_gap_and_in_a_point(text):
    assert flaws("cloze", text=f"a {{{{c1::{text}::}}}}").keys() == {"text"}
    assert flaws("recall", question="a", answer="b", points=[{"text": text, "critical": False}]).keys() == {"points"}


@pytest.mark.parametrize("text", EMPTY_BLOCKS[:4])
def test_a_gap_around_empty_blocks_is_refused(text):
    assert flaws("cloze", text=f"a\n\n{{{{c1::{text}::}}}}\n\nb").keys() == {"text"}


@pytest.mark.parametrize("text", SOMETHING)
def test_any_sign_is_something(text):
    assert flaws("recall", question=text, answer=text) == {}


@pytest.mark.parametrize("text", ["a", "+", "*", "$x$", "`*`", "太", "🙂"])
def test_any_sign_is_something_in_a_gap(text):
    assert flaws("cloze", text=f"a {{{{c1::{text}::}}}}") == {}
