from balances import Result, load

HEADER = "id,account,type,amount\n"


def test_charges_and_refunds():
    text = HEADER + "t1,a,charge,1000\nt2,a,refund,250\nt3,b,payout,70\n"

    assert load(text) == Result({"a": 750, "b": -70}, [])


def test_quoted_values():
    assert load(HEADER + '"t1","Smith, ""Jo""",charge,5\n').balances == {'Smith, "Jo"': 5}
