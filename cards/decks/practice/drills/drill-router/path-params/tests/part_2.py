from tests.helpers import router


def test_a_parameter():
    assert router("GET /charges/:id show").match("GET", "/charges/ch_1") == ("show", {"id": "ch_1"})


def test_static_beats_parameter():
    for lines in (["GET /c/:id show", "GET /c/search search"], ["GET /c/search search", "GET /c/:id show"]):
        assert router(*lines).match("GET", "/c/search") == ("search", {})


def test_a_static_way_that_leads_nowhere():
    routes = router("GET /c/search search", "GET /c/:id/refunds refunds")

    assert routes.match("GET", "/c/search/refunds") == ("refunds", {"id": "search"})
