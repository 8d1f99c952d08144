"""Who a customer is: email, phone, external ids, names, country."""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from customers.rules.text import clean, fold_often, is_blank, quote

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

MAX_NAME_LENGTH = 255
MAX_EXTERNAL_ID_LENGTH = 255

# The countries of ISO 3166-1, and XK, which is Kosovo's in use.
_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK
CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS
GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV
LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR
TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_CODES.split())

# Addresses that email_validator accepts for sure: plain letters, no label that is or looks like an encoded one, no reserved top level.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_PLAIN_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9]{1,30}(?:-[A-Za-z0-9]{1,30})?\.)+(?!(?:arpa|invalid|local|localhost|onion|test)\Z)[A-Za-z]{2,63}",
    re.IGNORECASE | re.ASCII,
)
_LONGEST_LOCAL = 64
_LONGEST_EMAIL = 254

_INDIAN_MOBILE = re.compile(r"\+91[6-9][0-9]{9}")
# What this matches is stored as it stands, whatever the country.
is_plain_phone = _INDIAN_MOBILE.fullmatch
# One id of a system, which `parse_external_id` takes apart at the colon and nothing else.
_PLAIN_EXTERNAL_ID = re.compile(r"[a-z0-9_-]+:[A-Za-z0-9_-]{1,255}")
_PHONE = re.compile(r"[\s\d+＋().\-‐-―−/]*")
_SHORTENED = re.compile(r"[+-]?\d+(?:[.,]\d*)?[eE][+-]?\d+")
_WITH_DECIMALS = re.compile(r"\+?\d{7,}\.0")

# 8.77976E+12: what a spreadsheet makes of a long number, its last digits lost.
_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+\d{2,}")
_SYSTEM = re.compile(r"[a-z0-9_-]+")


class ExternalId(NamedTuple):
    """A customer's id in another system."""

    system: str
    value: str

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"


def parse_email(text: str) -> str:
    """An email as typed, trimmed and in NFC; raises ValueError, with the reason, when its syntax is wrong."""
    email = clean(text)
    if is_plain_email(email):
        return email
    if not email:
        raise ValueError("an email cannot be blank")
    # The full check takes long over long texts, and no email is longer.
    if len(email) > _LONGEST_EMAIL:
        raise ValueError(f"an email has at most {_LONGEST_EMAIL} characters: {quote(email)}")

    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(email, strict=True, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        reason = str(error).rstrip(".")
        raise ValueError(f"{quote(email)} is not an email: {reason[:1].lower()}{reason[1:]}") from error
    return email


def is_plain_email(text: str) -> bool:
    """Whether a text is an email for sure, and stored as it stands."""
    local, _, domain = text.partition("@")
    return (
        len(local) <= _LONGEST_LOCAL
        and len(text) <= _LONGEST_EMAIL
        and _is_plain_domain(domain)
        and _PLAIN_LOCAL.fullmatch(local) is not None
    )


@lru_cache(maxsize=4096)  # most customers of a shop have their mail with a few providers
def _is_plain_domain(text: str) -> bool:
    return _PLAIN_DOMAIN.fullmatch(text) is not None


def email_key(email: str) -> str:
    """What of an email is compared and unique: it without its case."""
    return email.lower() if email.isascii() else unicodedata.normalize("NFC", email.casefold())


def parse_phone(text: str, country: str) -> str:
    """A phone in any usual format as E.164, with the country's code when it has none.

    Raises ValueError when no number can be like that, or when a part of the text would be lost.
    """
    return text if _INDIAN_MOBILE.fullmatch(text) else _parse_phone(text, country)


@lru_cache(maxsize=4096)
def _parse_phone(text: str, country: str) -> str:
    phone = clean(text)
    if not phone:
        raise ValueError("a phone cannot be blank")
    if _SHORTENED.fullmatch(phone) or _WITH_DECIMALS.fullmatch(phone):
        raise ValueError(f"{quote(phone)} is a phone as a spreadsheet spoils it; write out its digits")

    import phonenumbers

    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException as error:
        why = ": it has no country code, or none that there is" if error.error_type == error.INVALID_COUNTRY_CODE else ""
        raise ValueError(f"{quote(phone)} is not a phone{why}") from error
    if number.extension:
        raise ValueError(f"{quote(phone)} has an extension, which cannot be kept; leave {quote(number.extension)} out")
    if any(character.isalpha() for character in phone.lower().removeprefix("tel:")):
        raise ValueError(f"{quote(phone)} is not a phone: it has letters in it")
    _check_length(number, phone)
    stored = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # Of a few numbers, all of zeros, another zero is taken for a prefix each time that they are read.
    if phonenumbers.parse(stored, None) != number:
        raise ValueError(f"{quote(phone)} is not a phone: no number there is like that")
    return stored


def _check_length(number: "PhoneNumber", phone: str) -> None:
    import phonenumbers

    result = phonenumbers.ValidationResult
    reason = phonenumbers.is_possible_number_with_reason(number)
    # Some countries have short numbers that are whole; elsewhere they could be dialled only from next door.
    if reason == result.IS_POSSIBLE or (reason == result.IS_POSSIBLE_LOCAL_ONLY and phonenumbers.is_valid_number(number)):
        return
    problem = {
        result.IS_POSSIBLE_LOCAL_ONLY: "its area code is missing",
        result.INVALID_COUNTRY_CODE: "there is no such country code",
        result.TOO_SHORT: "it is too short",
        result.TOO_LONG: "it is too long",
    }.get(reason, "no number there is that long")
    raise ValueError(f"{quote(phone)} is not a phone: {problem}")


def looks_like_phone(text: str) -> bool:
    """Whether a text is of digits, at least 5, and the punctuation of phones only."""
    return _PHONE.fullmatch(text) is not None and sum(character.isdecimal() for character in text) >= 5


def parse_external_id(text: str) -> ExternalId:
    """One `system:value`; raises ValueError, saying what is allowed, for anything else."""
    system, colon, value = clean(text).partition(":")
    if not colon:
        raise ValueError(f"{quote(text)} is not an external id such as shopify:8779761975521")
    if not _SYSTEM.fullmatch(system):
        raise ValueError(f"the system of an external id has lower-case letters, digits, - and _ only, not {quote(system)}")
    value = value.strip()
    if is_blank(value):
        raise ValueError(f"an external id needs a value after the colon: {quote(text)}")
    if ";" in value:
        raise ValueError(f"an external id cannot contain a semicolon: {quote(value)}")
    if _ROUNDED.fullmatch(value):
        raise ValueError(f"{quote(value)} is an id as a spreadsheet shortens it; export the column as text")
    if len(value) > MAX_EXTERNAL_ID_LENGTH:
        raise ValueError(f"an external id has at most {MAX_EXTERNAL_ID_LENGTH} characters: {quote(value)}")
    return ExternalId(system, value)


def parse_external_ids(text: str) -> dict[str, str]:
    """The ids of a cell `a:1;b:2`, sorted by system; raises ValueError for a wrong one and for two values of one system."""
    if _PLAIN_EXTERNAL_ID.fullmatch(text):
        system, _, value = text.partition(":")
        return {system: value}
    found: dict[str, str] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        system, value = parse_external_id(part)
        if found.setdefault(system, value) != value:
            raise ValueError(f"two external ids of the system {system}: {quote(found[system])} and {quote(value)}")
    return dict(sorted(found.items()))


def full_name(first: str, last: str | None) -> str:
    """First and last name, joined by one space."""
    return f"{first} {last}" if last else first


def address_keys(city: str, state: str) -> dict[str, str]:
    """The folded columns of an address, which selections compare."""
    return {"city_key": fold_often(city), "state_key": fold_often(state)}


def parse_country(text: str) -> str:
    """The ISO 3166 code of two letters in upper case; raises ValueError when it is none."""
    code = text.strip().upper()
    if code not in COUNTRIES:
        raise ValueError(f"{quote(text)} is not a country, which has an ISO 3166 code of two letters such as IN, DE or US")
    return code


def parse_name(text: str, field: str) -> str:
    """A name, trimmed and in NFC; raises ValueError, naming the field, when it is blank or longer than 255 characters."""
    try:
        name = clean(text)
    except ValueError as error:
        raise ValueError(f"{field}: {error}") from error
    if is_blank(name):
        raise ValueError(f"{field} cannot be blank")
    if len(name) > MAX_NAME_LENGTH:
        raise ValueError(f"{field} has at most {MAX_NAME_LENGTH} characters: {quote(name)}")
    return name
