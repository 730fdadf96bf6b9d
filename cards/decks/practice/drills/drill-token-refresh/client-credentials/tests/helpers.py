from api import Api
from lib.fake_clock import FakeClock
from lib.fake_http import FakeServer, Response

NOW = 1_000


class Provider:
    """The API of docs.md. Its tokens are tok_1, tok_2, … and live for `life` seconds."""

    def __init__(self, life=900):
        self.life = life
        self.issued = 0
        self.good = {}
        self.token_status = 200
        self.slowness = 0
        self.before_answering = None
        self.clock = FakeClock(NOW)
        self.server = FakeServer(self.answer)
        self.api = Api(self.server.send, "client_1", "secret_1", self.clock)

    def answer(self, request):
        if request.path == "/oauth/token":
            return self.issue(request)
        if self.before_answering:
            other, self.before_answering = self.before_answering, None
            other()
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.clock() >= self.good.get(token, 0):
            return Response(401, {"code": "token_refused"})
        if request.path == "/forbidden":
            return Response(403, {"code": "forbidden"})
        return Response(200, {"method": request.method, "path": request.path, "body": request.body})

    def issue(self, request):
        expected = {"grant_type": "client_credentials", "client_id": "client_1", "client_secret": "secret_1"}
        if self.token_status != 200 or request.body != expected or "authorization" in request.headers:
            return Response(401 if self.token_status == 200 else self.token_status)
        self.issued += 1
        token = f"tok_{self.issued}"
        self.good[token] = self.clock() + (600 if self.life is None else int(self.life))
        self.clock.advance(self.slowness)
        body = {"access_token": token, "token_type": "bearer", "expires_in": self.life}
        if self.life is None:
            del body["expires_in"]
        return Response(200, body)

    def revoke(self):
        self.good.clear()

    def tokens_sent(self):
        """With which token each request arrived; None is a request for a token."""
        return [
            request.headers.get("authorization", "").removeprefix("Bearer ") or None for request in self.server.requests
        ]
