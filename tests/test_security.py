"""What protects an instance: its settings as deployed, its headers, the limits on guessing, and the admin."""

import errno
import json
import os
import re
import stat
import subprocess
import sys
import uuid
from datetime import date
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cards.models import Enrolment, Learner, Leaving, Receipt, Review, Schedule, StudyDay
from tests.conftest import PASSWORD, signed_in
from tests.factories import NOW, make_card, make_deck
from tests.faults import failing
from tests.test_project import files, tags_with

ROOT = Path(__file__).resolve().parent.parent
KEY = "k7Qf-2vXw_Zr9LmB4tNc8YpDs3HgJe6UaKx5RqVb1WyTzMnPdF0CiOoEuSlAjGhI"
SITE = "https://prep.example.org"


# As deployed, in a process of its own ---------------------------------------------------------------------------------


def run(data_dir, *arguments, **environment):
    """Python in the project's folder, with nothing of this process's environment but where programs are."""
    kept = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "prep.settings"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=kept | environment, capture_output=True, text=True, check=False
    )


def run_deployed(data_dir, *arguments, **environment):
    """prep behind one proxy, which speaks HTTPS with the world."""
    ours = {"SITE_URL": SITE, "SECRET_KEY": KEY, "EMAIL_HOST": "mail.example.org", "TRUSTED_PROXY_COUNT": "1"}
    return run(data_dir, *arguments, **ours, **environment)


VISIT = """
import json
from django.conf import settings

# The files under hashed names are made by `make run`; here it is about headers and cookies.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
import django
django.setup()
from allauth.account.models import EmailAddress
from cards.models import Learner
from django.test import Client

alice = Learner.objects.get()
EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
proxy = {"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https", "host": "prep.example.org"}
client = Client(headers=proxy, enforce_csrf_checks=True)
seen = {}

def see(name, response):
    cookies = {name: cookie.OutputString() for name, cookie in response.cookies.items()}
    seen[name] = {"status": response.status_code, "headers": dict(response.headers), "cookies": cookies}
    return response

see("plain", client.get("/accounts/login/", headers={"x-forwarded-proto": "http"}))
see("health", Client().get("/healthz", headers={"host": "127.0.0.1:8000"}))
for name in ("localhost:8000", "127.0.0.1", "[::1]"):
    see(f"ready {name}", Client().get("/readyz", headers={"host": name}))
    see(f"page at {name}", client.get("/about/", headers={"host": name}))
plain = {"host": "prep.example.org:81", "x-forwarded-proto": "http"}
see("plain at another port", client.get("/about/", headers=plain))
see("stranger", client.get("/about/", headers={"host": "evil.example"}))
page = see("page", client.get("/accounts/login/"))
form = {"login": "alice", "password": "correct horse battery staple"}
see("forged", client.post("/accounts/login/", form))
form["csrfmiddlewaretoken"] = client.cookies["__Host-csrf"].value
see("signed in", client.post("/accounts/login/", form, headers={"referer": "https://prep.example.org/"}))
see("settings", client.get("/settings/"))
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    """What a learner of https://prep.example.org meets: statuses, headers and cookies by the name of the visit."""
    folder = tmp_path_factory.mktemp("deployed")
    account = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    names = ["--username", "alice", "--email", "alice@example.org"]
    for arguments in (["migrate", "-v0"], ["createcachetable"], ["createsuperuser", "--noinput", *names]):
        done = run_deployed(folder, "manage.py", *arguments, **account)
        assert done.returncode == 0, done.stderr
    visited = run_deployed(folder, "-c", VISIT)
    assert visited.returncode == 0, visited.stderr
    return json.loads(visited.stdout)


def test_djangos_own_check_of_a_deployment_finds_nothing(tmp_path):
    checked = run_deployed(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


def test_a_deployment_is_reached_over_https_alone(deployed):
    assert deployed["plain"]["status"] == 301
    assert deployed["plain"]["headers"]["Location"] == f"{SITE}/accounts/login/"
    assert deployed["health"]["status"] == 200, "a monitor on the machine asks without HTTPS"
    for name in ("page", "signed in", "settings"):
        hsts = deployed[name]["headers"]["Strict-Transport-Security"]
        assert int(re.search(r"max-age=(\d+)", hsts)[1]) >= 31_536_000
        assert "includeSubDomains" in hsts


def test_a_deployment_answers_to_its_own_name_alone(deployed):
    assert deployed["stranger"]["status"] == 400


def test_loopback_names_are_none_of_a_deployments(deployed):
    for name in ("localhost:8000", "127.0.0.1", "[::1]"):
        assert deployed[f"ready {name}"]["status"] == 200, "a monitor on the machine asks by them"
        assert deployed[f"page at {name}"]["status"] == 400
    assert deployed["plain at another port"]["headers"]["Location"] == f"{SITE}/about/"


@pytest.mark.parametrize(
    "target",
    [
        *("//localhost", "//localhost:8000/", "//127.0.0.1/", "//[::1]", "http://localhost/", "https://localhost/"),
        *("//prep.example.org:8443/", "http://prep.example.org/", "//prep.example.org@evil.example/"),
        *("/\\localhost", "\\\\localhost", "///localhost", "https:localhost", "https:///localhost", "//testserver/"),
    ],
)
@pytest.mark.django_db
def test_signing_in_leads_nowhere_but_into_the_site(client, alice, settings, target):
    settings.SITE = urlsplit(SITE)
    settings.HTTPS = True

    response = client.post(f"/accounts/login/?{urlencode({'next': target})}", {"login": "alice", "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.parametrize("host", ["localhost", "testserver:81", "127.0.0.1:9"])
@pytest.mark.django_db
def test_links_in_mails_are_those_of_the_site_whatever_the_request_called_it(client, alice, settings, mailoutbox, host):
    settings.SITE, settings.SITE_URL = urlsplit(SITE), SITE
    settings.ALLOWED_HOSTS = ["*"]
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)

    client.post("/accounts/password/reset/", {"email": alice.email}, headers={"host": host})
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, headers={"host": host})

    assert len(mailoutbox) == 2
    for mail in mailoutbox:
        assert set(re.findall(r"https?://[^/\s]+", mail.body)) == {SITE}
        assert host not in mail.body


def test_what_is_too_large_is_refused_by_what_it_says_of_itself(client):
    """By whoever is not signed in, and with no token that would have to be looked for in it."""
    body = b"--x\r\n" + b"a" * 1_100_000

    assert client.post("/accounts/signup/", body, content_type="multipart/form-data; boundary=x").status_code == 413
    assert client.get("/accounts/login/", {"next": "a" * 60_000}).status_code == 414


def test_cookies_of_a_deployment_are_bound_to_its_host(deployed):
    assert deployed["page"]["status"] == 200
    assert deployed["signed in"]["status"] == 302
    assert deployed["settings"]["status"] == 200
    cookies = deployed["page"]["cookies"] | deployed["signed in"]["cookies"]

    assert {"__Host-csrf", "__Host-session"} <= cookies.keys()
    for name in ("__Host-csrf", "__Host-session"):
        assert "; Secure" in cookies[name]
        assert "; Path=/" in cookies[name]
        assert "; SameSite=Lax" in cookies[name]
        assert "Domain" not in cookies[name]
    assert "; HttpOnly" in cookies["__Host-session"]


def test_a_form_without_its_token_is_refused(deployed):
    assert deployed["forged"]["status"] == 403


# The key that signs ---------------------------------------------------------------------------------------------------

PRINT_KEY = "from django.conf import settings; print(settings.SECRET_KEY)"


def test_an_instance_that_others_reach_does_not_start_without_a_key(tmp_path):
    started = run(tmp_path, "-c", PRINT_KEY, SITE_URL=SITE)

    assert started.returncode != 0
    assert "ImproperlyConfigured: SECRET_KEY is not set." in started.stderr
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("reach", [{"ALLOWED_HOSTS": "prep.example.org"}, {"BIND": "0.0.0.0"}])
def test_neither_does_one_that_is_reached_some_other_way(tmp_path, reach):
    assert "ImproperlyConfigured: SECRET_KEY is not set." in run(tmp_path, "-c", PRINT_KEY, **reach).stderr


def test_a_short_key_is_refused(tmp_path):
    started = run(tmp_path, "-c", PRINT_KEY, SECRET_KEY="x" * 49)

    assert "ImproperlyConfigured: SECRET_KEY must have at least 50 characters." in started.stderr


def test_on_ones_own_machine_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    folder = tmp_path / "data"
    first, second = (run(folder, "-c", PRINT_KEY).stdout.strip() for _ in range(2))

    assert len(first) >= 50
    assert first == second
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


# Headers --------------------------------------------------------------------------------------------------------------


def assert_guarded(response):
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def policy_of(response):
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/decks/", 200),
        ("/about/", 200),
        ("/healthz", 200),
        ("/accounts/login/", 200),
        ("/accounts/signup/", 200),
        ("/review/", 302),
        ("/no/such/page/", 404),
        ("/decks/no-such-deck/", 404),
    ],
)
@pytest.mark.django_db
def test_every_answer_is_guarded(client, path, status):
    response = client.get(path)

    policy = policy_of(response)
    assert response.status_code == status
    assert_guarded(response)
    assert response["X-Frame-Options"] == "DENY"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"]
    allowed = {source for sources in policy.values() for source in sources}
    assert allowed == {"'self'", "'none'", "data:"}
    assert policy["img-src"] == ["'self'", "data:"], "a data: address may hold a picture, never a script or a page"


@pytest.mark.parametrize(
    "path", ["/review/", "/cards/", "/settings/", "/progress/", "/accounts/2fa/", "/no/such/page/"]
)
def test_so_is_every_answer_to_a_learner(alice_client, path):
    response = alice_client.get(path)

    assert_guarded(response)
    assert response["X-Frame-Options"] == "DENY"
    assert "'unsafe" not in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_static_files_are_taken_for_what_they_say_they_are(client):
    response = client.get("/static/css/base.css")

    assert response.status_code == 200
    assert b"{" in b"".join(response.streaming_content)
    assert response["Content-Type"].startswith("text/css")
    assert_guarded(response)


def test_scripts_do_not_read_the_session_cookie(client, alice):
    response = client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})

    cookie = response.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("pattern", "folder", "suffix"),
    [
        (
            r"<(?!a\b)\w+\b[^>]*\s(?:src|srcset|href|action|poster|data|hx-\w+)\s*=\s*[\"']?\s*(?:https?:)?//",
            "templates",
            ".html",
        ),
        (r"url\(\s*[\"']?(?:https?:)?//|@import\s+[\"'](?:https?:)?//", "static", ".css"),
        (r"(?:from|import|fetch|import\(|fetch\(|Worker\()\s*[\"'`](?:https?:|wss?:)?//", "static", ".js"),
        (r"(?:href|src)\s*=\s*[\"'](?:https?:)?//", "static", ".svg"),
    ],
)
def test_nothing_is_loaded_from_another_host(pattern, folder, suffix):
    assert tags_with(pattern, files(folder, suffixes={suffix})) == []


# A database that is away ----------------------------------------------------------------------------------------------


LOCKED = OperationalError("database is locked")


def assert_try_again(response):
    html = response.content.decode()
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "prep is busy for a moment" in html
    assert "locked" not in html
    assert_guarded(response)
    assert "Content-Security-Policy" in response


@pytest.fixture
def alice_with_patience(alice):
    """Alice's client, which is shown the page of an error instead of the error."""
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    return client


def test_a_busy_database_in_a_view_is_asked_again_later(alice_with_patience):
    with failing(LOCKED, "cards_schedule"):
        assert_try_again(alice_with_patience.get("/review/"))


def test_a_busy_database_under_the_session_signs_nobody_out(alice_with_patience):
    with failing(LOCKED, "django_session"):
        response = alice_with_patience.get("/settings/")

    assert_try_again(response)
    assert response.cookies == {}
    assert alice_with_patience.get("/settings/").status_code == 200


def test_a_full_disk_is_asked_again_later(alice_with_patience):
    with failing(OSError(errno.ENOSPC, "No space left on device"), "cards_schedule"):
        assert_try_again(alice_with_patience.get("/review/"))


@pytest.mark.parametrize("fault", [ValueError("secret detail"), OSError(errno.ENOENT, "secret detail")])
def test_a_fault_of_ours_is_no_passing_one(alice_with_patience, fault):
    with failing(fault, "cards_schedule"):
        response = alice_with_patience.get("/review/")

    assert response.status_code == 500
    assert "secret detail" not in response.content.decode()
    assert "Retry-After" not in response


@pytest.mark.parametrize(
    "form", [{"note": "x" * 1_100_000}, {f"field-{number}": "x" for number in range(201)}], ids=["long", "many fields"]
)
def test_a_form_that_is_too_large_is_refused_as_such(alice, form):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    client.get("/settings/")

    response = client.post("/cards/preview/", form, headers={"X-CSRFToken": client.cookies["csrftoken"].value})

    assert response.status_code == 413
    assert "That is too large" in response.content.decode()


# Guessing -------------------------------------------------------------------------------------------------------------


def guess(password="wrong horse battery"):
    """One attempt from a client of its own, by a process that has just started: it shares nothing but the database."""
    del caches["default"]
    return Client().post("/accounts/login/", {"login": "alice", "password": password})


def test_wrong_passwords_add_up_over_processes(alice):
    answers = [guess().content.decode() for _ in range(5)]
    assert not any("Too many failed" in answer for answer in answers)

    held_back = guess(PASSWORD)

    assert "Too many failed" in held_back.content.decode()
    assert "sessionid" not in held_back.cookies


def test_attempts_of_one_visitor_add_up_over_processes(db):
    statuses = [guess().status_code for _ in range(31)]

    assert statuses == [200] * 30 + [429]


def test_the_admin_is_entered_through_the_same_door(client, alice):
    Learner.objects.update(is_staff=True, is_superuser=True)

    entered = client.post("/admin/login/?next=/admin/", {"username": "alice", "password": PASSWORD}, follow=True)

    assert entered.wsgi_request.path == "/accounts/login/"
    assert client.get("/admin/").status_code == 302


# The admin ------------------------------------------------------------------------------------------------------------

READ_ONLY = ["card", "deck", "enrolment", "review", "schedule", "studyday", "receipt"]
INLINE = re.compile(
    r"<style\b|<script(?![^>]*\b(?:src=|type=.application/json))[^>]*>|<[^>]*\s(?:style|on[a-z]+)\s*=", re.IGNORECASE
)


def label(model):
    return f"{model._meta.app_label}_{model._meta.model_name}"


MODELS = [pytest.param(model, id=label(model)) for model in admin.site._registry]


@pytest.fixture
def staff_client(db):
    return signed_in(get_user_model().objects.create_superuser("root", "root@example.org", PASSWORD))


def make_rows(first, last):
    """Everything that the admin lists, each row of another learner and another deck."""
    for number in range(first, last):
        learner = get_user_model().objects.create_user(f"learner-{number}", f"l{number}@example.org", PASSWORD)
        deck = make_deck(f"deck-{number}", owner=learner)
        card = make_card(deck, f"card-{number}")
        Group.objects.create(name=f"group {number}")
        Enrolment.objects.create(learner=learner, deck=deck, enrolled_at=NOW)
        Schedule.objects.create(learner=learner, card=card)
        Review.objects.create(
            learner=learner,
            card=card,
            key=uuid.uuid4(),
            quality=4,
            phase=0,
            reviewed_at=NOW,
            study_day=NOW.date(),
        )
        Leaving.objects.create(learner=learner, wished_at=NOW)
        StudyDay.objects.create(learner=learner, day=date(2026, 11, 23))
        Receipt.objects.create(learner=learner, key=uuid.uuid4(), name="enrol", fingerprint="", made_at=NOW)
        EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
        Authenticator.objects.create(user=learner, type=Authenticator.Type.TOTP, data={"secret": f"SECRET{number}"})
        UserSession.objects.create(
            user=learner,
            ip="127.0.0.1",
            session_key=f"{number:040}",
            user_agent="",
            data={},
            last_seen_at=timezone.now(),
        )


@pytest.mark.parametrize("model", MODELS)
def test_staff_sees_lists_and_rows_that_the_policy_lets_work(staff_client, model):
    make_rows(0, 2)
    row = model.objects.order_by("pk").last()
    addresses = [reverse(f"admin:{label(model)}_changelist"), reverse(f"admin:{label(model)}_change", args=[row.pk])]

    for address in addresses:
        response = staff_client.get(address)

        assert response.status_code == 200
        assert "'unsafe" not in response["Content-Security-Policy"]
        assert INLINE.findall(response.content.decode()) == []


def test_staff_sees_the_index_and_the_form_of_a_new_learner(staff_client):
    for address in ("/admin/", "/admin/cards/", "/admin/cards/learner/add/"):
        response = staff_client.get(address)

        assert response.status_code == 200
        assert INLINE.findall(response.content.decode()) == []


@pytest.mark.parametrize("model", MODELS)
def test_a_list_costs_the_same_with_more_rows(staff_client, model):
    address = reverse(f"admin:{label(model)}_changelist")
    make_rows(0, 2)
    staff_client.get(address)  # what is looked up once and kept
    with CaptureQueriesContext(
        connection,
    ) as few:
        staff_client.get(address)

    make_rows(2, 10)
    with CaptureQueriesContext(connection) as many:
        response = staff_client.get(address)

    assert response.context["cl"].result_count >= 10
    assert len(many) == len(few)


@pytest.mark.parametrize("model", MODELS)
def test_the_admin_is_not_for_learners(alice_client, model):
    response = alice_client.get(reverse(f"admin:{label(model)}_changelist"), follow=True)

    assert response.status_code == 403


@pytest.mark.parametrize("name", READ_ONLY)
def test_what_services_keep_together_is_only_looked_at(staff_client, name):
    make_rows(0, 1)
    model = next(model for model in admin.site._registry if label(model) == f"cards_{name}")
    row = model.objects.get()
    before = list(model.objects.values())

    answers = [
        staff_client.get(reverse(f"admin:cards_{name}_add")),
        staff_client.post(reverse(f"admin:cards_{name}_add"), {"title": "x"}),
        staff_client.post(reverse(f"admin:cards_{name}_change", args=[row.pk]), {"title": "x"}),
        staff_client.get(reverse(f"admin:cards_{name}_delete", args=[row.pk])),
        staff_client.post(reverse(f"admin:cards_{name}_delete", args=[row.pk]), {"post": "yes"}),
    ]
    form = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    staff_client.post(reverse(f"admin:cards_{name}_changelist"), form)

    assert [answer.status_code for answer in answers] == [403] * 5
    assert list(model.objects.values()) == before


def test_a_learner_is_not_deleted_here_but_by_themselves(staff_client, alice):
    address = reverse("admin:cards_learner_delete", args=[alice.pk])

    assert staff_client.post(address, {"post": "yes"}).status_code == 403
    assert Learner.objects.filter(pk=alice.pk).exists()


def test_what_learners_wrote_for_themselves_is_not_shown(staff_client):
    make_rows(0, 1)
    Schedule.objects.update(note="my own words", note_html="<p>my own words</p>")

    response = staff_client.get(reverse("admin:cards_schedule_change", args=[Schedule.objects.get().pk]))

    assert "my own words" not in response.content.decode()


@pytest.mark.parametrize(("name", "secret"), [("mfa_authenticator", "SECRET0"), ("usersessions_usersession", "0" * 40)])
def test_what_signs_a_learner_in_is_not_shown(staff_client, name, secret):
    make_rows(0, 1)
    model = next(model for model in admin.site._registry if label(model) == name)
    row = model.objects.earliest("pk")

    pages = [reverse(f"admin:{name}_changelist"), reverse(f"admin:{name}_change", args=[row.pk])]

    for page in pages:
        response = staff_client.get(page)
        assert response.status_code == 200
        assert secret not in response.content.decode()


def test_a_lost_second_factor_can_be_taken_away(staff_client):
    make_rows(0, 1)
    row = Authenticator.objects.get()

    staff_client.post(reverse("admin:mfa_authenticator_delete", args=[row.pk]), {"post": "yes"})

    assert not Authenticator.objects.exists()


@pytest.mark.django_db
def test_the_first_administrator_is_made_without_questions(monkeypatch, client):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    call_command("createsuperuser", username="ada", email="ada@example.org", interactive=False, stdout=StringIO())

    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
