"""Pages as they are read, however their HTML is laid out."""

import re
from html import unescape


def html_of(response) -> str:
    """The HTML of a page, or its part, as a browser takes it: a line break is a space."""
    return " ".join(response.text.split())


def text_of(response) -> str:
    """What a page says to its reader."""
    main = re.search(r"<main.*</main>", response.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main[0] if main else response.text).split())


def errors_of(response) -> set[str]:
    """The fields beside which an error stands."""
    return set(re.findall(r'id="id_([\w.-]+)_error"', response.text))


def notices_of(response) -> list[str]:
    """Of which kind each notice is that tells what was done: "success", "error", …"""
    messages = re.search(r'<div class="messages".*?</div>', response.text, re.DOTALL)
    return re.findall(r'<p class="notice ([\w -]*)">', messages[0])


def refusal_of(response) -> str:
    """The code by which a write was refused; a page that answers says why, in whatever words."""
    refusal = response.wsgi_request.refusal
    assert response.status_code < 400 or refusal.detail in unescape(html_of(response))
    return refusal.code
