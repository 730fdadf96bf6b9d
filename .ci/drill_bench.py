#!/usr/bin/env python
"""How long a drill's Python takes in Chromium: from opening the page until it is ready, and from a press to results.

"Cold" is a browser that has never been here, "warm" one that comes again: the files from its cache, the interpreter
from the snapshot that it kept. The server is on this machine, so the network is left out: cold, a learner also waits
for the download. Each row is the median of its turns, in milliseconds, with the slowest beside it.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")

OPEN = """async (address) => {
    const { openRuntime } = await import(address);
    const since = performance.now();
    self.runtime = await openRuntime();
    return performance.now() - since;
}"""
TIMED = """async ([what, given]) => {
    const since = performance.now();
    const made = await runtime[what](given);
    return [performance.now() - since, made.ended, made.output];
}"""
HELLO = {"files": {"hello.py": "print('hello')"}}
ENDLESS = {"files": {"endless.py": "while True: pass"}, "limits": {"seconds": 1}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=5)
    turns = parser.parse_args().turns
    import django

    django.setup()
    from django.conf import settings
    from django.templatetags.static import static
    from django.utils.csp import CSP, build_policy
    from pictures import serving
    from playwright.sync_api import Page, sync_playwright

    from cards.exchange.deckfiles.drillfile import scan_drills

    policy = build_policy({**settings.SECURE_CSP, "frame-src": [CSP.SELF]})
    program = static("js/drill/runtime.js")
    drills, _ = scan_drills(ROOT / "cards" / "decks" / "practice")
    rows: dict[str, list[float]] = {}

    def bare(page: Page, address: str) -> Page:
        headers = {"Content-Security-Policy": policy, "Content-Type": "text/html"}
        page.route("**/bare/", lambda route: route.fulfill(body="<!doctype html><title>Bench</title>", headers=headers))
        page.goto(f"{address}/bare/")
        return page

    def timed(page: Page, row: str, what: str, given: dict, ended: str = "done") -> str:
        milliseconds, how, output = page.evaluate(TIMED, [what, given])
        assert how == ended, (row, how)
        rows.setdefault(row, []).append(milliseconds)
        return output

    def opened(page: Page, address: str, how: str) -> None:
        rows.setdefault(f"open to ready, {how}", []).append(bare(page, address).evaluate(OPEN, program))
        timed(page, f"first run, {how}", "run", HELLO)

    with serving() as address, sync_playwright() as playwright:
        for _ in range(turns):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
                context = playwright.chromium.launch_persistent_context(
                    profile,
                    executable_path=shutil.which("chromium"),
                    args=["--no-sandbox", "--disable-gpu", "--disable-features=LocalNetworkAccessChecks"],
                )
                opened(context.new_page(), address, "cold")
                page = context.new_page()
                page.wait_for_timeout(2_000)  # until the snapshot is kept
                opened(page, address, "warm")
                page.wait_for_timeout(1_000)
                timed(page, "a run", "run", HELLO)
                page.wait_for_timeout(1_000)
                timed(page, "an endless loop, stopped after 1 s", "run", ENDLESS, "timeout")
                timed(page, "the run right after it", "run", HELLO)
                for drill in drills:
                    for variant in drill.variants:
                        tests = {f"tests/{path}": text for path, text in variant.tests.items()}
                        page.wait_for_timeout(500)
                        timed(page, "the visible tests of a drill", "test", {"files": variant.solution, "tests": tests})
                context.close()
    width = max(map(len, rows))
    for row, values in rows.items():
        print(f"{row:<{width}} {statistics.median(values):>8.0f} ms   slowest {max(values):>6.0f}   of {len(values)}")


if __name__ == "__main__":
    main()
