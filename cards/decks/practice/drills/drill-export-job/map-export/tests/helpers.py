import json
from lib.fake_clock import FakeClock
from lib.fake_http import FakeServer, Response

BASE = "https://maps.example/api"
JOB = f"{BASE}/exports/7"


def files_with(points, **config):
    return {"config.json": json.dumps({"input": "points.json", **config}), "points.json": json.dumps(points)}


def point(lat, lon):
    return {"name": "here", "lat": lat, "lon": lon}


class MapApi:
    """The API of docs.md. The job answers with `answers`, one after the other, then it is done."""

    def __init__(self, *answers, parts=2, location=JOB):
        self.answers = list(answers)
        self.location = location
        self.parts = {f"https://cdn.example/{number}": f"<part {number}>" for number in range(1, parts + 1)}
        self.server = FakeServer(self.answer)
        self.send = self.server.send
        self.clock = FakeClock(1_000)

    def answer(self, request):
        if (request.method, request.path) == ("POST", f"{BASE}/exports"):
            return Response(202, headers={"location": self.location})
        if (request.method, request.path) == ("GET", JOB):
            return self.answers.pop(0) if self.answers else done(self.parts)
        if request.path in self.parts and self.parts[request.path] is not None:
            return Response(200, self.parts[request.path])
        return Response(404)

    def paths(self):
        return [request.path for request in self.server.requests]


def done(parts):
    return Response(200, {"state": "done", "parts": [{"url": address} for address in parts]})


def running(retry_after=None):
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Response(200, {"state": "running"}, headers)
