from client import Client
from lib.fake_clock import FakeClock
from lib.fake_http import FakeServer, Response


class ChargesApi:
    """The API of docs.md over charges ch_1 (oldest) to ch_<count>."""

    def __init__(self, count, short_pages=False):
        self.charges = [charge(number) for number in range(count, 0, -1)]
        self.short_pages = short_pages
        self.server = FakeServer(self.answer)
        self.clock = FakeClock()
        self.client = Client(self.server.send, "sk_test", self.clock.sleep)

    def answer(self, request):
        params = request.params
        if request.headers.get("authorization") != "Bearer sk_test":
            return Response(401)
        if (request.method, request.path) != ("GET", "/v1/charges"):
            return Response(404)
        if "starting_after" in params and "ending_before" in params:
            return Response(400, {"error": {"message": "use one cursor"}})
        found = [item for item in self.charges if item["status"] == params.get("status", item["status"])]
        limit = params.get("limit", 10)
        if self.short_pages:
            limit = max(1, limit - 1)
        if "ending_before" in params:
            found = [item for item in found if number_of(item) > int(params["ending_before"][3:])]
            page, has_more = found[-limit:], len(found) > limit
        else:
            before = int(params.get("starting_after", "ch_999999")[3:])
            found = [item for item in found if number_of(item) < before]
            page, has_more = found[:limit], len(found) > limit
        return Response(200, {"object": "list", "data": page, "has_more": has_more})


def charge(number):
    status = "failed" if number % 5 == 0 else "succeeded"
    return {"id": f"ch_{number}", "created": number, "amount": f"{number}.50", "currency": "eur", "status": status}


def number_of(item):
    return int(item["id"][3:])


def numbers(charges):
    return [number_of(item) for item in charges]
