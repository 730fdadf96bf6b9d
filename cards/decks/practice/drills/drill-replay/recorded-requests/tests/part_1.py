import json
from lib.fake_http import LOST_REPLY, Response
from replaying import Sent
from tests.helpers import line, replayed


def test_requests_are_sent_as_they_were():
    result, requests = replayed(line(body={"amount": 500}, X_Shop="7"), line("GET", "https://api.test/charges?a=1"))

    assert result.sent == [Sent(1, 200), Sent(2, 200)]
    assert [(request.method, request.path) for request in requests] == [
        ("POST", "https://api.test/charges"),
        ("GET", "https://api.test/charges?a=1"),
    ]
    assert requests[0].body == {"amount": 500}
    assert requests[0].headers == {"x-shop": "7"}


def test_lines_that_are_no_requests():
    result, requests = replayed('{"method": "PO', "", "[]", json.dumps({"method": "POST"}), line())

    assert result.malformed == [1, 3, 4]
    assert result.sent == [Sent(5, 200)]
    assert len(requests) == 1


def test_the_status_of_each():
    result, _ = replayed(line(body=1), line(body=2), plan=[Response(402), LOST_REPLY])

    assert result.sent == [Sent(1, 402), Sent(2, None)]
