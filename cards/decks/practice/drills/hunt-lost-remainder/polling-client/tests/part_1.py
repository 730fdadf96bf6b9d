from tests.helpers import Server


def test_a_burst_of_one_minute_and_no_more():
    assert Server().allowed("anna", 100) == 60


def test_two_requests_a_second_get_half_of_them_through():
    server = Server()
    server.allowed("anna", 60)

    assert server.allowed("anna", 400, every=500) == 200


def test_a_request_a_second_always_gets_through():
    server = Server()
    server.allowed("anna", 60)

    assert server.allowed("anna", 50, every=1_000) == 50


def test_a_bucket_does_not_overflow():
    server = Server()
    server.allowed("anna", 60)

    server.clock.advance(100_000)

    assert server.allowed("anna", 100) == 60


def test_what_the_client_is_told():
    server = Server()
    first = server.ask("anna")
    server.allowed("anna", 59)
    refused = server.ask("anna")

    assert first.headers == {"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "59"}
    assert refused.status == 429
    assert refused.headers["Retry-After"] == "1"
