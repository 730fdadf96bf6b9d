from lib.checks import raises
from lib.fake_http import LOST_REQUEST, Timeout
from tests.helpers import Provider
from api import Api, AuthError


def test_the_life_as_a_text():
    provider = Provider(life="100")
    provider.api.request("GET", "/charges")

    provider.clock.advance(69)
    provider.api.request("GET", "/charges")
    provider.clock.advance(1)
    provider.api.request("GET", "/charges")

    assert provider.issued == 2


def test_without_a_life_it_is_600():
    provider = Provider(life=None)
    provider.api.request("GET", "/charges")

    provider.clock.advance(569)
    provider.api.request("GET", "/charges")
    assert provider.issued == 1
    provider.clock.advance(1)
    provider.api.request("GET", "/charges")
    assert provider.issued == 2


def test_the_life_counts_from_the_sending():
    provider = Provider(life=100)
    provider.slowness = 20
    provider.api.request("GET", "/charges")

    provider.clock.advance(49)
    provider.api.request("GET", "/charges")
    assert provider.issued == 1
    provider.clock.advance(1)
    provider.api.request("GET", "/charges")
    assert provider.issued == 2


def test_another_skew():
    provider = Provider(life=100)
    api = Api(provider.server.send, "client_1", "secret_1", provider.clock, skew=5)
    api.request("GET", "/charges")

    provider.clock.advance(94)
    api.request("GET", "/charges")
    assert provider.issued == 1
    provider.clock.advance(1)
    api.request("GET", "/charges")
    assert provider.issued == 2


def test_the_old_one_helps_out_until_its_end():
    provider = Provider(life=100)
    provider.api.request("GET", "/charges")
    provider.token_status = 503

    provider.clock.advance(99)
    assert provider.api.request("GET", "/charges").status == 200
    provider.clock.advance(1)
    sent = len(provider.server.requests)
    with raises(AuthError) as caught:
        provider.api.request("GET", "/charges")

    assert caught.error.status == 503
    assert len(provider.server.requests) == sent + 1


def test_a_timeout_of_the_token_endpoint():
    provider = Provider(life=100)
    provider.api.request("GET", "/charges")
    provider.clock.advance(80)

    provider.server.plan(LOST_REQUEST)
    assert provider.api.request("GET", "/charges").status == 200
    provider.clock.advance(20)
    provider.server.plan(LOST_REQUEST)
    with raises(Timeout):
        provider.api.request("GET", "/charges")


def test_each_request_tries_again_for_a_new_one():
    provider = Provider(life=100)
    provider.api.request("GET", "/charges")
    provider.clock.advance(80)
    provider.token_status = 500
    provider.api.request("GET", "/charges")
    provider.token_status = 200

    provider.api.request("GET", "/charges")

    assert provider.tokens_sent()[-1] == "tok_2"
