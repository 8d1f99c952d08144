"""Aliases of merged profiles: adopted, resolved, and never lost."""

from uuid import UUID

from tests.support.factories import create, import_orders, query, show
from tests.support.merging import merge, pair, rows, unmerge
from tests.support.program import Program


def test_survivor_takes_alias_as_email_and_releases_it(customers: Program) -> None:
    survivor, absorbed = pair(customers)
    merged = merge(customers, survivor, absorbed)

    customers("update", survivor["id"], "--email", "rao@example.net").succeeds()
    customers("unmerge", merged["merge_id"], "--yes").fails(4, "email is rao@example.net since")
    customers("update", survivor["id"], "--email", "new@example.com").succeeds()
    customers("update", survivor["id"], "--drop-alias").succeeds()
    create(customers, "Other", email="asha@example.com")

    assert show(customers, "rao@example.net")["id"] == survivor["id"]
    unmerge(customers, merged).succeeds()
    assert show(customers, "rao@example.net")["id"] == absorbed["id"]
    assert show(customers, "new@example.com")["id"] == survivor["id"]


def test_forced_unmerge_returns_email_adopted_by_survivor(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers)
    before = rows(sqlite_customers.url)
    merged = merge(sqlite_customers, survivor, absorbed)
    sqlite_customers("update", survivor["id"], "--email", "rao@example.net").succeeds()

    unmerge(sqlite_customers, merged, "--force").succeeds()

    assert rows(sqlite_customers.url) == before


def test_alias_of_another_customer_is_not_taken(customers: Program) -> None:
    survivor, absorbed = pair(customers, {"external_ids": {"erp": "1"}}, {"external_ids": {"erp": "2"}})
    merged = merge(customers, survivor, absorbed, "--take", "email=absorbed", "--take", "external_ids.erp=survivor")
    query(customers.url, "UPDATE identities SET customer_id = {} WHERE value = 'asha@example.com'", UUID(int=7))

    unmerge(customers, merged).fails(4, "asha@example.com now belongs to customer")
    unmerge(customers, merged, "--force").prints_json(merge_id=merged["merge_id"])

    assert show(customers, survivor["id"])["email"] is None
    assert show(customers, "rao@example.net")["id"] == absorbed["id"]
    assert show(customers, "erp:2")["id"] == absorbed["id"]


def test_delete_frees_aliases_and_restore_reclaims_them(customers: Program) -> None:
    survivor, absorbed = pair(customers, {}, {"external_ids": {"till": "7"}})
    merged = merge(customers, survivor, absorbed)
    customers("delete", survivor["id"], "--yes").succeeds()

    customers("show", "rao@example.net").fails(3, "is deleted")
    customers("unmerge", merged["merge_id"], "--yes").fails(3, "is deleted")
    customers("restore", "till:7").succeeds()

    assert show(customers, "rao@example.net")["id"] == survivor["id"]
    unmerge(customers, merged).succeeds()
    assert show(customers, "till:7")["id"] == absorbed["id"]


def test_import_matches_survivor_by_every_alias(customers: Program) -> None:
    survivor, absorbed = pair(customers, {"phone": "+919811111111"}, {"external_ids": {"till": "7"}})
    merge(customers, survivor, absorbed)

    names: list[dict[str, str]] = [
        {"customer_id": absorbed["id"]},
        {"customer_email": "rao@example.net"},
        {"customer_phone": "+919876543210"},
        {"customer_external_id": "till:7"},
    ]
    import_orders(customers, *({"number": str(n), "total": "1", "placed_at": "2026-03-01", **name} for n, name in enumerate(names, 10)))

    assert show(customers, survivor["id"])["total_orders"] == 6


def test_import_of_both_profiles_keeps_identities_of_survivor(sqlite_customers: Program) -> None:
    survivor, absorbed = pair(sqlite_customers, {"external_ids": {"till": "1"}}, {"external_ids": {"till": "2"}})
    file = sqlite_customers("export", "customers", "-").succeeds().stdout
    merge(sqlite_customers, survivor, absorbed, "--take", "external_ids.till=survivor")

    sqlite_customers("import", "customers", "-", stdin=file).succeeds()

    customer = show(sqlite_customers, survivor["id"])
    assert (customer["email"], customer["external_ids"]) == ("asha@example.com", {"till": "1"})
    assert show(sqlite_customers, "till:2")["id"] == survivor["id"]


def test_file_of_the_surviving_profile_leaves_what_a_merge_decided(customers: Program) -> None:
    people = [("a", "Asha", "na", "+919876500001"), ("b", "Usha", "nb", "+919876500002"), ("c", "Nisha", "nc", "+919876500003")]
    file = "email,first_name,notes,phone\n" + "".join(f"{key}@example.com,{rest}\n" for key, *cells in people for rest in [",".join(cells)])
    customers("import", "customers", "-", stdin=file).succeeds()
    first = customers("merge", "a@example.com", "b@example.com", "--yes", "--take", "first_name=absorbed", "-o", "json").succeeds().json()
    second = customers("merge", "a@example.com", "c@example.com", "--yes", "--take", "phone=absorbed", "-o", "json").succeeds().json()

    customers("import", "customers", "-", "-o", "json", stdin=file).succeeds().prints_json(updated=0, unchanged=3)

    merged = show(customers, "a@example.com")
    assert (merged["first_name"], merged["phone"], merged["notes"]) == ("Usha", "+919876500003", second["customer"]["notes"])
    news = file.replace("Asha", "Aasha").replace("na,", "new,")
    customers("import", "customers", "-", "-o", "json", stdin=news).succeeds().prints_json(updated=1)
    merged = show(customers, "a@example.com")
    assert (merged["first_name"], merged["phone"], merged["notes"]) == ("Aasha", "+919876500003", "new")
    customers("undo", "--yes").succeeds()
    unmerge(customers, second).succeeds()
    unmerge(customers, first).succeeds()
    customers("import", "customers", "-", "-o", "json", stdin=file).succeeds().prints_json(unchanged=3)
