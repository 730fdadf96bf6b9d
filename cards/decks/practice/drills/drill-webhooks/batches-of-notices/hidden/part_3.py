from itertools import permutations
from notices import Inbox
from tests.helpers import PATH, SECRETS, batch, deliver, headers_for, notice, open_database, rows


def test_every_order_ends_in_the_newest_state():
    versions = [notice(n, version=n, state=state) for n, state in enumerate(("pending", "paid", "returned"), start=1)]

    for order in permutations(versions):
        database = open_database()
        inbox = Inbox(database, SECRETS)
        for item in order:
            assert deliver(inbox, item)["accepted"] == [item["id"]]

        assert rows(database, "SELECT version, state FROM payout") == [(3, "returned")]

        at_once = open_database()
        deliver(Inbox(at_once, SECRETS), *order)
        assert rows(at_once, "SELECT version, state FROM payout") == [(3, "returned")]


def test_the_journal_has_what_changed_something():
    database = open_database()
    inbox = Inbox(database, SECRETS)

    deliver(inbox, notice(2, version=2), notice(1, version=1), notice(4, version=4), notice(3, version=3))
    deliver(inbox, notice(2, version=2), notice(5, version=5))

    assert rows(database, "SELECT notice FROM journal ORDER BY number") == [("n2",), ("n4",), ("n5",)]
    assert len(rows(database, "SELECT * FROM seen")) == 5


def test_a_missing_version_does_no_harm():
    database = open_database()

    deliver(Inbox(database, SECRETS), notice(9, version=9))

    assert rows(database, "SELECT version FROM payout") == [(9,)]


def test_a_double_is_accepted_and_changes_nothing():
    database = open_database()
    inbox = Inbox(database, SECRETS)

    assert deliver(inbox, notice(1), notice(1))["accepted"] == ["n1", "n1"]
    assert deliver(inbox, notice(1))["accepted"] == ["n1"]
    assert len(rows(database, "SELECT * FROM journal")) == 1


def test_the_same_version_under_another_id_is_not_new():
    database = open_database()
    inbox = Inbox(database, SECRETS)
    deliver(inbox, notice(1, version=3, state="paid"))

    deliver(inbox, notice(2, version=3, state="failed"))

    assert rows(database, "SELECT state FROM payout") == [("paid",)]
    assert len(rows(database, "SELECT * FROM journal")) == 1
    assert len(rows(database, "SELECT * FROM seen")) == 2


def test_an_id_that_was_seen_stays_seen_whatever_it_says():
    database = open_database()
    inbox = Inbox(database, SECRETS)
    deliver(inbox, notice(1, version=1, state="pending"))

    assert deliver(inbox, notice(1, version=5, state="paid"))["accepted"] == ["n1"]

    assert rows(database, "SELECT version, state FROM payout") == [(1, "pending")]


def test_bad_notices_are_named_and_the_others_stored():
    database = open_database()

    answer = deliver(
        Inbox(database, SECRETS), notice(1, amount="1"), notice(2), notice(3, id=None), notice(4, state="?")
    )

    assert answer == {
        "accepted": ["n2"],
        "rejected": [
            {"id": "n1", "problem": "amount"},
            {"id": None, "problem": "id"},
            {"id": "n4", "problem": "state"},
        ],
        "again": [],
    }


def test_what_is_refused_stores_nothing():
    database = open_database()
    inbox = Inbox(database, SECRETS)
    payload = batch(notice())

    assert inbox.receive(PATH, headers_for(payload, secret="guessed"), payload) == (401, {})
    assert inbox.receive("/elsewhere", headers_for(payload), payload) == (401, {})
    assert inbox.receive(PATH, headers_for(b"[]"), b"[]") == (400, {})
    assert inbox.receive(PATH, {}, b"[]") == (401, {})
    assert rows(database, "SELECT * FROM seen") == []


def test_all_is_committed():
    database = open_database()

    deliver(Inbox(database, SECRETS), notice(1), notice(2, version=2))
    database.rollback()

    assert rows(database, "SELECT version FROM payout") == [(2,)]
    assert len(rows(database, "SELECT * FROM seen")) == 2
