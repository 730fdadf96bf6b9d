from lib.checks import raises
from notices import BadSignature, verify
from tests.helpers import PATH, SECRETS, batch, headers_for, notice

PAYLOAD = batch(notice())


def test_a_signed_request():
    verify(PATH, headers_for(PAYLOAD), PAYLOAD, SECRETS)


def test_another_body():
    with raises(BadSignature):
        verify(PATH, headers_for(PAYLOAD), PAYLOAD + b" ", SECRETS)


def test_a_wrong_secret():
    with raises(BadSignature):
        verify(PATH, headers_for(PAYLOAD, secret="guessed"), PAYLOAD, SECRETS)
