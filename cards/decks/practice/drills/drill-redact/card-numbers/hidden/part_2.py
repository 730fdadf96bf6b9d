from redaction import redact


def test_groups_before_and_behind():
    assert redact("12 4242424242424242 13") == "12 ************4242 13"
    assert redact("2026-11-30 4242 4242 4242 4242-123") == "2026-11-30 **** **** **** 4242-123"


def test_whole_groups_only():
    for text in ("00004242424242424242", "1234 4242424242424242424242", "42424242424242424242-4242"):
        assert redact(text) == text


def test_two_that_follow_each_other():
    assert redact("4242 4242 4242 4242 5555 5555 5555 4444") == "**** **** **** 4242 **** **** **** 4444"
    assert redact("4242424242424242 5555555555554444") == "************4242 ************4444"


def test_the_longest_that_begins_first():
    # Each passes with and without its last group.
    assert redact("4242424242424242 18") == "**************42 18"
    assert redact("4222222222222-00-7") == "***********22-00-7"


def test_letters_of_every_script():
    for text in (
        "é4242424242424242",
        "4242424242424242ß",
        "卡4242424242424242",
        "x4242 4242 4242 4242",
        "_4242424242424242",
    ):
        assert redact(text) == text


def test_only_the_touching_group_belongs_to_the_identifier():
    assert redact("a1 4242424242424242 2b") == "a1 ************4242 2b"
    assert redact("4242 4242 4242 4242 5a") == "**** **** **** 4242 5a"
    assert redact("4242 4242 4242 4242a") == "4242 4242 4242 4242a"


def test_other_neighbours_do_not_matter():
    for before, behind in (("#", "#"), (".", "."), ("/", "/"), ("*", "*"), ("€", "%"), ("--", "--"), (":", "\n")):
        assert redact(f"{before}4242424242424242{behind}") == f"{before}************4242{behind}"


def test_placeholders():
    for text in ("0000000000000000", "0000 0000 0000 0000", "5" * 20):
        assert redact(text) == text


def test_digits_of_other_scripts():
    text = "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"

    assert redact(text) == text


def test_twice():
    for text in ("4242424242424242", "4242 4242 4242 4242 12/27", "3782-822463-10005"):
        assert redact(redact(text)) == redact(text)


def test_a_line_with_very_many_groups():
    text = "1 " * 400

    assert redact(text + "x 4242424242424242") == text + "x ************4242"
