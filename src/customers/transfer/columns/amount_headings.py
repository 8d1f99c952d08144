"""Read the units of amounts that headings have in parentheses: a currency, or a unit that is not one."""

import re

from customers.domain.money import currencies_of

AMOUNT_FIELDS = ("total", "subtotal", "refunded", "base_total")
_INSIDE = re.compile(r"\(([^)]*)\)")
# Parts and multiples of a currency, shares and numbers of things.
_OTHER_UNIT = re.compile(
    r"\b(?:paise|paisa|cents?|pence|centimes?|c[eé]ntimos|centavos|kopeks?|minor|thousands?|lakhs?|lacs?|crores?|millions?|mio|mn|tsd|k|"
    r"0?000s?|qty|quantity|items?|units?|pcs|pieces|count|percent)\b|%",
    re.IGNORECASE,
)
# Codes that are a word too in a heading of capitals.
_WORDS = ("ALL", "TOP")


def has_other_unit(heading: str) -> bool:
    """Return whether the parentheses of a heading have a unit other than a currency: "Amount (paise)", "Total (in thousands)"."""
    return any(map(_OTHER_UNIT.search, _INSIDE.findall(heading)))


def currencies_of_heading(heading: str) -> tuple[str, ...]:
    """Return the currencies of the code or the sign in the parentheses of a heading: "Total (USD)", "Betrag (€)"; none without one."""
    words = [word for inside in _INSIDE.findall(heading) for word in re.split(r"[\s,;/]+", inside)]
    known = [currencies for word in words if word not in _WORDS and not word.islower() and (currencies := currencies_of(word))]
    return known[0] if len(known) == 1 else ()
