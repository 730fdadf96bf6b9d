from matching import Result, reconcile
from tests.helpers import invoice, payment


def test_in_parts_and_too_much():
    payments = [payment(1, 200, "INV-1", day=1), payment(2, 400, "INV-1", day=2)]

    assert reconcile(payments, [invoice(1, 500)]) == Result(
        applied=[("p1", "INV-1", 200), ("p2", "INV-1", 300)], unapplied={"p2": 100}, open={}
    )


def test_several_invoices_in_the_order_of_the_text():
    result = reconcile([payment(1, 600, "INV-2 and INV-1")], [invoice(1, 500), invoice(2, 500)])

    assert result.applied == [("p1", "INV-2", 500), ("p1", "INV-1", 100)]
    assert result.open == {"INV-1": 400}
