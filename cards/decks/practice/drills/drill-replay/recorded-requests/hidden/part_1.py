import json
from replaying import Replay, Sent
from tests.helpers import line, replayed


def test_every_kind_of_nonsense():
    good = {"method": "POST", "url": "https://api.test/x"}
    wrong = [
        "{", "null", "5", '"text"', "[1]", "{}", "not json at all",
        *(json.dumps(good | {"method": value}) for value in (None, 5, ["POST"])),
        *(json.dumps(good | {"url": value}) for value in (None, 5, "", "/x", "api.test/x", "ftp://a/x", "https://")),
        *(json.dumps(good | {"url": value}) for value in ("https://[", "https://api.test:port/", "https://a:99999/")),
        *(json.dumps(good | {"headers": value}) for value in ([], "x", 5, {"a": 1}, {"a": None})),
    ]  # fmt: skip

    for text in wrong:
        result, requests = replayed(text)
        assert result == Replay(sent=[], malformed=[1]), text
        assert requests == []


def test_headers_and_body_may_be_missing():
    _, [request] = replayed(json.dumps({"method": "DELETE", "url": "https://api.test/x"}))

    assert (request.method, request.headers, request.body) == ("DELETE", {}, None)


def test_empty_lines_are_counted():
    result, _ = replayed("", "  \n", line(body=1), "\t", line(body=2) + "\n")

    assert result.sent == [Sent(3, 200), Sent(5, 200)]


def test_a_text_is_sent_as_it_was():
    body = '{"a":1,  "b":2}'
    _, [request] = replayed(line("patch", "HTTPS://Api.Test:443?b=2&a=1#top", body=body))

    assert request.body == body
    assert request.method == "patch"
    assert request.path == "HTTPS://Api.Test:443?b=2&a=1#top"


def test_nothing():
    assert replayed() == (Replay(), [])
