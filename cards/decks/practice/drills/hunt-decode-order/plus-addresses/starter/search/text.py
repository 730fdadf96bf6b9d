"""Percent-encoding, as forms do it: a space is a plus."""

from urllib.parse import quote, quote_plus, unquote, unquote_plus


def decoded(text: str) -> str:
    return unquote_plus(text)


def encoded(text: str) -> str:
    return quote_plus(text)


def decoded_segment(text: str) -> str:
    """A piece of a path: there a plus is a plus."""
    return unquote(text)


def encoded_segment(text: str) -> str:
    return quote(text, safe="")
