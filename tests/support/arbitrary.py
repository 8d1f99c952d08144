"""Hypothesis strategies of text that a shop can hold: symbols, single letters, forty words, any script."""

from hypothesis import strategies as st

from customers.domain.text import clean, is_blank

SYMBOLS = [
    "?",
    "-",
    ".",
    "'",
    "?!",
    "(",
    ")",
    "()",
    "(x)",
    "&",
    "*",
    "%",
    "_",
    "\\N",
    "=1+1",
    "@",
    "#",
    "🙂",
    "👩‍👩‍👧",
    "№",
    "∑",
    "\u20dd",
    "𝕬",
]
LETTERS = ["a", "A", "x", "h", "ü", "ß", "İ", "山", "ক", "ı", "ʰ", "٣", "1", "e\u0301", "\u0915\u093e"]
SCRIPTS = ["山田太郎", "नमस्ते", "محمد", "שלום", "ไทยแลนด์", "한국어", "\u0e40\u0e49", "𐐀𐐨", "ǅ", "ﷺ", "Ⅷ"]
WORDS = ["Asha", "Usha", "Rao", "Roa", "Rajesh", "Ramesh", "Robert", "Bob", "Acme", "Pvt", "Ltd", "the", "hh", "ww", "x" * 60]
MARKS = ["Jr", "Jr.", "II", "Sr", "Mr", "Dr.", "unknown", "n/a", "null", "test", "Mohd.", "Smt"]
HIDDEN = ["\u200d", "\u202e", "\u00ad", "\ufe0f", "\u0301", "\u3000", "\u034f"]

words = st.one_of(
    *(st.sampled_from(choices) for choices in (SYMBOLS, LETTERS, SCRIPTS, WORDS, MARKS, HIDDEN)),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6),
)


def texts(longest: int, *, most_words: int = 42) -> st.SearchStrategy[str]:
    """Return non-blank texts as they are stored: of one word, a few, or up to forty."""
    few, many = st.lists(words, min_size=1, max_size=4), st.lists(words, min_size=5, max_size=most_words)
    joined = st.tuples(st.one_of(few, few, few, many), st.sampled_from([" ", " ", " ", "", "-", ", "]))
    return joined.map(lambda pair: clean(pair[1].join(pair[0])[:longest])).filter(lambda text: not is_blank(text))


names = texts(255)
EMAIL_NAMES = ["asha", "asha.rao", "asha+shop", "rao1", "rao2", "info", "_", "x", "用户", "ä", "robert"]
emails = st.builds("{}@{}".format, st.sampled_from(EMAIL_NAMES), st.sampled_from(["gmail.com", "googlemail.com", "example.com", "x-y.io"]))
phones = st.sampled_from(["+919876543210", "+919876543211", "+919867543210", "+12025550123"])
