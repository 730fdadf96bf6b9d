import base64
import hashlib
import hmac
from notices import BadSignature, verify
from tests.helpers import PATH, SECRETS, batch, headers_for, notice

PAYLOAD = batch(notice())


def is_refused(headers, payload=PAYLOAD, path=PATH, secrets=SECRETS):
    try:
        verify(path, headers, payload, secrets)
    except BadSignature:
        return True
    return False


def test_the_digest_must_be_that_of_the_body():
    other = batch(notice(amount="99999.00"))

    assert is_refused(headers_for(PAYLOAD), payload=other)
    assert is_refused({**headers_for(PAYLOAD), "X-Digest": headers_for(other)["X-Digest"]}, payload=other)


def test_the_signature_must_be_that_of_the_digest_and_the_path():
    assert is_refused({**headers_for(PAYLOAD), "X-Signature": headers_for(b"other")["X-Signature"]})
    assert is_refused(headers_for(PAYLOAD), path="/other")
    assert is_refused(headers_for(PAYLOAD), path=PATH + "\n")


def test_the_key_is_the_one_that_is_named():
    assert not is_refused(headers_for(PAYLOAD, key="k1"))
    assert is_refused({**headers_for(PAYLOAD, key="k1"), "X-Key-Id": "k2"})
    assert is_refused({**headers_for(PAYLOAD), "X-Key-Id": "k3"})
    assert is_refused(headers_for(PAYLOAD, secret=""))


def test_headers_in_any_spelling():
    for change in (str.lower, str.upper):
        assert not is_refused({change(name): value for name, value in headers_for(PAYLOAD).items()})


def test_headers_of_every_kind_are_refused_and_never_an_error():
    good = headers_for(PAYLOAD)

    assert is_refused({})
    for name in good:
        assert is_refused({key: value for key, value in good.items() if key != name})
        nearly = (good[name].lower() + "x", good[name] + "=")
        for value in ("", "=", "é", "\udcff", "🤖", "sha-256=", "sha-256", "\x00", *nearly):
            assert is_refused({**good, name: value}), (name, value)


def test_the_digest_goes_in_as_it_is():
    digest = "sha-256=" + base64.b64encode(hashlib.sha256(PAYLOAD).digest()).decode()
    bare = digest.removeprefix("sha-256=")
    signature = hmac.new(SECRETS["k2"].encode(), f"{PATH}\n{bare}".encode(), hashlib.sha256).digest()
    headers = {"X-Key-Id": "k2", "X-Digest": digest, "X-Signature": base64.b64encode(signature).decode()}

    assert is_refused(headers)


def test_bodies_that_are_not_text():
    for payload in (b"", b"\xff\x00", b"{}\r\n"):
        assert not is_refused(headers_for(payload), payload)
