from tests.helpers import api, ids


def test_everybody():
    assert ids("/customers") == ["c1", "c2", "c3", "c4", "c5"]


def test_a_plus_address_is_found():
    assert ids("/customers?email=jo%2Btest%40example.com") == ["c1"]


def test_an_address_without_a_plus():
    assert ids("/customers?email=Office%40smith.example") == ["c2"]


def test_a_plus_is_a_space():
    assert ids("/customers?name=jo+smith") == ["c1"]


def test_several_statuses():
    assert ids("/customers?status=blocked&status=closed") == ["c2", "c3"]


def test_the_log_can_be_read():
    search = api()

    search.handle("GET", "/customers?name=jo+smith&email=a%40b.c")

    assert search.log.lines == ["GET /customers?name=jo smith&email=a@b.c 200"]
