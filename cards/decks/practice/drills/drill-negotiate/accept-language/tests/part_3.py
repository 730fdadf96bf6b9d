from languages import negotiate


def test_everything_else():
    assert negotiate("fr, *", ["en-US", "fr-CA", "de"]) == ["fr-CA", "en-US", "de"]
    assert negotiate("*, fr", ["en-US", "fr-CA"]) == ["en-US", "fr-CA"]
