from redaction import redact


def test_a_number_in_a_line():
    assert redact("card=4242424242424242 ok") == "card=************4242 ok"


def test_groups():
    assert redact("4242 4242 4242 4242") == "**** **** **** 4242"
    assert redact("3782-822463-10005.") == "****-******-*0005."


def test_no_card_number():
    assert redact("order 4242424242424241") == "order 4242424242424241"
