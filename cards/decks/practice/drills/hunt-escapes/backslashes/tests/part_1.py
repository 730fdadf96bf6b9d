from lib.checks import raises
from tinyjson.config import BadConfig, read_config
from tinyjson.errors import JsonError
from tinyjson.parser import loads


def test_values_of_every_kind():
    source = '{"a": [1, -2.5e3, true, null], "b": {"c": "d"}, "e": []}'

    assert loads(source) == {"a": [1, -2500.0, True, None], "b": {"c": "d"}, "e": []}


def test_escaped_quotes_and_backslashes():
    assert loads(r'"say \"hi\" to C:\\temp"') == 'say "hi" to C:\\temp'


def test_a_text_that_ends_in_a_backslash():
    assert loads(r'{"folder": "C:\\temp\\"}') == {"folder": "C:\\temp\\"}


def test_an_emoji_in_two_halves():
    assert loads(r'"\ud83d\ude00"') == "😀"


def test_the_place_of_an_error():
    with raises(JsonError) as caught:
        loads('{\n  "a": tru\n}')

    assert (caught.error.line, caught.error.column) == (2, 8)


def test_a_text_without_an_end():
    with raises(JsonError):
        loads('"abc')


def test_unknown_settings_are_refused():
    with raises(BadConfig):
        read_config('{"fodler": "x"}', known={"folder"})
