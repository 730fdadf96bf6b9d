from tests.helpers import Fulfilment, remote


def test_the_oldest_of_several_counts():
    api = Fulfilment(remote("ful_1", "A-1", "5.00", created=1_001), remote("ful_2", "A-1", "6.00", created=1_000))

    report = api.sync(("A-1", 700))

    assert (report.updated, report.duplicates) == (["A-1"], ["A-1"])
    assert api.amounts() == {"ful_1": "5.00", "ful_2": "7.00"}


def test_orphans_are_reported_and_stay():
    api = Fulfilment(remote("ful_1", "A-9"), remote("ful_2", None))

    report = api.sync()

    assert report.orphans == ["A-9"]
    assert api.writes() == []
