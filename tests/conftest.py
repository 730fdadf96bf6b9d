"""Who and what most tests need. People are Alice, who owns it, and Bob, who must not see it."""

import copy
import gc

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections, transaction
from django.db.models.sql import Query
from django.test import Client, SimpleTestCase, TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from cards.kinds import KINDS
from cards.kinds.forms import FORMS
from cards.models import Deck
from cards.operations.builtin_decks import load_decks
from cards.queries.memory import _memories
from cards.services.reading import _seconds
from tests.deck_folders import builtin_decks
from tests.factories import NOW
from tests.kinds.spoken import RUBRIC, TEMPLATE, Spoken

# A law is not false because the machine was busy, nor the suite red today for what was as false yesterday: the examples
# are the same each time, and `--hypothesis-profile anew` draws others.
patient = hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("anew", patient)
hypothesis_settings.register_profile("prep", patient, derandomize=True, database=None)
hypothesis_settings.load_profile("prep")

PASSWORD = "correct horse battery staple"


def refuse_subquery(query, condition, *rest):
    raise AssertionError(f"A subquery over all rows for “not {condition}”: see `without` in cards/queries/states.py.")


# A condition on the rows that point to a row, negated, becomes a subquery that joins the table with itself; PostgreSQL,
# where its statistics are old, runs it once for each pair of rows.
Query.split_exclude = refuse_subquery

REACH_DATABASE = {"db", "transactional_db", "live_server"}
LEFT_OUT = pytest.StashKey[int]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What reaches a database is marked: `-m database` leaves out the rest, which is the same on every database.

    Nothing is lost: a query of a test without Django's mark, fixtures and classes is refused. What starts a process
    that has a database of its own says so itself; tests/test_project.py looks after that.
    """
    for item in items:
        is_django = issubclass(item.cls or object, SimpleTestCase) or item.get_closest_marker("django_db")
        if is_django or REACH_DATABASE.intersection(item.fixturenames):
            item.add_marker("database")


def pytest_collection_finish():
    """Thousands of tests and all that is imported stay to the end: no collection of garbage looks at them again."""
    gc.freeze()


def pytest_deselected(items):
    """A worker of xdist has no terminal: what started it hears of it at its end."""
    for item in items:
        if hasattr(item.config, "workeroutput"):
            item.config.workeroutput["left out"] = item.config.workeroutput.get("left out", 0) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", 0)


def pytest_terminal_summary(terminalreporter, config):
    if count := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"{count} deselected")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite tests use a file, as prep does: in memory, the threads of a test would share one connection."""
    database = connections.databases["default"]
    if database["ENGINE"] == "prep.sqlite":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "prep.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A connection that made the tables holds their hundreds of statements prepared, and no others any more."""
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def emptied():
    """After a test that commits, the tables that it filled are emptied, instead of all; the cache's is one of them.

    Django's flush would also act as after a migration, at every such test: make the search index anew, which its
    triggers have emptied, and content types and permissions, which no test touches and which therefore stay. It knows
    no cache: whoever signs in would be counted with the attempts of the test before.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: empty(connections["default"]))
        yield


KEPT = {"django_content_type", "auth_permission"}


def empty(connection):
    tables = {*connection.introspection.django_table_names(include_views=False), settings.CACHES["default"]["LOCATION"]}
    tables = sorted(tables - KEPT)
    names = [connection.ops.quote_name(table) for table in tables]
    filled = " UNION ALL ".join(f"SELECT {n} WHERE EXISTS (SELECT 1 FROM {name})" for n, name in enumerate(names))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(filled)
        for (n,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {names[n]}")


@pytest.fixture(scope="module")
def built_in(django_db_setup, django_db_blocker):
    """The built-in decks, for every test of a module that has nothing else: each undoes what it did to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_decks(builtin_decks(), now=NOW)
        yield {deck.slug: deck for deck in Deck.objects.filter(owner=None)}
        transaction.set_rollback(True)


@pytest.fixture
def alice(db):
    return get_user_model().objects.create_user(username="alice", email="alice@example.org", password=PASSWORD)


@pytest.fixture
def bob(db):
    return get_user_model().objects.create_user(username="bob", email="bob@example.org", password=PASSWORD)


@pytest.fixture
def password():
    """The password of Alice and of Bob."""
    return PASSWORD


@pytest.fixture
def alice_client(alice):
    return signed_in(alice)


@pytest.fixture
def bob_client(bob):
    return signed_in(bob)


def signed_in(learner):
    client = Client()
    client.force_login(learner)
    return client


@pytest.fixture
def clock(time_machine):
    """Monday 23 November 2026, 09:00 UTC, and it stays so until `clock.move_to(…)` or `clock.shift(…)`."""
    time_machine.move_to("2026-11-23T09:00:00+00:00", tick=False)
    return time_machine


@pytest.fixture(autouse=True)
def no_memories():
    """Ids and versions come again in the next test, and mean other reviews and other learners, whose minute is full."""
    _memories.cache_clear()
    _seconds.clear()


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def spoken(settings, tmp_path):
    """One more kind of card, for as long as a test takes."""
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "spoken.html").write_text(TEMPLATE)
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], tmp_path]
    settings.TEMPLATES = templates
    KINDS["spoken"], FORMS["ticked"] = Spoken(), RUBRIC
    yield KINDS["spoken"]
    del KINDS["spoken"], FORMS["ticked"]
