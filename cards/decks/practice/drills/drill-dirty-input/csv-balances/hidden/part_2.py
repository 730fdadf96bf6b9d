from balances import Result, load
from tests.part_1 import HEADER


def lines_with_errors(*records):
    result = load(HEADER + "".join(f"{record}\n" for record in records))
    assert all(reason and isinstance(reason, str) for _, reason in result.errors)
    return [line for line, _ in result.errors]


def test_too_few_and_too_many_values():
    assert lines_with_errors("t1,a,charge", "t2,a,charge,5,x", "t3", "t4,a,charge,5", "t5,a,charge,5,") == [2, 3, 4, 6]


def test_amounts_that_are_none():
    amounts = ("", "1.50", "1 000", "1_000", "+5", "5-", "--5", "0x1", "1e3", "٣", "²", "five", "-", "'5'")

    assert lines_with_errors(*[f"t{n},a,adjustment,{amount}" for n, amount in enumerate(amounts)]) == list(
        range(2, len(amounts) + 2)
    )


def test_types_that_are_none():
    assert lines_with_errors("t1,a,Charge,5", "t2,a,,5", "t3,a,chargeback,5", "t4,a,charge,5") == [2, 3, 4]


def test_empty_ids_and_accounts():
    assert lines_with_errors(",a,charge,5", "t2,,charge,5", "t3,  ,charge,5", '"",a,charge,5') == [2, 3, 4, 5]


def test_spaces_around_values():
    assert load(HEADER + " t1 ,\ta, charge , 5 \nt2, a ,fee,2\n") == Result({"a": 3}, [])


def test_line_numbers_after_line_breaks_and_empty_lines():
    result = load(HEADER + '\nt1,"a\n\nb",nonsense,5\n\nt2,a,charge,x\n')

    assert [line for line, _ in result.errors] == [5, 7]


def test_negative_only_for_adjustments():
    kinds = ("charge", "refund", "fee", "payout", "adjustment")

    assert lines_with_errors(*[f"t{n},a,{kind},-1" for n, kind in enumerate(kinds)]) == [2, 3, 4, 5]
    assert load(HEADER + "t1,a,charge,-0\n").balances == {"a": 0}


def test_an_account_with_bad_lines_only_has_no_balance():
    assert load(HEADER + "t1,a,charge,x\n").balances == {}


def test_spaces_around_quotes():
    result = load(HEADER + 't1, "Smith, Jo" , "charge" , 5 \n')

    assert result == Result({"Smith, Jo": 5}, [])
