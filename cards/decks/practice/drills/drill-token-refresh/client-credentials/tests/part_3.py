from lib.checks import raises
from tests.helpers import Provider
from api import AuthError


def test_a_revoked_token_is_replaced():
    provider = Provider()
    provider.api.request("GET", "/charges")
    provider.revoke()

    assert provider.api.request("GET", "/charges").status == 200
    assert provider.tokens_sent() == [None, "tok_1", "tok_1", None, "tok_2"]


def test_no_third_attempt():
    provider = Provider(life=0)

    with raises(AuthError) as caught:
        provider.api.request("GET", "/charges")

    assert caught.error.status == 401
    assert provider.tokens_sent() == [None, "tok_1", None, "tok_2"]
