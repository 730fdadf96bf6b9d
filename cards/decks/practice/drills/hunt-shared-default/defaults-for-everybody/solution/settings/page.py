"""What the settings page shows."""

from collections.abc import Iterator
from settings.defaults import Settings


def rows(settings: Settings, start: str = "") -> Iterator[tuple[str, str]]:
    """Each path with its value, groups first opened in the order of names."""
    for name in sorted(settings):
        path = f"{start}{name}"
        value = settings[name]
        if isinstance(value, dict):
            yield from rows(value, f"{path}.")
        elif isinstance(value, bool):
            yield path, "on" if value else "off"
        elif isinstance(value, list):
            yield path, ", ".join(map(str, value))
        else:
            yield path, str(value)
