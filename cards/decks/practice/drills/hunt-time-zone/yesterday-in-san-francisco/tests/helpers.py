from datetime import UTC, datetime
from reports.charges import Charge
from reports.merchants import Merchant


def at(*when):
    """A moment in UTC: at(2026, 3, 10, 20) is eight in the evening in Greenwich."""
    return datetime(*when, tzinfo=UTC)


def merchant_at(offset_minutes):
    return Merchant("bar", "bar@example.com", offset_minutes)


def charges_at(*moments, amount=1_00):
    return [Charge("bar", moment, amount) for moment in moments]
