"""Secrets that the database keeps and that must not be read from a copy of it: encrypted under SECRET_KEY.

A key before the current one (SECRET_KEY_FALLBACKS) still opens what it sealed.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "sealed:"  # before what is sealed: what was stored before there was sealing has none


class SealedUnderAnotherKey(Exception):
    pass


def seal(text: str) -> str:
    return MARK + _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(text: str) -> str:
    """What was sealed; a text that never was, as it is. Raises SealedUnderAnotherKey."""
    if not text.startswith(MARK):
        return text
    try:
        ciphers = [_cipher(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
        return MultiFernet(ciphers).decrypt(text.removeprefix(MARK)).decode()
    except InvalidToken as error:
        raise SealedUnderAnotherKey("Add the SECRET_KEY of that time to SECRET_KEY_FALLBACKS.") from error


def is_sealed(text: str) -> bool:
    """Whether the current key alone opens it."""
    try:
        _cipher(settings.SECRET_KEY).decrypt(text.removeprefix(MARK))
    except InvalidToken:
        return False
    return text.startswith(MARK)


def _cipher(secret_key: str) -> Fernet:
    # SECRET_KEY signs sessions and tokens too: for each use a key of its own is derived from it.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"prep: secrets in the database")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))
