"""What is stored as another version of the renderer drew it, drawn anew: see docs/decisions.md."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from cards import markdown
from cards.exchange.drafts import digest
from cards.models import Card, Deck, Schedule
from cards.services.content import set_content

CURRENT = f"{markdown.RENDERER_VERSION}:"
"""What the digests of cards begin with that no file holds, and that this renderer drew."""


def mark_of(kind: str, content: Mapping[str, Any]) -> str:
    """The digest of a card that no file holds."""
    return f"{CURRENT}{digest(kind, content)}"[:64]


def renew_cards() -> int:
    """Draw learners' own cards anew that another version of the renderer drew, and retired ones, whose pages stay.

    Returns how many.
    """
    without_file = Q(deck__owner__isnull=False) | Q(status=Card.Status.RETIRED)
    outdated = Card.objects.filter(without_file).exclude(digest__startswith=CURRENT)
    renewed = 0
    for pk in list(outdated.values_list("pk", flat=True)):
        card = Card.objects.filter(pk=pk).first()
        if card is None:
            continue
        try:
            set_content(card, card.kind, card.content)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue  # content that its kind cannot draw: check_data names it
        columns = {"html": card.html, "title": card.title, "search": card.search}
        columns["digest"] = mark_of(card.kind, card.content)
        # If it was edited meanwhile, the edit has drawn it.
        renewed += Card.objects.filter(pk=pk, version=card.version).update(**columns)
    return renewed


def renew_notes() -> int:
    """Draw learners' notes anew, where the built-in decks were not yet loaded by this version. Returns how many differ.

    A note has no version beside it: every grade would carry it along.
    """
    if Deck.objects.filter(owner=None, about__renderer=markdown.RENDERER_VERSION).exists():
        return 0
    renewed = 0
    for pk in list(Schedule.objects.exclude(note="").values_list("pk", flat=True)):
        for note, html in Schedule.objects.filter(pk=pk).values_list("note", "note_html"):
            drawn = str(markdown.render(note))
            if drawn != html:  # and if it was edited meanwhile, that has drawn it
                renewed += Schedule.objects.filter(pk=pk, note=note).update(note_html=drawn)
    return renewed
