"""The importer that uses it."""

from tinyjson.parser import loads
from typing import Any


class BadConfig(ValueError):
    pass


def read_config(source: str, known: set[str]) -> dict[str, Any]:
    """The settings; unknown ones are refused, so that a typo is noticed."""
    settings = loads(source)
    if not isinstance(settings, dict):
        raise BadConfig("a configuration is an object")
    unknown = sorted(settings.keys() - known)
    if unknown:
        raise BadConfig(f"unknown settings: {', '.join(unknown)}")
    return settings
