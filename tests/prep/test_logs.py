"""The log names what failed, and neither the keys in our links nor whom we write to."""

import logging
import smtplib
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation
from django.core.mail.backends.base import BaseEmailBackend
from django.db import OperationalError
from django.test import Client

from cards.operations.reminders import stop_token
from prep.logs import Discreet, discreet
from tests.faults import failing

pytestmark = pytest.mark.django_db
ADDRESS = "alice@example.org"


@pytest.fixture
def log(caplog, monkeypatch):
    """All that the log says: as our own handler writes it, and as anybody else's gets it."""
    cache.clear()
    caplog.set_level(logging.DEBUG)
    (handler,) = [handler for handler in logging.getLogger().handlers if Discreet in map(type, handler.filters)]
    written = StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return lambda: written.getvalue() + caplog.text


def reset_path(alice, mailoutbox):
    Client().post("/accounts/password/reset/", {"email": ADDRESS})
    link = next(word for word in mailoutbox[-1].body.split() if "/password/reset/key/" in word)
    return link.removeprefix("http://testserver")


def confirm_path(alice, mailoutbox):
    address = EmailAddress.objects.create(user=alice, email=ADDRESS)
    client = Client()
    client.force_login(alice)
    client.post("/accounts/email/", {"email": address.email, "action_send": ""})
    link = next(word for word in mailoutbox[-1].body.split() if "/confirm-email/" in word)
    return link.removeprefix("http://testserver")


def stop_path(alice, mailoutbox):
    return f"/reminders/stop/{stop_token(alice)}/"


PATHS = pytest.mark.parametrize("path_of", [reset_path, confirm_path, stop_path])


def key_of(path):
    """Without the learner that a link to a new password begins with; the key of an address has hyphens of its own."""
    last = path.strip("/").rpartition("/")[2]
    return last if ":" in last else last.split("-", 1)[-1]


@PATHS
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize("enforce_csrf_checks", [False, True])
def test_no_key_is_logged_whatever_becomes_of_the_request(alice, mailoutbox, log, path_of, method, enforce_csrf_checks):
    path = path_of(alice, mailoutbox)
    client = Client(enforce_csrf_checks=enforce_csrf_checks)

    for address in (
        path,
        path.rstrip("/"),
        path + "?next=/secret-place/",
        path + "and/more/",
        path.upper(),
        "/x" + path,
    ):
        getattr(client, method)(address, headers={"referer": f"https://evil.example{path}?next=/secret-place/"})

    assert key_of(path) not in log()
    assert key_of(path).upper() not in log()
    assert "secret-place" not in log()


@PATHS
@pytest.mark.parametrize("error", [ValueError, OperationalError, SuspiciousOperation, MemoryError])
def test_nor_when_we_fail(alice, mailoutbox, log, path_of, error):
    path = path_of(alice, mailoutbox)

    with failing(error(f"Key (email)=({ADDRESS}) at {path} already exists")):
        response = Client(raise_request_exception=False).post(path)

    assert response.status_code in {400, 500, 503}
    assert log(), "something was logged"
    assert key_of(path) not in log()
    assert ADDRESS not in log()


class RefusingBackend(BaseEmailBackend):
    error: Exception

    def send_messages(self, messages):
        raise self.error


REFUSALS = [
    smtplib.SMTPRecipientsRefused({ADDRESS: (550, f"<{ADDRESS}> unknown".encode())}),
    smtplib.SMTPSenderRefused(553, f"not for {ADDRESS}".encode(), "prep@localhost"),
    smtplib.SMTPDataError(554, f"spam to {ADDRESS}".encode()),
    smtplib.SMTPServerDisconnected(f"after RCPT TO:<{ADDRESS}>"),
    smtplib.SMTPNotSupportedError(ADDRESS),
    smtplib.SMTPAuthenticationError(535, b"bad"),
    TimeoutError("timed out"),
    ConnectionRefusedError(111, "Connection refused"),
]


@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: type(error).__name__)
def test_a_refused_recipient_is_not_named(alice, log, settings, monkeypatch, error):
    monkeypatch.setattr(RefusingBackend, "error", error, raising=False)
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.RefusingBackend"}}

    response = Client().post("/accounts/password/reset/", {"email": ADDRESS})

    assert response.status_code == 302
    assert type(error).__name__ in log()
    assert "550" in log() or not isinstance(error, smtplib.SMTPRecipientsRefused)
    assert "example.org" not in log()


def test_a_fault_while_mailing_names_nobody_either(alice, log, settings, monkeypatch):
    monkeypatch.setattr(RefusingBackend, "error", ValueError(f"Invalid address {ADDRESS}"), raising=False)
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.RefusingBackend"}}

    response = Client(raise_request_exception=False).post("/accounts/password/reset/", {"email": ADDRESS})

    assert response.status_code == 500
    assert "ValueError" in log()
    assert "example.org" not in log()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Not Found: /decks/stripe-backend/", "Not Found: /decks/stripe-backend/"),
        ("Not Found: /accounts/login/?next=/cards/7/", "Not Found: /accounts/login/?…"),
        ("Not Found: /accounts/password/reset/key/3-abc-def/", "Not Found: /accounts/password/reset/key/…"),
        ("to alice@localhost, <bob@example.org>", "to (address), <(address)>"),
        ("what? yes", "what? yes"),
    ],
)
def test_what_is_hidden_and_what_is_not(text, shown):
    assert discreet(text) == shown
