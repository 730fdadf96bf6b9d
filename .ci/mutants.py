#!/usr/bin/env python3
"""Do the tests notice when a line changes its meaning? `.ci/mutants.py [--jobs N] [--sample N] [FILE…]`

Each mutant is one small change to one file of TESTS (mutating.py). It runs in a process of its own, against those tests
that matter for its file and run its line (trying.py); the file itself is never touched. Alive is whatever all of them
pass. Those that mean the same as the original stand in mutants.txt, each with the reason. Fails where fewer than BAR %
of the others are killed.
"""

import argparse
import ast
import os
import re
import signal
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import suppress
from math import inf
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest
from mutating import ROOT, Mutant, mutants_of
from trying import ALIVE, KILLED, OPTIONS, Trials, try_afresh

BAR = 90
# What SQLite never runs, by its key: tried on PostgreSQL, and nothing else there.
OF_POSTGRES = re.compile(
    r"::float| _store_at_once:|SELECT 1 FROM (?:moved|cards_studyday)|- @retried|^cards/services/retry\.py"
)
EQUIVALENT = Path(__file__).with_suffix(".txt")
PURE = ("tests/scheduling/",)
QUEUE = (
    "tests/queries/test_queue.py",
    "tests/queries/test_queue_bounds.py",
    "tests/queries/test_practice.py",
    "tests/models/test_card_in_review.py",
    "tests/models/test_statements.py",
    "tests/models/test_overdueness.py",
)
GRADING = (
    "tests/services/test_review.py", "tests/services/test_review_bounds.py", "tests/services/test_undo.py",
    "tests/services/test_study_days.py", "tests/services/test_suspending.py", "tests/services/test_practice.py",
)  # fmt: skip
AROUND = (
    "tests/services/test_plans.py", "tests/services/test_against_a_model.py",
    "tests/services/test_accounts.py", "tests/services/test_cards.py",
    "tests/views/test_review.py", "tests/views/test_review_one_deck.py", "tests/views/test_settings.py",
    "tests/views/test_today.py", "tests/operations/test_check_data.py", "tests/queries/test_progress.py",
    "tests/services/test_concurrency.py",
)  # fmt: skip
# The tests that matter for a file, the nearest first.
TESTS = {
    "cards/scheduling/state.py": PURE,
    "cards/scheduling/outcomes.py": PURE,
    "cards/scheduling/sm2.py": PURE,
    "cards/scheduling/planning.py": PURE,
    "cards/scheduling/queue.py": (*PURE, "tests/queries/test_queue.py"),  # what goes for who has no plan
    "cards/scheduling/forecast.py": PURE,
    "cards/scheduling/streak.py": PURE,
    "cards/scheduling/study_day.py": PURE,
    "cards/scheduling/order.py": PURE,
    "cards/scheduling/workload.py": PURE,
    "cards/queries/queue.py": (*QUEUE, *GRADING, *AROUND),
    "cards/services/review.py": (*GRADING, *QUEUE, *AROUND),
    "cards/services/study_days.py": (*GRADING, *QUEUE, *AROUND),
    "cards/models/statements.py": (*QUEUE, *GRADING, *AROUND),
    "cards/models/storing.py": ("tests/models/test_storing.py", *GRADING, *QUEUE, *AROUND),
    "cards/services/retry.py": ("tests/services/test_concurrency.py",),
}


def equivalents() -> dict[str, str]:
    """Key to reason, as in mutants.txt: the key on a line of its own, the reason indented below it."""
    reasons: dict[str, str] = {}
    key = ""
    for line in EQUIVALENT.read_text().splitlines():
        if line.startswith((" ", "\t")):
            reasons[key] = f"{reasons[key]} {line.strip()}".strip()
        elif line and not line.startswith("#"):
            key = line
            reasons[key] = ""
    return reasons


def sure_deaths(path: str) -> list[Mutant]:
    """Mutants that any test notices: if one of them lives, this script is wrong."""
    source = (ROOT / path).read_text()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    first = [(node, node.body[-1]) for node in functions if len(node.body[-1:]) == 1]
    return [
        Mutant(path, "sure", at, at, "raise AssertionError; ", source, range(node.lineno, last.lineno + 1), True)
        for node, last in first[:4]
        if not isinstance(last, (ast.If, ast.For, ast.While, ast.With, ast.FunctionDef, ast.Try))
        for at in [starts[last.lineno - 1] + last.col_offset]
    ] + [Mutant(path, "sure", len(source), len(source), "\nraise AssertionError\n", source)]


def tell_of(mutants: list[Mutant], pipe: Connection, folder: Path, *, jobs: int, seconds: float) -> None:
    """In a process of its own: everything of ours is read here, and nothing of it in the one that forked it."""
    tests = {test: None for path in {mutant.path for mutant in mutants} for test in TESTS[path]}
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(log, 1)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # on its way out it ends its forks and drops its database
    try:
        trials = Trials(mutants, TESTS, jobs=jobs, seconds=seconds, pipe=pipe, folder=folder)
        pytest.main([*OPTIONS, f"--basetemp={folder / 'tests'}", *tests], plugins=[trials])
    finally:
        os._exit(0)


class Tally:
    def __init__(self, log: Path | None) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.log = log and log.open("a", buffering=1)

    def add(self, mutant: Mutant, *, is_killed: bool, test: str = "") -> None:
        self.counts[mutant.path]["killed" if is_killed else "alive"] += 1
        if not is_killed:
            print(f"alive: {mutant.path}:{mutant.line} {mutant.place}", *mutant.diff, sep="\n  ", flush=True)
        if self.log:
            print("killed" if is_killed else "alive", mutant.key, test, sep="\t", file=self.log)

    def told(self) -> bool:
        """Whether enough were killed."""
        total = sum(self.counts.values(), Counter())
        print(f"\n{'':32} killed  alive  equivalent")
        for path, counts in [*self.counts.items(), ("all", total)]:
            print(
                f"{path:32} {counts['killed']:6} {counts['alive']:6} {counts['equivalent']:11}  {_share(counts):5.1f} %"
            )
        return _share(total) >= BAR


def _share(counts: Counter[str]) -> float:
    tried = counts["killed"] + counts["alive"]
    return 100 * counts["killed"] / tried if tried else 100


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    seconds = (
        "of the processor's time for the tests of a mutant: a first look, in which some live that others would kill"
    )
    arguments.add_argument("--seconds", type=float, default=inf, help=seconds)
    arguments.add_argument("--sample", type=int, help="so many of each file, always the same")
    arguments.add_argument("--list", action="store_true", help="only say what would be tried")
    arguments.add_argument("--only", default="", help="those with this in their keys")
    arguments.add_argument("--log", type=Path, help="a file to which each mutant's end is added, and the test it met")
    arguments.add_argument("--again", type=Path, help="without those that were killed by what such a file says")
    arguments.add_argument("files", nargs="*", default=list(TESTS))
    given = arguments.parse_args()
    known = equivalents()
    everything = [mutant for path in given.files for mutant in mutants_of(path)]
    gone = known.keys() - {mutant.key for mutant in everything}
    on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    everything = [mutant for mutant in everything if bool(OF_POSTGRES.search(mutant.key)) == on_postgres]
    todo = [mutant for mutant in everything if mutant.key not in known and given.only in mutant.key]
    if given.again:
        ends = (line.split("\t") for line in given.again.read_text().splitlines())
        killed = {key for end, key, *_ in ends if end == "killed"}
        todo = [mutant for mutant in todo if mutant.key not in killed]
    keys = {mutant.key for mutant in everything}
    for key in sorted(gone):
        if key.split(" ")[0] in given.files:
            print(f"mutants.txt names a mutant that there is none of: {key}")
    if given.sample:
        by_file = [[mutant for mutant in todo if mutant.path == path] for path in given.files]
        todo = [mutant for some in by_file for mutant in Random(0).sample(some, min(given.sample, len(some)))]  # noqa: S311
    if given.list:
        print("\n".join(mutant.key for mutant in todo))
        return 0

    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ["DJANGO_SETTINGS_MODULE"] = "prep.settings"
    # What every one of them would read first. Nothing of ours, and nothing that pytest rewrites.
    import django.contrib.admin
    import django.test  # noqa: F401

    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # and take the process of the tests along
    tally = Tally(given.log)
    for key in keys & known.keys():
        tally.counts[key.split(" ")[0]]["equivalent"] += 1
    shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - databases wait for no disk there
    with tempfile.TemporaryDirectory(prefix="prep-mutants-", dir=shared) as name:
        try_all(todo, Path(name), tally, jobs=given.jobs, seconds=given.seconds)
    return not tally.told()


def try_all(todo: list[Mutant], folder: Path, tally: Tally, *, jobs: int, seconds: float) -> None:
    sure = [mutant for path in dict.fromkeys(mutant.path for mutant in todo) for mutant in sure_deaths(path)]
    mutants = [*sure, *todo]
    pipe, other = Pipe()
    pid = os.fork()
    if not pid:
        pipe.close()  # so that it hears when whoever waits at that end is gone
        tell_of(mutants, other, folder, jobs=jobs, seconds=seconds)
    other.close()
    try:
        tally_all(mutants, pipe, folder, tally, jobs=jobs, seconds=seconds)
        pipe.send("over")
    except BaseException:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        raise
    finally:
        with suppress(ChildProcessError):  # that ended by itself, and was waited for among those of try_afresh
            os.waitpid(pid, 0)


def tally_all(
    mutants: list[Mutant], pipe: Connection, folder: Path, tally: Tally, *, jobs: int, seconds: float
) -> None:
    told: dict = {}
    afresh: list[Mutant] = []
    try:
        while "done" not in told:
            about, *rest = pipe.recv()
            if isinstance(about, str):
                told[about] = rest[0]
                continue
            mutant, (result, test) = mutants[about], rest
            if result not in {ALIVE, KILLED}:
                afresh.append(mutant)
            elif mutant.place != "sure":
                tally.add(mutant, is_killed=result == KILLED, test=test)
            elif result == ALIVE and test != "after 0 tests":
                sys.exit(f"{mutant.key} was not noticed: this script is wrong.")
    except EOFError:
        print((folder / "log").read_text()[-3000:], file=sys.stderr)
        sys.exit("The tests could not be run.")
    if seconds < inf:
        print(f"{len(afresh)} not tried: they need every test.")
    elif afresh:
        more = {"database": told["database"], "seconds": told["tests"], "jobs": jobs, "folder": folder}
        groups = {TESTS[mutant.path] for mutant in afresh}
        if any(is_killed for _, is_killed in try_afresh([(tests, None) for tests in groups], **more)):
            sys.exit("The tests fail as they are, one after the other: mend that first.")
        for mutant, is_killed in try_afresh([(TESTS[mutant.path], mutant) for mutant in afresh], **more):
            if mutant.place != "sure":
                tally.add(mutant, is_killed=is_killed)
            elif not is_killed:
                sys.exit(f"{mutant.key} was not noticed: this script is wrong.")


if __name__ == "__main__":
    sys.exit(main())
