"""Light, dark or as the system: what pages say of it, and the switch."""

import re
import uuid

import pytest
from django.test import Client

from cards.models import Learner
from tests.conftest import PASSWORD, signed_in
from tests.faults import failing

pytestmark = pytest.mark.django_db
LIGHT, DARK = "#faf9f6", "#141416"


def colours(response):
    """(theme, color-scheme, the theme-color where the system is light, where it is dark) of a page."""
    html = response.content.decode()
    theme = re.search(r'<html lang="en" data-theme="(\w+)">', html)[1]
    scheme = re.search(r'<meta name="color-scheme" content="([a-z ]+)">', html)[1]
    return theme, scheme, *re.findall(r'<meta name="theme-color"[^>]*content="(#\w+)">', html)


def pressed(response):
    return re.findall(r'name="theme" value="(\w+)"\s+aria-pressed="true"', response.content.decode())


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        ("system", ("system", "light dark", LIGHT, DARK)),
        ("light", ("light", "light", LIGHT, LIGHT)),
        ("dark", ("dark", "dark", DARK, DARK)),
    ],
)
def test_a_learner_sees_every_page_in_their_theme_from_the_first_byte(alice, theme, said):
    client = signed_in(alice)
    client.post("/theme/", {"theme": theme})

    for page in ("/", "/settings/", "/cards/", "/no-such-page/"):
        response = client.get(page)
        assert colours(response) == said
        assert pressed(response) == [theme]
    assert Learner.objects.get().theme == theme


def test_a_learners_theme_follows_them_to_another_browser_and_its_sign_in_page(alice):
    signed_in(alice).post("/theme/", {"theme": "dark"})
    other = Client()
    assert colours(other.get("/accounts/login/"))[0] == "system"

    other.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    assert colours(other.get("/"))[0] == "dark"
    other.post("/accounts/logout/")

    assert colours(other.get("/accounts/login/"))[0] == "dark"


def test_a_visitors_theme_is_kept_in_their_browser_and_goes_into_the_account_they_make(client):
    client.post("/theme/", {"theme": "dark"})
    assert colours(client.get("/"))[0] == colours(client.get("/about/"))[0] == "dark"

    form = {"username": "carol", "email": "carol@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", form)

    assert Learner.objects.get(username="carol").theme == "dark"
    assert colours(client.get("/"))[0] == "dark"


def test_one_learners_theme_is_not_anothers(alice, bob):
    signed_in(alice).post("/theme/", {"theme": "dark"})

    assert colours(signed_in(bob).get("/"))[0] == "system"


def test_without_a_script_the_switch_leads_back_to_the_page_it_stands_on(alice_client):
    page = "/cards/?q=sql&all=on"
    form = re.search(r'name="next" value="([^"]+)"', alice_client.get(page).content.decode())[1].replace("&amp;", "&")

    response = alice_client.post("/theme/", {"theme": "dark", "next": form})

    assert (response.status_code, response.url) == (303, page)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("", "/"),
        ("/review/bury/", "/review/"),
        ("/settings/", "/settings/"),
    ],
)
def test_the_switch_leads_to_pages_of_this_site_alone(client, address, page):
    assert client.post("/theme/", {"theme": "dark", "next": address}).url == page


def test_with_a_script_nothing_is_drawn_again(alice_client):
    response = alice_client.post("/theme/", {"theme": "dark"}, headers={"HX-Request": "true"})

    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize("theme", ["", "sepia", "DARK", '"><script>'])
def test_another_theme_is_refused(alice, theme):
    client = signed_in(alice)

    response = client.post("/theme/", {"theme": theme})

    assert response.status_code == 400
    assert Learner.objects.get().theme == "system"
    assert "theme" not in response.cookies


def test_a_cookie_with_something_else_in_it_is_none(client, settings):
    client.cookies[settings.THEME_COOKIE_NAME] = '"><script>'

    assert colours(client.get("/about/"))[0] == "system"


def test_the_same_key_twice_is_one_write(alice):
    client, key = signed_in(alice), uuid.uuid4()
    for _ in range(2):
        assert client.post("/theme/", {"theme": "dark", "key": key}).status_code == 303

    assert client.post("/theme/", {"theme": "light", "key": key}).status_code == 400
    assert Learner.objects.get().theme == "dark"


def test_saving_the_settings_leaves_the_theme(alice):
    client = signed_in(alice)
    client.post("/theme/", {"theme": "dark"})
    form = client.get("/settings/").context["form"]

    response = client.post(
        "/settings/", {"key": uuid.uuid4(), **form.initial, "minutes_per_day": "", "reminder_hour": ""}
    )

    assert response.status_code == 302
    assert Learner.objects.get().theme == "dark"


def test_a_page_that_says_that_prep_failed_is_in_the_theme_of_the_browser(client, settings):
    client.raise_request_exception = False
    client.cookies[settings.THEME_COOKIE_NAME] = "dark"

    with failing(RuntimeError(), "cards_deck"):
        response = client.get("/decks/")

    assert response.status_code == 500
    assert colours(response) == ("dark", "dark", DARK, DARK)
