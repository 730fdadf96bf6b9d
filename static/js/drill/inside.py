"""What an interpreter in the page is made into before anybody's code runs in it. Runs in Pyodide alone."""

import asyncio
import importlib
import importlib.abc
import sys
import threading
import time
from typing import Any

from pyodide import webloop

# What drills and their learners import lies in the snapshot, and so need not be read from the archive.
WARM = """
    abc base64 bisect collections contextlib copy csv dataclasses datetime decimal email.utils enum fractions functools
    hashlib heapq hmac html io itertools json math operator random re secrets sqlite3 statistics string textwrap
    threading time typing unittest urllib.parse uuid
"""
BRIDGE = {"js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core", "micropip"}
OURS = {"runner", "inside"}
NO_BRIDGE = "the code of a drill knows nothing of the page it runs in"
NO_PYTEST = "tests here are plain functions with assert, and lib.checks has raises"
NO_THREADS = (
    "there are no threads in the page: lib.interleave gives workers their steps in an order that a test chooses"
)
NOBODY = "every task waits for something that nobody is left to do"


class Refusing(importlib.abc.MetaPathFinder):
    """Says why a module is not there that looks as if it could be."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        root = name.partition(".")[0]
        if root in BRIDGE or root == "pytest":
            why = NO_PYTEST if root == "pytest" else NO_BRIDGE
            raise ModuleNotFoundError(f"No module named {name!r}: {why}", name=name)


class Loop(asyncio.BaseEventLoop):
    """An event loop in which nothing comes from outside: between two steps time passes, and that is all."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError(NOBODY)
        time.sleep(timeout)
        return []

    def _process_events(self, events: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


def warm_up() -> None:
    """Called once, before the snapshot."""
    for module in WARM.split():
        importlib.import_module(module)


def start(thread: threading.Thread) -> None:
    raise RuntimeError(NO_THREADS)


def leave_the_page() -> None:
    """Called in each interpreter: the bridge to JavaScript goes, and with it the event loop that stands on it."""
    threading.Thread.start = start
    asyncio.new_event_loop = asyncio.events.new_event_loop = Loop
    asyncio._set_running_loop(None)
    asyncio.run, time.sleep = webloop._orig_run, webloop._orig_sleep
    sys.meta_path[:] = [Refusing(), *(finder for finder in sys.meta_path if "pyodide" not in type(finder).__module__)]
    for name in [name for name in sys.modules if name.partition(".")[0] in BRIDGE | OURS]:
        del sys.modules[name]
