"""“Is it you?” keeps what is needed to go on, and no secret: sessions lie in the database and in its backups."""

import importlib
import json
import sqlite3
import zipfile
import zlib
from datetime import timedelta

import pytest
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.signing import b64_decode
from django.db import connection
from django.test import Client

from cards.accounts.sessions import SessionStore
from cards.operations.backups import back_up
from tests.conftest import PASSWORD, signed_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db
CANARY = "canary-7c1f"
DELETE = "/accounts/delete/"
migration = importlib.import_module("cards.migrations.0002_remove_sessions_that_hold_requests")


def readable(value):
    """What a reader of the database makes of a value: sessions are packed, not encrypted."""
    text = (
        value if isinstance(value, str) else bytes(value).decode("latin-1") if isinstance(value, bytes) else str(value)
    )
    payload = text.split(":")[0]
    try:
        data = b64_decode(payload.removeprefix(".").encode())
        return text + (zlib.decompress(data) if payload.startswith(".") else data).decode("latin-1")
    except (ValueError, zlib.error):
        return text


def stored():
    """Every value of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield from (readable(value) for row in cursor.fetchall() for value in row)


def in_backup(folder):
    target = folder / "prep.zip"
    back_up(target, now=NOW)
    with zipfile.ZipFile(target) as archive:
        for name in archive.namelist():
            archive.extract(name, folder)
            yield archive.read(name).decode("latin-1")
    for file in folder.rglob("*.sqlite3"):
        with sqlite3.connect(file) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                yield from (readable(value) for row in database.execute(f'SELECT * FROM "{table}"') for value in row)


def hold(client, path=DELETE, **form):
    """Post something that asks for the password first, as a server does whose environ holds its environment."""
    environ = {"CANARY": CANARY, "SECRET_KEY": CANARY, "HTTP_COOKIE_NOTE": CANARY, "HTTP_AUTHORIZATION": CANARY}
    response = client.post(path, form, **environ)
    assert response.url.startswith("/accounts/reauthenticate/")
    assert STATE_SESSION_KEY in client.session, "there is something to look for"
    return response.url


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_environment_is_stored_or_backed_up(alice, tmp_path, monkeypatch):
    monkeypatch.setenv("CANARY", CANARY)
    client = signed_in(alice)

    hold(client, confirm="alice", password=CANARY, password1=CANARY, oldpassword=CANARY, code=CANARY, token=CANARY)

    assert not any(CANARY in text for text in stored())
    assert not any(CANARY in text for text in in_backup(tmp_path))


def test_what_is_looked_through_would_show_it(alice):
    client = signed_in(alice)
    session = client.session
    session["kept"] = CANARY * 100
    session.save()

    assert any(CANARY in text for text in stored())


def test_no_secret_that_is_on_its_way_can_be_read_in_a_session(alice, mailoutbox, clock):
    """Of an authenticator app being set up, of a link to a new password, of a code by mail."""
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    client = signed_in(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    totp = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    Client().post("/accounts/password/reset/", {"email": alice.email})
    link = next(word for word in mailoutbox[-1].body.split() if "/password/reset/key/" in word)
    visitor = Client()
    form = visitor.get(link.removeprefix("http://testserver")).url
    key = link.rstrip("/").rpartition("/")[2].split("-", 1)[1]

    values = list(stored())

    assert not any(secret in text for text in values for secret in (totp, key))
    code = format_hotp_value(hotp_value(totp, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).url == "/accounts/2fa/recovery-codes/"
    assert b"password1" in visitor.get(form).content


def test_a_secret_that_is_sealed_under_a_key_that_is_gone_is_asked_for_anew(alice, settings):
    client = signed_in(alice)
    session = client.session
    session["mfa.totp.secret"] = "SECRET"
    data = session.encode(session._session)
    assert SessionStore().decode(data)["mfa.totp.secret"] == "SECRET"

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of fifty characters and some more letters"
    assert SessionStore().decode(data)["mfa.totp.secret"] == "SECRET"
    settings.SECRET_KEY_FALLBACKS = []
    assert SessionStore().decode(data) == {}


def test_reading_the_mail_is_no_proof_of_who_one_is(alice, mailoutbox):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    client = signed_in(alice)

    page = client.get("/accounts/reauthenticate/?next=/accounts/delete/")

    assert "code" not in page.content.decode().partition("<main")[2]
    for address in ("/accounts/reauthenticate/code/", "/accounts/reauthenticate/code/confirm/"):
        assert client.post(address, {"recipient": alice.email}).url == "/accounts/reauthenticate/"
    assert mailoutbox == []


def test_what_was_asked_for_is_done_once_the_password_is_given(alice):
    client = signed_in(alice)
    page = hold(client, confirm="alice")

    client.post(page, {"password": PASSWORD})

    assert not get_user_model().objects.filter(pk=alice.pk).exists()


def test_an_address_that_was_typed_is_not_lost(alice):
    client = signed_in(alice)
    page = hold(client, "/accounts/email/", email="new@example.org", action_add="")

    client.post(page, {"password": PASSWORD}, headers={"user-agent": "Firefox"})

    assert EmailAddress.objects.filter(user=alice, email="new@example.org").exists()


def test_a_request_that_is_held_is_none_of_another_learners(alice, bob):
    client = signed_in(alice)
    page = hold(client, confirm="bob")
    client.logout()
    client.force_login(bob)

    client.post(page, {"password": PASSWORD})

    assert get_user_model().objects.count() == 2


def test_the_password_given_at_sign_in_counts(alice, clock):
    client = Client()
    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})

    assert client.get(DELETE).status_code == 200
    clock.shift(timedelta(minutes=6))
    assert client.get(DELETE).url.startswith("/accounts/reauthenticate/")


def test_the_password_given_at_sign_up_counts(client):
    form = {"username": "carol", "email": "carol@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", form)

    assert client.get(DELETE).status_code == 200


def test_the_first_half_of_a_sign_in_counts_for_nothing(alice):
    TOTP.activate(alice, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})

    assert client.get(DELETE).url.startswith("/accounts/login/")


def test_the_password_of_one_learner_counts_for_no_other(alice, bob):
    client = Client()
    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    client.force_login(bob)

    assert client.get(DELETE).url.startswith("/accounts/reauthenticate/")


# Sessions from before -------------------------------------------------------------------------------------------------


def session_of(**data):
    session = SessionStore()
    session.update(data)
    session.save()
    return session.session_key


def test_upgrading_removes_the_sessions_that_hold_a_request_and_no_other(db, settings):
    held = {STATE_SESSION_KEY: {"request": json.dumps({"META": {"SECRET_KEY": CANARY * 50}})}}
    session_of(**held)
    short = {STATE_SESSION_KEY: {"request": "{}"}}
    session_of(**short)
    settings.SECRET_KEY = "the key of another year, which is no longer known to anybody" * 2
    session_of(**held)
    kept = {session_of(a=1), session_of(a="text that is packed " * 50)}
    Session.objects.create(session_key="x" * 32, session_data="no session at all", expire_date=NOW)

    migration.remove_sessions_that_hold_requests(apps, connection.schema_editor())

    assert set(Session.objects.values_list("pk", flat=True)) == kept
    assert not any(CANARY in text for text in stored())


def test_upgrading_looks_at_every_session(db, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 3)
    for number in range(10):
        session_of(number=number, **{STATE_SESSION_KEY: {}})

    migration.remove_sessions_that_hold_requests(apps, connection.schema_editor())

    assert not Session.objects.exists()
