"""The commands on single customers and on selections, to be killed: shop, words, progress, and the states before and after."""

from dataclasses import replace

from tests.endurance.killing import CHANGE, PEOPLE, Shops, Trial, counted
from tests.support.program import Program

ASHA, OTHER = "asha1@example.com", "asha2@example.com"
SELECTED = ("--has-email", "--yes")
TAGS = "SELECT count(*) FROM customer_tags WHERE key = '{}'"
CITIES = "SELECT count(*) FROM addresses WHERE city = 'Delhi'"
OVERRIDES = "SELECT count(*) FROM customer_statistics WHERE vip_override = '{}'"
DELETED = "SELECT count(*) FROM customers WHERE state = 'deleted'"
PLACE = ("--state", "Delhi", "--pincode", "110001")
BILLING = ("--type", "billing", "--city", "Agra", *PLACE, "--address1")
# The last number is the exit status of a run after a complete one.
COMMANDS = (
    (
        "create",
        "busy",
        ("--first-name", "New", "--email", "n@example.com"),
        "SELECT count(*) FROM identities WHERE value = 'n@example.com'",
        0,
        1,
        4,
    ),
    ("update", "busy", (ASHA, "--notes", "new"), "SELECT count(*) FROM customers WHERE notes = 'new'", 0, 1, 0),
    ("delete", "busy", SELECTED, DELETED, 0, PEOPLE, 0),
    ("restore", "deleted", SELECTED, DELETED, PEOPLE, 0, 0),
    ("tag remove", "busy", ("--tag", "one", *SELECTED), TAGS.format("one"), PEOPLE, 0, 0),
    ("tag set", "busy", ("--tag", "x", *SELECTED), "SELECT count(*) FROM customer_tags", 2 * PEOPLE, PEOPLE, 0),
    ("tag rename", "busy", ("one", "uno"), TAGS.format("uno"), 0, PEOPLE, 3),
    ("address add", "busy", (ASHA, "--address1", "1 Ring Road", "--city", "Delhi", *PLACE), CITIES, 0, 1, 0),
    ("address update", "busy", (ASHA, "shipping", "--city", "Delhi", *PLACE), CITIES, 0, 1, 0),
    ("address default", "prepared", (ASHA, "{address}"), "SELECT count(*) FROM addresses WHERE is_default AND address1 = '2'", 0, 1, 0),
    ("address delete", "busy", (ASHA, "shipping"), "SELECT count(*) FROM addresses", PEOPLE, PEOPLE - 1, 3),
    ("vip pin", "busy", (ASHA, OTHER, "--reason", "x"), OVERRIDES.format("pinned"), 0, 2, 0),
    ("vip exclude", "prepared", (ASHA, OTHER, "--reason", "x"), OVERRIDES.format("excluded"), 0, 2, 0),
    ("vip release", "prepared", (ASHA, OTHER), OVERRIDES.format("pinned"), 2, 0, 0),
    ("duplicates dismiss", "busy", (ASHA, OTHER), "SELECT count(*) FROM dismissals", 0, 1, 0),
    ("duplicates undismiss", "prepared", (ASHA, OTHER), "SELECT count(*) FROM dismissals", 1, 0, 0),
    ("orders delete", "busy", tuple(f"import:{n}" for n in range(40)), "SELECT count(*) FROM orders", 4 * PEOPLE, 4 * PEOPLE - 40, 3),
    ("segments save", "busy", ("kept", "--tag", "one"), "SELECT count(*) FROM saved_segments", 0, 1, 4),
    ("segments remove", "prepared", ("kept",), "SELECT count(*) FROM saved_segments", 1, 0, 3),
    ("doctor", "wrong", ("--fix",), "SELECT sum(total_orders) FROM customer_statistics", 5 * PEOPLE, 4 * PEOPLE, 0),
)


def command_trials(shops: Shops) -> list[Trial]:
    """Create the initial shops of these commands, and return their trials."""
    deleted, prepared = shops.copy("busy"), shops.copy("busy")
    shops.keep("deleted", deleted)
    shops.keep("prepared", prepared)
    shops.program(deleted)("delete", *SELECTED).succeeds()
    address = prepare(shops.program(prepared))
    trials = []
    for name, shop, words, statement, before, after, again in COMMANDS:
        arguments = tuple(word.format(address=address) for word in words)
        trial = Trial(
            name, shop, (*name.split(), *arguments, "--yes", "--debug"), counted(statement), frozenset({before, after}), after, again
        )
        trials.append(replace(trial, sound=shop != "wrong", since=CHANGE))
    return trials


def prepare(customers: Program) -> str:
    """Give a shop what the commands take away; return the id of an address that is not the default one."""
    customers("address", "add", ASHA, *BILLING, "1").succeeds()
    address = customers("address", "add", ASHA, *BILLING, "2", "-o", "json").succeeds().json()
    customers("vip", "pin", ASHA, OTHER, "--reason", "x", "--yes").succeeds()
    customers("duplicates", "dismiss", ASHA, OTHER, "--yes").succeeds()
    customers("segments", "save", "kept", "--tag", "one").succeeds()
    return str(address["id"])
