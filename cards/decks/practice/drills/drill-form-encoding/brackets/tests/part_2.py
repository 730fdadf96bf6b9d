from forms import encode


def test_a_list_of_dictionaries():
    items = [{"price": "p_1", "quantity": 2}, {"price": "p_2"}]

    assert encode({"items": items}) == "items[0][price]=p_1&items[0][quantity]=2&items[1][price]=p_2"
