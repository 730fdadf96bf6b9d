#!/usr/bin/env python
"""How fast the hot pages are: prep beside a bare Django view doing the same transaction, on the database at hand.

Every measured learner has 1,000 cards, a tenth of them due; other learners fill the database up to the size in the
table. p50 and p99 are wall times in milliseconds seen by a client on this machine, CPU is that of all server processes
in microseconds a request, `queries` is what Django sends to the database (BEGIN and COMMIT among them).
"""

import argparse
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / ".ci"
FLOOR = str(HERE / "floor" / "serve_floor.py")
CARDS, CLIENTS, WARM, TURNS = 1_000, 8, 30, 10
SIZES = (1_000, 100_000, 1_000_000)


def set_up_django() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")
    import django

    django.setup()


def fill(learners: int, first: int) -> list[int]:
    """Learners who each have 1,000 schedules: 100 due, 800 later, 100 new. Returns their ids."""
    from django.db import connection
    from django.utils import timezone

    from cards.models import Card, Deck, Learner
    from cards.services.content import set_content

    now = timezone.now()
    # Somebody's own deck: loading the built-in ones leaves it alone.
    owner, _ = Learner.objects.get_or_create(username="owner")
    deck, _ = Deck.objects.get_or_create(slug="bench", owner=owner, defaults={"title": "Bench"})
    if not deck.cards.exists():
        for number in range(CARDS):
            card = Card(deck=deck, key=f"card-{number}", created_at=now, edited_at=now, digest="", position=number)
            answer = f"Answer {number}: the key names **one intent**; the server stores it with a fingerprint.\n" * 3
            set_content(card, "recall", {"question": f"Question {number}: why is a retry safe?", "answer": answer})
            card.save()
    # Their days have no end: a client grades more cards than limits allow, and the page after the last is another.
    endless = {"new_per_day": CARDS, "reviews_per_day": CARDS}
    people = [
        Learner(username=f"bench{first + number}", email=f"b{first + number}@example.org", **endless)
        for number in range(learners)
    ]
    Learner.objects.bulk_create(people, batch_size=500)
    ids = list(
        Learner.objects.filter(username__in=[person.username for person in people[:CLIENTS]]).values_list(
            "pk", flat=True
        )
    )
    low, high = Learner.objects.filter(username=people[0].username).values_list("pk", flat=True)[0], None
    high = low + learners - 1
    today = now.date().isoformat()
    shift = {"sqlite": "date('{0}', ({1}) || ' days')", "postgresql": "date '{0}' + ({1})"}[connection.vendor]
    due = shift.format(today, "mod(c.position, 90) - 9")
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO cards_schedule (learner_id, card_id, repetitions, ease, "interval", due, planned_for, lapses,'
            " version, position, siblings, is_suspended, is_shelved, is_flagged, note, note_html)"
            # Many intervals and ease factors, as after some weeks: the labels of grades are drawn once for each.
            " SELECT l.id, c.id, 3, 222 + 14 * mod(c.position, 3), 6 + 8 * mod(c.position, 7), d, d, 0, 0, c.position,"
            " '', false, false, false, '', ''"
            " FROM cards_learner l,"
            f" (SELECT id, position, CASE WHEN mod(position, 10) = 9 THEN NULL ELSE {due} END AS d FROM cards_card c"
            # In the order of enrolments, which give a learner all of a deck's schedules at once.
            " WHERE deck_id = %s) c WHERE l.id BETWEEN %s AND %s ORDER BY l.id, c.position",
            [deck.pk, low, high],
        )
        cursor.execute(
            "INSERT INTO cards_enrolment (learner_id, deck_id, is_paused, enrolled_at)"
            " SELECT id, %s, false, date_joined FROM cards_learner WHERE id BETWEEN %s AND %s",
            [deck.pk, low, high],
        )
        if connection.vendor == "postgresql":  # as its autovacuum does before long; SQLite runs without, as deployed
            cursor.execute("ANALYZE")
    return ids


def sessions_of(ids: list[int], backend: str) -> list[str]:
    from allauth.usersessions.models import UserSession
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from cards.models import Learner

    keys = []
    for learner in Learner.objects.filter(pk__in=ids):
        session = SessionStore()
        session[SESSION_KEY] = str(learner.pk)
        session[BACKEND_SESSION_KEY] = backend
        session[HASH_SESSION_KEY] = learner.get_session_auth_hash()
        session.save()
        UserSession.objects.create(user=learner, session_key=session.session_key, ip="127.0.0.1")
        keys.append(session.session_key)
    return keys


@contextlib.contextmanager
def serving(settings_module: str, *command: str):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": settings_module,
        "WORKERS": "2",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": f"{ROOT}:{HERE / 'floor'}",
    }
    server = subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL, cwd=ROOT)
    try:
        wait_for(port)
        yield server.pid, port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def wait_for(port: int) -> None:
    for _ in range(900):  # a busy machine takes long
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all its descendants."""
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rsplit(")", 1)[1].split()
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
            ticks[int(stat.parent.name)] = int(fields[11]) + int(fields[12])
    family, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        family += ticks.get(one, 0)
        waiting += children.get(one, [])
    return family / os.sysconf("SC_CLK_TCK")


class Client:
    """One keep-alive connection that only measures: requests are built before the clock starts."""

    def __init__(self, port: int, session: str):
        self.port = port
        self.connect()
        self.head = (
            f"Host: localhost:{port}\r\nCookie: sessionid={session}; csrftoken={'c' * 32}\r\n"
            f"X-CSRFToken: {'c' * 32}\r\nHX-Request: true\r\nHX-Request-Type: partial\r\n"
        )

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connect_again(self) -> None:
        self.socket.close()
        self.connect()

    def get(self, path: str) -> bytes:
        head = self.head.replace("HX-Request: true\r\nHX-Request-Type: partial\r\n", "")
        return f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()

    def grade(self, card: int) -> bytes:
        body = f"review={uuid.uuid4()}&card={card}&quality=4&version=0&seconds=5"
        return (
            f"POST /review/grade/ HTTP/1.1\r\n{self.head}Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def send(self, request: bytes) -> float:
        start = time.perf_counter()
        self.socket.sendall(request)
        answer = self.socket.recv(65536)
        while b"\r\n\r\n" not in answer:
            answer += self.socket.recv(65536)
        head, _, body = answer.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
        # Caddy passes pages on in chunks.
        while len(body) < length if length is not None else not body.endswith(b"0\r\n\r\n"):
            body += self.socket.recv(65536)
        took = time.perf_counter() - start
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{head.decode()[:400]}\n{body.decode()[:400]}")
        return took


class Job:
    """One row of the table: the requests that some clients send to one server, turn by turn."""

    def __init__(self, server: tuple[int, int], sessions: list[str], build, clients: int, each: int):
        self.pid, port = server
        self.people = [Client(port, session) for session in sessions[:clients]]
        self.waiting = [iter([build(person, index) for index in range(WARM + each)]) for person in self.people]
        self.times: list[float] = []
        self.seconds = self.cpu = 0.0

    def send(self, each: int, *, counts: bool = True) -> None:
        """`each` requests over each connection, all connections at once.

        Several are new ones every time: the kernel deals them out to the two workers by chance, and where one has six
        of eight the rate is a third lower.
        """
        for person in self.people if len(self.people) > 1 else ():
            person.connect_again()
        batches = [list(islice(waiting, each)) for waiting in self.waiting]
        cpu, start = cpu_seconds(self.pid), time.perf_counter()
        with ThreadPoolExecutor(len(self.people)) as pool:
            sent = pool.map(lambda person, batch: [person.send(one) for one in batch], self.people, batches)
            times = [took for batch in sent for took in batch]
        if counts:
            self.seconds += time.perf_counter() - start
            self.cpu += cpu_seconds(self.pid) - cpu
            self.times += times

    def row(self) -> dict[str, float]:
        times = sorted(self.times)
        return {
            "p50": 1000 * statistics.median(times),
            "p99": 1000 * times[int(len(times) * 0.99)],
            "rate": len(times) / self.seconds,
            "cpu": 1e6 * self.cpu / len(times),
        }


def next_card(learner_id: int) -> float:
    """Microseconds that the statement takes which finds the next card and counts what is left, in this process."""
    from datetime import date

    from cards.models.statements import read_queue

    times = []
    for _ in range(500):
        start = time.perf_counter()
        read_queue(learner_id, date.today(), window=1_000, new=21)  # noqa: DTZ011 - as fill() has it
        times.append(time.perf_counter() - start)
    return 1e6 * statistics.median(times)


def queries(learner_id: int, card: int) -> dict[str, int]:
    """How many statements each page sends, counted in this process."""
    from django.db import connection
    from django.test import Client as Browser
    from django.test.utils import CaptureQueriesContext

    browser = Browser()
    # A session as allauth opens it: `force_login` leaves out the row that brings the learner with the session.
    [session] = sessions_of([learner_id], "allauth.account.auth_backends.AuthenticationBackend")
    browser.cookies["sessionid"] = session
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    grade = {"review": uuid.uuid4(), "card": card, "quality": 4, "version": 0, "seconds": 5}
    calls = {
        "Today": lambda: browser.get("/", headers={"host": "localhost"}),
        "review page": lambda: browser.get("/review/", headers={"host": "localhost"}),
        "grade-and-next": lambda: browser.post("/review/grade/", grade, headers=htmx | {"host": "localhost"}),
    }
    counts = {}
    for name, call in calls.items():
        with CaptureQueriesContext(connection) as captured:
            assert call().status_code == 200, name
        counts[name] = len(captured)
    return counts


def round_of(ids: list[int], each: int) -> Iterator[tuple[str, int, dict[str, float]]]:
    """The rows of one size. The servers take turns, so that a slow stretch of the machine meets all of them alike."""
    from cards.models import Card

    cards = list(Card.objects.filter(deck__slug="bench").order_by("position").values_list("pk", flat=True))
    starts = iter(range(0, CARDS, WARM + each))

    def grades():
        # Of cards that nobody graded before: their version is 0.
        start = next(starts)
        return lambda client, index: client.grade(cards[start + index])

    bare = sessions_of(ids, "django.contrib.auth.backends.ModelBackend")
    real = sessions_of(ids, "allauth.account.auth_backends.AuthenticationBackend")
    with serving("floor_settings", FLOOR) as floor, serving("prep.settings", "manage.py", "serve") as prep:
        for clients in (1, CLIENTS):
            jobs = {
                "bare view": Job(floor, bare, grades(), clients, each),
                "grade-and-next": Job(prep, real, grades(), clients, each),
                "review page": Job(prep, real, lambda client, _: client.get("/review/"), clients, each),
                "Today": Job(prep, real, lambda client, _: client.get("/"), clients, each),
            }
            for job in jobs.values():
                job.send(WARM, counts=False)
            for _ in range(TURNS):
                for job in jobs.values():
                    job.send(each // TURNS)
            yield from ((name, clients, job.row()) for name, job in jobs.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="schedules in the database")
    parser.add_argument("--each", type=int, default=200, help="requests a connection (at most 210)")
    options = parser.parse_args()
    if options.each > 210:  # four measurements grade cards of their own, and one is left to count the queries
        parser.error("--each is at most 210")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        set_up_django()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        print(f"\n{connection.vendor}, 2 workers x 1 thread; ms, microseconds of CPU, requests a second")
        columns = "".join(
            f"{name:>9}" for name in ("clients", "p50", "p99", "p99/p50", "CPU", "rate", "p50 x", "CPU x")
        )
        print(f"{'schedules':>10} {'what':<16}{columns}")
        learners = 0
        for size in options.sizes:
            # New clients for every size: their cards are still ungraded. The rest is other learners.
            ids = fill(max(CLIENTS, size // CARDS - learners), learners)
            learners += max(CLIENTS, size // CARDS - learners)
            print(f"{size:>10,} next card: its statement alone takes {next_card(ids[0]):.0f} microseconds")
            floor: dict[int, dict[str, float]] = {}
            for name, clients, row in round_of(ids, options.each):
                if name == "bare view":
                    floor[clients] = row
                base = floor[clients]
                times = f"{row['p50']:>9.2f}{row['p99']:>9.2f}{row['p99'] / row['p50']:>9.1f}"
                work = f"{row['cpu']:>9.0f}{row['rate']:>9.0f}"
                beside = f"{row['p50'] / base['p50']:>9.2f}{row['cpu'] / base['cpu']:>9.2f}"
                print(f"{size:>10,} {name:<16}{clients:>9}{times}{work}{beside}", flush=True)
        print("queries:", json.dumps(queries(ids[0], last_card())))
        connection.close()


def last_card() -> int:
    from cards.models import Card

    return Card.objects.filter(deck__slug="bench").order_by("-position").values_list("pk", flat=True)[0]


if __name__ == "__main__":
    main()
