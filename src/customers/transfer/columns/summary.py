"""Recognise the rows of reports that sum up the rows above them."""

import re

from customers.domain.text import fold
from customers.services.importing.rows import SourceRow

# By their letters and digits, without case and accents.
_TEXTS = """
total totals grandtotal subtotal overalltotal reporttotal sum gesamt gesamtsumme summe zwischensumme totaal totale totalegenerale
totalgeneral totalgenerale soustotal totaux suma sumatotal totalgeral soma razem ogolem yhteensa ialt sumialt totalt summa osszesen
celkem spolu toplam итого всего 合計 总计 合计 小計 小计 총계 합계
"""
_WORDS = frozenset(_TEXTS.split())
_OF = re.compile(r"(?:grand |sub ?)?totals? (?:for|of) \S.*|(?:sous )?total (?:pour|para|per|fur|voor) \S.*")
# What a row of a person or of a sale has.
_OWN = {
    "customers": ("id", "email", "phone", "external_id", "external_ids"),
    "orders": ("placed_at", "customer_email", "customer_phone", "customer_id"),
}


def summary_of(kind: str, row: SourceRow) -> str | None:
    """Return the first text of a row that sums up others, None for any other row; a person called so has a contact."""
    if kind not in _OWN or any(row.cells.get(name) for name in _OWN[kind]):
        return None
    first = next((text for value in row.original.values() if isinstance(value, str) and (text := value.strip())), "")
    words = " ".join("".join(character if character.isalnum() else " " for character in fold(first)).split())
    return first if words.replace(" ", "") in _WORDS or _OF.fullmatch(words) else None
