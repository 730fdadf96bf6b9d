"""The server of `make run`, as its own processes: killed, asked twice, stopped. What it acknowledged, it has stored."""

import http.client
import os
import signal
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress

import pytest
from django.utils.html import escape

from tests.processes.server import STARTED_WITHIN, STOPPED_WITHIN, Browser, wait_until

pytestmark = pytest.mark.database


def at_once(works):
    """Do all of them at the same moment, each in its thread."""
    together = threading.Barrier(len(works))

    def do(work):
        together.wait(timeout=30)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(do, work) for work in works]]


class Stream(threading.Thread):
    """Grades one card after the other, until the server is gone."""

    def __init__(self, server, cookies, cards):
        super().__init__()
        self.browser, self.cards = Browser(server, dict(cookies)), cards
        self.acknowledged, self.unanswered, self.refused = [], None, None

    def run(self):
        for version in range(1_000):
            for card in self.cards:
                form = {"review": str(uuid.uuid4()), "card": card, "quality": 4, "version": version, "seconds": 5}
                try:
                    answer = self.browser.grade(form)
                except (OSError, http.client.HTTPException):
                    self.unanswered = form
                    return
                if answer.status not in {200, 303}:
                    self.refused = answer.status
                    return
                self.acknowledged.append(uuid.UUID(form["review"]))


@contextmanager
def streams(server, cookies, cards, number=4):
    """A learner's grades from several devices, under way; they end with the server."""
    running = [Stream(server, cookies, cards[index::number]) for index in range(number)]
    for stream in running:
        stream.start()
    wait_until(lambda: all(len(stream.acknowledged) >= 10 for stream in running), 60)
    yield running
    for stream in running:
        stream.join(30)
    assert [stream.refused for stream in running] == [None] * number


def assert_each_counted_once(server, running, before):
    keys = server.stored_keys()
    sent = [key for stream in running for key in stream.acknowledged]
    assert len(keys) == len(set(keys))
    assert set(sent) <= set(keys)
    unanswered = {uuid.UUID(stream.unanswered["review"]) for stream in running if stream.unanswered}
    assert set(keys) - set(sent) - before <= unanswered


def assert_data_is_right(server):
    done = server.run("check_data")
    assert (done.returncode, done.stdout) == (0, "Everything agrees with the log.\n"), done.stdout + done.stderr


def test_a_killed_server_has_every_grade_it_acknowledged(server, cookies, cards):
    before = set(server.stored_keys())
    with streams(server, cookies, cards[:40]) as running:
        server.kill()

    assert_each_counted_once(server, running, before)
    server.start()
    for stream in running:
        for _ in range(2):
            assert Browser(server, dict(cookies)).grade(stream.unanswered).status == 303
    keys = server.stored_keys()
    wanted = {uuid.UUID(stream.unanswered["review"]) for stream in running}
    wanted |= {key for stream in running for key in stream.acknowledged}
    assert len(keys) == len(set(keys))
    assert set(keys) - before == wanted
    assert_data_is_right(server)


def test_one_grade_sent_twelve_times_at_once_counts_once(server, carol, cookies, cards):
    form = carol.form(cards[0])
    browsers = [Browser(server, dict(cookies)) for _ in range(12)]

    answers = at_once([lambda one=one: one.grade(form) for one in browsers])

    assert {(answer.status, answer.headers["Location"]) for answer in answers} == {(303, "/review/")}
    assert server.stored_keys().count(uuid.UUID(form["review"])) == 1
    assert_data_is_right(server)


def test_of_twelve_grades_of_one_card_at_once_one_counts(server, carol, cookies, cards):
    form = carol.form(cards[0])
    forms = [form | {"review": str(uuid.uuid4())} for _ in range(12)]
    browsers = [Browser(server, dict(cookies)) for _ in forms]

    answers = at_once([lambda one=one, form=form: one.grade(form) for one, form in zip(browsers, forms, strict=True)])

    assert sorted(answer.status for answer in answers) == [303] + 11 * [409]
    stored = {uuid.UUID(form["review"]) for form in forms} & set(server.stored_keys())
    assert len(stored) == 1
    told = next(answer for answer in answers if answer.status == 409)
    assert "Nothing was counted twice." in told.text
    assert_data_is_right(server)


@pytest.mark.parametrize("how", ["systemd", "Ctrl-C", "closed terminal"])
def test_it_stops_gracefully_and_knows_its_learners_again(server, carol, cookies, cards, how):
    assert carol.get("/readyz").status == 200
    before = set(server.stored_keys())
    idle = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with closing(idle), streams(server, cookies, cards[:40], 2) as running:
        idle.request("GET", "/healthz", headers={"Host": "localhost"})
        idle.getresponse().read()  # a browser keeps its connection open
        if how == "systemd":
            server.process.terminate()
        else:  # a terminal tells the whole group
            os.killpg(server.process.pid, signal.SIGINT if how == "Ctrl-C" else signal.SIGHUP)
        code = server.process.wait(STOPPED_WITHIN)

    assert code == 0
    assert server.processes() == {}
    assert_each_counted_once(server, running, before)
    server.start()
    page = Browser(server, dict(cookies)).get("/review/")
    assert page.status == 200
    assert escape("carol") in page.text


def test_what_it_started_ends_with_it(server):
    started = server.processes()
    assert len(started) == 4  # itself, granian, two workers

    server.process.kill()
    server.process.wait()

    wait_until(lambda: not server.processes(), STOPPED_WITHIN)


def test_a_server_that_ended_is_started_again_and_its_workers_ended_with_it(server):
    granian, workers = server.granian(), server.workers()
    os.kill(granian, signal.SIGKILL)

    wait_until(lambda: not {granian, *workers} & set(server.processes()), STOPPED_WITHIN)
    wait_until(server.answers, STARTED_WITHIN)


def test_workers_that_keep_dying_do_not_end_the_server(server):
    """granian gives up when one dies twice within a few seconds."""
    granian = server.granian()

    def is_another():
        for worker in server.workers():
            with suppress(ProcessLookupError):
                if worker != server.process.pid:
                    os.kill(worker, signal.SIGKILL)
        return server.processes() and granian not in server.processes()

    wait_until(is_another, STARTED_WITHIN)
    wait_until(server.answers, STARTED_WITHIN)


def test_a_worker_that_died_is_replaced(server):
    first, second = server.workers()
    os.kill(first, signal.SIGKILL)

    wait_until(lambda: len(server.workers()) == 2 and first not in server.workers(), 30)
    assert second in server.workers()
    wait_until(server.answers, 30)  # the other one may have been starting itself


def test_it_deletes_an_account_that_was_closed_by_itself(server, cookies):
    browser = Browser(server)
    browser.get("/accounts/signup/")
    password = "four words nobody guesses"
    form = {"username": "dave", "email": "dave@example.org", "password1": password, "password2": password}
    assert browser.post("/accounts/signup/", form).status == 302
    [(dave,)] = server.query("SELECT id FROM cards_learner WHERE username = 'dave'")
    close = "from cards.models import Learner; from cards.services.leaving import close_account"
    close += "; from django.utils import timezone"
    closed = server.run("shell", "-c", f"{close}; close_account(Learner.objects.get(pk={dave}), now=timezone.now())")
    assert closed.returncode == 0, closed.stderr

    gone = f"SELECT (SELECT COUNT(*) FROM cards_learner WHERE id = {dave}) + (SELECT COUNT(*) FROM cards_leaving)"
    wait_until(lambda: server.query(gone) == [(0,)], STARTED_WITHIN)
    assert_data_is_right(server)


def test_a_second_server_does_not_share_the_port(server):
    second = server.run("serve")

    assert second.returncode == 1
    assert "Address already in use. PORT chooses another port." in second.stderr
    assert Browser(server).get("/healthz").status == 200
