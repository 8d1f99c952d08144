"""The effects of imported rows on the model. A missing key keeps a value, `None` clears it."""

from typing import Any

from tests.endurance.model import PLACE, Name, Person, Place, RefusedError, Shop, Word, add_place, meaning, new_id
from tests.endurance.model_profiles import first_spelling, shown

SIMPLE = ("email", "phone", "first_name", "last_name", "notes")
Row = dict[str, Any]


class RowRefusedError(Exception):
    """The rejection of a row; others are processed."""


def import_customers(
    shop: Shop, rows: list[Row], *, replace: bool = False, overwrite: bool = False, conflict: str = "update", as_table: bool = False
) -> Row:
    """Import rows in order; return the number of each outcome."""
    counts = dict.fromkeys(("created", "updated", "unchanged", "skipped", "refused"), 0)
    has_names = any("first_name" in row for row in rows)
    for row in rows:
        # Without a column of names, or a key of it, a new customer has the name of an identity.
        stopgap = None if (has_names if as_table else "first_name" in row) or "last_name" in row else _stopgap(row)
        try:
            counts[_customer(shop, row, stopgap, replace=replace, overwrite=overwrite, conflict=conflict)] += 1
        except RowRefusedError:
            counts["refused"] += 1
    return counts


def _stopgap(row: Row) -> str | None:
    email = row.get("email")
    return email.partition("@")[0] if email else next(iter(row.get("external_ids", {}).values()), None)


def _customer(shop: Shop, row: Row, stopgap: str | None, *, replace: bool, overwrite: bool, conflict: str) -> str:
    person = match(shop, row)
    if person is None:
        if not row.get("first_name") and stopgap is None:
            raise RowRefusedError
        person = Person(row.get("id") or new_id(), stopgap or "", shop.now, shop.now)
        shop.people[person.id] = person
        _merge_row(shop, person, row, replace=replace, overwrite=overwrite)
        # A new customer gets all addresses, equal ones too.
        person.addresses = []
        put_places(person, row.get("addresses", []))
        return "created"
    if conflict == "skip":
        return "skipped"
    if row.get("first_name", "-") is None:
        raise RowRefusedError
    before = shown(person)
    _merge_row(shop, person, row, replace=replace, overwrite=overwrite)
    if shown(person) == before:
        return "unchanged"
    shop.touch(person)
    return "updated"


def names_of(row: Row) -> list[Name]:
    names = list(row.get("external_ids", {}).items())
    return [("email", row["email"].casefold()), *names] if row.get("email") else names


def match(shop: Shop, row: Row) -> Person | None:
    """Return the customer of a row: by id, external id, email; never two."""
    ids = {person.id for name in names_of(row) if (person := shop.holder(name)) is not None}
    if row.get("id") in shop.people:
        try:
            ids.add(shop.follow(row["id"]).id)
        except RefusedError:
            raise RowRefusedError from None
    if len(ids) > 1:
        raise RowRefusedError
    return shop.people[ids.pop()] if ids else None


def _merge_row(shop: Shop, person: Person, row: Row, *, replace: bool, overwrite: bool) -> None:
    aliases = {name for member in shop.family(person.id) if member is not person for name in member.names} - person.names
    for name in SIMPLE:
        # An alias from a merge is not a change.
        known = name == "email" and row.get("email") and person.email and ("email", row["email"].casefold()) in aliases
        if name in row and not known:
            setattr(person, name, row[name])
    for system, value in row.get("external_ids", {}).items():
        if not (system in person.external_ids and (system, value) in aliases):
            person.external_ids = {**person.external_ids, system: value}
    if "accepts_marketing" in row:
        _say(shop, person, row["accepts_marketing"], overwrite=overwrite)
    if "tags" in row:
        tags = first_spelling(row["tags"] or [])
        current = person.tags
        person.tags = {} if row["tags"] is None else {} if replace else dict(current)
        for key, label in tags.items():
            person.tags[key] = current.get(key, label)
    put_places(person, row.get("addresses", []))


def _say(shop: Shop, person: Person, accepts: bool, *, overwrite: bool) -> None:
    """Record a statement without a time: not one that repeats the recorded one, nor a yes after a no, unless that is to be overwritten."""
    never_asked = person.word.at is None
    if never_asked or (accepts != person.word.accepts and (overwrite or not accepts)):
        shop.say(person, Word(accepts, shop.now))


def put_places(person: Person, places: list[Place]) -> bool:
    """Add missing addresses; blanks of a row are not compared. Return whether one was added."""
    added = False
    for place in places:
        fields = [name for name in PLACE if place.get(name)]
        kind = place.get("type") or "shipping"
        if not any(
            known["type"] == kind and all(meaning(known[name]) == meaning(place[name]) for name in fields) for known in person.addresses
        ):
            add_place(person.addresses, place)
            added = True
    return added


def import_addresses(shop: Shop, rows: list[Row]) -> Row:
    """Import addresses of existing customers; an added one does not change `updated_at`."""
    counts = dict.fromkeys(("created", "updated", "unchanged", "skipped", "refused"), 0)
    for row in rows:
        try:
            person = match(shop, row["customer"])
            if person is None:
                raise RowRefusedError
            counts["created" if put_places(person, [row["place"]]) else "unchanged"] += 1
        except RowRefusedError:
            counts["refused"] += 1
    return counts
