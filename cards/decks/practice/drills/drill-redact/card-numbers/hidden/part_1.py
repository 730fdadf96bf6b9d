from redaction import redact


def test_all_lengths():
    for number in (
        "4222222222222",
        "30569309025904",
        "378282246310005",
        "5555555555554444",
        "62053482010000046",
        "620534820100000489",
        "6205348201000004816",
    ):
        assert redact(f"<{number}>") == f"<{'*' * (len(number) - 4)}{number[-4:]}>"


def test_too_short_and_too_long():
    for text in ("424242424242", "000000000018", "42424242424242424242"):
        assert redact(text) == text


def test_each_wrong_check_digit():
    for digit in "013456789":
        text = f"424242424242424{digit}"
        assert redact(text) == text


def test_several_on_a_line():
    assert redact("a 4242424242424242, b 5555555555554444") == "a ************4242, b ************4444"


def test_all_around_it():
    for text in (
        '{"number":"4000056655665556","x":1}',
        "(4000056655665556)",
        "4000056655665556",
        "x=4000056655665556;",
    ):
        assert redact(text) == text.replace("400005665566", "*" * 12)


def test_text_without_numbers():
    for text in ("", "nothing here", "4242", "12:30:45 2026-11-30", "\n\n"):
        assert redact(text) == text


def test_mixed_separators():
    assert redact("4242-4242 4242-4242") == "****-**** ****-4242"


def test_separators_that_are_none():
    for text in ("4242  4242 4242 4242", "4242.4242.4242.4242", "4242 - 4242 4242 4242", "4242\t4242 4242 4242"):
        assert redact(text) == text
