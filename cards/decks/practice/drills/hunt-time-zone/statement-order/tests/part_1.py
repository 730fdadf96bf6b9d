from statements.balance import running
from statements.entry import Entry
from statements.importer import read_entries
from statements.overdraft import fee_for
from statements.period import Month
from statements.text import statement


def texts(rows):
    return [row.entry.text for row in rows]


def test_entries_of_one_branch_stand_in_the_order_of_their_times():
    rows = running(
        [
            Entry(1, "2026-03-02T12:00:00+01:00", -10_00, "lunch"),
            Entry(2, "2026-03-02T08:00:00+01:00", -3_00, "coffee"),
        ],
        opening=50_00,
    )

    assert texts(rows) == ["coffee", "lunch"]
    assert [row.balance for row in rows] == [47_00, 37_00]


def test_money_from_abroad_that_came_first_stands_first():
    rent = Entry(1, "2026-03-02T23:10:00+01:00", -900_00, "rent")  # in Berlin
    transfer = Entry(2, "2026-03-03T06:40:00+09:00", 1_000_00, "transfer")  # in Tokyo, half an hour before

    rows = running([transfer, rent], opening=750_00)

    assert texts(rows) == ["transfer", "rent"]
    assert fee_for(rows) == 0


def test_entries_of_the_same_moment_stand_by_sequence_number():
    rows = running([Entry(9, "2026-03-02T12:00:00Z", 2, "second"), Entry(8, "2026-03-02T12:00:00Z", 1, "first")])

    assert texts(rows) == ["first", "second"]


def test_a_month_is_one_on_the_customers_clock():
    entries = [
        Entry(1, "2026-03-31T23:30:00Z", 1, "already April in Berlin"),
        Entry(2, "2026-03-31T21:30:00Z", 1, "still March"),
    ]

    assert [entry.sequence for entry in Month(2026, 3, offset_minutes=120).of(entries)] == [2]


def test_a_statement_as_text():
    entries = read_entries(["1;2026-02-27T10:00:00+01:00;50000;salary", "2;2026-03-02T12:00:00+01:00;-1250;lunch"])

    assert statement(entries, Month(2026, 3)) == "opening 500.00\n2026-03-02T12:00:00+01:00 -12.50 487.50 lunch"
