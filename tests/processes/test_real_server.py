"""The server of `make run`, as its own processes: killed, asked twice, stopped. What it acknowledged, it has stored."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.utils.html import escape

ROOT = Path(__file__).resolve().parents[2]
STARTED_WITHIN, STOPPED_WITHIN = 90, 10  # seconds; the first is for a busy machine
INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Server:
    def __init__(self, data_dir, database_url):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {
            name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"} or name[:2] == "PG"
        }
        self.environment = kept | {
            "DATA_DIR": str(data_dir),
            "PORT": str(self.port),
            "WORKERS": "2",
            "LOG_LEVEL": "ERROR",
            **({"DATABASE_URL": database_url} if database_url else {}),
        }
        self.database = database_url or data_dir / "prep.sqlite3"
        self.process = None

    def start(self):
        command = [sys.executable, "manage.py", "serve"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        wait_until(self.answers, STARTED_WITHIN)

    def answers(self):
        assert self.process.poll() is None, "the server ended"
        with suppress(OSError):
            return Browser(self).get("/healthz").status == 200
        return False

    def processes(self):
        """The process ids of the server and all it started, with their parents'."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                state, parent, _, session = stat.read_text().rsplit(")", 1)[1].split()[:4]
                if int(session) == self.process.pid and state != "Z":
                    found[int(stat.parent.name)] = int(parent)
        return found

    def workers(self):
        return sorted(set(self.processes()) - set(self.processes().values()))

    def granian(self):
        return next(pid for pid, parent in self.processes().items() if parent == self.process.pid)

    def kill(self):
        """As a power cut would: all of it, at once, without a word."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        wait_until(lambda: not self.processes(), STOPPED_WITHIN)

    def run(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def query(self, sql):
        if settings.DATABASES["default"]["ENGINE"] == "prep.sqlite":
            with closing(sqlite3.connect(self.database)) as database:
                return database.execute(sql).fetchall()
        import psycopg

        with psycopg.connect(self.database) as database:
            return database.execute(sql).fetchall()

    def stored_keys(self):
        return [uuid.UUID(str(key)) for (key,) in self.query("SELECT key FROM cards_review ORDER BY id")]


class Browser:
    """With cookies; follows no redirect."""

    def __init__(self, server, cookies=None):
        self.port = server.port
        self.cookies = cookies if cookies is not None else {}

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, form):
        token = {"X-CSRFToken": self.cookies["csrftoken"], "Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(form), token)

    def ask(self, method, path, body=None, headers=None):
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body, {**(headers or {}), "Cookie": cookie, "Host": "localhost"})
            answer = connection.getresponse()
            answer.text = answer.read().decode()
        for given in answer.headers.get_all("Set-Cookie", []):
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def form(self, card):
        """What the grade buttons of the card's review page would send."""
        page = self.get(f"/review/?card={card}").text
        start = page.index('action="/review/grade/"')
        fields = dict(INPUT.findall(page, start, page.index("</form>", start)))
        return fields | {"quality": "4", "seconds": "5"}

    def grade(self, form):
        return self.post("/review/grade/", form)


@contextmanager
def scratch_database():
    """The address of a new database beside that of the tests; None on SQLite, where a new DATA_DIR is one."""
    if settings.DATABASES["default"]["ENGINE"] == "prep.sqlite":
        yield None
        return
    import psycopg

    name = f"prep_scratch_{uuid.uuid4().hex}"
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as beside:
        beside.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
        finally:
            beside.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def wait_until(is_so, seconds):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"not within {seconds} seconds"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if not (ROOT / "staticfiles" / "staticfiles.json").exists():
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
        subprocess.run(
            collect, cwd=ROOT, check=True, env=os.environ | {"DATA_DIR": str(tmp_path_factory.mktemp("var"))}
        )
    with scratch_database() as address:
        server = Server(tmp_path_factory.mktemp("data"), address)
        server.start()
        yield server
        server.kill()


@pytest.fixture
def server(site):
    """It runs at the start of a test, whatever the test before did to it."""
    if site.process.poll() is not None:
        site.start()
    return site


@pytest.fixture(scope="module")
def cookies(site):
    """Of a learner who signed up and studies the deck."""
    browser = Browser(site)
    browser.get("/accounts/signup/")
    password = "four words nobody guesses"
    form = {"username": "carol", "email": "carol@example.org", "password1": password, "password2": password}
    assert browser.post("/accounts/signup/", form).status == 302
    assert browser.post("/decks/stripe-backend/enrol/", {}).status == 302
    return browser.cookies


@pytest.fixture
def carol(server, cookies):
    return Browser(server, dict(cookies))


@pytest.fixture
def cards(server, cookies):
    """Cards that nobody has graded."""
    ungraded = "SELECT card_id FROM cards_schedule WHERE repetitions = 0 AND reviewed_at IS NULL ORDER BY card_id"
    return [card for (card,) in server.query(ungraded)]


def at_once(works):
    """Do all of them at the same moment, each in its thread."""
    together = threading.Barrier(len(works))

    def do(work):
        together.wait(timeout=30)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(do, work) for work in works]]


class Stream(threading.Thread):
    """Grades one card after the other, until the server is gone."""

    def __init__(self, server, cookies, cards):
        super().__init__()
        self.browser, self.cards = Browser(server, dict(cookies)), cards
        self.acknowledged, self.unanswered, self.refused = [], None, None

    def run(self):
        for version in range(1_000):
            for card in self.cards:
                form = {"review": str(uuid.uuid4()), "card": card, "quality": 4, "version": version, "seconds": 5}
                try:
                    answer = self.browser.grade(form)
                except (OSError, http.client.HTTPException):
                    self.unanswered = form
                    return
                if answer.status not in {200, 303}:
                    self.refused = answer.status
                    return
                self.acknowledged.append(uuid.UUID(form["review"]))


@contextmanager
def streams(server, cookies, cards, number=4):
    """A learner's grades from several devices, under way; they end with the server."""
    running = [Stream(server, cookies, cards[index::number]) for index in range(number)]
    for stream in running:
        stream.start()
    wait_until(lambda: all(len(stream.acknowledged) >= 10 for stream in running), 60)
    yield running
    for stream in running:
        stream.join(30)
    assert [stream.refused for stream in running] == [None] * number


def assert_each_counted_once(server, running, before):
    keys = server.stored_keys()
    sent = [key for stream in running for key in stream.acknowledged]
    assert len(keys) == len(set(keys))
    assert set(sent) <= set(keys)
    unanswered = {uuid.UUID(stream.unanswered["review"]) for stream in running if stream.unanswered}
    assert set(keys) - set(sent) - before <= unanswered


def assert_data_is_right(server):
    done = server.run("check_data")
    assert (done.returncode, done.stdout) == (0, "Everything agrees with the log.\n"), done.stdout + done.stderr


def test_a_killed_server_has_every_grade_it_acknowledged(server, cookies, cards):
    before = set(server.stored_keys())
    with streams(server, cookies, cards[:40]) as running:
        server.kill()

    assert_each_counted_once(server, running, before)
    server.start()
    for stream in running:
        for _ in range(2):
            assert Browser(server, dict(cookies)).grade(stream.unanswered).status == 303
    keys = server.stored_keys()
    wanted = {uuid.UUID(stream.unanswered["review"]) for stream in running}
    wanted |= {key for stream in running for key in stream.acknowledged}
    assert len(keys) == len(set(keys))
    assert set(keys) - before == wanted
    assert_data_is_right(server)


def test_one_grade_sent_twelve_times_at_once_counts_once(server, carol, cookies, cards):
    form = carol.form(cards[0])
    browsers = [Browser(server, dict(cookies)) for _ in range(12)]

    answers = at_once([lambda one=one: one.grade(form) for one in browsers])

    assert {(answer.status, answer.headers["Location"]) for answer in answers} == {(303, "/review/")}
    assert server.stored_keys().count(uuid.UUID(form["review"])) == 1
    assert_data_is_right(server)


def test_of_twelve_grades_of_one_card_at_once_one_counts(server, carol, cookies, cards):
    form = carol.form(cards[0])
    forms = [form | {"review": str(uuid.uuid4())} for _ in range(12)]
    browsers = [Browser(server, dict(cookies)) for _ in forms]

    answers = at_once([lambda one=one, form=form: one.grade(form) for one, form in zip(browsers, forms, strict=True)])

    assert sorted(answer.status for answer in answers) == [303] + 11 * [409]
    stored = {uuid.UUID(form["review"]) for form in forms} & set(server.stored_keys())
    assert len(stored) == 1
    told = next(answer for answer in answers if answer.status == 409)
    assert "Nothing was counted twice." in told.text
    assert_data_is_right(server)


@pytest.mark.parametrize("how", ["systemd", "Ctrl-C", "closed terminal"])
def test_it_stops_gracefully_and_knows_its_learners_again(server, carol, cookies, cards, how):
    assert carol.get("/readyz").status == 200
    before = set(server.stored_keys())
    idle = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with closing(idle), streams(server, cookies, cards[:40], 2) as running:
        idle.request("GET", "/healthz", headers={"Host": "localhost"})
        idle.getresponse().read()  # a browser keeps its connection open
        start = time.monotonic()
        if how == "systemd":
            server.process.terminate()
        else:  # a terminal tells the whole group
            os.killpg(server.process.pid, signal.SIGINT if how == "Ctrl-C" else signal.SIGHUP)
        code = server.process.wait(STOPPED_WITHIN + 5)

    assert code == 0
    assert time.monotonic() - start < STOPPED_WITHIN
    assert server.processes() == {}
    assert_each_counted_once(server, running, before)
    server.start()
    page = Browser(server, dict(cookies)).get("/review/")
    assert page.status == 200
    assert escape("carol") in page.text


def test_what_it_started_ends_with_it(server):
    started = server.processes()
    assert len(started) == 4  # itself, granian, two workers

    server.process.kill()
    server.process.wait()

    wait_until(lambda: not server.processes(), STOPPED_WITHIN)


def test_workers_end_with_granian_and_the_service_manager_learns_of_it(server):
    os.kill(server.granian(), signal.SIGKILL)

    assert server.process.wait(STOPPED_WITHIN) != 0
    wait_until(lambda: not server.processes(), STOPPED_WITHIN)


def test_a_worker_that_died_is_replaced(server):
    first, second = server.workers()
    os.kill(first, signal.SIGKILL)

    wait_until(lambda: len(server.workers()) == 2 and first not in server.workers(), 30)
    assert second in server.workers()
    assert Browser(server).get("/healthz").status == 200


def test_a_second_server_does_not_share_the_port(server):
    second = server.run("serve")

    assert second.returncode == 1
    assert "Address already in use. PORT chooses another port." in second.stderr
    assert Browser(server).get("/healthz").status == 200
