"""Parse phone numbers to E.164."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from customers.domain.text import clean, quote_value

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_INDIAN_MOBILE = re.compile(r"\+91[6-9][0-9]{9}")
# A match is stored unchanged, whatever the country.
is_plain_phone = _INDIAN_MOBILE.fullmatch

_PHONE = re.compile(r"[\s\d+＋().\-‐-―−/]*")
_BETWEEN = re.compile(r"\s*[;,|\n]\s*|\s+(?:/|or|oder|ou|o|und|and|et|y|e)\s+", re.IGNORECASE)
_BARE = re.compile(r"[1-9][0-9 ]{8,20}")
_SHORTENED = re.compile(r"[+-]?\d+(?:[.,]\d*)?[eE][+-]?\d+")
# A column with blanks, as data frames write it: all digits are there.
_WITH_DECIMALS = re.compile(r"\+?\d{7,}\.0")

# 8.77976E+12: a long number as a spreadsheet shortens it; its last digits are lost.
ROUNDED_BY_SPREADSHEET = re.compile(r"\d(\.\d+)?[eE]\+\d{2,}")


def parse_phone(text: str, country: str) -> str:
    """Return a phone in any usual format as E.164, with the country's code if it has none.

    Raises:
        ValueError: the number is impossible, or a part of the text would be lost.
    """
    return text if _INDIAN_MOBILE.fullmatch(text) else _parse_phone(text, country)


@lru_cache(maxsize=4096)
def _parse_phone(text: str, country: str) -> str:
    phone = clean(text)
    if not phone:
        raise ValueError("a phone cannot be blank")
    if _WITH_DECIMALS.fullmatch(phone):
        phone = phone.removesuffix(".0")
    if _SHORTENED.fullmatch(phone):
        raise ValueError(f"{quote_value(phone)} is a phone as a spreadsheet spoils it; write out its digits")

    import phonenumbers

    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException as error:
        why = ": it has no country code, or none that there is" if error.error_type == error.INVALID_COUNTRY_CODE else ""
        raise ValueError(f"{quote_value(phone)} is not a phone{why}") from error
    if number.extension is None and _is_mobile_with_code(phone, country):
        number = phonenumbers.parse(f"+{phone}", None)
    if number.extension:
        raise ValueError(f"{quote_value(phone)} has an extension, which cannot be kept; leave {quote_value(number.extension)} out")
    if any(character.isalpha() for character in phone.lower().removeprefix("tel:")):
        raise ValueError(f"{quote_value(phone)} is not a phone: it has letters in it")
    _check_length(number, phone)
    stored = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # A few numbers of zeros lose another zero as a prefix each time that they are parsed.
    if phonenumbers.parse(stored, None) != number:
        raise ValueError(f"{quote_value(phone)} is not a phone: no number there is like that")
    return stored


def _is_mobile_with_code(phone: str, country: str) -> bool:
    """Return whether bare digits are a mobile phone with the code of its country; in Germany a landline may have the same ones."""
    import phonenumbers

    if not _BARE.fullmatch(phone) or not phone.startswith(str(phonenumbers.country_code_for_region(country))):
        return False
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
    return tuple(phonenumbers.number_type(phonenumbers.parse(text, country)) for text in (f"+{phone}", phone)) == kinds


def _check_length(number: "PhoneNumber", phone: str) -> None:
    import phonenumbers

    result = phonenumbers.ValidationResult
    reason = phonenumbers.is_possible_number_with_reason(number)
    # Some countries have short numbers that are complete; elsewhere they are local ones.
    if reason == result.IS_POSSIBLE or (reason == result.IS_POSSIBLE_LOCAL_ONLY and phonenumbers.is_valid_number(number)):
        return
    problem = {
        result.IS_POSSIBLE_LOCAL_ONLY: "its area code is missing",
        result.INVALID_COUNTRY_CODE: "no such country code",
        result.TOO_SHORT: "it is too short",
        result.TOO_LONG: "it is too long",
    }.get(reason, "no number there is that long")
    raise ValueError(f"{quote_value(phone)} is not a phone: {problem}")


def phones_of(text: str) -> list[str]:
    """Return the phones of a cell; any other text stays whole."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    is_list = len(parts) > 1 and all(looks_like_phone(part) and sum(map(str.isdecimal, part)) >= 7 for part in parts)
    return list(dict.fromkeys(parts)) if is_list else [text]


def looks_like_phone(text: str) -> bool:
    """Return whether a text has at least 5 digits, and beside them only the punctuation of phones."""
    return _PHONE.fullmatch(text) is not None and sum(character.isdecimal() for character in text) >= 5
