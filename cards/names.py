"""User names, and when two of them are one. Pure."""

import unicodedata

# Letters to Unicode, and nothing to the eye: the fillers of Hangul.
INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")


def normal_name(name: str) -> str:
    """As it is stored: the letters a name is made of, not the ways to encode or to print them (NFKC)."""
    return unicodedata.normalize("NFKC", name)


def folded_name(name: str) -> str:
    """As it is compared: neither case nor the form of its letters makes another name."""
    return normal_name(normal_name(name).casefold())


def is_visible(name: str) -> bool:
    """Whether every character of a name can be seen, so that it looks like no other."""
    marks = {"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zs", "Zl", "Zp"}
    return not any(letter in INVISIBLE_LETTERS or unicodedata.category(letter) in marks for letter in name)
