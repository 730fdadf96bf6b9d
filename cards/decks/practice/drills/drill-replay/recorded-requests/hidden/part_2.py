import json
from replaying import Sent
from tests.helpers import are_the_same, line, replayed


def test_bodies_that_are_the_same():
    for first, second in (
        ({"a": {"b": 1, "c": [{"d": 1, "e": 2}]}}, {"a": {"c": [{"e": 2, "d": 1}], "b": 1}}),
        ([], []),
        (None, None),
        ("text", "text"),
        (False, False),
    ):
        assert are_the_same(line(body=first), line(body=second)), first


def test_bodies_that_are_not():
    values = [None, 0, 1, "", "0", "1", False, True, [], {}, [1], [True], ["1"], {"a": 1}, {"a": True}, {"a": None}]
    values += [[1, 2], [2, 1], [[1], 2], "{}", "null"]

    for number, first in enumerate(values):
        for second in values[number + 1 :]:
            assert not are_the_same(line(body=first), line(body=second)), (first, second)


def test_no_body_is_null():
    assert are_the_same(line(body=None), json.dumps({"method": "POST", "url": "https://api.test/charges"}))


def test_texts_that_are_json():
    for kind in ("application/json", "Application/JSON; charset=utf-8", "application/problem+json"):
        assert are_the_same(
            line(body='{"a":1, "b":[2]}', Content_Type=kind), line(body='{ "b":[2],"a":1}', content_type=kind)
        )
        assert are_the_same(line(body='{"a": 1}', Content_Type=kind), line(body={"a": 1}))
        assert not are_the_same(line(body="null", Content_Type=kind), line(Content_Type=kind))
        assert are_the_same(line(body="{broken", Content_Type=kind), line(body="{broken", Content_Type=kind))
        assert not are_the_same(line(body="{broken", Content_Type=kind), line(body="{broken ", Content_Type=kind))
    assert not are_the_same(line(body='{"a":1}'), line(body='{"a": 1}'))
    assert not are_the_same(line(body='{"a": 1}'), line(body={"a": 1}))


def test_addresses_that_are_the_same():
    for first, second in (
        ("https://api.test", "https://api.test/"),
        ("https://api.test:443/a", "https://api.test/a"),
        ("http://api.test:80/a", "HTTP://api.test/a"),
        ("https://api.test/a#x", "https://api.test/a#y"),
        ("https://api.test/a?p=1&q=2", "https://api.test/a?q=2&p=1"),
        ("https://api.test/a?p=%7Ex+y", "https://api.test/a?p=~x%20y"),
        ("https://api.test/a?", "https://api.test/a"),
    ):
        assert are_the_same(line(url=first), line(url=second)), (first, second)


def test_addresses_that_are_not():
    for first, second in (
        ("https://api.test/a", "http://api.test/a"),
        ("https://api.test:8443/a", "https://api.test/a"),
        ("https://api.test:80/a", "https://api.test/a"),
        ("https://api.test/a", "https://api.test/a/"),
        ("https://api.test/a?p=", "https://api.test/a"),
        ("https://api.test/a?p=1&p=2", "https://api.test/a?p=2&p=1"),
        ("https://api.test/a?p=1", "https://api.test/a?P=1"),
        ("https://alice@api.test/a", "https://bob@api.test/a"),
        ("https://api.test/a?p=1", "https://api.test/a?p=1&p=1"),
    ):
        assert not are_the_same(line(url=first), line(url=second)), (first, second)


def test_methods():
    assert are_the_same(line("post"), line("POST"))
    assert not are_the_same(line("PUT"), line("POST"))


def test_other_headers_do_not_matter():
    assert are_the_same(line(X_Request_Id="1"), line(X_Request_Id="2"))


def test_copies_far_apart():
    lines = [line(body=number % 3) for number in range(9)]

    assert replayed(*lines)[0].sent == [Sent(number, 200, copies=3) for number in (1, 2, 3)]
