"""Headers of other programs' files: each platform is recognised by its own, and headings are known in every table."""

import csv

import pytest

from customers.transfer.formats.platforms import recognise
from tests.cli import test_import_bigcommerce as bigcommerce
from tests.cli import test_import_lists as lists
from tests.cli import test_import_magento as magento
from tests.cli import test_import_platforms_accounting as accounting
from tests.cli import test_import_platforms_contacts as contacts
from tests.cli import test_import_platforms_mailing as mailing
from tests.cli import test_import_platforms_marketplaces as marketplaces
from tests.cli import test_import_platforms_payments as payments
from tests.cli import test_import_platforms_shops as shops
from tests.cli import test_import_prestashop as prestashop
from tests.cli import test_import_shopify as shopify
from tests.cli import test_import_woocommerce as woocommerce
from tests.support.factories import create, show
from tests.support.platforms import Sample
from tests.support.program import Program
from tests.support.reading import counts, everybody, place, read

SAMPLES = (
    *shops.SAMPLES,
    *marketplaces.SAMPLES,
    *payments.SAMPLES,
    *mailing.SAMPLES,
    *contacts.SAMPLES,
    *accounting.SAMPLES,
)
# Platforms with tests of their own: title, kind, file.
FILES = [
    ("Shopify", "customers", shopify.OLD),
    ("Shopify", "customers", shopify.LATER),
    ("Shopify", "customers", shopify.CURRENT),
    ("Shopify", "orders", shopify.ORDERS),
    ("WooCommerce", "customers", woocommerce.REPORT),
    ("WooCommerce", "customers", woocommerce.USERS),
    ("WooCommerce", "orders", woocommerce.ORDERS),
    ("PrestaShop", "customers", prestashop.CUSTOMERS),
    ("PrestaShop", "addresses", prestashop.ADDRESSES),
    ("Magento", "customers", magento.MAIN),
    ("Magento", "addresses", magento.ADDRESSES),
    ("Magento", "customers", magento.BOTH),
    ("BigCommerce", "customers", bigcommerce.CUSTOMERS),
    ("Mailchimp", "customers", lists.MAILCHIMP),
    ("Klaviyo", "customers", lists.KLAVIYO),
    ("Wix", "customers", lists.WIX),
    *((sample.title, sample.kind, sample.header) for sample in SAMPLES),
]
TABLES = [
    ("customers", "Name,E-mail,Phone,Street,City,Zip,Country,Status,Notes"),
    ("customers", "Customer ID,Customer Name,Company,Billing Street,Billing City,Billing Code,Shipping Street,Shipping City,SMS"),
    ("customers", "First Name,Last Name,E-mail Address,Business Phone,Mailing Street,Mailing City,Mailing Zip,Email Opt Out"),
    ("customers", "Client Name,Client Email,Client Phone,Client Address,Client City,Created Time,Remarks"),
    ("addresses", "email,firstname,lastname,street,zip,city,country_id"),
    ("orders", "Order ID,Order Date,Email,Customer Name,Item,Quantity,Total,Status,Currency"),
    ("orders", "Invoice Number,Invoice Date,Customer,Email,Amount,Invoice Status,Due Date"),
    ("orders", "Transaction ID,Transaction Date,Name,Gross,Net,Status"),
]


def header_of(file: str) -> list[str]:
    """Return the headers of a file."""
    line = file.partition("\n")[0]
    delimiter = max(",;\t", key=line.count)
    return next(csv.reader([line], delimiter=delimiter))


@pytest.mark.parametrize(("title", "kind", "file"), FILES)
def test_header_is_that_of_one_platform(title: str | None, kind: str, file: str) -> None:
    header = header_of(file)

    shapes = {name: recognise(name, header) for name in ("customers", "orders", "addresses")}
    titles = {name: shape.title for name, shape in shapes.items() if shape is not None}

    assert titles.get(kind) == title
    # As a file of another kind it may be one of the same platform, never of another one.
    assert {name.partition(" (")[0] for name in titles.values()} <= {str(title).partition(" (")[0]}


@pytest.mark.parametrize(("kind", "header"), TABLES)
def test_common_headings_are_read_as_a_table(kind: str, header: str) -> None:
    assert recognise(kind, header.split(",")) is None


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("Client Name", "Ann Lee", "full_name", "Ann Lee"),
        ("Account Name", "Ann Lee", "full_name", "Ann Lee"),
        ("Buyer Name", "Ann Lee", "full_name", "Ann Lee"),
        ("Mobile No.", "+1 212-555-0123", "phone", "+12125550123"),
        ("Business Phone", "+1 212-555-0123", "phone", "+12125550123"),
        ("Work Phone", "+1 212-555-0123", "phone", "+12125550123"),
        ("Alt. Phone", "+1 212-555-0123", "phone", "+12125550123"),
        ("Subscriber Phone", "+1 212-555-0123", "phone", "+12125550123"),
        ("Remarks", "rings twice", "notes", "rings twice"),
        ("Created Time", "2026-01-15 10:00:00", "created_at", "2026-01-15T10:00:00Z"),
    ],
)
def test_heading_of_customers_is_known(sqlite_customers: Program, heading: str, cell: str, field: str, value: str) -> None:
    name = "" if field == "full_name" else "First name,"
    first = "" if field == "full_name" else "Ann,"

    assert counts(read(sqlite_customers, "customers", f"{name}E-mail,{heading}\n{first}ann@example.com,{cell}\n")) == {"created": 1}

    assert show(sqlite_customers, "ann@example.com")[field] == value


@pytest.mark.parametrize("heading", ["EmailRecipient", "From Email Address", "Client Email", "Payer E-mail", "Secondary Email"])
def test_heading_of_emails_is_known_for_customers_and_orders(sqlite_customers: Program, heading: str) -> None:
    assert counts(read(sqlite_customers, "customers", f"Name,{heading}\nAnn Lee,ann@example.com\n")) == {"created": 1}

    order = f"Order ID,Date,Total,{heading}\n1,2026-01-15,10,ann@example.com\n"
    assert counts(read(sqlite_customers, "orders", order)) == {"created": 1}


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("Mailing ", "shipping"),
        ("Ship-to ", "shipping"),
        ("Ship To ", "shipping"),
        ("Ship ", "shipping"),
        ("Post to ", "shipping"),
        ("Delivery Address ", "shipping"),
        ("Bill-to ", "billing"),
        ("Bill ", "billing"),
        ("Billing Address ", "billing"),
        ("Business ", "shipping"),
        ("Customer ", "shipping"),
        ("Home ", "shipping"),
    ],
)
def test_prefix_names_an_address(sqlite_customers: Program, prefix: str, kind: str) -> None:
    names = ",".join(prefix + name for name in ("Street", "City", "State", "Zip", "Country"))

    assert counts(read(sqlite_customers, "customers", f"Name,E-mail,{names}\nAnn Lee,a@example.com,1 Main St,Reno,NV,89501,US\n")) == {
        "created": 1
    }

    [ann] = everybody(sqlite_customers)
    assert [place(address) for address in ann["addresses"]] == [(kind, "1 Main St", "Reno", "NV", "89501", "US")]


@pytest.mark.parametrize(("heading", "pincode"), [("PIN", "411001"), ("Code", ""), ("Customer Code", ""), ("Client Code", "")])
def test_pin_is_a_pincode_and_code_is_not(sqlite_customers: Program, heading: str, pincode: str) -> None:
    file = f"Name,E-mail,Address,City,State,{heading},Customer Type\nAnn,ann@example.com,1 MG Road,Pune,MH,411001,wholesale\n"

    assert counts(read(sqlite_customers, "customers", file)) == {"created": 1}

    [ann] = everybody(sqlite_customers)
    assert [place(address) for address in ann["addresses"]] == [("shipping", "1 MG Road", "Pune", "MH", pincode, "IN")]


@pytest.mark.parametrize(("heading", "kind"), [("Billing Code", "billing"), ("Shipping Code", "shipping"), ("Mailing Code", "shipping")])
def test_code_of_an_address_is_its_pincode(sqlite_customers: Program, heading: str, kind: str) -> None:
    prefix = heading.removesuffix("Code")
    file = f"Name,E-mail,{prefix}Street,{prefix}City,{prefix}State,{heading}\nAnn,ann@example.com,1 MG Road,Pune,MH,411001\n"

    assert counts(read(sqlite_customers, "customers", file)) == {"created": 1}

    [ann] = everybody(sqlite_customers)
    assert [place(address) for address in ann["addresses"]] == [(kind, "1 MG Road", "Pune", "MH", "411001", "IN")]


@pytest.mark.parametrize(
    "header",
    [
        "Invoice,Transaction Date,Gross,Account Name,Client Email,Invoice Status",
        "Invoice No.,Created Time,Invoice Amount,Client Name,Buyer Email,Document Status",
        "Order Reference,Creation Date,Total,Customer Full Name,EmailRecipient,Payment State",
        "Num,Date issued,Amount,Buyer,From Email Address,Status",
    ],
)
def test_headings_of_orders_are_known(sqlite_customers: Program, header: str) -> None:
    file = f"{header}\n77,2026-01-15 10:00:00,10.50,Ann Lee,ann@example.com,Cancelled\n"

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 1}

    ann = show(sqlite_customers, "ann@example.com")
    [order] = sqlite_customers("orders", ann["id"], "--json").json()["data"]
    assert (ann["full_name"], order["number"], order["total"], order["status"]) == ("Ann Lee", "77", 10.5, "cancelled")
    assert order["placed_at"] == "2026-01-15T10:00:00Z"


def test_converted_amount_of_stripe_counts_in_the_currency_of_the_shop(sqlite_customers: Program) -> None:
    file = "id,Created date (UTC),Amount,Amount Refunded,Currency,Converted Amount,Converted Currency,Customer Email,Status\n"
    file += "py_1,2026-01-15 10:00:00,61.00,0.00,inr,61.00,inr,ann@example.com,Paid\n"
    file += "py_2,2026-01-16 10:00:00,1.00,0.00,usd,88.50,inr,ann@example.com,Paid\n"

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 2}

    assert show(sqlite_customers, "ann@example.com")["total_spent"] == 149.5


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Opted Out", "true"),
        ("Newsletter opt-out", "yes"),
        ("Do Not Contact", "1"),
        ("HasOptedOutOfEmail", "true"),
        ("Email Opt Out", "true"),
        ("EMAIL_BLACKLIST", "true"),
        ("email_disabled", "true"),
        ("Bounced", "2026-01-15 10:00:00"),
        ("Opt-In Status", "no"),
        ("Marketing Allowed", "no"),
        ("Agreed to marketing", "false"),
        ("Subscription status", "unsubscribed"),
        ("GDPR consent", "no"),
    ],
)
def test_opt_out_of_any_heading_withdraws_consent(sqlite_customers: Program, heading: str, cell: str) -> None:
    create(sqlite_customers, "Ann", email="ann@example.com", accepts_marketing=True)

    assert counts(read(sqlite_customers, "customers", f"E-mail,{heading}\nann@example.com,{cell}\n")) == {"updated": 1}

    assert show(sqlite_customers, "ann@example.com")["accepts_marketing"] is False


@pytest.mark.parametrize("heading", ["Opt-In Status", "Marketing Allowed", "Agreed to marketing", "Subscription status", "GDPR consent"])
def test_opt_in_of_any_heading_is_consent(sqlite_customers: Program, heading: str) -> None:
    word = "subscribed" if heading == "Subscription status" else "yes"

    assert counts(read(sqlite_customers, "customers", f"Name,E-mail,{heading}\nAnn,ann@example.com,{word}\n")) == {"created": 1}

    assert show(sqlite_customers, "ann@example.com")["accepts_marketing"] is True


@pytest.mark.parametrize(
    ("sample", "email"),
    [
        (next(sample for sample in SAMPLES if sample.name == name), email)
        for name, email in [
            ("wix contacts", "otis@example.com"),
            ("brevo", "lea@example.com"),
            ("constant contact", "rex@example.com"),
            ("keila", "tom@example.com"),
            ("ghost", "van@example.com"),
            ("substack", "yuri@example.com"),
            ("salesforce contacts", "mae@example.com"),
            ("salesforce api", "mae@example.com"),
            ("zoho crm", "ravi@example.com"),
        ]
    ],
    ids=lambda value: value.name if isinstance(value, Sample) else value,
)
def test_opt_out_of_a_platform_withdraws_consent(sqlite_customers: Program, sample: Sample, email: str) -> None:
    create(sqlite_customers, "Someone", email=email, accepts_marketing=True)

    done = read(sqlite_customers, sample.kind, "\n".join((sample.header, *sample.rows, "")), env=sample.surroundings)

    assert counts(done)["updated"] == 1
    assert show(sqlite_customers, email)["accepts_marketing"] is False
