from matching import reconcile
from tests.helpers import invoice, payment


def test_by_amount_the_one_that_is_due_first():
    result = reconcile([payment(1, 500, "hello")], [invoice(1, 500, due=9), invoice(2, 500, due=3)])

    assert result.applied == [("p1", "INV-2", 500)]


def test_a_repeated_payment_is_one():
    result = reconcile([payment(1, 500), payment(1, 500)], [invoice(1, 500), invoice(2, 500)])

    assert len(result.applied) == 1
    assert result.unapplied == {}
