"""Write the first records of new customers in the history as JSON text.

The text is put together from its members: an encoder of whole documents takes four times as long.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring as quote
from typing import Any

from customers.domain.json import dump_json
from customers.domain.tags import Tag
from customers.models.aliases import Alias
from customers.models.customer import Consent, CustomerAddress
from customers.models.fields import TEXTS
from customers.services.customers.records import diff_consents

_FROM_NOTHING = '"{}":{{"before":null,"after":'
_TEXT_STARTS = [_FROM_NOTHING.format(name) for name in TEXTS]
_EXTERNAL_IDS, _TAGS = _FROM_NOTHING.format("external_ids"), _FROM_NOTHING.format("tags")
_ALIASES, _ADDRESSES = _FROM_NOTHING.format("aliases"), _FROM_NOTHING.format("addresses")
_ADDRESS = "{" + ",".join(f'"{name}":%s' for name in CustomerAddress.__dataclass_fields__) + "}"
_ADDRESS_SIZE = len(CustomerAddress.__dataclass_fields__)
_WORDS: Mapping[Any, str] = {None: "null", True: "true", False: "false"}


def of_new_customer(
    values: Sequence[str | None],
    external_text: str,
    consent: Sequence[str],
    tags: tuple[Tag, ...] | None,
    aliases: Sequence[Alias],
    addresses: Sequence[Sequence[Any]],
) -> str:
    """Return the record of a new customer: its fields with their values, each from nothing.

    `values` are those of `TEXTS`; `external_text` has the external ids as JSON; `consent` are the members of `of_consent`; `addresses`
    begin with the fields of `CustomerAddress`, the id as text.
    """
    members = [f"{start}{quote(value)}}}" for start, value in zip(_TEXT_STARTS, values, strict=True) if value]
    if external_text != "{}":
        members.append(f"{_EXTERNAL_IDS}{external_text}}}")
    members += consent
    if tags:
        members.append(_tags_member(tags))
    if aliases:
        members.append(f"{_ALIASES}{dump_json(sorted(alias.label for alias in aliases))}}}")
    if addresses:
        members.append(f"{_ADDRESSES}[{','.join(map(_address, addresses))}]}}")
    return f"{{{','.join(members)}}}"


# Most rows of a file state one of a few consents, and have one of a few sets of tags.
@lru_cache(maxsize=1024)
def of_consent(consent: Consent | None) -> Sequence[str]:
    """Return the members of a record about the consent of a new customer."""
    if consent is None:
        return ()
    return [f"{_FROM_NOTHING.format(change.field)}{dump_json(change.after)}}}" for change in diff_consents(None, consent)]


@lru_cache(maxsize=4096)
def _tags_member(tags: tuple[Tag, ...]) -> str:
    return f"{_TAGS}{dump_json(sorted((tag.label for tag in tags), key=str.casefold))}}}"


def _address(address: Sequence[Any]) -> str:
    return _ADDRESS % tuple([quote(value) if type(value) is str else _WORDS[value] for value in address[:_ADDRESS_SIZE]])
