"""The run over all merchants."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from sync.client import ApiError, Client, Send
from sync.tokens import NoToken, Vault


@dataclass
class RunReport:
    balances: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def run(merchants: Iterable[str], vault: Vault, send: Send) -> RunReport:
    """The balance of each merchant; one that fails does not stop the others."""
    report = RunReport()
    for merchant in merchants:
        client = Client(merchant, vault, send)
        try:
            report.balances[merchant] = client.balance()
        except (ApiError, NoToken) as error:
            report.failed[merchant] = f"{type(error).__name__}: {error}"
    return report
