from fractions import Fraction
from invoices.credit import credit
from invoices.gateway import as_text
from invoices.invoice import Invoice
from invoices.lines import Line
from invoices.tax import tax_of
from lib.checks import raises
from math import floor


def exact_tax(base, rate):
    """The rule in fractions: half a cent away from zero."""
    cents = floor(abs(base) * Fraction(rate) / 100 + Fraction(1, 2))
    return cents if base >= 0 else -cents


def test_every_base_and_rate_follows_the_rule():
    for rate in ("19", "7", "8.1", "2.6", "20", "5", "0", "5.5"):
        for base in range(-1_000, 1_001):
            assert tax_of(base, rate) == exact_tax(base, rate), (base, rate)


def test_a_rate_without_an_exact_float():
    assert tax_of(5_00, "8.1") == 41
    assert tax_of(15_00, "8.1") == 1_22


def test_half_a_cent_on_a_credit_note_goes_down():
    assert tax_of(-2_50, "5") == -13
    assert tax_of(-5_00, "8.1") == -41


def test_invoice_and_credit_note_cancel_out():
    for price in range(1, 600):
        invoice = Invoice("R1", (Line("Book", price, rate="5"), Line("Ticket", price, rate="8.1")))

        assert invoice.total + credit(invoice, "G1").total == 0, price


def test_tax_is_rounded_once_for_a_rate_not_for_each_line():
    lines = tuple(Line("Postcard", 10, rate="5") for _ in range(10))

    assert Invoice("R1", lines).tax == 5


def test_very_large_amounts_are_exact():
    assert tax_of(9_007_199_254_740_993_00, "5") == 45_035_996_273_704_965


def test_the_bases_are_what_they_were():
    line = Line("Filter", 99, quantity=3, discount_percent=50)

    assert line.net == 1_48
    assert credit(Invoice("R1", (line,)), "G1").net == -1_48


def test_a_negative_rate_is_still_refused():
    with raises(ValueError):
        tax_of(100, "-5")


def test_the_text_shows_the_rounded_tax():
    invoice = Invoice("R1", (Line("A book", 2_50, rate="5"),))

    assert as_text(invoice).endswith("TAX 5% 2.50 0.13\nTOTAL 2.63")
