from languages import negotiate


def test_a_prefix_ends_at_a_hyphen():
    assert negotiate("en", ["eng-GB", "en-GB", "en"]) == ["en-GB", "en"]
    assert negotiate("zh-Hant", ["zh-Hans-CN", "zh-Hant-TW", "zh-Hant", "zh"]) == ["zh-Hant-TW", "zh-Hant"]
    assert negotiate("fr-F", ["fr-FR"]) == []


def test_a_region_does_not_stand_for_its_language():
    assert negotiate("fr-CA", ["fr", "fr-FR"]) == []


def test_each_tag_once_for_several_ranges():
    assert negotiate("fr-FR, fr, fr", ["fr-FR", "fr"]) == ["fr-FR", "fr"]


def test_case_of_ranges():
    assert negotiate("FR", ["fr-ca"]) == ["fr-ca"]
