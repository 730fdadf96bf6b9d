"""How much one learner can store: the limits of their own cards and decks, and what says that any limit is reached."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Sum

from cards.models import Card, Deck, Learner
from cards.queries.search import bytes_of


class TooMuch(Exception):
    """A limit of what one learner can store or begin, in words for the learner."""


def check_decks(own: list[Deck]) -> None:
    """Raises TooMuch if one more beside these is too many. Deleted ones count against a new deck, not against one that
    comes back: it was made before.
    """
    in_use = sum(not deck.is_retired for deck in own)
    if in_use >= settings.OWN_DECKS:
        raise TooMuch(f"{settings.OWN_DECKS:,} decks can be kept, and you have {in_use:,}. Use tags instead.")
    if len(own) >= settings.OWN_DECKS_EVER:
        raise TooMuch(f"You have made {len(own):,} decks, deleted ones included. Bring one back and rename it.")


def check_room(learner: Learner, *, cards: int, size: int, but: Iterable[int] = ()) -> None:
    """Raises TooMuch if so many more cards, or so many bytes beside those of all cards `but` these, are too many."""
    stored = Card.objects.filter(deck__owner=learner.pk)
    number = stored.count() + cards
    if cards and number > settings.OWN_CARDS:
        raise TooMuch(
            f"That would be {number:,} cards of your own, deleted ones included; {settings.OWN_CARDS:,} can be kept."
        )
    total = stored_bytes(learner, but=but) + size
    if total > settings.OWN_CARDS_BYTES:
        most = settings.OWN_CARDS_BYTES // 2**20
        raise TooMuch(f"All your cards together would hold {total / 2**20:.1f} MiB of text; {most} MiB can be kept.")


def stored_bytes(learner: Learner, *, but: Iterable[int] = ()) -> int:
    """Bytes of the texts of all the learner's cards but these."""
    cards = Card.objects.filter(deck__owner=learner.pk).exclude(pk__in=list(but))
    return cards.aggregate(total=Sum(bytes_of("content")))["total"] or 0
