from ledger import BadTransaction, Conflict, Entry, Ledger, Overdrawn
from lib.checks import raises
from tests.helpers import move


def test_the_order_of_entries_makes_no_difference():
    ledger = Ledger()
    entries = [*move(5, "a", "b"), *move(7, "a", "c")]
    ledger.post("t1", entries)

    assert ledger.post("t1", reversed(entries)) is False


def test_how_often_an_entry_is_there_does():
    ledger = Ledger()
    ledger.post("t1", [*move(5, "a", "b"), *move(5, "a", "b")])

    with raises(Conflict):
        ledger.post("t1", move(5, "a", "b"))
    assert ledger.balance("b", "EUR") == 10


def test_another_account_or_currency_is_a_conflict():
    ledger = Ledger()
    ledger.post("t1", move(5, "a", "b"))

    for other in (move(5, "a", "c"), move(5, "a", "b", "USD"), move(5, "b", "a"), []):
        with raises(Conflict):
            ledger.post("t1", other)


def test_a_refused_transaction_has_not_used_its_id():
    ledger = Ledger(guarded={"wallet"})
    with raises(BadTransaction):
        ledger.post("t1", [Entry("a", "EUR", 5)])
    with raises(Overdrawn):
        ledger.post("t1", move(5, "wallet", "shop"))

    assert ledger.post("t1", move(9, "bank", "wallet")) is True


def test_a_repetition_is_answered_before_the_guard_is_asked():
    ledger = Ledger(guarded={"wallet"})
    ledger.post("t1", move(100, "bank", "wallet"))
    ledger.post("t2", move(80, "wallet", "shop"))

    assert ledger.post("t2", move(80, "wallet", "shop")) is False
    assert ledger.balance("wallet", "EUR") == 20


def test_equal_entries_under_another_id_are_another_transaction():
    ledger = Ledger()

    assert [ledger.post(name, move(5, "a", "b")) for name in ("t1", "t2")] == [True, True]
    assert ledger.balance("b", "EUR") == 10
