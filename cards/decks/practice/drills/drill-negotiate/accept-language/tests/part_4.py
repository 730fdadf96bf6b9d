from languages import negotiate


def test_weights_decide():
    assert negotiate("fr;q=0.5, en, de;q=0.8", ["fr", "en", "de"]) == ["en", "de", "fr"]


def test_the_example_of_the_statement():
    supported = ["fr-FR", "fr-CA", "en-US", "de"]

    assert negotiate("fr;q=0.5, en, fr-CA;q=0, *;q=0.1", supported) == ["en-US", "fr-FR", "de"]
