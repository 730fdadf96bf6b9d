from tests.helpers import Fulfilment, remote


def test_of_the_same_age_the_smaller_id():
    api = Fulfilment(remote("ful_b", "A-1", "5.00"), remote("ful_a", "A-1", "6.00"))

    api.sync(("A-1", 700))

    assert api.amounts() == {"ful_b": "5.00", "ful_a": "7.00"}


def test_duplicates_on_different_pages():
    rows = [remote(f"ful_{n}", "A-1" if n in (0, 6) else f"X-{n}", created=2_000 - n) for n in range(7)]
    api = Fulfilment(*rows)

    report = api.sync(("A-1", 1000))

    assert (report.duplicates, report.unchanged) == (["A-1"], ["A-1"])


def test_the_oldest_is_right_and_a_younger_one_is_not():
    api = Fulfilment(remote("ful_1", "A-1", "10.00", created=1), remote("ful_2", "A-1", "3.00", created=2))

    report = api.sync(("A-1", 1000))

    assert report.unchanged == report.duplicates == ["A-1"]
    assert api.writes() == []


def test_orders_of_others():
    foreign = [remote(f"ful_{n}", None) for n in range(3)]
    foreign[0]["metadata"] = None
    del foreign[1]["metadata"]
    foreign[2]["metadata"] = {"invoice": "A-1"}
    api = Fulfilment(*foreign)

    report = api.sync(("A-1", 1000))

    assert (report.created, report.orphans) == (["A-1"], [])
    assert api.writes() == ["POST /orders"]


def test_orphans_are_sorted_and_named_once():
    api = Fulfilment(remote("ful_1", "C"), remote("ful_2", "B"), remote("ful_3", "C"), remote("ful_4", "A"))

    report = api.sync(("A", 1000))

    assert report.orphans == ["B", "C"]
    assert report.duplicates == []


def test_duplicates_in_our_order():
    rows = [remote(f"ful_{n}", order) for n, order in enumerate("BABA")]

    assert Fulfilment(*rows).sync(("B", 1000), ("C", 1), ("A", 1000)).duplicates == ["B", "A"]
