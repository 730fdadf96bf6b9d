"""Legal holds: records that must not be deleted while somebody looks into them."""

from collections.abc import Iterable
from dataclasses import replace
from privacy.records import Record


def held(records: Iterable[Record], emails: Iterable[str]) -> list[Record]:
    """The records, with those of these people on hold; others keep what they had."""
    wanted = {email.strip().lower() for email in emails}
    return [replace(record, on_hold=True) if record.email.lower() in wanted else record for record in records]
