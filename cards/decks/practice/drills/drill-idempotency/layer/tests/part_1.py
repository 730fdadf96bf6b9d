from idempotency import IdempotencyLayer, Reply
from lib.fake_clock import FakeClock
from tests.helpers import Handler


def test_a_repeated_request_is_answered_without_the_handler():
    layer, charge = IdempotencyLayer(FakeClock()), Handler()

    first = layer.execute("acct_1", "k1", {"amount": 5}, charge)
    second = layer.execute("acct_1", "k1", {"amount": 5}, charge)

    assert first == Reply(200, {"id": "ch_1"}, replayed=False)
    assert second == Reply(200, {"id": "ch_1"}, replayed=True)
    assert charge.runs == 1


def test_without_a_key_the_handler_runs_each_time():
    layer, charge = IdempotencyLayer(FakeClock()), Handler()

    layer.execute("acct_1", None, {}, charge)
    layer.execute("acct_1", None, {}, charge)

    assert charge.runs == 2
