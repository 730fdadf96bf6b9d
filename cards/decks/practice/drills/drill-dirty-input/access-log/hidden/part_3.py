from access import report
from tests.helpers import line


def endpoint_of(path):
    [name] = report([line(path)]).endpoints
    return name.removeprefix("GET ")


def test_what_is_an_id():
    for path, expected in (
        ("/v1/charges/ch_1?x=cus_2", "/v1/charges/:id"),
        ("/1/2", "/:id/:id"),
        ("/cus_Ab9/cards/card_1", "/:id/cards/:id"),
        ("/v1/charges", "/v1/charges"),
        ("/payment_methods", "/payment_methods"),
        ("/ch_aB9c", "/:id"),
        ("/ch_aB", "/ch_aB"),
        ("/Ch_1", "/Ch_1"),
        ("/ch_", "/ch_"),
        ("/_1", "/_1"),
        ("/ch_1_2", "/ch_1_2"),
        ("/ch-1", "/ch-1"),
        ("/ch_é", "/ch_é"),
        ("/1a", "/1a"),
        ("/٣", "/٣"),
        ("/xch_1.json", "/xch_1.json"),
        ("/a//1", "/a//:id"),
    ):
        assert endpoint_of(path) == expected, path


def test_ids_are_counted_together():
    [endpoint] = report([line(f"/c/{n}", ms=n, status=500 if n % 2 else 200) for n in range(1, 21)]).endpoints.values()

    assert (endpoint.count, endpoint.p95, endpoint.errors) == (20, 19, 10)


def test_offenders():
    lines = [line(status=503, address=address) for address in ("10.0.0.9", "10.0.0.10", "b", "b", "a")]
    lines += [line(status=429, address="c")] * 9

    assert report(lines).offenders == [("b", 2), ("10.0.0.10", 1), ("10.0.0.9", 1)]
    assert report(lines, top=1).offenders == [("b", 2)]
    assert report(lines, top=0).offenders == []
    assert len(report(lines, top=99).offenders) == 4


def test_no_offenders():
    assert report([line()]).offenders == []
