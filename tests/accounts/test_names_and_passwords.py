"""When two names are one name, two passwords one password, and what is said of those that are refused."""

import importlib
import re
import unicodedata

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test import Client

from cards.accounts.passwords import ContextWordsValidator
from cards.models import Learner
from cards.spelling import fold
from tests.conftest import PASSWORD, signed_in
from tests.pages import errors_of, notices_of

pytestmark = pytest.mark.django_db
COMPOSED = "un café très serré"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


def sign_up(username, password=PASSWORD, email="new@example.org"):
    form = {"username": username, "email": email, "password1": password, "password2": password}
    return Client().post("/accounts/signup/", form)


def sign_in(login, password):
    client = Client()
    client.post("/accounts/login/", {"login": login, "password": password})
    return client.get("/settings/").status_code == 200


def said(response):
    return " ".join(
        re.findall(r'<(?:ul|li|p|div|span)[^>]*class="[^"]*error[^"]*"[^>]*>(.*?)</', response.content.decode(), re.S)
    )


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("fin", "ﬁn"),
        ("ﬁn", "fin"),
        ("élan", "e\u0301lan"),
        ("Élan", "ÉLAN"),
        ("élan", "ÉLAN"),
        ("alice", "ａｌｉｃｅ"),
        ("alice", "ALICE"),
        ("straße", "STRASSE"),
        ("kelvin", "\u212aelvin"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    ],
)
def test_two_spellings_of_one_name_are_taken(first, second):
    sign_up(first)
    assert sign_in(second, PASSWORD)

    response = sign_up(second, email="other@example.org")

    assert errors_of(response) == {"username"}
    assert Learner.objects.count() == 1


@pytest.mark.parametrize("name", ["fin", "Élan", "Иван", "李雷", "o-.+_x"])
def test_a_name_is_kept_as_it_was_chosen(name):
    sign_up(name)

    assert Learner.objects.get().username == name


@pytest.mark.parametrize(
    "name",
    [
        "ali\u200bce",
        "alice\u3164",
        "\u115f\u1160",
        "al\u00adice",
        "\u202ealice",
        "alice\ufeff",
        "ali\ufe0fce",
        "a\u034flice",
    ],
)
def test_a_name_with_something_invisible_in_it_is_refused(name):
    response = sign_up(name)

    assert errors_of(response) == {"username"}
    assert not Learner.objects.exists()


@pytest.mark.parametrize("name", ["x" * 151, "\ufdfa" * 20, "alice@example.org", "a b", "Ａｄｍｉｎ", "<b>"])
def test_so_is_one_that_is_too_long_or_an_address_or_kept_for_us(name):
    response = sign_up(name)

    assert response.status_code == 200
    assert said(response)
    assert not Learner.objects.exists()


def test_whoever_saves_a_learner_the_database_knows_one_name(alice):
    with pytest.raises(IntegrityError):
        Learner.objects.create(username="ALICE")


def test_staff_is_told_of_a_taken_name_and_a_taken_address(alice, bob):
    staff = signed_in(get_user_model().objects.create_superuser("root", "root@example.org", PASSWORD))
    page = f"/admin/cards/learner/{bob.pk}/change/"
    form = {name: value or "" for name, value in staff.get(page).context["adminform"].form.initial.items()}
    form |= {"date_joined_0": "2026-11-23", "date_joined_1": "09:00", "is_active": "on"}
    new = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}

    name = staff.post(page, form | {"username": "ＡＬＩＣＥ"})
    address = staff.post(page, form | {"email": "ALICE@example.org"})
    third = staff.post("/admin/cards/learner/add/", {"username": "Alice", **new})

    refused = [answer.context["adminform"].form.errors for answer in (name, address, third)]
    assert [{"username", "__all__"} & set(errors) for errors in refused] == [{"username"}, {"__all__"}, {"username"}]


def test_so_is_the_command_line(alice, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", username="ALICE", email="ada@example.org", interactive=False)
    with pytest.raises(CommandError, match="Another account has this name or email address"):
        call_command("createsuperuser", username="ada", email="ALICE@example.org", interactive=False)
    assert Learner.objects.count() == 1


# Passwords ------------------------------------------------------------------------------------------------------------


def test_a_password_of_a_sign_up_is_typed_either_way():
    sign_up("carol", DECOMPOSED)

    assert sign_in("carol", COMPOSED)
    assert sign_in("carol", DECOMPOSED)
    assert not sign_in("carol", COMPOSED.replace("é", "e"))


@pytest.mark.parametrize(("new", "typed"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)])
def test_so_is_a_changed_one(alice, new, typed):
    alice.set_password(COMPOSED)
    alice.save()
    client = signed_in(alice)
    form = {"oldpassword": DECOMPOSED, "password1": new + "!", "password2": new + "!"}

    client.post("/accounts/password/change/", form)

    assert sign_in("alice", typed + "!")


def test_so_is_one_that_was_forgotten_and_one_that_was_never_there(alice, mailoutbox):
    client = Client()
    client.post("/accounts/password/reset/", {"email": alice.email})
    link = next(line for line in mailoutbox[0].body.split() if "/password/reset/key/" in line)
    page = client.get(link.removeprefix("http://testserver"))

    client.post(page.url, {"password1": DECOMPOSED, "password2": DECOMPOSED})

    assert sign_in("alice", COMPOSED)


def test_so_is_the_one_that_is_asked_for_once_more(alice):
    alice.set_password(COMPOSED)
    alice.save()
    client = signed_in(alice)

    client.post("/accounts/reauthenticate/", {"password": DECOMPOSED})

    assert client.get("/accounts/delete/").status_code == 200


def test_so_is_an_administrators(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", DECOMPOSED)
    call_command("createsuperuser", username="ada", email="ada@example.org", interactive=False, verbosity=0)
    staff = signed_in(Learner.objects.get())
    new = {"password1": DECOMPOSED, "password2": DECOMPOSED, "usable_password": "true"}

    staff.post("/admin/cards/learner/add/", {"username": "dave", **new})

    assert sign_in("ada", COMPOSED)
    assert sign_in("dave", COMPOSED)


def test_a_password_from_before_is_still_right_as_it_was_typed(alice):
    Learner.objects.update(password=make_password(DECOMPOSED))

    assert sign_in("alice", DECOMPOSED)
    assert not sign_in("alice", COMPOSED)


def test_a_password_without_end_is_wrong_and_costs_nothing(alice):
    assert not sign_in("alice", "a" + "\u0301\u0323" * 100_000)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "too short"),
        ("prep", "too short"),
        ("stripe backend engineer", "words everybody tries"),
        ("Stripe-Backend-Interview 2026!", "words everybody tries"),
        ("flashcards flashcards", "words everybody tries"),
        ("passwordpassword", "words everybody tries"),
        ("x" * 129, "too long"),
    ],
)
def test_a_password_is_refused_for_its_true_reason(password, reason):
    response = sign_up("carol", password)

    html = response.content.decode()
    errors = "".join(re.findall(r'id="[^"]*error[^"]*".*?</', html, re.S)) or html
    assert reason in errors
    assert ("words everybody tries" in errors) == (reason == "words everybody tries")
    assert not Learner.objects.exists()


@pytest.mark.parametrize("password", ["preparation is everything", "my cardigan is orange", "interview-7F3kQ9x2"])
def test_a_word_of_ours_in_a_password_of_ones_own_is_fine(password):
    ContextWordsValidator().validate(password)


@pytest.mark.parametrize(
    "password", ["ｓｔｒｉｐｅ ｂａｃｋｅｎｄ", "STRIPE.BACKEND.ENGINEERS", "learn to code in prep"]
)
def test_no_way_of_writing_them_makes_our_words_a_password(password):
    with pytest.raises(ValidationError, match="words everybody tries"):
        ContextWordsValidator().validate(password)


# Addresses ------------------------------------------------------------------------------------------------------------


def test_an_address_is_whoevers_who_confirms_it(alice, mailoutbox):
    """Alice's account has Bob's address, by mistake or not; Bob gets mail there."""
    Learner.objects.filter(pk=alice.pk).update(email="bob@example.org")
    EmailAddress.objects.create(user=alice, email="bob@example.org", primary=True)
    bob = get_user_model().objects.create_user("bob", "", PASSWORD)
    EmailAddress.objects.create(user=bob, email="bob@example.org")
    signed_in(bob).post("/accounts/email/", {"email": "bob@example.org", "action_send": ""})
    link = next(line for line in mailoutbox[0].body.split() if "/confirm-email/" in line)

    Client().post(re.sub(r"^https?://[^/]+", "", link))

    alice.refresh_from_db()
    bob.refresh_from_db()
    assert (alice.email, bob.email) == ("", "bob@example.org")
    assert list(EmailAddress.objects.values_list("user__username", "verified")) == [("bob", True)]


def test_an_address_of_another_account_is_not_made_ones_own(alice, bob):
    client = signed_in(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    EmailAddress.objects.create(user=alice, email="bob@example.org")

    response = client.post("/accounts/email/", {"email": "bob@example.org", "action_primary": ""}, follow=True)

    assert "error" in notices_of(response)
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


# Accounts from before -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_upgrading_leaves_names_and_addresses_to_one_account_each():
    migration = importlib.import_module("cards.migrations.0004_fold_names_and_part_namesakes")
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        executor.migrate([("cards", "0003_add_folded_name")])
        old = executor.loader.project_state(
            [("cards", "0003_add_folded_name"), ("account", "0009_emailaddress_unique_primary_email")]
        ).apps
        learners = old.get_model("cards", "Learner").objects
        stored = [
            ("alice", "a@example.org"),
            ("Alice", "A@example.org"),
            ("ALICE", ""),
            ("alice-2", "b@example.org"),
            ("ﬁn", "a@example.org"),
            ("fin", ""),
        ]
        made = learners.bulk_create(learners.model(username=name, email=email) for name, email in stored)
        learners.update(folded_name="")
        owner = made[4]
        old.get_model("account", "EmailAddress").objects.create(user_id=owner.pk, email="a@example.org", verified=True)
    finally:
        MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())

    now = list(Learner.objects.order_by("pk").values_list("username", "email"))
    assert now == [
        ("alice", ""),
        ("Alice-3", ""),
        ("ALICE-4", ""),
        ("alice-2", "b@example.org"),
        ("ﬁn", "a@example.org"),
        ("fin-2", ""),
    ]
    assert all(folded == fold(name) for name, folded in Learner.objects.values_list("username", "folded_name"))
    assert migration.fold_names(apps, connection.schema_editor()) is None, "once more changes nothing"
    assert list(Learner.objects.order_by("pk").values_list("username", "email")) == now
