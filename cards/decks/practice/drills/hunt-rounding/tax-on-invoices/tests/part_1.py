from invoices.credit import credit
from invoices.gateway import as_text
from invoices.invoice import Invoice, TaxTotal
from invoices.lines import Line
from invoices.tax import tax_of


def test_the_tax_of_round_amounts():
    assert tax_of(100_00, "19") == 19_00
    assert tax_of(100_00, "8.1") == 8_10


def test_half_a_cent_of_tax_is_rounded_up():
    invoice = Invoice("R1", (Line("A book", 2_50, rate="5"),))

    assert invoice.tax_totals() == [TaxTotal("5", base=2_50, tax=13)]


def test_each_rate_has_one_total():
    lines = (Line("Machine", 249_00), Line("Book", 20_00, rate="7"), Line("Filter", 1_00, quantity=3))

    assert Invoice("R2", lines).tax_totals() == [TaxTotal("19", 252_00, 47_88), TaxTotal("7", 20_00, 1_40)]


def test_a_credit_note_undoes_an_invoice():
    invoice = Invoice("R3", (Line("Machine", 249_00, discount_percent=10),))

    note = credit(invoice, "G1")

    assert invoice.total + note.total == 0


def test_the_text_for_the_gateway():
    invoice = Invoice("R4", (Line("Filter", 1_00, quantity=3),))

    assert as_text(invoice) == "INVOICE R4\nLINE 3 3.00 19% Filter\nTAX 19% 3.00 0.57\nTOTAL 3.57"
