from replaying import Sent
from tests.helpers import are_the_same, line, replayed


def test_a_copy_is_not_sent():
    result, requests = replayed(line(body={"a": 1, "b": 2}), line(body={"c": 3}), line(body={"b": 2, "a": 1}))

    assert len(requests) == 2
    assert result.sent == [Sent(1, 200, copies=2), Sent(2, 200)]


def test_numbers_are_not_texts():
    assert not are_the_same(line(body={"amount": 1}), line(body={"amount": "1"}))


def test_the_case_of_a_host_and_of_a_path():
    assert are_the_same(line(url="https://API.test/a"), line(url="https://api.test/a"))
    assert not are_the_same(line(url="https://api.test/A"), line(url="https://api.test/a"))
