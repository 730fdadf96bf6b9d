from languages import negotiate


def test_spaces_and_case():
    assert negotiate("  EN-us ,fr-fr\t", ["fr-FR", "en-US"]) == ["en-US", "fr-FR"]


def test_each_tag_once():
    assert negotiate("en-US, en-us, EN-US", ["en-US"]) == ["en-US"]
    assert negotiate("en-US", ["en-US", "en-US"]) == ["en-US"]


def test_empty_items():
    assert negotiate(",, en-US,,", ["en-US"]) == ["en-US"]
    assert negotiate(" ", ["en-US"]) == []


def test_we_have_nothing():
    assert negotiate("en-US", []) == []


def test_our_list_is_left_alone():
    supported = ["fr-FR", "en-US"]

    negotiate("en-US, fr-FR", supported)

    assert supported == ["fr-FR", "en-US"]
