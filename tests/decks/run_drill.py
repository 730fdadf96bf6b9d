"""Runs the tests of drills in an interpreter of its own: python -I run_drill.py < folders.json > results.json

Each folder holds a whole tree: the code, `lib/`, `tests/` and `hidden/`. A result is "passed" or what went wrong.
"""

import importlib
import json
import sys
import traceback
from pathlib import Path


def run_folder(folder: Path) -> dict[str, str]:
    """What became of each test, by `tests/part_1.py::test_name`, and of each import, by `tests/part_1.py`."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        results: dict[str, str] = {}
        for path in sorted([*folder.glob("tests/part_*.py"), *folder.glob("hidden/part_*.py")]):
            results |= run_file(path.relative_to(folder))
        return results
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            origin = getattr(sys.modules[name], "__file__", None)
            if origin is None or Path(origin).is_relative_to(folder):
                del sys.modules[name]


def run_file(path: Path) -> dict[str, str]:
    try:
        module = importlib.import_module(".".join(path.with_suffix("").parts))
    except BaseException:
        return {str(path): traceback.format_exc(limit=-3)}
    results = {str(path): "passed"}
    for name, test in list(vars(module).items()):
        if name.startswith("test_"):
            try:
                test()
                results[f"{path}::{name}"] = "passed"
            except BaseException:
                results[f"{path}::{name}"] = traceback.format_exc(limit=-3)
    return results


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    json.dump({folder: run_folder(Path(folder)) for folder in json.load(sys.stdin)}, sys.stdout)
