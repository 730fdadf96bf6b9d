from balances import load
from tests.part_1 import HEADER


def test_a_bad_line_stops_nothing():
    result = load(HEADER + "t1,a,charge,ten\nt2,a,charge,5\n")

    assert result.balances == {"a": 5}
    assert [line for line, _ in result.errors] == [2]


def test_negative_amounts():
    result = load(HEADER + "t1,a,adjustment,-5\nt2,a,charge,-5\n")

    assert result.balances == {"a": -5}
    assert [line for line, _ in result.errors] == [3]
