"""Suggest the known word closest to a mistyped one."""

from collections.abc import Iterable


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
