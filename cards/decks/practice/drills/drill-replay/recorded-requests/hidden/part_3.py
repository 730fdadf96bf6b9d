from lib.fake_http import LOST_REPLY, Response
from replaying import Sent
from tests.helpers import are_the_same, line, replayed


def test_methods_that_read():
    for method in ("GET", "get", "HEAD"):
        result, _ = replayed(*[line(method)] * 3)
        assert result.sent == [Sent(1, 200), Sent(2, 200), Sent(3, 200)]
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert are_the_same(line(method), line(method))


def test_keys_in_any_spelling():
    assert are_the_same(line(idempotency_key="k"), line(IDEMPOTENCY_KEY="k"))
    assert not are_the_same(line(Idempotency_Key="k"), line(Idempotency_Key="K"))


def test_with_and_without_a_key():
    assert not are_the_same(line(Idempotency_Key="k"), line())
    assert are_the_same(line(Idempotency_Key=""), line())


def test_the_same_key_for_something_else():
    assert not are_the_same(line(body=1, Idempotency_Key="k"), line(body=2, Idempotency_Key="k"))


def test_which_answers_mean_done():
    for status in (200, 201, 302, 400, 402, 404, 409, 422, 429, 499):
        assert len(replayed(line(), line(), plan=[Response(status)])[1]) == 1, status
    for status in (500, 502, 503, 599):
        assert len(replayed(line(), line(), plan=[Response(status)])[1]) == 2, status


def test_several_failures():
    result, requests = replayed(*[line()] * 5, plan=[Response(503), LOST_REPLY, Response(500)])

    assert result.sent == [Sent(1, 503), Sent(2, None), Sent(3, 500), Sent(4, 200, copies=2)]
    assert len(requests) == 4
