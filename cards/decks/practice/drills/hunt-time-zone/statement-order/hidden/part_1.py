from lib.checks import raises
from statements.balance import running
from statements.entry import BadTime, Entry
from statements.overdraft import fee_for, overdrawn_since
from statements.period import Month
from statements.text import statement


def texts(rows):
    return [row.entry.text for row in rows]


def in_this_order(*times):
    """Whether entries with these times, given in every rotation, come out as they stand here."""
    entries = [Entry(100 - number, time, 1, time) for number, time in enumerate(times)]
    return all(texts(running(entries[turn:] + entries[:turn])) == list(times) for turn in range(len(entries)))


def test_branches_west_and_east():
    assert in_this_order(
        "2026-03-02T09:00:00+09:00",
        "2026-03-02T01:00:00Z",
        "2026-03-01T18:00:00-08:00",
        "2026-03-02T08:45:00+05:45",
        "2026-03-02T03:30:00Z",
    )


def test_the_night_of_the_clock_change():
    assert in_this_order(
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:10:00+01:00",
        "2026-10-25T02:30:00+01:00",
    )


def test_across_midnight_and_the_turn_of_the_year():
    assert in_this_order("2027-01-01T00:30:00+01:00", "2026-12-31T23:45:00Z", "2026-12-31T19:00:00-05:00")


def test_within_a_second():
    assert in_this_order("2026-03-02T12:00:00.250Z", "2026-03-02T13:00:00.500+01:00", "2026-03-02T12:00:00.750Z")


def test_the_same_moment_in_two_spellings_goes_by_sequence_number():
    rows = running(
        [
            Entry(7, "2026-03-02T12:00:00Z", 1, "third"),
            Entry(5, "2026-03-02T13:00:00+01:00", 1, "first"),
            Entry(6, "2026-03-02T07:00:00-05:00", 1, "second"),
        ]
    )

    assert texts(rows) == ["first", "second", "third"]


def test_the_overdraft_that_was_and_the_one_that_was_not():
    salary = Entry(2, "2026-03-02T10:00:00-05:00", 1_000_00, "salary")
    before = Entry(1, "2026-03-02T15:30:00+01:00", -100_00, "too early")
    after = Entry(1, "2026-03-02T16:30:00+01:00", -100_00, "in time")

    assert overdrawn_since(running([salary, before])).entry is before
    assert fee_for(running([salary, after])) == 0


def test_times_are_shown_as_they_came():
    text = statement([Entry(1, "2026-03-02T18:40:00-05:00", 100, "transfer")], Month(2026, 3))

    assert "2026-03-02T18:40:00-05:00 1.00" in text


def test_a_time_without_offset_is_still_refused():
    with raises(BadTime):
        Entry(1, "2026-03-02T12:00:00", 1, "no offset")
