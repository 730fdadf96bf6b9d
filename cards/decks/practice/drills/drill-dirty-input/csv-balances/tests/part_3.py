from balances import load
from lib.checks import raises


def test_columns_in_any_order_and_spelling():
    assert load("\ufeffAmount, ID ,Type,Note,Account\r\n7,t1,charge,hello,a\r\n").balances == {"a": 7}


def test_a_missing_column():
    with raises(ValueError) as caught:
        load("id,account,amount\n")

    assert "type" in str(caught.error)
