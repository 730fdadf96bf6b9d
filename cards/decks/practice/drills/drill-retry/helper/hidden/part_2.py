from retrying import HttpError, NetworkError
from tests.helpers import Service


def test_the_cap_comes_before_chance():
    service = Service(*[NetworkError()] * 3, "done")

    service.call(base=4, cap=4, rng=lambda: 0.5)

    assert service.naps == [2, 2, 2]


def test_each_wait_has_its_own_chance():
    chances = iter([1, 0, 0.5])
    service = Service(*[HttpError(500)] * 3, "done")

    service.call(rng=lambda: next(chances))

    assert service.naps == [0.5, 0, 1]


def test_without_chance_as_before():
    service = Service(*[NetworkError()] * 2, "done")

    service.call()

    assert service.naps == [0.5, 1]
