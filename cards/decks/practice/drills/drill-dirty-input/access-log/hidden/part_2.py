from access import Endpoint, Report, report
from tests.helpers import line


def test_everything_that_is_malformed():
    good = line()
    bad = [
        "garbage", good[1:].replace("772476800", "x"), good.replace("  ", " ").replace(" 200", "  200"),
        good.replace("GET", "get"), good.replace("GET", "GÉT"), good.replace(" /v1", " v1"), good.replace('"', ""),
        good.replace("200", "2000"), good.replace("200", "20"), good.replace("10ms", "10"),
        good.replace("10ms", "-1ms"),
        good.replace("10ms", "1.5ms"), good.replace("10ms", "١٠ms"), good + " x", "x " + good, good + good,
        good.replace("/v1", "/v 1"), good.replace("203.0.113.7 ", ""),
    ]  # fmt: skip

    for text in bad:
        result = report([text])
        assert (result.endpoints, result.malformed) == ({}, 1), text


def test_spaces_around_and_empty_lines():
    result = report(["", "  ", "\n", f"  {line()}\n", f"{line()}\r\n"])

    assert result.malformed == 0
    assert result.endpoints["GET /v1/charges"].count == 2


def test_what_is_a_server_error():
    for status, errors in ((200, 0), (301, 0), (404, 0), (429, 0), (499, 0), (500, 1), (503, 1), (599, 1), (600, 0)):
        assert report([line(status=status)]).endpoints["GET /v1/charges"].errors == errors, status


def test_each_method_and_path_is_an_endpoint():
    result = report([line("/b", method="POST"), line("/a"), line("/b"), line("/a/"), line("/A"), line("/")])

    assert list(result.endpoints) == ["GET /", "GET /A", "GET /a", "GET /a/", "GET /b", "POST /b"]


def test_the_p95_of_each():
    lines = [line("/a", ms=ms) for ms in range(1, 21)] + [line("/b", ms=7)]

    assert report(lines).endpoints == {"GET /a": Endpoint(20, 19, 0), "GET /b": Endpoint(1, 7, 0)}


def test_a_generator_and_nothing():
    assert report(text for text in [line()]).endpoints["GET /v1/charges"].count == 1
    assert report([]) == Report()


def test_any_address():
    assert report([line(address="2001:db8::1"), line(address="-")]).malformed == 0
