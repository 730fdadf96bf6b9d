"""Documents by key. Every document that comes out of the store carries the version it had."""

from copy import deepcopy
from typing import Any

Document = dict[str, Any]


class Conflict(Exception):
    """The document was saved by somebody else after it was loaded."""


class NotFound(Exception):
    pass


class Store:
    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._versions: dict[str, int] = {}

    def load(self, key: str) -> Document:
        if key not in self._documents:
            raise NotFound(key)
        return {**deepcopy(self._documents[key]), "version": self._versions[key]}

    def save(self, key: str, document: Document) -> int:
        """The new version. A document that has never been loaded has no version to compare."""
        content = deepcopy(document)
        loaded_version = content.pop("version", None)
        current_version = self._versions.get(key, 0)
        if loaded_version is not None and loaded_version != current_version:
            raise Conflict(f"{key}: loaded at {loaded_version}, now {current_version}")
        self._documents[key] = content
        self._versions[key] = current_version + 1
        return self._versions[key]

    def keys(self) -> list[str]:
        return sorted(self._documents)
