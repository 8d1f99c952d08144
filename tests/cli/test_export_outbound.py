"""`customers export customers --format shopify|mailchimp`: files for the importers of other programs."""

import csv
import io

from customers.errors import ExitStatus
from tests.support.factories import HOME, create
from tests.support.program import Program


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def asha(customers: Program) -> None:
    place = HOME | {"company": "=Acme", "state": "Maharashtra", "city": "Mumbai", "pincode": "400001"}
    create(
        customers,
        email="asha@example.com",
        phone="+919876543210",
        last_name="Rao",
        accepts_marketing=True,
        tags=["b", "A"],
        addresses=[place],
    )


def test_shopify_export_has_documented_columns(customers: Program) -> None:
    asha(customers)

    text = customers("export", "customers", "--format", "shopify").succeeds().stdout

    assert text.startswith("First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,")
    [row] = rows(text)
    assert (row["Email"], row["Phone"], row["Accepts Email Marketing"], row["Accepts SMS Marketing"]) == (
        *("asha@example.com", "+919876543210"),
        *("yes", "no"),
    )
    assert (row["Default Address Province Code"], row["Default Address Country Code"]) == ("MH", "IN")
    assert (row["Default Address Company"], row["Tags"], row["Tax Exempt"]) == ("=Acme", "A,b", "no")


def test_mailchimp_export_has_subscribers_only(sqlite_customers: Program) -> None:
    asha(sqlite_customers)
    create(sqlite_customers, "Ravi", email="ravi@example.com")
    create(sqlite_customers, "Nobody", accepts_marketing=True)

    done = sqlite_customers("export", "customers", "--format", "mailchimp").succeeds()

    [row] = rows(done.stdout)
    assert row["Email Address"] == "asha@example.com"
    assert row["Address"].endswith("  Mumbai  Maharashtra  400001  IN")
    assert "2 customers were left out: mailchimp takes those who have an email and accept marketing" in done.stderr


def test_outbound_formats_have_fixed_columns(sqlite_customers: Program) -> None:
    sqlite_customers("export", "customers", "--format", "shopify", "--fields", "id").fails(ExitStatus.USAGE, "its columns are fixed")
    sqlite_customers("export", "orders", "--format", "shopify").fails(ExitStatus.USAGE, "no export format 'shopify'")
