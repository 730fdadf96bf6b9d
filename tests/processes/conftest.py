import os
import subprocess
import sys

import pytest

from tests.processes.server import ROOT, Browser, Server, scratch_database


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    if not (ROOT / "staticfiles" / "staticfiles.json").exists():
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
        subprocess.run(
            collect, cwd=ROOT, check=True, env=os.environ | {"DATA_DIR": str(tmp_path_factory.mktemp("var"))}
        )
    with scratch_database() as address:
        server = Server(tmp_path_factory.mktemp("data"), address)
        server.start()
        yield server
        server.kill()


@pytest.fixture
def server(site):
    """It runs at the start of a test, whatever the test before did to it."""
    if site.process.poll() is not None:
        site.start()
    return site


@pytest.fixture(scope="session")
def cookies(site):
    """Of a learner who signed up and studies the deck."""
    browser = Browser(site)
    browser.get("/accounts/signup/")
    password = "four words nobody guesses"
    form = {"username": "carol", "email": "carol@example.org", "password1": password, "password2": password}
    assert browser.post("/accounts/signup/", form).status == 302
    assert browser.post("/decks/stripe-backend/enrol/", {}).status == 302
    return browser.cookies


@pytest.fixture
def carol(server, cookies):
    return Browser(server, dict(cookies))


@pytest.fixture
def cards(server, cookies):
    """Cards that nobody has graded."""
    ungraded = "SELECT card_id FROM cards_schedule WHERE repetitions = 0 AND reviewed_at IS NULL ORDER BY card_id"
    return [card for (card,) in server.query(ungraded)]
