#!/usr/bin/env python
"""How long a first page of search takes: `.ci/search_bench.py`, or behind `.ci/with_postgres.py` on PostgreSQL.

Into an empty database come 500 cards of one learner's, with the words of the built-in decks; then others' up to 1,000
and to 100,000 cards; then a learner who has all of 100,000. The least of some first pages, which no busy machine moves,
in milliseconds, in this process: what the page's query function costs, without the network and the template.
"""

import os
import random
import re
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TIMES, HERS = 15, 500
SEARCHES = ("idempotency", "the", "co", '"exactly once"', "lock -dead", "retry idempotency key", "idempotancy")


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATA_DIR", folder)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure()


def measure() -> None:
    from cards.models import Deck, Learner

    texts = re.findall(r"\S+", " ".join(path.read_text() for path in (ROOT / "cards/decks").rglob("topics/**/*.md")))
    people = [Learner.objects.create(username=name, email=f"{name}@example.org") for name in ("hers", "others", "all")]
    hers, others, everything = [
        [Deck.objects.create(owner=owner, slug=f"d{number}", title=f"D{number}") for number in range(5)]
        for owner in people
    ]
    fill(hers, HERS, texts)
    fill(others, 1_000 - HERS, texts)
    tell("500 cards among 1,000", people[0], hers)
    fill(others, 99_000, texts)
    tell("500 cards among 100,000", people[0], hers)
    fill(everything, 100_000, texts)
    tell("100,000 cards of one learner", people[2], everything)


def fill(decks: list, number: int, texts: list[str]) -> None:
    from django.db import connection
    from django.utils import timezone

    from cards.models import Card
    from cards.spelling import searchable

    chance, now = random.Random(number), timezone.now()  # noqa: S311 - the same cards each time
    first = Card.objects.count()
    for start in range(0, number, 1_000):
        rows = []
        for index in range(start, min(start + 1_000, number)):
            place = chance.randrange(len(texts) - 130)
            title, rest = (" ".join(texts[place : place + 10]), " ".join(texts[place + 10 : place + 130]))
            rows.append(
                Card(
                    deck=decks[index % len(decks)], key=f"c{first + index}", kind="recall", title=title[:250],
                    content={}, html={"question": title, "answer": rest}, search=searchable(f"{title}\n{rest}\x1f"),
                    digest="", created_at=now, edited_at=now,
                )
            )  # fmt: skip
        Card.objects.bulk_create(rows)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE cards_card")


def tell(what: str, learner, decks: list) -> None:
    from django.utils import timezone

    from cards.queries.search import found_cards

    print(what)
    for q in SEARCHES:
        taken = []
        for _ in range(TIMES):
            start = time.perf_counter()
            listed = found_cards(learner, decks, timezone.now().date(), q=q, size=20)
            taken.append((time.perf_counter() - start) * 1_000)
        print(f"  {q:24}{min(taken):8.1f} ms  {listed.found}{'+' if listed.capped else ''} cards")


if __name__ == "__main__":
    main()
