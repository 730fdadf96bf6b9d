from tests.helpers import Provider


def test_another_request_has_renewed_it():
    provider = Provider()
    provider.api.request("GET", "/charges")
    provider.revoke()
    provider.before_answering = lambda: provider.api.request("GET", "/other")

    assert provider.api.request("GET", "/charges").status == 200
    assert provider.issued == 2
