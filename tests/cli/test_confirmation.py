"""Confirmed customers: other runs that change them while the question is open."""

from collections.abc import Callable
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, OFFICE, create, listed, show
from tests.support.kept import kept
from tests.support.program import Program

BULK = (
    ("delete", "--tag", "old"),
    ("tag", "add", "--any-tag", "old", "--tag", "new"),
    ("tag", "remove", "--any-tag", "old", "--tag", "kept"),
    ("tag", "set", "--any-tag", "old", "--tag", "new"),
    ("tag", "rename", "old", "new"),
)


def answered(customers: Program, *arguments: str, meanwhile: Callable[[], Any]) -> tuple[int, str]:
    """Run a command, do something while its question is open, and answer yes; return status and output."""
    questions: list[None] = []

    def at_question() -> None:
        questions.append(None)
        meanwhile()

    result = customers(*arguments, at_question=at_question)
    assert len(questions) == 1, result.stderr
    return result.status, " ".join((result.stdout + result.stderr).split())


@pytest.fixture
@kept
def shop(customers: Program) -> Program:
    """Return a shop of Anna and Asha, who have a tag, and Bob, who does not."""
    for name, tags in (("Anna", ["old", "kept"]), ("Asha", ["old", "kept"]), ("Bob", ["kept"])):
        create(customers, name, email=f"{name.lower()}@example.com", tags=tags)
    return customers


def everything(customers: Program) -> str:
    """Return all customers without their times."""
    return customers("list", "--all", "-o", "csv", "--fields", "id,email,tags", "--sort", "name").succeeds().stdout


@pytest.mark.parametrize(
    ("command", "removed", "added"),
    [*((command, "anna", "bob") for command in BULK), (BULK[0], "anna", None), (BULK[0], None, "bob")],
)
def test_bulk_command_refuses_selection_that_differs_from_confirmed_one(
    shop: Program, command: tuple[str, ...], removed: str | None, added: str | None
) -> None:
    def meanwhile() -> None:
        for action, name in (("remove", removed), ("add", added)):
            if name is not None:
                shop("tag", action, f"{name}@example.com", "--tag", "old").succeeds()
        states.append(everything(shop))

    states: list[str] = []
    status, seen = answered(shop, *command, meanwhile=meanwhile)

    assert status == ExitStatus.CONFLICT
    assert "the selection changed after it was confirmed" in seen
    assert states == [everything(shop)]


@pytest.mark.parametrize("command", BULK)
def test_bulk_command_skips_customer_merged_after_confirmation(shop: Program, command: tuple[str, ...]) -> None:
    status, seen = answered(shop, *command, meanwhile=lambda: shop("merge", "asha@example.com", "anna@example.com", "--yes").succeeds())

    assert (status, "Anna (anna@example.com)" in seen) == (ExitStatus.DONE, True)
    assert show(shop, "bob@example.com")["tags"] == ["kept"]
    after = {"delete": ["Bob"], "add": ["kept", "new", "old"], "remove": ["old"], "set": ["new"], "rename": ["kept", "new"]}
    if command[0] == "delete":
        assert listed(shop, "list") == after["delete"]
    else:
        assert show(shop, "asha@example.com")["tags"] == after[command[1]]


@pytest.mark.parametrize("command", [("delete", "anna@example.com", "asha@example.com"), *BULK[:4]])
def test_bulk_command_skips_customer_deleted_after_confirmation(shop: Program, command: tuple[str, ...]) -> None:
    status, seen = answered(shop, *command, meanwhile=lambda: shop("delete", "anna@example.com", "--yes").succeeds())

    assert (status, "Anna (anna@example.com)" in seen) == (ExitStatus.DONE, True)
    assert len(shop("history", "asha@example.com", "-o", "jsonl").succeeds().jsonl()) == 2
    assert show(shop, "bob@example.com")["tags"] == ["kept"]


def test_bulk_command_skips_named_customer_merged_after_confirmation(shop: Program) -> None:
    status, seen = answered(
        shop,
        *("delete", "anna@example.com", "asha@example.com"),
        meanwhile=lambda: shop("merge", "bob@example.com", "anna@example.com", "--yes").succeeds(),
    )

    assert (status, "Anna (anna@example.com)" in seen) == (ExitStatus.DONE, True)
    assert listed(shop, "list") == ["Bob"]


def test_delete_refuses_reference_that_moved_after_confirmation(shop: Program) -> None:
    def meanwhile() -> None:
        shop("update", "anna@example.com", "--email", "anna@example.net", "--drop-alias").succeeds()
        shop("update", "bob@example.com", "--email", "anna@example.com").succeeds()

    assert answered(shop, "delete", "anna@example.com", meanwhile=meanwhile)[0] == ExitStatus.CONFLICT
    assert sorted(listed(shop, "list")) == ["Anna", "Asha", "Bob"]


def test_guard_counts_customers_that_remain(shop: Program) -> None:
    command = ("delete", "--tag", "old", "--expect", "2")

    status, _ = answered(shop, *command, meanwhile=lambda: shop("delete", "anna@example.com", "--yes").succeeds())

    assert status == ExitStatus.USAGE
    assert sorted(listed(shop, "list")) == ["Asha", "Bob"]


@pytest.mark.parametrize("merged", [("anna@example.com", "bob@example.com"), ("bob@example.com", "anna@example.com")])
def test_erase_refuses_customers_that_were_not_confirmed(shop: Program, merged: tuple[str, str]) -> None:
    def meanwhile() -> None:
        shop("merge", *merged, "--yes").succeeds()
        states.append(everything(shop))

    states: list[str] = []
    status, seen = answered(shop, "erase", "anna@example.com", meanwhile=meanwhile)

    assert (status, "after it was confirmed" in seen) == (ExitStatus.CONFLICT, True)
    assert states == [everything(shop)]


def test_erase_includes_customer_deleted_after_confirmation(shop: Program) -> None:
    status, _ = answered(shop, "erase", "anna@example.com", meanwhile=lambda: shop("delete", "anna@example.com", "--yes").succeeds())

    assert status == ExitStatus.DONE
    assert listed(shop, "list", "--deleted") == []


def test_address_delete_removes_confirmed_address(customers: Program) -> None:
    asha = create(customers, addresses=[HOME, OFFICE])
    home, office = asha["addresses"]

    status, seen = answered(
        customers,
        *("address", "delete", asha["id"], "shipping"),
        meanwhile=lambda: customers("address", "default", asha["id"], office["id"]).succeeds(),
    )

    assert (status, "Delete the shipping address 12 MG Road, Pune of Asha?" in seen) == (ExitStatus.DONE, True)
    assert [address["id"] for address in show(customers, asha["id"])["addresses"]] == [office["id"]]
    assert home["is_default"]


def test_unmerge_undoes_confirmed_merge(shop: Program) -> None:
    anna = show(shop, "anna@example.com")["id"]
    shop("merge", "asha@example.com", anna, "--yes").succeeds()

    def meanwhile() -> None:
        shop("unmerge", anna, "--yes").succeeds()
        shop("merge", "bob@example.com", anna, "--yes").succeeds()

    status, seen = answered(shop, "unmerge", anna, meanwhile=meanwhile)

    assert (status, "already undone at" in " ".join(seen.split())) == (ExitStatus.CONFLICT, True)
    assert show(shop, anna)["email"] == "bob@example.com"
