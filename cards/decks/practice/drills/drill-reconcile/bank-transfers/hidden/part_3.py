from collections import Counter
from matching import reconcile
from tests.helpers import invoice, payment


def test_amounts_are_matched_with_what_is_still_open():
    result = reconcile([payment(1, 200, "INV-1"), payment(2, 300)], [invoice(1, 500), invoice(2, 900)])
    assert result.applied == [("p1", "INV-1", 200), ("p2", "INV-1", 300)]

    result = reconcile([payment(1, 200, "INV-1"), payment(2, 500)], [invoice(1, 500), invoice(2, 900)])
    assert result.applied == [("p1", "INV-1", 200)]
    assert result.unapplied == {"p2": 500}


def test_what_is_left_is_not_matched_by_amount():
    result = reconcile([payment(1, 800, "INV-1")], [invoice(1, 500), invoice(2, 300)])

    assert result.applied == [("p1", "INV-1", 500)]
    assert (result.unapplied, result.open) == ({"p1": 300}, {"INV-2": 300})


def test_a_payment_for_a_paid_invoice_is_not_matched_by_amount():
    payments = [payment(1, 500, "INV-1"), payment(2, 300, "INV-1")]

    assert reconcile(payments, [invoice(1, 500), invoice(2, 300)]).unapplied == {"p2": 300}


def test_unnamed_payments_pay_in_full_or_not_at_all():
    for cents in (499, 501, 1_000):
        result = reconcile([payment(1, cents)], [invoice(1, 500), invoice(2, 600)])

        assert (result.applied, result.unapplied) == ([], {"p1": cents})


def test_only_the_named_invoices_in_its_currency():
    result = reconcile(
        [payment(1, 700, "INV-1 INV-2", currency="USD")], [invoice(1, 500), invoice(2, 500, currency="USD")]
    )
    assert result.applied == [("p1", "INV-2", 500)]
    assert result.unapplied == {"p1": 200}

    wrong = reconcile([payment(1, 500, "INV-1", currency="USD")], [invoice(1, 500), invoice(3, 500, currency="USD")])
    assert (wrong.applied, wrong.unapplied) == ([], {"p1": 500})


def test_an_invoice_that_is_named_twice_is_paid_once():
    result = reconcile([payment(1, 800, "INV-1 INV-1")], [invoice(1, 500)])

    assert result.applied == [("p1", "INV-1", 500)]
    assert result.unapplied == {"p1": 300}


def test_every_cent_is_accounted_for():
    state = 5
    for _ in range(150):
        numbers = []
        for _ in range(40):
            state = (state * 1_103_515_245 + 12_345) % 2**31
            numbers.append(state // 65_536)
        currencies = ("EUR", "USD")
        invoices = [
            invoice(n, numbers[n] % 5 * 100 + 100, numbers[n] % 7 + 1, currencies[numbers[n] % 2]) for n in range(8)
        ]
        texts = ("", "INV-1", "INV-2 INV-3", "inv-4, INV-5 INV-4", "INV-99")
        payments = [
            payment(n, numbers[20 + n] % 9 * 50 + 50, texts[numbers[20 + n] % 5], n % 4 + 1, currencies[numbers[n] % 2])
            for n in range(12)
        ]

        result = reconcile(payments, invoices)

        used, paid = Counter(), Counter()
        for payment_id, invoice_id, cents in result.applied:
            assert cents > 0
            used[payment_id] += cents
            paid[invoice_id] += cents
        for item in payments:
            assert used[item.id] + result.unapplied.get(item.id, 0) == item.cents
        for item in invoices:
            assert paid[item.id] + result.open.get(item.id, 0) == item.cents
        assert all(cents > 0 for cents in [*result.unapplied.values(), *result.open.values()])
