"""`customers show`, and how a customer is named everywhere"""

from customers.errors import ExitStatus
from tests.support.factories import HOME, OFFICE, create, show
from tests.support.program import Program


def test_every_name_of_a_customer_leads_to_it(customers: Program) -> None:
    asha = create(customers, email="Asha@example.com", phone="9876543210", external_ids={"shopify": "8779761975521", "erp": "A:1"})

    for email in ("asha@example.com", "ASHA@EXAMPLE.COM", " asha@example.com "):
        assert show(customers, email) == asha
    for phone in ("+919876543210", "98765 43210", "098765-43210", "+91 (98765) 43210"):
        assert show(customers, phone) == asha
    assert show(customers, "shopify:8779761975521") == show(customers, "erp:A:1") == asha


def test_an_id_is_found_in_any_case(customers: Program) -> None:
    asha = create(customers)

    assert show(customers, asha["id"]) == show(customers, asha["id"].upper()) == asha


def test_a_name_of_nobody_is_not_found(customers: Program) -> None:
    create(customers, email="asha@example.com")

    nobody = ["usha@example.com", "01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e", "+14155550100", "shopify:1", "nobody"]
    for reference in (*nobody, "", "%", "a\x1bb", "x" * 3000):
        customers("show", reference).fails(ExitStatus.NOT_FOUND, "no customer")


def test_a_shared_phone_lists_who_shares_it(customers: Program) -> None:
    asha, usha = create(customers, "Asha", phone="9876543210"), create(customers, "Usha", phone="9876543210")

    customers("show", "9876543210").fails(ExitStatus.CONFLICT, asha["id"], usha["id"])


def test_an_external_id_is_compared_to_the_letter(customers: Program) -> None:
    create(customers, external_ids={"erp": "Abc"})

    customers("show", "erp:abc").fails(ExitStatus.NOT_FOUND)


def test_a_deleted_customer_is_not_shown(customers: Program) -> None:
    asha = create(customers, email="asha@example.com", phone="9876543210", external_ids={"erp": "1"})
    customers("delete", asha["id"], "--yes").succeeds()

    for reference in (asha["id"], "asha@example.com", "9876543210", "erp:1"):
        customers("show", reference).fails(ExitStatus.NOT_FOUND, "deleted", "restore")


def test_a_card_for_people(customers: Program) -> None:
    create(customers, last_name="Rao", email="asha@example.com", tags=["vip", "Pune"], addresses=[HOME | {"company": "Rao Ltd"}])

    shown = customers("show", "asha@example.com").succeeds().stdout

    for text in ("Asha Rao", "asha@example.com", "Pune, vip", "Rao Ltd", "12 MG Road", "Pune Maharashtra 411001"):
        assert text in shown


def test_the_default_address_is_the_shipping_one_else_the_billing_one(customers: Program) -> None:
    asha = create(customers, addresses=[OFFICE | {"type": "billing"}, HOME])
    usha = create(customers, "Usha", addresses=[OFFICE | {"type": "billing"}])

    assert asha["default_address"]["city"] == "Pune"
    assert usha["default_address"]["city"] == "Mumbai"
    assert create(customers, "Nisha")["default_address"] is None


def test_fields_pick_and_order_what_is_shown(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    arguments = ("show", asha["id"], "--fields", "email, id")

    assert list(customers(*arguments, "-o", "json").json().items()) == [("email", "asha@example.com"), ("id", asha["id"])]
    assert customers(*arguments, "-o", "csv").stdout == f"email,id\nasha@example.com,{asha['id']}\n"
    assert [line.split() for line in customers(*arguments).stdout.splitlines()] == [["Email", "asha@example.com"], ["ID", asha["id"]]]


def test_addresses_alone_can_be_shown(customers: Program) -> None:
    made = create(customers, addresses=[HOME])

    assert HOME["address1"] in customers("show", made["id"], "--fields", "addresses").succeeds().stdout
