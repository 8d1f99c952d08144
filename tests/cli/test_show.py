"""`customers show`, and references to a customer."""

from customers.errors import ExitStatus
from tests.support.factories import HOME, OFFICE, create, show
from tests.support.program import Program


def test_show_accepts_every_identity(customers: Program) -> None:
    asha = create(customers, email="Asha@example.com", phone="9876543210", external_ids={"shopify": "8779761975521", "erp": "A:1"})

    for email in ("asha@example.com", "ASHA@EXAMPLE.COM", " asha@example.com "):
        assert show(customers, email) == asha
    for phone in ("+919876543210", "98765 43210", "098765-43210", "+91 (98765) 43210"):
        assert show(customers, phone) == asha
    assert show(customers, "shopify:8779761975521") == show(customers, "erp:A:1") == asha


def test_show_compares_id_without_case(customers: Program) -> None:
    asha = create(customers)

    assert show(customers, asha["id"]) == show(customers, asha["id"].upper()) == asha


def test_unknown_reference_is_not_found(customers: Program) -> None:
    create(customers, email="asha@example.com")

    unknown = ["usha@example.com", "01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e", "+14155550100", "shopify:1", "nobody"]
    for reference in (*unknown, "", "%", "a\x1bb", "x" * 3000):
        customers("show", reference).fails(ExitStatus.NOT_FOUND, "no customer")


def test_shared_phone_error_lists_customers(customers: Program) -> None:
    asha, usha = create(customers, "Asha", phone="9876543210"), create(customers, "Usha", phone="9876543210")

    customers("show", "9876543210").fails(ExitStatus.CONFLICT, asha["id"], usha["id"])


def test_show_compares_external_id_with_case(customers: Program) -> None:
    create(customers, external_ids={"erp": "Abc"})

    customers("show", "erp:abc").fails(ExitStatus.NOT_FOUND)


def test_deleted_customer_is_not_found(customers: Program) -> None:
    asha = create(customers, email="asha@example.com", phone="9876543210", external_ids={"erp": "1"})
    customers("delete", asha["id"], "--yes").succeeds()

    for reference in (asha["id"], "asha@example.com", "9876543210", "erp:1"):
        customers("show", reference).fails(ExitStatus.NOT_FOUND, "deleted", "restore")


def test_table_format_is_a_card(customers: Program) -> None:
    create(customers, last_name="Rao", email="asha@example.com", tags=["vip", "Pune"], addresses=[HOME | {"company": "Rao Ltd"}])

    output = customers("show", "asha@example.com").succeeds().stdout

    for text in ("Asha Rao", "asha@example.com", "Pune, vip", "Rao Ltd", "12 MG Road", "Pune Maharashtra 411001"):
        assert text in output


def test_default_address_prefers_shipping_to_billing(customers: Program) -> None:
    asha = create(customers, addresses=[OFFICE | {"type": "billing"}, HOME])
    usha = create(customers, "Usha", addresses=[OFFICE | {"type": "billing"}])

    assert asha["default_address"]["city"] == "Pune"
    assert usha["default_address"]["city"] == "Mumbai"
    assert create(customers, "Nisha")["default_address"] is None


def test_fields_option_selects_and_orders_fields(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    arguments = ("show", asha["id"], "--fields", "email, id")

    assert list(customers(*arguments, "-o", "json").json().items()) == [("email", "asha@example.com"), ("id", asha["id"])]
    assert customers(*arguments, "-o", "csv").stdout == f"email,id\nasha@example.com,{asha['id']}\n"
    assert [line.split() for line in customers(*arguments).stdout.splitlines()] == [["Email", "asha@example.com"], ["ID", asha["id"]]]


def test_fields_option_selects_addresses_only(customers: Program) -> None:
    customer = create(customers, addresses=[HOME])

    assert HOME["address1"] in customers("show", customer["id"], "--fields", "addresses").succeeds().stdout
