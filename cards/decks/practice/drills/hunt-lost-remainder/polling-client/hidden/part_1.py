from tests.helpers import Server

MINUTE = 60_000


def test_every_rhythm_gets_what_the_plan_says():
    for every in (10, 100, 300, 499, 501, 700, 999):
        server = Server()
        server.allowed("anna", 60)

        allowed = server.allowed("anna", 300, every)

        assert abs(allowed - 300 * every // 1_000) <= 1, every


def test_every_plan():
    for key, per_minute, every in (("carol", 7, 900), ("anna", 60, 410), ("ben", 1_100, 41)):
        server = Server()
        server.allowed(key, per_minute)

        allowed = server.allowed(key, 500, every)

        assert abs(allowed - 500 * every * per_minute // MINUTE) <= 1, key


def test_an_uneven_rhythm_does_not_get_more():
    for rhythm in ((1, 999), (999, 1), (500, 1), (501, 499, 2), (1_500, 100, 100), (250, 250, 750)):
        server = Server()
        server.allowed("anna", 60)
        allowed = elapsed = 0
        for _ in range(60):
            for every in rhythm:
                allowed += server.allowed("anna", 1, every)
                elapsed += every

        assert elapsed // 1_000 - 1 <= allowed <= elapsed // 1_000, rhythm


def test_nothing_is_paid_out_twice():
    server = Server()
    server.allowed("anna", 60)

    server.allowed("anna", 999, every=1)

    assert server.allowed("anna", 1, every=1) == 1
    assert server.allowed("anna", 10) == 0


def test_refused_requests_are_free():
    server = Server()
    server.allowed("anna", 60)
    server.allowed("anna", 500)

    server.clock.advance(1_000)

    assert server.allowed("anna", 5) == 1


def test_the_burst_comes_back_as_a_whole():
    server = Server()
    server.allowed("anna", 60)

    server.clock.advance(30_500)

    assert server.allowed("anna", 100) == 30
    server.clock.advance(500)
    assert server.allowed("anna", 100) == 1


def test_a_full_bucket_saves_nothing():
    server = Server()
    server.allowed("anna", 1)
    for _ in range(10):
        server.clock.advance(1_999)
        server.allowed("anna", 1)

    assert server.allowed("anna", 100) == 59


def test_a_clock_that_is_set_back():
    server = Server()
    server.allowed("anna", 60)

    server.clock.advance(-30_000)

    assert server.allowed("anna", 5) == 0


def test_keys_have_nothing_to_do_with_each_other():
    server = Server()
    server.allowed("anna", 60)

    assert server.allowed("ben", 1_200) == 1_100


def test_who_waits_as_told_gets_through():
    for key, per_minute in (("carol", 7), ("anna", 60)):
        server = Server()
        server.allowed(key, per_minute)
        server.allowed(key, 3, every=333)
        refused = server.ask(key)

        server.clock.advance(1_000 * int(refused.headers["Retry-After"]))

        assert server.ask(key).status == 200, key


def test_what_remains_is_whole():
    server = Server()
    server.allowed("anna", 58)
    server.clock.advance(500)

    assert server.ask("anna").headers["X-RateLimit-Remaining"] == "1"
