"""A customer with a value in every field, and a search for remaining traces of it."""

from pathlib import Path
from typing import Any

from customers.database.schema.tables import metadata
from tests.support.factories import create, import_orders, order, query
from tests.support.program import Program

# In every value that is to be erased, and in no other; the last three signs cover each way of writing and folding.
TRACE = "zqx"
HAN = "鬱龍鑿"
PLACE = {"city": "Zqxpune", "state": "Maharashtra", "pincode": "411zqx", "country": "IN"}
BOOK = {
    "first_name": "Zqxrita",
    "last_name": "Zqxsen",
    "company": "Zqx Ltd",
    "address1": "1 Zqx Road",
    "address2": "Zqx Flat",
    **PLACE,
    "phone": "+919812300001",
}
FULL: dict[str, Any] = {
    "email": "Zqx.Asha@example.com",
    "phone": "+919812300002",
    "last_name": "Zqxrao",
    "notes": "likes zqxmangoes",
    "accepts_marketing": True,
    "tags": ["Zqxtag", "zqx other"],
    "external_ids": {"shopify": "zqx877"},
    "addresses": [BOOK, {**BOOK, "type": "billing"}],
}
PHONES = ("9812300001", "9812300002", "9812300003")


def fill(customers: Program, first_name: str = "Zqxasha") -> Any:
    """Create a customer with a value in every field, and with former values."""
    customer = create(customers, first_name, **FULL)
    history = ("--reason", "zqx asked", "--actor", "priya")
    customers("update", customer["id"], "--notes", "hates zqxmangoes", "--phone", "+919812300003", *history).succeeds()
    customers("update", customer["id"], "--email", "zqxnew@example.com", "--first-name", HAN, *history).succeeds()
    customers("tag", "remove", customer["id"], "--tag", "zqx other", *history).succeeds()
    customers("address", "update", customer["id"], "billing", "--city", "Zqxdelhi", *history).succeeds()
    import_orders(customers, order(customer, "1", "100"), order(customer, "2", "250.50", "2026-02-03", status="cancelled"))
    return customer


def traces(url: str) -> list[str]:
    """Return the places in the database that contain a trace: every column of every table."""
    places = []
    for table in metadata.tables.values():
        for row in query(url, f"SELECT {', '.join(column.name for column in table.columns)} FROM {table.name}"):
            text = repr(row).casefold()
            places += [f"{table.name}: {text}" for sign in (TRACE, HAN, *PHONES) if sign in text]
    return places


def erase(customers: Program, *references: str) -> Any:
    """Erase customers; return the receipt."""
    return customers("erase", *references, "--yes", "--actor", "ravi", "-o", "json").succeeds().json()


def traces_in_files(url: str) -> list[str]:
    """Return the signs of an erased customer that the bytes of a SQLite database contain."""
    path = Path(url.removeprefix("sqlite:///"))
    content = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*")).lower()
    return [sign for sign in (TRACE, HAN, HAN[0], *PHONES) if sign.encode() in content]
