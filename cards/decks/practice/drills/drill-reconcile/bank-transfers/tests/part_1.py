from matching import Result, reconcile
from tests.helpers import invoice, payment


def test_a_payment_that_names_its_invoice():
    result = reconcile([payment(1, 500, "thanks INV-1!")], [invoice(1, 500), invoice(2, 700)])

    assert result == Result(applied=[("p1", "INV-1", 500)], unapplied={}, open={"INV-2": 700})


def test_a_longer_id_is_another_invoice():
    result = reconcile([payment(1, 500, "INV-12")], [invoice(1, 500), invoice(12, 500)])

    assert result.applied == [("p1", "INV-12", 500)]


def test_an_invoice_is_paid_once():
    result = reconcile([payment(1, 500, "INV-1"), payment(2, 500, "INV-1")], [invoice(1, 500)])

    assert result == Result(applied=[("p1", "INV-1", 500)], unapplied={"p2": 500}, open={})
