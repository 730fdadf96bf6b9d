from access import Endpoint, report
from tests.helpers import line


def test_a_small_report():
    result = report([line(ms=10), line("/v1/charges?limit=3", 500, 30), line("/v1/refunds", method="POST")])

    assert result.endpoints == {"GET /v1/charges": Endpoint(2, 30, 1), "POST /v1/refunds": Endpoint(1, 10, 0)}


def test_lines_that_are_malformed():
    assert report(["", "garbage", line(), line(status=20)]).malformed == 2
