"""A database that is locked by somebody, full, or gone: the learner is asked to try again, and nothing is half done."""

import io
import logging
import threading
import uuid
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils.module_loading import import_string

from cards.models import Learner, Review, Schedule
from cards.operations import checkpoints
from tests.conftest import PASSWORD
from tests.factories import enrolled, make_card, make_deck

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def card(alice):
    deck = make_deck()
    card = make_card(deck, "one")
    enrolled(alice, deck)
    return card


@pytest.fixture
def client(alice):
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    return client


@pytest.fixture
def grade(client, card):
    """Sends one and the same grade, as a learner who tries again does."""
    form = {"review": uuid.uuid4(), "card": card.pk, "quality": 4, "version": 0, "seconds": 9}
    return lambda: client.post("/review/grade/", form)


@contextmanager
def locked_by_another():
    """Somebody else writes to the schedules, and takes their time."""
    holds, may_end = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(Schedule.objects.select_for_update())
            holds.set()
            may_end.wait(timeout=60)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert holds.wait(timeout=60)
    try:
        yield
    finally:
        may_end.set()
        other.join()


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() if cursor.description else None


@pytest.fixture
def impatient():
    """This connection waits for nobody longer than a moment."""
    if connection.vendor == "sqlite":
        execute("PRAGMA busy_timeout = 50")
    else:
        execute("SET lock_timeout = '50ms'")
    yield
    connection.close()  # the next one has the timeouts of the settings


@contextmanager
def full():
    """No room for another page (SQLite), or the error that PostgreSQL reports then."""
    if connection.vendor == "sqlite":
        execute("VACUUM")
        execute("PRAGMA max_page_count = 1")  # which is raised to the pages that there are
        yield
        execute("PRAGMA max_page_count = 1000000")
        return
    execute(
        "CREATE FUNCTION pg_temp.no_room() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION USING errcode = 'disk_full'; END $$"
    )
    execute("CREATE TRIGGER no_room BEFORE UPDATE ON cards_schedule EXECUTE FUNCTION pg_temp.no_room()")
    yield
    execute("DROP TRIGGER no_room ON cards_schedule")


def assert_try_again(response):
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0


def test_a_grade_that_could_not_be_stored_in_time_can_be_sent_again(grade, impatient):
    with locked_by_another():
        refused = grade()
    stored = grade()

    assert_try_again(refused)
    assert stored.status_code == 303
    assert Review.objects.count() == 1


def test_a_full_disk_stores_nothing_by_halves(client, card, full_note):
    with full():
        refused = full_note()

    assert_try_again(refused)
    assert Schedule.objects.get().note == ""
    assert full_note().status_code == 302
    assert len(Schedule.objects.get().note) == 9_000


@pytest.fixture
def full_note(client, card):
    """Sends one and the same note, which needs room of its own."""
    form = {"key": uuid.uuid4(), "note": "x" * 9_000}
    return lambda: client.post(f"/cards/{card.pk}/note/", form)


@contextmanager
def read_only():
    """As on a disk that was mounted anew after an error, or on a server that another one takes over from."""
    sqlite = connection.vendor == "sqlite"
    execute("PRAGMA query_only = 1" if sqlite else "SET default_transaction_read_only = on")
    yield
    execute("PRAGMA query_only = 0" if sqlite else "SET default_transaction_read_only = off")


def test_a_database_that_takes_no_writes_is_not_too_many_attempts(db):
    """The counters of the limits are writes as well."""
    client = Client(raise_request_exception=False)
    form = {"username": "carol", "email": "carol@example.org", "password1": PASSWORD, "password2": PASSWORD}

    with read_only():
        refused = client.post("/accounts/signup/", form)

    assert_try_again(refused)
    assert client.post("/accounts/signup/", form).status_code == 302


def test_the_cache_says_that_the_disk_is_full(db):
    if connection.vendor != "sqlite":
        pytest.skip("a full disk is simulated for one table there, which is not the cache's")
    with full(), pytest.raises(OperationalError, match="full"):
        cache.add("large", "x" * 100_000)


def test_a_key_that_is_there_already_is_no_fault(db):
    assert cache.add("key", 1)
    assert not cache.add("key", 2)
    assert cache.get("key") == 1


def test_a_refusal_is_one_line_of_the_log(grade, impatient, capfd):
    with locked_by_another(), logged_as_served() as log:
        grade()

    assert len(log.getvalue().splitlines()) == 1
    assert "/review/grade/" in log.getvalue()
    assert "Traceback" not in log.getvalue()


def test_a_fault_of_ours_is_logged_with_its_traceback():
    with logged_as_served() as log:
        try:
            raise ValueError("ours")
        except ValueError:
            logging.getLogger("django.request").exception("Internal Server Error")

    assert "Traceback" in log.getvalue()


@contextmanager
def logged_as_served():
    """What the handler of the settings writes."""
    given = settings.LOGGING["handlers"]["stderr"]
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    for name in given["filters"]:
        handler.addFilter(import_string(settings.LOGGING["filters"][name]["()"])())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        yield log
    finally:
        logger.removeHandler(handler)


def test_a_long_reader_costs_the_checkpoint_a_moment_and_a_writer_no_more(monkeypatch, alice):
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        pytest.skip("PostgreSQL has no log of this kind")
    monkeypatch.setattr(checkpoints, "LARGEST_LOG", 0)
    reads, may_end = threading.Event(), threading.Event()

    def read():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT count(*) FROM cards_learner")
            cursor.fetchone()
            reads.set()
            may_end.wait(timeout=60)
            cursor.execute("ROLLBACK")
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    assert reads.wait(timeout=60)
    Learner.objects.filter(pk=alice.pk).update(first_name="Alice")
    checkpoints.checkpoint(connection)
    waits = execute("PRAGMA busy_timeout")
    may_end.set()
    reader.join()

    assert waits == (checkpoints.WAITS,)
    connection.close()


def test_a_connection_that_was_cut_is_made_anew(grade):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is a file, to which no connection can be cut")
    (cut,) = execute("SELECT pg_backend_pid()")
    end_connection(cut)

    refused = grade()
    connection.close_if_unusable_or_obsolete()  # as at the start of a request; the test client leaves it out
    stored = grade()

    assert_try_again(refused)
    assert stored.status_code == 303
    assert Review.objects.count() == 1


def end_connection(pid):
    def end():
        execute(f"SELECT pg_terminate_backend({pid}, 5000)")
        connection.close()

    other = threading.Thread(target=end)
    other.start()
    other.join()


def test_a_server_that_only_reads_while_another_takes_over_is_a_passing_fault(grade):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no other server to take over")
    execute("SET default_transaction_read_only = on")

    refused = grade()
    execute("SET default_transaction_read_only = off")

    assert_try_again(refused)
    assert grade().status_code == 303
