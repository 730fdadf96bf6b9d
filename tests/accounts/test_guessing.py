"""What a guesser learns, and whom a guesser holds back: nothing, and nobody but themselves."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.test import Client

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
WRONG = "wrong horse battery"
DECOMPOSED = "wrong horse batte\u0301ry"


class CountingHasher(MD5PasswordHasher):
    """Hashing is what takes time: as many hashes, as long an answer."""

    algorithm = "counting"
    hashed = 0

    def encode(self, password, salt):
        CountingHasher.hashed += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def counted_hashes(db, quick_passwords, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]


def hashes(post):
    before = CountingHasher.hashed
    post()
    return CountingHasher.hashed - before


def sign_in(login, password=PASSWORD, client=None):
    client = client or Client()
    response = client.post("/accounts/login/", {"login": login, "password": password})
    return client, response


def is_held_back(login, password=PASSWORD, client=None):
    return "Too many failed" in sign_in(login, password, client)[1].content.decode()


def is_signed_in(client):
    return client.get("/settings/").status_code == 200


# Time -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def everybody(alice, bob):
    """An account of each kind there is."""
    create = get_user_model().objects.create_user
    create("inactive", "inactive@example.org", PASSWORD, is_active=False)
    create("keys", "keys@example.org")  # passkeys only
    create("confirmed", "confirmed@example.org", PASSWORD)
    for name in ("confirmed", "inactive"):
        owner = get_user_model().objects.get(username=name)
        EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    for learner in (alice, bob):  # one address, claimed by two
        EmailAddress.objects.create(user=learner, email="shared@example.org")


LOGINS = [
    *("alice", "ALICE", "nobody", "inactive", "keys", "confirmed", "ålice", "x" * 300),
    *("alice@example.org", "Alice@Example.org", "nobody@example.org", "inactive@example.org", "keys@example.org"),
    *("confirmed@example.org", "shared@example.org", "not@an@address"),
]


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize(("password", "spellings"), [(WRONG, 1), (DECOMPOSED, 2)])
def test_every_sign_in_that_fails_hashes_as_often(everybody, login, password, spellings):
    assert hashes(lambda: sign_in(login, password)) == spellings


@pytest.mark.parametrize("login", ["alice", "alice@example.org"])
def test_so_does_one_that_succeeds(everybody, login):
    assert hashes(lambda: sign_in(login)) == 1


def test_a_taken_address_hashes_as_often_at_sign_up_as_a_free_one(everybody, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    def sign_up(name, email):
        form = {"username": name, "email": email, "password1": WRONG, "password2": WRONG}
        return hashes(lambda: Client().post("/accounts/signup/", form))

    addresses = ["alice@example.org", "confirmed@example.org", "inactive@example.org", "free@example.org"]
    assert [sign_up(f"new{number}", email) for number, email in enumerate(addresses)] == [1, 1, 1, 1]


@pytest.mark.parametrize("email", [login for login in LOGINS if "@" in login])
def test_asking_for_a_new_password_hashes_nothing(everybody, email):
    assert hashes(lambda: Client().post("/accounts/password/reset/", {"email": email})) == 0


def test_saying_who_one_is_hashes_once(alice):
    client = Client()
    client.force_login(alice)

    assert hashes(lambda: client.post("/accounts/reauthenticate/", {"password": WRONG})) == 1


# Counts ---------------------------------------------------------------------------------------------------------------


def test_name_and_address_in_every_spelling_are_one_person(alice):
    logins = ["alice", "alice@example.org", "ALICE", "Alice@Example.Org", " ａｌｉｃｅ"]
    for login in logins:
        assert not is_held_back(login, WRONG)

    assert [login for login in logins if not is_held_back(login)] == []


def test_so_are_all_addresses_of_an_account(alice):
    EmailAddress.objects.create(user=alice, email="second@example.org", verified=True)
    for login in ["alice", "second@example.org", "alice@example.org", "second@example.org", "alice"]:
        sign_in(login, WRONG)

    assert is_held_back("second@example.org")


def test_nobodys_name_is_held_back_as_somebodys_is(db):
    for login in ["nobody", "NOBODY", "nobody", "ｎobody", "nobody"]:
        assert not is_held_back(login, WRONG)

    assert is_held_back("nobody")


def test_what_succeeds_is_not_counted(alice):
    for _ in range(4):
        sign_in("alice", WRONG)
    for _ in range(3):
        sign_in("alice")

    assert not is_held_back("alice", WRONG)
    assert is_held_back("alice")


def test_strangers_do_not_hold_back_a_browser_that_was_here_before(alice):
    browser, _ = sign_in("alice")
    browser.post("/accounts/logout/")
    for _ in range(6):
        sign_in("alice", WRONG)
    assert is_held_back("alice")

    sign_in("alice@example.org", client=browser)

    assert is_signed_in(browser)


def test_nor_one_that_was_signed_in_when_devices_began_to_be_known(alice):
    browser = Client()
    browser.force_login(alice)
    browser.post("/accounts/logout/")
    for _ in range(6):
        sign_in("alice", WRONG)

    sign_in("alice", client=browser)

    assert is_signed_in(browser)


def test_such_a_browser_is_held_back_for_its_own_failures_alone(alice):
    browser, _ = sign_in("alice")
    browser.post("/accounts/logout/")

    for _ in range(5):
        sign_in("alice", WRONG, browser)

    assert is_held_back("alice", client=browser)
    assert not is_held_back("alice")


def test_a_browser_is_known_to_those_who_signed_in_with_it_and_to_nobody_else(alice, bob):
    browser, _ = sign_in("bob")
    browser.post("/accounts/logout/")
    for _ in range(5):
        sign_in("alice", WRONG, browser)

    assert is_held_back("alice", client=browser)
    assert is_held_back("alice")

    sign_in("bob", client=browser)
    assert is_signed_in(browser)


@pytest.mark.parametrize("forged", ["", "x", "{}", "eyJpZCI6IjEiLCJsZWFybmVycyI6WzFdfQ:1v:abc", '"\\000"'])
def test_a_cookie_that_we_did_not_sign_makes_no_browser_known(alice, forged):
    browser = Client()
    browser.cookies["device"] = forged
    for _ in range(5):
        sign_in("alice", WRONG)

    assert is_held_back("alice", client=browser)


def test_the_cookie_of_a_browser_opens_nothing_and_scripts_do_not_read_it(alice):
    _, response = sign_in("alice")
    cookie = response.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")

    other = Client()
    other.cookies["device"] = cookie.value

    assert not is_signed_in(other)


def test_strangers_do_not_keep_the_owner_from_saying_who_they_are(alice):
    client = Client()
    client.force_login(alice)
    for _ in range(6):
        sign_in("alice", WRONG)

    response = client.post("/accounts/reauthenticate/?next=/settings/", {"password": PASSWORD})

    assert response.status_code == 302
    assert client.get("/accounts/delete/").status_code == 200


def test_who_is_signed_in_can_not_guess_the_password_without_end(alice):
    client = Client()
    client.force_login(alice)

    answers = [client.post("/accounts/reauthenticate/", {"password": WRONG}) for _ in range(6)]

    assert "Too many failed" in answers[-1].content.decode()


def test_a_new_password_through_the_mail_lets_the_owner_in_again(alice, mailoutbox):
    for _ in range(6):
        sign_in("alice", WRONG)
    client = Client()
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    client.post("/accounts/password/reset/", {"email": alice.email})
    link = next(line for line in mailoutbox[0].body.split() if "/password/reset/key/" in line)
    page = client.get(link.removeprefix("http://testserver"))
    client.post(page.url, {"password1": WRONG, "password2": WRONG})

    _, response = sign_in("alice", WRONG)

    assert response.status_code == 302


# Signing out ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/accounts/logout/", "/admin/logout/"])
def test_signing_out_clears_what_the_browser_keeps_and_no_cookie_of_others(alice, address):
    client, _ = sign_in("alice")
    get_user_model().objects.update(is_staff=True)

    response = client.post(address)

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response.cookies["sessionid"].value == ""
    assert not is_signed_in(client)


def test_nothing_else_clears_anything(alice):
    client, response = sign_in("alice")

    answers = [response, client.get("/"), client.get("/accounts/logout/"), Client().post("/accounts/logout/")]

    assert not any("Clear-Site-Data" in answer for answer in answers)


def test_old_hashes_are_still_hashes(alice):
    """Of passwords that were stored before they were normalised."""
    get_user_model().objects.update(password=make_password(DECOMPOSED))

    assert is_signed_in(sign_in("alice", DECOMPOSED)[0])
