"""The expected results of lists, searches, segments and the history for the model."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from customers.domain.erasure import ERASED_VALUE
from tests.endurance.model import AT_RISK, LOYAL, Person, Place, Shop, full_name, new_id, tag_key

NOTHING: tuple[Any, ...] = (None, [], {}, "", False)


def moment(time: datetime | None) -> str | None:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}" if time else None


def expected(shop: Shop, person: Person) -> dict[str, Any]:
    """Return a customer as `list --with-addresses -o jsonl` prints it."""
    counted = shop.counted(person.id)
    spent = shop.spend(person.id)
    times = sorted(order.placed_at for order in counted)
    defaults = {place["type"]: place for place in person.addresses if place["is_default"]}
    return {
        "id": person.id,
        "email": person.email,
        "phone": person.phone,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "full_name": full_name(person),
        "accepts_marketing": person.word.accepts,
        "total_orders": len(counted),
        "total_spent": spent,
        "avg_order_value": (Decimal(spent) / len(counted)).quantize(Decimal("0.01"), ROUND_HALF_EVEN) if counted else None,
        "first_order_at": moment(times[0]) if times else None,
        "last_order_at": moment(times[-1]) if times else None,
        "is_vip": person.vip,
        "tags": [label for _, label in sorted(person.tags.items())],
        "notes": person.notes,
        "external_ids": dict(sorted(person.external_ids.items())),
        "addresses": [dict(place) for place in person.addresses],
        "default_address": defaults.get("shipping", defaults.get("billing")),
        "created_at": moment(person.created_at),
        "updated_at": moment(person.updated_at),
    }


def adopt(shop: Shop, rows: list[dict[str, Any]]) -> None:
    """Replace the placeholders of the model by the ids that the program generated."""
    unknown = [row for row in rows if row["id"] not in shop.people]
    for person in [person for person in shop.people.values() if person.id.startswith("new ")]:
        expected_row = without_ids(expected(shop, person))
        row = next((row for row in unknown if without_ids(row) == expected_row), None)
        assert row is not None, f"nobody is {expected_row} among {unknown}"
        unknown.remove(row)
        rename(shop, person, row["id"])
    by_id = {row["id"]: row for row in rows}
    for person in shop.live():
        known = {place["id"] for place in person.addresses}
        fresh = iter([place["id"] for place in by_id.get(person.id, {"addresses": []})["addresses"] if place["id"] not in known])
        for place in person.addresses:
            if place["id"].startswith("new "):
                place["id"] = next(fresh, new_id())


def differences(rows: list[dict[str, Any]], expected_rows: dict[str, dict[str, Any]]) -> list[str]:
    """Describe the differences: missing and additional customers, and different fields of the others."""
    listed = {row["id"]: row for row in rows}
    texts = [
        f"{person_id} is not {'listed' if person_id in expected_rows else 'in the model'}"
        for person_id in listed.keys() ^ expected_rows.keys()
    ]
    for person_id in listed.keys() & expected_rows.keys():
        fields = [name for name in expected_rows[person_id] if listed[person_id].get(name) != expected_rows[person_id][name]]
        texts += [f"{name} of {person_id} is {listed[person_id].get(name)!r}, not {expected_rows[person_id][name]!r}" for name in fields]
    return texts


def without_ids(row: dict[str, Any]) -> dict[str, Any]:
    default = row["default_address"] and {**row["default_address"], "id": None}
    return {**row, "id": None, "addresses": [{**place, "id": None} for place in row["addresses"]], "default_address": default}


def rename(shop: Shop, person: Person, person_id: str) -> None:
    del shop.people[person.id]
    for order in shop.orders.values():
        order.owner = person_id if order.owner == person.id else order.owner
    person.id = person_id
    shop.people[person_id] = person


def chosen(shop: Shop, selection: dict[str, Any]) -> list[Person]:
    """Return the customers of a selection; all filters must hold."""
    return [person for person in shop.live() if all(holds(shop, person, name, value) for name, value in selection.items())]


def holds(shop: Shop, person: Person, name: str, value: Any) -> bool:
    """Return whether one filter of a selection holds for a customer."""
    counted = shop.counted(person.id)
    last = max((order.placed_at for order in counted), default=None)
    rules: dict[str, Callable[[], Any]] = {
        "tag": lambda: all(tag_key(tag) in person.tags for tag in value),
        "any-tag": lambda: any(tag_key(tag) in person.tags for tag in value),
        "without-tag": lambda: not any(tag_key(tag) in person.tags for tag in value),
        "accepts-marketing": lambda: person.word.accepts,
        "no-accepts-marketing": lambda: not person.word.accepts,
        "vip": lambda: person.vip,
        "no-vip": lambda: not person.vip,
        "segment": lambda: in_segment(shop, person, value),
        "min-orders": lambda: len(counted) >= value,
        "max-orders": lambda: len(counted) <= value,
        "min-spent": lambda: shop.spend(person.id) >= value,
        "max-spent": lambda: shop.spend(person.id) <= value,
        "has-email": lambda: person.email is not None,
        "no-email": lambda: person.email is None,
        "has-phone": lambda: person.phone is not None,
        "city": lambda: any(place["city"].casefold() == value.casefold() for place in person.addresses),
        "created-after": lambda: person.created_at >= value,
        "created-before": lambda: person.created_at < value,
        "ordered-after": lambda: last is not None and last >= value,
        "ordered-before": lambda: last is not None and last < value,
        "search": lambda: found(shop, person, value),
    }
    return bool(rules[name]())


def in_segment(shop: Shop, person: Person, name: str) -> bool:
    counted = shop.counted(person.id)
    late = len(counted) >= 2 and max(order.placed_at for order in counted) < shop.now - AT_RISK
    stage = "new" if len(counted) < 2 else "returning" if len(counted) < LOYAL else "loyal"
    return name == stage or (name == "vip" and person.vip) or (name == "at_risk" and late)


def found(shop: Shop, person: Person, query: str) -> bool:
    """Return whether every word occurs; identities of absorbed profiles remain searchable."""
    texts = [full_name(person), *person.tags.values()]
    texts += [place[name] for place in person.addresses for name in ("company", "city") if place[name]]
    for member in shop.family(person.id):
        texts += [member.email or "", *(f"{system}:{value}" for system, value in member.external_ids.items()), member.phone or ""]
        texts += [value if kind == "email" else f"{kind}:{value}" for kind, value in sorted(member.aliases)]
    folded = [fold(text) for text in texts]
    return all(any(word in text for text in folded) for word in fold(query).split())


def fold(text: str) -> str:
    plain = "".join(character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character))
    return plain.casefold()


def in_order(shop: Shop, people: Iterable[Person], sort: str) -> list[str]:
    """Return the ids of customers in the order of a sort key; blanks are smallest, ties are sorted by id."""
    key = sort.removeprefix("-")

    def place(person: Person) -> tuple[Any, ...]:
        row = {**expected(shop, person), "name": fold(full_name(person))}
        value = row[key].lower() if key == "email" and row[key] else row[key]
        return value is not None, value if value is not None else 0, person.id

    return [person.id for person in sorted(people, key=place, reverse=sort.startswith("-"))]


class Unknown:
    """A value that an erasure redacted in the history: it equals anything."""

    def __eq__(self, value: object) -> bool:
        return True

    __hash__ = object.__hash__


UNKNOWN: Any = Unknown()


@dataclass
class CustomerHistory:
    """A customer according to its history."""

    fields: dict[str, Any] = field(default_factory=lambda: {"state": "live"})
    book: dict[str, Place] = field(default_factory=dict)

    def take(self, name: str, before: Any, after: Any) -> None:
        """Apply one change, which must begin with the current value."""
        before, after = (UNKNOWN if value == ERASED_VALUE else value for value in (before, after))
        head, _, rest = name.partition(".")
        if head != "addresses":
            # The history records the time of creation only where a merge changes it.
            now = self.fields.get(name, before if name == "created_at" else None)
            assert now == before or (now in NOTHING and before in NOTHING), f"{name} was {now!r}, not {before!r}"
            self.fields[name] = after
            return
        if self.book is UNKNOWN and rest:
            return
        place_id, _, column = rest.partition(".")
        if not rest:
            assert self.book == _book(before)
            self.book = _book(after)
        elif column and self.book[place_id] is not UNKNOWN:
            assert self.book[place_id][column] == before, f"{name} was {self.book[place_id][column]!r}, not {before!r}"
            self.book[place_id] = {**self.book[place_id], column: after}
        elif not column:
            assert self.book.pop(place_id, None) == before, name
            self.book |= {place_id: after} if after else {}


def _book(places: Any) -> Any:
    return UNKNOWN if places is UNKNOWN else {place["id"]: place for place in places or ()}


def replay(events: Iterable[dict[str, Any]]) -> dict[str, CustomerHistory]:
    """Return customers according to their histories, oldest event first."""
    histories: dict[str, CustomerHistory] = {}
    events = list(events)
    erased = {event["customer_id"] for event in events for change in event["changes"] if change["after"] == "erased"}
    for event in events:
        for change in event["changes"] if event["customer_id"] not in erased else ():
            # Imports and merges do not record orders, so that their changes do not follow each other.
            if change["field"] not in ("merged", "dismissed") and not change["field"].startswith("orders."):
                histories.setdefault(event["customer_id"], CustomerHistory()).take(change["field"], change["before"], change["after"])
    return histories
