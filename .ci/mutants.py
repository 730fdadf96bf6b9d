#!/usr/bin/env python3
"""Do the tests notice when a line changes its meaning? `.ci/mutants.py [--jobs N] [--sample N] [FILE…]`

Each mutant is one small change to one file of TESTS: another operator, bound, number, order, a call or a condition left
out, in Python and in the SQL of the hot path. It runs in a process of its own, against the tests that matter for its
file; the file itself is never touched. Alive is whatever all of them pass. Those that mean the same as the original
stand in mutants.txt, each with the reason. Fails where fewer than BAR % of the others are killed.
"""

import argparse
import ast
import difflib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

BAR = 90
ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = Path(__file__).with_suffix(".txt")
PURE = ("tests/scheduling",)
PLANS = ("tests/scheduling/test_outcomes.py", "tests/scheduling/test_sm2.py", "tests/scheduling/test_planning.py")
GRADING = (
    "tests/services/test_review.py", "tests/services/test_review_bounds.py", "tests/services/test_undo.py",
    "tests/queries/test_queue.py",
    "tests/views/test_review.py",
    "tests/views/test_settings.py", "tests/services/test_accounts.py", "tests/services/test_cards.py",
    "tests/operations/test_check_data.py", "tests/views/test_today.py", "tests/queries/test_progress.py",
    "tests/services/test_concurrency.py",
)  # fmt: skip
TESTS = {
    "cards/scheduling/state.py": PLANS,
    "cards/scheduling/outcomes.py": PLANS,
    "cards/scheduling/sm2.py": PLANS,
    "cards/scheduling/planning.py": PLANS,
    "cards/scheduling/queue.py": PURE,
    "cards/scheduling/forecast.py": PURE,
    "cards/scheduling/retention.py": PURE,
    "cards/scheduling/streak.py": PURE,
    "cards/scheduling/study_day.py": PURE,
    "cards/scheduling/order.py": PURE,
    "cards/scheduling/workload.py": PURE,
    "cards/queries/queue.py": ("tests/queries/test_queue.py", *GRADING),
    "cards/services/review.py": GRADING,
    "cards/services/study_days.py": GRADING,
    "cards/models/statements.py": ("tests/queries/test_queue.py", *GRADING),
}
# What no mutant changes: the tests of these would only repeat what Python or Django promise.
NOT_MUTATED = {"property", "cached_property", "cache", "dataclass", "wraps"}

# Mutating -------------------------------------------------------------------------------------------------------------

OPERATORS = {
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"), "==": ("!=",), "!=": ("==",),
    "is": ("is not",), "is not": ("is",), "in": ("not in",), "not in": ("in",), "and": ("or",), "or": ("and",),
    "+": ("-",), "-": ("+",), "*": ("//",), "/": ("*",), "//": ("*",), "%": ("//",), "|": ("&",), "&": ("|",),
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "filter": "exclude", "exclude": "filter", "all": "any", "any": "all",
         "bisect_right": "bisect_left"}  # fmt: skip
LOOKUPS = {"__lt": "__lte", "__lte": "__lt", "__gt": "__gte", "__gte": "__gt"}
SQL = re.compile(r"\b(SELECT|UPDATE|INSERT|WHERE|COUNT|FROM|julianday|IS NULL)\b|::float")
SQL_CHANGES = (
    (re.compile(r"<="), "<"),
    (re.compile(r"(?<![<>:])=(?= (?!version|\{|%s,))"), "<>"),
    (re.compile(r"\bIS NULL\b"), "IS NOT NULL"),
    (re.compile(r"\bIS NOT NULL\b"), "IS NULL"),
    (re.compile(r"\bNOT EXISTS\b"), "EXISTS"),
    (re.compile(r" AND (?!\w+ = %s)(?:[^()\"\n]|\([^()\n]*\))+?(?= AND\b| OR\b| ORDER\b| LIMIT\b|\)|\n|\"|$)"), ""),
    (re.compile(r" OR (?:[^()\"\n]|\([^()\n]*\))+?(?=\))"), ""),
    (re.compile(r" DESC\b"), ""),
    (re.compile(r", (?=(?:s\.)?id LIMIT)"), " DESC, "),  # where it is DESC already, no SQL comes of it: see below
    (re.compile(r"(?<=ORDER BY )\S+(?: DESC)?, "), ""),
    (re.compile(r"(?<=ORDER BY )([\w.]+)(?= LIMIT)"), r"\1 DESC"),
    (re.compile(r"\bDISTINCT "), ""),
    (re.compile(r"(?<= )\+(?= )"), "-"),
    (re.compile(r"(?<= )-(?= )"), "+"),
    (re.compile(r"(?<= )/(?= )"), "*"),
    (re.compile(r"\b(?:max|greatest)\(([^,()]+), 1\)"), r"\1"),
    (re.compile(r"\bLEFT JOIN\b"), "JOIN"),
)


@dataclass(frozen=True)
class Mutant:
    path: str
    place: str  # the function it is in, such as CardQuerySet.visible_to
    start: int
    end: int
    text: str
    source: str

    @property
    def mutated(self) -> str:
        return self.source[: self.start] + self.text + self.source[self.end :]

    @property
    def line(self) -> int:
        return self.source.count("\n", 0, self.start) + 1

    @property
    def diff(self) -> list[str]:
        lines = difflib.unified_diff(self.source.splitlines(), self.mutated.splitlines(), lineterm="", n=0)
        return [f"{line[0]} {line[1:].strip()}" for line in list(lines)[2:] if line[0] in "+-"]

    @property
    def key(self) -> str:
        """Says the same after lines above it came or went."""
        return f"{self.path} {self.place}: {' '.join(self.diff)}"


def mutants_of(path: str) -> list[Mutant]:
    source = (ROOT / path).read_text()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    lines = source.splitlines()

    def at(line: int, column: int) -> int:  # ast counts columns in bytes
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    def start(node: ast.AST) -> int:
        return at(node.lineno, node.col_offset)

    def end(node: ast.AST) -> int:
        return at(node.end_lineno, node.end_col_offset)

    def between(before: ast.AST, after: ast.AST) -> Iterator[tuple[int, int, str]]:
        gap = source[end(before) : start(after)]
        found = re.search(r"is\s+not\b|not\s+in\b|\b(?:is|in|and|or)\b|//|\*\*|[<>=!]=|[-+*/%<>|&]", gap)
        if found:
            for other in OPERATORS.get(" ".join(found[0].split()), ()):
                yield end(before) + found.start(), end(before) + found.end(), other

    def edits(node: ast.AST) -> Iterator[tuple[int, int, str]]:
        whole = source[start(node) : end(node)] if hasattr(node, "lineno") else ""
        match node:
            case ast.Compare():
                for before, after in zip([node.left, *node.comparators], node.comparators, strict=False):
                    yield from between(before, after)
            case ast.BinOp() if not {type(node.left), type(node.right)} & {ast.Constant, ast.JoinedStr, ast.Dict} or (
                _is_number(node.left) or _is_number(node.right)
            ):
                yield from between(node.left, node.right)
            case ast.BoolOp():
                for before, after in zip(node.values, node.values[1:], strict=False):
                    yield from between(before, after)
            case ast.AugAssign():
                yield from between(node.target, node.value)
            case ast.UnaryOp(op=ast.Not()):
                yield start(node), start(node.operand), ""
            case ast.UnaryOp(op=ast.USub()):
                yield start(node), start(node.operand), "+"
            case ast.IfExp() | ast.If() | ast.While():
                yield start(node.test), end(node.test), f"(not ({source[start(node.test) : end(node.test)]}))"
            case ast.Constant(value=bool()):
                yield start(node), end(node), str(not node.value)
            case ast.Constant(value=int()):
                yield start(node), end(node), str(node.value + 1)
            case ast.Constant(value=str()) if re.fullmatch("-[a-z_]+", node.value):
                yield start(node) + 1, start(node) + 2, ""
            case ast.Constant(value=str()) | ast.JoinedStr() if SQL.search(whole):
                for pattern, replacement in SQL_CHANGES:
                    for found in pattern.finditer(whole):
                        yield start(node) + found.start(), start(node) + found.end(), found.expand(replacement)
            case ast.Return(value=ast.expr()):
                yield start(node.value), end(node.value), "None"
            case ast.Expr(value=ast.Call()) | ast.Raise() | ast.Continue() | ast.Break():
                yield start(node), end(node), "pass"
            case ast.Call(func=ast.Name(id=name)) if name in NAMES or name == "sorted":
                yield start(node.func), end(node.func), NAMES.get(name, "list")
            case ast.Call(func=ast.Attribute(attr=name)) if name in {"filter", "exclude", "counted", "of"}:
                if name in NAMES:
                    yield end(node.func) - len(name), end(node.func), NAMES[name]
                instead = ".all()" if name in {"of", "counted"} else ""
                yield end(node.func.value), end(node), instead
            case ast.keyword(arg=str(name), value=value):
                for lookup, other in LOOKUPS.items():
                    if name.endswith(lookup):
                        yield start(node), start(node) + len(name), name.removesuffix(lookup) + other
                if isinstance(value, ast.expr) and source[end(node)] == ",":
                    yield start(node), end(node) + 1, ""
            case ast.FunctionDef(decorator_list=[*decorators]):
                for decorator in decorators:
                    if not NOT_MUTATED & set(re.findall(r"\w+", ast.unparse(decorator))):
                        yield start(decorator) - 1, end(decorator), ""

    found: list[Mutant] = []

    def walk(node: ast.AST, place: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.arg) or child is getattr(node, "annotation", 0) or _is_skipped(node, child):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue  # a docstring
            inner = place
            if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                inner = f"{place}.{child.name}".strip(".")
            found.extend(Mutant(path, inner or "module", *edit, source) for edit in edits(child))
            if not (isinstance(child, ast.JoinedStr) and SQL.search(source[start(child) : end(child)])):
                walk(child, inner)

    walk(ast.parse(source), "")
    return [mutant for mutant in dict.fromkeys(found) if _compiles(mutant)]


def _is_skipped(node: ast.AST, child: ast.AST) -> bool:
    """Decorators such as @dataclass(frozen=True) and what they say."""
    return child in getattr(node, "decorator_list", ()) and bool(
        NOT_MUTATED & set(re.findall(r"\w+", ast.unparse(child)))
    )


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def _compiles(mutant: Mutant) -> bool:
    try:
        tree = ast.parse(mutant.mutated)
    except SyntaxError:
        return False
    if "DESC DESC" in mutant.mutated:
        return False
    return ast.dump(tree) != ast.dump(ast.parse(mutant.source))


# Running --------------------------------------------------------------------------------------------------------------


OPTIONS = ("-x", "-q", "--tb=line", "-p", "no:cacheprovider", "-p", "no:faulthandler")


class QuickLaws:
    """Laws are tried with the same examples for every mutant, and the smallest that fails is not sought."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session):
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", deadline=None, derandomize=True, database=None, phases=phases)
        settings.load_profile("mutants")


class Loader(importlib.machinery.SourceFileLoader):
    source = ""

    def get_code(self, fullname):
        return compile(self.source, self.path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self.name, self.path, self.source = mutant.path[:-3].replace("/", "."), str(ROOT / mutant.path), mutant.mutated

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        loader = Loader(fullname, self.path)
        loader.source = self.source
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)


def start_tests(tests: tuple[str, ...], mutant: Mutant | None, log: Path) -> int:
    """Fork a process that runs the tests with the mutant in place of its file. Returns its id."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    code = 1
    try:
        if mutant:
            sys.meta_path.insert(0, Finder(mutant))
        code = pytest.main([*OPTIONS, f"--basetemp={log}.tmp", *dict.fromkeys(tests)], plugins=[QuickLaws()])
    finally:
        os._exit(int(code))


def run(todo: list[tuple[tuple[str, ...], Mutant | None]], jobs: int, seconds: float, folder: Path) -> Iterator:
    """(mutant, "killed" | "alive" | "timeout") in the order in which they end."""
    running: dict[int, tuple[Mutant | None, float]] = {}
    waiting = list(enumerate(todo))
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                number, (tests, mutant) = waiting.pop(0)
                pid = start_tests(tests, mutant, folder / str(number))
                running[pid] = (mutant, time.monotonic() + seconds)
            ended, status = os.waitpid(-1, os.WNOHANG)
            if ended in running:
                yield running.pop(ended)[0], "killed" if status else "alive"
                continue
            for pid, (mutant, deadline) in list(running.items()):
                if time.monotonic() > deadline:
                    os.killpg(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                    del running[pid]
                    yield mutant, "timeout"
            time.sleep(0.02)
    finally:
        for pid in running:
            os.killpg(pid, signal.SIGKILL)


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


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--seconds", type=float, default=120, help="for which a mutant may run")
    arguments.add_argument("--sample", type=int, help="so many of each file, always the same")
    arguments.add_argument("--list", action="store_true", help="only say what would be tried")
    arguments.add_argument("files", nargs="*", default=list(TESTS))
    given = arguments.parse_args()
    known = equivalents()
    everything = [mutant for path in given.files for mutant in mutants_of(path)]
    todo = [mutant for mutant in everything if mutant.key not in known]
    for key in sorted(set(known) - {mutant.key for mutant in everything}):
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

    results: Counter[str] = Counter(equivalent=len(set(known) & {mutant.key for mutant in everything}))
    with tempfile.TemporaryDirectory(prefix="prep-mutants-") as name:
        folder = Path(name)
        for tests in {TESTS[path] for path in given.files}:
            for _, result in run([(tests, None)], 1, 10 * given.seconds, folder):
                if result != "alive":
                    print((folder / "0").read_text())
                    sys.exit("The tests fail as it is: mend that first.")
        trials = [(TESTS[mutant.path], mutant) for mutant in todo]
        for mutant, result in run(trials, given.jobs, given.seconds, folder):
            results[result] += 1
            if result == "alive":
                print(f"alive: {mutant.path}:{mutant.line} {mutant.place}", *mutant.diff, sep="\n  ", flush=True)
    killed = results["killed"] + results["timeout"]
    tried = killed + results["alive"]
    share = 100 * killed / tried if tried else 100
    print(f"{killed} of {tried} killed ({share:.1f} %), {results['alive']} alive, {results['equivalent']} equivalent.")
    return share < BAR


if __name__ == "__main__":
    sys.exit(main())
