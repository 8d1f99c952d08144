"""Suggest the known word closest to a mistyped one."""

from collections.abc import Iterable


def closest_match(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like a mistyped one, without regard to case; None when none is like it.

    The dashes of options make none of them alike.
    """
    from difflib import get_close_matches

    by_key = {candidate.casefold().lstrip("-"): candidate for candidate in known}
    found = get_close_matches(word.casefold().lstrip("-")[:100], by_key, n=1, cutoff=0.65)
    return by_key[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The question after the nearest known word, to stand before another sentence; empty where none is like it."""
    likely = closest_match(word, known)
    return f"did you mean {likely}? " if likely else ""
