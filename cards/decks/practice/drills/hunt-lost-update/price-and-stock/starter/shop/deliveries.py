"""Put what was delivered into the stock."""

from collections.abc import Generator
from shop.conflicts import again_on_conflict
from shop.history import History
from shop.product import load_product, save_product
from shop.store import Store


def deliver(store: Store, history: History, sku: str, pieces: int, scanner: str) -> Generator[None, None, int]:
    """The stock afterwards."""
    if pieces < 1:
        raise ValueError("a delivery has at least one piece")

    def work() -> Generator[None, None, int]:
        product = load_product(store, sku)
        yield  # the scanner confirms
        product.stock += pieces
        save_product(store, product)
        return product.stock

    stock = yield from again_on_conflict(work)
    history.note(sku, scanner, f"{pieces} delivered")
    return stock
