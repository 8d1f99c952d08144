"""Recognise the rows of reports that sum up the rows above them, and the lines below a list."""

import re

from customers.domain.text import fold
from customers.services.importing.rows import SourceRow
from customers.transfer.cells.months import month_of
from customers.transfer.cells.unread import Unread

_FEW = 3  # cells of the line below a list
_MANY = 6  # cells with a field, beside those that the operator sets
# By their letters and digits, without case and accents.
_TEXTS = """
total totals grandtotal subtotal overalltotal reporttotal sum gesamt gesamtsumme summe zwischensumme totaal totale totalegenerale
totalgeneral totalgenerale soustotal totaux suma sumatotal totalgeral soma razem ogolem yhteensa ialt sumialt totalt summa osszesen
celkem spolu toplam итого всего 合計 总计 合计 小計 小计 총계 합계
"""
_WORDS = frozenset(_TEXTS.split())
_COUNTED = r"(?:grand )?totals? (?:of )?\d[\d ]* (?:rows?|records?|customers?|contacts?|orders?|invoices?|items?|sales)|"
_OF = re.compile(_COUNTED + r"(?:grand |sub ?)?totals? (?:for|of) \S.*|(?:sous )?total (?:pour|para|per|fur|voor) \S.*")
_SUMS = ("total", "totals", "subtotal")
_PERIOD = re.compile(r"\d{1,4}|[qhw]\d{1,2}|week|weekly|month|monthly|quarter|quarterly|year|yearly|daily|day|sub")
_FOOTER = re.compile(
    r"\d+ (?:rows?|records?|customers|orders)(?: s)?(?: (?:downloaded|exported|selected|listed))?|records?(?: s)? downloaded|seller id .*|"
    r"page \d+ of \d+|end of (?:report|file|list|data)|(?:report )?(?:generated|exported|printed|created) (?:on|by|at|with) .*"
)
# What a row of a person or of a sale has.
_OWN = {
    "customers": ("id", "email", "phone", "external_id", "external_ids"),
    "orders": ("placed_at", "customer_email", "customer_phone", "customer_id"),
}
_CONTACTS = ("email", "phone", "address1", "pincode")
_NAMES = ("first_name", "last_name", "full_name", "name", "company")


def summary_of(kind: str, row: SourceRow) -> str | None:
    """Return the text of a row that sums up others or stands below a list, None for any other row; a person called so has a contact."""
    values = (row.cells.get(name) for name in _OWN.get(kind, ()))
    # A sum may stand in the column of dates, where it is none.
    has_own = any(value and not isinstance(value, Unread) for value in values) or (kind == "customers" and _is_person(row))
    if has_own and len(row.cells) > _MANY:
        return None
    texts = [text for value in row.original.values() if isinstance(value, str) and (text := value.strip())]
    if not texts or kind not in _OWN:
        return None
    line = " ".join(texts) if len(texts) < _FEW else ""
    if line and _FOOTER.fullmatch(_words_of(line)) and not _has_email(row):
        return line
    if has_own:
        return None
    words = _words_of(texts[0])
    return texts[0] if words.replace(" ", "") in _WORDS or _OF.fullmatch(words) or _is_of_period(words) else None


def _is_of_period(words: str) -> bool:
    """Return whether words are a sum of a period: "January total", "Q1 2026 subtotal"."""
    *period, last = words.split() or [""]
    return last in _SUMS and bool(period) and all(month_of(word) or _PERIOD.fullmatch(word) for word in period)


def _is_person(row: SourceRow) -> bool:
    """Return whether a row has a contact or a street beside its address, or two names: "Suma" may be a first name, "Total" a company."""
    cells = {name: text for name, value in row.cells.items() if isinstance(value, str) and (text := value.strip())}
    fields = {name.rpartition(".")[2] for name, text in cells.items() if any(map(str.isalnum, text))}
    if not fields.isdisjoint(_CONTACTS):
        return True
    names = [text for name, text in cells.items() if name.rpartition(".")[2] in _NAMES]
    return len(names) > 1 and not any(map(str.isdecimal, "".join(names)))


def _has_email(row: SourceRow) -> bool:
    """Return whether a row has an email in a column of emails: "Printed by Hand" may be a customer."""
    return any(name.endswith("email") and "@" in str(value) and len(str(value).split()) == 1 for name, value in row.cells.items())


def _words_of(text: str) -> str:
    """Return the words of a text without case, accents and punctuation."""
    return " ".join("".join(character if character.isalnum() else " " for character in fold(text)).split())
