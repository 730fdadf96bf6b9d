#!/usr/bin/env python
"""What others feel while somebody holds prep up: with slow bodies, with a lock in the database, with dear requests.

prep is served as `make run` does, and behind nginx and Caddy as docs/operations.md configures them, where these are
installed. Each line says what was measured and its bar; a missed bar ends with code 1. Times are seen by clients that
share the machine with the server.
"""

import argparse
import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

from bench import ROOT, Client, fill, serving, sessions_of, set_up_django, wait_for

SLOW_BODIES, READERS, WRITERS = 100, 2, 6
BODY_SECONDS, LONGEST = 20, 180  # how long bodies are slow, and all of it may take
HALF = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + b"c" * 32 + b"\r\n"
    b"Content-Length: 2000\r\n\r\na=b"
)
missed: list[str] = []


def line(what: str, seconds: float, bar: float) -> None:
    if seconds > bar:
        missed.append(what)
    print(
        f"{what:<66}{1000 * seconds:>9.0f} ms  bar {1000 * bar:>6.0f}  {'kept' if seconds <= bar else 'MISSED'}",
        flush=True,
    )


def p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# Readers, and what they feel ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def readers(port: int, sessions: list[str]) -> Iterator[dict[str, list[float]]]:
    """Some learners who look at pages, and a monitor, for as long as this lasts."""
    times: dict[str, list[float]] = {"pages": [], "/healthz": []}
    over = threading.Event()

    def read(session: str) -> None:
        client = Client(port, session)
        pages = [client.get(path) for path in ("/", "/review/", "/decks/")]
        while not over.is_set():
            for page in pages:
                times["pages"].append(client.send(page))
                time.sleep(0.02)

    def watch() -> None:
        client = Client(port, "")
        while not over.is_set():
            times["/healthz"].append(client.send(client.get("/healthz")))
            time.sleep(0.05)

    threads = [threading.Thread(target=read, args=[session]) for session in sessions[:READERS]]
    threads.append(threading.Thread(target=watch))
    for thread in threads:
        thread.start()
    try:
        yield times
    finally:
        over.set()
        for thread in threads:
            thread.join()


def control(name: str, port: int, sessions: list[str]) -> None:
    """The same without anybody who holds prep up: on a busy machine the bars can't be kept by it either."""
    with readers(port, sessions) as times:
        time.sleep(5)
    for what, measured in times.items():
        print(f"    {name}, nothing held: p99 of {what} is {1000 * p99(measured):.0f} ms", flush=True)


# Slow bodies ----------------------------------------------------------------------------------------------------------


def slow_bodies(name: str, port: int, sessions: list[str], seconds: float) -> None:
    """Half of them send a byte every two seconds, half of them nothing more; who is given up comes again."""
    over = threading.Event()
    statuses: dict[str, int] = {}

    def hold(trickles: bool) -> None:
        while not over.is_set():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as connection:
                connection.sendall(HALF)
                connection.settimeout(2)
                while not over.is_set():
                    with contextlib.suppress(TimeoutError):
                        answer = connection.recv(1024)
                        status = answer.split()[1].decode() if answer else "closed"
                        statuses[status] = statuses.get(status, 0) + 1
                        break
                    if trickles:
                        connection.sendall(b"a")

    control(name, port, sessions)
    threads = [threading.Thread(target=hold, args=[bool(number % 2)]) for number in range(SLOW_BODIES)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    with readers(port, sessions) as times:
        time.sleep(seconds)
    over.set()
    for thread in threads:
        thread.join()
    for what, measured in times.items():
        line(f"{name}, {SLOW_BODIES} slow bodies: p99 of {what} ({len(measured)})", p99(measured), 2)
    print(f"    the slow bodies were answered {statuses}")


@contextlib.contextmanager
def documented(proxy: str, port: int) -> Iterator[int]:
    """nginx or Caddy, configured as docs/operations.md says, but for the addresses and HTTPS."""
    text = (ROOT / "docs" / "operations.md").read_text()
    listens = free_port()
    with tempfile.TemporaryDirectory() as folder:
        if proxy == "nginx":
            block = textwrap.dedent(re.search(r"^    server \{\n.*?^    \}\n", text, re.M | re.S)[0])
            block = re.sub(r"listen .*;", f"listen 127.0.0.1:{listens};", block)
            block = re.sub(r"\n *ssl_.*;", "", block)
            config = (
                f"daemon off; pid {folder}/pid; error_log stderr crit; events {{}} http {{ access_log off;\n"
                f"client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;"
                f" uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n{block}\n}}"
            )
            command = ["nginx", "-e", "stderr", "-c", f"{folder}/config"]
        else:
            block = textwrap.dedent(
                re.search(r"^    \{\n        servers.*?^    \}\n.*?^    \}\n", text, re.M | re.S)[0]
            )
            version = subprocess.run(["caddy", "version"], capture_output=True, text=True, check=True).stdout
            if re.match(r"v?2\.[0-6]\.", version):
                block = block.replace("request_buffers 1MiB", "buffer_requests")
            block = block.replace("{\n", "{\n    admin off\n    auto_https off\n", 1)
            config = block.replace("prep.example.org {", f"http://:{listens} {{\n    bind 127.0.0.1")
            command = ["caddy", "run", "--adapter", "caddyfile", "--config", f"{folder}/config"]
        Path(folder, "config").write_text(config.replace("127.0.0.1:8000", f"127.0.0.1:{port}"))
        Path(folder).chmod(0o755)  # nginx's workers are somebody else
        environment = os.environ | {"XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        checks = [*command, "-t"] if proxy == "nginx" else ["caddy", "validate", *command[2:]]
        checked = subprocess.run(checks, env=environment, capture_output=True, text=True, check=False)
        print(f"{proxy} {'takes' if checked.returncode == 0 else 'refuses'} the configuration of docs/operations.md")
        if checked.returncode:
            raise SystemExit(checked.stderr)
        server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            wait_for(listens)
            yield listens
        finally:
            server.terminate()
            server.wait(20)


def behind_proxies(port: int, sessions: list[str], seconds: float) -> None:
    for proxy in filter(shutil.which, ("nginx", "caddy")):
        with documented(proxy, port) as listens:
            slow_bodies(f"behind {proxy}", listens, sessions, seconds)


# A lock ---------------------------------------------------------------------------------------------------------------


def take_lock(seconds: float, holds: threading.Event) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE cards_schedule, cards_review, cards_learner, django_session IN EXCLUSIVE MODE")
        holds.set()
        time.sleep(seconds)
    connection.close()


def held_lock(port: int, sessions: list[str], cards: list[int], seconds: float) -> None:
    control("before the lock", port, sessions)
    holds, over = threading.Event(), threading.Event()
    holder = threading.Thread(target=take_lock, args=(seconds, holds))
    waits: list[tuple[int, bool, float]] = []

    def write(session: str, card: int) -> None:
        client = Client(port, session)
        while not over.is_set():
            status, headers, took = ask(port, session, "/review/grade/", client.grade(card).partition(b"\r\n\r\n")[2])
            if holder.is_alive():
                waits.append((status, "retry-after" in headers, took))
            time.sleep(0.2)

    holder.start()
    holds.wait()
    writers = [
        threading.Thread(target=write, args=(session, card))
        for session, card in zip(sessions[:WRITERS], cards, strict=False)
    ]
    for writer in writers:
        writer.start()
    with readers(port, sessions) as times:
        time.sleep(seconds - 2)
    over.set()
    for writer in writers:
        writer.join()
    holder.join()
    for what, measured in times.items():
        line(
            f"lock held {seconds:.0f} s: p99 of {what} ({len(measured)})",
            p99(measured),
            0.05 if what[0] == "/" else 0.1,
        )
    refused = [took for status, says_when, took in waits if status == 503 and says_when]
    line(f"lock held {seconds:.0f} s: the longest of {len(refused)} writes until its 503", max(refused, default=99), 6)
    if len(refused) < len(waits):
        missed.append("every waiting write is answered 503 with Retry-After")
        print("    others were answered", sorted({status for status, says_when, _ in waits if not says_when}))


# Dear requests --------------------------------------------------------------------------------------------------------


def ask(port: int, session: str, path: str, body: bytes | None) -> tuple[int, dict[str, str], float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Host": "localhost",
        "Cookie": f"sessionid={session}; csrftoken={'c' * 32}",
        "X-CSRFToken": "c" * 32,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    start = time.perf_counter()
    connection.request("POST" if body is not None else "GET", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - start
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.headers.items()}, took


def texts() -> dict[str, str]:
    size = 62_000
    gaps = " ".join(f"{{{{c{number}::a}}}}" for number in range(1, 21))
    return {
        "formula signs": "$$ a\n\n" * (size // 6),
        "a console fence": "```console\n" + "$ ls -la /tmp | grep x\n" * 450 + "```",
        "lazy quotes": "> a\nb\n" * (size // 6),
        "nested images": "![" * (size // 2),
        "open brackets": "[" * size,
        "emphasis": "*a_b" * (size // 4),
        "a wide table": "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n" + ("|b" * 2_000 + "|\n") * 10,
        "twenty gaps": gaps + " word" * ((size - len(gaps)) // 5),
    }


def dear_requests(port: int, session: str) -> None:
    status, _, took = ask(port, session, "/cards/preview/", urlencode({"kind": "recall", "question": "a"}).encode())
    print(f"    preview of a letter (answered {status}): {1000 * took:.0f} ms", flush=True)
    for name, text in texts().items():
        fields = (
            {"kind": "cloze", "text": text} if "gaps" in name else {"kind": "recall", "question": text, "answer": "a"}
        )
        status, _, took = ask(port, session, "/cards/preview/", urlencode(fields).encode())
        line(f"preview of {name} ({len(text):,} bytes, answered {status})", took, 0.5)
    for path in ("/", "/review/", "/progress/", "/cards/", "/cards/?" + urlencode({"q": " ".join(["word"] * 40)})):
        status, _, took = ask(port, session, path, None)
        line(f"GET {path[:30]} (answered {status})", took, 0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="scenarios whose name has this: bodies, lock, dear, proxies")
    parser.add_argument("--seconds", type=float, default=30, help="how long the lock is held")
    options = parser.parse_args()
    body_seconds = min(options.seconds, BODY_SECONDS)
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(f"not measured within {LONGEST} s"))
    signal.alarm(LONGEST)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        set_up_django()
        from django.core.management import call_command
        from django.db import connection

        from cards.models import Card

        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        sessions = sessions_of(fill(8, 0), "allauth.account.auth_backends.AuthenticationBackend")
        cards = list(Card.objects.filter(deck__slug="bench").values_list("pk", flat=True))
        connection.close()
        print(f"\n{connection.vendor}, {os.cpu_count()} cores shared by server, database and clients")
        with serving("prep.settings", "manage.py", "serve") as (_, port):
            with readers(port, sessions):
                time.sleep(5)  # each worker has drawn each page once
            scenarios: dict[str, Callable[[], None]] = {
                "lock": lambda: held_lock(port, sessions, cards, options.seconds),
                "bodies": lambda: slow_bodies("as `make run` serves", port, sessions, body_seconds),
                "proxies": lambda: behind_proxies(port, sessions, body_seconds),
                "dear": lambda: dear_requests(port, sessions[0]),
            }
            started = time.monotonic()
            for name, scenario in scenarios.items():
                if options.only in name:
                    scenario()
            print(f"measured in {time.monotonic() - started:.0f} s")
    if missed:
        raise SystemExit(f"{len(missed)} bars were missed")


if __name__ == "__main__":
    main()
