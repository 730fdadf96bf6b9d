from tests.helpers import ChargesApi, numbers


def test_what_is_new_oldest_first():
    api = ChargesApi(7)

    assert numbers(api.client.charges_after("ch_2", limit=2)) == [3, 4, 5, 6, 7]
