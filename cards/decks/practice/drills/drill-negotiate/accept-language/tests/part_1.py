from languages import negotiate


def test_in_the_order_of_the_browser():
    assert negotiate("en-US, fr-CA, fr-FR", ["fr-FR", "en-US"]) == ["en-US", "fr-FR"]


def test_nothing_in_common():
    assert negotiate("en-US", ["fr-FR"]) == []


def test_no_header():
    assert negotiate(None, ["fr-FR"]) == negotiate("", ["fr-FR"]) == []
