import random
from forms import decode, encode
from lib.checks import raises


def test_twelve_items_in_any_order():
    pairs = [f"a[{index}]=v{index}" for index in range(12)]

    for _ in range(5):
        random.Random(3).shuffle(pairs)
        assert decode("&".join(pairs)) == {"a": [f"v{index}" for index in range(12)]}


def test_lists_in_lists_and_in_dictionaries():
    assert decode("a[0][0]=x&a[0][1]=y&a[1][b][0]=z") == {"a": [["x", "y"], {"b": ["z"]}]}


def test_what_is_no_index():
    for name in ("00", "-0", "+0", "0 ", "²", "٠"):
        assert decode(f"a[{name.replace('+', '%2B')}]=x") == {"a": {name: "x"}}, name
    assert decode("a[0]=x&a[01]=y") == {"a": {"0": "x", "01": "y"}}


def test_gaps_and_other_names():
    assert decode("a[0]=x&a[2]=y") == {"a": {"0": "x", "2": "y"}}
    assert decode("a[0]=x&a[b]=y") == {"a": {"0": "x", "b": "y"}}
    assert decode(f"a[{'9' * 5000}]=x") == {"a": {"9" * 5000: "x"}}


def test_the_whole_is_always_a_dictionary():
    assert decode("0=x&1=y") == {"0": "x", "1": "y"}


def test_brackets_with_nothing_in_them():
    assert decode("a[b][]=x") == {"a": {"b": ["x"]}}
    assert decode("a[]=") == {"a": [""]}
    assert decode("a%5B%5D=x&a[]=x") == {"a": ["x", "x"]}


def test_brackets_with_nothing_in_them_and_something_else():
    for body in ("a[]=x&a[0]=y", "a[0]=y&a[]=x", "a=x&a[]=y", "a[]=x&a=y", "a[][b]=x", "a[][]=x", "a[]=x&a[b]=y"):
        with raises(ValueError):
            decode(body)


def made_up(chance, depth):
    """A value of texts, lists and dictionaries, none of them empty."""
    kind = chance.choice(["text", "list", "dictionary"]) if depth else "text"
    if kind == "list":
        return [made_up(chance, depth - 1) for _ in range(chance.randint(1, 12))]
    if kind == "dictionary":
        return {f"k{chance.choice('aé &=%+')}{n}": made_up(chance, depth - 1) for n in range(chance.randint(1, 3))}
    return "".join(chance.choice("aé€ &=+%[]0#/") for _ in range(chance.randint(0, 6)))


def test_round_trips():
    chance = random.Random(1)
    for _ in range(60):
        params = {"a": made_up(chance, 3), "b": made_up(chance, 2)}
        assert decode(encode(params)) == params
