from lib.checks import raises
from shortener import decode, encode


def test_both_ways():
    for number in (*range(200), *(62**n + d for n in range(1, 9) for d in (-1, 0, 1)), 10**18, 2**100):
        assert decode(encode(number)) == number


def test_lengths():
    assert len(encode(62**7 - 1)) == 7
    assert len(encode(62**7)) == 8
    assert encode(62**7) == "10000000"


def test_codes_of_two_places_are_in_order():
    codes = [encode(number) for number in range(62, 62 * 62)]

    assert codes == sorted(codes)
    assert {len(code) for code in codes} == {2}


def test_everything_that_is_no_code():
    for text in ("", "a b", "é", "-1", "00", "01", "0A", " 1", "1\n", "１"):
        with raises(ValueError):
            decode(text)


def test_negative_numbers():
    with raises(ValueError):
        encode(-1)
