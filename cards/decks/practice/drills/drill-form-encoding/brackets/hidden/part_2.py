from forms import encode
from lib.checks import raises


def test_lists_of_simple_values():
    assert encode({"a": ["x", 2, True, None]}) == "a[0]=x&a[1]=2&a[2]=true&a[3]="


def test_lists_in_lists():
    assert encode({"a": [["x"], ("y", "z")]}) == "a[0][0]=x&a[1][0]=y&a[1][1]=z"


def test_empty_lists_clear():
    assert encode({"a": [], "b": {"c": ()}, "d": [[], {}]}) == "a=&b[c]=&d[0]=&d[1]="


def test_a_float_in_a_list():
    with raises(TypeError):
        encode({"a": ["x", 0.0]})


def test_a_text_is_no_list():
    assert encode({"a": "xy"}) == "a=xy"


def test_more_than_ten_items():
    assert encode({"a": list(range(12))}).split("&")[10:] == ["a[10]=10", "a[11]=11"]
