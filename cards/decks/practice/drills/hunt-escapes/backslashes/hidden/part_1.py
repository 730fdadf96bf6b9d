import json
from itertools import product
from lib.checks import raises
from tinyjson.errors import JsonError
from tinyjson.parser import loads


def test_every_run_of_backslashes_and_quotes():
    for length in range(7):
        for characters in product('\\"a', repeat=length):
            text = "".join(characters)
            assert loads(json.dumps(text)) == text, text


def test_two_texts_on_one_line():
    values = ["\\", '"', '\\"', "a\\", "", '\\\\"', "\\\\"]

    for one in values:
        for other in values:
            assert loads(json.dumps([one, other])) == [one, other]
            assert loads(json.dumps({one: other})) == {one: other}
            assert loads(json.dumps({"k": one, "l": [other]})) == {"k": one, "l": [other]}


def test_whatever_is_between_two_quotes_agrees_with_the_standard_library():
    for length in range(6):
        for characters in product('\\"u', repeat=length):
            source = f'"{"".join(characters)}"'
            try:
                expected = json.loads(source)
            except ValueError:
                with raises(JsonError):
                    loads(source)
            else:
                assert loads(source) == expected, source


def test_a_backslash_at_the_very_end_is_an_error():
    for source in ('"\\', '"abc\\', '"\\\\\\', '["a", "\\"]', '{"a": "\\"}', '"\\"', '"\\\\\\"'):
        with raises(JsonError):
            loads(source)


def test_the_place_of_a_text_without_an_end():
    with raises(JsonError) as caught:
        loads('["fine\\\\", "not')

    assert (caught.error.line, caught.error.column) == (1, 12)


def test_the_place_of_a_bad_escape():
    with raises(JsonError) as caught:
        loads('["\\\\", "a\\x"]')

    assert (caught.error.line, caught.error.column) == (1, 10)


def test_other_escapes():
    for text in ("\b\f\n\r\t/", "\u20ac", "😀", "é", "\x7f", "\\u0041", "\\n", "\\\\n"):
        assert loads(json.dumps(text)) == text
        assert loads(json.dumps(text, ensure_ascii=False)) == text


def test_what_is_not_json_stays_an_error():
    bad = (
        "",
        "{",
        "[1,]",
        "[1 2]",
        '{"a" 1}',
        '{"a":1,}',
        "01",
        "1.",
        ".5",
        "+1",
        "NaN",
        "tru",
        '"\\x"',
        '"\\u12"',
        '"\\ud83d"',
        '"\\ude00"',
        '"\n"',
        '{"a":1,"a":2}',
        '"a" "b"',
        "'a'",
        '"a',
    )

    for source in bad:
        with raises(JsonError):
            loads(source)


def test_a_long_text_takes_no_longer_than_it_must():
    text = "\\" * 100_000

    assert loads(json.dumps(text)) == text
