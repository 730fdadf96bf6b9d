from lib.checks import raises
from tests.helpers import NOW, event, signed
from webhooks import BadSignature, verify


def test_a_signed_payload():
    payload = event()

    verify(payload, signed(payload), ["whsec_1"], now=NOW)


def test_a_payload_that_was_changed():
    payload = event()

    with raises(BadSignature):
        verify(payload + b" ", signed(payload), ["whsec_1"], now=NOW)


def test_a_payload_that_is_too_old():
    payload = event()

    verify(payload, signed(payload), ["whsec_1"], now=NOW + 300)
    with raises(BadSignature):
        verify(payload, signed(payload), ["whsec_1"], now=NOW + 301)
