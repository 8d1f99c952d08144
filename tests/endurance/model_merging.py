"""The effects of merges and their undoing on the model."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from tests.endurance.model import (
    CONFLICT,
    NOT_FOUND,
    PLAIN,
    USAGE,
    Merge,
    Person,
    Place,
    RefusedError,
    Shop,
    Word,
    full_name,
    same_place,
    settle_defaults,
)

Take = dict[str, str]


def merge(shop: Shop, survivor_id: str, absorbed_id: str, take: Take) -> Merge | None:
    """Merge one profile into another, both by id; return None where they are one customer already."""
    try:
        survivor, absorbed = shop.follow(survivor_id), shop.follow(absorbed_id)
    except RefusedError:
        raise RefusedError(CONFLICT) from None
    aliases = {survivor_id, absorbed_id} - {survivor.id, absorbed.id}
    if survivor is absorbed and aliases:
        return None
    if survivor is absorbed or aliases:
        raise RefusedError(CONFLICT if aliases else USAGE)
    journal = Merge("", deepcopy(survivor), deepcopy(absorbed), survivor, set(), [], set())
    ours, theirs = journal.survivor, journal.absorbed
    _weigh_external_ids(survivor, absorbed, take)
    for name in (*PLAIN, "notes"):
        one, other = getattr(ours, name), getattr(theirs, name)
        value = other if other and (not one or take.get(name) == "absorbed") else one
        if name == "notes" and one and other and one != other and name not in take:
            value = f"{one}\n\n--- {shop.now:%Y-%m-%d}, merged from {full_name(theirs)}:\n{other}"
        setattr(survivor, name, value)
        if name in ("email", "phone") and one and other:
            # Unused identities stay with the absorbed profile, and lead to the survivor.
            setattr(absorbed, name, other if value == one else one)
    survivor.word = _weigh_words(shop, ours.word, theirs.word, take.get("accepts_marketing"))
    survivor.tags = theirs.tags | ours.tags
    if theirs.override and (not ours.override or take.get("vip_override") == "absorbed"):
        survivor.override = theirs.override
    survivor.created_at = min(ours.created_at, theirs.created_at)
    journal.moved = _unite(survivor, theirs.addresses)
    absorbed.tags, absorbed.addresses = {}, []
    absorbed.state, absorbed.into = "absorbed", survivor.id
    journal.orders = {key for key, order in shop.orders.items() if order.owner == absorbed.id}
    journal.followers = {person.id for person in shop.family(absorbed.id)} - {absorbed.id}
    for key in journal.orders:
        shop.orders[key].owner = survivor.id
    for person in (survivor, absorbed):
        shop.touch(person)
    shop.recalculate(survivor.id)
    journal.merged = deepcopy(survivor)
    shop.merges.append(journal)
    return journal


def _weigh_external_ids(survivor: Person, absorbed: Person, take: Take) -> None:
    ours, theirs = dict(survivor.external_ids), dict(absorbed.external_ids)
    sides = {field.removeprefix("external_ids."): side for field, side in take.items() if field.startswith("external_ids.")}
    if not sides.keys() <= ours.keys() | theirs.keys():
        raise RefusedError(USAGE)
    for system, value in theirs.items():
        own = ours.get(system, value)
        if own == value:
            survivor.external_ids[system] = value
        elif sides.get(system) == "absorbed":
            survivor.external_ids[system], absorbed.external_ids[system] = value, own


def _weigh_words(shop: Shop, ours: Word, theirs: Word, side: str | None) -> Word:
    """Return the newer explicit consent; an opt-out if a time is unknown or both are equal."""
    if side == "absorbed":
        return ours if ours == theirs else Word(theirs.accepts, theirs.at or shop.now)
    if side == "survivor":
        return ours
    if ours.accepts == theirs.accepts:
        times = [word.at for word in (ours, theirs) if word.at]
        return Word(ours.accepts, max(times) if times else None)
    if ours.at and theirs.at and ours.at != theirs.at:
        return max(ours, theirs, key=lambda word: word.at or shop.now)
    no = theirs if ours.accepts else ours
    return Word(False, no.at or (shop.now if no is theirs else None))


def _unite(survivor: Person, coming: list[Place]) -> list[str]:
    """Combine addresses, equal ones once, with the defaults of the survivor. Return the moved ones."""
    taken = {place["type"] for place in survivor.addresses if place["is_default"]}
    moved = []
    for place in sorted(coming, key=lambda place: not place["is_default"]):
        if not any(same_place(place, known) for known in survivor.addresses):
            default = place["is_default"] and place["type"] not in taken
            survivor.addresses.append({**place, "is_default": default})
            moved.append(place["id"])
    in_order(survivor.addresses)
    settle_defaults(survivor.addresses)
    return moved


def in_order(book: list[Place]) -> None:
    """Sort by the order of creation, which is that of ids."""
    book.sort(key=lambda place: place["id"])


def unmerge(shop: Shop, journal: Merge, *, force: bool = False) -> None:
    """Restore both profiles; keep later changes of the survivor where the merge set no value."""
    survivor, absorbed = shop.people[journal.survivor.id], shop.people[journal.absorbed.id]
    if journal.undone or "erased" in (survivor.state, absorbed.state) or _later(shop, journal):
        raise RefusedError(CONFLICT)
    if survivor.state == "deleted":
        raise RefusedError(NOT_FOUND)
    collided: list[str] = []
    back = _three_ways(journal, survivor, collided)
    back.tags = _tags_back(journal, survivor, collided)
    back.addresses = _addresses_back(journal, survivor, collided)
    given = deepcopy(journal.absorbed)
    word = _words_back(journal, survivor.word, collided)
    back.word, given.word = word
    _names_back(shop, journal, (back, given), collided)
    if collided and not force:
        raise RefusedError(CONFLICT)
    now = {person.id: person.updated_at for person in (survivor, absorbed)}
    for person, source in ((survivor, back), (absorbed, given)):
        person.become(source)
        person.state, person.into, person.updated_at = "live", None, now[person.id]
        shop.touch(person)
    for key in journal.orders:
        if shop.orders[key].owner == survivor.id:
            shop.orders[key].owner = absorbed.id
    for person_id in journal.followers:
        shop.people[person_id].into = absorbed.id
    shop.recalculate(survivor.id, absorbed.id)
    journal.undone = True


def _later(shop: Shop, journal: Merge) -> bool:
    """Return whether a later merge of the survivor is in force."""
    later = shop.merges[shop.merges.index(journal) + 1 :]
    return any(not other.undone and journal.survivor.id in (other.survivor.id, other.absorbed.id) for other in later)


def three_ways(values: Sequence[Any], collided: list[str], name: str) -> Any:
    """Return the restored value of (before, merged, now): a later change where the merge set none; a conflict if both changed it."""
    before, merged, now = values
    if now == merged:
        return before
    if now != before and merged != before:
        collided.append(name)
        return before
    return now


def _three_ways(journal: Merge, survivor: Person, collided: list[str]) -> Person:
    back = deepcopy(survivor)
    before, merged = journal.survivor, journal.merged
    for name in (*PLAIN, "override", "created_at"):
        setattr(back, name, three_ways([getattr(each, name) for each in (before, merged, survivor)], collided, name))
    back.notes = _notes_back(before.notes, merged.notes, survivor.notes, collided)
    systems = before.external_ids.keys() | merged.external_ids.keys() | survivor.external_ids.keys()
    ids = {s: three_ways([each.external_ids.get(s) for each in (before, merged, survivor)], collided, s) for s in systems}
    back.external_ids = {system: value for system, value in ids.items() if value is not None}
    return back


def _notes_back(before: str | None, merged: str | None, now: str | None, collided: list[str]) -> str | None:
    """Return notes without the part that the merge joined, where it is still there."""
    joined = merged if not before or not merged or not merged.startswith(before) else merged[len(before) :]
    if now and joined and now != merged and merged != before and now.count(joined) == 1:
        return now.replace(joined, "").strip() or None
    value: str | None = three_ways((before, merged, now), collided, "notes")
    return value


def _words_back(journal: Merge, now: Word, collided: list[str]) -> tuple[Word, Word]:
    """Return both consents with a later one; as its profile is unknown, an opt-out counts for both."""
    before, merged, given = journal.survivor.word, journal.merged.word, journal.absorbed.word
    if now == merged:
        return before, given
    withdrawn = given.accepts and not now.accepts
    if merged != before or withdrawn:
        collided.append("accepts_marketing")
    return now, now if withdrawn else given


def _tags_back(journal: Merge, survivor: Person, collided: list[str]) -> dict[str, str]:
    moved = {key: label for key, label in journal.absorbed.tags.items() if key not in journal.survivor.tags}
    if any(survivor.tags.get(key) != label for key, label in moved.items()):
        collided.append("tags")
    return {key: label for key, label in survivor.tags.items() if key not in moved}


def _addresses_back(journal: Merge, survivor: Person, collided: list[str]) -> list[Place]:
    known = {place["id"]: place for place in journal.absorbed.addresses}
    now = {place["id"]: place for place in survivor.addresses}
    if any(place_id not in now or not same_place(now[place_id], known[place_id]) for place_id in journal.moved):
        collided.append("addresses")
    book = [dict(place) for place in survivor.addresses if place["id"] not in journal.moved]
    former = {place["id"] for place in journal.survivor.addresses if place["is_default"]}
    for kind in ("billing", "shipping"):
        own = [place for place in book if place["type"] == kind]
        if own and not any(place["is_default"] for place in own):
            next((place for place in reversed(own) if place["id"] in former), own[-1])["is_default"] = True
    return book


def _names_back(shop: Shop, journal: Merge, both: tuple[Person, Person], collided: list[str]) -> None:
    """Return identities to one owner each: one that another customer took is lost, one of the absorbed profile returns to it."""
    back, given = both
    followers = {name for person_id in journal.followers for name in shop.people[person_id].names}
    theirs = given.names | followers
    for name in back.names & theirs:
        collided.append(str(name))
        _drop(back, name)
        if name[0] == "email" and not journal.survivor.names & theirs:
            back.email = journal.survivor.email
        elif (value := journal.survivor.external_ids.get(name[0])) and (name[0], value) not in theirs:
            back.external_ids[name[0]] = value
    for name in sorted(back.names | theirs):
        try:
            shop.refuse_taken(back.id, [name])
        except RefusedError:
            collided.append(str(name))
            for person in both:
                _drop(person, name)


def _drop(person: Person, name: tuple[str, str]) -> None:
    if name[0] == "email":
        person.email = None if person.email and person.email.casefold() == name[1] else person.email
    elif person.external_ids.get(name[0]) == name[1]:
        del person.external_ids[name[0]]
