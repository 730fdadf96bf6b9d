"""Who gets a mail now."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from reports.charges import Charge
from reports.days import hour_on
from reports.mail import Mail, mail_for
from reports.merchants import Merchant
from reports.summary import summary

MAIL_HOUR = 7


def mails_due(merchants: Iterable[Merchant], charges: list[Charge], now: datetime) -> Iterator[Mail]:
    """Runs at each full hour: those whose local clock shows seven get their mail."""
    for merchant in merchants:
        if hour_on(merchant.clock, now) == MAIL_HOUR:
            yield mail_for(merchant, summary(charges, merchant, now))
