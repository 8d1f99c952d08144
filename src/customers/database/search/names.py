"""Find customers by their full names."""

from contextlib import suppress
from uuid import UUID

from sqlalchemy import Connection, select

from customers.database.schema.tables import customers
from customers.database.search.find import find_matches
from customers.domain.person_name import MAX_NAME_LENGTH
from customers.domain.search.query import parse_query
from customers.domain.text import fold

# With a margin for blanks; each word costs a condition.
_LONGEST = 3 * MAX_NAME_LENGTH


def find_by_full_name(connection: Connection, name: str, country: str) -> list[UUID]:
    """Return the live customers of a full name, whatever its case and accents, oldest first."""
    if len(name) > _LONGEST:
        return []
    conditions = [customers.c.state == "live", customers.c.name_key == fold(" ".join(name.split()))]
    # The trigram index answers for names, which have no index of their own; a name of symbols alone has no word to search.
    with suppress(ValueError):
        conditions.append(find_matches(connection, parse_query(name, country), fuzzy=False).every.condition())
    return list(connection.scalars(select(customers.c.id).where(*conditions).order_by(customers.c.id)))
