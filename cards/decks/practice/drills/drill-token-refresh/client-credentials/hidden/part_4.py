from api import AuthError
from lib.checks import raises
from tests.helpers import Provider


def test_a_queue_of_refused_requests_renews_once():
    provider = Provider()
    provider.api.request("GET", "/charges")
    provider.revoke()

    def nested(depth):
        if depth:
            provider.before_answering = lambda: nested(depth - 1)
        assert provider.api.request("GET", f"/charges/{depth}").status == 200

    nested(5)

    assert provider.issued == 2


def test_a_request_alone_renews_it_itself():
    provider = Provider()
    provider.api.request("GET", "/charges")
    provider.revoke()

    assert provider.api.request("GET", "/charges").status == 200
    assert provider.issued == 2


def test_the_newer_token_is_refused_as_well():
    provider = Provider()
    provider.api.request("GET", "/charges")
    provider.revoke()

    def other():
        provider.api.request("GET", "/other")
        provider.revoke()

    provider.before_answering = other

    with raises(AuthError) as caught:
        provider.api.request("GET", "/charges")

    assert caught.error.status == 401
    assert provider.tokens_sent() == [None, "tok_1", "tok_1", "tok_1", None, "tok_2", "tok_2"]
