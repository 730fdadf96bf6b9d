from lib.checks import raises
from retrying import HttpError, NetworkError
from tests.helpers import Service


def test_which_statuses_are_repeated():
    for status in (408, 429, 500, 502, 503, 504):
        assert Service(HttpError(status), "done").call() == "done"
    for status in (400, 401, 402, 403, 404, 409, 410, 422, 501, 505):
        service = Service(HttpError(status), "done")
        with raises(HttpError) as caught:
            service.call()
        assert caught.error.status == status
        assert service.numbers == [0]


def test_the_last_error_comes_out_without_a_wait():
    last = HttpError(500)
    service = Service(NetworkError(), HttpError(503), last, "done")

    with raises(HttpError) as caught:
        service.call(attempts=3)

    assert caught.error is last
    assert service.naps == [0.5, 1]


def test_a_permanent_error_after_a_passing_one():
    service = Service(HttpError(503), HttpError(402), "done")

    with raises(HttpError) as caught:
        service.call()

    assert caught.error.status == 402
    assert service.naps == [0.5]


def test_bugs_come_out_at_once():
    for bug in (KeyError("x"), ValueError(), RuntimeError(), KeyboardInterrupt()):
        service = Service(bug, "done")
        with raises(type(bug)):
            service.call()
        assert service.numbers == [0]


def test_one_attempt():
    service = Service(HttpError(503), "done")

    with raises(HttpError):
        service.call(attempts=1)

    assert service.naps == []


def test_no_attempt_at_all():
    for attempts in (0, -1):
        service = Service("done")
        with raises(ValueError):
            service.call(attempts=attempts)
        assert service.numbers == []


def test_whatever_it_returns():
    for value in (None, 0, False, ""):
        assert Service(NetworkError(), value).call() is value


def test_another_base():
    service = Service(*[NetworkError()] * 3, "done")

    service.call(base=3, cap=10)

    assert service.naps == [3, 6, 10]


def test_four_attempts_unless_told_otherwise():
    service = Service(*[NetworkError()] * 9)

    with raises(NetworkError):
        service.call()

    assert service.numbers == [0, 1, 2, 3]
