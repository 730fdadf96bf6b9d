from redaction import redact


def test_an_expiry_date_behind_it():
    assert redact("4242 4242 4242 4242 12/27") == "**** **** **** 4242 12/27"


def test_identifiers_and_longer_numbers():
    for text in ("req_4242424242424242", "4242424242424242a", "424242424242424212345"):
        assert redact(text) == text
