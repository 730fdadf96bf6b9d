from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cards.exchange.deckfiles.ids import NAME, listed_ids
from cards.exchange.deckfiles.lint import lint_decks, table
from cards.exchange.deckfiles.lint.cards import prose_words
from cards.exchange.deckfiles.lint.questions import demands
from tests.deck_folders import read_deck, write_files

TODAY = date(2026, 11, 23)

PACK = """---
deck: api
title: API design
pack: true
version: 1
language: en
order: 20
sources:
  SELF: {title: "Editorial advice", seen: 2026-11-23}
---
A pack.
"""

TRACK = """---
deck: acme-backend
title: Acme backend
company: Acme
role: Backend Engineer
version: 1
language: en
order: 10
includes: [api]
stages:
  - {slug: screen, title: "Call", minutes: 45, weight: 1, what: "Code", judged: "Care", source: [SELF], confidence: low}
skills:
  - {slug: http, title: "HTTP", topics: [retries, own]}
coverage:
  K1: Retries
sources:
  SELF: {title: "Editorial advice", seen: 2026-11-23}
---
A track.
"""

PRIMER = " ".join(["A primer."] * 45)

TOPIC = f"""---
topic: retries
title: Retries
order: 10
---
{PRIMER}
"""

TOPIC += """
## retry-when
kind: recall
stage: [design]
tags: [http]
source: [SELF]
seed: [K1]
minutes: 1
rev: 1

### Q
When is a retry safe?

### A
When the request is idempotent.

### Points
- ! an idempotency key
- the same body
- a timeout

### Next
Interviewer: "How long do you wait?" -> retry-wait

## retry-wait
kind: cloze
stage: [screen]
tags: [http]
source: [SELF]
seed: [K1]
minutes: 1
rev: 1

### Text
Wait {{c1::longer}} each time, with {{c2::jitter}}.

### Next
Interviewer: "When is a retry safe at all?" -> retry-when
"""

OWN = TOPIC.replace("topic: retries", "topic: own").replace("retry-", "own-").replace("[design]", "[screen]")
IDS = "own-wait\nown-when\nretry-wait\nretry-when\n"


@pytest.fixture
def folder(tmp_path):
    files = {
        "api/deck.md": PACK,
        "api/topics/retries.md": TOPIC,
        "acme-backend/deck.md": TRACK,
        "acme-backend/topics/own.md": OWN,
        NAME: IDS,
    }
    return write_files(tmp_path, files)


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def lint(folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in lint_decks(folder, TODAY)]


def test_good_decks_have_no_problems(folder):
    assert lint(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("When is", "Is", "18: error: retry-when: “Is …” can be answered by yes or no"),
        ("When is", "“Doesn't", "18: error: retry-when: “Doesn't …” can be answered by yes or no"),
        ("safe?", "safe? Why? Is it always?", "18: error: retry-when: “Is …” can be answered by yes or no"),
        ("safe?", "safe " * 42 + "?", "18: error: retry-when: the question has 46 words, at most 45"),
        ("When the", "word " * 77 + "the", "21: error: retry-when: the answer has 81 words, at most 80"),
        ("- the same body\n- a timeout\n", "", "24: error: retry-when: 1 points, expected 2 to 8"),
        ("- a timeout\n", "- a\n" * 7, "24: error: retry-when: 9 points, expected 2 to 8"),
        ("- a timeout", "- a timeout" + " x" * 11, "26: error: retry-when: the point “a timeout x x"),
        ("- the same body\n- a", "- ! the same body\n- ! a", "24: error: retry-when: at most 2 points may be critical"),
        ("stage: [design]", "stage: []", "8: error: retry-when: stage: is missing or empty"),
        ("tags: [http]\n", "", "8: error: retry-when: tags: is missing or empty"),
        (
            "### Points\n- ! an idempotency key\n- the same body\n- a timeout\n\n",
            "",
            "8: error: retry-when: “### Points” is missing",
        ),
        (
            '### Next\nInterviewer: "How long do you wait?" -> retry-wait\n\n',
            "",
            "8: error: retry-when: “### Next” is missing",
        ),
        ("source: [SELF]", "source: [S-RFC]", "8: error: retry-when: source “S-RFC” is not defined in"),
        ("seed: [K1]", "seed: [K9]", "8: error: retry-when: seed “K9” is in no deck's coverage"),
        ("-> retry-wait", "-> retry-never", "29: error: retry-when: next: there is no card “retry-never”"),
        ("-> retry-wait", "-> retry-when", "29: error: retry-when: next: a card cannot lead to itself"),
        ("rev: 1\n", "rev: 1\nrequires: [never]\n", "8: error: retry-when: requires: there is no card “never”"),
        (
            "rev: 1\n",
            "rev: 1\nrequires: [retry-when]\n",
            "8: error: retry-when: requires: a card cannot lead to itself",
        ),
        ("rev: 1\n", "rev: 1\ncheck_by: 2026-11-22\n", "8: warning: retry-when: check_by 2026-11-22 is past"),
        ("longer}} each", "longer}} each" + " x" * 75, "41: error: retry-wait: the text has 81 words, at most 80"),
        ("idempotent.", "idempotent (seen May 2026).", "8: error: retry-when: “seen May 2026” says that this ages"),
        ("{{c1::longer}} each time, with {{c2::jitter}}", "longer", "41: error: retry-wait: text: has no gap"),
        ("{{c2::jitter}}", "{{c2::jitter", "41: error: retry-wait: text: “{{c2::jitter.”: the gap is never closed"),
        ("idempotent.", "<b>idempotent</b>.", "21: error: retry-when: HTML is not allowed: <b>"),
        ("idempotent.", "idempotent.\n\n<!-- x -->", "23: error: retry-when: HTML is not allowed: <!-- x -->"),
        ("idempotent.", "![x](https://x/y.png)", "21: error: retry-when: images are not allowed"),
        ("- a timeout", "- a <i>timeout</i>", "24: error: retry-when: HTML is not allowed"),
        ("A primer.", "A <u>primer</u>.", "1: error: primer: HTML is not allowed"),
        (PRIMER, "", "1: error: there is no primer below the front matter; expected 80 to 180 words"),
        (PRIMER, "A primer. " * 39 + "End.", "1: error: the primer has 79 words; expected 80 to 180 words"),
        (PRIMER, "A primer. " * 90 + "End.", "1: error: the primer has 181 words; expected 80 to 180 words"),
        ("idempotent.", "so:\n\n```python\nx =\n```", "24: error: retry-when: this is not Python: invalid syntax"),
        (
            "idempotent.",
            "so:\n\n```python noexec\nx =\n```",
            "24: error: retry-when: this is not Python: invalid syntax",
        ),
        ("idempotent.", "so:\n\n```\nx\n```", "23: error: retry-when: code block: expected a language"),
        ("idempotent.", "so:\n\n```rust\nx\n```", "23: error: retry-when: code block: expected a language"),
        ("idempotent.", "so:\n\n```json noexec\nx\n```", "23: error: retry-when: code block: only noexec may follow"),
        ("idempotent.", "so:\n\n```sql skip\nx\n```", "23: error: retry-when: code block: only noexec may follow"),
        ("idempotent.", "so:\n\n```diagram\nx\n```", "24: error: retry-when: diagram: the first line must be"),
        (
            "tags: [http]",
            "tags: [ http ]",
            "11: error: not in canonical form: expected “tags: [http]”, found “tags: [ http ]”",
        ),
        ("rev: 1\n", "rev: one\n", "15: error: rev: expected a whole number"),
    ],
)
def test_what_is_wrong_in_a_topic(folder, old, new, expected):
    change(folder, "api/topics/retries.md", old, new)

    found = lint(folder)

    assert any(problem.startswith(f"api/topics/retries.md:{expected}") for problem in found), found


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            "api",
            "  SELF",
            '  S-X: {title: "X", url: "https://x", seen: 2026-01-01}\n  SELF',
            "8: warning: source “S-X” is used by no card",
        ),
        ("api", "SELF:", "S-X:", "8: error: source “S-X” has no url; only SELF, PGEXP, SEED need none"),
        ("api", '"Editorial advice"', '""', "8: error: source “SELF” has no title"),
        ("api", "seen: 2026-11-23", "seen: 2026-11-24", "8: warning: source “SELF” will be seen on 2026-11-24"),
        ("api", "pack: true\n", "", "1: error: a track needs company and role; a pack needs `pack: true`"),
        ("api", "pack: true\n", "company: Acme\npack: true\n", "4: error: a pack has no company; a track has"),
        ("acme-backend", "includes: [api]", "includes: [api, db]", "9: error: includes: there is no pack “db”"),
        ("acme-backend", "topics: [retries,", "topics: [tries,", "12: error: skills: http: neither this deck"),
        ("acme-backend", "source: [SELF]", "source: [R1]", "10: error: stages: source “R1” is not defined"),
        ("acme-backend", "  K1: Retries", "  K1: Retries\n  K2: Waits", "14: error: coverage: K2 (Waits) has 0 cards"),
    ],
)
def test_what_is_wrong_in_a_deck(folder, name, old, new, expected):
    change(folder, f"{name}/deck.md", old, new)

    found = lint(folder)

    assert any(problem.startswith(f"{name}/deck.md:{expected}") for problem in found), found


def test_ids_and_topics_are_unique_over_all_decks(folder):
    change(folder, "acme-backend/topics/own.md", "## own-when", "## retry-when")
    (folder / "acme-backend/topics/retries.md").write_text(TOPIC.split("## retry-when")[0].rstrip() + "\n")

    found = lint(folder)

    assert any("the id “retry-when” stands at" in problem for problem in found)
    assert any("there is a topic “retries” in" in problem for problem in found)


def test_an_id_is_never_renamed_or_dropped(folder):
    change(folder, "acme-backend/topics/own.md", "## own-when", "## own-until")
    change(folder, "acme-backend/topics/own.md", "-> own-when", "-> own-until")

    assert lint(folder) == [
        f"acme-backend/topics/own.md:8: error: own-until: a new id: add it to {folder}/ids.txt, or let --fix do it",
        "ids.txt:2: error: no deck has “own-when” any more: ids stay, a card can be `status: retired`",
    ]


def test_a_retired_card_keeps_its_id(folder):
    change(folder, "api/topics/retries.md", "rev: 1\n\n### Text", "rev: 1\nstatus: retired\n\n### Text")
    change(folder, "api/topics/retries.md", "-> retry-wait", "-> own-wait")

    assert not any("retry-wait" in problem for problem in lint(folder))


def test_fix_lists_new_ids_and_forgets_none(folder):
    (folder / NAME).write_text("gone\nown-when\n")

    with pytest.raises(CommandError):  # no card is called "gone"
        call_command("lint_decks", folder, "--fix")

    assert listed_ids(folder) == ["gone", "own-wait", "own-when", "retry-wait", "retry-when"]


def test_the_command_reports_fixes_and_prints_the_table(folder, capsys):
    change(folder, "api/topics/retries.md", "tags: [http]", "tags: [ http ]")
    (folder / NAME).write_text("")

    with pytest.raises(CommandError, match="5 errors"):
        call_command("lint_decks", folder)
    call_command("lint_decks", folder, "--fix")

    assert lint(folder) == []
    assert f"rewrote {folder}/ids.txt\n" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_does_not_lose_ids(folder):
    change(folder, "api/topics/retries.md", "rev: 1\n", "rev: one\n")

    assert not any("any more" in problem for problem in lint(folder))


def test_a_tracks_own_cards_belong_to_its_loop_and_those_of_packs_to_any(folder):
    change(folder, "acme-backend/topics/own.md", "stage: [screen]", "stage: [screen, behavioural]")
    change(folder, "api/topics/retries.md", "stage: [design]", "stage: [behavioural]")

    assert lint(folder) == [
        "acme-backend/topics/own.md:8: error: own-when: stage: this track's loop has no “behavioural”"
    ]


def test_links_to_retired_cards_are_errors(folder):
    change(folder, "api/topics/retries.md", "rev: 1\n\n### Text", "rev: 1\nstatus: retired\n\n### Text")

    found = lint(folder)

    assert any("retry-when: next: the card “retry-wait” is retired" in problem for problem in found)


def test_requires_must_not_go_round(folder):
    change(folder, "api/topics/retries.md", "rev: 1\n\n### Q", "rev: 1\nrequires: [retry-wait]\n\n### Q")
    change(folder, "api/topics/retries.md", "rev: 1\n\n### Text", "rev: 1\nrequires: [retry-when]\n\n### Text")

    found = lint(folder)

    assert [problem.split(": ", 2)[2] for problem in found] == [
        "retry-when: requires: goes round in a circle",
        "retry-wait: requires: goes round in a circle",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one two - three", 3),
        ("*one* `two three` [four](https://x) $x + y$", 6),
        ("one\n\n```python\ntwo three\n```\n\n| four |\n| --- |\n| five |\n\n- six", 2),
        ("one\ntwo\n\n$$\nx = y\n$$", 2),
    ],
)
def test_words_are_those_of_the_prose(text, words):
    assert prose_words(text) == words


def test_code_with_angle_brackets_is_no_html(folder):
    change(folder, "api/topics/retries.md", "idempotent.", "`a <b> c`, $a <b> c$ and 1 < 2.\n\n```http\n<x>\n```")

    assert lint(folder) == []


def test_a_diagram_that_cannot_be_drawn_is_an_error_at_its_line(folder):
    change(
        folder,
        "api/topics/retries.md",
        "idempotent.",
        "idempotent.\n\n```diagram\ntitle: t\nboxes\nrow: a\na -> b\n```",
    )

    line = (folder / "api/topics/retries.md").read_text().split("\n").index("a -> b") + 1
    assert lint(folder) == [f"api/topics/retries.md:{line}: error: retry-when: diagram: there is no box “b”"]


def test_the_cards_of_a_topic_may_have_files_of_their_own(folder):
    front, *cards = (folder / "api/topics/retries.md").read_text().split("\n## ")
    texts = {text.partition("\n")[0]: f"## {text.strip()}\n" for text in cards}
    (folder / "api/topics/retries.md").unlink()
    own_files = {f"api/topics/retries/{key}.md": text for key, text in texts.items()}
    write_files(folder, {"api/topics/retries/topic.md": f"{front.strip()}\n"} | own_files)
    in_files = lint(folder)

    change(folder, "api/topics/retries/retry-when.md", "kind: recall", "kind:  recall")
    untidy = lint(folder)
    call_command("lint_decks", folder, "--fix")

    assert in_files == []
    assert [problem.partition(": not")[0] for problem in untidy] == ["api/topics/retries/retry-when.md:2: error"]
    assert (folder / "api/topics/retries/retry-when.md").read_text() == texts["retry-when"]
    assert lint(folder) == []


def test_fix_rewrites_what_is_not_canonical_and_nothing_else(folder, capsys):
    change(folder, "api/topics/retries.md", "tags: [http]\nsource: [SELF]", "source: [ SELF ]\ntags: ['http']")

    call_command("lint_decks", folder, "--fix")

    assert (folder / "api/topics/retries.md").read_text() == TOPIC
    said = [line for line in capsys.readouterr().out.splitlines() if str(folder) in line]
    assert said == [f"rewrote {folder}/api/topics/retries.md"]


def test_the_command_fails_on_errors_of_the_deck_that_was_asked_for(folder, capsys):
    change(folder, "api/topics/retries.md", "When is", "Is")

    call_command("lint_decks", folder, "--deck", "acme-backend")
    assert "error" not in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"^1 error$"):
        call_command("lint_decks", folder, "--deck", "api")


def test_the_table_counts_cards(folder):
    change(folder, "api/topics/retries.md", "rev: 1", "level: 2\nrev: 1")
    change(folder, "api/topics/retries.md", "safe?", "safe? Why, and what else?")

    text = table([read_deck(folder / "api")]).replace("to learn", "to-learn").replace("level ", "level-")
    names, counts, total = (line.split() for line in text.splitlines())

    counted = dict(zip(names, counts, strict=True))
    expected = {
        "deck": "api", "topic": "retries", "cards": "2", "to-learn": "3", "words": "28", "median": "5", "longest": "5",
        "crowded": "1", "recall": "1", "cloze": "1", "design": "0",
        "level-1": "0", "level-2": "1", "level-3": "0",
    }  # fmt: skip
    assert {name: counted[name] for name in expected} == expected
    assert total[1:] == counts[2:]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When is a retry safe?", ["when"]),
        ("What happens, and how do you notice?", ["what", "how"]),
        ("Why store it, what goes in, and what do you answer when it differs?", ["why", "what", "what"]),
        ("Two clients race, and what they write differs. Who wins?", ["who"]),
        ("Name two causes, and say which of them is likelier.", ["name", "say"]),
        ("Judge this lock: what is right about it, and which failure remains?", ["what", "which"]),
        ("“What do you say, and why?” Describe your answer.", ["describe"]),
        ('A user says "why, and how?" By which rule do you answer?', ["by which"]),
        ("With `ORDER BY id` and `LIMIT 2.5`, which rows come back?", ["which"]),
        ("Compare read-through and write-through caches.", ["compare"]),
        ("Step two: write the loop. What does it repeat?", ["write", "what"]),
        ("Sort GET, PUT and POST into safe and unsafe.", ["sort"]),
    ],
)
def test_what_a_question_asks_for_is_counted(question, words):
    assert demands(question) == words


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "safe?",
            "safe, why, and how do you know?",
            "18: warning: retry-when: the question has 3 demands (when, why, how), at most 2",
        ),
        ("- ! an", "- an", "24: warning: retry-when: no point is critical"),
        (
            "When is a retry safe?",
            "Name four conditions of a safe retry.",
            "24: warning: retry-when: the question asks for four conditions, and there are 3 points",
        ),
        (
            "When is a retry safe?",
            "Which two make a retry safe?",
            "24: warning: retry-when: the question asks for two make, and there are 3 points",
        ),
        (
            "When is a retry safe?",
            "Which of 409, `a timeout` and 503 do you retry?",
            "24: warning: retry-when: the question asks for 409, 503, and no point says it",
        ),
        ("idempotent.", "idempotent in Redis.", "8: warning: retry-when: source: SELF is for advice, and this card"),
        ("When the", "word " * 43 + "the", "1: warning: the median answer has 47 words, at most 45"),
    ],
)
def test_what_a_reader_should_look_at_in_a_topic(folder, old, new, expected):
    change(folder, "api/topics/retries.md", old, new)

    assert [problem for problem in lint(folder) if problem.startswith(f"api/topics/retries.md:{expected}")]
    call_command("lint_decks", folder)  # only errors make it fail


@pytest.mark.parametrize(
    "question",
    [
        "Name three conditions of a safe retry.",
        "Which two causes has a timeout, each with its cure?",
        "When is a retry safe within two hours?",
        "Three servers retry. When is that safe?",
        "Which of an idempotency key, the same body and a timeout makes a retry safe?",
    ],
)
def test_a_question_that_its_points_answer_is_left_alone(folder, question):
    change(folder, "api/topics/retries.md", "When is a retry safe?", question)

    assert lint(folder) == []


def test_a_retired_card_is_not_judged(folder):
    change(
        folder,
        "acme-backend/topics/own.md",
        "rev: 1\n\n### Q\nWhen",
        "rev: 1\nstatus: retired\n\n### Q\nHow, why and when",
    )
    change(folder, "acme-backend/topics/own.md", "-> own-when", "-> retry-when")

    assert lint(folder) == []


def test_absolutes_and_lone_advice_are_listed_for_a_reader(folder, capsys):
    change(folder, "api/topics/retries.md", "idempotent.", "idempotent. Then it is always safe.\n\n```text\nnever\n```")

    call_command("lint_decks", folder, "--deck", "api", "--read")

    path = folder / "api/topics/retries.md"
    assert [line for line in capsys.readouterr().out.splitlines() if str(path) in line] == [
        f"{path}:8: retry-when: rests on SELF alone",
        f"{path}:18: retry-when: question: When is a retry SAFE?",
        f"{path}:21: retry-when: answer: Then it is ALWAYS SAFE.",
        f"{path}:35: retry-wait: rests on SELF alone",
    ]


def test_a_folder_without_decks_is_an_error(tmp_path):
    assert [problem.message for problem in lint_decks(tmp_path, TODAY)] == ["no decks here; expected <slug>/deck.md"]
