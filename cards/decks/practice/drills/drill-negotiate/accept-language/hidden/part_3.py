from languages import negotiate


def test_alone():
    assert negotiate("*", ["b", "a"]) == ["b", "a"]


def test_not_for_what_another_range_matches():
    assert negotiate("*, en-US", ["en-US", "fr", "en-GB"]) == ["fr", "en-GB", "en-US"]
    assert negotiate("de, *, fr", ["fr-CA", "en", "de-AT", "it"]) == ["de-AT", "en", "it", "fr-CA"]


def test_twice():
    assert negotiate("*, fr, *", ["en", "fr"]) == ["en", "fr"]


def test_nothing_left_for_it():
    assert negotiate("en, *", ["en-GB"]) == ["en-GB"]
