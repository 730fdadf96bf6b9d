from datetime import date
from matching import Invoice, Payment


def payment(number, cents, text="", day=1, currency="EUR"):
    return Payment(f"p{number}", date(2026, 3, day), cents, currency, text)


def invoice(number, cents, due=1, currency="EUR"):
    return Invoice(f"INV-{number}", date(2026, 3, due), cents, currency)
