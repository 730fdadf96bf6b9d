from lib.fake_http import FakeServer, Response
from orders import Order, sync

PAGE = 3


class Fulfilment:
    """The API of docs.md, with pages of three orders."""

    def __init__(self, *orders):
        self.orders = {order["id"]: order for order in orders}
        self.before_patch = []
        self.server = FakeServer(self.answer)

    def sync(self, *local):
        return sync([Order(name, cents) for name, cents in local], self.server.send)

    def answer(self, request):
        name = request.path.removeprefix("/orders/")
        if request.method == "POST":
            return self.create(request.body)
        if request.method == "PATCH":
            return self.change(name, request.body)
        if request.path == "/orders":
            return self.list(int(request.params.get("after", 0)))
        return Response(200, self.orders[name]) if name in self.orders else Response(404)

    def list(self, start):
        orders = list(self.orders.values())
        end = start + PAGE
        return Response(200, {"orders": orders[start:end], "next": str(end) if end < len(orders) else None})

    def create(self, body):
        if float(body["amount"]) < 0:
            return Response(422)
        name = f"ful_{len(self.orders) + 1}"
        self.orders[name] = {"id": name, "version": 1, "created": 2_000, **body}
        return Response(201, self.orders[name])

    def change(self, name, body):
        if self.before_patch:
            self.before_patch.pop(0)(self.orders)
        if name not in self.orders:
            return Response(404)
        order = self.orders[name]
        if body["version"] != order["version"]:
            return Response(409)
        self.orders[name] = order | {"amount": body["amount"], "version": order["version"] + 1}
        return Response(200, self.orders[name])

    def amounts(self):
        return {name: order["amount"] for name, order in self.orders.items()}

    def writes(self):
        return [f"{request.method} {request.path}" for request in self.server.requests if request.method != "GET"]


def remote(name, order, amount="10.00", created=1_000, version=1):
    """An order as they have it; without our metadata if `order` is None."""
    metadata = {} if order is None else {"order": order}
    return {"id": name, "version": version, "created": created, "amount": amount, "metadata": metadata}


def changed(name, **values):
    """What somebody else does to an order just before our change arrives."""

    def change(orders):
        orders[name] = orders[name] | {"version": orders[name]["version"] + 1} | values

    return change
