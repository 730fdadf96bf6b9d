import json
from lib.checks import raises
from notices import BadBatch, Problem, read_batch
from tests.helpers import batch, notice

WRONG = {
    "id": [None, 5, [], True],
    "payout": [None, 5, {}],
    "version": [None, "1", 0, -1, 1.0, 1.5, True],
    "state": [None, "PAID", "", 5, [], {}],
    "amount": [
        None,
        12.5,
        12,
        "12",
        "12.5",
        "12.500",
        "-1.00",
        "+1.00",
        "1,50",
        "",
        " 1.00",
        "1.00\n",
        ".50",
        "1e2",
        "١.٠٠",
    ],
    "currency": [None, "eur", "EURO", "EU", "", 978, "EUR "],
}


def test_each_field_that_is_wrong_is_named():
    for field, values in WRONG.items():
        for value in values:
            good, bad = read_batch(batch(notice(7, **{field: value})))

            assert good == [], (field, value)
            assert bad == [Problem(None if field == "id" else "n7", field)], (field, value)


def test_each_field_that_is_missing_is_named():
    for field in WRONG:
        item = notice(7)
        del item[field]

        assert [problem.field for problem in read_batch(batch(item))[1]] == [field]


def test_the_first_bad_field_in_the_order_of_the_table():
    item = {field: None for field in reversed(list(WRONG))}

    assert read_batch(batch(item))[1] == [Problem(None, "id")]
    assert read_batch(batch({**item, "id": "n1", "payout": "po_1"}))[1] == [Problem("n1", "version")]


def test_cents_are_exact():
    for amount, cents in (
        ("19.99", 1999),
        ("0.07", 7),
        ("0.00", 0),
        ("1.15", 115),
        ("90071992547409.93", 9007199254740993),
    ):
        [good], _ = read_batch(batch(notice(amount=amount)))
        assert good.cents == cents
        assert isinstance(good.cents, int)


def test_what_is_not_a_batch():
    item = notice()
    bodies = [
        b"",
        b"\xff\xfe",
        b"null",
        b"5",
        b'"batch"',
        b"{}",
        json.dumps({"notices": [item]}).encode(),
        json.dumps({"batch": 5, "notices": [item]}).encode(),
        json.dumps({"batch": "b-1"}).encode(),
        json.dumps({"batch": "b-1", "notices": {}}).encode(),
        json.dumps({"batch": "b-1", "notices": []}).encode(),
        json.dumps({"batch": "b-1", "notices": [item, "text"]}).encode(),
        json.dumps({"batch": "b-1", "notices": [item] * 101}).encode(),
    ]

    for body in bodies:
        with raises(BadBatch):
            read_batch(body)


def test_a_hundred_notices_in_order_with_doubles():
    items = [notice(number % 60) for number in range(100)]

    good, bad = read_batch(batch(*items))

    assert [item.id for item in good] == [item["id"] for item in items]
    assert bad == []


def test_more_fields_are_fine():
    good, _ = read_batch(json.dumps({"batch": "b", "more": 1, "notices": [notice(note="hello")]}).encode())

    assert len(good) == 1
