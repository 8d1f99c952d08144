"""Customers and orders of WooCommerce, from its reports and common exporters."""

from tests.support.factories import show
from tests.support.program import Program
from tests.support.reading import counts, everybody, place, read

REPORT = "Customer ID,Username,First name,Last name,Email,Billing Phone,City,Total spend,Order count\n"
REPORT += "881,kal,Kal,Kund,kal@example.com,098765 43210,Pune,899kr,3\n882,lo.l,Lo,Lind,lo@example.com,,,0,0\n"

USERS = "ID,user_login,user_email,display_name,first_name,last_name,user_registered,billing_first_name,billing_last_name,billing_company,"
USERS += "billing_email,billing_phone,billing_address_1,billing_city,billing_postcode,billing_state,billing_country,shipping_address_1,"
USERS += "shipping_city,shipping_postcode,shipping_country\n"
USERS += "12,asha,asha@example.com,Asha Rao,,,2024-05-06 10:00:00,Asha,Rao,Acme,x@example.com,098765 43210,1 MG Road,Pune,411001,MH,IN,"
USERS += "2 Low St,Bonn,53111,DE\n"

ORDERS = "order_id,order_number,date,status,order_total,refunded_total,order_currency,customer_id,billing_first_name,billing_last_name,"
ORDERS += "billing_email,billing_phone,billing_address_1,billing_city,billing_postcode,billing_country,item_name\n"


def order(number: str, status: str, total: str, who: str, thing: str) -> str:
    return f"77,{number},2024-05-06 10:00:00,{status},{total},-5.00,INR,{who},,1 MG Road,Pune,411001,IN,{thing}\n"


def test_customer_report_has_ids_and_address_phone(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "customers", REPORT)

    assert counts(done) == {"created": 2}
    assert "Total spend, Order count" in done.stderr
    kal = show(sqlite_customers, "woocommerce:881")
    assert (kal["full_name"], kal["phone"], kal["total_spent"]) == ("Kal Kund", "+919876543210", 0)
    assert [address["city"] for address in kal["addresses"]] == ["Pune"]
    assert show(sqlite_customers, "woocommerce:882")["addresses"] == []
    assert counts(read(sqlite_customers, "customers", REPORT)) == {"unchanged": 2}


def test_users_have_billing_and_shipping_addresses(sqlite_customers: Program) -> None:
    assert counts(read(sqlite_customers, "customers", USERS)) == {"created": 1}

    [asha] = everybody(sqlite_customers)
    assert (asha["full_name"], asha["email"], asha["phone"]) == ("Asha Rao", "asha@example.com", "+919876543210")
    assert (asha["external_ids"], asha["created_at"]) == ({"woocommerce": "12"}, "2024-05-06T10:00:00Z")
    assert sorted(map(place, asha["addresses"])) == [
        ("billing", "1 MG Road", "Pune", "MH", "411001", "IN"),
        ("shipping", "2 Low St", "Bonn", "", "53111", "DE"),
    ]


def test_orders_with_item_rows_are_counted_once(customers: Program) -> None:
    file = ORDERS
    file += order("1001", "wc-completed", "100.00", "0,Asha,Rao,asha@example.com", "Tea")
    file += order("1001", "wc-completed", "100.00", "0,Asha,Rao,asha@example.com", "Cup")
    file += order("1002", "wc-cancelled", "50.00", "12,Ravi,Iyer,ravi@example.com", "Tea")

    assert counts(read(customers, "orders", file, "--create-customers")) == {"created": 2}

    asha, ravi = show(customers, "asha@example.com"), show(customers, "woocommerce:12")
    assert (asha["total_orders"], asha["total_spent"], asha["external_ids"]) == (1, 95, {})
    assert (ravi["total_orders"], ravi["full_name"]) == (0, "Ravi Iyer")
    assert counts(read(customers, "orders", file)) == {"unchanged": 2}


def test_columns_with_address_type_in_parentheses_are_read(sqlite_customers: Program) -> None:
    file = "Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),City (Billing),Email (Billing),"
    file += "City (Shipping),Order Total Amount,Order Refund Amount,Item Name\n"
    file += '9,Completed,"May 6, 2024 5:34 PM",Asha,Rao,Pune,asha@example.com,Bonn,100,10,Tea\n,,,,,,,,,,Cup\n'

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 1}

    [asha] = everybody(sqlite_customers)
    assert (asha["full_name"], asha["total_spent"], asha["first_order_at"]) == ("Asha Rao", 90, "2024-05-06T17:34:00Z")
    assert sorted((address["type"], address["city"]) for address in asha["addresses"]) == [("billing", "Pune"), ("shipping", "Bonn")]
