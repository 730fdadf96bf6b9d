"""A product. Prices are whole cents."""

from dataclasses import dataclass, field
from shop.store import Document, Store


@dataclass
class Product:
    sku: str
    title: str
    price: int
    stock: int
    reserved_for: list[str] = field(default_factory=list)
    version: int | None = None
    """The version it was loaded at; none before it is saved for the first time."""

    @classmethod
    def from_document(cls, document: Document) -> "Product":
        return cls(
            sku=document["sku"],
            title=document["title"],
            price=document["price"],
            stock=document["stock"],
            reserved_for=list(document.get("reserved_for", [])),
            version=document.get("version"),
        )

    def to_document(self) -> Document:
        return {
            "sku": self.sku,
            "title": self.title,
            "price": self.price,
            "stock": self.stock,
            "reserved_for": list(self.reserved_for),
        }


def load_product(store: Store, sku: str) -> Product:
    return Product.from_document(store.load(f"product/{sku}"))


def save_product(store: Store, product: Product) -> None:
    product.version = store.save(f"product/{product.sku}", product.to_document())
