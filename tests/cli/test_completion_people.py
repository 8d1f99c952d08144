"""Completion of customers: by email, phone, external id and name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_completion import answer, words_for
from tests.support.factories import create, create_many
from tests.support.program import Program


def people(customers: Program) -> None:
    """Create three customers, one of them without an email."""
    create(customers, "Asha", last_name="Rao", email="Asha.Rao@example.com", phone="+919876543210", external_ids={"shopify": "8779"})
    create(customers, "Usha", last_name="Råo", email="usha@example.com")
    create(customers, "Meera", last_name="Van der Nair", external_ids={"till": "17"})


def test_engine_offers_customers_by_beginning_of_an_identity(customers: Program) -> None:
    people(customers)

    assert words_for(customers, "show", "") == ["asha.rao@example.com", "usha@example.com"]
    assert words_for(customers, "show", "ASHA") == ["asha.rao@example.com"]
    assert words_for(customers, "update", "usha@ex") == ["usha@example.com"]
    assert words_for(customers, "show", "+9198") == ["+919876543210"]
    assert words_for(customers, "show", "shopify:8") == ["shopify:8779"]
    assert words_for(customers, "show", "Till:") == ["till:17"]
    assert words_for(customers, "show", "+1") == words_for(customers, "show", "erp:") == []
    printed = customers("show", "ash", env={"_CUSTOMERS_COMPLETE": "fish"}).succeeds().stdout
    assert printed == "words\nasha.rao@example.com\tAsha Rao\n"


def test_engine_offers_what_names_a_customer_of_a_name(customers: Program) -> None:
    people(customers)
    meera = customers("show", "till:17", "-o", "ids").succeeds().stdout.strip()

    assert answer(customers, "show", "rao") == ("list", ["Asha.Rao@example.com", "usha@example.com"])
    assert answer(customers, "show", "Ra us") == ("list", ["usha@example.com"])
    assert answer(customers, "tag", "add", "mee") == ("list", [meera])
    assert answer(customers, "show", "meera van d") == ("list", [meera])
    assert answer(customers, "show", "er na") == ("list", [])
    assert answer(customers, "show", "a") == ("words", ["asha.rao@example.com"])
    assert answer(customers, "show", "m%_\\") == ("list", [])
    assert answer(customers, "show", 'x"y OR') == ("list", [])
    assert customers("show", meera).succeeds()


@pytest.mark.parametrize(
    "line",
    [
        *(
            "history usha",
            "merge x usha",
            "merge usha",
            "vip explain usha",
            "orders usha",
            "address list usha",
            "duplicates dismiss x usha",
        ),
        *(
            "export person usha",
            "tag add --tag x y usha",
            "delete usha",
            "erase usha",
            "duplicates --customer usha",
            "orders move 1 --to usha",
        ),
    ],
)
def test_every_command_offers_customers(sqlite_customers: Program, line: str) -> None:
    create(sqlite_customers, "Usha", email="usha@example.com")

    assert words_for(sqlite_customers, *line.split()) == ["usha@example.com"]


def test_restore_offers_deleted_customers(customers: Program) -> None:
    people(customers)
    customers("delete", "usha@example.com", "--yes").succeeds()

    assert words_for(customers, "restore", "") == ["usha@example.com"]
    assert words_for(customers, "show", "u") == []


def test_engine_offers_at_most_fifty(sqlite_customers: Program) -> None:
    create_many(sqlite_customers, *({"first_name": "Asha", "email": f"a{number}@example.com"} for number in range(60)))

    assert len(words_for(sqlite_customers, "show", "a")) == len(words_for(sqlite_customers, "show", "asha")) == 50


def test_names_beside_offers_steer_no_terminal(sqlite_customers: Program) -> None:
    create(sqlite_customers, "A\u202eb \u2066c", last_name="[red]$(id)`id`", email="asha@example.com")

    printed = sqlite_customers("show", "ash", env={"_CUSTOMERS_COMPLETE": "fish"}).succeeds().stdout

    assert printed == "words\nasha@example.com\tA\\u202eb \\u2066c [red]$(id)`id`\n"


@pytest.mark.trial
@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_bash_completes_emails_and_keeps_what_is_typed_of_a_name(sqlite_customers: Program, tmp_path: Path) -> None:
    people(sqlite_customers)
    (tmp_path / "customers").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m customers "$@"\n')
    (tmp_path / "customers").chmod(0o755)
    # bash parts words at @ and :, and replaces what is behind.
    typed = {"usha @ ex": "example.com", "usha @": "example.com", "shopify : 8": "8779", "us": "usha@example.com"}
    script = """
        eval "$(customers completion bash)"
        compopt() { :; }
        try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="customers show $(IFS=; echo "${*:3}")"
            case ${!#} in @) set -- "$@" "" ;; esac
            _customers_completion customers "${!#}"; printf '<%s>' "${COMPREPLY[@]}"; echo; }
    """
    script += "".join(f"try customers show {words}\n" for words in typed) + "try customers show rao\n"

    environment = sqlite_customers.environment({"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"})
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, env=environment)

    assert done.stdout.splitlines() == [*(f"<{word}>" for word in typed.values()), "<Asha.Rao@example.com><usha@example.com>< >"]
    assert done.stderr == ""
