"""The secrets of second factors, when the key they are encrypted under changes."""

from contextlib import suppress
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from cards.accounts.sealing import SealedUnderAnotherKey, is_sealed, seal, unseal


def seal_secrets() -> int:
    """Encrypt the secrets of authenticators under the current SECRET_KEY: those stored plainly or under an earlier one.

    After that the earlier key is needed no more. What no key opens stays as it is. Returns how many were changed.
    """
    stored = Authenticator.objects.values_list("pk", "data")
    return sum(_seal_secrets_of(pk) for pk, data in stored if _unsealed(data))


def _seal_secrets_of(pk: int) -> bool:
    with transaction.atomic(), suppress(Authenticator.DoesNotExist, SealedUnderAnotherKey):
        # Locked: a recovery code that is being used is marked in the same column.
        found = Authenticator.objects.select_for_update().get(pk=pk)
        found.data |= {name: seal(unseal(found.data[name])) for name in _unsealed(found.data)}
        found.save(update_fields=["data"])
        return True
    return False


def _unsealed(data: dict[str, Any]) -> list[str]:
    return [name for name in ("secret", "seed") if name in data and not is_sealed(data[name])]
