"""Every drill is what it says: its solution passes, its starter does not, and its hidden tests catch the mutants."""

import ast
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cards.exchange.deckfiles.drillfile import DrillDraft, Tree, VariantDraft, scan_drills, tree
from cards.kinds.drill import HUNTS

ROOT = Path(__file__).resolve().parents[2]
PRACTICE = ROOT / "cards" / "decks" / "practice"
LIB = {f"lib/{name}": text for name, text in tree(PRACTICE / "lib").items()}
DRILLS, PROBLEMS = scan_drills(PRACTICE)
VARIANTS = {f"{drill.key}/{variant.slug}": (drill, variant) for drill in DRILLS for variant in drill.variants}
SECONDS = 60  # far above the half second a variant takes, so that a busy machine does not fail it
HUNT_LINES = range(150, 301)
LONGEST_LINE = 120

MISSING_IN_THE_PAGE = {
    "_thread", "asyncio", "concurrent", "ctypes", "http", "multiprocessing", "os", "pathlib", "pytest", "queue",
    "select", "signal", "socket", "ssl", "subprocess", "tempfile", "threading", "time", "zoneinfo",
}  # fmt: skip
"""No threads, no network, no wall clock and no time zone data; and files belong to the room."""
WALL_CLOCK = {"now", "today", "utcnow"}

every_variant = pytest.mark.parametrize("name", VARIANTS)


def variant_and_drill(name: str) -> tuple[VariantDraft, DrillDraft]:
    drill, variant = VARIANTS[name]
    return variant, drill


def results_of(variant: VariantDraft) -> dict[str, dict[str, str]]:
    """The results of every test, for the solution, the starter and each mutant."""
    common = dict(LIB)
    common |= {f"tests/{path}": text for path, text in variant.tests.items()}
    common |= {f"hidden/{path}": text for path, text in variant.hidden.items()}
    trees: dict[str, Tree] = {"solution": {**variant.solution, **common}, "starter": {**variant.starter, **common}}
    for mutant in variant.mutants:
        trees[f"mutant {mutant.name}"] = {**variant.solution, **mutant.files, **common}
    run = subprocess.run(
        [sys.executable, "-I", Path(__file__).with_name("run_drill.py")],
        input=json.dumps(trees), capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def failures(results: dict[str, str], start: str = "") -> list[str]:
    return [test for test, result in results.items() if test.startswith(start) and result != "passed"]


def test_drills_can_be_read():
    assert [str(problem) for problem in PROBLEMS] == []
    assert DRILLS


@every_variant
def test_solution_starter_and_mutants_do_what_they_should(name):
    """One test, so that a variant runs once, in whichever process of the suite it lands."""
    drill, variant = VARIANTS[name]
    results = results_of(variant)

    solution_passes_every_test(variant, results["solution"])
    starter_imports_and_is_not_yet_right(variant, drill, results["starter"])
    mutants = {label: outcome for label, outcome in results.items() if label.startswith("mutant")}
    hidden_tests_catch_every_mutant(mutants)
    if drill.family == "hunt":
        a_half_fix_passes_what_can_be_seen(variant, mutants)


def solution_passes_every_test(variant, outcome):
    assert [outcome[test] for test in failures(outcome)] == []
    tests = Counter(test.split("::")[0] for test in outcome if "::" in test)
    for number in range(1, len(variant.parts) + 1):
        assert tests[f"tests/part_{number}.py"] >= 1
        assert tests[f"hidden/part_{number}.py"] >= 1


def starter_imports_and_is_not_yet_right(variant, drill, outcome):
    # Later parts may import what does not exist before them.
    assert outcome["tests/part_1.py"] == outcome["hidden/part_1.py"] == "passed", outcome
    if drill.family == "hunt":
        assert failures(outcome, "tests/") == [f"tests/part_1.py::{variant.failing}"]
        assert len([test for test in outcome if test.startswith("tests/part_1.py::")]) >= 3
    else:
        for number in range(1, len(variant.parts) + 1):
            assert failures(outcome, f"tests/part_{number}.py"), f"part {number} is solved before it begins"


def hidden_tests_catch_every_mutant(mutants):
    survivors = [label for label, outcome in mutants.items() if not failures(outcome, "hidden/")]

    assert survivors == []
    for outcome in mutants.values():
        assert {result for test, result in outcome.items() if "::" not in test} == {"passed"}, "it must import"


def a_half_fix_passes_what_can_be_seen(variant, mutants):
    """The tempting half-fix satisfies what the learner can see, which is why it tempts."""
    tempting = [f"mutant {mutant.name}" for mutant in variant.mutants if mutant.reason.startswith("The tempting")]

    assert tempting
    assert {label: seen for label in tempting if (seen := failures(mutants[label], "tests/"))} == {}


@every_variant
def test_code_needs_nothing_the_page_lacks(name):
    variant, _ = variant_and_drill(name)
    trees = [variant.starter, variant.solution, variant.tests, variant.hidden, *(m.files for m in variant.mutants)]
    local = {Path(path).parts[0].removesuffix(".py") for files in trees for path in files} | {"lib", "tests", "hidden"}

    for files in [*trees, LIB]:
        for path, text in files.items():
            if path.endswith(".py"):
                assert unfit(ast.parse(text), local) == [], path


def unfit(module: ast.Module, local: set[str]) -> list[str]:
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [] if node.level else [node.module or ""]
        else:
            names = []
        for full_name in names:
            root = full_name.split(".")[0]
            if root not in local and (root in MISSING_IN_THE_PAGE or root not in sys.stdlib_module_names):
                found.append(f"import {full_name}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WALL_CLOCK:
            owner = ast.unparse(node.func.value)
            if owner.split(".")[-1] in {"datetime", "date"}:
                found.append(f"{owner}.{node.func.attr}()")
    return found


@pytest.mark.parametrize(
    "code",
    ["import threading", "from socket import socket", "import requests", "import time", "x = datetime.now()",
     "x = datetime.date.today()"],
)  # fmt: skip
def test_what_the_page_lacks_is_noticed(code):
    assert unfit(ast.parse(code), set()) != []


def crowded_lines(module: ast.Module) -> list[int]:
    """Lines on which more than one statement begins."""
    lines = [node.lineno for node in ast.walk(module) if isinstance(node, ast.stmt)]
    return sorted(line for line, count in Counter(lines).items() if count > 1)


@every_variant
def test_code_is_written_to_be_read(name):
    variant, drill = variant_and_drill(name)

    for files in (variant.starter, variant.solution, variant.tests, variant.hidden):
        for path, text in files.items():
            assert text == "" or text.endswith("\n"), path
            assert max(map(len, text.splitlines()), default=0) <= LONGEST_LINE, path
            assert [line for line in text.splitlines() if line.rstrip() != line] == [], path
            if path.endswith(".py"):
                assert crowded_lines(ast.parse(text)) == [], path
    if drill.family == "hunt":
        code = [path for path in variant.starter if path.endswith(".py")]
        assert "README.md" in variant.starter
        assert len(code) >= 3
        assert sum(len(variant.starter[path].splitlines()) for path in code) in HUNT_LINES


def test_a_hunt_is_called_by_what_is_seen_and_not_by_its_class():
    hunts = [drill for drill in DRILLS if drill.family == "hunt"]

    assert [drill.key for drill in hunts if not drill.key.startswith(HUNTS)] == []
    assert [drill.title for drill in hunts if drill.problem_class.replace("-", " ") in drill.title.lower()] == []
