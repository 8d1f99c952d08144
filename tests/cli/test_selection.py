"""Selections, the same on every command that takes one"""

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, import_orders, listed, order
from tests.support.program import Program

DELHI = {"address1": "1 Ring Road", "city": "New Delhi", "state": "Delhi", "pincode": "110001"}
MUNICH = {"address1": "Hauptstr. 1", "city": "M\u00fcnchen", "country": "DE", "type": "billing", "company": "Rao GmbH"}


@pytest.fixture
def shop(customers: Program) -> Program:
    """Asha, loyal and a VIP; Usha, returning and at risk; Nisha, who has not bought anything."""
    asha = create(
        customers,
        "Asha",
        last_name="Rao",
        email="asha@example.com",
        phone="9876543210",
        accepts_marketing=True,
        tags=["Wholesale", "pune"],
        external_ids={"shopify": "8779"},
        addresses=[HOME, MUNICH],
    )
    usha = create(customers, "Usha", last_name="M\u00fcller", phone="9876543211", tags=["wholesale", "100%"], addresses=[DELHI])
    create(customers, "Nisha", email="nisha@example.org", tags=["Lead"])
    asha_orders = [order(asha, f"a{number}", "10000.50", f"2026-11-0{number}T12:00:00Z") for number in range(1, 6)]
    usha_orders = [order(usha, f"u{number}", "100", f"2020-01-0{number}T12:00:00Z") for number in range(1, 3)]
    import_orders(customers, *asha_orders, *usha_orders)
    return customers


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("--search asha", "Asha"),
        ("--search MULLER", "Usha"),
        ("--search example.com", "Asha"),
        ("--search 98765-43211", "Usha"),
        ("--search 8779", "Asha"),
        ("--search whole", "Asha Usha"),
        ("--search munchen", "Asha"),
        ("--search gmbh", "Asha"),
        ("--search %", "Usha"),
        ("--search _", ""),
        ("--search '", ""),
        ("--tag WHOLESALE", "Asha Usha"),
        ("--tag wholesale --tag pune", "Asha"),
        ("--tag wholesale,pune", "Asha"),
        ("--any-tag pune --any-tag lead", "Asha Nisha"),
        ("--any-tag pune,lead", "Asha Nisha"),
        ("--without-tag pune", "Nisha Usha"),
        ("--without-tag pune,lead", "Usha"),
        ("--tag wholesale --without-tag pune", "Usha"),
        ("--accepts-marketing", "Asha"),
        ("--no-accepts-marketing", "Nisha Usha"),
        ("--vip", "Asha"),
        ("--no-vip", "Nisha Usha"),
        ("--segment new", "Nisha"),
        ("--segment returning", "Usha"),
        ("--segment loyal", "Asha"),
        ("--segment vip", "Asha"),
        ("--segment at_risk", "Usha"),
        ("--min-orders 2", "Asha Usha"),
        ("--max-orders 2", "Nisha Usha"),
        ("--min-orders 3 --max-orders 5", "Asha"),
        ("--min-spent 50002.50", "Asha"),
        ("--min-spent 50002.51", ""),
        ("--max-spent 200", "Nisha Usha"),
        ("--min-spent 0.01 --max-spent 50002.49", "Usha"),
        ("--created-after 2020-01-01", "Asha Nisha Usha"),
        ("--created-before 2020-01-01", ""),
        ("--ordered-after 2026-11-05T12:00:00Z", "Asha"),
        ("--ordered-before 2026-11-05T12:00:00Z", "Usha"),
        ("--ordered-before 2026-11-05T17:30:01+05:30", "Asha Usha"),
        ("--ordered-before 2026-11-06", "Asha Usha"),
        ("--city PUNE", "Asha"),
        ("--city munchen", "Asha"),
        ("--city Delhi", ""),
        ("--state delhi", "Usha"),
        ("--country de", "Asha"),
        ("--country IN", "Asha Usha"),
        ("--city pune --country DE", ""),
        ("--has-email", "Asha Nisha"),
        ("--no-email", "Usha"),
        ("--has-phone", "Asha Usha"),
        ("--no-phone", "Nisha"),
        ("--has-phone --no-email --tag wholesale", "Usha"),
    ],
)
def test_a_list_holds_whom_all_filters_take_in(shop: Program, words: str, names: str) -> None:
    assert listed(shop, "list", "--sort", "name", *words.split()) == names.split()
