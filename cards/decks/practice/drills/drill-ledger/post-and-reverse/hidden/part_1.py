from ledger import BadTransaction, Entry, Ledger
from lib.checks import raises
from tests.helpers import move


def test_each_currency_adds_up_to_zero():
    ledger = Ledger()

    with raises(BadTransaction):
        ledger.post("t1", [Entry("a", "EUR", 5), Entry("b", "USD", -5)])

    ledger.post("t2", [*move(5, "a", "b"), *move(7, "b", "a", "USD")])
    assert (ledger.balance("a", "EUR"), ledger.balance("a", "USD")) == (-5, 7)


def test_entries_that_are_no_transaction():
    for entries in (
        [],
        [Entry("a", "EUR", 0)],
        [Entry("a", "EUR", 5)],
        [Entry("a", "EUR", 0), Entry("b", "EUR", 0)],
        [*move(5, "a", "b"), Entry("c", "EUR", 0)],
        [Entry("a", "EUR", 5.0), Entry("b", "EUR", -5.0)],
        [Entry("a", "EUR", True), Entry("b", "EUR", -1)],
        [Entry("a", "EUR", "5"), Entry("b", "EUR", "-5")],
    ):
        with raises(BadTransaction):
            Ledger().post("t1", entries)


def test_a_refused_transaction_leaves_no_trace():
    ledger = Ledger()
    with raises(BadTransaction):
        ledger.post("t1", [*move(5, "a", "b"), Entry("c", "EUR", 1)])

    ledger.post("t1", move(7, "a", "b"))

    assert [ledger.balance(account, "EUR") for account in "abc"] == [-7, 7, 0]


def test_an_account_may_appear_several_times():
    ledger = Ledger()

    ledger.post("t1", [Entry("a", "EUR", 5), Entry("a", "EUR", 5), Entry("b", "EUR", -10)])

    assert ledger.balance("a", "EUR") == 10


def test_any_iterable_will_do():
    ledger = Ledger()

    ledger.post("t1", iter(move(5, "a", "b")))

    assert ledger.balance("b", "EUR") == 5


def test_entries_that_are_changed_later_change_nothing():
    ledger = Ledger()
    entries = move(5, "a", "b")
    ledger.post("t1", entries)

    entries.clear()

    assert ledger.balance("b", "EUR") == 5
