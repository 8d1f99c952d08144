"""Rows that lead to their customer through aliases, or through identities that it has by a merge.

A file still has the absorbed profiles as they were: what a merge decided stays so, and so does what was changed since. Thereby such a
file changes nothing, however often it is imported.
"""

from collections.abc import Collection, Mapping

from customers.domain.email import email_key
from customers.models.customer import Customer
from customers.services.importing.rows import NOTHING, CustomerRow


def news_of(
    row: CustomerRow, before: Customer, absorbed: Mapping[str, Collection[str]], *, fills_only: bool, has_consent: bool
) -> CustomerRow:
    """Return a row without the values that the merge had before it.

    `absorbed` are the texts of absorbed profiles by field. With `fills_only` the row fills blanks alone; else one of its identities is
    the customer's own by a merge, and values that are new since the merge are taken.
    """
    keys = {email_key(text) for text in absorbed.get("email", ())}
    fields = {
        name: value
        for name, value in row.fields.items()
        if isinstance(value, str)
        and not (fills_only and getattr(before, name))
        and not (email_key(value) in keys if name == "email" else value in absorbed.get(name, ()))
    }
    news = row._replace(
        fields=fields,
        external_ids={system: value for system, value in row.external_ids.items() if system not in before.external_ids},
        if_new=NOTHING,
        clears_external_ids=False,
    )
    if not fills_only:
        return news
    return news._replace(
        consent=None if has_consent else row.consent,
        tags=row.tags if row.tags and not before.tags else None,
        addresses=() if before.addresses else row.addresses,
    )
