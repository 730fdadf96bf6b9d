from exporter import ExportFailed, start_export
from lib.checks import raises
from lib.fake_http import Response
from tests.helpers import BASE, JOB, MapApi


def test_nothing_to_send():
    api = MapApi()

    with raises(ExportFailed):
        start_export(api.send, BASE, [])

    assert api.server.requests == []


def test_a_base_that_ends_in_a_slash():
    api = MapApi(location="/api/exports/7")

    assert start_export(api.send, BASE + "/", [[1, 2]]) == JOB
    assert api.paths() == [f"{BASE}/exports"]


def test_a_job_on_another_host():
    assert start_export(MapApi(location="https://jobs.example/7").send, BASE, [[1, 2]]) == "https://jobs.example/7"


def test_another_format():
    api = MapApi()

    start_export(api.send, BASE, [[1, 2]], format="kml")

    assert api.server.requests[0].body["format"] == "kml"


def test_answers_that_start_nothing():
    location = {"Location": JOB}
    for answer in (
        Response(200, {}, location),
        Response(201, {}, location),
        Response(500),
        Response(202),
        Response(429),
    ):
        api = MapApi()
        api.server.plan(answer)

        with raises(ExportFailed):
            start_export(api.send, BASE, [[1, 2]])

        assert len(api.server.requests) == 1
