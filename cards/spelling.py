"""Text as it is compared: when two ways of writing are one word, one name, one password. Pure."""

import re
import unicodedata

# Letters to Unicode, and nothing to the eye: the fillers of Hangul.
INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
ACCENTS = re.compile("[\u0300-\u036f]")
# Scripts that put no space between words: each letter is looked for as a word, and a word as letters in a row.
UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
BETWEEN_UNSPACED = re.compile(rf"(?<=[{UNSPACED}])(?=\S)|(?<=\S)(?=[{UNSPACED}])")
LONGEST_NORMALISED = 1_024  # no password is longer, and normalising takes the square of a text's length


def fold(text: str) -> str:
    """The same for all ways to write the same: composed or not, upper or lower case, full width or half.

    "café" is found however its é was typed, API and api are one tag, and ﬁn and Fin one user name.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def searchable(text: str) -> str:
    """As it is searched: folded, "naïve" as "naive", and a space between letters of scripts that have none."""
    folded = fold(text)
    if folded.isascii():
        return folded
    plain = unicodedata.normalize("NFC", ACCENTS.sub("", unicodedata.normalize("NFD", folded)))
    return BETWEEN_UNSPACED.sub(" ", plain)


def normal_name(name: str) -> str:
    """A user name as it is stored: the letters it is made of, not the ways to encode or to print them (NFKC)."""
    return unicodedata.normalize("NFKC", name)


def is_visible(name: str) -> bool:
    """Whether every character of a name can be seen, so that it looks like no other."""
    marks = {"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zs", "Zl", "Zp"}
    return not any(letter in INVISIBLE_LETTERS or unicodedata.category(letter) in marks for letter in name)


def normal_password(password: str | None) -> str | None:
    """As it is hashed (NFKC). One keyboard sends é as one letter, another as e and an accent: it is one password."""
    if password is None or len(password) > LONGEST_NORMALISED:
        return password
    return unicodedata.normalize("NFKC", password)


def password_spellings(password: str | None) -> list[str | None]:
    """What to try against a hash: those of before were made of the password as it was typed."""
    return list(dict.fromkeys([normal_password(password), password]))
