"""Who is meant by what was typed at sign-in."""

from django.db.models import QuerySet
from django.db.models.functions import Lower

from cards.models import Learner
from cards.spelling import fold

LONGEST_LOGIN = 254  # of an address; names are shorter


def learner_called(login: str) -> Learner | None:
    """The one learner with this name or address, so that whatever was typed leads to one account.

    An address is first of all its confirmer's, then the account's that was made with it, then anybody's who added it.
    """
    login = login.strip()
    if len(login) > LONGEST_LOGIN:
        return None
    return (_learner_at(login.lower()) if "@" in login else None) or _first(folded_name=fold(login))


def _learner_at(address: str) -> Learner | None:
    return (
        _first(emailaddress__email=address, emailaddress__verified=True)
        or _with(address).first()
        or _first(emailaddress__email=address)
    )


def is_name_taken(name: str) -> bool:
    return Learner.objects.filter(folded_name=fold(name)).exists()


def is_of_another(address: str, learner: Learner) -> bool:
    """Whether another account was made with this address."""
    return bool(address) and _with(address.lower()).exclude(pk=learner.pk).exists()


def _with(address: str) -> QuerySet[Learner]:
    return Learner.objects.alias(address=Lower("email")).filter(address=address)


def _first(**conditions: object) -> Learner | None:
    return Learner.objects.filter(**conditions).order_by("pk").first()
