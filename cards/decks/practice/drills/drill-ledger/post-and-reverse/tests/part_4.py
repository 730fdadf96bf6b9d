from ledger import Ledger
from tests.helpers import move


def test_balances_of_the_past():
    ledger = Ledger()
    ledger.post("t1", move(500, "a", "b"), at=10)
    ledger.post("t2", move(200, "a", "b"), at=20)

    assert [ledger.balance("b", "EUR", at=time) for time in (9, 10, 19, 20)] == [0, 500, 500, 700]
    assert ledger.balance("b", "EUR") == 700


def test_a_reversal():
    ledger = Ledger()
    ledger.post("t1", move(500, "a", "b"))

    assert ledger.reverse("t1", "r1") is True
    assert ledger.balance("b", "EUR") == 0
