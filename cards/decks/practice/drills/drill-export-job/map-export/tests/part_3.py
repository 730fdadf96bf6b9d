from exporter import ExportFailed, wait_for_parts
from lib.checks import raises
from lib.fake_http import Response
from tests.helpers import JOB, MapApi, running


def test_it_asks_until_the_job_is_done():
    api = MapApi(running(), running(retry_after=5), running())

    assert wait_for_parts(api.send, JOB, api.clock, api.clock.sleep) == [
        "https://cdn.example/1",
        "https://cdn.example/2",
    ]
    assert api.clock.naps == [1, 5, 4]


def test_a_failed_job():
    api = MapApi(Response(200, {"state": "failed", "reason": "too many points"}))

    with raises(ExportFailed) as caught:
        wait_for_parts(api.send, JOB, api.clock, api.clock.sleep)

    assert "too many points" in str(caught.error)
