from tests.helpers import Provider


def test_it_is_renewed_early():
    provider = Provider(life=900)
    provider.api.request("GET", "/charges")

    provider.clock.advance(869)
    provider.api.request("GET", "/charges")
    assert provider.issued == 1

    provider.clock.advance(1)
    provider.api.request("GET", "/charges")
    assert provider.issued == 2


def test_the_old_one_helps_out():
    provider = Provider(life=900)
    provider.api.request("GET", "/charges")
    provider.clock.advance(880)
    provider.token_status = 503

    assert provider.api.request("GET", "/charges").status == 200
