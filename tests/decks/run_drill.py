"""Runs the tests of a drill in an interpreter of its own: python -I run_drill.py < trees.json > results.json

A tree is a whole folder as a mapping from paths to texts: the code, `lib/`, `tests/` and `hidden/`. Nothing is written
to disk: modules are imported from the mapping. A result is "passed" or what went wrong.
"""

import functools
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import linecache
import sys
import traceback
from types import CodeType, ModuleType


@functools.cache
def compiled(path: str, text: str) -> CodeType:
    return compile(text, path, "exec", dont_inherit=True)


class Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds modules in a tree; a folder is a package, with or without an `__init__.py`."""

    def __init__(self, tree: dict[str, str]) -> None:
        self.tree = tree

    def find_spec(self, name, path=None, target=None):
        place = name.replace(".", "/")
        for file, is_package in ((f"{place}/__init__.py", True), (f"{place}.py", False)):
            if file in self.tree:
                return importlib.util.spec_from_loader(name, self, origin=file, is_package=is_package)
        if any(file.startswith(f"{place}/") for file in self.tree):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def exec_module(self, module: ModuleType) -> None:
        file = module.__spec__.origin
        if file is not None:
            text = self.tree[file]
            linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
            exec(compiled(file, text), vars(module))


def run_tree(tree: dict[str, str]) -> dict[str, str]:
    """What became of each test, by `tests/part_1.py::test_name`, and of each import, by `tests/part_1.py`."""
    before = set(sys.modules)
    importer = Importer(tree)
    sys.meta_path.insert(0, importer)
    try:
        results: dict[str, str] = {}
        for path in sorted(tree):
            if path.startswith(("tests/part_", "hidden/part_")):
                results |= run_file(path)
        return results
    finally:
        sys.meta_path.remove(importer)
        for name in set(sys.modules) - before:
            if getattr(sys.modules[name].__spec__, "loader", None) is importer:
                del sys.modules[name]


def run_file(path: str) -> dict[str, str]:
    try:
        module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    except BaseException:
        return {path: traceback.format_exc(limit=-3)}
    results = {path: "passed"}
    for name, test in list(vars(module).items()):
        if name.startswith("test_"):
            try:
                test()
                results[f"{path}::{name}"] = "passed"
            except BaseException:
                results[f"{path}::{name}"] = traceback.format_exc(limit=-3)
    return results


if __name__ == "__main__":
    json.dump({label: run_tree(tree) for label, tree in json.load(sys.stdin).items()}, sys.stdout)
