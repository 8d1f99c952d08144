"""A model of a shop as plain values, with the effects of commands according to the contract, independent of the program."""

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
# Spellings of the texts of addresses that mean the same.
SPELLINGS = {"MH": "Maharashtra", "411 001": "411001", "12, M.G. ROAD": "12 MG Road", "pune": "Pune"}
PLACE = ("first_name", "last_name", "company", "address1", "address2", "city", "state", "pincode", "country", "phone")
PLAIN = ("email", "phone", "first_name", "last_name")

Name = tuple[str, str]
Place = dict[str, Any]


class RefusedError(Exception):
    """The refusal of a command, with its exit status; nothing has changed."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Word:
    """A consent with its time; without a time the customer was never asked."""

    accepts: bool = False
    at: datetime | None = None


@dataclass
class Person:
    """A profile. `into` is the profile that absorbed it, which may itself be absorbed; `aliases` are its former emails."""

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
    aliases: set[Name] = field(default_factory=set)
    tags: dict[str, str] = field(default_factory=dict)
    addresses: list[Place] = field(default_factory=list)
    override: tuple[str, datetime | None] | None = None
    vip: bool = False
    state: str = "live"
    into: str | None = None

    @property
    def names(self) -> set[Name]:
        """Return the identities that belong to one customer only."""
        email = {("email", self.email.casefold())} if self.email else set()
        return email | {(system, value) for system, value in self.external_ids.items()}

    @property
    def all_names(self) -> set[Name]:
        """Return the identities with the aliases."""
        return self.names | self.aliases

    def drop(self, name: Name) -> None:
        """Remove an identity or an alias."""
        self.aliases = self.aliases - {name}
        if name[0] == "email":
            self.email = None if self.email and self.email.casefold() == name[1] else self.email
        elif self.external_ids.get(name[0]) == name[1]:
            self.external_ids = {system: value for system, value in self.external_ids.items() if system != name[0]}

    def become(self, source: "Person") -> None:
        """Copy every value of another profile."""
        for each in fields(self):
            setattr(self, each.name, deepcopy(getattr(source, each.name)))


@dataclass
class Order:
    """An order; `named` is the absorbed profile that its first row named."""

    owner: str
    status: str
    total: int
    refunded: int
    placed_at: datetime
    named: str | None = None

    @property
    def counted(self) -> bool:
        return self.status not in UNCOUNTED and self.total >= 0 and not 0 < self.refunded == self.total

    @property
    def spend(self) -> int:
        """Return what the order adds to the spend of its customer."""
        if self.total < 0:
            return 0 if self.status in UNCOUNTED - {"refunded"} else self.total
        return self.total - self.refunded if self.counted else 0


@dataclass
class Merge:
    """A merge as its journal records it."""

    id: str
    survivor: Person
    absorbed: Person
    merged: Person
    orders: set[tuple[str, str]]
    moved: list[str]
    followers: set[str]
    undone: bool = False
    withdrawal: Word | None = None  # the last one of the survivor since


@dataclass
class Shop:
    """The complete shop; `now` is the time of the next command."""

    now: datetime
    people: dict[str, Person] = field(default_factory=dict)
    orders: dict[tuple[str, str], Order] = field(default_factory=dict)
    deleted_orders: set[tuple[str, str]] = field(default_factory=set)
    erased: set[Name] = field(default_factory=set)  # identities, phones and ids of erased customers
    merges: list[Merge] = field(default_factory=list)

    def say(self, person: Person, word: Word) -> None:
        """Record a statement; a withdrawal counts for the profiles that the customer absorbed too."""
        person.word = word
        if not word.accepts:
            for merge in self.merges:
                if merge.survivor.id == person.id and not merge.undone:
                    merge.withdrawal = word

    dismissed: set[frozenset[str]] = field(default_factory=set)

    # Customers

    def live(self) -> list[Person]:
        """Return the active customers."""
        return [person for person in self.people.values() if person.state == "live"]

    def follow(self, person_id: str) -> Person:
        """Return the active customer that an id leads to."""
        person = self.people[person_id]
        while person.into is not None:
            person = self.people[person.into]
        if person.state != "live":
            raise RefusedError(NOT_FOUND)
        return person

    def family(self, person_id: str) -> list[Person]:
        """Return a profile with all that it absorbed."""
        members = [self.people[person_id]]
        for member in members:
            members += [person for person in self.people.values() if person.into == member.id]
        return members

    def holder(self, name: Name) -> Person | None:
        """Return the active customer with an identity, its own or that of an absorbed profile."""
        for person in self.live():
            if any(name in member.all_names for member in self.family(person.id)):
                return person
        return None

    def refuse_taken(self, person_id: str, names: Iterable[Name]) -> None:
        """Refuse identities that another customer has, or had before a merge."""
        requested = set(names)
        others = (person for person in self.live() if person.id != person_id)
        if any(requested & member.all_names for owner in others for member in self.family(owner.id)):
            raise RefusedError(CONFLICT)

    def touch(self, person: Person) -> None:
        """Raise `updated_at`."""
        person.updated_at = max(self.now, person.updated_at + timedelta(seconds=1))

    # Statistics

    def counted(self, person_id: str, until: datetime | None = None) -> list[Order]:
        mine = [order for order in self.orders.values() if order.owner == person_id and order.counted]
        return [order for order in mine if until is None or order.placed_at <= until]

    def spend(self, person_id: str) -> int:
        """Return the spend of a customer."""
        return sum(order.spend for order in self.orders.values() if order.owner == person_id)

    def recalculate(self, *person_ids: str) -> None:
        """Update the VIP flags of customers; statistics are never stored in the model."""
        for person_id in person_ids:
            person = self.people[person_id]
            person.vip = len(self.counted(person_id)) >= VIP_ORDERS or self.spend(person_id) >= VIP_SPEND
            if person.override is not None and (person.override[1] is None or person.override[1] > self.now):
                person.vip = person.override[0] == "pinned"

    def segments(self, until: datetime | None = None) -> dict[str, int]:
        """Return the size of each segment, now or in the past, where VIP flags are not known."""
        counts = dict.fromkeys(("new", "returning", "loyal", "vip", "at_risk", "total"), 0)
        for person in self.live():
            orders = self.counted(person.id, until)
            counts["new"] += len(orders) < 2
            counts["returning"] += 2 <= len(orders) < LOYAL
            counts["loyal"] += len(orders) >= LOYAL
            counts["vip"] += person.vip
            counts["at_risk"] += len(orders) >= 2 and max(order.placed_at for order in orders) < (until or self.now) - AT_RISK
            counts["total"] += 1
        return counts


def new_id() -> str:
    """Return a placeholder until the program has generated the id."""
    return f"new {uuid4()}"


def tag_key(label: str) -> str:
    """Return the key by which tags are compared."""
    return " ".join(label.split()).casefold()


def full_name(person: Person) -> str:
    return " ".join(filter(None, (person.first_name, person.last_name)))


# Address books


def new_place(body: Place) -> Place:
    """Return an address of a JSON object, with blanks as they are shown."""
    place = {name: body.get(name) for name in PLACE}
    place |= {name: place[name] or "" for name in ("state", "pincode")}
    return {"id": new_id(), "type": body.get("type") or "shipping", "is_default": False, **place, "country": place["country"] or "IN"}


def same_place(first: Place, second: Place) -> bool:
    """Return whether two addresses are equal by their meaning."""
    return all(meaning(first[name]) == meaning(second[name]) for name in ("type", *PLACE))


def meaning(text: str | None) -> str | None:
    """Return a text of an address in the first of its spellings."""
    return SPELLINGS.get(text or "", text)


def make_default(book: list[Place], chosen: Place) -> None:
    for place in book:
        if place["type"] == chosen["type"]:
            place["is_default"] = place is chosen


def add_place(book: list[Place], body: Place) -> None:
    """Add an address; the first of a type, or one marked as such, becomes the default."""
    place = new_place(body)
    first = all(existing["type"] != place["type"] for existing in book)
    book.append(place)
    if first or body.get("is_default"):
        make_default(book, place)


def settle_defaults(book: list[Place]) -> None:
    """Make the newest address of a type without a default its default; `book` is in the order of creation."""
    for kind in ("billing", "shipping"):
        same_type = [place for place in book if place["type"] == kind]
        if same_type and not any(place["is_default"] for place in same_type):
            same_type[-1]["is_default"] = True
