"""A shop as plain values, and what the contract says that each command makes of it. Nothing in here asks the program."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

USAGE, NOT_FOUND, CONFLICT, PARTIAL = 2, 3, 4, 6
UNCOUNTED = {"draft", "failed", "cancelled", "refunded"}
VIP_ORDERS, VIP_SPEND, LOYAL, AT_RISK = 3, 1000, 4, timedelta(days=90)
SETTINGS = {
    "CUSTOMERS_VIP_ORDER_THRESHOLD": str(VIP_ORDERS),
    "CUSTOMERS_VIP_SPEND_THRESHOLD": str(VIP_SPEND),
    "CUSTOMERS_LOYAL_ORDER_THRESHOLD": str(LOYAL),
}
PLACE = ("first_name", "last_name", "company", "address1", "address2", "city", "state", "pincode", "country", "phone")
PLAIN = ("email", "phone", "first_name", "last_name")

Name = tuple[str, str]
Place = dict[str, Any]


class RefusedError(Exception):
    """A command that the contract refuses, with its exit status; nothing has changed."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Word:
    """What a customer said about marketing, and when; without a time nobody asked."""

    accepts: bool = False
    at: datetime | None = None


@dataclass
class Person:
    """A profile. `into` is the profile that absorbed it, which may be absorbed itself."""

    id: str
    first_name: str
    created_at: datetime
    updated_at: datetime
    email: str | None = None
    phone: str | None = None
    last_name: str | None = None
    notes: str | None = None
    word: Word = field(default_factory=Word)
    external_ids: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    addresses: list[Place] = field(default_factory=list)
    override: tuple[str, datetime | None] | None = None
    vip: bool = False
    state: str = "live"
    into: str | None = None

    @property
    def names(self) -> set[Name]:
        """What is one customer's alone."""
        email = {("email", self.email.casefold())} if self.email else set()
        return email | {(system, value) for system, value in self.external_ids.items()}

    def become(self, other: "Person") -> None:
        """Take over every value of another."""
        for each in fields(self):
            setattr(self, each.name, deepcopy(getattr(other, each.name)))


@dataclass
class Order:
    """A purchase."""

    owner: str
    status: str
    total: int
    refunded: int
    placed_at: datetime

    @property
    def counted(self) -> bool:
        return self.status not in UNCOUNTED and not 0 < self.refunded == self.total


@dataclass
class Merge:
    """A merge as its journal has it."""

    id: str
    survivor: Person
    absorbed: Person
    merged: Person
    orders: set[tuple[str, str]]
    moved: list[str]
    followers: set[str]
    undone: bool = False


@dataclass
class Shop:
    """Everything; `now` is the moment of the next command."""

    now: datetime
    people: dict[str, Person] = field(default_factory=dict)
    orders: dict[tuple[str, str], Order] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    dismissed: set[frozenset[str]] = field(default_factory=set)

    # Who is who

    def live(self) -> list[Person]:
        """Whoever is in the lists."""
        return [person for person in self.people.values() if person.state == "live"]

    def follow(self, person_id: str) -> Person:
        """The live customer that an id leads to."""
        person = self.people[person_id]
        while person.into is not None:
            person = self.people[person.into]
        if person.state != "live":
            raise RefusedError(NOT_FOUND)
        return person

    def family(self, person_id: str) -> list[Person]:
        """A profile and all that were folded into it."""
        found = [self.people[person_id]]
        for one in found:
            found += [person for person in self.people.values() if person.into == one.id]
        return found

    def holder(self, name: Name) -> Person | None:
        """The live customer to whom a name leads: by its own, or by that of a profile that it absorbed."""
        for person in self.live():
            if any(name in one.names for one in self.family(person.id)):
                return person
        return None

    def refuse_taken(self, person_id: str, names: Iterable[Name]) -> None:
        """Raise where somebody else has one of the names, or had it when it was folded into somebody."""
        wanted = set(names)
        others = (person for person in self.live() if person.id != person_id)
        if any(wanted & one.names for other in others for one in self.family(other.id)):
            raise RefusedError(CONFLICT)

    def touch(self, person: Person) -> None:
        """`updated_at` always moves on."""
        person.updated_at = max(self.now, person.updated_at + timedelta(seconds=1))

    # Statistics

    def counted(self, person_id: str, until: datetime | None = None) -> list[Order]:
        mine = [order for order in self.orders.values() if order.owner == person_id and order.counted]
        return [order for order in mine if until is None or order.placed_at <= until]

    def recalculate(self, *person_ids: str) -> None:
        """Bring the VIP flags of some up to date; statistics are never stored here."""
        for person_id in person_ids:
            person = self.people[person_id]
            found = self.counted(person_id)
            person.vip = len(found) >= VIP_ORDERS or sum(order.total - order.refunded for order in found) >= VIP_SPEND
            if person.override is not None and (person.override[1] is None or person.override[1] > self.now):
                person.vip = person.override[0] == "pinned"

    def segments(self, until: datetime | None = None) -> dict[str, int]:
        """How many are in each segment, now or at a moment of the past, whose flags nobody remembers."""
        counts = dict.fromkeys(("new", "returning", "loyal", "vip", "at_risk", "total"), 0)
        for person in self.live():
            found = self.counted(person.id, until)
            counts["new"] += len(found) < 2
            counts["returning"] += 2 <= len(found) < LOYAL
            counts["loyal"] += len(found) >= LOYAL
            counts["vip"] += person.vip
            counts["at_risk"] += len(found) >= 2 and max(order.placed_at for order in found) < (until or self.now) - AT_RISK
            counts["total"] += 1
        return counts


def new_id() -> str:
    """What stands for an id until the program has told it."""
    return f"new {uuid4()}"


def tag_key(label: str) -> str:
    """What of a tag is compared."""
    return " ".join(label.split()).casefold()


def full_name(person: Person) -> str:
    return " ".join(filter(None, (person.first_name, person.last_name)))


# Address books


def new_place(body: Place) -> Place:
    """An address of a body, with what is blank as it is shown."""
    place = {name: body.get(name) for name in PLACE}
    place |= {name: place[name] or "" for name in ("state", "pincode")}
    return {"id": new_id(), "type": body.get("type") or "shipping", "is_default": False, **place, "country": place["country"] or "IN"}


def same_place(one: Place, other: Place) -> bool:
    return all(one[name] == other[name] for name in ("type", *PLACE))


def make_default(book: list[Place], chosen: Place) -> None:
    for place in book:
        if place["type"] == chosen["type"]:
            place["is_default"] = place is chosen


def add_place(book: list[Place], body: Place) -> None:
    """The first of a type becomes its default, and so does one that says so."""
    place = new_place(body)
    first = all(other["type"] != place["type"] for other in book)
    book.append(place)
    if first or body.get("is_default"):
        make_default(book, place)


def settle_defaults(book: list[Place]) -> None:
    """Where a type has no default its newest address becomes it; `book` is in the order in which they came."""
    for kind in ("billing", "shipping"):
        own = [place for place in book if place["type"] == kind]
        if own and not any(place["is_default"] for place in own):
            own[-1]["is_default"] = True
