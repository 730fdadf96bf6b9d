"""Requests that come slowly, too large, oddly spelt, or while the database is held: others go on, each is answered."""

import base64
import re
import select
import socket
import sqlite3
import threading
import time
import zipfile
import zlib
from contextlib import closing, contextmanager

import pytest
from django.conf import settings

from tests.processes.server import CANARIES, Browser

pytestmark = pytest.mark.database

PATIENT = 60  # seconds: for anything at all
HOST = b"Host: localhost\r\n"
SIGN_IN = b"POST /accounts/login/ HTTP/1.1\r\n" + HOST + b"Cookie: csrftoken=" + b"c" * 32 + b"\r\n"


def send(server, *parts):
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENT)
    connection.sendall(b"".join(parts))
    return connection


def status_of(connection):
    """Of the answer; None if there is none, for the connection was closed."""
    with closing(connection), connection.makefile("rb") as answer:
        line = answer.readline()
    return int(line.split()[1]) if line else None


def ask(server, *parts):
    return status_of(send(server, *parts))


# Slow bodies ----------------------------------------------------------------------------------------------------------


def test_bodies_that_do_not_come_keep_nobody_waiting_and_are_given_up(server, carol):
    def slow(length):
        return [send(server, SIGN_IN, b"Content-Length: %d\r\n\r\na=b" % length) for _ in range(20)]

    short, long = slow(100), slow(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)  # these have more than a minute

    answers = [carol.get(path).status for path in ("/healthz", "/", "/review/", "/decks/") * 3]

    assert answers == [200] * 12
    assert select.select(long, [], [], 0)[0] == [], "others were served while the bodies were waited for"
    assert {status_of(one) for one in short} == {408}
    for one in long:
        one.close()


def test_a_body_that_trickles_is_given_up_as_well(server):
    connection = send(server, SIGN_IN, b"Content-Length: 2000\r\n\r\n")
    ends = threading.Event()

    def trickle():
        while not ends.wait(0.5):
            try:
                connection.sendall(b"a")
            except OSError:
                return

    threading.Thread(target=trickle).start()
    status = status_of(connection)
    ends.set()

    assert status == 408


def test_a_body_in_pieces_that_come_in_time_is_read_whole(server):
    browser = Browser(server)
    browser.get("/accounts/login/")
    token = browser.cookies["csrftoken"].encode()
    form = b"csrfmiddlewaretoken=" + token + b"&login=nobody&password=wrong"
    cookie = b"Cookie: csrftoken=" + token + b"\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (form[:30], form[30:])) + b"0\r\n\r\n"
    line = b"POST /accounts/login/ HTTP/1.1\r\n" + HOST + cookie

    in_two = send(server, line, b"Content-Length: %d\r\n\r\n" % len(form), form[:30])
    time.sleep(0.2)
    in_two.sendall(form[30:])

    assert status_of(in_two) == 200, "the page says that name and password don't match"
    assert ask(server, line, b"Transfer-Encoding: chunked\r\n\r\n", chunks) == 200


# What is not let in ---------------------------------------------------------------------------------------------------


def test_a_body_that_is_too_large_is_refused_before_it_is_read(server):
    announced = b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 62914560\r\n\r\n--x\r\n"
    in_chunks = b"Transfer-Encoding: chunked\r\n\r\n" + (b"10000\r\n" + b"a" * 65_536 + b"\r\n") * 20

    assert ask(server, SIGN_IN, announced) == 413
    assert ask(server, SIGN_IN, in_chunks) == 413


@pytest.mark.parametrize(
    ("line", "statuses"),
    [
        (b"GET /accounts/login/?next=" + b"a" * 5_000 + b" HTTP/1.1\r\n" + HOST, {414}),
        (b"GET /accounts/login/?next=" + b"a" * 60_000 + b" HTTP/1.1\r\n" + HOST, {414, 431}),
        (b"GET /accounts/login/ HTTP/1.1\r\n" + HOST + b"X-Long: " + b"a" * 60_000 + b"\r\n", {431}),
        (b"GET /accounts/login/ HTTP/1.1\r\n" + HOST + HOST, {400}),
        (b"GET /accounts/login/ HTTP/1.1\r\n", {400}),
        (b"GET http://evil.example/accounts/login/ HTTP/1.1\r\n" + HOST, {400}),
        (b"GET /accounts/login/ HTTP/1.1\r\nHost: evil.example\r\n", {400}),
        (b"GET /accounts/login/ HTTP/1.1\r\n" + HOST + b"X-A: a\0b\r\n", {400}),
        (b"GET /accounts/login/ HTTP/1.1\r\n" + HOST + b"X-A: a\rb\r\n", {400}),
        (SIGN_IN + b"Content-Length: 3\r\nContent-Length: 4\r\n", {400}),
        (SIGN_IN + b"Content-Length: -1\r\n", {400}),
        (SIGN_IN + b"Transfer-Encoding: xchunked\r\n", {400}),
    ],
    ids=[
        *("long query", "longer query", "long header", "two hosts", "no host", "absolute target", "another's host"),
        *("NUL in a header", "CR in a header", "two lengths", "no length", "unknown coding"),
    ],
)
def test_a_request_that_is_too_long_or_has_two_readings_is_refused(server, line, statuses):
    assert ask(server, line, b"\r\n") in statuses


def test_a_header_with_an_underscore_is_not_the_one_with_a_hyphen(server):
    """`Content_Type` would be read as Content-Type, and `X_Forwarded_For` as the address that limits go by."""
    browser = Browser(server)
    browser.get("/accounts/login/")
    token = browser.cookies["csrftoken"].encode()
    cookie = b"Cookie: csrftoken=" + token + b"\r\n"
    line = b"POST /accounts/login/ HTTP/1.1\r\n" + HOST + cookie

    assert ask(server, line, b"X-CSRFToken: ", token, b"\r\nContent-Length: 0\r\n\r\n") == 200
    assert ask(server, line, b"X_CSRFToken: ", token, b"\r\nContent-Length: 0\r\n\r\n") == 403


def test_large_and_small_static_files_come_whole(server):
    page = Browser(server).get("/accounts/login/").text
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        answer = Browser(server).get(path)

        assert answer.status == 200
        assert len(answer.text.encode()) == int(answer.headers["Content-Length"])


def test_head_is_get_without_the_body(server):
    for path in ("/healthz", "/accounts/login/"):
        answer = Browser(server).ask("HEAD", path)

        assert answer.status == 200
        assert int(answer.headers["Content-Length"]) > 0
        assert answer.text == ""


# A database that another process holds --------------------------------------------------------------------------------


@contextmanager
def held(server):
    """No other process can write meanwhile."""
    if settings.DATABASES["default"]["ENGINE"] == "prep.sqlite":
        with closing(sqlite3.connect(server.database, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield
        return
    import psycopg

    with psycopg.connect(server.database) as holder:
        holder.execute("LOCK TABLE cards_schedule, cards_review, cards_learner IN EXCLUSIVE MODE")
        yield


def test_who_waits_to_write_keeps_no_reader_waiting_and_is_answered_in_time(server, carol, cookies, cards):
    forms = [carol.form(card) for card in cards[:6]]
    refused = []

    def grade(form):
        answer = Browser(server, dict(cookies)).grade(form)
        refused.append((answer.status, answer.headers["Retry-After"]))

    with held(server):
        writers = [threading.Thread(target=grade, args=[form]) for form in forms]
        for writer in writers:
            writer.start()
        time.sleep(0.3)  # by then they wait
        for _ in range(5):  # who waited for the lock would be refused as they are
            assert carol.get("/healthz").status == 200
            assert carol.get("/").status == 200
            assert carol.get(f"/review/?card={cards[0]}").status == 200
        for writer in writers:
            writer.join()

    assert refused == [(503, "5")] * 6
    assert [carol.grade(form).status for form in forms] == [303] * 6, "nothing was counted before"


# What the process was started with ------------------------------------------------------------------------------------

FORGET_THE_PASSWORD = """
from django.contrib.sessions.models import Session
from cards.accounts.sessions import SessionStore
for row in Session.objects.all():
    session = SessionStore(row.session_key)
    session.pop("account_authentication_methods", None)
    session.save()
"""


def decoded(session_data):
    """Without the key: a session is signed, and not encrypted."""
    payload = session_data.lstrip(".").split(":")[0]
    data = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    return zlib.decompress(data) if session_data.startswith(".") else data


def test_nothing_of_the_environment_reaches_the_database_a_backup_a_page_or_the_log(server, carol, tmp_path):
    assert server.run("shell", "--no-imports", "-c", FORGET_THE_PASSWORD).returncode == 0
    asked = carol.post("/accounts/delete/", {})
    assert asked.status in {302, 303}
    assert "/accounts/reauthenticate/" in asked.headers["Location"], "the request is kept until it is known who asks"
    pages = [carol.get(path).text for path in (asked.headers["Location"], "/no/such/page/", "/readyz")]
    pages.append(Browser(server).ask("POST", "/accounts/login/").text)

    backup = tmp_path / "backup.zip"
    assert server.run("backup", str(backup)).returncode == 0
    with zipfile.ZipFile(backup) as members:
        kept = [members.read(name) for name in members.namelist()]
    kept += [decoded(data) for (data,) in server.query("SELECT session_data FROM django_session")]
    kept += [path.read_bytes() for path in server.data_dir.rglob("*") if path.is_file()]
    kept += [page.encode() for page in pages] + [server.log.read_bytes()]

    for canary in CANARIES.values():
        assert not any(canary.encode() in text for text in kept)
