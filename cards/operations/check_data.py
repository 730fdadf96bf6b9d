"""Does everything that is derived still follow from what it is derived from? The log, the card's text, the enrolments.

Beside a server that goes on: everything is read in pieces that end their read (a reader that stays would keep SQLite's
log from being moved), and what disagreed is looked at twice, for a learner may have graded a card meanwhile.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import batched, groupby
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.text import Truncator

from cards import markdown
from cards.kinds import KINDS, Kind, Unfit, render_card
from cards.models import (
    Attempt,
    Card,
    Deck,
    Learner,
    Leaving,
    Rehearsal,
    Review,
    Rung,
    Schedule,
    Topic,
)
from cards.models.card_index import card_index
from cards.operations.check_rows import CACHES, CHECKED, NAMES, Broken, wrong_rows
from cards.operations.columns import empty
from cards.operations.findings import CARDS_AT_ONCE, UNREADABLE, Finding, guarded, in_pieces
from cards.operations.rules.values import CLOCKS_DIFFER
from cards.services.content import search_text
from cards.services.leaving import CLOSED, closed_name

# The database ---------------------------------------------------------------------------------------------------------


def check_database() -> Iterator[Finding]:
    """Whether the tables are whole, have the indexes and constraints that keep them so, and refer to rows there are."""
    for model in CHECKED:
        yield from guarded(lambda model=model: _check_table(model), f"table {model._meta.db_table}")
    yield from guarded(_check_references, "the references")


def _check_table(model: type[models.Model]) -> Iterator[Finding]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # PostgreSQL has pg_amcheck for its files
            cursor.execute(f'PRAGMA integrity_check("{table}")')
            for (said,) in cursor.fetchall():
                if said != "ok":
                    yield Finding("database", said, is_cache=False)
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = %s", [table])
            there = " ".join(f'"{name}" {sql}' for name, sql in cursor.fetchall())
        else:
            constraints = connection.introspection.get_constraints(cursor, table)
            there = " ".join(f'"{name}"' for name in constraints)
    wanted = [made.name for made in [*model._meta.indexes, *model._meta.constraints]]
    for name in sorted(name for name in wanted if f'"{name}"' not in there):
        yield Finding("database", f"{table} has lost {name}, an index or a constraint", is_cache=False)


def _check_references() -> Iterator[Finding]:
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f'PRAGMA foreign_key_check("{table}")')
                lost = [(row, parent) for _, row, parent, _ in cursor.fetchall()]
            else:
                lost = []
                for column, (other, parent, *_) in connection.introspection.get_relations(cursor, table).items():
                    name, key, target = (connection.ops.quote_name(name) for name in (column, other, parent))
                    cursor.execute(
                        f'SELECT t.ctid::text FROM "{table}" t LEFT JOIN {target} p ON p.{key} = t.{name}'  # noqa: S608
                        f" WHERE t.{name} IS NOT NULL AND p.{key} IS NULL LIMIT 1000"
                    )
                    lost += [(row, parent) for (row,) in cursor.fetchall()]
        for row, parent in lost:
            text = f"row {row} of {table} points to a row of {parent} that is gone"
            yield Finding("database", text, is_cache=False)


# Every column of every row --------------------------------------------------------------------------------------------


def check_rows(now: datetime, broken: Broken) -> Iterator[Finding]:
    """Columns with something that cannot be there. Their rows are noted in `broken`: nothing loads or replays them."""
    for model in CHECKED:
        yield from guarded(lambda model=model: _check_rows_of(model, now, broken), f"table {model._meta.db_table}")


def _check_rows_of(model: type[models.Model], now: datetime, broken: Broken) -> Iterator[Finding]:
    found = list(wrong_rows(model, now))
    if not found:
        return
    still = {wrong for wrong, _ in wrong_rows(model, now)}
    for wrong, row in found:
        if wrong not in still:
            continue
        broken.rows[model].add(wrong.pk)
        if model is Review and not wrong.is_cache:
            broken.logs.add((row["learner_id"], row["card_id"]))
        if model is Learner:
            broken.learners.add(wrong.pk)
        yield Finding(NAMES.get(wrong.column, "row"), wrong.text, is_cache=wrong.is_cache)


def fix_rows(now: datetime, broken: Broken) -> None:
    """Give the caches of broken rows a value that can be loaded; what they should be is worked out after that.

    A row with anything else that is wrong is left as it is: what is derived from that row, or from it and the log, may
    be all that still tells what was there.
    """
    uncertain = {learner for learner, _ in broken.logs}
    for model, caches in CACHES.items():
        wrong = defaultdict(set)
        for found, row in wrong_rows(model, now):
            wrong[found.pk].add(found.column)
            if row.get("learner_id") in uncertain:
                wrong[found.pk].add("log")
        for pk, columns in wrong.items():
            if not columns <= caches:
                continue
            if model is Schedule and {"due", "planned_for"} & columns:
                columns |= {"due", "planned_for"}
            values = {column: empty(model._meta.get_field(column)) for column in columns}
            model._default_manager.filter(pk=pk).update(**values)
            broken.rows[model].discard(pk)


# Decks and cards ------------------------------------------------------------------------------------------------------


def check_decks(broken: Broken) -> Iterator[Finding]:
    yield from guarded(lambda: _check_decks(broken), "the decks")
    yield from guarded(lambda: _check_accounts(broken), "the accounts")


def _check_decks(broken: Broken) -> Iterator[Finding]:
    for deck in in_pieces(Deck.objects.exclude(pk__in=broken.of(Deck))):
        if deck.description_html != markdown.render(deck.description):
            yield Finding("html", f"deck {deck.pk} shows another description than it has")
    for topic in in_pieces(Topic.objects.exclude(pk__in=broken.of(Topic))):
        if topic.primer_html != markdown.render(topic.primer):
            yield Finding("html", f"topic {topic.pk} shows another primer than it has")
    links = Deck.packs.through.objects
    for pk in links.exclude(from_deck__owner=None, from_deck__is_pack=False, to_deck__is_pack=True).values_list(
        "pk", flat=True
    ):
        yield Finding(
            "deck", f"row {pk} of {links.model._meta.db_table}: only tracks include decks, and only packs", False
        )
    live = Card.objects.filter(status=Card.Status.ACTIVE, deck__is_retired=True)
    for deck in live.order_by("deck").values_list("deck", flat=True).distinct():
        yield Finding("deck", f"deck {deck} is deleted or retired, and has active cards", is_cache=False)
    for card in Card.objects.exclude(topic=None).exclude(topic__deck=models.F("deck")).values_list("pk", flat=True):
        yield Finding("deck", f"card {card} has a topic of another deck", is_cache=False, card=card)


def _check_accounts(broken: Broken) -> Iterator[Finding]:
    primary = EmailAddress.objects.filter(primary=True).exclude(pk__in=broken.of(EmailAddress))
    for address in in_pieces(primary.exclude(user__in=broken.of(Learner)).select_related("user")):
        if address.email.lower() != address.user.email.lower():
            text = f"learner {address.user_id} has another address than the primary one, row {address.pk}"
            yield Finding("account", text, is_cache=False)
    of = Learner.objects.exclude(pk__in=broken.of(Learner))
    for learner in of.filter(username__startswith=CLOSED, leaving=None):
        yield Finding("account", f"learner {learner.pk} was closed, and nothing says that it is to be deleted", False)
    for learner in of.filter(leaving__in=Leaving.objects.exclude(pk__in=broken.of(Leaving))):
        if learner.is_active or learner.username != closed_name(learner):
            yield Finding("account", f"learner {learner.pk} is to be deleted, and was not closed", is_cache=False)


def check_cards(broken: Broken | None = None) -> Iterator[Finding]:
    broken = broken or Broken()
    yield from guarded(lambda: _check_cards(broken), "the cards")


def _check_cards(broken: Broken) -> Iterator[Finding]:
    for _, texts in groupby(_cards_by_text(broken), key=lambda card: (card.deck_id, card.key)):
        siblings = list(texts)
        for card in siblings:
            yield from guarded(lambda card=card: _check_card(card), f"card {card.pk}")
        yield from _check_siblings(siblings)


def _cards_by_text(broken: Broken) -> Iterator[Card]:
    """Active cards, each beside its siblings."""
    rows = Card.objects.filter(status=Card.Status.ACTIVE).exclude(pk__in=broken.of(Card))
    ordered = rows.order_by("deck_id", "key", "ordinal", "pk")
    last: Card | None = None
    while True:
        after = Q()
        if last:
            later = Q(key__gt=last.key) | Q(key=last.key, ordinal__gt=last.ordinal)
            after = Q(deck__gt=last.deck_id) | (Q(deck=last.deck_id) & later)
        piece = list(ordered.filter(after)[:CARDS_AT_ONCE])
        yield from piece
        if len(piece) < CARDS_AT_ONCE:
            return
        last = piece[-1]


def _check_siblings(siblings: list[Card]) -> Iterator[Finding]:
    first = siblings[0]
    for card in siblings[1:]:
        if (first.kind, first.content) != (card.kind, card.content):
            text = f"card {card.pk} has another text than its sibling, card {first.pk}"
            yield Finding("sibling", text, is_cache=False, card=card.pk)
        if (first.tags, first.stages, first.topic_id) != (card.tags, card.stages, card.topic_id):
            text = f"card {card.pk} has other tags, stages or another topic than its sibling, card {first.pk}"
            yield Finding("sibling", text, is_cache=False, card=card.pk)
    try:
        missing = set(KINDS[first.kind].ordinals(first.content)) - {card.ordinal for card in siblings}
    except UNREADABLE:
        return  # said of the card itself
    for ordinal in sorted(missing):
        text = f"card {first.pk}: its text has gap {ordinal}, which no card asks for"
        yield Finding("sibling", text, is_cache=False, card=first.pk)


def _check_card(card: Card) -> Iterator[Finding]:
    try:
        derived = _derived(card)
        ordinals = KINDS[card.kind].ordinals(card.content)
    except UNREADABLE as error:
        text = f"card {card.pk}: its kind {card.kind!r} cannot render its content ({type(error).__name__})"
        yield Finding("content", text, is_cache=False, card=card.pk)
        return
    if card.ordinal not in ordinals:
        text = f"card {card.pk} asks for gap {card.ordinal}, which its text does not have"
        yield Finding("content", text, is_cache=False, card=card.pk)
        return  # what such a card shows is made by nobody: not to be mended
    if card.html != derived["html"]:
        yield Finding("html", f"card {card.pk} shows something else than its content says", card=card.pk)
    for column in ("title", "search"):
        if getattr(card, column) != derived[column]:
            yield Finding(column, f"card {card.pk}: its {column} is not what its content gives", card=card.pk)


def _derived(card: Card) -> dict[str, Any]:
    """What services/content.py works out of a content, by column."""
    title = KINDS[card.kind].title(card.content, card.ordinal)
    return {
        "html": render_card(card.kind, card.content, card.ordinal),
        "title": Truncator(title).chars(250),
        "search": search_text(card),
    }


def check_index() -> Iterator[Finding]:
    """Whether searching finds the cards that there are, by the words that they have."""
    yield from guarded(lambda: (Finding("index", flaw) for flaw in card_index().flaws()), "the search index")


def fix_index() -> None:
    card_index().rebuild()


def check_details(broken: Broken) -> Iterator[Finding]:
    """What reviews say beside their quality. A card that changed its kind has reviews of both."""
    yield from guarded(lambda: _check_details(broken), "the details of reviews")


def _check_details(broken: Broken) -> Iterator[Finding]:
    kinds = [kind for kind in KINDS.values() if kind.takes_detail]
    for model in (Review, Attempt):
        rows = model.objects.filter(detail__isnull=False, card__kind__in=[kind.name for kind in kinds])
        for row in in_pieces(rows.exclude(pk__in=broken.of(model)).only("detail", "card")):
            if not any(_stores(kind, row.detail) for kind in kinds):
                text = f"{model._meta.model_name} {row.pk} says what no kind of card stores"
                yield Finding("detail", text, is_cache=False, card=row.card_id)


def check_ladders(broken: Broken) -> Iterator[Finding]:
    """Whether the rungs of each review follow each other, and none follows one that was missed."""
    yield from guarded(lambda: _check_ladders(broken), "the ladders")


def _check_ladders(broken: Broken) -> Iterator[Finding]:
    last = 0
    rows = Rung.objects.exclude(pk__in=broken.of(Rung)).exclude(review__in=broken.of(Review))
    while reviews := list(
        rows.filter(review__gt=last).order_by("review").values_list("review", flat=True).distinct()[:CARDS_AT_ONCE]
    ):
        asked = rows.filter(review__in=reviews).select_related("review").defer("review__detail")
        for review, rungs in groupby(asked.order_by("review", "place", "pk"), key=lambda rung: rung.review):
            if flaw := _flaw_of(review, list(rungs)):
                yield Finding("ladder", f"review {review.pk}: {flaw}", is_cache=False, card=review.card_id)
        last = reviews[-1]


def _flaw_of(review: Review, rungs: list[Rung]) -> str:
    if any(rung.learner_id != review.learner_id for rung in rungs):
        return "a rung of its ladder is another learner's"
    places = [rung.place for rung in rungs]
    if places != list(range(places[0], places[0] + len(places))):
        return f"its ladder was climbed by the rungs {', '.join(map(str, places))}, which do not follow each other"
    if not all(rung.is_had for rung in rungs[:-1]):
        return "its ladder was climbed on after a rung that was missed"
    if rungs[0].answered_at < review.reviewed_at - CLOCKS_DIFFER:
        return "its ladder was climbed before it was graded"
    return ""


def check_rehearsals(broken: Broken) -> Iterator[Finding]:
    """Whether the answer that came of a rehearsal is one to its card."""
    yield from guarded(lambda: _check_rehearsals(broken), "the rehearsals")


def _check_rehearsals(broken: Broken) -> Iterator[Finding]:
    answers = Review.objects.filter(learner=models.OuterRef("learner"), key=models.OuterRef("key"))
    others = answers.exclude(card=models.OuterRef("card"))
    rows = Rehearsal.objects.exclude(pk__in=broken.of(Rehearsal)).filter(models.Exists(others))
    for row in in_pieces(rows):
        text = f"rehearsal {row.pk}: what came of it is the answer to another card"
        yield Finding("rehearsal", text, is_cache=False, card=row.card_id)


def _stores(kind: Kind, detail: Any) -> bool:
    try:
        return kind.stored_detail(detail, None) == detail
    except Unfit:
        return False


def fix_cards(findings: Iterable[Finding]) -> None:
    cards = {finding.card for finding in findings if finding.is_cache and finding.card}
    for piece in batched(sorted(cards), CARDS_AT_ONCE):
        with transaction.atomic():
            for card in Card.objects.filter(pk__in=piece).select_for_update(of=("self",), no_key=True).order_by("pk"):
                Card.objects.filter(pk=card.pk).update(**_derived(card))


def fix_decks(broken: Broken) -> None:
    for deck in in_pieces(Deck.objects.exclude(pk__in=broken.of(Deck))):
        html = markdown.render(deck.description)
        Deck.objects.filter(pk=deck.pk, description=deck.description).exclude(description_html=html).update(
            description_html=html
        )
    for topic in in_pieces(Topic.objects.exclude(pk__in=broken.of(Topic))):
        html = markdown.render(topic.primer)
        Topic.objects.filter(pk=topic.pk, primer=topic.primer).exclude(primer_html=html).update(primer_html=html)
