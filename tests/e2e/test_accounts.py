"""Journeys to and from an account, in a browser that has a passkey device."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from cards.views.pages import TRIAL_CARD, TRIAL_DECK
from tests.conftest import PASSWORD
from tests.factories import make_card, make_deck

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def passkey_device(page):
    """A device that makes passkeys and always finds its owner present, as a fingerprint reader would."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


@pytest.fixture
def confirmed(alice):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    return alice


@pytest.fixture
def trial_card(transactional_db):
    return make_card(make_deck(TRIAL_DECK, is_pack=True), TRIAL_CARD, stage="integration")


def sign_in_with_password(page):
    page.goto("/accounts/login/?next=/settings/")
    page.get_by_label("Username or email").fill("alice")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def sign_out(page):
    page.locator(".site-header summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign up")).to_be_visible()


def test_adding_a_passkey_and_signing_in_with_it_alone(page, confirmed, passkey_device):
    sign_in_with_password(page)
    page.goto("/accounts/2fa/webauthn/add/")

    page.get_by_label("Name, to tell it from others").fill("Laptop")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)

    page.goto("/accounts/login/")
    page.evaluate("() => { delete window.PublicKeyCredential; navigator.credentials.get = undefined; }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This browser knows no passkeys")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.locator(".site-header summary")).to_contain_text("alice")


def test_signing_up_settles_the_time_zone(page, any_width, accessible):
    page.goto("/accounts/signup/?next=/settings/")
    page.get_by_label("Username").fill("carol")
    page.get_by_label("Email", exact=True).fill("carol@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label(re.compile("again", re.I)).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()

    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    assert get_user_model().objects.get().time_zone == "Europe/Berlin"
    accessible(page)


def test_taking_the_browsers_zone_by_keyboard(page, alice, sign_in):
    sign_in(page, alice)
    page.goto("/settings/")
    offer = page.get_by_role("button", name="Use this browser’s: Europe/Berlin")

    offer.press("Enter")

    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    expect(page.get_by_label("Time zone")).to_be_focused()
    expect(offer).to_be_hidden()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()


def test_the_page_waits_for_nothing_once_the_zip_was_asked_for(page, alice, sign_in):
    """Also where no Navigation API says that it was a download."""
    page.add_init_script("Object.defineProperty(window, 'navigation', { value: undefined })")
    page.clock.install()
    sign_in(page, alice)
    page.goto("/settings/")

    with page.expect_download():
        page.get_by_role("button", name="Download my data").click()
    assert page.locator("[aria-disabled]").count() == 1
    page.clock.fast_forward(3_000)

    assert page.locator("[aria-disabled]").count() == 0


def test_an_error_in_the_settings_keeps_what_was_chosen(page, alice, sign_in, accessible):
    sign_in(page, alice)
    page.goto("/settings/")
    page.get_by_label("New cards a day").fill("7")
    for day in ("Friday", "Saturday", "Sunday"):
        page.get_by_label(day).check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Choose at most two rest days.")).to_be_visible()
    expect(page.get_by_label("New cards a day")).to_have_value("7")
    expect(page.get_by_label("Friday")).to_be_checked()
    accessible(page)


def test_deleting_the_account(page, alice, bob, any_width, accessible):
    sign_in_with_password(page)
    page.get_by_role("link", name="Delete account").click()

    accessible(page)
    page.get_by_label("Type alice to confirm").fill("alice")
    page.get_by_role("button", name="Delete my account").click()

    expect(page.get_by_text("Your account and everything in it is gone.")).to_be_visible()
    assert list(get_user_model().objects.all()) == [bob]


def test_a_visitor_tries_a_card(page, any_width, accessible, trial_card):
    page.goto("/")
    accessible(page)
    expect(page.get_by_text("How well did you know it?")).to_be_hidden()

    page.get_by_text("Show answer").click()
    page.get_by_label("Good 1 day").check()

    expect(page.get_by_text("after 6, 15 and 38 days")).to_be_visible()
    expect(page.get_by_text("after 1, 6 and 14 days")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= any_width
    accessible(page)


def test_the_public_pages(page, any_width, accessible):
    for address in ("/about/", "/privacy/", "/keyboard/"):
        page.goto(address)
        accessible(page)
