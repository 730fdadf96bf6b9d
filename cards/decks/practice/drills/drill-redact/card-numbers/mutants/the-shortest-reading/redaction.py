"""Takes card numbers out of text."""

import re
from collections.abc import Sequence
from typing import Any

LENGTHS = range(13, 20)
SHOWN = 4
SEPARATORS = {" ", "-"}
GROUP = re.compile(r"[0-9]+")

SECRET = re.compile(r"(.*[-_])?(cvc|cvv|password|secret|authorization)", re.IGNORECASE | re.DOTALL)
REDACTED = "[redacted]"


def redact(text: str) -> str:
    characters = list(text)
    groups = [match.span() for match in GROUP.finditer(text)]
    first = 0
    while first < len(groups):
        last = _end_of_card(text, groups, first)
        if last is None:
            first += 1
            continue
        start, end = groups[first][0], groups[last][1]
        places = [place for place in range(start, end) if text[place] not in SEPARATORS]
        for place in places[:-SHOWN]:
            characters[place] = "*"
        first = last + 1
    return "".join(characters)


def _end_of_card(text: str, groups: Sequence[tuple[int, int]], first: int) -> int | None:
    """The last group of the longest card number that begins with this group."""
    found = None
    digits = ""
    for number in range(first, len(groups)):
        start, end = groups[number]
        is_linked = number == first or text[groups[number - 1][1] : start] in SEPARATORS
        if not is_linked or _touches_a_word(text, start, end):
            break
        digits += text[start:end]
        if len(digits) > max(LENGTHS):
            break
        if is_card_number(digits):
            return number
    return found


def _touches_a_word(text: str, start: int, end: int) -> bool:
    neighbours = text[max(0, start - 1) : start] + text[end : end + 1]
    return any(character.isalpha() or character == "_" for character in neighbours)


def is_card_number(digits: str) -> bool:
    return len(digits) in LENGTHS and len(set(digits)) > 1 and _luhn(digits) % 10 == 0


def _luhn(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        if place % 2:
            value = 2 * value - 9 if value > 4 else 2 * value
        total += value
    return total


def redact_data(data: Any) -> Any:
    """A copy of data from JSON, without card numbers and without what is secret by name."""
    match data:
        case dict():
            return {name: _value_of(name, value) for name, value in data.items()}
        case list():
            return [redact_data(value) for value in data]
        case str():
            return redact(data)
        case int() if data > 0 and is_card_number(str(data)):
            return redact(str(data))
    return data


def _value_of(name: str, value: Any) -> Any:
    if SECRET.fullmatch(name):
        return None if value is None else REDACTED
    return redact_data(value)
