import json
from exporter import export
from tests.helpers import BASE, MapApi, files_with, point, running


def test_everything():
    api = MapApi(running())
    files = files_with([point(1, 2), point(99, 0)])

    manifest = export(api.send, BASE, files, api.clock, api.clock.sleep)

    assert manifest == {"parts": ["out/part-001.gpx", "out/part-002.gpx"], "points": 1, "skipped": 1}
    assert files["out/part-002.gpx"] == "<part 2>"
    assert json.loads(files["out/manifest.json"]) == manifest
