"""Pages as they are read, however their HTML is laid out."""

import re


def html_of(response) -> str:
    """The HTML of a page, or its part, as a browser takes it: a line break is a space."""
    return " ".join(response.text.split())


def text_of(response) -> str:
    """What a page says to its reader."""
    main = re.search(r"<main.*</main>", response.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main[0] if main else response.text).split())
