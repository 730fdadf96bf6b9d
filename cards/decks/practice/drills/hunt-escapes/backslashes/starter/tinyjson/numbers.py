"""Numbers, strictly as in the standard."""

import re

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def number(text: str) -> int | float:
    match = NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"not a number: {text}")
    return float(text) if match[1] or match[2] else int(text)
