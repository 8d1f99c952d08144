"""Laws of rows of other programs: a customer that the rules of columns take is what the parser of rows makes of it."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from customers.config.settings import load
from customers.services.importing.rows import RowRejectedError, SourceRow
from customers.transfer.cells.dates import ISO
from customers.transfer.cells.rows import parse_customer
from customers.transfer.columns.choices import ReadingChoices
from customers.transfer.columns.reader import Reader, open_reader
from customers.transfer.plain.foreign import ForeignCustomers
from tests.support.surroundings import examples

SETTINGS = load({"CUSTOMERS_DATABASE_URL": "sqlite:///shop.db"}, {})
SHOPIFY = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,"
    "Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,"
    "Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags"
)
WOOCOMMERCE = "Name,Username,Last Active,Date Registered,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code"
MAILCHIMP = "Email Address,First Name,Last Name,Address,Phone Number,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,LEID,EUID,NOTES,TAGS"
BRANCHES = "Id,Name,Mobile,E-mail,Email 2,Billing Street,Billing City,Shipping City,Country,Newsletter,Unsubscribed,Notes,House number"
NUMBERED = "Customer No.,Contact,E-mail,Newsletter,Double Opt-in,City"
HEADERS = [header.split(",") for header in (SHOPIFY, WOOCOMMERCE, MAILCHIMP, BRANCHES, NUMBERED)]
USUAL = {
    "Customer ID": "'6000000001",
    "Customer No.": "1001.0",
    "Contact": "Asha Rao",
    "First Name": "Asha",
    "Name": "Asha Rao",
    "Email": "a@example.com",
    "Email Address": "a@example.com",
    "E-mail": "a@example.com",
    "Accepts Email Marketing": "yes",
    "Default Address Address1": "1 High Street",
    "Default Address City": "Pune",
    "City": "Pune",
    "Billing City": "Pune",
}
TEXTS = [
    *("", " ", "yes", "no", "unsubscribed", "pending", "perhaps", "0", "-1", "7", "'7", "`7", '="7"', "\\N", "none", "a ::: b", "a\nb"),
    *("a@example.com", "A@Example.com", "b@example.com", "a@example.com, b@example.com", "bad@", "Asha", "Rao", "Rao, Asha", "O'Neil"),
    *("+919876543210", "'+919876543210", "9876543210", "070-123 45 67", "+46701234567", "9.8E+11", "IN", "SE", "Sweden", "Atlantis"),
    *(
        "1 High Street",
        "1 High Street  Pune  MH  411001  IN",
        ";;1 High Street;Pune;MH;411001;IN",
        "2025-01-02",
        "Pune",
        "Total",
        "411001",
        "MH",
        "Tea, Coffee",
        "New; Old",
        '"New","Old"',
        "2025-01-02 10:00:00",
        "2025-01-02",
        "24/11/2025",
    ),
    *("018f3c1e-7b00-7000-8000-00000000000a", "s:1", "x" * 300, "deleted", None),
    *("'a@example.com", "'a@example.com'", "\u200ba@example.com", "411001.0", "[New, 'Old']", "[]", "Unsubscribed (2026-01-02)", "yes?"),
    *("1002.0", "'1002.0", '="1002.0"', "0.0", "1.0", "1002.5", "Asha <a@example.com>", "n/a", "awaiting confirmation"),
]


class Rows:
    """The rows of a file, without the file."""

    name = "rows"
    is_json = False
    number_columns = ()
    characters = 0

    def __init__(self, header: list[str], rows: list[dict[str, Any]]) -> None:
        self.header = header
        self._rows = rows

    def rows(self) -> Iterator[SourceRow]:
        """Yield the rows with their lines."""
        for line, row in enumerate(self._rows, 2):
            yield SourceRow(line, {}, row)


def files() -> st.SearchStrategy[Rows]:
    """Return files of known headers: in each row the usual cells with a few others in their place."""

    def of_header(header: list[str]) -> st.SearchStrategy[Rows]:
        usual = {name: USUAL.get(name, "") for name in header}
        changed = st.dictionaries(st.sampled_from(header), st.sampled_from(TEXTS), max_size=4)
        return st.lists(changed.map(lambda cells: usual | cells), min_size=1, max_size=4).map(lambda rows: Rows(header, rows))

    return st.sampled_from(HEADERS).flatmap(of_header)


def opened(file: Rows, choices: ReadingChoices) -> tuple[Reader, ForeignCustomers]:
    """Return the reader of a file, and the rules of its columns."""
    reader = open_reader("customers", file, SETTINGS, choices)
    reader.context.dates.forms[ISO] = None
    return reader, ForeignCustomers(reader.context, reader.columns, reader.consent, reader.default_source)


@examples(800)
@given(files(), st.sampled_from([{}, {}, {"source": "crm"}, {"tags": "New"}]))
def test_plain_customers_of_other_programs_are_what_the_parser_of_rows_makes(file: Rows, constants: dict[str, str]) -> None:
    reader, plain = opened(file, ReadingChoices(constants=constants))
    rows = list(file.rows())
    taken = plain.take(rows)
    assert not reader.context.notices.sentences()
    for row, customer in zip(rows, taken, strict=True):
        if customer is None:
            continue
        try:
            assert customer.as_row() == parse_customer(reader.read(row), reader.context)
        except RowRejectedError as error:
            raise AssertionError(f"{row} is refused: {error}") from error
        assert not reader.context.notices.sentences()
        assert not reader.context.notices._if_created


def test_usual_rows_of_other_programs_are_plain() -> None:
    # Numbers with decimals are left to the parser of rows.
    for header in HEADERS[:-1]:
        file = Rows(header, [{name: USUAL.get(name, "") for name in header}] * 2)
        _, plain = opened(file, ReadingChoices())
        assert None not in plain.take(list(file.rows())), header
