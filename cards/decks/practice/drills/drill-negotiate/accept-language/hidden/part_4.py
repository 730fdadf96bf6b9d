from languages import negotiate


def test_zero_is_never():
    assert negotiate("en, *;q=0", ["en-GB", "fr"]) == ["en-GB"]
    assert negotiate("*, fr;q=0", ["en-GB", "fr", "fr-CA"]) == ["en-GB"]
    assert negotiate("fr;q=0.0", ["fr"]) == []
    assert negotiate("fr;q=0.", ["fr"]) == []


def test_the_most_specific_range_decides_wherever_it_stands():
    supported = ["fr-CA", "fr-FR", "en"]

    for header in ("fr-CA;q=0.2, fr;q=0.9, en;q=0.5", "fr;q=0.9, en;q=0.5, fr-CA;q=0.2"):
        assert negotiate(header, supported) == ["fr-FR", "en", "fr-CA"], header
    assert negotiate("fr;q=0, fr-CA", supported) == ["fr-CA"]
    assert negotiate("*;q=0.9, fr;q=0.1", supported) == ["en", "fr-CA", "fr-FR"]


def test_of_equal_ranges_the_first_counts():
    assert negotiate("fr;q=0.1, en;q=0.5, FR;q=0.9", ["fr", "en"]) == ["en", "fr"]


def test_equal_weights_keep_the_order_of_the_header():
    assert negotiate("c;q=0.5, a;q=0.5, b", ["a", "b", "c"]) == ["b", "c", "a"]
    assert negotiate("b;q=1.0, a;q=1, c", ["a", "b", "c"]) == ["b", "a", "c"]


def test_the_place_is_that_of_the_deciding_range():
    assert negotiate("fr, en, fr-CA", ["fr-CA", "en", "fr-FR"]) == ["fr-FR", "en", "fr-CA"]


def test_three_decimals():
    assert negotiate("a;q=0.125, b;q=0.126, c;q=0.1", ["a", "b", "c"]) == ["b", "a", "c"]


def test_spaces_and_upper_case():
    assert negotiate("fr ; Q=0.5 ,en; q=0.6", ["fr", "en"]) == ["en", "fr"]


def test_malformed_items_are_skipped():
    bad = (
        "fr;q=2",
        "fr;q=-1",
        "fr;q=",
        "fr;q",
        "fr;",
        "fr;q=abc",
        "fr;q=0.1234",
        "fr;q=1.1",
        "fr;level=1",
        "fr;q=.5",
        "fr;q=0.5;q=0.6",
        "-fr",
        "fr-",
        "fr--CA",
        "f r",
        "fr_CA",
        "fr;q=NaN",
        "fr;q=1e-1",
        "é",
        "fr;q=٠",
        "fr*",
        "*-CA",
    )

    for item in bad:
        assert negotiate(f"{item}, en;q=0.5", ["fr", "fr-CA", "en"]) == ["en"], item
        assert negotiate(f"en;q=0.5, {item}", ["fr", "fr-CA", "en"]) == ["en"], item
