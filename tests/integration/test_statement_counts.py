"""The number of statements of each command: at most a recorded number, and equal for many rows and few."""

from collections.abc import Iterator

import pytest

from tests.support.factories import create, create_many
from tests.support.plans import recorded
from tests.support.program import Program

# Enough orders of one customer for a VIP in both cases.
FEW, MANY = 12, 60
# Three of each check the schema or begin the transaction.
MOST = {
    "list": 9,
    "list --with-addresses": 12,
    "list of a selection": 7,
    "search": 15,
    "search with a typing error": 19,
    "show": 10,
    "orders": 8,
    "create": 18,
    "update": 29,
    "tag": 24,
    "tag of one": 20,
    "segments": 6,
    "vip recalculate": 26,
    "merge": 43,
    "import customers": 40,
    "import orders": 40,
}


def test_statement_count_does_not_grow_with_rows(customers: Program) -> None:
    few = counts(customers, 0, FEW)
    many = counts(customers, FEW, MANY)

    # A search sends one more statement for each tier of its page.
    assert {name: number for name, number in many.items() if number > few[name] and "search" not in name} == {}
    assert {name: number for name, number in many.items() if number > MOST[name]} == {}
    assert few.keys() == MOST.keys()


@pytest.mark.parametrize(
    "line", ["create --first-name Nila --tag new", "update {} --last-name Khan --notes x", "tag add {} --tag new", "delete {}"]
)
def test_a_command_about_one_customer_creates_no_temporary_table(customers: Program, line: str) -> None:
    arguments = line.format(create(customers, "Asha", tags=["old"])["id"]).split()

    with recorded(explain=False) as sent:
        customers(*arguments, *(["--yes"] if "delete" in arguments else [])).succeeds()

    assert [query.statement for query in sent if "TEMPORARY" in query.statement] == []


def counts(customers: Program, start: int, size: int) -> dict[str, int]:
    """Return the number of statements of each command on a shop with additional customers."""
    people = [
        {"first_name": f"Asha {number}", "email": f"asha{number}@example.com", "tags": [f"t{number % 3}"]}
        for number in range(start, start + size)
    ]
    create_many(customers, *people)
    survivor, absorbed = (create(customers, "Zoya", email=f"{side}{size}@example.com")["id"] for side in ("kept", "gone"))
    counts_by_command = {}
    for name, arguments, stdin in (*imports(size, survivor, absorbed), *commands(size, survivor, absorbed)):
        with recorded(explain=False) as sent:
            customers(*arguments, "-o", "json", stdin=stdin).succeeds()
        counts_by_command[name] = len(sent)
    return counts_by_command


def imports(size: int, survivor: str, absorbed: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield files of a number of rows: existing and new customers, and orders of two customers."""
    rows = [f"asha{number}@example.com,Renamed{size},{size}" for number in range(size)]
    rows += [f"new{size}.{number}@example.com,New,{size}" for number in range(size)]
    yield "import customers", ("import", "customers", "-"), "\n".join(["email,first_name,last_name", *rows])
    orders = [f"{size}-{side}-{number},{owner},10,2026-01-01" for number in range(size) for side, owner in enumerate((survivor, absorbed))]
    yield "import orders", ("import", "orders", "-"), "\n".join(["number,customer_id,total,placed_at", *orders])


def commands(size: int, survivor: str, absorbed: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield commands by name, with arguments and input."""
    for name, line in (
        ("list", "list"),
        ("list --with-addresses", "list --with-addresses"),
        ("list of a selection", "list --tag t1 --accepts-marketing --sort name"),
        ("search", "search asha example"),
        ("search with a typing error", "search ashha"),
        ("show", f"show {survivor}"),
        ("orders", f"orders {survivor}"),
        ("create", f"create --first-name Nila --email nila{size}@example.com --tag new"),
        ("update", f"update {survivor} --last-name Khan --notes seen"),
        ("tag", f"tag add --tag seen{size} --search asha --yes"),
        ("tag of one", f"tag add {survivor} --tag seen{size}"),
        ("segments", "segments"),
        ("vip recalculate", "vip recalculate"),
        ("merge", f"merge {survivor} {absorbed} --yes"),
    ):
        yield name, tuple(line.split()), ""
