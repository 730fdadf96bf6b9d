"""The server of `make run`, and somebody who asks it."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
STARTED_WITHIN, STOPPED_WITHIN = 90, 30  # seconds, for a busy machine; a quiet one takes 3, and 10 at the most
INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')

# What a deployment has in its environment, and nothing that it stores, sends or writes may hold.
CANARIES = {
    "SECRET_KEY": "canary-of-the-secret-key-7Qf2vXwZr9LmB4tNc8YpDs3HgJe6UaKx5RqVb1WyTzMnPdF0",
    "EMAIL_HOST_PASSWORD": "canary-of-the-mail-server",
    "SOME_OTHER_TOKEN": "canary-of-something-else",
}


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
            "LOG_LEVEL": "WARNING",
            **CANARIES,
            **({"DATABASE_URL": database_url} if database_url else {}),
        }
        self.database = database_url or data_dir / "prep.sqlite3"
        self.data_dir = data_dir
        self.log = data_dir.parent / f"{data_dir.name}.log"
        self.process = None

    def start(self):
        command = [sys.executable, "manage.py", "serve"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(self.answers, STARTED_WITHIN)

    def answers(self):
        assert self.process.poll() is None, f"the server ended: {self.log.read_text()}"
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
