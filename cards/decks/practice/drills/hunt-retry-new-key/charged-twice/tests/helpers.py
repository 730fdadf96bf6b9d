from itertools import count
from lib.fake_clock import FakeClock
from lib.fake_http import FakeServer, Response
from payments.client import PaymentClient


class Provider:
    """Does each idempotency key's operation once, and remembers the answer."""

    def __init__(self):
        self.answers = {}
        self.server = FakeServer(self.answer)
        self.clock = FakeClock()
        numbers = count(1)
        self.client = PaymentClient(self.server.send, "sk_1", lambda: f"key-{next(numbers)}", self.clock.sleep)

    def answer(self, request):
        if request.method == "GET":
            return Response(200, {"id": request.path.rpartition("/")[2]})
        key = request.headers.get("idempotency-key")
        if key is None:
            return Response(400, {"code": "key_missing"})
        if key not in self.answers:
            self.answers[key] = {"id": f"op_{len(self.answers) + 1}", **request.body}
        return Response(200, self.answers[key])

    def amounts(self):
        """What has really been moved."""
        return [answer["amount"] for answer in self.answers.values()]

    def keys(self):
        return [request.headers["idempotency-key"] for request in self.server.requests]
