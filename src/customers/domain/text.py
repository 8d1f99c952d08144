"""Clean, compare and escape text; count and list things in sentences."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

# Control characters other than white space, and surrogates: bytes that were not UTF-8.
_REFUSED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# White space that a stored text may contain, except at its ends.
BLANKS = "\t\n \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_WHOLE_NUMBER = re.compile("-?[0-9]+")
_LINE_CONTROL = re.compile("[\t\n\v\f\r]")
_PAGE_CONTROL = re.compile("[\v\f]")
_BLANK_BESIDE_LETTER = re.compile("(?<![0-9]) | (?![0-9])")

# Characters above the blank that control a terminal or the direction of its text: escaped in messages, tables and JSON.
CONTROL_CHARACTERS = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
_CONTROL_CHARACTERS = re.compile(f"[\x00-\x1f{CONTROL_CHARACTERS}]")
_SYMBOLS = {"\n": "↵", "\t": " "}

# The names that a sentence lists of many.
NAMES_IN_LIST = 3
# Characters of an actor or a reason, which every record of a run repeats.
MAX_REMARK = 1_000

_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
    | dict.fromkeys("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff", "")
)


def clean(text: str, *, multiline: bool = False) -> str:
    r"""Return text as it is stored: in NFC and trimmed; with `multiline` line breaks (as \n) and tabs are text.

    Raises:
        ValueError: it has a control character, or is not valid UTF-8.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    refuse_control(text)
    text = unicodedata.normalize("NFC", text)
    if multiline:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip()
    control = (_PAGE_CONTROL if multiline else _LINE_CONTROL).search(text)
    if control:
        raise ValueError(f"text cannot contain the control character {code_point(control[0])}")
    return text


def refuse_control(text: str) -> None:
    """Raise ValueError when text has a control character other than white space, or is not valid UTF-8."""
    match = _REFUSED.search(text)
    if match is None:
        return
    if "\ud800" <= match[0] <= "\udfff":
        raise ValueError(f"text is not valid UTF-8 ({code_point(match[0])})")
    raise ValueError(f"text cannot contain the control character {code_point(match[0])}")


def code_point(character: str) -> str:
    """Return the code point of a character, such as U+001B."""
    return f"U+{ord(character):04X}"


def clean_remark(text: str) -> str:
    """Return the name of an actor or a reason as the history has it, with every customer of a run.

    Raises:
        ValueError: as `clean`, or it is too long.
    """
    cleaned = clean(text)
    if len(cleaned) > MAX_REMARK:
        raise ValueError(f"{len(cleaned):,} characters are too many; at most {MAX_REMARK:,} are allowed")
    return cleaned


def fold(text: str) -> str:
    """Return the form by which text is searched and sorted: without case and accents, plain letters and digits, single spaces.

    Folding twice is folding once. Vowel signs of Indian scripts are letters, not accents, and stay.
    """
    if text.isascii():
        if text.isprintable() and " " not in text:
            return text.lower()
        return " ".join(text.replace("\0", "\ufffd").lower().split())
    bare = _without_marks(_without_marks(text).casefold())
    return " ".join(bare.translate(_PLAIN_LETTERS).split())


# For names and places, which repeat.
fold_cached = lru_cache(maxsize=1 << 14)(fold)


@lru_cache(maxsize=1 << 14)
def comparison_key(text: str) -> str:
    """Return the form by which the parts of addresses are compared: folded, without punctuation and blanks.

    A blank stays between two numbers, so that "1, 23 High Street" differs from "12, 3 High Street". A text of punctuation alone
    is its own key.
    """
    folded = fold(text)
    words = "".join(character if _is_compared(character) else " " for character in folded).split()
    return _BLANK_BESIDE_LETTER.sub("", " ".join(words)) or folded


def _is_compared(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _without_marks(text: str) -> str:
    return "".join(plain for plain in map(_plain, unicodedata.normalize("NFKD", text)) if plain)


def _plain(character: str) -> str:
    if character.isascii():
        return character if character != "\0" else "\ufffd"
    # Accents have a combining class; the other marks are vowels, enclosures and variants.
    if unicodedata.combining(character) or "\ufe00" <= character <= "\ufe0f":
        return ""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Me":
        return ""
    return character if category != "Cs" else "\ufffd"


def whole_number(text: str) -> int:
    """Return the value of ASCII decimal digits; `int` would also accept 1_0 and digits of other scripts.

    Raises:
        ValueError: the text is not a whole number.
    """
    if not _WHOLE_NUMBER.fullmatch(text):
        raise ValueError(f"{quote_value(text)} is not a whole number")
    return int(text)


def is_blank(text: str) -> bool:
    """Return whether a text has no visible character: white space, zero-width characters, stray accents."""
    return not (text.strip() if text.isascii() else fold(text))


def escape_for_terminal(text: str) -> str:
    """Escape control characters and those that change the direction of text."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL_CHARACTERS.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _SYMBOLS.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def quote_value(text: str) -> str:
    """Return a value as messages repeat it: quoted, escaped, at most 60 characters."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


def address_keys(city: str, state: str) -> dict[str, str]:
    """Return the folded columns of an address, by which filters compare."""
    return {"city_key": fold_cached(city), "state_key": fold_cached(state)}


def closest_match(word: str, known: Iterable[str]) -> str | None:
    """Return the known word closest to a mistyped one, ignoring case and leading dashes; None if none is close."""
    from difflib import get_close_matches

    by_key = {candidate.casefold().lstrip("-"): candidate for candidate in known}
    matches = get_close_matches(word.casefold().lstrip("-")[:100], by_key, n=1, cutoff=0.65)
    return by_key[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a question with the closest known word, to precede another sentence; empty if none is close."""
    likely = closest_match(word, known)
    return f"did you mean {likely}? " if likely else ""


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the end of a message with the closest known word; empty if none is close."""
    likely = closest_match(word, known)
    return f"; did you mean {likely}?" if likely else ""


def count_of(number: int, noun: str, *, plural: str | None = None) -> str:
    """Return a number with its noun: 1 customer, 1,200 customers."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def first_of(names: Sequence[str], total: int | None = None) -> str:
    """Return the first few names of a `total`, and how many others there are; all of them where at most one would be left out."""
    total = len(names) if total is None else total
    listed_names = list(names if total <= min(len(names), NAMES_IN_LIST + 1) else names[:NAMES_IN_LIST])
    if not listed_names:
        return ""
    rest = total - len(listed_names)
    if rest:
        return f"{', '.join(listed_names)} and {count_of(rest, 'other')}"
    return " and ".join(filter(None, [", ".join(listed_names[:-1]), listed_names[-1]]))


def count_with_names(number: int, noun: str, names: Sequence[str]) -> str:
    """Return how many there are, and the first few by name: 94 customers (Asha Rao, Vivek Rastogi, Meera Iyer and 91 others)."""
    examples = first_of(names, number)
    return count_of(number, noun) + (f" ({examples})" if examples else "")
