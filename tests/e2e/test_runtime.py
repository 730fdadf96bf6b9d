"""Python in the page: what a drill's code can do there, and what becomes of code that goes wrong.

The interpreter is started once for all of these, on a page that has the policy of a drill page and nothing else.
"""

import os

import pytest
from django.conf import settings
from django.utils.csp import CSP, build_policy

from tests.decks.test_drills import VARIANTS, results_of

POLICY = build_policy({**settings.SECURE_CSP, "frame-src": [CSP.SELF]})
OPEN = """async () => {
    const { openRuntime } = await import("/static/js/drill/runtime.js");
    self.progress = [];
    self.runtime = await openRuntime({ onProgress: (step) => progress.push(step) });
}"""
TEST = """async (given) => {
    const results = [];
    const tested = await runtime.test(given, (result) => results.push(result));
    return { ...tested, isStreamed: JSON.stringify(results) === JSON.stringify(tested.results) };
}"""


def bare(page, base_url):
    """A page of prep's address with the policy of a drill page."""
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html"}
    page.route("**/bare/", lambda route: route.fulfill(body="<!doctype html><title>Bare</title>", headers=headers))
    page.goto(f"{base_url}/bare/")


@pytest.fixture(scope="module")
def python(browser, base_url):
    context = browser.new_context()
    page = context.new_page()
    complaints = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    bare(page, base_url)
    page.evaluate(OPEN)
    yield page
    context.close()
    assert complaints == []


def run(page, text, **limits):
    files = {"main.py": text}
    return page.evaluate("(given) => runtime.run(given)", {"files": files, "entry": "main.py", "limits": limits})


def test_a_file_runs_with_what_is_simulated_and_without_the_page(python):
    steps = python.evaluate("progress")
    assert steps[0]["loaded"] > 0
    assert steps[-2]["loaded"] == steps[-2]["total"] == 13_412_130
    assert steps[-1] == {"starting": True}
    assert python.evaluate("runtime.state") == "ready"

    clock = run(python, "from lib.fake_clock import FakeClock\nprint(FakeClock(3)(), __name__)")
    thread = run(python, "import threading\nthreading.Thread(target=print).start()")
    tasks = run(
        python,
        "import asyncio\nasync def later():\n    await asyncio.sleep(0.01)\n    print('done')\n"
        "async def both():\n    await asyncio.gather(later(), later())\nasyncio.run(both())",
    )
    stuck = run(python, "import asyncio\nasync def wait():\n    await asyncio.Event().wait()\nasyncio.run(wait())")
    bridge = run(python, "import js")

    assert (clock["output"], clock["error"], clock["ended"]) == ("3 __main__\n", None, "done")
    assert "lib.interleave" in thread["error"]["message"]
    assert thread["error"]["traceback"][0]["line"] == 2
    assert (tasks["error"], tasks["output"]) == (None, "done\ndone\n")
    assert stuck["error"]["message"] == "RuntimeError: every task waits for something that nobody is left to do"
    assert "knows nothing of the page" in bridge["error"]["message"]


def test_what_goes_wrong_is_told_and_the_next_run_works(python):
    """In an interpreter that knows nothing of the one before."""
    loop = run(python, "print('before')\nwhile True:\n    pass", seconds=2)
    assert (loop["ended"], loop["output"]) == ("timeout", "before\n")
    assert loop["message"] == "Stopped after 2 s: something in it does not come to an end."

    huge = run(python, "everything = []\nwhile True:\n    everything.append('a' * 1_000_000)")
    assert (huge["ended"], huge["error"]["message"]) == ("memory", "MemoryError: a run may use 256 MiB of memory")

    loud = run(python, "import json\njson.dumps = None\nfor n in range(9_999):\n    print('a' * 99)", outputBytes=2_048)
    assert loud["ended"] == "done"
    assert loud["output"].endswith("a run may print 2 KiB)\n")
    assert len(loud["output"]) < 2_200

    deep = run(python, "def deeper(n):\n    return deeper(n + 1)\ndeeper(0)")
    assert deep["error"]["message"].startswith("RecursionError: a function calls itself without end")

    too_deep = run(python, "class Odd:\n    def __eq__(self, other):\n        return self == other\nOdd() == Odd()")
    assert (too_deep["ended"], too_deep["error"]) == ("crashed", None)
    assert "does something call itself without end?" in too_deep["message"]

    abort = run(python, "import os\nprint('before', flush=True)\nos.abort()")
    assert (abort["ended"], abort["output"]) == ("crashed", "before\n")
    assert abort["message"].startswith("Python ended: the code aborted it, or did what the interpreter")
    left = run(python, "import os\nos._exit(3)")
    assert (left["ended"], left["message"]) == (
        "crashed",
        "Python ended: the code ended its whole process, with exit code 3. sys.exit() raises SystemExit instead.",
    )

    assert run(python, "import json\nprint(json.dumps([1]))")["output"] == "[1]\n"


def test_a_test_that_does_not_end_leaves_those_before_it(python):
    tests = "def test_a():\n    assert 1 == 2\n\ndef test_b():\n    while True: pass\n\ndef test_c():\n    pass\n"

    tested = python.evaluate(TEST, {"files": {}, "tests": {"tests/part_1.py": tests}, "limits": {"seconds": 2}})

    assert tested["ended"] == "timeout"
    assert tested["isStreamed"]
    assert [(result["name"], result["outcome"]) for result in tested["results"]] == [
        ("test_a", "failed"),
        ("test_b", "error"),
        ("test_c", "error"),
    ]
    assert (tested["results"][0]["got"], tested["results"][0]["expected"]) == ("1", "2")
    assert tested["results"][1]["message"].startswith("Stopped after 2 s")
    assert tested["results"][2]["message"].startswith("Not run")


def test_a_run_is_stopped_and_one_at_a_time(python):
    """Also where the interpreter of the stopped run has not yet started: the next run has it, or another."""
    ended = python.evaluate("""async () => {
        const early = runtime.run({ files: { "a.py": "while True: pass" } });
        await null;
        runtime.stop();
        await early;
        const run = runtime.run({ files: { "a.py": "while True: pass" } });
        const second = await runtime.run({ files: { "a.py": "print(1)" } }).catch((error) => error.message);
        await new Promise((done) => setTimeout(done, 50));
        runtime.stop();
        await run;
        const next = await runtime.run({ files: { "a.py": "print(1)" } });
        return [(await early).ended, (await run).ended, second, next.output, runtime.state];
    }""")

    assert ended == ["stopped", "stopped", "Something is running already", "1\n", "ready"]


def test_a_frame_that_is_gone_is_replaced(python):
    """As when the browser ends its process: nothing is heard of it any more."""
    ended = python.evaluate("""async () => {
        const { patience } = runtime;
        runtime.port.onmessage = null;
        document.querySelector("iframe").remove();
        runtime.patience = 10;
        const gone = await runtime.run({ files: { "a.py": "print(1)" } });
        runtime.patience = patience;
        const next = await runtime.run({ files: { "a.py": "print(1)" } });
        return [gone.ended, gone.message.slice(0, 27), next.output, document.querySelectorAll("iframe").length];
    }""")

    assert ended == ["crashed", "Python ended unexpectedly. ", "1\n", 1]


def test_messages_from_elsewhere_are_not_heard(python):
    """A port is taken once, and the page listens to nothing but its own."""
    heard = python.evaluate("""async () => {
        const { port1, port2 } = new MessageChannel();
        const heard = [];
        port1.onmessage = ({ data }) => heard.push(data);
        document.querySelector("iframe").contentWindow.postMessage("open", "*", [port2]);
        self.endless = runtime.run({ files: { "a.py": "while True: pass" } });
        await new Promise((done) => setTimeout(done, 300));
        return heard;
    }""")
    assert heard == []

    number = python.evaluate("runtime.number")
    forged = [
        {"type": "end", "run": number, "ended": "done", "message": "", "seconds": 1},
        {"type": "event", "run": number, "event": {"type": "output", "text": "forged"}},
        {"type": "failed", "message": "forged"},
    ]
    python.frame(url="**/runtime/").evaluate("(all) => all.forEach((one) => parent.postMessage(one, '*'))", forged)
    python.wait_for_timeout(300)

    assert python.evaluate("runtime.state") == "running"
    assert python.evaluate("async () => { runtime.stop(); return (await endless).output; }") == ""


def test_code_that_finds_the_port_can_say_nothing_but_what_a_run_says(python):
    """It may forge its own results, which touch nothing but its own; anything else ends the run."""
    found = """
import sys
frame = sys._getframe()
while "send" not in frame.f_locals:
    frame = frame.f_back
send = frame.f_locals["send"]
"""
    forged = """
send('{"type": "output", "text": "told"}')
send('{"type": "snapshot", "bytes": {}}')
print("not heard any more")
"""
    flood = """
text = '{"type": "output", "text": "' + "x" * 1_000_000 + '"}'
while True:
    send(text)
"""

    ended, broken, flooded = run(python, found + forged), run(python, found + "send('{')"), run(python, found + flood)

    too_much = ("crashed", "The run said more than it may.")
    assert (ended["output"], ended["ended"], ended["message"]) == ("told", *too_much)
    assert (broken["ended"], broken["message"]) == too_much
    assert (flooded["ended"], flooded["message"]) == too_much
    assert len(flooded["output"]) < 2**24
    assert run(python, "print('next')")["output"] == "next\n"


HOSTILE = """async () => {
    const { task, event, report } = await import("/static/js/drill/messages.js");
    const limits = { seconds: 1, outputBytes: 1 };
    const fine = { kind: "tests", files: { "a.py": "" }, tests: {}, full: true, limits };
    const test = { id: "a", name: "a", part: 1 };
    const result = { ...test, outcome: "passed", message: "", traceback: [], output: "" };
    const taken = [
      task(fine), event({ type: "found", tests: [test] }), event({ type: "result", result }),
      report({ type: "end", run: 1, ended: "done", message: "", seconds: 1 }),
    ];
    const refused = [
      task(null), task([]), task({ ...fine, kind: "other" }), task({ ...fine, limits: null }),
      task({ ...fine, limits: { seconds: Infinity, outputBytes: 1 } }),
      task({ ...fine, limits: { seconds: "1", outputBytes: -1 } }),
      task({ ...fine, files: { "../a.py": "" } }), task({ ...fine, files: { "/a.py": "" } }),
      task({ ...fine, files: { "a.py": 1 } }),
      task({ ...fine, files: { "a.py": "x".repeat(3_000_000) } }), task({ ...fine, kind: "file", entry: "b.py" }),
      task({ ...fine, kind: "file", entry: "constructor" }),
      task({ ...fine, files: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`a${n}.py`, ""])) }),
      event(null), event("found"), event({ type: "unknown" }),
      event({ type: "found", tests: [test, { ...test, id: 1 }] }),
      event({ type: "found", tests: Array(1_001).fill(test) }),
      event({ type: "result", result: { ...result, outcome: "great" } }),
      event({ type: "result", result: { ...result, traceback: [{ file: "a", line: "1", text: "" }] } }),
      event({ type: "result", result: { ...result, got: "1" } }),
      event({ type: "output", text: "x".repeat(3_000_000) }),
      report({ type: "snapshot", bytes: [1] }), report({ type: "snapshot", bytes: new ArrayBuffer(2 ** 26 + 1) }),
      report({ type: "end", run: 1, ended: "well", message: "" }),
      report({ type: "event", run: "1", event: {} }), report(undefined),
    ];
    const made = event({ type: "result", result: { ...result, html: "<b>" } }).result;
    return [taken.includes(null), refused.findIndex((one) => one !== null), "html" in made];
}"""


def test_a_message_is_what_it_should_be_or_nothing(python):
    assert python.evaluate(HOSTILE) == [False, -1, False]


def chosen():
    """One drill of each family; with ALL_DRILLS every variant."""
    if os.environ.get("ALL_DRILLS"):
        return list(VARIANTS)
    return list({drill.family: name for name, (drill, _) in reversed(VARIANTS.items())}.values())


def test_drills_end_in_the_page_as_they_do_in_cpython(python):
    for name in chosen():
        _, variant = VARIANTS[name]
        in_cpython = results_of(variant)
        visible = {f"tests/{path}": text for path, text in variant.tests.items()}
        hidden = {f"hidden/{path}": text for path, text in variant.hidden.items()}
        for label, files in (("solution", variant.solution), ("starter", variant.starter)):
            given = {"files": files, "tests": visible, "limits": {"seconds": 60}}
            # Hidden tests use the helpers of the visible ones.
            apart = given | {"files": files | visible, "tests": hidden, "show": "names"}

            tested, submitted = python.evaluate(TEST, given), python.evaluate(TEST, apart)

            assert tested["ended"] == submitted["ended"] == "done", (name, label, tested["message"])
            assert not [result for result in submitted["results"] if result["message"] or result["output"]]
            results = tested["results"] + submitted["results"]
            in_the_page = {result["id"]: result["outcome"] == "passed" for result in results}
            expected = {test: result == "passed" for test, result in in_cpython[label].items() if "::" in test}
            assert in_the_page == expected
