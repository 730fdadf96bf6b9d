"""The text of the mail."""

from dataclasses import dataclass
from reports.merchants import Merchant
from reports.summary import Summary


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str


def mail_for(merchant: Merchant, numbers: Summary) -> Mail:
    day = numbers.day.isoformat()
    if numbers.count == 0:
        return Mail(merchant.email, f"No charges on {day}", "Nothing was charged. Have a quiet morning.")
    lines = [
        f"{numbers.count} charges, {money(numbers.total, merchant.currency)} after refunds",
        f"the largest was {money(numbers.largest, merchant.currency)}",
    ]
    return Mail(merchant.email, f"Your charges on {day}", "\n".join(lines))


def money(cents: int, currency: str) -> str:
    sign = "-" if cents < 0 else ""
    units, rest = divmod(abs(cents), 100)
    return f"{sign}{units}.{rest:02d} {currency}"
