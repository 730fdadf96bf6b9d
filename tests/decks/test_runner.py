"""The program that runs drills in the page, tried in CPython: what it tells of each test, and of what goes wrong."""

import sys

import pytest

from tests.decks.run_drill import runner

CACHE_PY = """\
class Cache:
    def __init__(self):
        self.pages = {}

    def keys(self):
        return list(self.pages)
"""
CACHE = {"cache.py": CACHE_PY}


def events_of(files, tests, **options):
    events = []
    runner.run_tests(files, tests, events.append, **options)
    return events


def results_of(files, tests, **options):
    events = events_of(files, tests, **options)
    return {event["result"]["name"]: event["result"] for event in events if event["type"] == "result"}


def run_file(text, **options):
    events = []
    runner.run_file({"main.py": text, "data/words.py": "WORDS = ['a']\n"}, "main.py", events.append, **options)
    printed = "".join(event["text"] for event in events if event["type"] == "output")
    return printed, next((event for event in events if event["type"] == "error"), None)


def one_test(body, **files):
    """The result of a test with this body."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return results_of(CACHE, {"tests/part_1.py": f"from cache import Cache\n\n\ndef test_it():\n{lines}\n"}, **files)[
        "test_it"
    ]


def test_a_test_that_passes():
    assert one_test("assert Cache().keys() == []") == {
        "id": "tests/part_1.py::test_it",
        "name": "test_it",
        "part": 1,
        "outcome": "passed",
        "message": "",
        "traceback": [],
        "output": "",
    }


def test_an_assertion_tells_what_it_compared_and_works_each_side_out_once():
    result = one_test("seen = [1, 2, 3]\nassert seen.pop() == 2")

    assert (result["outcome"], result["message"]) == ("failed", "assert seen.pop() == 2")
    assert (result["got"], result["expected"]) == ("3", "2")
    assert result["traceback"] == [{"file": "tests/part_1.py", "line": 6, "text": "assert seen.pop() == 2"}]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("assert Cache().keys()", "assert Cache().keys()\nthe value is []"),
        ("assert 1 > 2, 'too few'", "too few\nassert 1 > 2"),
        ("assert 1 < 3 < 2", "assert 1 < 3 < 2"),
        ("assert not [1]", "assert not [1]"),
    ],
)
def test_what_an_assertion_says(body, message):
    assert one_test(body)["message"] == message


def test_long_values_are_shown_on_lines_that_can_be_compared():
    result = one_test("assert [{'id': n, 'name': 'x' * 30} for n in range(3)] == []")

    assert len(result["got"].splitlines()) == 3


def test_a_value_that_cannot_be_shown_is_said_so():
    result = one_test("class Odd:\n    def __repr__(self):\n        raise ValueError\nassert Odd() == 1")

    assert result["got"] == "<Odd whose repr raises ValueError>"


def test_any_other_exception_is_an_error_with_the_lines_that_led_to_it():
    result = one_test("Cache().keys().index('a')")

    assert result["outcome"] == "error"
    assert result["message"].startswith("ValueError: ")
    assert [line["line"] for line in result["traceback"]] == [5]


def test_endless_recursion_is_said_in_plain_words_and_few_lines():
    result = one_test("def deeper(n):\n    return deeper(n + 1)\ndeeper(0)")

    assert result["message"].startswith("RecursionError: a function calls itself without end")
    assert len(result["traceback"]) == 31
    assert "more calls" in result["traceback"][10]["text"]


@pytest.mark.parametrize("ending", ["raise SystemExit(3)", "raise KeyboardInterrupt"])
def test_code_that_wants_to_end_the_program_ends_its_test(ending):
    results = results_of({}, {"tests/part_1.py": f"def test_a():\n    {ending}\n\n\ndef test_b():\n    pass\n"})

    assert [result["outcome"] for result in results.values()] == ["error", "passed"]


def test_all_tests_are_named_before_the_first_runs_and_a_file_that_cannot_be_imported_fails_each():
    tests = {"tests/part_1.py": "import nowhere\n\n\ndef test_a():\n    pass\n\n\ndef test_b():\n    pass\n"}

    events = events_of({}, tests)

    assert [test["name"] for test in events[0]["tests"]] == ["test_a", "test_b"]
    results = [event["result"] for event in events if event["type"] == "result"]
    assert {result["message"] for result in results} == {"ModuleNotFoundError: No module named 'nowhere'"}


def test_a_syntax_error_is_shown_where_it_is():
    result = results_of({"cache.py": "x = (\n"}, {"tests/part_1.py": "import cache\n\n\ndef test_a():\n    pass\n"})[
        "test_a"
    ]

    assert result["message"] == "SyntaxError: '(' was never closed"
    assert result["traceback"][-1] == {"file": "cache.py", "line": 1, "text": "x = ("}


def test_hidden_tests_tell_their_outcome_alone():
    result = one_test("print('the answer')\nassert 1 == 2", full=False)

    assert (result["outcome"], result["message"], result["output"], result["traceback"]) == ("failed", "", "", [])
    assert "got" not in result
    assert not [event for event in events_of({}, {"test_own.py": "print(1)"}, full=False) if event["type"] == "output"]


def test_what_a_test_prints_is_its_own():
    tests = {"tests/test_own.py": "def test_a():\n    print('a')\n\n\ndef test_b():\n    print('b', end='')\n"}

    results = results_of({}, tests)

    assert [result["output"] for result in results.values()] == ["a\n", "b"]
    assert results["test_a"]["part"] is None


def test_a_file_without_tests_says_so():
    (result,) = results_of({}, {"tests/test_own.py": "x = 1\n"}).values()

    assert result["message"].startswith("there is no test in this file")


def test_nothing_of_a_run_is_left_behind():
    before = set(sys.modules)

    results_of(
        {"json.py": "dumps = 3\n"}, {"tests/part_1.py": "import json\n\n\ndef test_a():\n    assert json.dumps == 3\n"}
    )

    assert sys.modules["json"].dumps([]) == "[]"
    assert set(sys.modules) == before


# One file as a program ------------------------------------------------------------------------------------------------


def test_a_file_runs_as_the_program():
    assert run_file("from data.words import WORDS\nif __name__ == '__main__':\n    print(WORDS)") == ("['a']\n", None)


def test_too_much_output_is_cut_and_says_so():
    printed, _ = run_file("for n in range(1000):\n    print('ä' * 9)", limit=2_048)

    assert printed.startswith("ääääääääää"[:9] + "\n")
    assert printed.endswith("(what was printed after this is left out: a run may print 2 KiB)\n")
    assert len(printed.encode()) < 2_200


def test_a_line_without_an_end_is_told_before_the_end():
    """A loop that prints dots and never ends shows them."""
    told = []

    runner.run_file({"main.py": "for n in range(999):\n    print('.', end='')\n1 / 0"}, "main.py", told.append)

    assert [len(event["text"]) for event in told if event["type"] == "output"] == [256, 256, 256, 231]


def test_memory_that_is_not_there_is_said_in_plain_words():
    _, error = run_file("raise MemoryError", memory="256 MiB")

    assert (error["kind"], error["message"]) == ("memory", "MemoryError: a run may use 256 MiB of memory")


def test_an_exit_is_no_error_unless_it_says_so():
    assert run_file("import sys\nprint(1)\nsys.exit()") == ("1\n", None)
    assert run_file("import sys\nsys.exit(2)")[1]["message"] == "SystemExit: the code ended the program (code 2)"
