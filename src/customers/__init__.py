"""Manage the customers of a shop: profiles, addresses, tags, consent, orders, statistics, VIP and segments.

A Python script opens a shop with `open_shop`. Methods return models and raise subclasses of `CustomersError`:

    from customers import open_shop

    with open_shop("sqlite:///shop.db", create=True) as shop:
        asha = shop.create(first_name="Asha", email="asha@example.com")
"""

__version__ = "0.1.0"

# Type checkers treat it as true. The import of `typing` would take as long as all of `--version`.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from customers.api import Shop as Shop
    from customers.api import open_shop as open_shop
    from customers.errors import CustomersError as CustomersError
    from customers.models.customer import Customer as Customer
    from customers.models.customer import CustomerAddress as CustomerAddress
    from customers.models.order import Order as Order
    from customers.models.page import Page as Page
    from customers.models.segments import CustomerSegments as CustomerSegments

# Public name -> module, which is imported when the name is first used: the program starts without them.
_PUBLIC = {
    "open_shop": "customers.api",
    "Shop": "customers.api",
    "CustomersError": "customers.errors",
    "Customer": "customers.models.customer",
    "CustomerAddress": "customers.models.customer",
    "CustomerSegments": "customers.models.segments",
    "Order": "customers.models.order",
    "Page": "customers.models.page",
}
__all__ = ["Customer", "CustomerAddress", "CustomerSegments", "CustomersError", "Order", "Page", "Shop", "open_shop"]


def __getattr__(name: str) -> object:
    """Import a public name."""
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PUBLIC[name]), name)
