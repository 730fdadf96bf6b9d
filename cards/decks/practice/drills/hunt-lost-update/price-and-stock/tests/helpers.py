from shop.deliveries import deliver
from shop.history import History
from shop.pricing import set_price
from shop.product import Product, load_product, save_product
from shop.reservations import reserve
from shop.store import Store


class Shop:
    """A shop that sells espresso machines."""

    def __init__(self, price=249_00, stock=5):
        self.store = Store()
        self.history = History()
        save_product(self.store, Product("espresso", "Espresso machine", price, stock))

    def machine(self):
        return load_product(self.store, "espresso")

    def set_price(self, price):
        return set_price(self.store, self.history, "espresso", price, who="alice")

    def reserve(self, order, honest=True):
        return reserve(self.store, "espresso", order, lambda *_: honest)

    def deliver(self, pieces):
        return deliver(self.store, self.history, "espresso", pieces, scanner="gate 2")
