"""Values as the YAML of deck files: always the same text for the same value, so that diffs stay small."""

import json
from collections.abc import Iterable, Mapping

import yaml


def scalar(text: str) -> str:
    """Text as a value after `key: `: plain where YAML reads it back as it stands, else in double quotes."""
    return text if _reads_back(f"k: {text}", {"k": text}) else quoted(text)


def word(text: str) -> str:
    """Text as an item of a `[…]` list."""
    return text if _reads_back(f"[{text}]", [text]) else quoted(text)


def words(items: Iterable[str]) -> str:
    return f"[{', '.join(word(item) for item in items)}]"


def number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(character if character.isprintable() else _escape(character) for character in escaped)


def mapping(pairs: Mapping[str, str]) -> str:
    """`{key: value, …}` of values that are YAML already; empty ones are left out."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items() if value) + "}"


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def _reads_back(yaml_text: str, value: object) -> bool:
    if "\n" in yaml_text or "#" in yaml_text:
        return False
    try:
        return bool(yaml.safe_load(yaml_text) == value)
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
