"""Code on built-in cards is true: Python runs, and SQL prints on PostgreSQL what the card says it prints.

SQL runs in psql, against the server of DATABASE_URL when that is a PostgreSQL, otherwise against a throwaway one. A
machine without PostgreSQL has nothing to run it on; what can be checked by reading is checked everywhere.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECKS = ROOT / "cards" / "decks"
FENCE = re.compile(r"^```(?P<language>[a-z]+)(?P<options>[^\n]*)\n(?P<code>.*?)^```\n", re.DOTALL | re.MULTILINE)
OUTPUT = re.compile(r"\n```text\n(?P<output>.*?)^```\n", re.DOTALL | re.MULTILINE)
RETURNS_ROWS = re.compile(r"^\s*(SELECT|WITH|EXPLAIN|TABLE|VALUES|SHOW)\b|\bRETURNING\b", re.IGNORECASE | re.MULTILINE)
ENDS_TRANSACTION = re.compile(r"^\s*(BEGIN|COMMIT|END|ROLLBACK|ABORT)\s*;", re.IGNORECASE | re.MULTILINE)
PYTHON_SECONDS = 60  # far above the two seconds a fence may take, so that a busy machine does not fail it
MARK = "@@ fence"


@dataclass(frozen=True)
class Fence:
    deck: str
    place: str  # file and line, for the name of the test
    language: str
    runs: bool
    code: str
    output: str | None  # of the text fence directly below


def fences_in(path: Path) -> Iterator[Fence]:
    text = path.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        below = OUTPUT.match(text, found.end())
        yield Fence(
            deck=path.relative_to(DECKS).parts[0],
            place=f"{path.relative_to(DECKS)}:{text.count('\n', 0, found.start()) + 1}",
            language=found["language"],
            runs="noexec" not in found["options"].split(),
            code=found["code"],
            output=below and tidy(below["output"]),
        )


def tidy(output: str) -> str:
    """Without the spaces that psql pads lines with: deck files have none at the end of a line."""
    return "\n".join(line.rstrip() for line in output.splitlines()).strip("\n")


ALL_FENCES = [fence for path in sorted(DECKS.glob("**/*.md")) for fence in fences_in(path)]


def fences(language: str) -> list[Fence]:
    return [fence for fence in ALL_FENCES if fence.language == language]


def named(chosen: list[Fence]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("fence", chosen, ids=[fence.place for fence in chosen])


@named([fence for fence in fences("python") if fence.runs])
def test_python_on_a_card_runs_by_itself(fence):
    command = [sys.executable, "-I", "-W", "error", "-c", fence.code]

    done = subprocess.run(command, capture_output=True, text=True, timeout=PYTHON_SECONDS, check=False)

    assert done.returncode == 0, f"{fence.place}\n{done.stderr}"


def test_python_on_cards_parses():
    for fence in fences("python"):
        compile(fence.code, fence.place, "exec")


@named([fence for fence in fences("sql") if fence.runs])
def test_sql_on_a_card_can_be_run_and_shows_its_rows(fence):
    assert fence.code.rstrip().endswith(";"), "the last statement has no semicolon"
    assert not ENDS_TRANSACTION.search(fence.code), "it runs inside a transaction: use ```sql noexec"
    if RETURNS_ROWS.search(fence.code):
        assert fence.output is not None, "it returns rows: paste psql's output in a ```text fence directly below"


def psql() -> list[str]:
    """The command that runs a script on PostgreSQL; empty where there is none."""
    database = os.environ.get("DATABASE_URL", "")
    quiet = ["psql", "-X", "-q", "-P", "pager=off"]
    if database.startswith("postgres"):
        return [*quiet, "-d", database]
    has_server = shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if has_server and shutil.which("psql"):
        return [sys.executable, str(ROOT / ".ci" / "with_postgres.py"), *quiet]
    return []


def fixtures(deck: str) -> str:
    path = DECKS / deck / "fixtures.sql"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def script(chosen: list[Fence]) -> str:
    """All fences, deck by deck, each on top of its deck's fixtures; nothing of it stays in the database."""
    lines = []
    for deck, of_deck in groupby(chosen, key=lambda fence: fence.deck):
        lines += ["BEGIN;", "CREATE SCHEMA card_code;", "SET LOCAL search_path TO card_code, public;", fixtures(deck)]
        for fence in of_deck:
            # A fence may fail on purpose; what it leaves behind ends at the savepoint.
            lines += [f"SAVEPOINT card_code;\n\\echo {MARK} {fence.place}", fence.code]
            lines += [f"\\echo {MARK}", "ROLLBACK TO SAVEPOINT card_code;"]
        lines += ["ROLLBACK;"]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """What psql printed, errors included, by the place of the fence; under "" what was printed between them."""
    done = subprocess.run(
        psql(),
        input=script([fence for fence in fences("sql") if fence.runs]),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PGCLIENTENCODING": "UTF8"},
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    parts = re.split(rf"^{MARK}(.*)\n", done.stdout, flags=re.MULTILINE)
    between = "\n".join(parts[::4])
    return {"": between} | {place.strip(): tidy(output) for place, output in zip(parts[1::4], parts[2::4], strict=True)}


if psql():

    @pytest.mark.database
    def test_the_fixtures_of_the_decks_load_without_a_word(printed):
        assert printed[""].strip() == ""

    @pytest.mark.database
    @named([fence for fence in fences("sql") if fence.runs])
    def test_sql_prints_what_the_card_shows(fence, printed):
        assert printed[fence.place] == (fence.output or "")

    @pytest.mark.database
    def test_sql_that_shows_no_output_runs_too():
        """It prints something else each time, or refuses to run in a transaction; so it has a schema of its own."""
        lines = ["SET client_min_messages TO error;"]
        for fence in fences("sql"):
            if not fence.runs:
                schema = f"card_code_{uuid4().hex}"
                lines += [f"CREATE SCHEMA {schema};", f"SET search_path TO {schema}, public;", fixtures(fence.deck)]
                lines += [fence.code, f"DROP SCHEMA {schema} CASCADE;"]

        done = subprocess.run(psql(), input="\n".join(lines), capture_output=True, text=True, check=True)

        assert done.stderr == ""
