"""What a page weighs with all its files, as they are sent to a browser that has none of them yet."""

import re
import string
from random import Random
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.factories import enrolled, make_cards, make_deck

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HEADERS = 450  # bytes before the content of an answer
IMPORTS = re.compile(r'^import (?:.+ from )?"(\./[^"]+)"', re.MULTILINE)
DRAWN = re.compile(rb"[0-9a-zA-Z]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # by lot: tokens, keys
LINKED = re.compile(rf'(?:href|src)="{re.escape(settings.STATIC_URL)}([^"]+)"')


def test_the_first_review_page_weighs_at_most_37_kib(alice, alice_client):
    deck = make_deck(title="Demo")
    make_cards(deck, 3, stage="screen")
    enrolled(alice, deck)

    answer = alice_client.get("/review/", headers={"accept-encoding": "br"})
    page = brotli.decompress(answer.content)
    html = brotli.compress(without_chance(page), quality=1)
    files = with_imports(LINKED.findall(page.decode()))
    weights = {name: len(brotli.compress(content, quality=9)) for name, content in files.items()}

    assert len(weights) > 8
    assert len(html) + sum(weights.values()) + HEADERS * (1 + len(weights)) <= 37 * 1024, (len(html), weights)


def without_chance(page):
    """The page with always the same tokens and keys, whose length when compressed would go by lot."""
    lots, known = Random(1), {}

    def instead(drawn):
        letters = string.hexdigits[:16] if b"-" in drawn[0] else string.ascii_letters + string.digits
        return known.setdefault(drawn[0], "".join(lots.choices(letters, k=len(drawn[0]))).encode())

    return DRAWN.sub(instead, page)


def with_imports(names):
    """The contents of these static files and of the modules that they import, by name."""
    files, waiting = {}, list(names)
    while waiting:
        name = waiting.pop()
        if name in files:
            continue
        with open(finders.find(name), "rb") as file:
            files[name] = file.read()
        if name.endswith(".js"):
            imported = IMPORTS.findall(files[name].decode())
            waiting += [urlsplit(urljoin(f"//host/{name}", path)).path[1:] for path in imported]
    return files
