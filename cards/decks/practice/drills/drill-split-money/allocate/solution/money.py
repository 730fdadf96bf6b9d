"""Amounts in the smallest unit of a currency."""

import re
from collections.abc import Sequence

DECIMALS = {"jpy": 0, "krw": 0, "vnd": 0, "kwd": 3, "bhd": 3}
USUAL_DECIMALS = 2

AMOUNT = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Largest remainder: the parts add up to the amount."""
    if any(type(number) is not int for number in (amount, *weights)):
        raise TypeError("amount and weights are whole numbers")
    total = sum(weights)
    if total == 0 or min(weights) < 0:
        raise ValueError("weights are not negative, and not all zero")

    shares, remainders = [], []
    for weight in weights:
        share, remainder = divmod(abs(amount) * weight, total)
        shares.append(share)
        remainders.append(remainder)
    left_over = abs(amount) - sum(shares)
    by_loss = sorted(range(len(weights)), key=lambda index: -remainders[index])  # stable: earlier first
    for index in by_loss[:left_over]:
        shares[index] += 1
    return shares if amount >= 0 else [-share for share in shares]


def parse(text: str, currency: str) -> int:
    match = AMOUNT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not an amount: {text!r}")
    sign, whole, fraction = match[1], match[2], match[3] or ""
    decimals = _decimals(currency)
    if len(fraction) > decimals:
        raise ValueError(f"{currency} has {decimals} decimals, found {text!r}")
    amount = int(whole + fraction.ljust(decimals, "0"))
    return -amount if sign else amount


def written(amount: int, currency: str, grouped: bool = False) -> str:
    whole, fraction = divmod(abs(amount), 10 ** _decimals(currency))
    sign = "-" if amount < 0 else ""
    digits = f"{whole:,}" if grouped else str(whole)
    decimals = _decimals(currency)
    return f"{sign}{digits}.{fraction:0{decimals}}" if decimals else f"{sign}{digits}"


def _decimals(currency: str) -> int:
    return DECIMALS.get(currency.lower(), USUAL_DECIMALS)
