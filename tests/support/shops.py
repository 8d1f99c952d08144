"""The shops of a test: several of them by one call, and the services of one without the program."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from customers.config.settings import load
from customers.services.shop import ShopContext
from tests.support.engines import shared_compilation
from tests.support.program import Program

Shops = Callable[[], list[Program]]


@contextmanager
def open_services(customers: Program) -> Iterator[ShopContext]:
    """Open the services of a program's shop, where the program itself would be too slow."""
    with shared_compilation():
        shop = ShopContext(load({"CUSTOMERS_DATABASE_URL": customers.url}, {}), "tester", "test")
        try:
            yield shop
        finally:
            shop.engine.dispose()
