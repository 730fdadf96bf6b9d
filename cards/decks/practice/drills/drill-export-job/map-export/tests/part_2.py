from exporter import ExportFailed, start_export
from lib.checks import raises
from lib.fake_http import Response
from tests.helpers import BASE, JOB, MapApi


def test_the_address_of_the_job():
    api = MapApi()

    assert start_export(api.send, BASE, [[1, 2]]) == JOB
    assert api.server.requests[0].body == {"format": "gpx", "points": [[1, 2]]}


def test_an_address_that_is_only_a_path():
    assert start_export(MapApi(location="/api/exports/7").send, BASE, [[1, 2]]) == JOB


def test_a_refusal():
    api = MapApi()
    api.server.plan(Response(400, {}))

    with raises(ExportFailed):
        start_export(api.send, BASE, [[1, 2]])
