"""Parse the aliases of a row: a cell of each kind in CSV, one member with all kinds in JSON lines."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from customers.config.settings import Settings
from customers.domain.email import email_key, parse_email
from customers.domain.external_id import parse_external_id
from customers.domain.ids import parse_uuid
from customers.domain.phone import parse_phone
from customers.models.aliases import Alias
from customers.services.importing.rows import CLEAR, RowRejectedError

FIELDS = frozenset(("aliases", "alias_emails", "alias_phones", "alias_external_ids", "alias_ids"))


def parse_aliases(cells: Mapping[str, Any], settings: Settings) -> tuple[Alias, ...]:
    """Return the aliases of a row.

    Raises:
        RowRejectedError: one breaks the rule of its kind.
    """
    try:
        return tuple(dict.fromkeys(_aliases(cells, settings)))
    except ValueError as error:
        raise RowRejectedError("invalid", f"aliases: {error}") from None


def _aliases(cells: Mapping[str, Any], settings: Settings) -> Iterator[Alias]:
    document = cells.get("aliases")
    members: dict[str, Any] = {**document} if isinstance(document, Mapping) else {}
    external_ids = members.get("external_ids")
    pairs = external_ids.items() if isinstance(external_ids, Mapping) else ()
    for text in (*_texts(members.get("emails")), *_parts(cells.get("alias_emails"), r"[;,\s]+")):
        email = parse_email(text)
        yield Alias("email", email_key(email), email)
    for text in (
        *(f"{system}:{value}" for system, values in pairs for value in _texts(values)),
        *_parts(cells.get("alias_external_ids"), ";"),
    ):
        name = str(parse_external_id(text))
        yield Alias("external", name, name)
    for text in (*_texts(members.get("phones")), *_parts(cells.get("alias_phones"), "[;,]")):
        phone = parse_phone(text, settings.default_country)
        yield Alias("phone", phone, phone)
    for text in (*_texts(members.get("ids")), *_parts(cells.get("alias_ids"), r"[;,\s]+")):
        if (profile_id := parse_uuid(text)) is None:
            raise ValueError(f"{text!r} is not an id")
        yield Alias("id", str(profile_id), str(profile_id))


def _texts(value: Any) -> Sequence[str]:
    return [str(text) for text in value] if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _parts(value: Any, separator: str) -> list[str]:
    return [part for part in re.split(separator, str(value)) if part.strip()] if value not in (None, CLEAR) else []
