"""Whatever is posted to a form of accounts, the answer is a sentence and never a fault of ours."""

import base64
import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from tests.conftest import PASSWORD, signed_in
from tests.pages import notices_of

pytestmark = pytest.mark.django_db
AJAX = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture(autouse=True)
def as_many_attempts_as_it_takes(db, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    settings.MFA_RATE_LIMITS = False


def answered(response):
    """An answer of ours: a page, a way on, or a refusal; and what is a way on leads to a page."""
    assert response.status_code in {200, 302, 400, 403, 404, 413, 422}, response.status_code
    return True


# Passkeys -------------------------------------------------------------------------------------------------------------


def b64(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


CLIENT_DATA = b64(json.dumps({"type": "webauthn.get", "challenge": "AAAA", "origin": "http://testserver"}).encode())
ATTESTATION = b64(b"\xa3cfmtdnonegattStmt\xa0hauthDataX%" + b"\0" * 37)
RESPONSE = {
    "clientDataJSON": CLIENT_DATA,
    "authenticatorData": b64(b"\0" * 32 + b"\x05" + b"\0" * 4),
    "signature": b64(b"signature"),
    "userHandle": b64(b"1"),
    "attestationObject": ATTESTATION,
}
CREDENTIAL = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": RESPONSE, "clientExtensionResults": {}}
ODD = [None, 1, "é", "\0", [], {"a": 1}, b64(b"\xff" * 50)]
TEXTS = [
    *("", "null", "1", "[]", "{}", '"text"', "not json", "[" * 20_000, '{"a":' * 5_000, "9" * 5_000),
    *('{"id": NaN}', '{"id":1}', '{"id":"\\u0000"}', '{"id":"\\ud800"}', "x" * 70_000),
    *('{"id": 1, "id": 2}', '{"response": null}', '{"response": "x"}', '{"id": "AAAA", "response": []}'),
]


def credentials():
    yield from TEXTS
    yield json.dumps(CREDENTIAL)
    for part in ("id", "rawId", "type", "response"):
        yield json.dumps({name: value for name, value in CREDENTIAL.items() if name != part})
        for odd in ODD:
            yield json.dumps(CREDENTIAL | {part: odd})
    for part in RESPONSE:
        yield json.dumps(CREDENTIAL | {"response": {name: value for name, value in RESPONSE.items() if name != part}})
        for odd in ODD:
            yield json.dumps(CREDENTIAL | {"response": RESPONSE | {part: odd}})
    for cut in (1, 20, 60):
        yield json.dumps(CREDENTIAL | {"response": RESPONSE | {"attestationObject": ATTESTATION[:cut]}})
    for handle in ("0", "1", "-1", "zzzzzzzzzzzzz", "z" * 50, "é", " 1", "\0"):
        yield json.dumps(CREDENTIAL | {"response": RESPONSE | {"userHandle": b64(handle.encode())}})


def test_no_credential_is_a_fault_of_ours_at_sign_in(alice):
    client = Client()
    for credential in credentials():
        client.get("/accounts/2fa/webauthn/login/", headers=AJAX)

        response = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})

        assert response.status_code == 302
        assert response.url == "/accounts/login/"
    assert "error" in notices_of(client.get(response.url))


def test_nor_when_a_passkey_is_added(alice):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    client = signed_in(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = "/accounts/2fa/webauthn/add/"
    client.get(page)
    for credential in credentials():
        assert client.post(page, {"name": "Key", "credential": credential}).status_code == 200
    for name in HOSTILE:
        answered(client.post(page, {"name": name, "credential": json.dumps(CREDENTIAL)}))
    assert not Authenticator.objects.exists()


def test_nor_when_one_says_who_one_is_or_takes_the_second_step(alice):
    TOTP.activate(alice, generate_totp_secret())
    Authenticator.objects.create(user=alice, type="webauthn", data={"name": "Key", "credential": real_passkey()})
    client, half = signed_in(alice), Client()
    half.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    pages = [(client, "/accounts/2fa/webauthn/reauthenticate/"), (half, "/accounts/2fa/authenticate/")]

    for visitor, page in pages:
        assert visitor.get(page).status_code == 200
        for credential in credentials():
            answered(visitor.post(page, {"credential": credential}))

    assert half.get("/settings/").status_code == 302


def real_passkey():
    """A registration as a browser sends it (attestation "none", a key on P-256)."""
    from fido2 import cbor
    from fido2.cose import ES256
    from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

    key = ES256({1: 2, 3: -7, -1: 1, -2: b"\1" * 32, -3: b"\2" * 32})
    data = AuthenticatorData.create(b"\0" * 32, 0x45, 0, AttestedCredentialData.create(b"\0" * 16, b"AAA", key))
    made = AttestationObject.create("none", data, {})
    assert cbor.decode(bytes(made))["fmt"] == "none"
    client_data = json.dumps({"type": "webauthn.create", "challenge": "AAAA", "origin": "http://testserver"}).encode()
    response = {"clientDataJSON": b64(client_data), "attestationObject": b64(bytes(made))}
    return {"id": b64(b"AAA"), "rawId": b64(b"AAA"), "type": "public-key", "response": response}


# Everything else ------------------------------------------------------------------------------------------------------

HOSTILE = [
    *("", " ", "\0", "a\0b", "a\r\nBcc: x@example.org", "\x1b[31m", "\u202e", "\u200b"),
    *("é", "e\u0301", "ﬁ", "\ufdfa" * 200, "a" + "\u0301" * 2_000, "x" * 255, "x" * 10_000, "😀", "\U000e0041" * 20),
    *("' OR 1=1 --", "<script>alert(1)</script>", "%s%n", "-1", "9" * 400),
    *(
        "1e400",
        "a@b",
        "a@example.org\0",
        "a@" + "x" * 300 + ".org",
        "\u212a@example.org",
        "a@[127.0.0.1]",
        "a@exämple.org",
    ),
    "\ud7ff\ue000\uffff",
]

PUBLIC = {
    "/accounts/login/": ["login", "password", "remember", "next"],
    "/accounts/signup/": ["username", "email", "password1", "time_zone"],
    "/accounts/password/reset/": ["email"],
    "/accounts/2fa/authenticate/": ["code", "credential"],
    "/accounts/login/code/confirm/": ["code"],
    "/accounts/logout/": ["next"],
}
PRIVATE = {
    "/accounts/email/": ["email", "action_add", "action_primary", "action_remove", "action_send"],
    "/accounts/password/change/": ["oldpassword", "password1", "password2"],
    "/accounts/password/set/": ["password1", "password2"],
    "/accounts/reauthenticate/": ["password", "next"],
    "/accounts/2fa/totp/activate/": ["code"],
    "/accounts/2fa/totp/deactivate/": ["x"],
    "/accounts/2fa/recovery-codes/generate/": ["x"],
    "/accounts/2fa/reauthenticate/": ["code"],
    "/accounts/delete/": ["confirm"],
    "/accounts/sessions/": ["session"],
}
RIGHT = {
    "login": "alice",
    "username": "carol",
    "email": "carol@example.org",
    "password": "wrong horse battery",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "oldpassword": "wrong",
    "confirm": "nobody",
}


def forms(fields):
    """Each field hostile in turn, the others as they should be, and all of them at once."""
    for value in HOSTILE:
        for field in fields:
            yield RIGHT | {field: value}


@pytest.mark.parametrize("page", PUBLIC)
def test_strangers_get_an_answer(alice, page):
    client = Client()
    for form in forms(PUBLIC[page]):
        answered(client.post(page, form))
        client.cookies.clear()


@pytest.mark.parametrize("page", PRIVATE)
def test_learners_get_an_answer(alice, page):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    client = signed_in(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for form in forms(PRIVATE[page]):
        answered(client.post(page, form))


def test_codes_of_the_second_step_get_an_answer(alice):
    TOTP.activate(alice, generate_totp_secret())
    RecoveryCodes.activate(alice)
    half = Client()
    half.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    for value in HOSTILE:
        answered(half.post("/accounts/2fa/authenticate/", {"code": value}))
    client = signed_in(alice)
    for value in HOSTILE:
        answered(client.post("/accounts/2fa/reauthenticate/", {"code": value}))

    assert half.get("/settings/").status_code == 302


@pytest.mark.parametrize(
    "text", ["%00", "a%00b", "é" * 50, "..", "%2e%2e%2f", "x" * 3_000, "%0d%0aSet-Cookie:a=b", "%ff%fe", "-"]
)
def test_addresses_with_keys_get_an_answer(alice, text):
    for page in (f"password/reset/key/1-{text}/", f"password/reset/key/{text}-set-password/", f"confirm-email/{text}/"):
        for method in ("get", "post"):
            answered(getattr(Client(), method)(f"/accounts/{page}"))
    answered(Client().post(f"/reminders/stop/{text}/"))
    answered(Client().get(f"/accounts/login/?next={text}"))


@pytest.mark.parametrize("key", ["zzzzzzzzzzzzz", "z" * 60, "0", "1y2p0ij32e8e7"])
def test_a_reset_link_for_nobody_gets_an_answer(db, key):
    answered(Client().get(f"/accounts/password/reset/key/{key}-abc-def/"))


@pytest.mark.parametrize(
    "cookie", ['"\\000aaaaaaaaaaaa"', "é" * 20, "x" * 5_000, "a b c d e f g h", "'; DROP TABLE", "\\", '"']
)
def test_no_cookie_is_a_fault_of_ours(alice, cookie):
    for name in ("sessionid", "csrftoken", "device", "messages"):
        for page in ("/", "/accounts/login/", "/settings/"):
            answered(Client().get(page, HTTP_COOKIE=f"{name}={cookie}"))
        answered(
            Client().post("/accounts/login/", {"login": "alice", "password": PASSWORD}, HTTP_COOKIE=f"{name}={cookie}")
        )


@pytest.mark.parametrize("user_agent", ["", "x" * 5_000, "é", "\x7f"])
def test_no_name_of_a_browser_is_a_fault_of_ours(alice, user_agent):
    client = Client(HTTP_USER_AGENT=user_agent)

    answered(client.post("/accounts/login/", {"login": "alice", "password": PASSWORD}))

    assert client.get("/accounts/sessions/").status_code == 200
