"""`open_shop`: what the library refuses as the program does."""

from collections.abc import Iterator

import pytest

from customers import Shop, open_shop
from customers.errors import CustomersError
from tests.support.program import Program


@pytest.fixture
def shop(customers: Program) -> Iterator[Shop]:
    """Open the shop."""
    with open_shop(customers.url) as opened:
        yield opened


def test_named_and_selected_customers_are_refused(shop: Shop) -> None:
    asha, usha = shop.create(first_name="Asha"), shop.create(first_name="Usha", tags=["old"])

    for change in (shop.add_tags, shop.remove_tags):
        with pytest.raises(CustomersError, match="name customers or give a selection, not both"):
            change("old", asha.id, any_tag="old")
    assert [shop.get(person.id).tags for person in (asha, usha)] == [(), ("old",)]
    assert shop.add_tags("new", asha.id, any_tag=[]).added == 1


def test_page_and_limit_begin_at_one(shop: Shop) -> None:
    for number in range(3):
        shop.create(first_name="Asha", email=f"asha{number}@example.com")

    with pytest.raises(CustomersError, match="page is -1; it must be 1 or more"):
        shop.page(page=-1)
    with pytest.raises(CustomersError, match="limit is 0; it must be 1 or more"):
        shop.search("asha", limit=0)
    assert [len(shop.search("asha", limit=limit)) for limit in (1, 3, 1000)] == [1, 3, 3]


def test_saved_segment_has_live_customers_only(shop: Shop) -> None:
    with pytest.raises(CustomersError, match="a saved segment is of live customers; deleted cannot be saved"):
        shop.save_segment("gone", deleted=True)  # type: ignore[call-arg]
    assert shop.saved_segments() == []
