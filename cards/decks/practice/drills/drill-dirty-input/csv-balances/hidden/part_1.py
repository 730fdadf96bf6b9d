from balances import Result, load
from tests.part_1 import HEADER


def test_all_types():
    lines = [f"t{n},a,{kind},{10**n}" for n, kind in enumerate(("charge", "adjustment", "refund", "fee", "payout"))]

    assert load(HEADER + "\n".join(lines)).balances == {"a": 1 + 10 - 100 - 1_000 - 10_000}


def test_a_sum_of_zero_is_a_balance():
    assert load(HEADER + "t1,a,charge,5\nt2,a,refund,5\nt3,b,charge,0\n").balances == {"a": 0, "b": 0}


def test_line_breaks_in_values():
    assert load(HEADER + 't1,"a\nb\r\nc",charge,5\n').balances == {"a\nb\r\nc": 5}


def test_no_records():
    assert load(HEADER) == load(HEADER.strip()) == Result({}, [])


def test_large_amounts():
    assert load(HEADER + f"t1,a,charge,{2**70}\nt2,a,fee,1\n").balances == {"a": 2**70 - 1}
