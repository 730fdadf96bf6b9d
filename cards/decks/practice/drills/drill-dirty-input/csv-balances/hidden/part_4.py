from balances import Result, load
from tests.part_1 import HEADER


def test_what_makes_it_something_else():
    for other in ("t1,b,charge,5", "t1,a,adjustment,5", "t1,a,charge,6"):
        result = load(f"{HEADER}t1,a,charge,5\n{other}\n")
        assert result.balances == {"a": 5}, other
        assert [line for line, _ in result.errors] == [3], other


def test_the_same_amount_written_differently():
    assert load(HEADER + "t1,a,charge,5\n t1 ,a, charge,005\n") == Result({"a": 5}, [])


def test_a_bad_line_does_not_take_the_id():
    result = load(HEADER + "t1,a,charge,x\nt1,a,charge,5\n")

    assert result.balances == {"a": 5}
    assert len(result.errors) == 1


def test_a_bad_copy_is_an_error():
    result = load(HEADER + "t1,a,charge,5\nt1,a,charge,x\nt1,a,charge,5\n")

    assert result.balances == {"a": 5}
    assert [line for line, _ in result.errors] == [3]


def test_ids_have_a_case():
    assert load(HEADER + "t1,a,charge,5\nT1,a,charge,5\n").balances == {"a": 10}


def test_columns_that_are_not_looked_at_may_differ():
    text = "id,account,type,amount,note\nt1,a,charge,5,first\nt1,a,charge,5,second\n"

    assert load(text) == Result({"a": 5}, [])
