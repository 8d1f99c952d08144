"""`customers doctor`"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customers.errors import ExitStatus
from customers.services.doctor_checks import CHECKS
from tests.support.factories import HOME, OFFICE, create, create_many, import_orders, order, query, show
from tests.support.program import Program

OTHER = "SELECT id FROM customers WHERE first_name = 'Other'"
PERSON = "UPDATE customers SET {} WHERE id = {{}}"
STATISTICS = "UPDATE customer_statistics SET {} WHERE customer_id = {{}}"
ORDER = "UPDATE orders SET {} WHERE customer_id = {{}}"
ADDRESS = "UPDATE addresses SET {} WHERE customer_id = {{}}"
TAG = "INSERT INTO customer_tags (customer_id, key, label) SELECT id, {} FROM customers WHERE id = {{}}"
MERGE = (
    "INSERT INTO merges (customer_id, id, absorbed_id, at, actor, journal)"
    " SELECT o.id, c.id, c.id, c.created_at, 'x', '[]' FROM customers c, customers o WHERE c.id = {} AND o.first_name = 'Other'"
)
# What breaks each rule of one customer, past the program; `{}` is the customer's id.
BREAKS: dict[str, Sequence[str]] = {
    "merged_into": [PERSON.format(f"merged_into = ({OTHER})")],
    "merges": [MERGE],
    "deleted_at": [PERSON.format("deleted_at = created_at")],
    "names_left": ["INSERT INTO identities (kind, value, customer_id) SELECT 'email', 'left@example.com', id FROM customers WHERE id = {}"],
    "names_held": ["DELETE FROM identities WHERE customer_id = {}"],
    "names_taken": [PERSON.format("email = 'Twin@example.com'"), "DELETE FROM identities WHERE kind = 'email' AND customer_id = {}"],
    "names": [PERSON.format("last_name = ' Rao'")],
    "emails": [PERSON.format("email = 'no email'"), "UPDATE identities SET value = 'no email' WHERE kind = 'email' AND customer_id = {}"],
    "phones": [PERSON.format("phone = '98765 43210'")],
    "notes": [PERSON.format("notes = 'blank behind '")],
    "external_ids": [
        """UPDATE customers SET external_ids = '{"Shop":"1"}' WHERE id = {}""",
        "UPDATE identities SET value = 'Shop:1' WHERE kind = 'external' AND customer_id = {}",
    ],
    "sort_names": [PERSON.format("name_key = 'zz'")],
    "consent": [PERSON.format("accepts_marketing = (1 = 1)")],
    "tag_labels": [TAG.format("'a, b', 'A, b'")],
    "tag_keys": [TAG.format("'Sale', 'Sale'")],
    "tag_limit": [TAG.format(f"'t{number}', 't{number}'") for number in range(251)],
    "default_addresses": [ADDRESS.format("is_default = (1 = 0)")],
    "address_values": [ADDRESS.format("country = 'India'")],
    "place_names": [ADDRESS.format("city_key = 'poona'")],
    "order_amounts": [ORDER.format("refunded = total + 1")],
    "order_currencies": [ORDER.format("currency = 'USD'")],
    "order_statuses": [ORDER.format("status = 'CANCELLED'")],
    "order_numbers": [ORDER.format("number = ''")],
    "statistics_rows": ["DELETE FROM customer_statistics WHERE customer_id = {}"],
    "live": [STATISTICS.format("live = (1 = 0)")],
    "statistics": [STATISTICS.format("total_spent = 1")],
    "vip_overrides": [STATISTICS.format("vip_override = 'excluded'")],
    "vip_flags": [STATISTICS.format("is_vip = (1 = 1)")],
    "dismissals": [
        "INSERT INTO dismissals (customer_id, other_id, at, actor) SELECT id, id, created_at, 'x' FROM customers WHERE id = {}",
    ],
}


def doctor(customers: Program, *arguments: str) -> Any:
    """What doctor says, whether or not something is off."""
    result = customers("doctor", *arguments, "--debug", "-o", "json")
    assert result.stdout, result.stderr
    said = result.json()
    assert result.status == (ExitStatus.PARTIAL if said["problems"] else ExitStatus.DONE), result.stderr
    assert said["problems"] == sum(not check["ok"] for check in said["checks"])
    return said


def off(said: Any) -> dict[str, list[str]]:
    """The checks that found something, with their examples."""
    return {check["name"]: check["examples"] for check in said["checks"] if check["count"]}


def fill(customers: Program) -> dict[str, str]:
    """A shop in which everybody has everything; the ids by first name."""
    names = ["Other", "Twin", *BREAKS]
    bodies = [
        {
            "first_name": name,
            "email": f"{name}@example.com",
            "external_ids": {"shop": name},
            "tags": ["all"],
            "addresses": [HOME, {**OFFICE, "type": "billing"}],
        }
        for name in names
    ]
    create_many(customers, *bodies)
    people = {row["first_name"]: row["id"] for row in customers("list", "--all", "-o", "jsonl").jsonl()}
    import_orders(customers, *(order({"id": id_}, name, "100") for name, id_ in people.items()))
    return people


def break_rule(customers: Program, name: str, customer_id: str) -> None:
    """Break one rule for one customer."""
    for statement in BREAKS[name]:
        query(customers.url, statement, UUID(customer_id))


def test_every_rule_is_seen_broken_and_mended_where_that_is_safe(customers: Program) -> None:
    people = fill(customers)
    for name in BREAKS:
        break_rule(customers, name, people[name])
    mended = {check.name for check in CHECKS if check.mend is not None}

    found = off(doctor(customers))
    missed = {name: found.get(name) for name in BREAKS if people[name] not in found.get(name, ())}
    assert missed == {}
    fixed = doctor(customers, "--fix")
    left = {check["name"] for check in fixed["checks"] if not check["ok"]}

    assert left == {name for name in BREAKS if name not in mended} | {"merged_into"}
    assert {check["name"] for check in fixed["checks"] if check["fixed"]} >= (set(BREAKS) & mended) - {"merged_into"}
    assert off(doctor(customers)).keys() == left


def test_a_busy_shop_is_content(customers: Program) -> None:
    fill(customers)
    usha = create(customers, "Ǘsha", email="ÜSHA@exämple.com", tags=["Größe", "GROẞE 2"], notes="a\n\tb")
    customers("tag", "add", "--tag", "New", "--any-tag", "all", "--yes").succeeds()
    customers("delete", usha["id"], "--yes").succeeds()
    customers("erase", "Other@example.com", "--yes").succeeds()
    foreign = {"currency": "USD", "base_total": "100", "refunded": "0.5"}
    import_orders(customers, order({"id": show(customers, "Twin@example.com")["id"]}, "x1", "2", **foreign))

    done = customers("doctor", "-o", "json").succeeds().json()

    assert done["problems"] == 0
    assert [check["name"] for check in done["checks"]] == [check.name for check in CHECKS]
    assert off(done) == {}
