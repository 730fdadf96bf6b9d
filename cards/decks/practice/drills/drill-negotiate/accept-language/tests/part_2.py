from languages import negotiate


def test_a_language_stands_for_its_regions():
    assert negotiate("fr", ["en-US", "fr-CA", "fr-FR"]) == ["fr-CA", "fr-FR"]


def test_one_region_first():
    assert negotiate("fr-FR, fr", ["en-US", "fr-CA", "fr-FR"]) == ["fr-FR", "fr-CA"]
