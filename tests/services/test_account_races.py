"""Accounts that are made and changed at the same moment, by real threads: the database lets one of them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import connection
from django.test import Client

from cards.models import Learner
from tests.conftest import PASSWORD, signed_in
from tests.pages import errors_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """All begin when the last is ready."""
    barrier = threading.Barrier(len(works))

    def closing(work):
        try:
            barrier.wait(timeout=60)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(closing, work) for work in works]]


def sign_ups(names, emails):
    """Of visitors from one address each, so that they do not wait for each other at the count of attempts."""
    for number, (name, email) in enumerate(zip(names, emails, strict=True)):
        form = {"username": name, "email": email, "password1": PASSWORD, "password2": PASSWORD}
        yield partial(Client(REMOTE_ADDR=f"10.0.0.{number}").post, "/accounts/signup/", form)


def sign_in(login):
    client = Client()
    client.post("/accounts/login/", {"login": login, "password": PASSWORD})
    return client.get("/settings/").status_code == 200


@pytest.mark.parametrize(
    "names",
    [["carol"] * 6, ["carol", "Carol", "CAROL", "ｃarol", "cArol", "carOl"], ["ﬁn", "fin", "FIN", "Fin", "ﬁN", "fIn"]],
)
def test_of_sign_ups_with_one_name_one_succeeds_and_the_others_are_told(names):
    answers = at_once(*sign_ups(names, [f"{number}@example.org" for number in range(6)]))

    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [302]
    for answer in answers:
        assert answer.status_code == 302 or errors_of(answer) == {"username"}
    assert Learner.objects.count() == EmailAddress.objects.count() == 1
    assert all(sign_in(name) for name in names[:3])


def test_so_with_one_address():
    emails = ["carol@example.org", "Carol@example.org", "carol@EXAMPLE.org", "CAROL@example.org"]

    answers = at_once(*sign_ups([f"carol{number}" for number in range(4)], emails))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
    assert Learner.objects.count() == EmailAddress.objects.count() == 1


def test_where_mail_arrives_the_others_are_told_by_mail(settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    answers = at_once(*sign_ups([f"carol{number}" for number in range(4)], ["carol@example.org"] * 4))

    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/accounts/confirm-email/")}
    assert Learner.objects.count() == 1
    assert {tuple(mail.to) for mail in mailoutbox} == {("carol@example.org",)}


def test_an_address_that_two_confirm_at_once_is_one_of_theirs(alice, bob, mailoutbox):
    links = []
    for learner in (alice, bob):
        EmailAddress.objects.create(user=learner, email="shared@example.org")
        signed_in(learner).post("/accounts/email/", {"email": "shared@example.org", "action_send": ""})
        links.append(next(word for word in mailoutbox[-1].body.split() if "/confirm-email/" in word))
    paths = [link.removeprefix("http://testserver") for link in links]

    answers = at_once(*(lambda path=path: Client().post(path) for path in paths))

    assert all(answer.status_code < 500 for answer in answers)
    assert EmailAddress.objects.filter(email="shared@example.org", verified=True).count() == 1


def test_a_second_step_that_is_set_up_twice_at_once_is_set_up_once(alice, clock):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    clients = []
    for _ in range(2):
        client = Client()
        client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
        client.get("/accounts/2fa/totp/activate/")
        clients.append(client)

    def activate(client):
        counter = next(iter(yield_hotp_counters_from_time()))
        code = format_hotp_value(hotp_value(client.session[SECRET_SESSION_KEY], counter))
        return client.post("/accounts/2fa/totp/activate/", {"code": code})

    answers = at_once(*(lambda client=client: activate(client) for client in clients))

    assert all(answer.status_code < 500 for answer in answers)
    assert Authenticator.objects.filter(type="totp").count() == 1
