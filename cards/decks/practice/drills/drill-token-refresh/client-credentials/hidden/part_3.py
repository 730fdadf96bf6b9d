from lib.checks import raises
from lib.fake_http import LOST_REQUEST, Timeout
from tests.helpers import Provider
from api import AuthError


def test_the_request_is_repeated_as_it_was():
    provider = Provider()
    provider.api.request("GET", "/charges")
    provider.revoke()

    response = provider.api.request("POST", "/charges", {"amount": 7})

    assert response.body == {"method": "POST", "path": "/charges", "body": {"amount": 7}}


def test_a_403_is_an_answer():
    provider = Provider()

    assert provider.api.request("GET", "/forbidden").status == 403
    assert provider.tokens_sent() == [None, "tok_1"]


def test_a_refused_token_is_never_sent_again():
    provider = Provider()
    provider.api.request("GET", "/charges")
    provider.revoke()
    provider.token_status = 503
    with raises(AuthError) as caught:
        provider.api.request("GET", "/charges")
    assert caught.error.status == 503
    provider.token_status = 200

    provider.api.request("GET", "/charges")

    assert provider.tokens_sent() == [None, "tok_1", "tok_1", None, None, "tok_2"]


def test_the_second_refused_token_is_not_sent_again_either():
    provider = Provider(life=0)
    with raises(AuthError):
        provider.api.request("GET", "/charges")
    provider.life = 900

    provider.api.request("GET", "/charges")

    assert provider.tokens_sent() == [None, "tok_1", None, "tok_2", None, "tok_3"]


def test_a_timeout_after_a_401():
    provider = Provider()
    provider.api.request("GET", "/charges")
    provider.revoke()
    provider.before_answering = lambda: provider.server.plan(LOST_REQUEST)

    with raises(Timeout):
        provider.api.request("GET", "/charges")
