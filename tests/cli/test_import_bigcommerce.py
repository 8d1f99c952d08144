"""Customers of BigCommerce, with a block of columns for each address, and its orders."""

from tests.support.factories import show
from tests.support.program import Program
from tests.support.reading import counts, everybody, place, read


def block(number: int) -> str:
    names = ("ID", "First Name", "Last Name", "Company", "Line 1", "Line 2", "City", "State", "Zip", "Country", "Phone")
    return ",".join(f"Address {name} - {number}" for name in names)


CUSTOMERS = f"Customer ID,First Name,Last Name,Company,Email,Phone,Notes,Store Credit,Customer Group,Date Joined,{block(1)},{block(2)}\n"


def test_every_address_block_is_imported(sqlite_customers: Program) -> None:
    row = "12,Ann,Lee,Lee Ltd,ann@example.com,(212) 555-0123,rings,0.00,Retail,11/24/2015,"
    row += "31,Ann,Lee,,1 Main St,Apt 4,Austin,Texas,78701,United States,(512) 555-0100,"
    row += "32,Bo,Lee,Lee Ltd,2 High St,,Boston,Massachusetts,02108,United States,\n"
    lone = "13,Cy,Ray,,cy@example.com,,,0.00,,11/25/2015" + "," * 22 + "\n"

    done = read(sqlite_customers, "customers", CUSTOMERS + row + lone, env={"CUSTOMERS_DEFAULT_COUNTRY": "US"})

    assert counts(done) == {"created": 2}
    assert "Read as a file of BigCommerce" in done.stderr
    assert "month first" in done.stderr
    ann, cy = show(sqlite_customers, "bigcommerce:12"), show(sqlite_customers, "bigcommerce:13")
    assert sorted(map(place, ann["addresses"])) == [
        ("shipping", "1 Main St", "Austin", "Texas", "78701", "US"),
        ("shipping", "2 High St", "Boston", "Massachusetts", "02108", "US"),
    ]
    assert (ann["default_address"]["city"], ann["phone"], ann["created_at"]) == ("Austin", "+12125550123", "2015-11-24T00:00:00Z")
    assert cy["addresses"] == []
    assert counts(read(sqlite_customers, "customers", CUSTOMERS + row + lone, env={"CUSTOMERS_DEFAULT_COUNTRY": "US"})) == {"unchanged": 2}


def test_orders_use_total_with_tax_and_guests_have_no_id(sqlite_customers: Program) -> None:
    file = "Order ID,Customer ID,Customer Name,Customer Email,Customer Phone,Order Date,Order Status,Subtotal (inc tax),"
    file += "Order Total (ex tax),Order Total (inc tax),Refund Amount,Order Currency Code,Billing First Name,Billing City,Billing Zip\n"
    file += '100,12,Ann Lee,ann@example.com,,24/11/2025,Completed,90,80.00,"1,100.00",0,INR,Ann,Pune,411001\n'
    file += "101,0,Gu Est,guest@example.com,,25/11/2025,Declined,90,80.00,100.00,0,INR,Gu,,\n"

    done = read(sqlite_customers, "orders", file, "--create-customers")

    assert counts(done) == {"created": 2}
    assert "day first" in done.stderr
    ann, guest = everybody(sqlite_customers)
    assert (ann["external_ids"], ann["total_spent"], ann["last_order_at"]) == ({"bigcommerce": "12"}, 1100, "2025-11-24T00:00:00Z")
    assert (guest["external_ids"], guest["total_orders"]) == ({}, 0)
