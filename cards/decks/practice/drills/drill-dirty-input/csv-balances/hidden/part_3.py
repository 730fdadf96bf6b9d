from balances import Result, load
from lib.checks import raises


def test_line_ends_of_every_kind():
    for end in ("\n", "\r\n"):
        text = end.join(["id,account,type,amount", "t1,a,charge,5", "", "t2,a,fee,x", ""])
        result = load(text)
        assert result.balances == {"a": 5}
        assert [line for line, _ in result.errors] == [4], repr(end)


def test_columns_that_are_not_looked_at():
    text = "note,id,note,account,,type,amount\nx,t1,y,a,z,charge,5\n,t2,,a,,charge,5\n"

    assert load(text) == Result({"a": 10}, [])


def test_each_column_is_needed():
    for column in ("id", "account", "type", "amount"):
        header = ",".join(name for name in ("id", "account", "type", "amount") if name != column)
        with raises(ValueError) as caught:
            load(header + "\n")
        assert column in str(caught.error)


def test_a_column_twice():
    with raises(ValueError) as caught:
        load("id,account,type,amount,Amount\nt1,a,charge,5,6\n")

    assert "amount" in str(caught.error)


def test_no_header():
    for text in ("", "\ufeff", "t1,a,charge,5\n"):
        with raises(ValueError):
            load(text)


def test_too_few_values_with_more_columns():
    result = load("id,account,type,amount,note\nt1,a,charge,5\nt2,a,charge,5,\n")

    assert [line for line, _ in result.errors] == [2]
