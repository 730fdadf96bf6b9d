"""Do tests fail with a mutant in place of its file? Tried in forks of one process, which read everything once.

`Trials` is a pytest plugin. It runs the tests once as they are, remembering which lines each of them runs, and then for
each mutant in a fork, with a database of its own, those that run the line it changes, the likeliest to notice first. A
changed function is put in the place of the original by its code, so that whoever imported it has the changed one; so
are the module's constants. What that doesn't reach (decorators, classes, what was worked out while modules were read)
is tried in a process that has read nothing of ours yet: `try_afresh`.
"""

import functools
import gc
import os
import pickle
import resource
import signal
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType

import pytest
from mutating import ROOT, Mutant
from replacing import Finder, Original

OPTIONS = ("-q", "--tb=line", "-s", "-p", "no:cacheprovider", "-p", "no:faulthandler")
TOOL, LINE = sys.monitoring.COVERAGE_ID, sys.monitoring.events.LINE
MEMORY = 3 * 2**30  # bytes that a mutant may take: some collect for ever
SLOW = 0.3  # seconds: such tests are tried after the others
ALIVE, KILLED, UNREACHED = 0, 1, 3


class QuickLaws:
    """Laws are tried with the same examples for every mutant, and the smallest that fails is not sought."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session):
        from hypothesis import HealthCheck, Phase, settings

        settings.register_profile(
            "mutants",
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=[HealthCheck.too_slow],
        )
        settings.load_profile("mutants")


# In forks of what was read -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Test:
    """One test as it is: what it takes, and which lines of each file it runs."""

    seconds: float  # of processor
    lines: dict[str, set[int]]


class Trials(QuickLaws):
    """Tells through `pipe`: ("tests", {test: seconds}), ("database", its name), and for each mutant
    (its number, KILLED | ALIVE | UNREACHED, the test that noticed). Then it waits for an answer before all is removed.
    """

    def __init__(
        self,
        mutants: list[Mutant],
        tests_of: dict[str, tuple[str, ...]],
        *,
        jobs: int,
        pipe: Connection,
        folder: Path,
        seconds: float,
    ) -> None:
        self.mutants, self.tests_of, self.jobs, self.pipe, self.folder = mutants, tests_of, jobs, pipe, folder
        self.seconds = seconds
        self.at_import = Lines({mutant.path for mutant in mutants})
        self.killers: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.failed = False

    def pytest_sessionstart(self, session):
        self.at_import.watch()

    def pytest_runtest_logreport(self, report):
        self.failed |= report.failed
        if report.failed:
            print(report.longreprtext[-3000:], flush=True)

    def pytest_runtestloop(self, session):
        if session.testsfailed:
            raise session.Interrupted("The tests can't be read: mend that first.")
        self.at_import.stop()
        gc.unfreeze()  # as tests/conftest.py left it: gc.get_objects() would find no function of what was read
        self.config = session.config
        self.items = {item.nodeid: item for item in session.items}
        self.caches = _caches()
        with_database = [item for item in session.items if "db" in item.fixturenames]
        if with_database:
            self._fails(with_database[0])  # the database is made
        self.database = _name_of_database(session.config) if with_database else ""
        self.tests = self._measured()
        self.pipe.send(("tests", {name: test.seconds for name, test in self.tests.items()}))
        self.pipe.send(("database", self.database))
        self.modules = {path: Original(path) for path in {mutant.path for mutant in self.mutants}}
        gc.freeze()  # forks share it; from now on gc.get_objects() knows none of it
        self._try_all()
        self.pipe.send(("done", None))
        self.pipe.recv()
        return True

    def _fails(self, test: pytest.Item) -> bool:
        self.failed = False
        test.config.hook.pytest_runtest_protocol(item=test, nextitem=OfTheSession(test.session))
        return self.failed

    def _measured(self) -> dict[str, Test]:
        target = self.folder / "measured"

        def measure() -> int:
            lines, measured = Lines(set(self.at_import.found)), {}
            lines.watch()
            for name, test in self.items.items():
                for cache in self.caches:
                    cache.cache_clear()
                lines.restart()
                before = time.process_time()
                if self._fails(test):
                    print(f"{name} fails as it is", flush=True)
                    return KILLED
                measured[name] = Test(time.process_time() - before, lines.found)
            target.write_bytes(pickle.dumps(measured))
            return ALIVE

        [(_, status)] = _in_processes(1, lambda _: self._fork("as-it-is", measure), 1, longest=inf)
        if status:
            print((self.folder / "as-it-is").read_text()[-5000:], file=sys.stderr)
            raise pytest.exit("The tests fail as they are: mend that first.", returncode=1)
        return pickle.loads(target.read_bytes())  # noqa: S301

    def _fork(self, log: str, work: Callable[[], int]) -> int:
        pid = os.fork()
        if pid:
            return pid
        code = UNREACHED
        try:
            _be_alone(self.folder / log)
            for cache in self.caches:
                cache.cache_clear()
            with own_database(self.config, self.database):
                code = work()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)

    def _try_all(self) -> None:
        def start(number: int) -> int:
            return self._fork(f"{number}", lambda: self._try(number, self.mutants[number]))

        for number, status in _in_processes(len(self.mutants), start, self.jobs, longest=600):
            self._tell(number, status)

    def _tell(self, number: int, status: int) -> None:
        noted = self.folder / f"{number}.test"
        test = noted.read_text() if noted.exists() else ""
        mutant = self.mutants[number]
        result = os.waitstatus_to_exitcode(status)
        if result not in {ALIVE, UNREACHED}:  # one who runs for too long is ended by a signal
            result = KILLED if test else UNREACHED
            killers = self.killers[mutant.path, mutant.place]
            killers[:] = [test, *(other for other in killers if other != test)][:8]
        self.pipe.send((number, result, test))

    def _try(self, number: int, mutant: Mutant) -> int:
        noted = self.folder / f"{number}.test"
        changed = self.modules[mutant.path].change(mutant)
        if changed is None:
            return UNREACHED
        lines, is_exact = changed
        is_exact = is_exact and not lines & self.at_import.found[mutant.path]
        chosen, left = self._chosen(mutant, lines), self.seconds
        for test in chosen:
            if (left := left - self.tests[test.nodeid].seconds) < 0:
                break
            noted.write_text(test.nodeid)
            allowed = time.process_time() + 3 + 4 * self.tests[test.nodeid].seconds
            resource.setrlimit(resource.RLIMIT_CPU, (int(allowed) + 1, resource.RLIM_INFINITY))
            if self._fails(test):
                return KILLED
        noted.write_text(f"after {len(chosen)} tests")
        return ALIVE if is_exact or self.seconds < inf else UNREACHED

    def _chosen(self, mutant: Mutant, lines: set[int]) -> list[pytest.Item]:
        """Of the file's tests those that run one of these lines: who noticed others there first, then the nearest, the
        quickest of them first."""
        killers = self.killers[mutant.path, mutant.place]
        chosen = [
            name
            for name, test in self.tests.items()
            if name.startswith(self.tests_of[mutant.path]) and test.lines[mutant.path] & lines
        ]

        def rank(name: str) -> tuple:
            item = self.items[name]
            is_last = "transactional_db" in item.fixturenames or _is_transactional(item)  # it empties the tables
            known = killers.index(name) if name in killers else len(killers)
            seconds = self.tests[name].seconds
            near = next(place for place, test in enumerate(self.tests_of[mutant.path]) if name.startswith(test))
            return is_last, known, seconds > SLOW, near, seconds

        return [self.items[name] for name in sorted(chosen, key=rank)]


def _is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,)))


@dataclass(frozen=True)
class OfTheSession:
    """As the test that comes next it says what outlives the one before: what the whole session shares."""

    session: pytest.Session

    def listchain(self) -> list[pytest.Session]:
        return [self.session]


class Lines:
    """Which lines of these files run."""

    def __init__(self, paths: set[str]) -> None:
        self.paths = {str(ROOT / path): path for path in paths}
        self.restart()

    def restart(self) -> None:
        self.found: dict[str, set[int]] = {path: set() for path in self.paths.values()}
        sys.monitoring.restart_events()

    def watch(self) -> None:
        sys.monitoring.use_tool_id(TOOL, "mutants")
        sys.monitoring.register_callback(TOOL, LINE, self._line)
        sys.monitoring.set_events(TOOL, LINE)

    def stop(self) -> None:
        sys.monitoring.set_events(TOOL, 0)
        sys.monitoring.free_tool_id(TOOL)

    def _line(self, code: CodeType, line: int):
        path = self.paths.get(code.co_filename)
        if path and code.co_name != "<module>":
            self.found[path].add(line)
        return sys.monitoring.DISABLE


def _caches() -> list:
    return [
        cache
        for cache in gc.get_objects()
        if isinstance(cache, functools._lru_cache_wrapper) and str(cache.__module__).startswith(("cards", "tests"))
    ]


# In processes that have read nothing yet ------------------------------------------------------------------------------


class Afresh(QuickLaws):
    """The same database for all, made once, and the quickest tests first."""

    def __init__(self, database: str, seconds: dict[str, float]) -> None:
        self.database, self.seconds = database, seconds

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        items.sort(key=lambda item: (_is_transactional(item), self.seconds.get(item.nodeid, 0)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef, request):
        if fixturedef.argname == "django_db_setup" and fixturedef.func.__module__ == "pytest_django.fixtures":
            self.own = own_database(request.config, self.database)
            self.own.__enter__()
            fixturedef.cached_result = (True, fixturedef.cache_key(request), None)
            return True
        return None

    def pytest_unconfigure(self):
        if hasattr(self, "own"):
            self.own.__exit__(None, None, None)


def try_afresh(
    trials: Iterable[tuple[tuple[str, ...], Mutant | None]],
    *,
    database: str,
    seconds: dict[str, float],
    jobs: int,
    folder: Path,
) -> Iterator[tuple[Mutant | None, bool]]:
    """(mutant, whether a test failed) in the order in which they end."""
    waiting = list(trials)

    def start(number: int) -> int:
        pid = os.fork()
        if not pid:
            _run_afresh(*waiting[number], Afresh(database, seconds), folder / f"afresh-{number}")
        return pid

    for number, status in _in_processes(len(waiting), start, jobs, longest=600 + 10 * sum(seconds.values())):
        yield waiting[number][1], status != 0


def _run_afresh(tests: tuple[str, ...], mutant: Mutant | None, plugin: Afresh, log: Path) -> None:
    code = KILLED
    try:
        _be_alone(log)
        processor = 60 + int(5 * sum(plugin.seconds.values()))
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
        if mutant:
            sys.meta_path.insert(0, Finder(mutant))
        code = int(pytest.main(["-x", *OPTIONS, f"--basetemp={log}.tmp", *dict.fromkeys(tests)], plugins=[plugin]))
    finally:
        sys.stdout.flush()
        os._exit(code)


# For both -------------------------------------------------------------------------------------------------------------


def _in_processes(number: int, start: Callable[[int], int], jobs: int, *, longest: float) -> Iterator[tuple[int, int]]:
    """(which, its status as os.waitpid has it), as they end, of so many processes, at most `jobs` at a time.

    `start` gives a process and returns its id. One that takes longer, in seconds, is killed with its group.
    """
    running: dict[int, tuple[int, float]] = {}
    waiting = iter(range(number))
    try:
        while True:
            while len(running) < jobs and (each := next(waiting, None)) is not None:
                running[start(each)] = each, time.monotonic() + longest
            if not running:
                return
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid in running:
                yield running.pop(pid)[0], status
                continue
            for pid, (_, deadline) in running.items():
                if time.monotonic() > deadline:
                    os.killpg(pid, signal.SIGKILL)
            time.sleep(0.01)
    finally:
        for pid in running:
            _end(pid)


def _end(pid: int) -> None:
    """Kill a process with its group, which it has not made yet if it has only begun."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _be_alone(log: Path) -> None:
    os.setsid()
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _unblocked(config):
    from pytest_django.plugin import blocking_manager_key

    return config.stash[blocking_manager_key].unblock()


def _name_of_database(config) -> str:
    from django.db import connections

    with _unblocked(config):
        connections.close_all()
    return str(connections["default"].settings_dict["NAME"])


class own_database:  # noqa: N801
    """A copy of the database with this name, in its place; gone afterwards."""

    def __init__(self, config, name: str) -> None:
        self.config, self.name, self.suffix = config, name, str(os.getpid())

    def __enter__(self):
        if not self.name:
            return
        from django.db import connections

        self.connection = connections["default"]
        with _unblocked(self.config):
            connections.close_all()
            self.connection.settings_dict["NAME"] = self.name
            self.connection.creation.clone_test_db(self.suffix, verbosity=0)
            own = self.connection.creation.get_test_db_clone_settings(self.suffix)["NAME"]
            self.connection.settings_dict["NAME"] = own

    def __exit__(self, *error):
        if not self.name:
            return
        from django.db import connections

        with _unblocked(self.config):
            connections.close_all()
            self.connection.creation._destroy_test_db(self.connection.settings_dict["NAME"], 0)
