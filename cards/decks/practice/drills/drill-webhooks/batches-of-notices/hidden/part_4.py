from notices import Inbox
from tests.helpers import SECRETS, deliver, notice, open_database, rows


class Bookkeeping:
    """Writes to a table of its own, and fails for the notices that it is told to, after writing."""

    def __init__(self, *failing):
        self.database = open_database()
        self.database.execute("CREATE TABLE booking (notice TEXT, cents INTEGER)")
        self.failing = set(failing)
        self.inbox = Inbox(self.database, SECRETS, on_change=self.book)

    def book(self, changed):
        self.database.execute("INSERT INTO booking VALUES (?, ?)", (changed.id, changed.cents))
        if changed.id in self.failing:
            raise ValueError(changed.id)

    def table(self, name):
        return [row[0] for row in rows(self.database, f"SELECT * FROM {name}")]


def test_a_failure_leaves_no_trace_in_any_table():
    books = Bookkeeping("n1")

    answer = deliver(books.inbox, notice(1))

    assert answer == {"accepted": [], "rejected": [], "again": ["n1"]}
    assert [books.table(name) for name in ("payout", "journal", "seen", "booking")] == [[], [], [], []]


def test_it_is_tried_again_when_it_comes_again():
    books = Bookkeeping("n1")
    deliver(books.inbox, notice(1))
    deliver(books.inbox, notice(1))

    books.failing.clear()

    assert deliver(books.inbox, notice(1))["accepted"] == ["n1"]
    assert books.table("booking") == ["n1"]
    assert deliver(books.inbox, notice(1))["accepted"] == ["n1"]
    assert books.table("booking") == ["n1"]


def test_the_known_state_survives_a_failing_newer_one():
    books = Bookkeeping("n2")

    answer = deliver(
        books.inbox, notice(1, state="pending"), notice(2, version=2), notice(3, version=3, state="failed")
    )

    assert answer["again"] == ["n2"]
    assert rows(books.database, "SELECT version, state FROM payout") == [(3, "failed")]
    assert books.table("booking") == ["n1", "n3"]


def test_a_failed_one_that_has_become_old_is_accepted_without_an_effect():
    books = Bookkeeping("n2")
    deliver(books.inbox, notice(2, version=2), notice(3, version=3))

    assert deliver(books.inbox, notice(2, version=2))["accepted"] == ["n2"]
    assert books.table("booking") == ["n3"]


def test_only_changes_are_reported():
    books = Bookkeeping()

    deliver(books.inbox, notice(2, version=2), notice(1, version=1), notice(2, version=2), notice(3, amount="x"))

    assert books.table("booking") == ["n2"]


def test_everything_of_the_accepted_ones_is_committed_beside_failures():
    for failing in ("n1", "n2", "n3"):
        books = Bookkeeping(failing)
        payouts = [notice(number, payout=f"po_{number}") for number in (1, 2, 3)]

        answer = deliver(books.inbox, *payouts)
        books.database.rollback()

        assert answer["again"] == [failing]
        assert sorted(books.table("booking")) == sorted(answer["accepted"]) == sorted(books.table("seen"))
        assert len(books.table("payout")) == 2


def test_answers_stand_in_the_order_of_the_batch():
    books = Bookkeeping("n9", "n4")

    answer = deliver(books.inbox, *(notice(number, payout=f"po_{number}") for number in (9, 5, 7, 4, 1)))

    assert answer == {"accepted": ["n5", "n7", "n1"], "rejected": [], "again": ["n9", "n4"]}
