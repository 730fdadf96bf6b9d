from privacy.nightly import run_night
from privacy.purge import purge
from tests.helpers import table_of


def test_nothing_is_left_whatever_the_batch():
    for count in (1, 9, 10, 11, 20, 25, 99):
        for batch in (1, 2, 7, 10, 50):
            table = table_of(count)

            assert purge(table, before=1, batch=batch).deleted == count, (count, batch)
            assert table.ids() == [], (count, batch)


def test_many_batches():
    table = table_of(1_205)

    assert purge(table, before=1, batch=10).deleted == 1_205
    assert table.ids() == []


def test_a_batch_full_of_holds_is_passed():
    table = table_of(30, held=range(1, 16))

    report = purge(table, before=1, batch=5)

    assert table.ids() == list(range(1, 16))
    assert (report.deleted, report.held) == (15, 15)


def test_holds_scattered_through_all_batches():
    held = list(range(3, 100, 4))
    table = table_of(100, held=held)

    report = purge(table, before=1, batch=10)

    assert table.ids() == held
    assert report.held == len(held)


def test_only_holds_are_left_and_the_purge_ends():
    table = table_of(20, held=range(1, 21))

    assert purge(table, before=1, batch=5).deleted == 0
    assert len(table.ids()) == 20


def test_no_query_asks_for_more_than_a_batch():
    table = table_of(100, most_rows=10)

    purge(table, before=1, batch=10)

    assert table.ids() == []


def test_a_second_night_has_nothing_to_do():
    table = table_of(45, held=[7])
    now = 90 * 24 * 60 * 60

    run_night(table, now, retention_days=30)

    assert run_night(table, now, retention_days=30).purged.deleted == 0
    assert table.ids() == [7]


def test_an_empty_table():
    assert purge(table_of(0), before=1).deleted == 0
