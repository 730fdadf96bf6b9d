"""Set a price."""

from collections.abc import Generator
from shop.conflicts import again_on_conflict
from shop.history import History
from shop.product import load_product, save_product
from shop.store import Store


def set_price(store: Store, history: History, sku: str, price: int, who: str) -> Generator[None, None, int]:
    """The price before."""
    if price <= 0:
        raise ValueError("a price is a positive number of cents")

    def work() -> Generator[None, None, int]:
        product = load_product(store, sku)
        yield  # the form is checked and the person confirms
        before, product.price = product.price, price
        save_product(store, product)
        return before

    before = yield from again_on_conflict(work)
    history.note(sku, who, f"price {before} to {price}")
    return before
