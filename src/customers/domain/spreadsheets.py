"""Guard the cells of files against spreadsheets, which run formulas and round numbers."""

import re

# Spreadsheets run text with these beginnings as a formula, and swallow a leading apostrophe.
_FORMULA = re.compile(r"['=+\-@\t\r]")
# Plain numbers and phones in E.164.
_HARMLESS = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# An amount or a phone as any program writes it: signs, digits and marks, with a currency.
_AMOUNT = re.compile(r"[+-][\d\s.,'()/-]*(?:[A-Z]{3}|[^\w\s=@|!\"&;]?)[\d\s.,'()/-]*")
# Excel shows 12 digits as 9.2E+11, rounds from 16 on, and drops a plus or zeros before a number.
_ROUNDED = re.compile(r"\+?[0-9]{12,}|[+0][0-9]+")


def guard(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run or an import would unguard; an import removes it."""
    if text == "\\N":
        return f"'{text}"
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def guard_foreign(text: str) -> str:
    """Put an apostrophe before a cell of a foreign file that a spreadsheet would run; a cell that has one is left as it is."""
    return f"'{text}" if _FORMULA.match(text) and text[0] != "'" and not _AMOUNT.fullmatch(text) else text


def keep_digits(text: str) -> str:
    """Return a cell as a formula where Excel would round its digits, or drop its sign or zeros; an import takes it off."""
    return f'="{text}"' if _ROUNDED.fullmatch(text) else text
