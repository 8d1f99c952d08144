"""Write the sample shop: ``python -m tests.bench.sample.generate [FOLDER]``.

All data is invented. The seed and the last date are fixed: each run writes the same bytes.
"""

import csv
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from math import log
from pathlib import Path
from random import Random

from customers import sample
from tests.bench.sample.names import REGIONS, Region
from tests.bench.sample.people import ABROAD, COMPANIES, NOTES, TWINS, Known
from tests.bench.sample.places import BUILDINGS, CITIES, STREETS, Address, City, forms
from tests.bench.sample.records import Further, Order, Person

SEED = 20240105
INDIANS = 284
OPENED = datetime(2024, 1, 2, 4, 30, tzinfo=UTC)
FIRST_ORDER = datetime(2024, 1, 5, 3, 0, tzinfo=UTC)
LAST_SIGN_UP = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)
LAST_ORDER = datetime(2026, 11, 15, 17, 0, tzinfo=UTC)

FIRST_CUSTOMER = 1001
FIRST_NUMBER = 10001
MAIL_DOMAINS = ("example.com", "example.com", "example.com", "example.in", "example.in", "example.org", "example.net")
# Prefixes of Indian mobile numbers without an operator in the numbering tables, so that the numbers are unlikely to exist.
MOBILES = (
    *("6160", "6440", "6490", "6700", "6940", "7121", "7128", "7311", "7971", "8161", "8201", "8241"),
    *("8321", "8631", "8701", "8781", "8831", "8994", "9054", "9115", "9142", "9153", "9638", "9643"),
)
# The sales of a month, as a multiple of those of an ordinary one.
SEASON = {1: 0.8, 2: 0.6, 6: 0.7, 9: 0.8, 10: 1.5, 11: 1.5}

CUSTOMER_COLUMNS = (
    *("email", "phone", "first_name", "last_name", "accepts_marketing", "tags", "notes", "external_ids", "created_at", "address_type"),
    *("address_company", "address1", "address2", "city", "state", "pincode", "country", "address_phone"),
)
ADDRESS_COLUMNS = (
    *("customer_external_id", "type", "is_default", "first_name", "last_name", "company"),
    *("address1", "address2", "city", "state", "pincode", "country", "phone"),
)
ORDER_COLUMNS = ("number", "source", "customer_external_id", "status", "currency", "total", "refunded", "placed_at")


def generate(folder: Path) -> None:
    """Write customers.csv, addresses.csv and orders.csv into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(SEED)
    people = sign_up(random, meet_people(random))
    go_shopping(random, people)
    describe(random, people)
    write(folder / "customers.csv", CUSTOMER_COLUMNS, map(customer_row, people))
    write(folder / "addresses.csv", ADDRESS_COLUMNS, (address_row(person, further) for person in people for further in person.further))
    placed = sorted(((order, person) for person in people for order in person.orders), key=lambda pair: (pair[0].placed_at, pair[1].number))
    write(folder / "orders.csv", ORDER_COLUMNS, (order_row(number, *pair) for number, pair in enumerate(placed, FIRST_NUMBER)))


# People


def meet_people(random: Random) -> list[Person]:
    """Return all people but the twins, in no order."""
    weighted = [region for region in REGIONS for _ in range(region.weight)]
    emails = {known.email for known in (*ABROAD, *(twin for twins in TWINS for twin in twins))}
    names: set[tuple[str, str]] = {(known.first, known.last) for known in ABROAD}
    people = [from_known(known) for known in ABROAD]
    while len(people) < INDIANS + len(ABROAD):
        region = random.choice(weighted)
        person = indian(random, region, emails, names)
        people.append(person)
        if random.random() < 0.04:
            people.append(housemate(random, region, person, emails, names))
    companies = random.sample([person for person in people if person.address and person.address.country == "IN"], len(COMPANIES))
    for person, company in zip(companies, COMPANIES, strict=True):
        person.company = company
    for person in people:
        if person.address and person.address.country == "IN":
            person.further = further_addresses(random, person, person.address)
    return people


def from_known(known: Known) -> Person:
    return Person(known.first, known.last, known.email, known.phone, known.address)


def indian(random: Random, region: Region, emails: set[str], names: set[tuple[str, str]]) -> Person:
    first, last = new_name(random, region.first, region.last, names)
    person = Person(first, "" if random.random() < 0.03 else last)
    if random.random() < 0.92:
        person.email = new_email(random, person, emails)
    if random.random() < 0.91:
        person.phone = mobile(random)
    if random.random() < 0.95:
        home = random.choice(region.cities) if random.random() < 0.85 else random.choice(list(CITIES))
        person.address = address_in(random, CITIES[home])
    return person


def housemate(random: Random, region: Region, host: Person, emails: set[str], names: set[tuple[str, str]]) -> Person:
    """Return a person of the same family, with the same phone and address."""
    first, last = new_name(random, region.first, (host.last,), names)
    person = Person(first, last, phone=host.phone, address=host.address)
    if random.random() < 0.7:
        person.email = new_email(random, person, emails)
    return person


def new_name(random: Random, first: Sequence[str], last: Sequence[str], names: set[tuple[str, str]]) -> tuple[str, str]:
    while (name := (random.choice(first), random.choice(last))) in names:
        pass
    names.add(name)
    return name


def new_email(random: Random, person: Person, emails: set[str]) -> str:
    first, last = letters(person.first), letters(person.last)
    boxes = [first + str(random.randrange(10, 100)), f"{first}.{random.randrange(1962, 2004)}"]
    if last:
        boxes += [f"{first}.{last}"] * 4 + [first + last, f"{first}_{last}", f"{first[0]}.{last}", f"{last}.{first}"]
    while (email := f"{random.choice(boxes)}@{random.choice(MAIL_DOMAINS)}") in emails:
        pass
    emails.add(email)
    return email if random.random() < 0.97 else email.capitalize()


def letters(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", name.lower()) if char.isascii() and char.isalpha())


def mobile(random: Random) -> str:
    return f"+91{random.choice(MOBILES)}{random.randrange(1_000_000):06}"


def address_in(random: Random, city: City) -> Address:
    locality, pincode = random.choice(city.localities)
    fields = {
        "building": random.choice(BUILDINGS),
        "street": random.choice(STREETS),
        "locality": locality,
        "s": random.randrange(2, 13),
        "m": random.randrange(14, 99),
        "l": random.randrange(101, 999),
    }
    address1, address2 = (line.format_map(fields) for line in random.choice(forms(city.state)))
    return Address(address1, address2, city.name, city.state, pincode)


def further_addresses(random: Random, person: Person, home: Address) -> list[Further]:
    further = []
    if person.company or random.random() < 0.10:
        office = address_in(random, CITIES[home.city])
        further.append(Further("billing", True, person.first, person.last, person.company, office, ""))
    if random.random() < 0.10:  # presents go to the family, elsewhere
        relative = random.choice(("Amma", "Papa", "Maa", "Dadi", person.first))
        phone = mobile(random) if random.random() < 0.6 else ""
        elsewhere = address_in(random, CITIES[random.choice(list(CITIES))])
        further.append(Further("shipping", False, relative, person.last, "", elsewhere, phone))
    if random.random() < 0.03:
        work = address_in(random, CITIES[home.city])
        further.append(Further("shipping", False, person.first, person.last, "", work, person.phone))
    return further


def sign_up(random: Random, people: list[Person]) -> list[Person]:
    """Assign numbers and creation times; twins follow each other at a distance."""
    random.shuffle(people)
    for twins in TWINS:
        place = random.randrange(20, 120)
        for twin in twins:
            people.insert(place, from_known(twin))
            place += random.randrange(30, 80)
    moments = sorted(moment(random, OPENED, LAST_SIGN_UP) for _ in people)
    for number, (person, created_at) in enumerate(zip(people, moments, strict=True), FIRST_CUSTOMER):
        person.number, person.created_at = number, created_at
    return people


# Orders


def go_shopping(random: Random, people: list[Person]) -> None:
    twins = {(known.first, known.last) for group in TWINS for known in group}
    numbers = [person.number for person in people if not person.company and (person.first, person.last) not in twins]
    regulars = set(random.sample(numbers[: len(numbers) * 6 // 10], 38))
    strangers = set(random.sample([number for number in numbers if number not in regulars], len(people) // 4))
    for person in people:
        if person.number in strangers:
            continue
        if person.number in regulars:
            many, stays = min(60, int(10 * 6.8 ** random.random() ** 0.7)), 0.85
        elif person.company:
            many, stays = random.randrange(4, 12), 0.7
        else:
            many, stays = random.choices(range(1, 10), (30, 34, 32, 28, 22, 18, 9, 6, 4))[0], 0.4
        start = max(person.created_at, FIRST_ORDER)
        end = LAST_ORDER if random.random() < stays else moment(random, start + timedelta(days=1), LAST_ORDER)
        size = 4.0 if person.company else random.choice((0.7, 0.9, 1.0, 1.1, 1.3))
        first = min(start + timedelta(seconds=random.randrange(300, 90_000)), end)
        days = sorted([first, *(moment(random, start, end) for _ in range(many - 1))])
        person.orders = [order(random, placed_at, size) for placed_at in days]


def moment(random: Random, start: datetime, end: datetime) -> datetime:
    """Return a time between two others, more likely by day and before the festivals."""
    seconds = int((end - start).total_seconds())
    while True:
        drawn = start + timedelta(seconds=random.randrange(seconds + 1))
        local = drawn + timedelta(hours=5, minutes=30)
        likely = SEASON.get(local.month, 1.0) / 1.5 * (1.0 if 8 <= local.hour <= 22 else 0.08)
        if random.random() < likely:
            return drawn


def order(random: Random, placed_at: datetime, size: float) -> Order:
    total = 0
    while not 149_00 <= total <= 25_000_00:
        total = int(random.lognormvariate(log(1800 * size), 0.75)) * 100
    if random.random() < 0.25:
        total += random.choice((25, 50, 75, 90, 99, random.randrange(1, 100)))
    total = min(total, 25_000_00)
    status = random.choices(("fulfilled", "paid", "cancelled", "refunded", "failed", "draft"), (660, 240, 35, 28, 22, 15))[0]
    refunded = total if status == "refunded" else 0
    if status == "fulfilled" and random.random() < 0.03:
        status, refunded = "paid", total * random.randrange(10, 70) // 10_000 * 100
    elif status == "paid" and random.random() < 0.008:
        refunded = total
    return Order(placed_at, status, total, refunded)


# Consent, tags and notes


def describe(random: Random, people: list[Person]) -> None:
    for person in people:
        person.consent = random.choices(("true", "false", ""), (58, 27, 15))[0]
        if person.consent == "true" and random.random() < 0.5:
            person.tags.append("newsletter")
        if person.company:
            person.tags += ["wholesale", "B2B"]
        elif random.random() < 0.28:
            person.tags.append(random.choice(("instagram", "instagram", "referral")))
        if any(datetime(2025, 10, 1, tzinfo=UTC) <= order.placed_at < datetime(2025, 11, 1, tzinfo=UTC) for order in person.orders):
            person.tags.append("festive-2025")
    for person, note in zip(random.sample(people, len(NOTES)), NOTES, strict=True):
        person.notes = note


# Files


def customer_row(person: Person) -> tuple[str, ...]:
    ids = [person.external_id]
    if person.company:
        ids.append(f"erp:C-{COMPANIES.index(person.company) + 1:03}")
    rides: tuple[str, ...] = ("",) * 9
    if person.address:
        kind = "billing" if person.number % 23 == 0 and not person.further else "shipping"
        phone = person.phone if person.number % 5 == 0 else ""
        rides = (kind, person.company, *person.address, phone)
    who = (person.email, person.phone, person.first, person.last, person.consent, ",".join(person.tags), person.notes)
    return (*who, ";".join(ids), time(person.created_at), *rides)


def address_row(person: Person, further: Further) -> tuple[str, ...]:
    who = (further.first, further.last, further.company)
    return (person.external_id, further.kind, "true" if further.is_default else "false", *who, *further.address, further.phone)


def order_row(number: int, order: Order, person: Person) -> tuple[str, ...]:
    amounts = (amount(order.total), amount(order.refunded))
    return (str(number), "shop", person.external_id, order.status, "INR", *amounts, time(order.placed_at))


def time(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def amount(paise: int) -> str:
    return f"{paise // 100}.{paise % 100:02}"


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(sample.__file__).parent)
