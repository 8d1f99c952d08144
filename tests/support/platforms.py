"""Invented files of other programs, with the headers that these write, and what is stored of them."""

from typing import NamedTuple

from tests.support.factories import create
from tests.support.program import Program, Result
from tests.support.reading import counts, everybody, read

CURRENCIES = {"CA": "CAD", "CH": "CHF", "DE": "EUR", "GB": "GBP", "IN": "INR", "MY": "MYR", "NZ": "NZD", "US": "USD"}


class Sample(NamedTuple):
    """A file of a platform, for a shop of a country; `stored` has a line for each customer, address and order.

    The title is that of the notice, None where the file is read as a table.
    """

    name: str
    kind: str
    title: str | None
    country: str
    header: str
    rows: tuple[str, ...]
    stored: tuple[str, ...]

    @property
    def surroundings(self) -> dict[str, str]:
        """The settings of the shop."""
        return {"CUSTOMERS_DEFAULT_COUNTRY": self.country, "CUSTOMERS_CURRENCY": CURRENCIES[self.country]}


def import_sample(customers: Program, sample: Sample) -> Result:
    """Import the file of a sample."""
    if sample.kind == "addresses" and not everybody(customers):
        create(customers, "Ida", email="ida@example.com")
    options = ("--create-customers",) if sample.kind == "orders" else ()
    return read(customers, sample.kind, "\n".join((sample.header, *sample.rows, "")), *options, env=sample.surroundings)


def check_sample(customers: Program, sample: Sample) -> None:
    """Import a sample twice: it is recognised and stored as a whole, and the second time changes nothing."""
    done = import_sample(customers, sample)

    assert set(counts(done)) == {"created"}, done.stderr
    expected = "Columns read by their names: " if sample.title is None else f"Read as a file of {sample.title} (--format "
    assert expected in done.stderr
    assert stored(customers, sample) == sample.stored
    assert set(counts(import_sample(customers, sample))) == {"unchanged"}


def stored(customers: Program, sample: Sample) -> tuple[str, ...]:
    """Return a line for each customer, followed by those of its addresses and orders; equal lines once."""
    lines: list[str] = []
    text = "\n".join(sample.rows)  # the creation of a customer is shown where the file has it
    for customer in everybody(customers):
        ids = ", ".join(f"{system}:{value}" for system, value in customer["external_ids"].items())
        consent = "accepts marketing" if customer["accepts_marketing"] else None
        created = customer["created_at"][:10] if customer["created_at"][:10] in text else None
        tags = ", ".join(customer["tags"])
        lines.append(_line(customer["full_name"], customer["email"], customer["phone"], consent, ids, tags, customer["notes"], created))
        for address in customer["addresses"]:
            name = " ".join(filter(None, (address["first_name"], address["last_name"])))
            place = [address[field] for field in ("company", "address1", "address2", "city", "state", "pincode", "country", "phone")]
            lines.append(_line(f"  {address['type']}", name, *place))
        if sample.kind == "orders":
            orders = customers("orders", customer["id"], "--json", env=sample.surroundings).json()["data"]
            for order in sorted(orders, key=lambda order: order["placed_at"]):
                refunded = f"refunded {order['refunded']}" if order["refunded"] else None
                amount = f"{order['total']} {order['currency']}"
                lines.append(_line(f"  {order['source']}:{order['number']}", order["status"], amount, refunded, order["placed_at"]))
    return tuple(dict.fromkeys(lines))


def _line(*parts: str | None) -> str:
    return " | ".join(part for part in parts if part)
