from redaction import redact_data


def test_the_argument_is_not_changed():
    data = {"a": ["4242424242424242", {"cvc": 1}], "b": {"c": 4242424242424242}}
    before = repr(data)

    copy = redact_data(data)

    assert repr(data) == before
    assert copy["a"] is not data["a"]
    assert copy["a"][1] is not data["a"][1]


def test_numbers_keep_their_type():
    data = [1, 1.5, True, False, None, 0, -4242424242424242, 4242424242424241, 4242424242424242.0, 10**30]

    copy = redact_data(data)

    assert copy == data
    assert [type(value) for value in copy] == [type(value) for value in data]


def test_texts_inside_texts():
    assert redact_data(["paid with 4242 4242 4242 4242"]) == ["paid with **** **** **** 4242"]
    assert redact_data("4242424242424242") == "************4242"


def test_names_are_left_alone():
    assert redact_data({"4242424242424242": 1}) == {"4242424242424242": 1}


def test_which_names_are_secret():
    for name in ("cvc", "CVV", "password", "Secret", "AUTHORIZATION", "client_secret", "X-Authorization",
                 "old_Password", "a_b-secret", "-cvc", "_cvc"):  # fmt: skip
        assert redact_data({name: "x"}) == {name: "[redacted]"}, name
    for name in ("cvc_check", "passwords", "secretary", "mysecret", "password hint", "", "secret_id", "x.secret"):
        assert redact_data({name: "x"}) == {name: "x"}, name


def test_secret_values_of_every_kind():
    for value in ("", 0, False, [], {}, ["x"], {"a": "b"}, 1.5):
        assert redact_data({"secret": value}) == {"secret": "[redacted]"}, value
    assert redact_data({"secret": None}) == {"secret": None}


def test_deep_data():
    assert redact_data({"a": [[{"b": [{"cvc": "1", "n": "5555555555554444"}]}]]}) == {
        "a": [[{"b": [{"cvc": "[redacted]", "n": "************4444"}]}]]
    }


def test_empty_data():
    for data in ({}, [], "", None, 0):
        assert redact_data(data) == data
