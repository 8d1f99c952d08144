"""`customers update --from-json`: JSON of the API, and the output of `show -o json`."""

import json
from typing import Any

from customers.errors import ExitStatus
from tests.support.factories import HOME, OFFICE, create, events, import_orders, order, show
from tests.support.program import Program, Result


def send(customers: Program, reference: str, body: Any, *more: str) -> Result:
    """Update a customer from JSON."""
    return customers("update", reference, "--from-json", "-", "-o", "json", *more, stdin=json.dumps(body, default=float))


def test_update_with_output_of_show_changes_nothing(customers: Program) -> None:
    addresses = [HOME, OFFICE | {"type": "billing", "company": "Rao Ltd", "phone": "9876543210"}]
    asha = create(customers, last_name="Rao", email="a@example.com", accepts_marketing=True, tags=["a"], notes="n", addresses=addresses)
    import_orders(customers, order(asha, "1", "1234.50"), order(asha, "2", "0.10"))
    printed = customers("show", asha["id"], "-o", "json").stdout

    result = customers("update", asha["id"], "--from-json", "-", "-o", "json", stdin=printed).succeeds()

    assert result.stdout == printed
    assert "nothing was changed" in result.stderr


def test_update_accepts_edited_output_of_show(customers: Program) -> None:
    asha = create(customers, last_name="Rao", external_ids={"erp": "1"}, addresses=[HOME, OFFICE])
    body = show(customers, asha["id"])
    body |= {"last_name": "Sen", "notes": "moved", "tags": ["new"], "external_ids": {"erp": "2"}}
    body["addresses"][1]["pincode"] = "400002"

    sent = send(customers, asha["id"], body).succeeds().json()

    body["full_name"], body["updated_at"] = "Asha Sen", sent["updated_at"]
    assert sent == body


def test_null_clears_and_missing_key_keeps(customers: Program) -> None:
    asha = create(customers, last_name="Rao", email="asha@example.com", notes="n", tags=["a"], external_ids={"erp": "1", "shopify": "8"})

    sent = send(customers, asha["id"], {"notes": None, "email": None, "external_ids": {"erp": None}}).succeeds().json()

    assert sent == asha | {"notes": None, "email": None, "external_ids": {"shopify": "8"}, "updated_at": sent["updated_at"]}
    send(customers, asha["id"], {"tags": None, "external_ids": None, "last_name": None}).prints_json(
        tags=[], external_ids={}, last_name=None
    )


def test_first_name_cannot_be_cleared(customers: Program) -> None:
    asha = create(customers)

    send(customers, asha["id"], {"first_name": None}).fails(ExitStatus.USAGE, "first_name")
    send(customers, asha["id"], {"first_name": ""}).fails(ExitStatus.USAGE, "first_name")


def test_changed_read_only_key_is_refused_by_name(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])
    import_orders(customers, order(asha, "1", "1234.50"))
    before = show(customers, asha["id"])
    changes: dict[str, Any] = {
        "id": "01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e",
        "full_name": "Usha",
        "total_orders": 7,
        "total_spent": 1234.51,
        "avg_order_value": None,
        "first_order_at": "2020-01-01T00:00:00Z",
        "last_order_at": None,
        "is_vip": True,
        "default_address": None,
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": "2020-01-01T00:00:00Z",
    }

    for key, value in changes.items():
        send(customers, asha["id"], before | {"notes": "x", key: value}).fails(ExitStatus.USAGE, f"{key}:")

    assert show(customers, asha["id"]) == before


def test_unknown_keys_and_invalid_values_are_refused(customers: Program) -> None:
    asha = create(customers)
    bodies: list[tuple[dict[str, Any], list[str]]] = [
        ({"nots": "x"}, ["nots", "did you mean notes"]),
        ({"addresses": [{"citty": "x"}]}, ["addresses.0.citty", "did you mean city"]),
        ({"zzz": 1}, ["zzz", "unknown"]),
        ({"a\x1b[2Jb": 1}, ["unknown", r"a\\x1b[2Jb"]),
        ({"notes": ["x"]}, ["notes"]),
        ({"external_ids": {"Bad System": "1"}}, ["external_ids"]),
    ]

    for body, needles in bodies:
        send(customers, asha["id"], body).fails(ExitStatus.USAGE, *needles)

    assert show(customers, asha["id"]) == asha


def test_address_with_id_is_updated(customers: Program) -> None:
    asha = create(customers, addresses=[HOME, OFFICE])
    home, office = asha["addresses"]

    sent = send(customers, asha["id"], {"addresses": [{"id": office["id"], "company": "Rao Ltd", "is_default": True}]}).succeeds().json()

    assert sent["addresses"] == [home | {"is_default": False}, office | {"company": "Rao Ltd", "is_default": True}]
    assert sent["default_address"]["id"] == office["id"]


def test_address_without_id_is_added_unless_equal_one_exists(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])

    send(customers, asha["id"], {"addresses": [HOME | {"city": " Pune "}]}).prints_json(addresses=asha["addresses"])
    sent = send(customers, asha["id"], {"addresses": [OFFICE, OFFICE]}).succeeds().json()

    assert [address["city"] for address in sent["addresses"]] == ["Pune", "Mumbai"]


def test_null_in_address_clears_field(customers: Program) -> None:
    asha = create(customers, addresses=[HOME | {"company": "Rao Ltd", "address2": "2nd floor"}])
    [home] = asha["addresses"]

    send(customers, asha["id"], {"addresses": [{"id": home["id"], "company": None}]}).prints_json(addresses=[home | {"company": None}])
    send(customers, asha["id"], {"addresses": [{"id": home["id"], "city": None}]}).fails(ExitStatus.USAGE, "city")


def test_address_of_another_customer_is_not_found(customers: Program) -> None:
    asha, usha = create(customers, addresses=[HOME]), create(customers, "Usha")

    body = {"notes": "x", "addresses": [{"id": asha["addresses"][0]["id"], "city": "Delhi"}]}
    send(customers, usha["id"], body).fails(ExitStatus.NOT_FOUND, asha["addresses"][0]["id"])

    assert show(customers, asha["id"]) == asha
    assert show(customers, usha["id"]) == usha


def test_external_ids_are_merged_by_system(customers: Program) -> None:
    asha = create(customers, external_ids={"erp": "1"})

    send(customers, asha["id"], {"external_ids": {"shopify": "8"}}).prints_json(external_ids={"erp": "1", "shopify": "8"})
    assert show(customers, "shopify:8")["id"] == asha["id"]


def test_option_overrides_json(customers: Program) -> None:
    asha = create(customers)

    send(customers, asha["id"], {"last_name": "Rao", "notes": "n"}, "--last-name", "Sen").prints_json(last_name="Sen", notes="n")


def test_json_is_read_from_file(customers: Program) -> None:
    asha = create(customers)
    path = customers.home / "body.json"
    path.write_text('\ufeff{"notes": "from a file"}', encoding="utf-8")

    customers("update", asha["id"], "--from-json", str(path), "-o", "json").prints_json(notes="from a file")
    customers("update", asha["id"], "--from-json", str(path) + "x").fails(ExitStatus.USAGE, "body.jsonx")
    customers("update", asha["id"], "--from-json", "-", stdin=b'{"notes": "\xff"}').fails(ExitStatus.USAGE, "UTF-8")


def test_history_records_changes_by_field(customers: Program) -> None:
    asha = create(customers, tags=["a"])
    send(customers, asha["id"], {"tags": ["b"], "notes": "n"}, "--reason", "call").succeeds()

    event = events(customers, asha["id"])[-1]

    assert event.reason == "call"
    assert event.changes == {"tags": {"before": ["a"], "after": ["b"]}, "notes": {"before": None, "after": "n"}}
