"""Take one from the stock for an order."""

from collections.abc import Callable, Generator

from shop.conflicts import again_on_conflict
from shop.product import load_product, save_product
from shop.store import Store

RESERVED = "reserved"
SOLD_OUT = "sold out"
SUSPICIOUS = "suspicious"

FraudCheck = Callable[[str, int], bool]
"""Takes an order and its price, and says whether it looks honest."""


def reserve(store: Store, sku: str, order: str, looks_honest: FraudCheck) -> Generator[None, None, str]:
    def work() -> Generator[None, None, str]:
        product = load_product(store, sku)
        if order in product.reserved_for:
            return RESERVED
        if product.stock == 0:
            return SOLD_OUT
        yield  # the fraud check takes its time
        if not looks_honest(order, product.price):
            return SUSPICIOUS
        product.stock -= 1
        product.reserved_for.append(order)
        changed = {"stock": product.stock, "reserved_for": list(product.reserved_for)}
        store.save(f"product/{sku}", {**load_product(store, sku).to_document(), **changed})
        return RESERVED

    return (yield from again_on_conflict(work))
