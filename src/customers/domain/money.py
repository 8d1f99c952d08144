"""Parse, calculate and format amounts: exact, in whole minor units."""

import re
from decimal import Decimal
from functools import lru_cache

from customers.domain.text import quote_value, suggestion

# Currencies in circulation, and a few that ended recently, as orders of past years have them.
_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP
CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD
JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO
NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB
TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL
"""
CURRENCIES = frozenset(_CODES.split())
LARGEST = 2**53

# Every other currency has two.
_DIGITS = dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0)
_DIGITS |= dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)

# The currencies of a sign, in lower case and without a point at its end; a sign that is not here is refused.
_SIGNS = {
    "₹": "INR",
    "€": "EUR",
    "£": "GBP EGP FKP GIP LBP SDG SHP SSP SYP",
    "¥": "JPY CNY",
    "$": "USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP CVE DOP FJD GYD HKD JMD KYD LRD MOP MXN NAD NIO NZD SBD SGD SRD TTD TWD UYU XCD",
    "₩": "KRW KPW",
    "₫": "VND",
    "₦": "NGN",
    "₱": "PHP",
    "₺": "TRY",
    "₪": "ILS",
    "฿": "THB",
    "₴": "UAH",
    "₽": "RUB",
    "৳": "BDT",
    "₸": "KZT",
    "₡": "CRC",
    "₲": "PYG",
    "₵": "GHS",
    "₭": "LAK",
    "₮": "MNT",
    "₾": "GEL",
    "₼": "AZN",
    "円": "JPY",
    "元": "CNY HKD TWD",
    "원": "KRW",
    "rs": "INR LKR MUR NPR PKR SCR",
    "us$": "USD",
    "au$": "AUD",
    "a$": "AUD",
    "ca$": "CAD",
    "c$": "CAD",
    "hk$": "HKD",
    "mx$": "MXN",
    "nt$": "TWD",
    "nz$": "NZD",
    "s$": "SGD",
    "r$": "BRL",
    "s/": "PEN",
    "kr": "DKK ISK NOK SEK",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "lei": "MDL RON",
    "лв": "BGN",
    "грн": "UAH",
    "руб": "RUB",
    "р": "RUB",
    "tl": "TRY",
    "đ": "VND",
    "rp": "IDR",
    "rm": "MYR",
    "ksh": "KES",
    "euro": "EUR",
    "yen": "JPY",
    "baht": "THB",
    "rand": "ZAR",
}

_PLAIN = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,2})?")
# A code or a sign: letters with a point, a slash or a dollar behind them, or a sign alone.
_MARK = r"(?:[^\W\d_]{1,4}(?:/?\.?|\s?\$)|[" + "".join(sign for sign in _SIGNS if len(sign) == 1 and not sign.isalpha()) + "])"
_AMOUNT = re.compile(rf"([+\-−]?)\s*({_MARK})?\s*([+\-−]?)\s*([0-9,]*)(?:\.([0-9]*))?\s*({_MARK})?")
_GROUPED = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
_DECIMAL_COMMA = re.compile(r"[0-9.]+,[0-9]{1,2}")
_PARENTHESES = re.compile(r"\(([^()]*)\)")  # a negative amount, as accountants write it
_SHORTENED = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]*)?[eE][+-]?[0-9]+")


def parse_currency(text: str) -> str:
    """Return an ISO 4217 code in upper case.

    Raises:
        ValueError: the code is not known; the message names the closest one.
    """
    code = text.strip().upper()
    if code in CURRENCIES:
        return code
    likely = suggestion(code, sorted(CURRENCIES))
    raise ValueError(f"{quote_value(text)} is not a currency, which has an ISO 4217 code such as INR{likely}")


def currencies_of(mark: str) -> tuple[str, ...]:
    """Return the currencies of a code or a sign, none for another text."""
    code = mark.strip().upper()
    return (code,) if code in CURRENCIES else tuple(_SIGNS.get("".join(mark.lower().split()).rstrip("."), "").split())


def digits(currency: str) -> int:
    """Return the number of digits after the decimal point of a currency."""
    return _DIGITS.get(currency, 2)


def parse_amount(value: str | int | float | Decimal, currency: str, *, signed: bool = False) -> int:
    """Return an amount of 0 or more, or a `signed` one, in exact minor units, as people, spreadsheets or JSON write it.

    Raises:
        ValueError: it is not an amount, negative, in another currency, finer than the currency, or above `LARGEST`.
    """
    if isinstance(value, str):
        if digits(currency) == 2 and _PLAIN.fullmatch(value):
            integer, _, fraction = value.partition(".")
            return int(integer + fraction.ljust(2, "0"))
        return _parse_text(value, currency, signed=signed)
    if isinstance(value, bool):
        raise ValueError(f"an amount is a number, not {str(value).lower()}")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise ValueError(f"an amount is a number, not {number}")
    if not number:
        return 0
    if number < 0 and signed:
        return -parse_amount(-number, currency)
    if number < 0:
        raise ValueError("an amount cannot be negative")
    if number.adjusted() > 20:
        raise ValueError(_too_large(currency))
    # Written out it could have a million zeros.
    if number.adjusted() < -20:
        raise ValueError(_too_fine(str(number), currency))
    text = f"{number:f}"
    integer, _, fraction = text.partition(".")
    return _minor(integer, fraction, currency, text)


def _parse_text(value: str, currency: str, *, signed: bool) -> int:
    text = value.strip()
    if not text:
        raise ValueError("an amount cannot be blank")
    if signed and (match := _PARENTHESES.fullmatch(text)):
        text = f"-{match[1].strip()}"
    if _SHORTENED.fullmatch(text):
        raise ValueError(f"{quote_value(text)} is a number as a spreadsheet shortens it; write out its digits")
    match = _AMOUNT.fullmatch(text)
    if match is None or not (match[4] or match[5]):
        raise ValueError(f"{quote_value(text)} is not an amount such as 1234.50")
    before, first, after, integer, fraction, last = match.groups(default="")
    if integer and not _GROUPED.fullmatch(integer):
        hint = ", with a point before the decimals" if _DECIMAL_COMMA.fullmatch(integer) else ""
        raise ValueError(f"{quote_value(text)} has its commas in odd places; write 1234.50{hint}")
    if (before and after) or (first and last):
        raise ValueError(f"{quote_value(text)} is not an amount such as 1234.50")
    _check_mark(first or last, currency, text)
    minor = _minor(integer.replace(",", ""), fraction, currency, text)
    is_negative = (before + after) in ("-", "−")
    if minor and is_negative and not signed:
        raise ValueError(f"an amount cannot be negative: {quote_value(text)}")
    return -minor if is_negative else minor


def _check_mark(mark: str, currency: str, text: str) -> None:
    """Raise ValueError for the code or the sign of another currency."""
    if not mark or mark.upper() == currency:
        return
    if mark.upper() in CURRENCIES:
        raise ValueError(f"{quote_value(text)} is in {mark.upper()}, not in {currency}")
    currencies = _SIGNS.get("".join(mark.lower().rstrip(".").split()))
    if currencies is None:
        raise ValueError(f"{quote_value(text)} is not an amount such as 1234.50")
    if currency not in currencies.split():
        raise ValueError(f"{quote_value(text)} is not in {currency}")


def _minor(integer: str, fraction: str, currency: str, text: str) -> int:
    places = digits(currency)
    if fraction[places:].strip("0"):
        raise ValueError(_too_fine(text, currency))
    units = (integer + fraction[:places].ljust(places, "0")).lstrip("0")
    if len(units) > 16 or int(units or "0") > LARGEST:
        raise ValueError(_too_large(currency))
    return int(units or "0")


def _too_fine(text: str, currency: str) -> str:
    places = digits(currency)
    allowed = f"at most {places} digits after the point" if places else "no digits after the point"
    return f"{quote_value(text)} has too many decimals: {currency} has {allowed}"


def _too_large(currency: str) -> str:
    return f"an amount is at most {format_amount(LARGEST, currency)} {currency}"


@lru_cache(maxsize=4096)  # amounts repeat
def to_decimal(minor: int, currency: str) -> Decimal:
    """Return an amount as a number for JSON: exact, without exponent or trailing zeros."""
    text = _plain_digits(minor, currency)
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def average(total_minor: int, count: int) -> int:
    """Return the average of a total over a count, rounded half-even.

    Raises:
        ValueError: the count is 0 or less.
    """
    if count <= 0:
        raise ValueError("an average needs at least one order")
    return _divided(total_minor, count)


def scale(amount_minor: int, base_total: int, total: int) -> int:
    """Return the part of `base_total` that an amount is of `total`, rounded half-even; 0 if the total is 0."""
    if total == 0:
        return 0
    return _divided(amount_minor * base_total, total)


def _divided(dividend: int, divisor: int) -> int:
    if divisor < 0:
        dividend, divisor = -dividend, -divisor
    quotient, rest = divmod(dividend, divisor)
    return quotient + (2 * rest > divisor or (2 * rest == divisor and quotient % 2 == 1))


def format_amount(minor: int, currency: str) -> str:
    """Return an amount for people: all digits, grouped by thousands (INR by lakh and crore), without the currency."""
    integer, point, fraction = _plain_digits(abs(minor), currency).partition(".")
    if currency == "INR" and len(integer) > 3:
        head = integer[:-3]
        pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
        grouped = ",".join([*reversed(pairs), integer[-3:]])
    else:
        grouped = f"{int(integer):,}"
    return ("-" if minor < 0 else "") + grouped + point + fraction


def _plain_digits(minor: int, currency: str) -> str:
    places = digits(currency)
    sign = "-" if minor < 0 else ""
    if not places:
        return f"{sign}{abs(minor)}"
    integer, fraction = divmod(abs(minor), 10**places)
    return f"{sign}{integer}.{fraction:0{places}d}"
