"""Emails, phones, external ids, names and countries."""

import subprocess
import sys

import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.countries import parse_country
from customers.domain.email import email_key, is_plain_email, parse_email
from customers.domain.external_id import ExternalId, parse_external_id, parse_external_ids
from customers.domain.person_name import full_name, parse_name
from customers.domain.phone import looks_like_phone, parse_phone

from .refusals import ANY_TEXT, refusal

labels = st.text("abxnXZ019-ſK", min_size=1, max_size=8) | st.sampled_from(["xn--a", "test", "local", "onion", "a" * 30, "b" * 63])
addresses = st.builds(
    "{}@{}".format, st.text("abAZ09._+-'", min_size=1, max_size=12), st.lists(labels, min_size=1, max_size=5).map(".".join)
)


@given(addresses | addresses.map(lambda email: email + ".com"))
def test_fast_email_check_implies_full_check(email: str) -> None:
    if is_plain_email(email):
        validate_email(email, strict=True, check_deliverability=False, test_environment=True)
        assert parse_email(email) == email


@given(ANY_TEXT | st.emails() | st.text('ab1.-@_"<>[] \u0301é', min_size=3))
def test_any_text_is_email_or_value_error(text: str) -> None:
    refused = refusal(parse_email, text)
    assert refused.isprintable()
    if not refused:
        email = parse_email(text)
        assert parse_email(email) == email
        assert email_key(email_key(email)) == email_key(email)


@pytest.mark.parametrize(
    "email",
    [
        "Asha.Rao@Example.COM",
        "o'brien+shop@mail.example.co.in",
        "ñoñó@example.org",
        "राम@मोहन.ईन्फो",
        "me@shop.test",
        "a@xn--bcher-kva.example",
    ],
)
def test_emails_keep_spelling(email: str) -> None:
    assert parse_email(f"  {email}\n") == email


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("  ", "cannot be blank"),
        ("asha", "must have an @-sign"),
        ("asha@localhost", "should have a period"),
        ("asha..rao@example.com", "two periods in a row"),
        ("Asha <asha@example.com>", "display name"),
        ('"asha rao"@example.com', "quoting"),
        ("asha@[127.0.0.1]", "bracketed IP address"),
        ("asha@example\u202e.com", "RIGHT-TO-LEFT OVERRIDE"),
        ("asha\x00@example.com", "U.0000"),
        (f"{'a' * 65}@example.com", "too long before"),
        (f"a@{'b' * 64}.com", "too many|so many"),
        (f"{'a' * 100_000}@example.com", "at most 254"),
    ],
)
def test_invalid_emails_are_refused_with_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_email(text)


def test_emails_are_compared_without_case() -> None:
    assert email_key("Asha@Example.COM") == email_key("asha@EXAMPLE.com")
    assert email_key("JOSÉ@example.com") == email_key("jose\u0301@example.com".replace("e\u0301", "é"))


@given(st.from_regex(r"\+91[6-9][0-9]{9}", fullmatch=True))
def test_fast_phone_check_equals_full_check(phone: str) -> None:
    assert parse_phone(phone, "IN") == parse_phone(f" {phone}", "IN") == phone


@given(ANY_TEXT | st.text("0123456789+-() .x#;/", min_size=5, max_size=20), st.sampled_from(["IN", "US", "DE", "AQ"]))
def test_any_text_is_phone_or_value_error(text: str, country: str) -> None:
    refused = refusal(parse_phone, text, country)
    assert refused.isprintable()
    if not refused:
        phone = parse_phone(text, country)
        assert phone.startswith("+")
        assert parse_phone(phone, country) == phone


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [
        ("98765 43210", "IN", "+919876543210"),
        ("098765-43210", "IN", "+919876543210"),
        ("+91 (98765) 43210", "US", "+919876543210"),
        ("0091 98765 43210", "IN", "+919876543210"),
        ("९८७६५४३२१०", "IN", "+919876543210"),
        ("tel:+91-98765-43210", "IN", "+919876543210"),
        ("\u202a+91 98765 43210\u202c", "IN", "+919876543210"),
        ("(415) 555-0154", "US", "+14155550154"),
        ("+44 (0)20 7946 0018", "IN", "+442079460018"),
        ("+39 06 6982", "IN", "+39066982"),
        ("4915112345678", "DE", "+4915112345678"),
        ("493012345678", "DE", "+493012345678"),
        ("919876543210.0", "IN", "+919876543210"),
        ("2085550112.0", "US", "+12085550112"),
        ("04915 112345", "DE", "+494915112345"),
    ],
)
def test_phones_are_parsed_in_common_formats(text: str, country: str, phone: str) -> None:
    assert parse_phone(text, country) == phone


@pytest.mark.parametrize(
    ("text", "country", "reason"),
    [
        ("", "IN", "blank"),
        ("9.19877E+11", "IN", "spreadsheet"),
        ("+1 415 555 0154 ext. 12", "US", "has an extension.*leave '12' out"),
        ("1-800-FLOWERS", "US", "has letters"),
        ("call 98765 43210", "IN", "has letters"),
        ("12", "IN", "too short"),
        ("98765432109876", "IN", "too long"),
        ("555-0154", "US", "area code is missing"),
        ("+999 123456789", "IN", "country code"),
        ("98765 43210", "AQ", "no country code"),
        ("none", "IN", "not a phone"),
        ("98765\x1b43210", "IN", "U.001B"),
    ],
)
def test_invalid_phones_are_refused_with_reason(text: str, country: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_phone(text, country)


def test_phone_like_text_is_recognized() -> None:
    assert all(map(looks_like_phone, ["98765", "+91 (987) 654-3210", "022/2222"]))
    assert not any(map(looks_like_phone, ["", "9876", "98765a", "asha@example.com", "+()-", "shopify:98765"]))


external_ids = st.dictionaries(
    st.text("abcxyz019-_", min_size=1, max_size=9),
    st.text(st.characters(exclude_categories=("C", "Z", "M"), exclude_characters=";\u037e"), min_size=1, max_size=20).map(
        lambda text: "x" + text
    ),
)


def cell(ids: dict[str, str]) -> str:
    """Return external ids as a file has them."""
    return ";".join(f"{system}:{value}" for system, value in ids.items())


@given(external_ids)
def test_external_ids_round_trip(ids: dict[str, str]) -> None:
    once = parse_external_ids(cell(ids))
    assert list(once) == sorted(ids)
    assert parse_external_ids(cell(once)) == once


@given(ANY_TEXT | st.text("ab:; "))
def test_any_text_is_external_ids_or_value_error(text: str) -> None:
    assert refusal(parse_external_id, text).isprintable()
    assert refusal(parse_external_ids, text).isprintable()


def test_external_ids_have_system_and_value() -> None:
    assert parse_external_id(" shopify: 87:79 ") == ExternalId("shopify", "87:79")
    assert str(ExternalId("shopify", "8779")) == "shopify:8779"
    assert parse_external_ids("woo:2; shopify:1;;woo:2") == {"shopify": "1", "woo": "2"}
    assert parse_external_ids(" ") == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("8779", "such as shopify:8779761975521"),
        ("Shop ify:1", "letters from a to z, digits, - and _ only, not 'Shop ify'"),
        (":1", "letters from a to z"),
        ("shopify: ", "needs a value"),
        ("shopify:1;2", "semicolon"),
        (f"shopify:{'1' * 256}", "at most 255"),
        ("shopify:1\x002", "U.0000"),
    ],
)
def test_invalid_external_ids_are_refused_with_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_external_id(text)


def test_system_with_two_values_is_refused() -> None:
    with pytest.raises(ValueError, match="two external ids of the system shopify: '1' and '2'"):
        parse_external_ids("shopify:1;shopify:2")


@given(ANY_TEXT)
def test_any_text_is_name_or_value_error(text: str) -> None:
    refused = refusal(parse_name, text, "first_name")
    assert refused.isprintable()
    assert refused or parse_name(parse_name(text, "first_name"), "first_name") == parse_name(text, "first_name")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (" \t", "first_name cannot be blank"),
        ("\u200b", "first_name cannot be blank"),
        ("a" * 256, "first_name has at most 255"),
        ("a\nb", "first_name: .*U.000A"),
    ],
)
def test_invalid_names_are_refused_with_field(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_name(text, "first_name")


def test_full_name_joins_names() -> None:
    assert full_name("Asha", "Rao") == "Asha Rao"
    assert full_name("Asha", None) == full_name("Asha", "") == "Asha"


@given(ANY_TEXT | st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=2))
def test_any_text_is_country_or_value_error(text: str) -> None:
    assert refusal(parse_country, text).isprintable()


def test_countries_are_two_letter_codes() -> None:
    assert [parse_country(text) for text in (" in", "DE", "xk")] == ["IN", "DE", "XK"]
    for text in ("India", "UK", "ZZ", ""):
        with pytest.raises(ValueError, match="ISO 3166 code of two letters"):
            parse_country(text)


def test_plain_emails_and_phones_import_no_library() -> None:
    script = """
import sys
from customers.domain import email, phone
from customers.domain import ids
from customers.domain import money
from customers.domain import segments
from customers.domain import tags
from customers.domain import text
from customers.domain import timestamps
from customers.domain.search import query
email.parse_email("asha@example.com"), phone.parse_phone("+919876543210", "IN")
print(*{"email_validator", "phonenumbers", "difflib", "hashlib"} & set(sys.modules))
"""
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "\n"


@given(st.from_regex(r"[a-z0-9_-]{1,4}:[A-Za-z0-9_.; -]{1,6}", fullmatch=True))
def test_fast_external_id_parser_equals_full_parser(text: str) -> None:
    try:
        expected = parse_external_ids(f"{text};")
    except ValueError:
        with pytest.raises(ValueError):  # noqa: PT011
            parse_external_ids(text)
    else:
        assert parse_external_ids(text) == expected
