"""The styles that have a meaning, on tables, cards and bars alike; a word beside them says the same without colour."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from customers.output.shapes.columns import Tone

if TYPE_CHECKING:
    from rich.text import Text

# Of the 16 colours, those that are read on a dark and on a light ground.
_STYLES: dict[Tone, str] = {
    "vip": "magenta",
    "at_risk": "red",
    "opted_out": "yellow",
    "deleted": "dim strike",
    "blank": "dim",
    "before": "red",
    "after": "green",
}
# The words of the meanings that a legend explains.
WORDS: dict[Tone, str] = {"vip": "VIP", "at_risk": "at risk", "opted_out": "no marketing", "deleted": "deleted"}
# The sign of an absent value.
ABSENT = "-"


def tone_style(tone: Tone) -> str:
    """Return the style of a meaning."""
    return _STYLES[tone]


def cell_text(text: str, tone: Tone | None) -> "Text":
    """Return the text of a cell in the style of its meaning."""
    from rich.text import Text

    return Text(ABSENT if tone == "blank" else text, "" if tone is None else _STYLES[tone])


def badges(tones: Collection[Tone]) -> "Text":
    """Return the words of meanings, each in its style."""
    from rich.text import Text

    return Text("  ").join(Text(word, _STYLES[tone]) for tone, word in WORDS.items() if tone in tones)


def legend(tones: Collection[Tone]) -> "Text":
    """Return the line below a table that explains its styles."""
    from rich.text import Text

    return Text(" ").append_text(badges(tones))
