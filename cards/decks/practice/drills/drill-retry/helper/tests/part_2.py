from retrying import NetworkError
from tests.helpers import Service


def test_chance_shortens_waits():
    chances = iter([0.25, 0.5])
    service = Service(NetworkError(), NetworkError(), "done")

    service.call(rng=lambda: next(chances))

    assert service.naps == [0.125, 0.5]
