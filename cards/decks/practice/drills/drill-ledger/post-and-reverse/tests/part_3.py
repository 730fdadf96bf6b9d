from ledger import Conflict, Ledger
from lib.checks import raises
from tests.helpers import move


def test_a_repetition_and_a_conflict():
    ledger = Ledger()

    assert ledger.post("t1", move(500, "a", "b")) is True
    assert ledger.post("t1", move(500, "a", "b")) is False
    with raises(Conflict):
        ledger.post("t1", move(501, "a", "b"))

    assert ledger.balance("b", "EUR") == 500
