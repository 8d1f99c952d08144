"""Aliases: former emails, and the identities of absorbed profiles."""

from customers.errors import ExitStatus
from tests.support.doctor import doctor, off
from tests.support.factories import create, import_orders, listed, query, show
from tests.support.merging import merge, pair, unmerge
from tests.support.program import Program


def test_former_email_leads_to_its_customer_with_notice(customers: Program) -> None:
    asha = create(customers, email="Asha@example.com", last_name="Rao")
    customers("update", asha["id"], "--email", "rao@example.com").succeeds()

    result = customers("show", "ASHA@example.com", "-o", "json").succeeds()

    assert result.json()["id"] == asha["id"]
    assert result.stderr == "The alias ASHA@example.com leads to Asha Rao (rao@example.com).\n"
    assert listed(customers, "search", "asha@example") == ["Asha"]
    customers("create", "--first-name", "Usha", "--email", "asha@example.com").fails(ExitStatus.CONFLICT, "--drop-alias")
    assert off(doctor(customers)) == {}


def test_cleared_email_stays_as_alias(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    customers("update", asha["id"], "--unset", "email").succeeds()

    assert show(customers, "asha@example.com")["email"] is None


def test_customer_takes_its_former_email_back(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    customers("update", asha["id"], "--email", "rao@example.com").succeeds()

    customers("update", asha["id"], "--email", "ASHA@example.com").succeeds()

    assert show(customers, "asha@example.com")["email"] == "ASHA@example.com"
    assert "alias" not in customers("show", "asha@example.com").succeeds().stderr
    assert "The alias rao@example.com" in customers("show", "rao@example.com").succeeds().stderr
    assert off(doctor(customers)) == {}


def test_drop_alias_frees_former_email(customers: Program) -> None:
    asha = create(customers, email="a@example.com")
    customers("update", asha["id"], "--email", "b@example.com", "--drop-alias").succeeds()
    customers("show", "a@example.com").fails(ExitStatus.NOT_FOUND)
    customers("update", asha["id"], "--email", "c@example.com").succeeds()
    customers("update", asha["id"], "--email", "d@example.com").succeeds()

    customers("update", asha["id"], "--drop-alias").succeeds()

    for email in ("a", "b", "c"):
        create(customers, "Other", email=f"{email}@example.com")
    assert query(customers.url, "SELECT value FROM aliases") == []
    assert "The values are the same" in customers("update", asha["id"], "--drop-alias").succeeds().stderr


def test_import_that_changes_an_email_frees_the_former_one(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    file = f"id,email,first_name\n{asha['id']},new@example.com,\n,asha@example.com,Usha\n"

    customers("import", "customers", "-", "-o", "json", stdin=file).prints_json(updated=1, created=1)
    customers("import", "customers", "-", "-o", "json", stdin=file).prints_json(unchanged=2)

    assert (show(customers, "new@example.com")["first_name"], show(customers, "asha@example.com")["first_name"]) == ("Asha", "Usha")


def test_row_of_former_email_fills_blanks_alone(customers: Program) -> None:
    asha = create(customers, email="old@example.com", tags=["a"])
    customers("update", asha["id"], "--email", "new@example.com").succeeds()
    file = "email,first_name,last_name,phone,tags\nold@example.com,Wrong,Rao,9876543210,b\n"

    customers("import", "customers", "-", "-o", "json", stdin=file).prints_json(updated=1)
    customers("import", "customers", "-", "-o", "json", stdin=file).prints_json(unchanged=1)

    customer = show(customers, asha["id"])
    assert (customer["full_name"], customer["phone"], customer["email"]) == ("Asha Rao", "+919876543210", "new@example.com")
    assert customer["tags"] == ["a"]


def test_row_of_external_id_leaves_email_where_its_own_is_former(customers: Program) -> None:
    asha = create(customers, email="old@example.com", external_ids={"shop": "1"})
    customers("update", asha["id"], "--email", "new@example.com").succeeds()
    file = "external_ids,email,first_name\nshop:1,old@example.com,Asa\n"

    customers("import", "customers", "-", "-o", "json", stdin=file).prints_json(updated=1)
    customers("import", "customers", "-", "-o", "json", stdin=file).prints_json(unchanged=1)

    customer = show(customers, asha["id"])
    assert (customer["email"], customer["first_name"]) == ("new@example.com", "Asa")


def test_file_of_two_merged_profiles_changes_nothing(customers: Program) -> None:
    file = (
        "external_ids,email,first_name,last_name,phone,tags,address1,city,state,pincode\n"
        "shop:1,asha@example.com,Asha,Rao,9876543210,a,1 Fort,Pune,MH,411001\n"
        "shop:2,rao@example.com,A.,R.,9811111111,b,2 Fort,Pune,MH,411002\n"
    )
    customers("import", "customers", "-", stdin=file).succeeds()
    survivor, absorbed = show(customers, "shop:1"), show(customers, "shop:2")
    merged = merge(customers, survivor, absorbed)
    before = show(customers, "shop:1")

    customers("import", "customers", "-", "-o", "json", stdin=file).prints_json(unchanged=2, updated=0)

    assert show(customers, "shop:1") == before
    unmerge(customers, merged).succeeds()
    assert show(customers, "shop:2")["full_name"] == "A. R."


def test_field_cleared_after_merge_is_not_filled_by_file_of_absorbed_profile(customers: Program) -> None:
    survivor, absorbed = pair(customers)
    file = customers("export", "customers", "-", "--format", "jsonl").succeeds().stdout
    merge(customers, survivor, absorbed)
    customers("import", "customers", "-", stdin=file).succeeds()
    before = show(customers, survivor["id"])

    customers("import", "customers", "-", "-o", "json", stdin=file).prints_json(unchanged=2)

    assert show(customers, survivor["id"]) == before


def test_two_names_of_one_customer_are_unchanged_by_merge(customers: Program) -> None:
    asha = create(customers, email="old@example.com")
    customers("update", asha["id"], "--email", "new@example.com").succeeds()
    usha = create(customers, "Usha")

    customers("merge", "new@example.com", "old@example.com", "--yes").succeeds()
    customers("merge", usha["id"], "old@example.com", "--yes").succeeds()

    assert show(customers, "old@example.com")["id"] == show(customers, "new@example.com")["id"] == usha["id"]
    assert off(doctor(customers)) == {}


def test_unmerge_returns_former_emails_to_absorbed_profile(customers: Program) -> None:
    survivor, absorbed = pair(customers)
    customers("update", absorbed["id"], "--email", "new@example.net").succeeds()
    customers("update", survivor["id"], "--email", "new@example.com").succeeds()
    merged = merge(customers, survivor, absorbed)
    assert show(customers, "rao@example.net")["id"] == show(customers, "asha@example.com")["id"] == survivor["id"]
    assert off(doctor(customers)) == {}

    unmerge(customers, merged).succeeds()

    assert show(customers, "rao@example.net")["id"] == absorbed["id"]
    assert show(customers, "asha@example.com")["id"] == survivor["id"]
    assert off(doctor(customers)) == {}


def test_delete_frees_former_email_and_restore_returns_it(customers: Program) -> None:
    asha = create(customers, email="old@example.com")
    customers("update", asha["id"], "--email", "new@example.com").succeeds()
    customers("delete", asha["id"], "--yes").succeeds()

    customers("show", "old@example.com").fails(ExitStatus.NOT_FOUND, "is deleted")
    customers("restore", "old@example.com").succeeds()
    assert show(customers, "old@example.com")["id"] == asha["id"]

    customers("delete", asha["id"], "--yes").succeeds()
    create(customers, "Usha", email="old@example.com")
    customers("restore", asha["id"]).succeeds()
    assert show(customers, "old@example.com")["first_name"] == "Usha"
    assert off(doctor(customers)) == {}


def test_order_finds_customer_by_former_email(customers: Program) -> None:
    asha = create(customers, email="old@example.com")
    customers("update", asha["id"], "--email", "new@example.com").succeeds()

    import_orders(customers, {"number": "1", "total": "5", "placed_at": "2026-01-05", "customer_email": "old@example.com"})

    assert show(customers, asha["id"])["total_orders"] == 1


def test_erase_removes_former_emails(customers: Program) -> None:
    asha = create(customers, email="old@example.com")
    customers("update", asha["id"], "--email", "new@example.com").succeeds()

    receipt = customers("erase", "old@example.com", "--yes", "-o", "json").succeeds().json()

    assert receipt["profiles"][0]["removed"]["aliases"] == 1
    assert query(customers.url, "SELECT value FROM aliases") == []


def test_unmerge_takes_names_of_the_absorbed_profile(customers: Program) -> None:
    survivor, absorbed = pair(customers, {}, {"external_ids": {"till": "7", "shop": "2"}})
    customers("update", survivor["id"], "--external-id", "shop:1").succeeds()
    for name in ("RAO@example.net", "shop:2", "98765 43210", absorbed["id"]):
        merge(customers, survivor, absorbed, "--take", "phone=survivor")
        if name == "98765 43210":
            customers("update", survivor["id"], "--phone", "+919811111111").succeeds()
        customers("unmerge", name, "--yes", "--force").succeeds()
        assert show(customers, "rao@example.net")["id"] == absorbed["id"]
    customers("unmerge", survivor["email"], "--yes").fails(ExitStatus.NOT_FOUND, "no merge")
