from forms import encode
from lib.checks import raises


def test_flat():
    assert encode({"amount": 500, "currency": "eur", "capture": True}) == "amount=500&currency=eur&capture=true"


def test_nested():
    assert encode({"metadata": {"order": "o 1", "shop": {"id": 7}}}) == "metadata[order]=o+1&metadata[shop][id]=7"


def test_special_characters():
    assert encode({"name": "Müller & Co", "e-mail": "a+b@c.de"}) == "name=M%C3%BCller+%26+Co&e-mail=a%2Bb%40c.de"


def test_floats_are_refused():
    with raises(TypeError):
        encode({"amount": 5.0})
