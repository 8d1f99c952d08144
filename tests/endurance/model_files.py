"""The effects of imported rows on the model. A missing key keeps a value, `None` clears it."""

from typing import Any

from tests.endurance.model import PLACE, Name, Person, Place, Shop, Word, add_place, meaning, new_id
from tests.endurance.model_profiles import first_spelling, shown

SIMPLE = ("email", "phone", "first_name", "last_name", "notes")
Row = dict[str, Any]


class RowRefusedError(Exception):
    """The rejection of a row; others are processed."""


class RowSkippedError(Exception):
    """A row of a deleted or erased customer, which is passed over."""


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
        except RowSkippedError:
            counts["skipped"] += 1
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
    row = news_of(shop, person, row)
    _merge_row(shop, person, row, replace=replace, overwrite=overwrite)
    if shown(person) == before:
        return "unchanged"
    shop.touch(person)
    return "updated"


def names_of(row: Row) -> list[Name]:
    names = list(row.get("external_ids", {}).items())
    return [("email", row["email"].casefold()), *names] if row.get("email") else names


def match(shop: Shop, row: Row, *, deleted: bool = False) -> Person | None:
    """Return the live customer of a row: by id, external id, email; never two. With `deleted` a deleted one is returned, else skipped."""
    names = names_of(row)
    people = {person.id: person for name in names if (person := shop.holder(name)) is not None}
    owner = shop.people.get(row.get("id", ""))
    while owner is not None and owner.into is not None:
        owner = shop.people[owner.into]
    if owner is not None and owner.state == "live":
        people[owner.id] = owner
    if len(people) > 1:
        raise RowRefusedError
    if people:
        return next(iter(people.values()))
    former = owner if owner is not None and owner.state == "deleted" else _deleted_holder(shop, names)
    if former is not None and deleted:
        return former
    if former is not None or (owner is not None and owner.state == "erased") or not shop.erased.isdisjoint(names):
        raise RowSkippedError
    return None


def _deleted_holder(shop: Shop, names: list[Name]) -> Person | None:
    """Return the deleted customer that had an identity of a row: external ids first, then the email."""
    deleted_people = sorted((person for person in shop.people.values() if person.state == "deleted"), key=lambda person: person.id)
    for name in sorted(names, key=lambda name: name[0] == "email"):
        for person in deleted_people:
            if any(name in member.all_names for member in shop.family(person.id)):
                return person
    return None


def news_of(shop: Shop, person: Person, row: Row) -> Row:
    """Return a row without what a merge had before it, where it names its customer by aliases or by a merge alone."""
    others = [member for member in shop.family(person.id) if member is not person]
    inherited = person.aliases.union(*(member.all_names for member in others))
    row_names = (person.names | {("id", person.id)}) & {*names_of(row), ("id", row.get("id", ""))}
    if not (others or person.aliases) or not row_names <= inherited:
        return row
    news = {
        name: value for name, value in row.items() if name not in SIMPLE or _is_news(person, others, name, value, fills_only=not row_names)
    }
    news["external_ids"] = {s: value for s, value in row.get("external_ids", {}).items() if s not in person.external_ids}
    if not row_names:
        filled = {
            "accepts_marketing": person.word.at is None,
            "tags": bool(row.get("tags")) and not person.tags,
            "addresses": not person.addresses,
        }
        news = {name: value for name, value in news.items() if filled.get(name, True)}
    return news


def _is_news(person: Person, others: list[Person], name: str, value: str | None, *, fills_only: bool) -> bool:
    if value is None or (fills_only and getattr(person, name)):
        return False
    if name == "email":
        emails = {text for kind, text in person.aliases.union(*(member.all_names for member in others)) if kind == "email"}
        return value.casefold() not in emails
    return all(getattr(member, name) != value for member in others)


def _merge_row(shop: Shop, person: Person, row: Row, *, replace: bool, overwrite: bool) -> None:
    aliases = {name for member in shop.family(person.id) for name in member.all_names} - person.names
    for name in SIMPLE:
        # An alias is not a change.
        known = name == "email" and row.get("email") and ("email", row["email"].casefold()) in aliases
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
        except RowSkippedError:
            counts["skipped"] += 1
        except RowRefusedError:
            counts["refused"] += 1
    return counts
