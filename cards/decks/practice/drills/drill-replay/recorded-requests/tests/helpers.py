import json
from lib.fake_http import FakeServer, Response
from replaying import replay


def line(method="POST", url="https://api.test/charges", body=None, **headers):
    """A line of the log; `Idempotency_Key` stands for the header with a hyphen."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return json.dumps({"method": method, "url": url, "headers": names, "body": body})


def replayed(*lines, plan=()):
    """What came of it, and what arrived at the server."""
    server = FakeServer(lambda request: Response(200))
    server.plan(*plan)
    return replay(iter(lines), server.send), server.requests


def are_the_same(first, second):
    return len(replayed(first, second)[1]) == 1
