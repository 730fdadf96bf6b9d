from exporter import BadInput, ExportFailed, export
from lib.checks import raises
from lib.fake_http import Response
from tests.helpers import BASE, MapApi, files_with, point


def run(api, files):
    return export(api.send, BASE, files, api.clock, api.clock.sleep)


def test_a_part_that_is_gone_leaves_everything_as_it_was():
    api = MapApi(parts=3)
    api.parts["https://cdn.example/3"] = None
    files = {**files_with([point(1, 2)]), "out/part-001.gpx": "old", "out/manifest.json": "{}"}
    before = dict(files)

    with raises(ExportFailed):
        run(api, files)

    assert files == before


def test_what_an_earlier_export_has_left_is_removed():
    files = {
        **files_with([point(1, 2)]),
        "out/part-001.gpx": "old",
        "out/part-009.gpx": "old",
        "outside.txt": "mine",
        "notes/out/x": "mine",
    }

    run(MapApi(parts=1), files)

    assert sorted(files) == [
        "config.json",
        "notes/out/x",
        "out/manifest.json",
        "out/part-001.gpx",
        "outside.txt",
        "points.json",
    ]
    assert files["out/part-001.gpx"] == "<part 1>"


def test_bad_input_sends_nothing():
    api = MapApi()

    with raises(BadInput):
        run(api, {})
    with raises(ExportFailed):
        run(api, files_with([point(99, 99)]))

    assert api.server.requests == []


def test_many_parts_keep_their_order():
    api = MapApi(parts=12)
    files = files_with([point(1, 2)])

    manifest = run(api, files)

    assert manifest["parts"] == [f"out/part-{number:03d}.gpx" for number in range(1, 13)]
    assert [files[name] for name in manifest["parts"]] == [f"<part {number}>" for number in range(1, 13)]


def test_a_failed_job_writes_nothing():
    files = files_with([point(1, 2)])
    before = dict(files)

    with raises(ExportFailed):
        run(MapApi(Response(200, {"state": "failed", "reason": "no"})), files)

    assert files == before


def test_numbers_of_the_manifest():
    files = files_with([point(1, 1), point(99, 0), point(2, 2), point(3, 3)], limit=2)

    manifest = run(MapApi(parts=0), files)

    assert manifest == {"parts": [], "points": 2, "skipped": 1}
