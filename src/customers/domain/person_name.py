"""Parse and join the names of persons."""

from customers.domain.text import clean, is_blank, quote_value

MAX_NAME_LENGTH = 255


def full_name(first: str, last: str | None) -> str:
    """Return the first and last name, joined by one space."""
    return f"{first} {last}" if last else first


def parse_name(text: str, field: str) -> str:
    """Return a name, trimmed and in NFC.

    Raises:
        ValueError: it is blank or longer than 255 characters; the message names the field.
    """
    try:
        name = clean(text)
    except ValueError as error:
        raise ValueError(f"{field}: {error}") from error
    if is_blank(name):
        raise ValueError(f"{field} cannot be blank")
    if len(name) > MAX_NAME_LENGTH:
        raise ValueError(f"{field} has at most {MAX_NAME_LENGTH} characters: {quote_value(name)}")
    return name


def label_person(first_name: str, last_name: str | None, contact: object) -> str:
    """Return a person as messages name it: the name, and an email or id in parentheses."""
    return f"{full_name(first_name, last_name)} ({contact})"
