from exporter import ExportFailed, ExportTimeout, wait_for_parts
from lib.checks import raises
from lib.fake_http import Response
from tests.helpers import JOB, MapApi, running


def wait(api, **more):
    return wait_for_parts(api.send, JOB, api.clock, api.clock.sleep, **more)


def test_a_job_that_is_done_at_once():
    api = MapApi()

    assert len(wait(api)) == 2
    assert api.clock.naps == []


def test_waits_grow_to_eight_seconds():
    api = MapApi(*[running()] * 7)

    wait(api)

    assert api.clock.naps == [1, 2, 4, 8, 8, 8, 8]


def test_busy_answers_are_waited_out():
    api = MapApi(Response(503), Response(429, headers={"retry-after": "3"}), Response(503, {}))

    assert len(wait(api)) == 2
    assert api.clock.naps == [1, 3, 4]


def test_other_answers_end_it_at_once():
    for status in (404, 400, 401, 500, 502, 204):
        api = MapApi(running(), Response(status))

        with raises(ExportFailed):
            wait(api)

        assert api.clock.naps == [1], status


def test_time_is_up_before_a_wait_that_would_be_too_long():
    api = MapApi(*[running()] * 99)

    with raises(ExportTimeout):
        wait(api, timeout=10)

    assert api.clock.naps == [1, 2, 4]
    assert len(api.server.requests) == 4


def test_a_question_exactly_at_the_end_is_in_time():
    api = MapApi(running(), running(), running())

    assert len(wait(api, timeout=7)) == 2


def test_a_long_retry_after_ends_it_at_once():
    api = MapApi(running(retry_after=61))

    with raises(ExportTimeout):
        wait(api)

    assert api.clock.naps == []


def test_time_that_the_requests_take_counts():
    api = MapApi(*[running()] * 99)
    send = api.send

    def slow(*request, **more):
        api.clock.advance(5)
        return send(*request, **more)

    with raises(ExportTimeout):
        wait_for_parts(slow, JOB, api.clock, api.clock.sleep, timeout=20)

    assert api.clock.naps == [1, 2]


def test_parts_in_their_order():
    api = MapApi(parts=12)

    assert wait(api) == [f"https://cdn.example/{number}" for number in range(1, 13)]
