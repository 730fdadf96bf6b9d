from notices import Inbox
from tests.helpers import PATH, SECRETS, batch, deliver, notice, open_database, rows


def test_a_notice_is_stored():
    database = open_database()

    answer = deliver(Inbox(database, SECRETS), notice(1, version=2))

    assert answer == {"accepted": ["n1"], "rejected": [], "again": []}
    assert rows(database, "SELECT * FROM payout") == [("po_1", 2, "paid", 1250, "EUR")]
    assert rows(database, "SELECT notice, version FROM journal") == [("n1", 2)]


def test_an_older_version_changes_nothing():
    database = open_database()
    inbox = Inbox(database, SECRETS)
    deliver(inbox, notice(2, version=2, state="paid"))

    assert deliver(inbox, notice(1, version=1, state="pending"))["accepted"] == ["n1"]

    assert rows(database, "SELECT version, state FROM payout") == [(2, "paid")]
    assert len(rows(database, "SELECT * FROM journal")) == 1


def test_somebody_unknown():
    assert Inbox(open_database(), SECRETS).receive(PATH, {}, batch(notice())) == (401, {})
