from lib.checks import raises
from tests.helpers import Provider
from api import AuthError


def test_a_request_carries_a_token():
    provider = Provider()

    response = provider.api.request("POST", "/charges", {"amount": 500})

    assert response.status == 200
    assert response.body == {"method": "POST", "path": "/charges", "body": {"amount": 500}}
    assert provider.tokens_sent() == [None, "tok_1"]


def test_the_token_is_kept():
    provider = Provider()

    for _ in range(3):
        provider.api.request("GET", "/charges")

    assert provider.tokens_sent() == [None, "tok_1", "tok_1", "tok_1"]


def test_no_token_to_be_had():
    provider = Provider()
    provider.token_status = 503

    with raises(AuthError) as caught:
        provider.api.request("GET", "/charges")

    assert caught.error.status == 503
    assert provider.tokens_sent() == [None]
