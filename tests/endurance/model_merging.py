"""The effects of merges and their undoing on the model."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from tests.endurance.model import (
    CONFLICT,
    NOT_FOUND,
    PLACE,
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
    surviving_person, absorbed_person = journal.survivor, journal.absorbed
    _weigh_external_ids(survivor, absorbed, take)
    for name in (*PLAIN, "notes"):
        survivor_value, absorbed_value = getattr(surviving_person, name), getattr(absorbed_person, name)
        value = absorbed_value if absorbed_value and (not survivor_value or take.get(name) == "absorbed") else survivor_value
        if name == "notes" and survivor_value and absorbed_value and survivor_value != absorbed_value and name not in take:
            value = f"{survivor_value}\n\n--- {shop.now:%Y-%m-%d}, merged from {full_name(absorbed_person)}:\n{absorbed_value}"
        setattr(survivor, name, value)
        if name in ("email", "phone") and survivor_value and absorbed_value:
            # Unused identities stay with the absorbed profile, and lead to the survivor.
            setattr(absorbed, name, absorbed_value if value == survivor_value else survivor_value)
    survivor.word = _weigh_words(surviving_person.word, absorbed_person.word, take.get("accepts_marketing"))
    survivor.tags = absorbed_person.tags | surviving_person.tags
    if absorbed_person.override and (not surviving_person.override or take.get("vip_override") == "absorbed"):
        survivor.override = absorbed_person.override
    survivor.created_at = min(surviving_person.created_at, absorbed_person.created_at)
    journal.moved = _unite(survivor, absorbed_person.addresses)
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
    survivor_ids, absorbed_ids = dict(survivor.external_ids), dict(absorbed.external_ids)
    sides = {field.removeprefix("external_ids."): side for field, side in take.items() if field.startswith("external_ids.")}
    if not sides.keys() <= survivor_ids.keys() | absorbed_ids.keys():
        raise RefusedError(USAGE)
    for system, value in absorbed_ids.items():
        result = survivor_ids.get(system, value)
        if result == value:
            survivor.external_ids[system] = value
        elif sides.get(system) == "absorbed":
            survivor.external_ids[system], absorbed.external_ids[system] = value, result


def _weigh_words(survivor: Word, absorbed: Word, side: str | None) -> Word:
    """Return the newest statement, of two of one time the opt-out; a customer who was never asked has made none."""
    if side == "absorbed":
        return absorbed if absorbed.at else survivor
    if side == "survivor":
        return survivor
    words = [word for word in (survivor, absorbed) if word.at]
    return max(words, key=lambda word: (word.at, not word.accepts)) if words else survivor


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
    restored = deepcopy(journal.absorbed)
    restored.aliases = set(absorbed.aliases)
    back.word, restored.word = _words_back(journal, survivor.word)
    _names_back(shop, journal, (back, restored), collided)
    if collided and not force:
        raise RefusedError(CONFLICT)
    now = {person.id: person.updated_at for person in (survivor, absorbed)}
    for person, source in ((survivor, back), (absorbed, restored)):
        person.become(source)
        person.state, person.into, person.updated_at = "live", None, now[person.id]
        shop.touch(person)
    for key, order in shop.orders.items():
        if order.owner == survivor.id and (key in journal.orders or order.named in {absorbed.id, *journal.followers}):
            order.owner = absorbed.id
    for person_id in journal.followers:
        shop.people[person_id].into = absorbed.id
    shop.recalculate(survivor.id, absorbed.id)
    journal.undone = True
    if absorbed.word != journal.absorbed.word:
        shop.say(absorbed, absorbed.word)


def _later(shop: Shop, journal: Merge) -> bool:
    """Return whether a later merge of the survivor is in force."""
    later = shop.merges[shop.merges.index(journal) + 1 :]
    return any(not merge.undone and journal.survivor.id in (merge.survivor.id, merge.absorbed.id) for merge in later)


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


def _words_back(journal: Merge, now: Word) -> tuple[Word, Word]:
    """Return both consents: a later statement is the survivor's, a later withdrawal that of both."""
    if now == journal.merged.word:
        return journal.survivor.word, journal.absorbed.word
    return now, journal.withdrawal or journal.absorbed.word


def _tags_back(journal: Merge, survivor: Person, collided: list[str]) -> dict[str, str]:
    moved = {key: label for key, label in journal.absorbed.tags.items() if key not in journal.survivor.tags}
    if any(survivor.tags.get(key) != label for key, label in moved.items()):
        collided.append("tags")
    return {key: label for key, label in survivor.tags.items() if key not in moved}


def differ(first: Place, second: Place) -> bool:
    return any(first[name] != second[name] for name in ("type", *PLACE))


def _addresses_back(journal: Merge, survivor: Person, collided: list[str]) -> list[Place]:
    known = {place["id"]: place for place in journal.absorbed.addresses}
    now = {place["id"]: place for place in survivor.addresses}
    if any(place_id not in now or differ(now[place_id], known[place_id]) for place_id in journal.moved):
        collided.append("addresses")
    book = [dict(place) for place in survivor.addresses if place["id"] not in journal.moved]
    former = {place["id"] for place in journal.survivor.addresses if place["is_default"]}
    for kind in ("billing", "shipping"):
        same_type = [place for place in book if place["type"] == kind]
        if same_type and not any(place["is_default"] for place in same_type):
            next((place for place in reversed(same_type) if place["id"] in former), same_type[-1])["is_default"] = True
    return book


def _names_back(shop: Shop, journal: Merge, both: tuple[Person, Person], collided: list[str]) -> None:
    """Return identities to one owner each: one that another customer took is lost, one of the absorbed profile returns to it."""
    back, restored = both
    followers = {name for person_id in journal.followers for name in shop.people[person_id].all_names}
    restored_names = restored.all_names | followers
    for name in back.names & restored_names:
        collided.append(str(name))
        back.drop(name)
        if name[0] == "email" and not journal.survivor.names & restored_names:
            back.email = journal.survivor.email
        elif (value := journal.survivor.external_ids.get(name[0])) and (name[0], value) not in restored_names:
            back.external_ids[name[0]] = value
    for name in sorted(back.all_names | restored_names):
        try:
            shop.refuse_taken(back.id, [name])
        except RefusedError:
            collided.append(str(name))
            for person in both:
                person.drop(name)
    for person in both:
        person.aliases = person.aliases - person.names
