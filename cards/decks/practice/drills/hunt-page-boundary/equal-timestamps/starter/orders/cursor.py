"""Where a page ended, as a text that callers hand back without reading it."""

import base64
import binascii
from dataclasses import dataclass


class BadCursor(Exception):
    pass


@dataclass(frozen=True)
class Cursor:
    created: int
    id: int

    def encode(self) -> str:
        return base64.urlsafe_b64encode(f"{self.created}:{self.id}".encode()).decode()

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        try:
            created, _, number = base64.urlsafe_b64decode(text.encode()).decode().partition(":")
            return cls(int(created), int(number))
        except (binascii.Error, UnicodeDecodeError, ValueError) as error:
            raise BadCursor(text) from error
