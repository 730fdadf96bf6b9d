"""How a name is looked up."""

from collections.abc import Mapping
from typing import Any

Names = Mapping[str, Any]


class NoSuchName(KeyError):
    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"no such name: {self.path}"


def look_up(names: Names, path: str) -> Any:
    """The value at a path such as `order.customer.name`: keys of mappings, otherwise attributes."""
    value: Any = names
    for step in path.split("."):
        if isinstance(value, Mapping):
            if step not in value:
                raise NoSuchName(path)
            value = value[step]
        elif not step.startswith("_") and hasattr(value, step):
            value = getattr(value, step)
        else:
            raise NoSuchName(path)
    return value
