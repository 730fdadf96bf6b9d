"""Browser journeys: a real Chromium against a real server.

A journey fails when the browser reports an error of its own (a script error, a Content-Security-Policy violation, a
file that is not there), whatever else it asserts. Answers 409 and 422 are ordinary: so prep says no to a form.
"""

import os
import re
import shutil
import time
from random import Random

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from playwright.sync_api import Page, expect

# Playwright's loop runs in the thread of the tests, which makes Django take every query for one in asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}
# What else axe looks at is the same in the dark.
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]
PATIENT = 30_000  # milliseconds, as Playwright waits for everything else: a busy machine is no fault
# `make test-slow-line`: how long an answer of the server takes, about, and a file (milliseconds); how much slower the
# browser computes than it could.
SLOW_LINE, SLOW_FILES, SLOW_BROWSER = (
    int(os.environ.get(name, 0)) for name in ("SLOW_LINE", "SLOW_FILES", "SLOW_BROWSER")
)
PROBE = "/static/img/favicon.svg?probe"  # a file that there is
ORDINARY = re.compile(r"Failed to load resource: the server responded with a status of (409|422)\b")

expect.set_options(timeout=PATIENT)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--use-fake-device-for-media-stream",
            # A page that a test answers itself has no address of this machine, and could ask nothing of it.
            "--disable-features=LocalNetworkAccessChecks",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": WIDE, "locale": "en-GB", "timezone_id": "Europe/Berlin"}


@pytest.fixture(scope="session")
def base_url(live_server):
    """`page.goto("/review/")` goes to the server under test."""
    return live_server.url


@pytest.fixture(scope="session", autouse=True)
def slow_line():
    """A question takes as long to come as its answer; of two, the later one may arrive first."""
    answer, chance = WSGIHandler.__call__, Random(1)

    def slowly(self, environ, start_response):
        usual = SLOW_FILES if environ["PATH_INFO"].startswith(settings.STATIC_URL) else SLOW_LINE
        way = usual / 2 / 1000 * chance.uniform(0.5, 1.5)
        time.sleep(way)
        response = answer(self, environ, start_response)
        time.sleep(way)
        return response

    with pytest.MonkeyPatch.context() as patch:
        if SLOW_LINE or SLOW_FILES:
            patch.setattr(WSGIHandler, "__call__", slowly)
        yield


@pytest.fixture(autouse=True)
def htmx_is_there(monkeypatch):
    """`goto` waits until htmx has taken over the page's forms, which it does in a task of its own after the page is
    loaded. A key that comes before posts its form plainly: nothing is lost, but a journey sees another page."""
    goto = Page.goto

    def and_wait(self, *arguments, **options):
        response = goto(self, *arguments, **options)
        if self.evaluate("'htmx' in window"):
            self.evaluate("new Promise((done) => setTimeout(done))")
        return response

    monkeypatch.setattr(Page, "goto", and_wait)


@pytest.fixture(autouse=True)
def routes_are_there(monkeypatch):
    """`route` waits until the page asks through it, and one route stays until the page goes. Chromium says yes before
    that: what a page of a slow browser asks for just after it goes past the route, and Playwright reports no such
    request. And what it asks for while its last route goes is never answered: a script without its modules."""
    route = Page.route

    def and_wait(self, *arguments, **options):
        route(self, f"**{PROBE}", lambda probe: probe.fulfill(body="is there"))
        route(self, *arguments, **options)
        if self.url.startswith("http"):
            while self.evaluate(f"fetch('{PROBE}').then((answer) => answer.text())") != "is there":
                pass

    monkeypatch.setattr(Page, "route", and_wait)


@pytest.fixture
def complaints():
    """What the browser complained about. A journey that provokes a complaint removes it from here."""
    return []


@pytest.fixture
def new_context(new_context, complaints):
    def create(**options):
        context = new_context(**options)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda line: complaints.append(as_text(line)) if is_complaint(line) else None)
        if SLOW_BROWSER:
            context.on("page", slow_down)
        return context

    yield create

    assert complaints == []


def slow_down(page):
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW_BROWSER})


def is_complaint(line):
    return line.type == "error" and not ORDINARY.match(line.text)


def as_text(line):
    return f"{line.text} ({line.location['url']})"


@pytest.fixture
def sign_in(base_url):
    """`sign_in(page, alice)`: the next page is hers."""

    def sign_in(page, learner):
        client = Client()
        client.force_login(learner)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])

    return sign_in


@pytest.fixture
def held(page):
    """`held(address)`: requests there wait until what it returned is called, which itself waits until one has come.
    Which came is its `waiting`.

    With `times=1` only the first one waits: its answer comes after that to the second.
    """

    def hold(address, times=None):
        waiting = []

        def go_on():
            patience = PATIENT
            while not waiting and patience:
                page.wait_for_timeout(20)
                patience -= 20
            assert waiting
            for route in waiting:
                route.continue_()
            if times is None:  # else that has happened
                page.unroute(address)

        page.route(address, lambda route: waiting.append(route), times=times)
        go_on.waiting = waiting
        return go_on

    return hold


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def any_width(request, page):
    """The journey runs twice: at 1280 pixels and at 390."""
    page.set_viewport_size(request.param)
    return request.param["width"]


@pytest.fixture
def narrow(page):
    """The page as wide as a phone."""
    page.set_viewport_size(NARROW)
    return page


def settle(page):
    """Wait for the fades that are under way; not for what moves for seconds or for ever, or is held by a pointer."""
    page.evaluate("""Promise.allSettled(document.getAnimations()
        .filter((animation) => animation.effect.getComputedTiming().endTime < 1000)
        .map((animation) => animation.finished))""")


def violations(page, options):
    """What axe finds wrong; that alone comes over, for what it finds right is megabytes, which take seconds to read."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    wanted = {"resultTypes": ["violations"], **options}
    return AxeResults(page.evaluate("async (wanted) => ({violations: (await axe.run(wanted)).violations})", wanted))


@pytest.fixture
def accessible():
    """`accessible(page)`: axe finds nothing on the page as it is now, light and dark."""

    def accessible(page):
        page.wait_for_load_state()  # what it says can be seen before it has its colours
        for scheme in ("light", "dark"):
            # No fade begins from here on, and one that is under way has not its final contrast.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            settle(page)
            found = violations(page, {"runOnly": RULES_OF_COLOUR} if scheme == "dark" else {})
            assert found.violations_count == 0, f"{page.url}, {scheme}:\n{found.generate_report()}"
        page.emulate_media(color_scheme="null")

    return accessible
