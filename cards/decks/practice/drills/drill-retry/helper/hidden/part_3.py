from lib.checks import raises
from retrying import HttpError, NetworkError, call_with_retries
from tests.helpers import Service


def test_a_floor_beyond_the_cap():
    service = Service(HttpError(503, retry_after=60), "done")

    service.call(cap=8, rng=lambda: 0)

    assert service.naps == [60]


def test_a_floor_of_nothing():
    service = Service(HttpError(503, retry_after=0), "done")

    service.call()

    assert service.naps == [0.5]


def test_retry_after_of_an_error_that_is_not_repeated():
    service = Service(HttpError(403, retry_after=5), "done")

    with raises(HttpError):
        service.call()

    assert service.naps == []


def test_a_wait_that_ends_at_the_deadline():
    service = Service(NetworkError(), "done")
    with raises(NetworkError):
        service.call(clock=service.clock, deadline=0.5)
    assert service.naps == []

    service = Service(NetworkError(), "done")
    assert service.call(clock=service.clock, deadline=0.6) == "done"


def test_the_deadline_is_a_time_and_not_a_duration():
    service = Service(NetworkError(), "done")
    service.clock.advance(1_000)

    with raises(NetworkError):
        service.call(clock=service.clock, deadline=1_000.4)

    service = Service(NetworkError(), "done")
    service.clock.advance(1_000)
    assert service.call(clock=service.clock, deadline=1_001) == "done"


def test_the_time_an_attempt_takes_counts():
    service = Service(NetworkError(), "done")

    def slow(number):
        service.clock.advance(3)
        return service(number)

    with raises(NetworkError):
        call_with_retries(slow, service.clock.sleep, clock=service.clock, deadline=3.3)


def test_what_the_server_asks_for_may_be_too_late():
    service = Service(HttpError(429, retry_after=60), "done")

    with raises(HttpError) as caught:
        service.call(clock=service.clock, deadline=30)

    assert caught.error.retry_after == 60
    assert service.naps == []


def test_a_first_attempt_after_the_deadline_is_still_made():
    service = Service("done")
    service.clock.advance(10)

    assert service.call(clock=service.clock, deadline=5) == "done"
