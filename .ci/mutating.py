"""The small changes that mutants.py tries: another operator, bound, number, order, a call or a condition left out, in
Python and in the SQL of the hot path."""

import ast
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What no mutant changes: the tests of these would only repeat what Python or Django promise.
NOT_MUTATED = {"property", "cached_property", "cache", "dataclass", "wraps"}

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
    lines: range = range(0)  # of the statement that it changes, or of its head where it holds others
    is_inside: bool = False  # a function's body: nothing changes for who doesn't call it

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
        return f"{self.path} {self.place}: {' '.join(self.diff)}".rstrip()


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

    def walk(node: ast.AST, place: str, lines: range, is_inside: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.arg) or child in _annotations(node) or _is_skipped(node, child):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue  # a docstring
            inner = place
            if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                inner = f"{place}.{child.name}".strip(".")
            own = _head(child) if isinstance(child, ast.stmt) else lines
            inside = is_inside or (isinstance(node, ast.FunctionDef) and child in node.body)
            found.extend(Mutant(path, inner or "module", *edit, source, own, inside) for edit in edits(child))
            if not (isinstance(child, ast.JoinedStr) and SQL.search(source[start(child) : end(child)])):
                walk(child, inner, own, inside)

    tree = ast.parse(source)
    walk(tree, "", range(0), False)
    original = ast.dump(tree)
    return [mutant for mutant in dict.fromkeys(found) if _compiles(mutant, original)]


def _head(statement: ast.stmt) -> range:
    body = getattr(statement, "body", None)
    return range(statement.lineno, max(statement.lineno + 1, body[0].lineno) if body else statement.end_lineno + 1)


def _annotations(node: ast.AST) -> tuple[ast.AST | None, ...]:
    return getattr(node, "annotation", None), getattr(node, "returns", None)


def _is_skipped(node: ast.AST, child: ast.AST) -> bool:
    """Decorators such as @dataclass(frozen=True) and what they say."""
    return child in getattr(node, "decorator_list", ()) and bool(
        NOT_MUTATED & set(re.findall(r"\w+", ast.unparse(child)))
    )


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def _compiles(mutant: Mutant, original: str) -> bool:
    try:
        tree = ast.parse(mutant.mutated)
    except SyntaxError:
        return False
    if "DESC DESC" in mutant.mutated:
        return False
    return ast.dump(tree) != original
