from ledger import BadTransaction, Entry, Ledger
from lib.checks import raises
from tests.helpers import move


def test_a_transaction_has_two_sides():
    ledger = Ledger()
    ledger.post("t1", move(500, "sales", "cash"))

    assert ledger.balance("cash", "EUR") == 500
    assert ledger.balance("sales", "EUR") == -500
    assert ledger.balance("nobody", "EUR") == 0


def test_sides_that_do_not_balance():
    ledger = Ledger()

    with raises(BadTransaction):
        ledger.post("t1", [Entry("cash", "EUR", 500), Entry("sales", "EUR", -499)])

    assert ledger.balance("cash", "EUR") == 0
