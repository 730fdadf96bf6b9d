from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.exchange.deckfiles.blocks import open_fence, tidy
from cards.exchange.deckfiles.cardfile import ATTRIBUTES
from cards.exchange.deckfiles.deckfile import DECK_KEYS, scan_deck, write_deck
from cards.exchange.deckfiles.fields import SLUG_RULE
from cards.exchange.deckfiles.folder import duplicates
from cards.exchange.drafts import (
    CardDraft,
    DeckDraft,
    SkillDraft,
    SourceDraft,
    StageDraft,
    TopicDraft,
    digest,
)
from cards.kinds import KINDS
from cards.stages import STAGES
from tests.deck_folders import read_deck, write_files

DECK = """---
deck: api
title: "API: design"
pack: true
version: 1
language: en
order: 20
sources:
  S-IDEM: {title: "Stripe: Idempotent requests", url: "https://docs.stripe.com/api", seen: 2026-11-23}
  SELF: {title: "Editorial advice", seen: 2026-11}
---
Requests that can be repeated.

Two paragraphs.
"""

TOPIC = """---
topic: retries
title: Retries
order: 10
---
A primer.

```python
## not a card
```

## retry-when
kind: recall
stage: [design, integration]
tags: [http, "429"]
source: [S-IDEM, SELF]
seed: [K1]
minutes: 1.5
level: 2
rev: 3
check_by: 2027-05-01
requires: [retry-what]

### Q
When is a retry safe?

### A
When the request is idempotent.

```text
### not a section
```

\\### escaped

### Points
- ! an `Idempotency-Key`
- the same body
- a timeout

### Notes
None.

### Next
Interviewer: "And "after" a 500?" -> retry-what

## retry-what
kind: cloze
stage: [screen]
tags: [http]
source: [SELF]
minutes: 1
rev: 1
status: retired

### Text
Retry on {{c1::429::too many}} and {{c2::503}}.

### Next
Interviewer: "How long do you wait?" -> retry-when
"""


@pytest.fixture
def folder(tmp_path):
    return write_files(tmp_path / "api", {"deck.md": DECK, "topics/retries.md": TOPIC})


def problems(folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in scan_deck(folder)[1]]


def test_a_deck_is_read(folder):
    deck = read_deck(folder)

    assert (deck.slug, deck.title, deck.pack, deck.version, deck.order) == ("api", "API: design", True, 1, 20)
    assert deck.description == "Requests that can be repeated.\n\nTwo paragraphs."
    assert deck.sources["SELF"] == SourceDraft("Editorial advice", "2026-11")
    assert deck.sources["S-IDEM"].url == "https://docs.stripe.com/api"
    (topic,) = deck.topics
    assert topic.primer == "A primer.\n\n```python\n## not a card\n```"
    assert [card.key for card in deck.cards] == ["retry-when", "retry-what"]


def test_a_card_is_read_with_its_place(folder):
    card, cloze = read_deck(folder).cards

    assert (card.kind, card.stage, card.tags) == ("recall", ("design", "integration"), ("http", "429"))
    assert (card.minutes, card.level, card.rev, card.check_by) == (1.5, 2, 3, date(2027, 5, 1))
    assert (card.requires, card.status) == (("retry-what",), "active")
    assert card.content == {
        "question": "When is a retry safe?",
        "answer": "When the request is idempotent.\n\n```text\n### not a section\n```\n\n### escaped",
        "points": [
            {"text": "an `Idempotency-Key`", "critical": True},
            {"text": "the same body", "critical": False},
            {"text": "a timeout", "critical": False},
        ],
        "notes": "None.",
        "next": {"ask": 'And "after" a 500?', "card": "retry-what"},
    }
    assert (Path(card.file).name, card.line, card.line_of("answer")) == ("retries.md", 12, 28)
    assert cloze.content["text"] == "Retry on {{c1::429::too many}} and {{c2::503}}."
    assert cloze.is_retired


def test_what_was_read_is_written_byte_for_byte(folder):
    assert write_deck(read_deck(folder)) == {"deck.md": DECK, "topics/retries.md": TOPIC}


def test_other_line_ends_and_blank_lines_are_tidied(folder):
    untidy = TOPIC.replace("\n\n", "\n\n\n").replace("?\n", "?  \n").replace("\n", "\r\n")
    write_files(folder, {"topics/retries.md": "\ufeff" + untidy})

    assert write_deck(read_deck(folder))["topics/retries.md"] == TOPIC


def test_every_problem_of_a_file_is_reported_with_its_line(folder):
    broken = (
        TOPIC.replace("stage: [design, integration]", "stage: [design, lunch]")
        .replace("minutes: 1.5", "minuets: 1.5")
        .replace("level: 2", "level: 4")
        .replace("check_by: 2027-05-01", "check_by: 2027-15-01")
        .replace("### Notes", "### Remarks")
        .replace("- the same body", "* the same body")
        .replace('Interviewer: "And "after" a 500?" -> retry-what', "Interviewer: and then?")
        .replace("## retry-what\nkind: cloze", "## Retry what\nkind: cloze")
    )
    write_files(folder, {"topics/retries.md": broken})

    assert problems(folder) == [
        f"topics/retries.md:{line}: error: {message}"
        for line, message in [
            (12, "minutes: is missing"),
            (14, f"stage: expected some of {', '.join(STAGES)}, found “lunch”"),
            (18, f"minuets: unknown key; expected one of {', '.join(ATTRIBUTES)}"),
            (19, "level: expected a whole number from 1 to 3, found 4"),
            (21, "not valid YAML: month must be in 1..12"),
            (38, "expected a point on one line, `- text` or `- ! critical text`, found “* the same body”"),
            (41, "“### Remarks”: unknown section; a recall card has Q, A, Points, Notes, Next"),
            (45, 'expected one line: Interviewer: "the question asked next" -> card-id'),
            (47, f"“## Retry what”: a card's heading is its id: {SLUG_RULE}"),
        ]
    ]


def test_every_problem_of_the_front_matter_is_reported(folder):
    broken = (
        DECK.replace("deck: api", "deck: apis")
        .replace("pack: true", "pack: maybe")
        .replace("version: 1", "edition: 1")
        .replace('url: "https://', 'url: "gopher://')
        .replace("seen: 2026-11}", "seen: lately, by: me}")
    )
    write_files(folder, {"deck.md": broken})

    assert problems(folder) == [
        f"deck.md:{line}: error: {message}"
        for line, message in [
            (1, "version: is missing"),
            (2, "deck: must be the name of its folder, “api”, found “apis”"),
            (4, "pack: expected true or false, found 'maybe'"),
            (5, f"edition: unknown key; expected one of {', '.join(DECK_KEYS)}"),
            (
                9,
                "sources.S-IDEM: url: expected an address that starts with https://, found “gopher://docs.stripe.com/api”",
            ),
            (10, "sources.SELF: by: unknown key; expected one of title, url, seen"),
            (10, "sources.SELF: seen: expected the day it was read, like 2026-11-23"),
        ]
    ]


STAGES_YAML = """stages:
  - {slug: screen, title: "Screen", minutes: 45, weight: 4, what: "Code", judged: "Clarity", source: [SELF]}
  - {slug: design, title: "Design", weight: 1, what: "Boxes", judged: "Reasons", source: [SELF]}
sources:"""


def test_stages_are_read_with_their_weights_and_written_again(folder):
    text = DECK.replace("sources:", STAGES_YAML)
    write_files(folder, {"deck.md": text})

    deck = read_deck(folder)

    assert [(stage.slug, stage.minutes, stage.weight) for stage in deck.stages] == [
        ("screen", 45, 4),
        ("design", None, 1),
    ]
    assert write_deck(deck)["deck.md"] == text


def test_a_stage_without_a_weight_counts_once(folder):
    write_files(folder, {"deck.md": DECK.replace("sources:", STAGES_YAML.replace("weight: 4, ", ""))})

    assert [stage.weight for stage in read_deck(folder).stages] == [1, 1]


@pytest.mark.parametrize("weight", ["0", "-1", "10", "1.5", "true", '"2"', "heavy"])
def test_a_weight_is_a_small_whole_number(folder, weight):
    write_files(folder, {"deck.md": DECK.replace("sources:", STAGES_YAML.replace("weight: 1", f"weight: {weight}"))})

    assert [problem.partition(", found")[0] for problem in problems(folder)] == [
        "deck.md:10: error: stages: weight: expected a whole number from 1 to 9"
    ]


def test_a_source_is_given_once(folder):
    write_files(
        folder, {"deck.md": DECK.replace("  SELF: {", '  S-IDEM: {title: "Another", seen: 2026-11}\n  SELF: {')}
    )

    assert "deck.md:10: error: sources: S-IDEM stands there twice" in problems(folder)


def test_mistakes_in_stages_and_skills_name_their_own_line(folder):
    stages = STAGES_YAML.replace("slug: screen", "slug: lunch").replace("judged: ", "judge: ", 1)
    skills = 'skills:\n  - {slug: http, title: "HTTP", topics: [retries]}\n  - {slug: sql, title: "SQL"}\nstages:'
    write_files(folder, {"deck.md": DECK.replace("sources:", stages.replace("stages:", skills))})

    assert [problem.partition(";")[0] for problem in problems(folder)] == [
        "deck.md:10: error: skills: topics: is missing",
        "deck.md:12: error: stages: judge: unknown key",
        "deck.md:12: error: stages: judged: is missing",
        f"deck.md:12: error: stages: slug: expected one of {', '.join(STAGES)}, found “lunch”",
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("### Q", "### Question"), ["24: error: “### Question”", "12: error: “### Q” is missing or empty"]),
        (("\nWhen is a retry safe?", ""), ["24: error: “### Q” is missing or empty"]),
        (("kind: recall", "kind: essay"), [f"13: error: kind: expected one of {', '.join(KINDS)}, found “essay”"]),
        (("kind: recall\n", ""), ["12: error: kind: is missing"]),
        (("rev: 3", "rev: 3\nrev: 4"), ["21: error: rev: stands there twice"]),
        (("rev: 3", "rev: three"), ["20: error: rev: expected a whole number from 1 to 9999, found 'three'"]),
        (("tags: [http, ", "tags: [http, http, "), ["15: error: tags: “http” stands there twice"]),
        (('"429"]', "429]"), ["15: error: tags: expected words, found 429; put it in double quotes"]),
        (("tags: [http", "tags: [[http"), ["15: error: not valid YAML"]),
        (("minutes: 1.5", "minutes: 0"), ["18: error: minutes: expected a number of minutes above 0"]),
        (("rev: 3", "rev = 3"), ["12: error: rev: is missing", "20: error: expected `key: value`"]),
        (("### Q", "Text.\n\n### Q"), ["24: error: text before the first section; a recall card has ### Q, A"]),
        (("### Notes", "### A"), ["41: error: “### A”: stands there twice"]),
        (("None.", "```\nNone."), ["41: error: “### Notes”: a code fence is never closed"]),
        (("title: Retries\n", ""), ["1: error: title: is missing"]),
        (("topic: retries", "topic: tries"), ["2: error: topic: must be the name of its file"]),
        (("order: 10", "order: first"), ["4: error: order: expected a whole number"]),
        (("order: 10", "order: 10\norder: 11"), ["5: error: order: stands there twice"]),
        (("order: 10", "order: [10"), ["4: error: not valid YAML: expected ',' or ']'"]),
        (("---\ntopic", "topic"), ["1: error: expected front matter"]),
    ],
)
def test_mistakes_in_a_topic_file(folder, change, expected):
    write_files(folder, {"topics/retries.md": TOPIC.replace(*change, 1)})

    found = [problem.removeprefix("topics/retries.md:") for problem in problems(folder)]

    assert all(any(problem.startswith(start) for problem in found) for start in expected), found


# A topic in a folder -------------------------------------------------------------------------------------------------

OWN_FILES = {
    "topics/retries/topic.md": "---\ntopic: retries\ntitle: Retries\norder: 1\n---\nA primer.\n",
    "topics/retries/retry-what.md": "## retry-what\nkind: cloze\nminutes: 1\nrev: 1\n\n### Text\nOn {{c1::429}}.\n",
    "topics/retries/retry.md": "## retry\nkind: recall\nminutes: 1\nrev: 1\n\n### Q\nWhen?\n\n### A\nSafely.\n",
}


@pytest.fixture
def own_files(tmp_path):
    return write_files(tmp_path / "api", {"deck.md": DECK} | OWN_FILES)


def test_a_topic_is_a_folder_with_a_file_for_each_card(own_files):
    (topic,) = read_deck(own_files).topics

    assert (topic.slug, topic.title, topic.order, topic.primer) == ("retries", "Retries", 1, "A primer.")
    assert [(card.key, Path(card.file).name, card.line) for card in topic.cards] == [
        ("retry", "retry.md", 1),
        ("retry-what", "retry-what.md", 1),
    ]


def test_a_folder_is_written_byte_for_byte_as_it_was_read(own_files):
    assert write_deck(read_deck(own_files)) == {"deck.md": DECK} | OWN_FILES


@pytest.mark.parametrize(
    ("file", "change", "expected"),
    [
        (
            "retry.md",
            ("## retry\n", "## again\n"),
            "retry.md:1: error: a card's id must be the name of its file, “retry”",
        ),
        ("retry.md", ("## retry\n", "Words.\n\n## retry\n"), "retry.md:1: error: expected one card"),
        ("retry.md", ("## retry\n", ""), "retry.md:1: error: expected one card"),
        ("retry.md", ("Safely.\n", "Safely.\n\n## other\n"), "retry.md:1: error: expected one card"),
        ("retry.md", ("rev: 1", "rev: 0"), "retry.md:4: error: rev"),
        ("topic.md", ("topic: retries", "topic: other"), "topic.md:2: error: topic: must be the name of its folder"),
        ("topic.md", ("A primer.", "## retry\n"), "topic.md:6: error: “## retry”: the cards of a folder"),
    ],
)
def test_a_file_of_a_folder_says_what_is_wrong_with_it(own_files, file, change, expected):
    write_files(own_files, {f"topics/retries/{file}": OWN_FILES[f"topics/retries/{file}"].replace(*change, 1)})

    (found,) = problems(own_files)

    assert found.startswith(f"topics/retries/{expected}")


def test_a_folder_without_its_topic_file_says_so(own_files):
    (own_files / "topics/retries/topic.md").unlink()

    assert problems(own_files) == ["topics/retries/topic.md:1: error: cannot be read: No such file or directory"]


def test_a_topic_stands_in_a_file_or_in_a_folder_and_not_in_both(own_files):
    write_files(
        own_files, {"topics/retries.md": TOPIC.replace("## retry-", "## other-").replace("-> retry-", "-> other-")}
    )

    deck, _ = scan_deck(own_files)

    assert [problem.message.split(" in ")[0] for problem in duplicates([deck])] == ["there is a topic “retries”"]


# Files ----------------------------------------------------------------------------------------------------------------


def test_files_that_are_missing_or_no_text(tmp_path):
    write_files(tmp_path / "api", {"topics/x.md": ""})
    (tmp_path / "api/topics/y.md").write_bytes(b"---\n\xff\n---\n")

    deck, found = scan_deck(tmp_path / "api")

    assert deck is None
    assert [problem.message for problem in found] == [
        "cannot be read: No such file or directory",
        "expected front matter: YAML between two lines of ---",
        "is not UTF-8 text",
    ]


def test_an_open_fence_is_closed_when_a_card_is_written(folder):
    card = CardDraft("a", "recall", {"question": "q", "answer": "```python\nx = 1", "points": [], "notes": ""})
    deck = DeckDraft("api", "API", topics=(TopicDraft("t", "T", 1, cards=(card,)),))

    assert "```python\nx = 1\n```\n" in write_deck(deck)["topics/t.md"]


def test_a_digest_changes_with_what_the_learner_sees_only():
    content = {"question": "q", "points": [{"text": "é", "critical": True}]}

    assert digest("recall", content) == digest("recall", dict(reversed(content.items())))
    assert len(digest("recall", content)) == 64
    others = [
        digest("cloze", content),
        digest("recall", content | {"question": "Q"}),
        digest("recall", content, tags=[]),
    ]
    assert len({digest("recall", content), *others}) == 4


LINE = st.text(max_size=30).map(lambda text: " ".join(text.split()))
PROSE = st.lists(
    st.sampled_from(
        ["## a", "### Q", "\\## b", "\\\\### c", "```python", "```", "- d", "", "    e", "---", "\u2028", "\x85"]
    )
    | st.text(max_size=20),
    max_size=8,
).map(lambda lines: tidy("\n".join(lines)))
TEXT = PROSE.filter(lambda text: not open_fence(text))
FULL_TEXT = TEXT.filter(lambda text: bool(text.strip()))
SLUG = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
WORDS = st.lists(LINE, max_size=3, unique=True).map(tuple)
POINTS = st.lists(
    st.fixed_dictionaries(
        {"text": LINE.filter(lambda text: text and not text.startswith("! ")), "critical": st.booleans()}
    ),
    max_size=4,
)
NEXT = st.none() | st.fixed_dictionaries({"ask": LINE.filter(bool), "card": SLUG})
CONTENTS = {
    "recall": st.fixed_dictionaries(
        {"question": FULL_TEXT, "answer": FULL_TEXT, "points": POINTS, "notes": TEXT, "next": NEXT}
    ),
    "cloze": st.fixed_dictionaries({"text": FULL_TEXT, "notes": TEXT, "points": POINTS, "next": NEXT}),
}
CARDS = st.sampled_from(sorted(CONTENTS)).flatmap(
    lambda kind: st.builds(
        CardDraft,
        key=SLUG,
        kind=st.just(kind),
        content=CONTENTS[kind],
        stage=st.lists(st.sampled_from([*STAGES]), unique=True).map(tuple),
        tags=WORDS,
        source=WORDS,
        seed=WORDS,
        minutes=st.integers(1, 240) | st.floats(0.25, 240),
        level=st.none() | st.integers(1, 3),
        rev=st.integers(1, 9999),
        check_by=st.none() | st.dates(),
        requires=WORDS,
        status=st.sampled_from(["active", "retired"]),
        file=st.just(""),
        line=st.just(0),
        section_lines=st.just({}),
    )
)
TOPICS = st.builds(
    TopicDraft,
    slug=SLUG,
    title=LINE,
    order=st.integers(0, 9999),
    primer=TEXT,
    cards=st.lists(CARDS, max_size=3, unique_by=lambda card: card.key).map(tuple),
    file=st.just(""),
)
SEEN = st.dates().map(lambda day: day.isoformat())
STAGE_DRAFTS = st.builds(
    StageDraft,
    slug=st.sampled_from([*STAGES]),
    title=LINE,
    what=LINE,
    judged=LINE,
    differ=st.just("") | LINE,
    minutes=st.none() | st.integers(1, 600),
    weight=st.integers(1, 9),
    source=WORDS,
    confidence=st.sampled_from(["", "high", "low"]),
)
DECKS = st.builds(
    DeckDraft,
    slug=st.just("a-deck"),
    title=LINE,
    version=st.integers(1, 9999),
    order=st.integers(0, 9999),
    language=st.sampled_from(["en", "de", "no"]),
    pack=st.booleans(),
    company=LINE,
    role=LINE,
    description=PROSE,
    includes=WORDS,
    stages=st.lists(STAGE_DRAFTS, max_size=2).map(tuple),
    skills=st.lists(st.builds(SkillDraft, slug=SLUG, title=LINE, topics=WORDS), max_size=2).map(tuple),
    coverage=st.dictionaries(LINE.filter(bool), LINE, max_size=3),
    sources=st.dictionaries(
        LINE.filter(bool),
        st.builds(SourceDraft, title=LINE, seen=SEEN, url=st.just("") | LINE.map(lambda path: f"https://{path}")),
        max_size=3,
    ),
    topics=st.lists(TOPICS, max_size=2, unique_by=lambda topic: topic.slug).map(
        lambda topics: tuple(sorted(topics, key=lambda topic: (topic.order, topic.slug)))
    ),
    file=st.just(""),
    key_lines=st.just({}),
)


def test_marks_at_the_start_of_a_text_are_no_part_of_it_however_many():
    assert tidy("\ufeff\ufeffWords") == tidy("Words") == "Words"


@given(DECKS)
def test_reading_what_was_written_gives_the_same_deck(tmp_path_factory, deck):
    folder = tmp_path_factory.mktemp("decks") / "a-deck"
    files = write_deck(deck)
    write_files(folder, files)

    again = read_deck(folder)

    assert again == deck
    assert write_deck(again) == files
