from redaction import redact_data


def test_data():
    data = {"number": "4242424242424242", "amount": 500, "items": ["4242424242424241", 4242424242424242]}

    assert redact_data(data) == {
        "number": "************4242",
        "amount": 500,
        "items": ["4242424242424241", "************4242"],
    }


def test_secret_names():
    data = {"card": {"cvc": "123", "client_secret": ["x"]}, "Password": None}

    assert redact_data(data) == {"card": {"cvc": "[redacted]", "client_secret": "[redacted]"}, "Password": None}
