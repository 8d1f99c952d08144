"""Read the units of amounts that headings have in parentheses: a currency, or a unit that is not one."""

import re

from customers.domain.money import currencies_of
from customers.transfer.columns.native import AMOUNTS

AMOUNT_FIELDS = (*AMOUNTS, "subtotal")
_INSIDE = re.compile(r"\(([^)]*)\)")
# Parts and multiples of a currency, shares and numbers of things.
_OTHER_UNIT = re.compile(
    r"paise|paisa|cents?|pence|centimes?|c[eé]ntimos|centavos|kopeks?|minor(?: units?)?|thousands?|lakhs?|lacs?|crores?|"
    r"millions?|mio|mn|tsd|k|0?000s?|qty|quantity|items?|units?|pcs|pieces|count|percent|%",
    re.IGNORECASE,
)
# Beside a unit or a currency: "in thousands of USD", "No. of items", "₹ lakhs".
_AROUND = re.compile(r"\b(?:in|of|the|no|number|as)\b|[#.,'/]", re.IGNORECASE)
# Codes that are a word too.
_WORDS = ("ALL", "TOP")


def has_other_unit(heading: str) -> bool:
    """Return whether the parentheses of a heading have a unit other than a currency: "Amount (paise)", "Total (in thousands)".

    Parentheses with further words speak of something else: "Total (incl. 19% VAT)", "Total (all items)".
    """
    return any(map(_is_other_unit, _INSIDE.findall(heading)))


def currencies_of_heading(heading: str) -> tuple[str, ...]:
    """Return the currencies of the code or the sign in the parentheses of a heading: "Total (USD)", "Betrag (€)"; none without one."""
    words = [word for inside in _INSIDE.findall(heading) for word in re.split(r"[\s,;/]+", inside)]
    known = [currencies for word in words if not word.islower() and (currencies := _currencies_of_word(word))]
    return known[0] if len(known) == 1 else ()


def _is_other_unit(inside: str) -> bool:
    words = " ".join(word for word in _AROUND.sub(" ", inside).split() if not _currencies_of_word(word))
    return _OTHER_UNIT.fullmatch(re.sub(r"^[^\w%\s]+", "", words)) is not None


def _currencies_of_word(word: str) -> tuple[str, ...]:
    return () if word.upper() in _WORDS else currencies_of(word)
