from forms import decode


def test_a_numbered_list():
    assert decode("items[0][price]=p_1&items[1][price]=p_2") == {"items": [{"price": "p_1"}, {"price": "p_2"}]}


def test_a_list_in_the_order_of_arrival():
    assert decode("tags[]=b&tags[]=a") == {"tags": ["b", "a"]}


def test_a_gap_is_no_list():
    assert decode("a[1]=x") == {"a": {"1": "x"}}
