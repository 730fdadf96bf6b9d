from itertools import count
from lib.fake_clock import FakeClock
from lib.fake_http import FakeServer, Response
from payments import PaymentsClient


class Api:
    """Does each key once, and remembers the answer."""

    def __init__(self, rng=lambda: 1.0, **options):
        self.charges = {}
        self.server = FakeServer(self.answer)
        self.clock = FakeClock()
        self.numbers = count(1)
        self.rng = rng
        self.client = self.new_client(**options)

    def new_client(self, send=None, **options):
        return PaymentsClient(send or self.server.send, self.new_key, self.clock.sleep, self.rng, **options)

    def new_key(self):
        return f"key-{next(self.numbers)}"

    def answer(self, request):
        key = request.headers["idempotency-key"]
        if key not in self.charges:
            self.charges[key] = {"id": f"ch_{len(self.charges) + 1}", **request.body}
        return Response(200, self.charges[key])

    def keys(self):
        return [request.headers["idempotency-key"] for request in self.server.requests]

    def charge(self, order="A-1", amount=500, client=None):
        return (client or self.client).create_charge(order, amount, "eur")
