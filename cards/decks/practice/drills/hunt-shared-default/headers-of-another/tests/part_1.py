from lib.checks import raises
from sync.client import ApiError, Client
from sync.request import Request
from sync.run import run
from tests.helpers import Provider, vault


def test_a_caller_may_bring_headers():
    provider = Provider()

    Client("alice", vault(), provider).balance({"X-Request-Id": "support-7"})

    assert provider.seen[0]["X-Request-Id"] == "support-7"
    assert provider.seen[0]["Authorization"] == "Bearer token-alice"


def test_the_admin_tool_acts_with_its_own_token():
    assert Client("alice", vault(), Provider()).balance({"Authorization": "Bearer token-platform"}) == 999_00


def test_the_second_merchant_is_not_signed_in_as_the_first():
    report = run(["alice", "bob"], vault(), Provider())

    assert report.balances == {"alice": 100_00, "bob": 7_00}


def test_a_merchant_without_a_token_does_not_stop_the_run():
    report = run(["carol"], vault(), Provider())

    assert report.failed.keys() == {"carol"}


def test_an_unknown_token_is_an_error():
    with raises(ApiError):
        Client("alice", vault(), Provider()).balance({"Authorization": "Bearer nonsense"})


def test_a_path_begins_with_a_slash():
    with raises(ValueError):
        Request("GET", "v1/balance")
