from idempotency import BadRequest, IdempotencyLayer, InFlight
from lib.checks import raises
from lib.fake_clock import FakeClock
from tests.helpers import Handler


def test_an_unexpected_error_is_kept_and_not_tried_again():
    layer, charge = IdempotencyLayer(FakeClock()), Handler(RuntimeError("connection lost"))

    first = layer.execute("acct_1", "k1", {}, charge)
    second = layer.execute("acct_1", "k1", {}, charge)

    assert (first.status, first.body, first.replayed) == (500, {"error": "api_error"}, False)
    assert (second.status, second.body, second.replayed) == (500, {"error": "api_error"}, True)
    assert charge.runs == 1


def test_a_refused_request_frees_the_key_each_time():
    layer = IdempotencyLayer(FakeClock())
    refusing = Handler(BadRequest("amount"))

    for _ in range(3):
        with raises(BadRequest):
            layer.execute("acct_1", "k1", {}, refusing)

    assert refusing.runs == 3


def test_exactly_at_the_end_of_its_time_it_is_gone():
    clock, charge = FakeClock(), Handler()
    layer = IdempotencyLayer(clock, ttl=60)
    layer.execute("acct_1", "k1", {"amount": 5}, charge)

    clock.advance(59)
    assert layer.execute("acct_1", "k1", {"amount": 5}, charge).replayed
    clock.advance(1)
    assert not layer.execute("acct_1", "k1", {"amount": 7}, charge).replayed
    assert charge.runs == 2


def test_replaying_does_not_make_it_live_longer():
    clock, charge = FakeClock(), Handler()
    layer = IdempotencyLayer(clock, ttl=60)
    for _ in range(4):
        layer.execute("acct_1", "k1", {}, charge)
        clock.advance(30)

    assert charge.runs == 2


def test_time_counts_from_the_beginning_of_the_request():
    clock, charge = FakeClock(), Handler()
    layer = IdempotencyLayer(clock, ttl=60)

    def slow(request):
        clock.advance(50)
        return 200, {}

    layer.execute("acct_1", "k1", {}, slow)
    clock.advance(10)

    assert not layer.execute("acct_1", "k1", {}, charge).replayed


def test_a_request_being_handled_is_never_forgotten():
    clock, charge = FakeClock(), Handler()
    layer = IdempotencyLayer(clock, ttl=60)

    def very_slow(request):
        clock.advance(500)
        with raises(InFlight):
            layer.execute("acct_1", "k1", request, charge)
        return 200, {}

    layer.execute("acct_1", "k1", {}, very_slow)

    assert charge.runs == 0


def test_a_day_is_the_standard():
    clock, charge = FakeClock(), Handler()
    layer = IdempotencyLayer(clock)
    layer.execute("acct_1", "k1", {}, charge)

    clock.advance(86_399)
    assert layer.execute("acct_1", "k1", {}, charge).replayed


def test_without_a_key_an_unexpected_error_does_not_reach_the_client_either():
    layer = IdempotencyLayer(FakeClock())

    reply = layer.execute("acct_1", None, {}, Handler(RuntimeError("connection lost")))

    assert (reply.status, reply.body, reply.replayed) == (500, {"error": "api_error"}, False)
    with raises(BadRequest):
        layer.execute("acct_1", None, {}, Handler(BadRequest("amount")))
