"""Mailing lists and tills: one row for each customer, recognised by header, with their consent."""

import sqlite3
from contextlib import closing

import pytest

from tests.support.factories import create, show
from tests.support.program import Program
from tests.support.reading import counts, everybody, read

MAILCHIMP = "Email Address,First Name,Last Name,Phone Number,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LEID,EUID,NOTES,TAGS\n"
KLAVIYO = "Email,Klaviyo ID,First Name,Last Name,Organization,City,Country,Email Marketing Consent,Email Suppressions\n"
WIX = "First Name,Last Name,Email 1,Phone 1,Address 1 - Street,Address 1 - City,Address 1 - Country,Labels,Email subscriber status\n"


def consents(customers: Program) -> dict[str, tuple[bool, bool, str | None]]:
    """Return by email: the consent, whether its time is that of the file, and its source."""
    path = customers.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT email, opted_in, consent_at, consent_source FROM customers").fetchall()
    return {email: (bool(word), at == 1_762_107_731, source) for email, word, at, source in rows}


def test_mailchimp_opt_in_keeps_its_time(sqlite_customers: Program) -> None:
    file = (
        MAILCHIMP
        + 'fia@example.com,Fia,Falk,,4,2025-11-02 18:22:11,,1,ab12,hi,"vip,news"\ngus@example.com,,,,3,,,2,cd34,,"""a b"",""c"""\n'
    )

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 2}
    assert "Read as a file of Mailchimp" in done.stderr
    assert consents(sqlite_customers) == {"fia@example.com": (True, True, "import"), "gus@example.com": (False, False, None)}
    fia = show(sqlite_customers, "mailchimp:ab12")
    assert (fia["tags"], fia["notes"], fia["accepts_marketing"]) == (["news", "vip"], "hi", True)
    gus = show(sqlite_customers, "mailchimp:cd34")
    assert (gus["first_name"], gus["tags"]) == ("gus", ["a b", "c"])
    assert counts(read(sqlite_customers, "customers", file)) == {"unchanged": 2}


@pytest.mark.parametrize(("column", "date"), [("UNSUB_TIME", "2025-11-02 18:22:11"), ("CLEAN_TIME", "2025-11-02 18:22:11")])
def test_unsubscribed_and_cleaned_are_opt_outs(sqlite_customers: Program, column: str, date: str) -> None:
    file = f"Email Address,First Name,OPTIN_TIME,{column}\na@example.com,A,2020-01-01 00:00:00,{date}\n"

    read(sqlite_customers, "customers", file).prints_json(created=1)

    assert consents(sqlite_customers) == {"a@example.com": (False, True, "import")}
    yes = read(sqlite_customers, "customers", MAILCHIMP + "a@example.com,A,,,4,2026-01-01 00:00:00,,,,,\n")
    assert counts(yes) == {"unchanged": 1}
    assert "no is on record" in yes.stderr


@pytest.mark.parametrize(
    ("word", "suppressed", "accepts", "recorded"),
    [
        ("SUBSCRIBED", "", True, True),
        ("SUBSCRIBED", "USER_SUPPRESSED", False, True),
        ("SUBSCRIBED", "[]", True, True),
        ("UNSUBSCRIBED", "", False, True),
        ("SUPPRESSED", "", False, True),
        ("NEVER_SUBSCRIBED", "", False, False),
        ("never subscribed", "", False, False),
        ("", "", False, False),
    ],
)
def test_suppressed_is_opt_out_and_never_subscribed_is_unknown(
    sqlite_customers: Program, word: str, suppressed: str, accepts: bool, recorded: bool
) -> None:
    read(sqlite_customers, "customers", f"{KLAVIYO}a@example.com,01H,A,B,,,,{word},{suppressed}\n").prints_json(created=1)

    assert consents(sqlite_customers)["a@example.com"][::2] == (accepts, "import" if recorded else None)


def test_recorded_opt_out_is_kept_from_every_format(customers: Program) -> None:
    create(customers, email="a@example.com", accepts_marketing=False)
    create(customers, email="b@example.com")
    no = "Record ID,First Name,Last Name,Email,Lifecycle Stage,Unsubscribed from all email\n7,B,B,b@example.com,lead,true\n"

    assert counts(read(customers, "customers", no)) == {"updated": 1}
    yes = KLAVIYO + "a@example.com,1,,,,,,SUBSCRIBED,\nb@example.com,2,,,,,,SUBSCRIBED,\n"
    assert counts(read(customers, "customers", yes)) == {"updated": 2}

    assert [show(customers, name)["accepts_marketing"] for name in ("klaviyo:1", "hubspot:7")] == [False, False]


def test_consent_source_is_recorded(sqlite_customers: Program) -> None:
    file = "Email,Name,Newsletter,Opt-in Source,Opt-in Time\na@example.com,A,yes,signup form,2025-11-02 18:22:11\n"

    read(sqlite_customers, "customers", file).prints_json(created=1)

    assert consents(sqlite_customers) == {"a@example.com": (True, True, "signup form")}


@pytest.mark.parametrize(
    ("file", "title", "external_id", "expected"),
    [
        (
            "id,Email,Name,Phone,Description,Created (UTC),Default Card,Currency,Delinquent,Total Spend\n"
            "cus_R8x,a@example.com,Elena Vasquez,+12125551847,landing page,2026-04-22T17:34:18Z,card_1,usd,false,49.95\n",
            "Stripe",
            "stripe:cus_R8x",
            {"full_name": "Elena Vasquez", "notes": "landing page", "created_at": "2026-04-22T17:34:18Z", "total_spent": 0},
        ),
        (
            "Reference ID,First Name,Last Name,Email Address,Phone Number,Company Name,Street Address 1,City,State,Postal Code,Memo,"
            "Square Customer ID,Lifetime Spend,Transaction Count,Email Subscription Status,Instant Profile\n"
            "x,Ann,Lee,a@example.com,'+12125550123,Lee,1 Main St,Austin,TX,78701,rings,SQ1,$12.50,2,subscribed,No\n",
            "Square",
            "square:SQ1",
            {"full_name": "Ann Lee", "phone": "+12125550123", "notes": "rings", "accepts_marketing": True},
        ),
        (
            "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date\n"
            "51,Ann,,a@example.com,,Bo,New,2024-03-05 17:12\n",
            "HubSpot",
            "hubspot:51",
            {"full_name": "Ann", "created_at": "2024-03-05T17:12:00Z", "accepts_marketing": False},
        ),
    ],
    ids=["stripe", "square", "hubspot"],
)
def test_mailing_lists_are_recognized_by_header(
    sqlite_customers: Program, file: str, title: str, external_id: str, expected: dict[str, object]
) -> None:
    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 1}
    assert f"Read as a file of {title} " in done.stderr
    customer = show(sqlite_customers, external_id)
    assert {name: customer[name] for name in expected} == expected


def test_wix_numbered_addresses_are_imported(sqlite_customers: Program) -> None:
    row = "Ann,Lee,a@example.com,,1 Main St,Austin,United States,fair;new,Never subscribed\n"

    read(sqlite_customers, "customers", WIX + row).prints_json(created=1)

    [ann] = everybody(sqlite_customers)
    assert (ann["tags"], ann["addresses"][0]["city"], ann["addresses"][0]["country"]) == (["fair", "new"], "Austin", "US")
