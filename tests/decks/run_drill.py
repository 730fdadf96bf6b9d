"""Runs the tests of drills in an interpreter of its own: python -I run_drill.py < trees.json > results.json

By the program that runs them in the page. A tree is a whole folder as a mapping from paths to texts: the code, `lib/`,
`tests/` and `hidden/`. A result is "passed" or what went wrong, by `tests/part_1.py::test_name`; of a file it is what
importing it led to, by `tests/part_1.py`.
"""

import json
import sys
import types
from pathlib import Path

RUNNER = Path(__file__).resolve().parents[2] / "static" / "js" / "drill" / "runner.py"
# Not imported: that would leave a compiled file among those that browsers may fetch.
runner = types.ModuleType("runner")
exec(compile(RUNNER.read_text(), RUNNER, "exec"), vars(runner))


def run_tree(tree: dict[str, str]) -> dict[str, str]:
    tests = {path: text for path, text in tree.items() if path.startswith(("tests/", "hidden/"))}
    code = {path: text for path, text in tree.items() if path not in tests}
    results: dict[str, str] = {}

    def note(event: dict) -> None:
        if event["type"] == "imported":
            results[event["file"]] = event["message"] or "passed"
        elif event["type"] == "result":
            result = event["result"]
            lines = [f"{line['file']}:{line['line']}: {line['text']}" for line in result["traceback"][-3:]]
            went_wrong = "\n".join([result["outcome"], *lines, result["message"]])
            results[result["id"]] = "passed" if result["outcome"] == "passed" else went_wrong

    runner.run_tests(code, tests, note)
    return results


if __name__ == "__main__":
    json.dump({label: run_tree(tree) for label, tree in json.load(sys.stdin).items()}, sys.stdout)
