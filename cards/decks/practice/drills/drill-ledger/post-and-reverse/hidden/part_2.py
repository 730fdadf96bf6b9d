from ledger import Entry, Ledger, Overdrawn
from lib.checks import raises
from tests.helpers import move


def test_down_to_zero_is_fine():
    ledger = Ledger(guarded=["wallet"])
    ledger.post("t1", move(500, "bank", "wallet"))

    ledger.post("t2", move(500, "wallet", "shop"))

    assert ledger.balance("wallet", "EUR") == 0


def test_the_whole_transaction_counts():
    ledger = Ledger(guarded={"wallet"})

    ledger.post("t1", [*move(500, "wallet", "shop"), *move(600, "bank", "wallet")])
    assert ledger.balance("wallet", "EUR") == 100

    with raises(Overdrawn):
        ledger.post("t2", [*move(60, "wallet", "shop"), *move(60, "wallet", "shop")])
    assert ledger.balance("wallet", "EUR") == 100


def test_one_currency_does_not_pay_for_another():
    ledger = Ledger(guarded={"wallet"})
    ledger.post("t1", move(500, "bank", "wallet", "USD"))

    with raises(Overdrawn):
        ledger.post("t2", move(1, "wallet", "shop", "EUR"))


def test_nothing_of_it_is_recorded():
    ledger = Ledger(guarded={"wallet"})
    ledger.post("t1", move(10, "bank", "wallet"))

    with raises(Overdrawn):
        ledger.post("t2", [Entry("shop", "EUR", 20), Entry("wallet", "EUR", -20)])

    assert ledger.balance("shop", "EUR") == 0
    ledger.post("t2", move(5, "wallet", "shop"))
    assert ledger.balance("shop", "EUR") == 5


def test_others_may_fall_as_they_like():
    ledger = Ledger(guarded={"wallet"})

    ledger.post("t1", move(500, "bank", "wallet"))

    assert ledger.balance("bank", "EUR") == -500
