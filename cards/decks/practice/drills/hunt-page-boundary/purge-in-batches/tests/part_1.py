from privacy.archive import archive
from privacy.nightly import run_night
from privacy.purge import purge
from privacy.records import Record, RecordTable
from tests.helpers import table_of

DAY = 24 * 60 * 60


def test_a_few_records_are_deleted():
    table = table_of(9)

    assert purge(table, before=1, batch=10).deleted == 9
    assert table.ids() == []


def test_a_purge_deletes_all_expired_records():
    table = table_of(25)

    report = purge(table, before=1, batch=10)

    assert table.ids() == []
    assert report.deleted == 25


def test_records_on_hold_stay():
    table = table_of(5, held=[2, 4])

    report = purge(table, before=1, batch=10)

    assert table.ids() == [2, 4]
    assert (report.deleted, report.held) == (3, 2)


def test_the_archive_has_all_expired_records():
    assert len(archive(table_of(25), before=1, batch=10)) == 25


def test_a_night_spares_what_has_not_expired():
    table = RecordTable([Record(1, "old@example.com", last_seen=0), Record(2, "new@example.com", last_seen=3 * DAY)])

    report = run_night(table, now=4 * DAY, retention_days=2)

    assert table.ids() == [2]
    assert report.lines() == ["archive: 1 records", "purge: 1 deleted in 1 batches, 0 on legal hold"]
