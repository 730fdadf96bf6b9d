from access import report
from tests.helpers import line


def test_ids_are_one_endpoint():
    result = report([line("/v1/charges/ch_1"), line("/v1/charges/ch_2aB"), line("/v1/charges/ch_3/refunds/17")])

    assert list(result.endpoints) == ["GET /v1/charges/:id", "GET /v1/charges/:id/refunds/:id"]


def test_the_worst_addresses():
    lines = [line(status=503, address=address) for address in "bacc"]

    assert report(lines, top=2).offenders == [("c", 2), ("a", 1)]
