from idempotency import IdempotencyLayer, KeyReused
from lib.checks import raises
from lib.fake_clock import FakeClock
from tests.helpers import Handler


def is_same(first, second):
    layer, charge = IdempotencyLayer(FakeClock()), Handler()
    layer.execute("acct_1", "k1", first, charge)
    try:
        return layer.execute("acct_1", "k1", second, charge).replayed
    except KeyReused:
        return False


def test_the_order_of_keys_makes_no_difference_at_any_depth():
    assert is_same({"a": 1, "b": {"c": [1, {"d": 2, "e": 3}]}}, {"b": {"c": [1, {"e": 3, "d": 2}]}, "a": 1})


def test_the_order_of_a_list_does():
    assert not is_same({"items": [1, 2]}, {"items": [2, 1]})


def test_types_differ():
    values = [1, "1", True, 1.5, None, [], {}, ""]

    for first in values:
        for second in values:
            assert is_same({"a": first}, {"a": second}) == (first is second), (first, second)


def test_an_absent_value_is_not_a_null():
    assert not is_same({"a": 1}, {"a": 1, "b": None})


def test_a_different_request_in_flight_is_a_reused_key():
    layer, charge = IdempotencyLayer(FakeClock()), Handler()

    def slow(request):
        with raises(KeyReused):
            layer.execute("acct_1", "k1", {"amount": 6}, charge)
        return 200, {}

    layer.execute("acct_1", "k1", {"amount": 5}, slow)


def test_another_account_in_flight_is_no_obstacle():
    layer, charge = IdempotencyLayer(FakeClock()), Handler()

    def slow(request):
        layer.execute("acct_2", "k1", request, charge)
        layer.execute("acct_1", "k2", request, charge)
        return 200, {}

    layer.execute("acct_1", "k1", {}, slow)

    assert charge.runs == 2


def test_what_was_told_does_not_change_later():
    layer = IdempotencyLayer(FakeClock())
    body = {"id": "ch_1", "items": [1]}
    first = layer.execute("acct_1", "k1", {}, Handler((200, body)))

    body["items"].append("by the handler")
    first.body["items"].append("by the client")
    second = layer.execute("acct_1", "k1", {}, Handler())
    second.body["items"].append("by the client again")

    assert layer.execute("acct_1", "k1", {}, Handler()).body == {"id": "ch_1", "items": [1]}


def test_a_request_that_is_changed_later_is_still_the_same():
    layer, charge = IdempotencyLayer(FakeClock()), Handler()
    request = {"amount": 5}
    layer.execute("acct_1", "k1", request, charge)

    request["amount"] = 6

    assert layer.execute("acct_1", "k1", {"amount": 5}, charge).replayed
    with raises(KeyReused):
        layer.execute("acct_1", "k1", request, charge)
