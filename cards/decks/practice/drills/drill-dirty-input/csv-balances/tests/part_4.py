from balances import Result, load
from tests.part_1 import HEADER


def test_the_same_record_twice():
    assert load(HEADER + "t1,a,charge,5\nt1,a,charge,5\n") == Result({"a": 5}, [])


def test_the_same_id_with_something_else():
    result = load(HEADER + "t1,a,charge,5\nt1,a,charge,6\n")

    assert result.balances == {"a": 5}
    assert [line for line, _ in result.errors] == [3]
