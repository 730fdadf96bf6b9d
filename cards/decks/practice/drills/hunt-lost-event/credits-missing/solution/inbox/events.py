"""An event, from the body of a request."""

import json
from dataclasses import dataclass


class BadEvent(ValueError):
    pass


@dataclass(frozen=True)
class Event:
    id: str
    type: str
    account: str
    package: str

    @classmethod
    def parse(cls, body: bytes) -> "Event":
        try:
            fields = json.loads(body)
            values = [fields["id"], fields["type"], fields["account"], fields.get("package", "")]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadEvent("not an event") from error
        if not all(isinstance(value, str) for value in values):
            raise BadEvent("not an event")
        return cls(*values)
