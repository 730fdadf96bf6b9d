from idempotency import BadRequest, IdempotencyLayer
from lib.checks import raises
from lib.fake_clock import FakeClock
from tests.helpers import Handler


def test_a_refused_request_may_be_corrected_under_the_same_key():
    layer = IdempotencyLayer(FakeClock())
    with raises(BadRequest):
        layer.execute("acct_1", "k1", {"amount": -5}, Handler(BadRequest("amount")))

    reply = layer.execute("acct_1", "k1", {"amount": 5}, Handler())

    assert (reply.status, reply.replayed) == (200, False)


def test_a_key_is_forgotten_in_the_end():
    clock, charge = FakeClock(), Handler()
    layer = IdempotencyLayer(clock, ttl=60)
    layer.execute("acct_1", "k1", {"amount": 5}, charge)

    clock.advance(61)
    layer.execute("acct_1", "k1", {"amount": 5}, charge)

    assert charge.runs == 2
