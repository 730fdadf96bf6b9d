from lib.checks import raises
from retrying import HttpError, NetworkError
from tests.helpers import Service


def test_the_first_attempt_works():
    service = Service("done")

    assert service.call() == "done"
    assert service.naps == []


def test_two_failures_and_a_success():
    service = Service(HttpError(503), NetworkError(), "done")

    assert service.call() == "done"
    assert service.naps == [0.5, 1]
    assert service.numbers == [0, 1, 2]


def test_waits_grow_up_to_the_cap():
    service = Service(*[NetworkError()] * 6, "done")

    service.call(attempts=7, cap=4)

    assert service.naps == [0.5, 1, 2, 4, 4, 4]


def test_a_mistake_of_ours_is_not_repeated():
    service = Service(HttpError(404), "done")

    with raises(HttpError):
        service.call()

    assert service.naps == []
