"""Short names for long addresses."""

import re
from collections.abc import Callable
from dataclasses import dataclass

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE = len(DIGITS)
VALUES = {digit: value for value, digit in enumerate(DIGITS)}

ALIAS = re.compile(r"[A-Za-z0-9_-]{1,30}")
URL = re.compile(r"https?://[^\s\x00-\x1f\x7f-\x9f]+", re.IGNORECASE)
RESERVED = {"api", "admin", "health"}
NEVER = float("inf")


class Unknown(Exception):
    """This name was never given out."""


class Gone(Exception):
    """This name has come to its end."""


class Taken(Exception):
    """This name is reserved, or leads or has led somewhere."""


def encode(number: int) -> str:
    if number < 0:
        raise ValueError("only numbers from 0 have a code")
    code = ""
    while number >= BASE:
        number, value = divmod(number, BASE)
        code = DIGITS[value] + code
    return DIGITS[number] + code


def decode(code: str) -> int:
    if not code or not set(code) <= set(DIGITS) or (code[0] == "0" and code != "0"):
        raise ValueError(f"not a code: {code!r}")
    number = 0
    for digit in code:
        number = number * BASE + VALUES[digit]
    return number


@dataclass
class Link:
    url: str
    ends: float


class Shortener:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._links: dict[str, Link] = {}  # those that are gone, too
        self._permanent: dict[str, str] = {}  # codes we gave out without an end, by url
        self._number = 0

    def shorten(self, url: str, alias: str | None = None, ttl: float | None = None) -> str:
        if not URL.fullmatch(url):
            raise ValueError(f"not an address: {url!r}")
        if ttl is not None and ttl <= 0:
            raise ValueError("a link lives for more than zero seconds")
        ends = NEVER if ttl is None else self._clock() + ttl
        if alias is not None:
            return self._claim(alias, url, ends)
        if ttl is not None:
            return self._claim(self._free_code(), url, ends)
        if url not in self._permanent or self._links[self._permanent[url]].ends != NEVER:
            self._permanent[url] = self._claim(self._free_code(), url, NEVER)
        return self._permanent[url]

    def resolve(self, code: str) -> str:
        if code not in self._links:
            raise Unknown(code)
        if self._has_ended(self._links[code]):
            raise Gone(code)
        return self._links[code].url

    def _claim(self, name: str, url: str, ends: float) -> str:
        if not ALIAS.fullmatch(name):
            raise ValueError(f"not a name: {name!r}")
        link = self._links.get(name)
        if name.lower() in RESERVED or (link and (link.url != url or self._has_ended(link))):
            raise Taken(name)
        self._links[name] = Link(url, ends)
        return name

    def _free_code(self) -> str:
        while True:
            self._number += 1
            code = encode(self._number)
            if code not in self._links and code.lower() not in RESERVED:
                return code

    def _has_ended(self, link: Link) -> bool:
        return self._clock() >= link.ends
