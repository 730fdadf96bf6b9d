from itertools import permutations
from matching import reconcile
from tests.helpers import invoice, payment


def test_the_order_of_the_input_makes_no_difference():
    payments = [payment(3, 500), payment(1, 500), payment(2, 500, "INV-3"), payment(4, 700, day=2)]
    invoices = [invoice(1, 500, due=2), invoice(2, 500, due=2), invoice(3, 500, due=1), invoice(4, 700)]
    expected = [("p2", "INV-3", 500), ("p1", "INV-1", 500), ("p3", "INV-2", 500), ("p4", "INV-4", 700)]

    for order in permutations(payments):
        for other_order in permutations(invoices):
            assert reconcile(order, other_order).applied == expected


def test_by_date_before_id():
    result = reconcile([payment(1, 500, day=2), payment(2, 500, day=1)], [invoice(1, 500)])

    assert result.applied == [("p2", "INV-1", 500)]
    assert result.unapplied == {"p1": 500}


def test_names_come_before_amounts_whatever_the_date():
    result = reconcile([payment(1, 500, day=1), payment(2, 500, "INV-1", day=9)], [invoice(1, 500)])

    assert result.applied == [("p2", "INV-1", 500)]
    assert result.unapplied == {"p1": 500}


def test_a_text_that_names_no_invoice_of_ours():
    assert reconcile([payment(1, 500, "INV-99")], [invoice(1, 500)]).applied == [("p1", "INV-1", 500)]


def test_amounts_match_within_a_currency():
    result = reconcile([payment(1, 500, currency="USD")], [invoice(1, 500), invoice(2, 500, due=9, currency="USD")])

    assert result.applied == [("p1", "INV-2", 500)]


def test_two_equal_payments_pay_two_invoices():
    result = reconcile([payment(1, 500), payment(2, 500), payment(3, 500)], [invoice(1, 500), invoice(2, 500)])

    assert [name for _, name, _ in result.applied] == ["INV-1", "INV-2"]
    assert result.unapplied == {"p3": 500}
