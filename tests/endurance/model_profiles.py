"""The effects of commands on one profile, its tags and its addresses, on the model."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.endurance.model import (
    CONFLICT,
    NOT_FOUND,
    PLACE,
    USAGE,
    Person,
    Place,
    RefusedError,
    Shop,
    Word,
    add_place,
    make_default,
    new_id,
    new_place,
    same_place,
    settle_defaults,
    tag_key,
)

SIMPLE = ("email", "phone", "first_name", "last_name", "notes")


def create(shop: Shop, body: dict[str, Any]) -> str:
    """Create a customer; return the placeholder of its id."""
    person = Person(new_id(), body["first_name"], shop.now, shop.now)
    _write(shop, person, body)
    shop.people[person.id] = person
    return person.id


def update(shop: Shop, person_id: str, body: dict[str, Any], since: datetime | None = None) -> None:
    """Change the given fields, clear those given as null; equal values are not a change."""
    person = shop.follow(person_id)
    if since is not None and person.updated_at > since:
        raise RefusedError(CONFLICT)
    before = shown(person)
    _write(shop, person, body)
    if shown(person) != before:
        shop.touch(person)


def shown(person: Person) -> tuple[Any, ...]:
    """Return the visible values of a profile."""
    plain = tuple(getattr(person, name) for name in SIMPLE)
    return (*plain, person.word, dict(person.external_ids), dict(person.tags), [dict(place) for place in person.addresses])


def _write(shop: Shop, person: Person, body: dict[str, Any]) -> None:
    if "first_name" in body and not body["first_name"]:
        raise RefusedError(USAGE)
    before, email = person.names, person.email
    for name in SIMPLE:
        if name in body:
            setattr(person, name, body[name])
    if "external_ids" in body:
        external_ids = body["external_ids"]
        person.external_ids = (
            {} if external_ids is None else {s: v for s, v in {**person.external_ids, **external_ids}.items() if v is not None}
        )
    shop.refuse_taken(person.id, person.names - before)
    _keep_alias(shop, person, email)
    if "accepts_marketing" in body:
        shop.say(person, Word(body["accepts_marketing"], shop.now))
    if "tags" in body:
        set_tags(person, body["tags"] or [])
    for place in body.get("addresses", ()):
        if not any(same_place(new_place(place), known) for known in person.addresses):
            add_place(person.addresses, place)


def _keep_alias(shop: Shop, person: Person, email: str | None) -> None:
    """Keep a former email as an alias, unless an absorbed profile has it."""
    if email is not None and person.id in shop.people:
        name = ("email", email.casefold())
        if not any(name in member.all_names for member in shop.family(person.id) if member is not person):
            person.aliases = person.aliases | {name}
    person.aliases = person.aliases - person.names


def set_tags(person: Person, labels: Iterable[str]) -> None:
    tags = first_spelling(labels)
    person.tags = {key: person.tags.get(key, label) for key, label in tags.items()}


def first_spelling(labels: Iterable[str]) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for label in labels:
        spellings.setdefault(tag_key(label), " ".join(label.split()))
    return spellings


def delete(shop: Shop, person_ids: Iterable[str]) -> None:
    """Delete a customer from lists and counts; its identities become available."""
    for person in [shop.follow(person_id) for person_id in person_ids]:
        person.state = "deleted"


def restore(shop: Shop, person_id: str) -> None:
    person = shop.people[person_id]
    if person.state not in ("live", "deleted"):
        raise RefusedError(NOT_FOUND)
    if person.state == "deleted":
        for member in shop.family(person_id):
            for name in member.all_names:
                if shop.holder(name) is not None:
                    member.drop(name)
        person.state = "live"
        shop.recalculate(person_id)
        shop.touch(person)


def erase(shop: Shop, person_id: str) -> None:
    """Erase the personal data of a profile and of those that it absorbed, in any state."""
    person = shop.people[person_id]
    while person.into is not None:
        person = shop.people[person.into]
    for member in shop.family(person.id):
        shop.erased |= member.all_names | {("id", member.id), *([("phone", member.phone)] if member.phone else [])}
        member.become(Person(member.id, "", member.created_at, member.updated_at, state="erased", into=member.into))
        shop.dismissed = {pair for pair in shop.dismissed if member.id not in pair}


# Tags


def tag(shop: Shop, word: str, labels: Iterable[str], person_ids: Iterable[str]) -> dict[str, int]:
    """Add, remove or set tags of customers; return the counts."""
    tags = first_spelling(labels)
    added = removed = 0
    people = {person.id: person for person in [shop.follow(person_id) for person_id in person_ids]}
    for person in people.values():
        before = dict(person.tags)
        if word == "add":
            person.tags = tags | before
        elif word == "remove":
            person.tags = {key: label for key, label in before.items() if key not in tags}
        else:
            set_tags(person, tags.values())
        added += len(person.tags.keys() - before.keys())
        removed += len(before.keys() - person.tags.keys())
        if person.tags != before:
            shop.touch(person)
    return {"customers": len(people), "added": added, "removed": removed}


def rename_tag(shop: Shop, old: str, new: str) -> None:
    """Replace a tag of all customers, deleted ones too."""
    keys, label = (tag_key(old), tag_key(new)), " ".join(new.split())
    concerned = [person for person in shop.people.values() if person.state in ("live", "deleted") and keys[0] in person.tags]
    if not concerned:
        raise RefusedError(NOT_FOUND)
    for person in concerned:
        before = dict(person.tags)
        del person.tags[keys[0]]
        if keys[0] == keys[1]:
            person.tags[keys[1]] = label
        person.tags.setdefault(keys[1], label)
        if person.tags != before:
            shop.touch(person)
    for journal in shop.merges:
        for profile in (journal.survivor, journal.absorbed, journal.merged):
            if keys[0] in profile.tags and not journal.undone:
                others = {key: text for key, text in profile.tags.items() if key != keys[0]}
                profile.tags = {keys[1]: label} | others


# Addresses


def add_address(shop: Shop, person_id: str, body: Place) -> None:
    person = shop.follow(person_id)
    equal = next((place for place in person.addresses if same_place(place, new_place(body))), None)
    if equal is None:
        add_place(person.addresses, body)
    elif body.get("is_default") and not equal["is_default"]:
        make_default(person.addresses, equal)
    else:
        return
    shop.touch(person)


def find_address(shop: Shop, person_id: str, reference: str) -> tuple[Person, Place]:
    """Return an address of a customer by its id, or the default of a type."""
    person = shop.follow(person_id)
    for place in person.addresses:
        if place["id"] == reference or (place["type"] == reference and place["is_default"]):
            return person, place
    raise RefusedError(NOT_FOUND)


def update_address(shop: Shop, person_id: str, reference: str, body: Place) -> None:
    """Change the given fields. An address that changes its type, or stops being the default, leaves that to the newest other one."""
    person, place = find_address(shop, person_id, reference)
    before = [dict(address) for address in person.addresses]
    place.update({name: value for name, value in body.items() if name in PLACE})
    was, default = place["is_default"], body.get("is_default")
    if "type" in body and body["type"] != place["type"]:
        place.update(type=body["type"], is_default=False)
        was = False
    if default:
        make_default(person.addresses, place)
    elif default is False and was:
        others = [address for address in person.addresses if address["type"] == place["type"] and address is not place]
        if others:
            make_default(person.addresses, others[-1])
    settle_defaults(person.addresses)
    if person.addresses != before:
        shop.touch(person)


def delete_address(shop: Shop, person_id: str, reference: str) -> None:
    person, place = find_address(shop, person_id, reference)
    person.addresses.remove(place)
    settle_defaults(person.addresses)
    shop.touch(person)


# VIP overrides


def override(shop: Shop, person_id: str, kind: str | None, until: datetime | None = None) -> None:
    """Pin, exclude, or with None release; `updated_at` does not change."""
    person = shop.follow(person_id)
    if until is not None and until <= shop.now:
        raise RefusedError(USAGE)
    person.override = (kind, until) if kind else None
    shop.recalculate(person.id)


def recalculate_all(shop: Shop) -> None:
    shop.recalculate(*(person.id for person in shop.live()))


def dismiss(shop: Shop, one_id: str, other_id: str, *, dismissed: bool) -> None:
    first, second = shop.follow(one_id), shop.follow(other_id)
    if first is second:
        raise RefusedError(USAGE)
    shop.dismissed = (
        shop.dismissed | {frozenset((first.id, second.id))} if dismissed else shop.dismissed - {frozenset((first.id, second.id))}
    )
