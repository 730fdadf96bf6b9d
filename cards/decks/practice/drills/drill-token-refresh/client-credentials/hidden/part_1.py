from lib.checks import raises
from lib.fake_http import LOST_REPLY, Response, Timeout
from tests.helpers import Provider
from api import Api, AuthError


def test_a_wrong_secret():
    provider = Provider()

    with raises(AuthError) as caught:
        Api(provider.server.send, "client_1", "wrong", provider.clock).request("GET", "/charges")

    assert caught.error.status == 401


def test_the_secret_goes_to_the_token_endpoint_alone():
    provider = Provider()

    provider.api.request("POST", "/charges", {"amount": 1})

    assert "secret_1" not in str(provider.server.requests[1])


def test_a_timeout_comes_out():
    provider = Provider()
    provider.server.plan(LOST_REPLY)

    with raises(Timeout):
        provider.api.request("GET", "/charges")

    assert provider.api.request("GET", "/charges").status == 200


def test_after_a_failure_the_next_request_tries_again():
    provider = Provider()
    provider.token_status = 500
    with raises(AuthError):
        provider.api.request("GET", "/charges")
    provider.token_status = 200

    assert provider.api.request("GET", "/charges").status == 200


def test_every_other_answer_is_returned():
    provider = Provider()
    provider.api.request("GET", "/charges")

    for status in (201, 204, 400, 404, 429, 500, 503):
        provider.server.plan(Response(status, {"code": "x"}))
        assert provider.api.request("GET", "/charges").status == status
    assert provider.issued == 1


def test_nothing_is_asked_before_the_first_request():
    assert Provider().server.requests == []
