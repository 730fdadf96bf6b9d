from lib.fake_clock import FakeClock
from lib.fake_http import FakeServer, Response
from shop import ShopClient

NOW = 1_772_476_800  # Mon, 02 Mar 2026 18:40:00 GMT


class ShopApi:
    """The API of docs.md. Orders 1 (oldest) to <count>; those in `tests` are test orders."""

    def __init__(self, count, tests=()):
        self.orders = [order(number, number in tests) for number in range(1, count + 1)]
        self.editing = set()
        self.not_exportable = set()
        self.cut_off = 0
        self.server = FakeServer(self.answer)
        self.clock = FakeClock(NOW)
        self.client = ShopClient(self.server.send, "key", self.clock, self.clock.sleep)

    def arrive(self, count=1):
        first = len(self.orders) + 1
        self.orders += [order(number) for number in range(first, first + count)]

    def answer(self, request):
        if request.headers.get("x-api-key") != "key":
            return Response(401)
        if (request.method, request.path) == ("GET", "/orders"):
            return self.list(int(request.params.get("page", 1)), min(50, int(request.params.get("per_page", 50))))
        if (request.method, request.path) == ("POST", "/orders/export"):
            return self.export(request.body["ids"])
        return Response(404)

    def list(self, page, per_page):
        newest_first = self.orders[::-1]
        cut = newest_first[(page - 1) * per_page : page * per_page]
        has_next = len(newest_first) > page * per_page
        shown = [item for item in cut if not item["test"]]
        return Response(200, {"orders": shown, "page": page, "next_page": page + 1 if has_next else None})

    def export(self, ids):
        if len(ids) > 20:
            return Response(400)
        results = [{"id": number, "status": self.status_of(number)} for number in ids][::-1]
        if self.cut_off:
            self.cut_off -= 1
            results = results[: len(results) // 2]
        return Response(207, {"results": results})

    def status_of(self, number):
        if not 1 <= number <= len(self.orders):
            return 404
        if number in self.not_exportable:
            return 422
        return 409 if number in self.editing else 200


def order(number, is_test=False):
    placed = f"2026-03-{number % 28 + 1:02d}T10:00:00Z"
    return {"id": number, "placed": placed, "total": f"{number}.99", "currency": "EUR", "test": is_test}


def ids(orders):
    return [item.id for item in orders]
