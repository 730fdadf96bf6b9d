"""Runs the code of a drill, and its tests, in the page (Pyodide) and in the tests of prep (CPython) alike.

One program of nothing but the standard library. A tree is a whole folder as a mapping from paths to texts: nothing is
written to disk, modules are imported from the mapping. A test is a plain function `test_…` in a file `part_<n>.py` or
`test_<name>.py`. What happens is told as events, dictionaries that are sent on as they come:

    {"type": "found", "tests": [{"id", "name", "part"}]}     before anything runs
    {"type": "imported", "file", "message"}                  a test file; the message says why it could not be
    {"type": "start", "id"}
    {"type": "result", "result": {"id", "name", "part", "outcome", "message", "traceback", "output"}}
    {"type": "output", "text"}                               what was printed, as it is printed
    {"type": "error", "message", "traceback", "kind"}        what ended a file that was run alone

`outcome` is "passed", "failed" (an assertion) or "error" (any other exception). A result whose assertion compared two
values also has `got` and `expected`, in the order in which they stand.
"""

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import linecache
import pprint
import random
import re
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

TEST_FILE = re.compile(r"(?:.*/)?(?:part_(\d+)|test_\w+)\.py")
VALUE_CHARACTERS = 4_000
MESSAGE_CHARACTERS = 2_000
FIRST_FRAMES, LAST_FRAMES = 10, 20
UNTOLD_CHARACTERS = 256  # that wait for the end of their line: when a run is stopped they are lost
NO_TESTS = "there is no test in this file: a test is a function whose name begins with test_"
CUT = "\n(what was printed after this is left out: a run may print {} KiB)\n"

dumps = json.dumps  # whatever the code of a drill does to the module
Event = dict[str, Any]
Tree = dict[str, str]


# Modules come from the tree -------------------------------------------------------------------------------------------


class Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds modules in a tree; a folder is a package, with or without an `__init__.py`."""

    def __init__(self, tree: Tree, tests: set[str]) -> None:
        self.tree, self.tests = tree, tests

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        place = name.replace(".", "/")
        for file, is_package in ((f"{place}/__init__.py", True), (f"{place}.py", False)):
            if file in self.tree:
                return importlib.util.spec_from_loader(name, self, origin=file, is_package=is_package)
        if any(file.startswith(f"{place}/") for file in self.tree):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        spec = module.__spec__
        if spec is not None and (file := spec.origin) is not None:
            module.__file__ = file
            exec(self.compiled(file), vars(module))  # noqa: S102 - running code is what this is for

    def compiled(self, file: str) -> types.CodeType:
        text = self.tree[file]
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        if file not in self.tests:
            return compile(text, file, "exec", dont_inherit=True)
        return compile(telling(ast.parse(text, file)), file, "exec", dont_inherit=True)


@contextmanager
def imported_from(importer: Importer) -> Iterator[None]:
    """For as long as this lasts. A module of the tree goes before one of the same name that is built in."""
    before = dict(sys.modules)
    sys.meta_path.insert(0, importer)
    try:
        yield
    finally:
        sys.meta_path.remove(importer)
        for name, module in list(sys.modules.items()):
            if (
                before.get(name) is not module
                and getattr(getattr(module, "__spec__", None), "loader", None) is importer
            ):
                del sys.modules[name]


# Assertions that tell what they compared ------------------------------------------------------------------------------


class Compared(AssertionError):
    """`assert got == expected` did not hold."""

    def __init__(self, message: str, got: str, expected: str) -> None:
        super().__init__(message)
        self.got, self.expected = got, expected


def shown(value: object) -> str:
    """A value as the page shows it: long ones on several lines, so that they can be compared line by line."""
    try:
        text = pprint.pformat(value, width=72, sort_dicts=False)
    except Exception as error:
        return f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    if len(text) > VALUE_CHARACTERS:
        return f"{text[:VALUE_CHARACTERS]} … ({len(text):,} characters)"
    return text


def compared(source: str, message: object, left: object, right: object) -> AssertionError:
    said = f"{message}\nassert {source}" if message is not None else f"assert {source}"
    return Compared(said, shown(left), shown(right))


def untrue(source: str, message: object, value: object) -> AssertionError:
    said = f"{message}\nassert {source}" if message is not None else f"assert {source}"
    return AssertionError(f"{said}\nthe value is {shown(value)}" if value is not False else said)


class Telling(ast.NodeTransformer):
    """Rewrites `assert`, so that each side is worked out once and known when the assertion fails.

    The names begin with @: no program can have them.
    """

    def visit_Assert(self, node: ast.Assert) -> list[ast.stmt]:
        test, source = node.test, ast.unparse(node.test)
        message = node.msg or ast.Constant(None)
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            values = [("@left", test.left), ("@right", test.comparators[0])]
            holds: ast.expr = ast.Compare(name("@left"), test.ops, [name("@right")])
            tell = "@compared"
        else:
            values = [("@value", test)]
            holds = name("@value")
            tell = "@untrue"
        given = [ast.Constant(source), message, *(name(variable) for variable, _ in values)]
        rewritten: list[ast.stmt] = [
            *(ast.Assign([ast.Name(variable, ast.Store())], value) for variable, value in values),
            ast.If(ast.UnaryOp(ast.Not(), holds), [ast.Raise(ast.Call(name(tell), given, []))], []),
        ]
        return [ast.fix_missing_locations(ast.copy_location(statement, node)) for statement in rewritten]


def name(variable: str) -> ast.Name:
    return ast.Name(variable, ast.Load())


def telling(module: ast.Module) -> ast.Module:
    """The module with its assertions rewritten; a docstring and imports from __future__ stay in front."""
    tell = ast.parse("import builtins").body[0]
    tell.names = [ast.alias(TELLING, "@telling")]
    first = 0
    for statement in module.body:
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_text and not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            break
        first += 1
    take = [
        ast.Assign([ast.Name(f"@{function}", ast.Store())], ast.Attribute(name("@telling"), function, ast.Load()))
        for function in ("compared", "untrue")
    ]
    Telling().visit(module)
    module.body[first:first] = [ast.fix_missing_locations(statement) for statement in (tell, *take)]
    return module


TELLING = "a drill's assertions"  # under this name the two functions above can be imported
sys.modules[TELLING] = types.ModuleType(TELLING)
sys.modules[TELLING].compared = compared
sys.modules[TELLING].untrue = untrue


# What is printed ------------------------------------------------------------------------------------------------------


class Printed:
    """Stands for sys.stdout and sys.stderr: passes text on as it comes, up to a limit, and says where it cut."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, limit: int, emit: Callable[[Event], None]) -> None:
        self.limit, self.left, self.emit = limit, limit, emit
        self.kept: list[str] = []  # since the last take()
        self.waiting = ""

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.left > 0:
            data = text.encode("utf-8", "replace")
            fitting = data[: self.left].decode("utf-8", "ignore")
            self.left -= len(data)
            self.waiting += fitting
            if self.left <= 0:
                self.waiting += CUT.format(self.limit // 1024)
            if "\n" in fitting or self.left <= 0 or len(self.waiting) >= UNTOLD_CHARACTERS:
                self.flush()
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        if self.waiting:
            self.kept.append(self.waiting)
            self.emit({"type": "output", "text": self.waiting})
            self.waiting = ""

    def take(self) -> str:
        """What was printed since this was last asked."""
        self.flush()
        text, self.kept = "".join(self.kept), []
        return text

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False


@contextmanager
def printing_to(printed: Printed) -> Iterator[None]:
    before = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = printed
    try:
        yield
    finally:
        printed.flush()
        sys.stdout, sys.stderr = before


# What went wrong ------------------------------------------------------------------------------------------------------


def said(error: BaseException, memory: str) -> str:
    """The first line a learner reads."""
    if isinstance(error, RecursionError):
        return f"RecursionError: a function calls itself without end (Python allows {sys.getrecursionlimit()} levels)"
    if isinstance(error, MemoryError):
        return f"MemoryError: a run may use {memory} of memory"
    if isinstance(error, SystemExit):
        return f"SystemExit: the code ended the program (code {error.code})"
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    try:
        text = str(error)
    except Exception:
        text = "(its text cannot be shown)"
    if isinstance(error, AssertionError):
        return (text or "an assertion failed")[:MESSAGE_CHARACTERS]
    return f"{type(error).__name__}: {text}"[:MESSAGE_CHARACTERS].removesuffix(": ")


def where(error: BaseException, tree: Tree) -> list[dict[str, Any]]:
    """The lines of the tree that led to the error, outermost first; of very many the first and the last."""
    frames = []
    entry = error.__traceback__
    while entry is not None:
        file = entry.tb_frame.f_code.co_filename
        if file in tree:
            frames.append(line_of(tree, file, entry.tb_lineno))
        entry = entry.tb_next
    if isinstance(error, SyntaxError) and error.filename in tree:
        frames.append(line_of(tree, error.filename, error.lineno or 1))
    if len(frames) > FIRST_FRAMES + LAST_FRAMES:
        left_out = len(frames) - FIRST_FRAMES - LAST_FRAMES
        between = {"file": "", "line": 0, "text": f"… {left_out} more calls …"}
        frames = [*frames[:FIRST_FRAMES], between, *frames[-LAST_FRAMES:]]
    return frames


def line_of(tree: Tree, file: str, line: int | None) -> dict[str, Any]:
    lines = tree[file].splitlines()
    text = lines[line - 1].strip() if line and 0 < line <= len(lines) else ""
    return {"file": file, "line": line or 0, "text": text[:200]}


# Running --------------------------------------------------------------------------------------------------------------


def part_of(path: str) -> int | None:
    match = TEST_FILE.fullmatch(path)
    return int(match[1]) if match and match[1] else None


def tests_in(path: str, text: str) -> list[str]:
    """The names of its tests, in their order. None when it cannot be read: importing it tells why."""
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    functions = [node.name for node in module.body if isinstance(node, ast.FunctionDef)]
    return list(dict.fromkeys(function for function in functions if function.startswith("test_")))


def run_tests(
    tree: Tree, tests: Tree, emit: Callable[[Event], None], *, limit: int = 65_536, memory: str = "", full: bool = True
) -> None:
    """Runs the test files among `tests`, in the order of their paths. Without `full` it tells no more than outcomes."""
    whole = tree | tests
    printed = Printed(limit, emit if full else lambda event: None)
    files = [path for path in sorted(tests) if TEST_FILE.fullmatch(path)]
    listed = [
        {"id": f"{path}::{test}", "name": test, "part": part_of(path)}
        for path in files
        for test in tests_in(path, tests[path]) or [path]
    ]
    emit({"type": "found", "tests": listed})

    def tell(test: Event, error: BaseException | None) -> None:
        result = {**test, "outcome": "passed", "message": "", "traceback": [], "output": printed.take()}
        if error is not None:
            result["outcome"] = "failed" if isinstance(error, AssertionError) else "error"
            result["message"], result["traceback"] = said(error, memory), where(error, whole)
            if isinstance(error, Compared):
                result |= {"got": error.got, "expected": error.expected}
        if not full:
            result = {**test, "outcome": result["outcome"], "message": "", "traceback": [], "output": ""}
        emit({"type": "result", "result": result})

    with imported_from(Importer(whole, set(tests))), printing_to(printed):
        for path in files:
            of_file = [test for test in listed if test["id"].startswith(f"{path}::")]
            emit({"type": "start", "id": of_file[0]["id"]})
            try:
                module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
            except BaseException as error:  # whatever the code does, the run goes on
                emit({"type": "imported", "file": path, "message": said(error, memory) if full else ""})
                for test in of_file:
                    tell(test, error)
                continue
            emit({"type": "imported", "file": path, "message": ""})
            for test in of_file:
                emit({"type": "start", "id": test["id"]})
                try:
                    if test["name"] == path:
                        raise AssertionError(NO_TESTS)
                    getattr(module, test["name"])()
                except BaseException as error:
                    tell(test, error)
                else:
                    tell(test, None)


def run_file(tree: Tree, entry: str, emit: Callable[[Event], None], *, limit: int = 65_536, memory: str = "") -> None:
    """Runs one file as a program."""
    printed = Printed(limit, emit)
    importer = Importer(tree, set())
    program = types.ModuleType("__main__")
    program.__file__ = entry
    with imported_from(importer), printing_to(printed):
        before = sys.modules["__main__"]
        sys.modules["__main__"] = program
        try:
            exec(importer.compiled(entry), vars(program))  # noqa: S102
        except SystemExit as error:
            if error.code not in {None, 0}:
                emit({"type": "error", "message": said(error, memory), "traceback": where(error, tree), "kind": "exit"})
        except BaseException as error:
            kind = "memory" if isinstance(error, MemoryError) else "error"
            emit({"type": "error", "message": said(error, memory), "traceback": where(error, tree), "kind": kind})
        finally:
            sys.modules["__main__"] = before


def run(task: str, send: Callable[[str], object]) -> None:
    """A task of the page, in JSON: {"kind": "file" | "tests", "files", "entry", "tests", "full", "limit", "memory"}."""
    given = json.loads(task)

    def emit(event: Event) -> None:
        send(dumps(event))

    random.seed()
    options = {"limit": given["limit"], "memory": given["memory"]}
    if given["kind"] == "file":
        run_file(given["files"], given["entry"], emit, **options)
    else:
        run_tests(given["files"], given["tests"], emit, full=given["full"], **options)
