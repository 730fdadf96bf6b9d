from accounts.memo import memoize
from tests.helpers import Dashboard


def test_a_merchant_sees_a_balance():
    assert Dashboard().get("anna") == "18,400.00 USD"


def test_two_merchants_see_their_own_balance():
    dashboard = Dashboard()

    assert dashboard.get("anna") == "18,400.00 USD"
    dashboard.clock.advance(6)
    assert dashboard.get("ben") == "12.50 USD"


def test_a_balance_is_remembered_for_ten_seconds():
    dashboard = Dashboard()
    dashboard.get("anna")
    dashboard.ledger.record("anna", "main", 100)

    dashboard.clock.advance(9)
    assert dashboard.get("anna") == "18,400.00 USD"
    dashboard.clock.advance(1)
    assert dashboard.get("anna") == "18,401.00 USD"


def test_a_key_that_nobody_has():
    assert Dashboard().get("carol") == 401


def test_different_arguments_are_different_questions():
    calls = []
    double = memoize(10, lambda: 0)(lambda number: calls.append(number) or 2 * number)

    assert [double(1), double(2), double(1)] == [2, 4, 2]
    assert calls == [1, 2]
