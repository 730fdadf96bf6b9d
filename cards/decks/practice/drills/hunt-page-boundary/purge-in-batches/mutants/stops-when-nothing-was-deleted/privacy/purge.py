"""Delete expired records, except those on legal hold."""

from dataclasses import dataclass
from privacy.pages import STANDARD_BATCH
from privacy.records import RecordTable


@dataclass
class PurgeReport:
    deleted: int = 0
    held: int = 0
    batches: int = 0

    def __str__(self) -> str:
        return f"{self.deleted} deleted in {self.batches} batches, {self.held} on legal hold"


def purge(table: RecordTable, before: int, batch: int = STANDARD_BATCH) -> PurgeReport:
    report = PurgeReport()
    while page := table.expired(before, limit=batch):
        free = [record.id for record in page if not record.on_hold]
        report.deleted += table.delete(free)
        report.held += len(page) - len(free)
        report.batches += 1
        if not free:
            break
    return report
