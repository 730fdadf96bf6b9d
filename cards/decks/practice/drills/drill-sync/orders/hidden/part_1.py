from lib.checks import raises
from lib.fake_http import LOST_REPLY, Timeout
from orders import Report
from tests.helpers import Fulfilment, remote


def test_amounts_are_compared_as_numbers():
    amounts = ("12.5", "12.50", "12.500", "0012.50")
    api = Fulfilment(*[remote(f"ful_{n}", f"A-{n}", amount) for n, amount in enumerate(amounts)])

    report = api.sync(*[(f"A-{n}", 1250) for n in range(len(amounts))])

    assert len(report.unchanged) == len(amounts)
    assert api.writes() == []


def test_amounts_are_exact():
    cents = (1, 9, 10, 99, 100, 1999, 435, 9_007_199_254_740_993)
    api = Fulfilment()
    api.sync(*[(f"A-{n}", amount) for n, amount in enumerate(cents)])

    assert list(api.amounts().values()) == [
        "0.01", "0.09", "0.10", "0.99", "1.00", "19.99", "4.35", "90071992547409.93",
    ]  # fmt: skip
    assert api.sync(*[(f"A-{n}", amount) for n, amount in enumerate(cents)]).updated == []


def test_part_of_a_cent_is_another_amount():
    api = Fulfilment(remote("ful_1", "A-1", "10.005"))

    assert api.sync(("A-1", 1000)).updated == ["A-1"]
    assert api.amounts() == {"ful_1": "10.00"}


def test_a_second_run_has_nothing_to_do():
    api = Fulfilment(remote("ful_1", "A-1", "9.00"))
    local = [("A-1", 1000), ("A-2", 2000), ("A-3", 0)]
    api.sync(*local)
    before = api.writes()

    assert api.sync(*local) == Report(unchanged=["A-1", "A-2", "A-3"])
    assert api.writes() == before


def test_the_order_of_the_report_is_ours():
    assert Fulfilment().sync(("B", 1), ("C", 1), ("A", 1)).created == ["B", "C", "A"]


def test_an_id_that_stands_there_twice():
    api = Fulfilment()

    with raises(ValueError):
        api.sync(("A-1", 1), ("A-2", 1), ("A-1", 1))

    assert api.server.requests == []


def test_a_timeout_while_reading():
    api = Fulfilment(*[remote(f"ful_{n}", f"A-{n}") for n in range(5)])
    api.server.plan("pass", LOST_REPLY)

    with raises(Timeout):
        api.sync(("A-9", 1))

    assert api.writes() == []


def test_nobody_and_nothing():
    assert Fulfilment().sync() == Report()


def test_the_version_that_was_read_is_sent():
    api = Fulfilment(remote("ful_1", "A-1", "9.00", version=7))

    assert api.sync(("A-1", 1000)).updated == ["A-1"]


def test_a_negative_amount_is_sent_as_it_is():
    api = Fulfilment(remote("ful_1", "A-1", "9.00"))

    assert api.sync(("A-1", -1250)).updated == ["A-1"]
    assert api.amounts() == {"ful_1": "-12.50"}
