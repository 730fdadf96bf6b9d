from cached import CachedClient
from lib.fake_clock import FakeClock
from lib.fake_http import FakeServer, Response


class Catalogue:
    """The API of docs.md. `headers` go with every 200, and with a 304 except for the ETag."""

    def __init__(self, cache_control="max-age=60", **headers):
        self.headers = {"Cache-Control": cache_control} | headers
        self.bodies = {"/prices": {"tea": 350}}
        self.version = 1
        self.has_etags = True
        self.slowness = 0
        self.clock = FakeClock(1_000)
        self.server = FakeServer(self.answer)
        self.client = CachedClient(self.server.send, self.clock)

    @property
    def etag(self):
        return f'W/"a7-{self.version}"'

    def change(self, body, path="/prices"):
        self.bodies[path] = body
        self.version += 1

    def answer(self, request):
        if request.path not in self.bodies:
            return Response(404)
        if request.method == "PUT":
            if request.headers.get("if-match", self.etag) != self.etag:
                return Response(412)
            self.change(request.body, request.path)
        self.clock.advance(self.slowness)
        if self.has_etags and request.headers.get("if-none-match") == self.etag:
            return Response(304, None, self.headers)
        etag = {"ETag": self.etag} if self.has_etags else {}
        return Response(200, self.bodies[request.path], self.headers | etag)

    def conditions(self):
        """`If-None-Match` of each request."""
        return [request.headers.get("if-none-match") for request in self.server.requests]

    def count(self):
        return len(self.server.requests)
