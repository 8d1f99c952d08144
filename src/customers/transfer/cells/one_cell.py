"""Split the addresses that other programs write into one cell.

Mailchimp separates the parts of an address by two blanks, the country last ("1 Elm St  Boise  ID  83702  US"); BigCommerce labels each
part ("Address Line 1: 1 Elm St, City/Suburb: Boise | Address Line 1: ..."), contact cards have seven parts
(";;1 Elm St;Boise;ID;83702;US").
"""

import re
from collections.abc import Callable
from itertools import zip_longest

from customers.domain.countries import parse_country_name

_BETWEEN = "  "
# The box at the post office and what extends the street come first: https://www.rfc-editor.org/rfc/rfc6350#section-6.3.1
_CARD = ("", "address2", "address1", "city", "state", "pincode", "country")
# A label follows the beginning or a separator; every label ends the part before it, the unknown ones too.
_LABEL = re.compile(r"(?:^|[,;|\n])\s*(?P<label>[^\W\d_][\w/ ]{1,39}?)\s*:(?=\s|$)")


def split_parts(text: str) -> dict[str, str]:
    """Return the fields of an address with two blanks between its parts, or in those of a contact card; any other text has none."""
    if text.count(";") == len(_CARD) - 1:
        return {name: part for name, part in zip(_CARD, map(str.strip, text.split(";")), strict=True) if name and part}
    parts = [part.strip() for part in text.strip().split(_BETWEEN)]
    if sum(map(bool, parts)) < 3:
        return {}
    fields = {"country": parts.pop()} if _is_country(parts[-1]) else {}
    if not any(map(str.isdecimal, parts[-1])) and len(parts) < 4:
        # An address without a postal code.
        parts.append("")
    pincode = parts.pop()
    state = parts.pop() if len(parts) > 2 else ""
    address1, *address2, city = parts if len(parts) > 1 else (*parts, "")
    fields |= {"address1": address1, "address2": ", ".join(filter(None, address2)), "city": city, "state": state, "pincode": pincode}
    return {name: part for name, part in fields.items() if part}


def split_labelled(text: str, field_of: Callable[[str], str | None]) -> list[dict[str, str]]:
    """Return the addresses of a cell that labels their parts; a label that stands there already begins the next address."""
    addresses: list[dict[str, str]] = []
    labels: set[str] = set()
    matches = list(_LABEL.finditer(text))
    for match, following in zip_longest(matches, matches[1:]):
        end = len(text) if following is None else following.start()
        label, value = match["label"], text[match.end() : end].strip(" ,;|\n")
        if not addresses or label in labels:
            addresses.append({})
            labels.clear()
        labels.add(label)
        if value and (name := field_of(label)) is not None:
            addresses[-1].setdefault(name, value)
    return [address for address in addresses if address]


def _is_country(text: str) -> bool:
    try:
        parse_country_name(text)
    except ValueError:
        return False
    return not any(map(str.isdecimal, text))
