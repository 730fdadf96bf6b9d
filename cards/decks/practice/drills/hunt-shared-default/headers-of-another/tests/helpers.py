from sync.request import Reply
from sync.tokens import Vault

BALANCES = {"Bearer token-alice": 100_00, "Bearer token-bob": 7_00, "Bearer token-platform": 999_00}


class Provider:
    """The payment provider: whose balance it is depends on the token alone."""

    def __init__(self):
        self.seen = []

    def __call__(self, request):
        self.seen.append(dict(request.headers))
        if request.headers.get("Authorization") not in BALANCES:
            return Reply(401, {})
        return Reply(200, {"available": BALANCES[request.headers["Authorization"]], "data": []})


def vault():
    return Vault({"alice": "token-alice", "bob": "token-bob"})
