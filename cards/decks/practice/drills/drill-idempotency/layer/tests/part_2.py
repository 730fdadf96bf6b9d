from idempotency import IdempotencyLayer, InFlight, KeyReused
from lib.checks import raises
from lib.fake_clock import FakeClock
from tests.helpers import Handler


def test_a_different_request_with_the_same_key():
    layer, charge = IdempotencyLayer(FakeClock()), Handler()
    layer.execute("acct_1", "k1", {"amount": 5}, charge)

    with raises(KeyReused):
        layer.execute("acct_1", "k1", {"amount": 6}, charge)

    assert charge.runs == 1


def test_a_second_request_while_the_first_is_being_handled():
    layer, charge = IdempotencyLayer(FakeClock()), Handler()

    def slow(request):
        with raises(InFlight):
            layer.execute("acct_1", "k1", request, charge)
        return 200, {}

    layer.execute("acct_1", "k1", {"amount": 5}, slow)

    assert charge.runs == 0
