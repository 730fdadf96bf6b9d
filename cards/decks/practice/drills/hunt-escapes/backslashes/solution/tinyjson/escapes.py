"""What stands behind a backslash."""

import re

SIMPLE = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
FOUR_DIGITS = re.compile(r"[0-9a-fA-F]{4}")

HIGH = range(0xD800, 0xDC00)
LOW = range(0xDC00, 0xE000)


class BadEscape(ValueError):
    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset


def decode(raw: str) -> str:
    """The text between two quotes, with its escapes put in."""
    decoded = []
    offset = 0
    while offset < len(raw):
        character = raw[offset]
        if character != "\\":
            if character < " ":
                raise BadEscape(offset, "a control character in a text")
            decoded.append(character)
            offset += 1
        elif raw[offset + 1 : offset + 2] == "u":
            code, offset = _code_point(raw, offset)
            decoded.append(chr(code))
        elif raw[offset + 1 : offset + 2] in SIMPLE and offset + 1 < len(raw):
            decoded.append(SIMPLE[raw[offset + 1]])
            offset += 2
        else:
            raise BadEscape(offset, "an unknown escape")
    return "".join(decoded)


def _code_point(raw: str, offset: int) -> tuple[int, int]:
    """A character written in hexadecimal, in two halves if it is beyond the first plane, and the offset after it."""
    code = _four_digits(raw, offset)
    if code in LOW:
        raise BadEscape(offset, "half a character")
    if code not in HIGH:
        return code, offset + 6
    if raw[offset + 6 : offset + 8] != "\\u" or (low := _four_digits(raw, offset + 6)) not in LOW:
        raise BadEscape(offset, "half a character")
    return 0x10000 + ((code - HIGH.start) << 10) + (low - LOW.start), offset + 12


def _four_digits(raw: str, offset: int) -> int:
    digits = raw[offset + 2 : offset + 6]
    if FOUR_DIGITS.fullmatch(digits) is None:
        raise BadEscape(offset, "expected four hexadecimal digits")
    return int(digits, 16)
