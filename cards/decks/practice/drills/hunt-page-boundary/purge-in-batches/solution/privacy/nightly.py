"""Archive, then purge."""

from dataclasses import dataclass
from privacy.archive import archive
from privacy.purge import PurgeReport, purge
from privacy.records import RecordTable
from privacy.retention import expired_before


@dataclass
class NightReport:
    archived: int
    purged: PurgeReport

    def lines(self) -> list[str]:
        return [f"archive: {self.archived} records", f"purge: {self.purged}"]


def run_night(table: RecordTable, now: int, retention_days: int) -> NightReport:
    """What a night has done. The archive comes first: what is purged has been archived."""
    before = expired_before(now, retention_days)
    archived = archive(table, before)
    purged = purge(table, before)
    return NightReport(len(archived), purged)
