from lib.checks import raises
from shortener import decode, encode


def test_codes():
    assert [encode(number) for number in (0, 9, 10, 61, 62, 3843)] == ["0", "9", "A", "z", "10", "zz"]


def test_back_again():
    assert [decode(code) for code in ("0", "z", "10", "zz")] == [0, 61, 62, 3843]


def test_what_is_no_code():
    with raises(ValueError):
        decode("a-b")
