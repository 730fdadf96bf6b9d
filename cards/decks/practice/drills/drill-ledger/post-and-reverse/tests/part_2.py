from ledger import Ledger, Overdrawn
from lib.checks import raises
from tests.helpers import move


def test_a_guarded_account():
    ledger = Ledger(guarded={"wallet"})
    ledger.post("t1", move(500, "bank", "wallet"))

    with raises(Overdrawn):
        ledger.post("t2", move(501, "wallet", "shop"))

    assert ledger.balance("wallet", "EUR") == 500
    assert ledger.balance("shop", "EUR") == 0
