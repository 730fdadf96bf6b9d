import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.kinds.outline import joined, parted

HEADINGS = ("Requirements", "Numbers", "API")


def test_parts_are_one_text_below_numbered_headings():
    assert (
        joined(HEADINGS, ["100 a second", "", "POST /x"])
        == "## 1. Requirements\n\n100 a second\n\n## 3. API\n\nPOST /x"
    )


@given(
    st.lists(
        st.text(st.characters(exclude_characters="#\r\n\x0b\x0c", exclude_categories=["Cs"])), min_size=3, max_size=3
    )
)
def test_a_text_that_was_joined_comes_apart_as_it_was(parts):
    expected = [part if part.strip() else "" for part in parts]

    assert parted(HEADINGS, joined(HEADINGS, parts)) == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["", "", ""]),
        ("just text\n\nand more", ["just text\n\nand more", "", ""]),
        ("before\n## numbers\n9\n## 1. Requirements\nlate", ["before\n\nlate", "9", ""]),
        ("## Else\nmine\n## API\nx", ["## Else\nmine", "", "x"]),
    ],
)
def test_no_word_of_a_free_text_is_lost_under_headings(text, parts):
    assert parted(HEADINGS, text) == parts


def test_without_headings_there_are_no_parts():
    assert parted((), "text") == []
