"""allauth's pages inside our frame."""

import re

import pytest

OPEN_PAGES = ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/"]
OWN_PAGES = ["email/", "password/change/", "2fa/", "2fa/webauthn/", "sessions/", "logout/"]


def fields_without_label(html: str) -> list[str]:
    controls = re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
    named = ('type="hidden"', "aria-label=")
    ids = [re.search(r'\bid="([^"]+)"', control) for control in controls if not any(name in control for name in named)]
    return [found[1] if found else "no id" for found in ids if not found or f'for="{found[1]}"' not in html]


@pytest.mark.parametrize("page", OPEN_PAGES)
@pytest.mark.django_db
def test_a_visitor_sees_the_page_in_our_frame(client, page):
    response = client.get(f"/accounts/{page}")

    html = response.content.decode()
    assert response.status_code == 200
    assert 'class="site-header"' in html
    assert html.count("<h1") == 1
    assert fields_without_label(html) == []


@pytest.mark.parametrize("page", OWN_PAGES)
def test_a_learner_sees_the_page_beside_the_account_menu(alice_client, page):
    response = alice_client.get(f"/accounts/{page}")

    html = response.content.decode()
    assert response.status_code == 200
    assert 'class="account-nav"' in html
    assert html.count("<h1") == 1
    assert fields_without_label(html) == []


def test_passkeys_are_offered_before_the_password(client, db):
    html = client.get("/accounts/login/").content.decode()

    assert html.index("Sign in with a passkey") < html.index('type="password"')


def test_the_fields_to_sign_in_can_be_filled_by_the_browser(client, db):
    html = client.get("/accounts/login/").content.decode()

    assert 'autocomplete="current-password"' in html
    assert 'for="id_login">Username or email' in html


def test_an_error_stands_beside_its_field_and_is_read_with_it(client, db):
    response = client.post("/accounts/signup/", {"username": "alice", "email": "a@example.org", "password1": "short"})

    html = response.content.decode()
    control = re.search(r'<input[^>]*name="password1"[^>]*>', html)[0]
    assert 'aria-invalid="true"' in control
    assert "id_password1_error" in control
    assert 'id="id_password1_error"' in html
    assert 'value="alice"' in html


def test_sign_up_asks_the_browser_for_the_time_zone(client, db):
    html = client.get("/accounts/signup/").content.decode()

    assert re.search(r'<input[^>]*name="time_zone"[^>]*data-timezone', html)


def test_a_mail_names_prep_and_says_what_to_do(client, alice, mailoutbox):
    client.post("/accounts/password/reset/", {"email": "alice@example.org"})

    mail = mailoutbox[0]
    assert "Choose a new password" in mail.subject
    assert "/accounts/password/reset/key/" in mail.body
    assert "your password stays as it is" in mail.body
    assert "Hello from" not in mail.body
