from sync.client import Client
from sync.request import Request
from sync.run import run
from tests.helpers import Provider, vault


def test_two_requests_share_nothing():
    one, other = Request("GET", "/a"), Request("GET", "/b")

    assert one.headers is not other.headers
    assert one.notes is not other.notes
    assert one.params is not other.params


def test_request_ids_are_not_passed_on():
    provider = Provider()

    run(["alice", "bob"], vault(), provider)

    assert [headers["X-Request-Id"] for headers in provider.seen] == ["alice-1", "bob-1"]


def test_each_request_of_a_client_has_its_own_id():
    provider = Provider()
    client = Client("alice", vault(), provider)

    client.balance()
    client.payouts("2026-01-01")

    assert [headers["X-Request-Id"] for headers in provider.seen] == ["alice-1", "alice-2"]


def test_the_log_has_the_notes_of_one_request_a_line():
    client = Client("alice", vault(), Provider())

    client.balance()
    client.balance()

    assert client.log == [
        "GET /v1/balance 200 (traced as alice-1)",
        "GET /v1/balance 200 (traced as alice-2)",
    ]


def test_the_callers_headers_are_left_alone():
    headers = {"Accept": "application/json"}

    Client("alice", vault(), Provider()).balance(headers)

    assert headers == {"Accept": "application/json"}


def test_one_dictionary_may_be_passed_for_two_merchants():
    headers = {"Accept": "application/json"}
    provider = Provider()

    balances = [Client(name, vault(), provider).balance(headers) for name in ("alice", "bob")]

    assert balances == [100_00, 7_00]


def test_the_callers_notes_are_left_alone():
    notes = ["from the queue"]
    request = Request("GET", "/a", notes=notes)

    request.notes.append("sent")

    assert notes == ["from the queue"]
    assert request.notes == ["from the queue", "sent"]


def test_empty_headers_of_a_caller_are_no_place_to_write():
    headers = {}

    Client("alice", vault(), Provider()).balance(headers)

    assert headers == {}


def test_the_admin_tool_still_acts_with_its_own_token_after_a_run():
    provider = Provider()
    run(["bob", "alice"], vault(), provider)

    assert Client("bob", vault(), provider).balance({"Authorization": "Bearer token-platform"}) == 999_00


def test_a_rotated_token_is_used_at_once():
    provider, tokens = Provider(), vault()
    client = Client("alice", tokens, provider)
    client.balance()

    tokens.rotate("alice", "token-bob")

    assert client.balance() == 7_00
