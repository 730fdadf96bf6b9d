from lib.checks import raises
from retrying import HttpError
from tests.helpers import Service


def test_the_server_says_how_long():
    service = Service(HttpError(429, retry_after=20), HttpError(429, retry_after=0.1), "done")

    service.call(rng=lambda: 0.5)

    assert service.naps == [20, 0.5]


def test_no_wait_beyond_the_deadline():
    service = Service(HttpError(503), HttpError(503), "done")

    with raises(HttpError):
        service.call(clock=service.clock, deadline=1.2)

    assert service.naps == [0.5]
