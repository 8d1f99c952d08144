"""Clean, compare and escape text."""

import re
import unicodedata
from functools import lru_cache

# Control characters that are no white space, and halves of characters: bytes that were not UTF-8.
_REFUSED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# The white space that a stored text may hold, though not at its ends.
BLANKS = "\t\n \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_WHOLE_NUMBER = re.compile("-?[0-9]+")
_LINE_CONTROL = re.compile("[\t\n\v\f\r]")
_PAGE_CONTROL = re.compile("[\v\f]")

# What steers a terminal or turns the order of its text, beside what stands below a blank: in messages, tables and JSON alike.
CONTROL_CHARACTERS = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
_CONTROL_CHARACTERS = re.compile(f"[\x00-\x1f{CONTROL_CHARACTERS}]")
_SHOWN_AS = {"\n": "↵", "\t": " "}

_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
    | dict.fromkeys("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff", "")
)


def clean(text: str, *, multiline: bool = False) -> str:
    """Text as it is stored: NFC and trimmed; with `multiline` new lines (as \\n) and tabs are text.

    Raises ValueError when a control character or what is not valid UTF-8 is in it.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    refuse_control(text)
    text = unicodedata.normalize("NFC", text)
    if multiline:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip()
    found = (_PAGE_CONTROL if multiline else _LINE_CONTROL).search(text)
    if found:
        raise ValueError(f"text cannot contain the control character {code_point(found[0])}")
    return text


def refuse_control(text: str) -> None:
    """Raise ValueError when text holds a control character that is no white space, or is not valid UTF-8."""
    found = _REFUSED.search(text)
    if found is None:
        return
    if "\ud800" <= found[0] <= "\udfff":
        raise ValueError(f"text is not valid UTF-8 ({code_point(found[0])})")
    raise ValueError(f"text cannot contain the control character {code_point(found[0])}")


def code_point(character: str) -> str:
    """The name of a character that should not be printed: U+001B."""
    return f"U+{ord(character):04X}"


def fold(text: str) -> str:
    """What text is searched and sorted by: no case, no accents, plain letters and digits, single spaces; never fails.

    Folding twice is folding once. Vowel signs of Indian scripts are letters, not accents, and stay.
    """
    if text.isascii():
        if text.isprintable() and " " not in text:
            return text.lower()
        return " ".join(text.replace("\0", "\ufffd").lower().split())
    bare = _without_marks(_without_marks(text).casefold())
    return " ".join(bare.translate(_PLAIN_LETTERS).split())


# Of names and places, which come again and again.
fold_cached = lru_cache(maxsize=1 << 14)(fold)


def _without_marks(text: str) -> str:
    return "".join(plain for plain in map(_plain, unicodedata.normalize("NFKD", text)) if plain)


def _plain(character: str) -> str:
    if character.isascii():
        return character if character != "\0" else "\ufffd"
    # Only accents and the like have a combining class; the rest of the marks are vowels, enclosures and variants.
    if unicodedata.combining(character) or "\ufe00" <= character <= "\ufe0f":
        return ""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Me":
        return ""
    return character if category != "Cs" else "\ufffd"


def whole_number(text: str) -> int:
    """Return the number that decimal digits stand for; Python would take 1_0, and digits of any script, too.

    Raises ValueError for anything else.
    """
    if not _WHOLE_NUMBER.fullmatch(text):
        raise ValueError(f"{quote_value(text)} is not a whole number")
    return int(text)


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen: white space, zero-width characters, accents of nothing."""
    return not (text.strip() if text.isascii() else fold(text))


def escape_for_terminal(text: str) -> str:
    """What may go to a terminal: whatever would steer it, or turn the order of its text, is written out."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL_CHARACTERS.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    return _SHOWN_AS.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def quote_value(text: str) -> str:
    """A value as a message repeats it: quoted, escaped, not longer than a line."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


def address_keys(city: str, state: str) -> dict[str, str]:
    """The folded columns of an address, which selections compare."""
    return {"city_key": fold_cached(city), "state_key": fold_cached(state)}
