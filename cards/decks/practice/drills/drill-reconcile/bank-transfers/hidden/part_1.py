from matching import reconcile
from tests.helpers import invoice, payment


def applied(text, *invoices):
    return reconcile([payment(1, 500, text)], invoices or [invoice(1, 500)]).applied


def test_where_a_word_ends():
    for text in ("INV-1", "(INV-1)", "re:INV-1.", "INV-1,thanks", "a/INV-1/b", "\tINV-1\n", "“INV-1”", "ref_INV-1_may"):
        assert applied(text) == [("p1", "INV-1", 500)], text


def test_what_is_part_of_another_word():
    for text in ("INV-12", "XINV-1", "INV-1-B", "2-INV-1", "INV-1a", "INV-10", "INV1", "INV- 1", "éINV-1", "INV-1é"):
        result = reconcile([payment(1, 499, text)], [invoice(1, 500)])
        assert result.applied == [], text
        assert result.open == {"INV-1": 500}, text


def test_case_makes_no_difference():
    assert applied("inv-1") == [("p1", "INV-1", 500)]
    assert applied("Inv-1") == [("p1", "INV-1", 500)]


def test_the_currency_must_fit():
    result = reconcile([payment(1, 500, "INV-1", currency="USD")], [invoice(1, 500)])

    assert (result.applied, result.unapplied, result.open) == ([], {"p1": 500}, {"INV-1": 500})


def test_nothing_at_all():
    result = reconcile([], [])

    assert (result.applied, result.unapplied, result.open) == ([], {}, {})


def test_any_iterable_will_do():
    result = reconcile(iter([payment(1, 500, "INV-1")]), iter([invoice(1, 500)]))

    assert result.applied == [("p1", "INV-1", 500)]
