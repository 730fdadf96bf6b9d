"""Amounts as text."""

PLACES = {"jpy": 0, "kwd": 3}
USUAL_PLACES = 2


def as_text(amount: int, currency: str) -> str:
    """1840000 usd is `18,400.00 USD`."""
    places = PLACES.get(currency, USUAL_PLACES)
    whole, part = divmod(abs(amount), 10**places)
    sign = "-" if amount < 0 else ""
    fraction = f".{part:0{places}}" if places else ""
    return f"{sign}{whole:,}{fraction} {currency.upper()}"
