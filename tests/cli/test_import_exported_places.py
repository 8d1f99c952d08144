"""Exports of addresses that lack parts of a place, as files of second_shop programs have them, come back equal."""

from pathlib import Path

import pytest

from tests.support.program import Program
from tests.support.reading import counts, everybody, read

PLACES = "Name,Email,Address,City,State,Zip\nAsha,asha@example.com,1 MG Road,Pune,,411001\nBo,bo@example.com,,Delhi,,\n"
PLACES += "Cy,cy@example.com,7 High St,,,\nDi,di@example.com,,,,560001\n"


@pytest.mark.parametrize("format", ["csv", "jsonl"])
@pytest.mark.parametrize("kinds", [("customers",), ("customers", "addresses"), ("without addresses", "addresses")], ids=" and ".join)
def test_incomplete_addresses_come_back(customers: Program, tmp_path: Path, format: str, kinds: tuple[str, ...]) -> None:
    assert counts(read(customers, "customers", PLACES)) == {"created": 4}
    files = {kind: customers("export", kind, "--format", format).succeeds().stdout for kind in ("customers", "addresses")}
    names = "email,first_name\n" + "".join(f"{name}@example.com,{name}\n" for name in ("asha", "bo", "cy", "di"))
    second_shop = {"CUSTOMERS_DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}"}

    for kind in kinds:
        text = files.get(kind, names)
        assert set(counts(read(customers, kind.split()[-1] if kind in files else "customers", text, env=second_shop))) <= {
            "created",
            "unchanged",
        }

    assert customers("export", "addresses", "--format", format, env=second_shop).succeeds().stdout.count("\n") == files["addresses"].count(
        "\n"
    )
    before, after = ([row["addresses"] for row in people] for people in (everybody(customers), _everybody(customers, second_shop)))
    if kinds[0] == "customers":
        assert after == before
        assert customers("export", "customers", "--format", format, env=second_shop).succeeds().stdout == files["customers"]
        for kind, text in files.items():
            assert counts(read(customers, kind, text, env=second_shop)) == {"unchanged": 4}


def test_address_without_an_id_needs_a_street_and_a_city(customers: Program) -> None:
    place = '{"first_name": "Asha", "email": "asha@example.com", "addresses": [{%s"city": "Pune"}]}\n'
    key = '"id": "01a22e75-a4fe-70fe-ad3b-bc634d5baabd", '

    assert counts(read(customers, "customers", place % "")) == {"refused": 1}
    assert counts(read(customers, "customers", (place % key).replace("city", "state"))) == {"refused": 1}
    assert counts(read(customers, "customers", place % key)) == {"created": 1}


def test_body_that_show_printed_with_an_incomplete_address_changes_nothing(customers: Program) -> None:
    read(customers, "customers", PLACES)
    for row in everybody(customers):
        body = customers("show", row["id"], "-o", "json").succeeds().stdout
        customers("update", row["id"], "--from-json", "-", "--json", stdin=body).succeeds()
        assert customers("show", row["id"], "-o", "json").succeeds().stdout == body


def _everybody(customers: Program, env: dict[str, str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = (
        customers("list", "--all", "--sort", "created_at", "--with-addresses", "-o", "jsonl", env=env).succeeds().jsonl()
    )
    return rows
