"""A learner's own cards and decks: written, edited, moved, tagged, deleted and brought back.

A text with gaps is several cards, siblings: they are one to their owner, so every change here is made to all of them.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.utils.text import slugify

from cards.kinds import KINDS
from cards.models import Card, Deck, Enrolment, Learner, Receipt, Schedule
from cards.queries.search import own_cards
from cards.services.content import Drawn, ask_again, drawn, set_content, with_other_tags
from cards.services.decks import add_schedules, reshelve
from cards.services.limits import check_decks, check_room
from cards.services.once import Stale, once
from cards.services.renewing import mark_of
from cards.services.review import follow_kind
from cards.spelling import fold

Content = dict[str, Any]


@dataclass(frozen=True)
class OwnDraft:
    """What a learner typed for a card. `deck` is one of their own; `new_deck`, where given, goes before it."""

    kind: str
    content: Content
    tags: tuple[str, ...] = ()
    stage: str = ""
    deck: Deck | None = None
    new_deck: str = ""
    minutes: float | None = None  # None: what its kind usually takes

    @property
    def payload(self) -> dict[str, Any]:
        deck = None if self.new_deck or self.deck is None else self.deck.pk
        more = {"deck": deck, "new_deck": self.new_deck} | ({"minutes": self.minutes} if self.minutes else {})
        return {"kind": self.kind, "content": self.content, "tags": self.tags, "stage": self.stage, **more}


# Cards ----------------------------------------------------------------------------------------------------------------


def create_card(learner: Learner, draft: OwnDraft, *, key: UUID, now: datetime) -> list[int]:
    """Store a card of the learner's own, to be met as the next new one. Returns its id; of a text with gaps, each.

    Raises Deck.DoesNotExist, KeyReused, TooMuch.
    """

    look = _looks(draft)

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        check_room(learner, cards=len(look), size=_size(draft))
        deck = _deck_for(learner, draft, now)
        return {"cards": _write_cards(learner, deck, key.hex, [], draft, look, now)}

    return once(learner, key, "create-card", draft.payload, write, now=now)["cards"]


def create_cards(learner: Learner, drafts: Sequence[OwnDraft], *, key: UUID, now: datetime) -> list[int]:
    """Store several at once, all of them or none: see create_card."""
    looks = [_looks(draft) for draft in drafts]

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        check_room(learner, cards=sum(map(len, looks)), size=sum(map(_size, drafts)))
        ids: list[int] = []
        for place, (draft, look) in enumerate(zip(drafts, looks, strict=True)):
            deck = _deck_for(learner, draft, now)
            ids += _write_cards(learner, deck, uuid5(key, str(place)).hex, [], draft, look, now)
        return {"cards": ids}

    payload = {"cards": [draft.payload for draft in drafts]}
    return once(learner, key, "create-cards", payload, write, now=now)["cards"]


def edit_card(
    learner: Learner, card_id: int, draft: OwnDraft, *, version: int, asks_again: bool = False, key: UUID, now: datetime
) -> list[int]:
    """Change a card and its siblings. Schedules stay; with `asks_again` (the meaning changed) the cards come up today.

    A gap that is new becomes a new card; the card of one that is gone is retired, and its history stays. Where the kind
    changes, the first card goes on with its history.
    Raises Card.DoesNotExist (not this learner's), Stale (edited since the form was shown), KeyReused, TooMuch.
    """
    look = _looks(draft)

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        siblings = _siblings(own_cards(learner).filter(pk=card_id))
        if next(card.version for card in siblings if card.pk == card_id) != version:
            raise Stale
        new = len(look.keys() - {card.ordinal for card in siblings})
        kept = [card.pk for card in siblings if card.ordinal in look]
        check_room(learner, cards=new, size=_size(draft), but=kept)
        deck = _deck_for(learner, draft, now)
        ids = _write_cards(learner, deck, siblings[0].key, siblings, draft, look, now)
        for card in siblings if asks_again else []:
            if card.pk in ids:
                card.rev, card.rev_at = card.rev + 1, now
                card.save(update_fields=["rev", "rev_at"])
                ask_again(card, now)
        return {"cards": ids}

    payload = draft.payload | {"card": card_id, "version": version, "asks_again": asks_again}
    return once(learner, key, "edit-card", payload, write, now=now)["cards"]


def delete_card(learner: Learner, card_id: int, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Delete a card and its siblings, so that they can be brought back. Raises Card.DoesNotExist."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        siblings = _siblings(own_cards(learner).filter(pk=card_id))
        active = [card for card in siblings if card.status == Card.Status.ACTIVE]
        _set_status(learner, active, Card.Status.DELETED, now)
        return {"card": card_id}

    return once(learner, key, "delete-card", {"card": card_id}, write, now=now)


def restore_card(learner: Learner, card_id: int, *, key: UUID, now: datetime) -> dict[str, Any]:
    """Bring back a deleted card with its siblings and, if its deck was deleted too, the deck."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        card = Card.objects.filter(deck__owner=learner.pk).get(pk=card_id)
        if Deck.objects.filter(pk=card.deck_id, is_retired=True).exists():
            check_decks(list(Deck.objects.owned_by(learner)))
            Deck.objects.filter(pk=card.deck_id).update(is_retired=False)
        deleted = [
            sibling for sibling in _siblings(Card.objects.filter(pk=card_id)) if sibling.status == Card.Status.DELETED
        ]
        _set_status(learner, deleted, Card.Status.ACTIVE, now)
        return {"card": card_id}

    return once(learner, key, "restore-card", {"card": card_id}, write, now=now)


def move_cards(learner: Learner, card_ids: Iterable[int], deck: Deck, *, key: UUID, now: datetime) -> int:
    """Put cards, each with its siblings, into another deck of the learner's. Returns how many rows of a list moved."""
    ids = sorted(set(card_ids))

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        cards = [card for card in _texts_of(learner, ids) if card.deck_id != deck.pk]
        _enrol_owner(learner, deck, now)
        for card in cards:
            card.deck, card.version, card.edited_at = deck, card.version + 1, now
        Card.objects.bulk_update(cards, ["deck", "version", "edited_at"], batch_size=200)
        _follow_deck(learner, cards)
        return {"moved": len([card for card in cards if card.pk in ids])}

    return once(learner, key, "move-cards", {"cards": ids, "deck": deck.pk}, write, now=now)["moved"]


def tag_cards(
    learner: Learner, card_ids: Iterable[int], *, add: str = "", remove: str = "", key: UUID, now: datetime
) -> dict[str, int]:
    """Add a tag to cards and their siblings, or take one off.

    Returns {"changed": rows of a list, "full": rows that have as many tags as a card can}.
    """
    ids = sorted(set(card_ids))

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        changed, full = [], 0
        for card in _texts_of(learner, ids):
            tags = [tag for tag in card.tags if fold(tag) != fold(remove)]
            if add and fold(add) not in [fold(tag) for tag in tags]:
                if len(tags) >= settings.TAGS_PER_CARD:
                    full += card.pk in ids
                    continue
                tags.append(add)
            if tags != card.tags:
                card.tags, card.version, card.edited_at = tags, card.version + 1, now
                card.search = with_other_tags(card.search, tags)
                changed.append(card)
        Card.objects.bulk_update(changed, ["tags", "search", "version", "edited_at"], batch_size=200)
        return {"changed": len([card for card in changed if card.pk in ids]), "full": full}

    return once(learner, key, "tag-cards", {"cards": ids, "add": add, "remove": remove}, write, now=now)


def _siblings(card: QuerySet[Card]) -> list[Card]:
    """Every card of the text that this one is of, also retired and deleted ones, locked until the transaction ends.

    Raises Card.DoesNotExist if the query finds no card. It must not find two.
    """
    rows = Card.objects.filter(deck=card.values("deck")[:1], key=card.values("key")[:1]).order_by("pk")
    siblings = list(rows.select_for_update(of=("self",), no_key=True))
    if not siblings:
        raise Card.DoesNotExist
    return siblings


def _texts_of(learner: Learner, ids: list[int]) -> list[Card]:
    """These cards and all their siblings. Raises Card.DoesNotExist unless each of them is the learner's own."""
    cards = list(own_cards(learner).filter(pk__in=ids))
    if len(cards) != len(ids):
        raise Card.DoesNotExist
    rows = Card.objects.filter(deck__owner=learner.pk, key__in={card.key for card in cards}).order_by("pk")
    same_text = {(card.deck_id, card.key) for card in cards}
    return [card for card in rows.select_for_update(of=("self",), no_key=True) if (card.deck_id, card.key) in same_text]


def _write_cards(
    learner: Learner, deck: Deck, key: str, siblings: list[Card], draft: OwnDraft, look: dict[int, Drawn], now: datetime
) -> list[int]:
    """Make the stored siblings what the text says. Returns the ids of the active ones."""
    ordinals = KINDS[draft.kind].ordinals(draft.content)
    kinds = {card.pk: card.kind for card in siblings}
    _carry_over(siblings, draft.kind, ordinals)
    stored = {card.ordinal: card for card in siblings}
    cards = []
    for ordinal in ordinals:
        card = stored.get(ordinal) or Card(key=key, ordinal=ordinal, created_at=now, version=0)
        card.deck, card.status, card.version, card.edited_at = deck, Card.Status.ACTIVE, card.version + 1, now
        card.tags, card.stage, card.stages = list(draft.tags), draft.stage, [draft.stage] if draft.stage else []
        card.minutes = draft.minutes or KINDS[draft.kind].usual_minutes
        set_content(card, draft.kind, draft.content, look[ordinal])
        card.digest = mark_of(draft.kind, draft.content)
        card.save()
        cards.append(card)
    gone = [card for card in siblings if card.ordinal not in ordinals]
    for card in gone:
        card.deck, card.status, card.version, card.edited_at = deck, Card.Status.RETIRED, card.version + 1, now
        card.save(update_fields=["deck", "status", "version", "edited_at"])
    for card in cards:
        if kinds.get(card.pk, draft.kind) != draft.kind:
            follow_kind(card)
    add_schedules(learner, [card for card in cards if card.ordinal not in stored])
    _follow_deck(learner, cards + gone)
    return [card.pk for card in cards]


def _carry_over(siblings: list[Card], kind: str, ordinals: tuple[int, ...]) -> None:
    """A text that changes its kind is known as well as before: its first card goes on as the first of the new kind.

    Cards that were of that kind before, and come back, have a history of their own: their places are not taken.
    """
    active = [card for card in siblings if card.status == Card.Status.ACTIVE]
    first = min(active, key=lambda card: card.ordinal, default=None)
    taken = {card.ordinal for card in siblings}
    free = next((ordinal for ordinal in ordinals if ordinal not in taken), None)
    if first and first.kind != kind and free is not None:
        first.ordinal = free


def _looks(draft: OwnDraft) -> dict[int, Drawn]:
    """What the cards of a text look like, by their ordinals. Worked out while no transaction is open."""
    return {ordinal: drawn(draft.kind, draft.content, ordinal) for ordinal in KINDS[draft.kind].ordinals(draft.content)}


def _follow_deck(learner: Learner, cards: list[Card]) -> None:
    """Bring schedules in line with their cards' decks: `siblings` names the deck, and they are shelved with it."""
    for siblings in {card.siblings for card in cards}:
        same = [card.pk for card in cards if card.siblings == siblings]
        Schedule.objects.of(learner).filter(card__in=same).exclude(siblings=siblings).update(siblings=siblings)
    reshelve(learner, card__in=[card.pk for card in cards])


def _set_status(learner: Learner, cards: list[Card], status: str, now: datetime) -> None:
    for card in cards:
        card.status, card.version, card.edited_at = status, card.version + 1, now
    Card.objects.bulk_update(cards, ["status", "version", "edited_at"], batch_size=200)
    reshelve(learner, card__in=[card.pk for card in cards])


# Decks ----------------------------------------------------------------------------------------------------------------


def create_deck(learner: Learner, title: str, *, key: UUID, now: datetime) -> int:
    """A deck of the learner's own; one that already has this title is taken as it is. Returns its id."""
    return once(
        learner,
        key,
        "create-deck",
        {"title": title},
        lambda learner, _: {"deck": _deck_called(learner, title, now).pk},
        now=now,
    )["deck"]


def rename_deck(learner: Learner, deck_id: int, title: str, *, key: UUID, now: datetime) -> int:
    """Give a deck another title. Its address stays. Raises Deck.DoesNotExist."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        if not Deck.objects.owned_by(learner).filter(pk=deck_id).update(title=title):
            raise Deck.DoesNotExist
        return {"deck": deck_id}

    return once(learner, key, "rename-deck", {"deck": deck_id, "title": title}, write, now=now)["deck"]


def delete_deck(learner: Learner, deck_id: int, *, key: UUID, now: datetime) -> int:
    """Delete a deck and its cards, so that both can be brought back. Raises Deck.DoesNotExist."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        deck = Deck.objects.owned_by(learner).select_for_update(of=("self",), no_key=True).get(pk=deck_id)
        deck.is_retired = True
        # Cards deleted at this moment went with the deck, and come back with it; those deleted before stay deleted.
        deck.about = deck.about | {"deleted_at": now.isoformat()}
        deck.save(update_fields=["is_retired", "about"])
        _set_status_in(deck, Card.Status.ACTIVE, Card.Status.DELETED, now)
        reshelve(learner, card__deck=deck)
        return {"deck": deck_id}

    return once(learner, key, "delete-deck", {"deck": deck_id}, write, now=now)["deck"]


def restore_deck(learner: Learner, deck_id: int, *, key: UUID, now: datetime) -> int:
    """Bring back a deleted deck with the cards that were deleted with it. Raises Deck.DoesNotExist."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        deck = Deck.objects.filter(owner=learner).select_for_update(of=("self",), no_key=True).get(pk=deck_id)
        if deck.is_retired:
            check_decks(list(Deck.objects.owned_by(learner)))
        deleted_at = deck.about.pop("deleted_at", None)
        deck.is_retired = False
        deck.save(update_fields=["is_retired", "about"])
        if deleted_at:
            moment = datetime.fromisoformat(deleted_at)
            _set_status_in(deck, Card.Status.DELETED, Card.Status.ACTIVE, now, edited_at=moment)
        reshelve(learner, card__deck=deck)
        return {"deck": deck_id}

    return once(learner, key, "restore-deck", {"deck": deck_id}, write, now=now)["deck"]


def _set_status_in(deck: Deck, before: str, after: str, now: datetime, **which: Any) -> None:
    cards = Card.objects.filter(deck=deck, status=before, **which)
    cards.update(status=after, edited_at=now, version=F("version") + 1)


def _deck_for(learner: Learner, draft: OwnDraft, now: datetime) -> Deck:
    if draft.new_deck:
        return _deck_called(learner, draft.new_deck, now)
    deck = Deck.objects.owned_by(learner).get(pk=draft.deck.pk if draft.deck else None)
    _enrol_owner(learner, deck, now)
    return deck


def _deck_called(learner: Learner, title: str, now: datetime) -> Deck:
    own = list(Deck.objects.filter(owner=learner).only("title", "slug", "is_retired"))
    same = next((deck for deck in own if fold(deck.title) == fold(title) and not deck.is_retired), None)
    if same is None:
        check_decks(own)
    deck = same or Deck.objects.create(owner=learner, title=title, slug=_free_slug(title, {deck.slug for deck in own}))
    _enrol_owner(learner, deck, now)
    return deck


def _size(draft: OwnDraft) -> int:
    """Bytes of text that are stored for it: each gap's card holds the whole."""
    content = json.dumps(draft.content, ensure_ascii=connection.vendor == "sqlite")
    return len(content.encode()) * len(KINDS[draft.kind].ordinals(draft.content))


def _free_slug(title: str, taken: Iterable[str]) -> str:
    base, number = slugify(title)[:70] or "deck", 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _enrol_owner(learner: Learner, deck: Deck, now: datetime) -> None:
    """Whoever has a deck studies it, until it is paused as any other."""
    Enrolment.objects.get_or_create(learner=learner, deck=deck, defaults={"enrolled_at": now})
