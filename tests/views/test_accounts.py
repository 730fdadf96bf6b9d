"""Accounts from end to end, through allauth's own pages: what a learner does, and what a guesser can not."""

import errno
import re
import socket
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import PASSWORD
from tests.pages import html_of, notices_of

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "another horse entirely"
LOGIN = "/accounts/login/?next=/settings/"


def sign_up(client, **changes):
    form = {
        "username": "carol",
        "email": "carol@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "time_zone": "Europe/Dublin",
    }
    return client.post("/accounts/signup/?next=/settings/", form | changes)


def sign_in(client, login="alice", password=PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def signed_in(login="alice", password=PASSWORD, **headers):
    client = Client(headers=headers)
    sign_in(client, login, password)
    return client


def is_signed_in(client):
    return client.get("/settings/").status_code == 200


def prove(client, password=PASSWORD):
    """Type the password once more, as pages that could lock one out ask for."""
    client.post("/accounts/reauthenticate/?next=/settings/", {"password": password})


def link_in(mail):
    return re.search(r"http://localhost:8000(/accounts/\S+)", mail.body)[1]


# Signing up, with and without mail that arrives -----------------------------------------------------------------------


@pytest.mark.parametrize("host", ["", "mail.example.org"])
def test_what_a_newcomer_reads_first_is_not_about_files(client, settings, host):
    settings.MAIL_HOST = host

    page = client.get(sign_up(client).url)
    asked_for_again = client.post("/accounts/email/", {"action_send": "", "email": "carol@example.org"}, follow=True)

    assert "mail folder" not in html_of(page)
    assert ("A mail with a link" in html_of(page)) == bool(host)
    assert ("mail folder" in html_of(asked_for_again)) == (not host)


def test_signing_up_signs_in_and_takes_the_browsers_time_zone(client):
    response = sign_up(client)

    carol = get_user_model().objects.get(username="carol")
    assert response.url == "/settings/"
    assert is_signed_in(client)
    assert (carol.time_zone, carol.email) == ("Europe/Dublin", "carol@example.org")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd"])
def test_a_zone_that_can_not_be_used_is_utc(client, zone):
    sign_up(client, time_zone=zone)

    assert get_user_model().objects.get().time_zone == "UTC"


@pytest.mark.parametrize("password", ["short-one", "passwordpassword", "interviewprep", "carol@example.org", "x" * 129])
def test_weak_passwords_are_refused(client, password):
    response = sign_up(client, password1=password, password2=password)

    assert response.status_code == 200
    assert not get_user_model().objects.exists()


def test_a_taken_address_is_not_given_away(client, alice, mailoutbox):
    """Where mail arrives: the page is that of a new address, and the mail tells the owner."""
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.ACCOUNT_EMAIL_VERIFICATION", "mandatory")
        taken = sign_up(Client(), email="alice@example.org")
        free = sign_up(Client(), username="dave", email="dave@example.org")

    assert taken.url == free.url
    assert [mail.to for mail in mailoutbox] == [["alice@example.org"], ["dave@example.org"]]
    assert get_user_model().objects.filter(email="alice@example.org").count() == 1


def test_the_link_in_the_mail_confirms_the_address(client, mailoutbox):
    sign_up(client)
    assert not EmailAddress.objects.get().verified
    link = link_in(mailoutbox[0])

    page = client.get(link)
    assert page.status_code == 200
    assert not EmailAddress.objects.get().verified, "a link that a scanner opens confirms nothing"
    client.post(link)

    assert EmailAddress.objects.get().verified


def test_where_mail_arrives_nobody_gets_in_before_confirming(client, mailoutbox, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    response = sign_up(client)
    assert response.url.startswith("/accounts/confirm-email/")
    assert not is_signed_in(client)
    sign_in(client, "carol")
    assert not is_signed_in(client)

    client.post(link_in(mailoutbox[0]))
    sign_in(client, "carol")

    assert is_signed_in(client)


def test_without_a_mail_server_mail_is_a_file_in_the_data_folder(client, settings, tmp_path):
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(tmp_path)}}}
    mailers.default.close()

    sign_up(client)

    (file,) = tmp_path.iterdir()
    assert "http://localhost:8000/accounts/confirm-email/" in file.read_text()


class AwayBackend(BaseEmailBackend):
    def send_messages(self, messages):
        raise OSError(errno.ENETUNREACH, "Network is unreachable")


@pytest.mark.parametrize("backend", ["django.core.mail.backends.smtp.EmailBackend", f"{__name__}.AwayBackend"])
def test_a_mail_server_that_is_away_costs_nobody_the_account(client, settings, backend):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    with socket.socket() as taken:  # bound and not listening: who connects is refused
        taken.bind(("127.0.0.1", 0))
        server = {"host": "127.0.0.1", "port": taken.getsockname()[1], "timeout": 5}
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": server if "smtp" in backend else {}}}

        response = sign_up(client)

    assert response.status_code == 302
    assert "error" in notices_of(client.get(response.url))
    assert get_user_model().objects.filter(username="carol").exists()


# Signing in and out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["alice", "Alice", "alice@example.org", "ALICE@example.org"])
def test_signing_in_by_name_or_address(client, alice, login):
    response = sign_in(client, login)

    assert response.url == "/settings/"
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_name_look_alike(client, alice):
    wrong = sign_in(client, "alice", "wrong horse battery").content.decode()
    unknown = sign_in(client, "nobody", "wrong horse battery").content.decode()

    said = [re.search(r'role="alert">(.*?)</div>', html, re.S)[1] for html in (wrong, unknown)]
    assert said[0] == said[1]
    assert "not correct" in said[0]
    assert not is_signed_in(client)


def test_signing_in_leads_to_no_other_site(client, alice):
    response = client.post("/accounts/login/?next=https://evil.example/", {"login": "alice", "password": PASSWORD})

    assert "evil" not in response.get("Location", "")


def test_signing_out_takes_a_post(client, alice):
    sign_in(client)

    client.get("/accounts/logout/")
    assert is_signed_in(client)

    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_a_signed_out_page_is_in_no_cache(alice_client):
    assert "no-store" in alice_client.get("/settings/")["Cache-Control"]


# Passwords ------------------------------------------------------------------------------------------------------------


def test_changing_the_password_keeps_this_session_and_ends_the_others(alice, mailoutbox):
    here, elsewhere = signed_in(), signed_in()

    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    here.post("/accounts/password/change/", form)

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(signed_in(password=NEW_PASSWORD))
    assert not is_signed_in(signed_in(password=PASSWORD))
    assert "password" in mailoutbox[0].subject.lower()


def test_the_old_password_is_needed_for_a_new_one(alice):
    client = signed_in()

    form = {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/accounts/password/change/", form)

    assert is_signed_in(signed_in(password=PASSWORD))


def test_a_forgotten_password_is_replaced_through_the_mail(client, alice, mailoutbox):
    elsewhere = signed_in()
    client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    link = link_in(mailoutbox[0])

    form_page = client.get(link)
    client.post(form_page.url, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert is_signed_in(signed_in(password=NEW_PASSWORD))
    assert not is_signed_in(signed_in(password=PASSWORD))
    assert not is_signed_in(elsewhere)
    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode(), "a link works once"


@pytest.mark.parametrize(
    ("host", "at_sign_up", "said"),
    [("", "", "No mail is sent from here"), ("smtp.example.org", "on its way", "on its way")],
)
def test_mail_is_only_announced_where_it_is_sent(client, settings, host, at_sign_up, said):
    settings.MAIL_HOST = host

    confirming = html_of(client.get(sign_up(client).url))
    resetting = Client().post("/accounts/password/reset/", {"email": "carol@example.org"}, follow=True)

    # Who has just come is not told of files first: the page of their address does.
    assert at_sign_up in confirming
    assert "No mail is sent from here" not in confirming
    assert said in html_of(resetting)
    if not host:
        assert said in html_of(client.get("/accounts/email/"))


def test_resetting_does_not_tell_whether_there_is_an_account(client, alice, mailoutbox):
    known = client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


# Sessions -------------------------------------------------------------------------------------------------------------


def test_signing_the_others_out(alice, bob):
    phone, laptop = signed_in(user_agent="Phone"), signed_in(user_agent="Laptop")
    bobs = signed_in("bob")
    html = laptop.get("/accounts/sessions/").content.decode()
    assert "Phone" in html
    assert "Laptop" in html

    laptop.post("/accounts/sessions/")

    assert is_signed_in(laptop)
    assert not is_signed_in(phone)
    assert is_signed_in(bobs)
    assert "Phone" not in laptop.get("/accounts/sessions/").content.decode()


def test_the_list_of_sessions_says_which_browser_and_when_it_was_last_seen(alice, clock):
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    phone, laptop = signed_in(user_agent="Phone"), signed_in(user_agent=firefox)
    clock.shift(timedelta(hours=3))
    phone.get("/progress/")
    clock.shift(timedelta(hours=2))

    html = re.sub(r"\s+", " ", laptop.get("/accounts/sessions/").content.decode().replace("\xa0", " "))

    assert f'<span title="{firefox}">Firefox on Linux</span> <span class="chip good">this browser</span>' in html
    assert '<span title="Phone">Unknown browser</span> </th>' in html
    # They began in the same moment, so either may stand first.
    assert sorted(re.findall(r'<td class="muted"> (.*?) </td>', html)) == [
        "Signed in 5 hours ago, here now",
        "Signed in 5 hours ago, last seen 2 hours ago",
    ]


def test_a_session_in_use_is_noted_now_and_then_and_not_at_every_request(alice, clock, django_assert_num_queries):
    phone = signed_in()
    with CaptureQueriesContext(connection) as at_first:
        phone.get("/keyboard/")
    clock.shift(timedelta(minutes=11))

    with django_assert_num_queries(len(at_first) + 1):
        phone.get("/keyboard/")
    with django_assert_num_queries(len(at_first)):
        phone.get("/keyboard/")


def test_a_session_of_this_minute_began_just_now(alice):
    assert "Signed in just now" in signed_in().get("/accounts/sessions/").content.decode()


def test_after_a_new_password_the_list_still_ends_other_sessions(alice):
    """A new password gives this session a new key: the list must follow."""
    here = signed_in()
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    here.post("/accounts/password/change/", form)
    other = signed_in(password=NEW_PASSWORD)

    other.post("/accounts/sessions/")

    assert is_signed_in(other)
    assert not is_signed_in(here)


# Second step and passkeys ---------------------------------------------------------------------------------------------


@pytest.fixture
def confirmed(alice):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    return alice


def code_of(secret):
    """It holds for half a minute by the clock, which had better stand still."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_authenticator_app_and_its_recovery_codes(confirmed, clock):
    client = Client()
    client.force_login(confirmed)
    assert client.get("/accounts/2fa/totp/activate/").url.startswith("/accounts/reauthenticate/")
    prove(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    opens_the_app = re.search(r'href="(otpauth://totp/[^"]+)"', page.content.decode())[1]
    assert f"secret={secret}" in opens_the_app
    response = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert response.url == "/accounts/2fa/recovery-codes/"
    code = client.get(response.url).context["unused_codes"][0]

    other = Client()
    response = sign_in(other)
    assert response.url.startswith("/accounts/2fa/authenticate/")
    assert not is_signed_in(other)
    other.post(response.url, {"code": "000000"})
    assert not is_signed_in(other)
    other.post(response.url, {"code": code})
    assert is_signed_in(other)

    another = Client()
    response = sign_in(another)
    another.post(response.url, {"code": code})
    assert not is_signed_in(another), "a recovery code works once"


def test_the_apps_code_signs_in(confirmed, clock):
    secret = generate_totp_secret()
    TOTP.activate(confirmed, secret)
    RecoveryCodes.activate(confirmed)
    client = Client()

    response = sign_in(client)
    client.post(response.url, {"code": code_of(secret)})

    assert is_signed_in(client)


def test_a_second_step_needs_a_confirmed_address(alice):
    client = signed_in()
    prove(client)

    client.get("/accounts/2fa/totp/activate/", follow=True)
    client.post("/accounts/2fa/totp/activate/", {"code": "000000"})

    assert not Authenticator.objects.exists()


def test_the_pages_of_passkeys_are_there(confirmed):
    client = signed_in()
    prove(client)

    for page in ("/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/"):
        assert client.get(page).status_code == 200
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
    page = client.get("/accounts/2fa/webauthn/add/", headers={"User-Agent": firefox}).content.decode()
    assert 'value="Firefox on Linux"' in page
    options = Client().get("/accounts/2fa/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"})
    assert "request_options" in options.json()


# Guessing -------------------------------------------------------------------------------------------------------------


def test_after_five_wrong_passwords_even_the_right_one_waits(alice):
    for _ in range(5):
        sign_in(Client(), "alice", "wrong horse battery")

    client = Client()
    response = sign_in(client)

    assert "Too many failed" in response.content.decode()
    assert not is_signed_in(client)


def test_attempts_count_for_all_processes_together():
    """The counts lie in the database, where every worker reads the same ones."""
    assert isinstance(caches["default"], DatabaseCache)


@pytest.mark.parametrize(
    ("address", "form", "allowed"),
    [
        ("/accounts/signup/", {"username": "x"}, 20),
        ("/accounts/login/", {"login": "x"}, 30),
        ("/accounts/password/reset/", {"email": "nobody@example.org"}, 5),
    ],
)
def test_too_many_attempts_are_turned_away(client, clock, address, form, allowed):
    for _ in range(allowed):
        assert client.post(address, form).status_code in {200, 302}

    response = client.post(address, form)

    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert 'class="site-header"' in response.content.decode()


def test_the_admin_has_no_door_of_its_own(client, alice):
    get_user_model().objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)

    response = client.get("/admin/login/?next=/admin/")
    assert response.url.startswith("/accounts/login/")
    assert client.post("/admin/login/", {"username": "alice", "password": PASSWORD}).status_code == 302
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "page", ["http://[", "https://evil.example/review/", "//evil.example/", "https://testserver//evil.example/"]
)
def test_a_page_of_another_site_is_not_gone_back_to(client, alice, password, page):
    asked = client.get("/review/", headers={"HX-Request": "true", "HX-Current-URL": page})

    response = client.post(asked["HX-Redirect"], {"login": "alice", "password": password})

    assert response.url == "/"
