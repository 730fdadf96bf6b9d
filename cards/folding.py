"""Text as it is compared: "café" is found however its é was typed, and API and api are one tag."""

import unicodedata


def fold(text: str) -> str:
    """The same for all ways to write the same: composed or not, upper or lower case, full width or half."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
