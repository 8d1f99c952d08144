"""`customers doctor`: what the program did not make, and who else may read its file."""

import os
from pathlib import Path

import pytest

from tests.support.doctor import doctor, off
from tests.support.factories import create, query
from tests.support.program import Program

SQLITE = {
    "trigger spy on customers": ["CREATE TRIGGER spy AFTER INSERT ON customers BEGIN DELETE FROM locks; END"],
    "view runs": ["ALTER TABLE runs RENAME TO others", "CREATE VIEW runs AS SELECT * FROM others"],
}
POSTGRESQL = {
    "trigger spy on customers": (
        "CREATE FUNCTION spy() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;"
        " CREATE TRIGGER spy AFTER INSERT ON customers FOR EACH ROW EXECUTE FUNCTION spy()"
    ),
    "rule kept on customer_tags": "CREATE RULE kept AS ON DELETE TO customer_tags DO INSTEAD NOTHING",
    "row security on orders": "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
    "view runs": "ALTER TABLE runs RENAME TO others; CREATE VIEW runs AS SELECT * FROM others",
}


@pytest.mark.parametrize("description", SQLITE)
def test_foreign_object_is_found_on_sqlite(sqlite_customers: Program, description: str) -> None:
    for statement in SQLITE[description]:
        query(sqlite_customers.url, statement)

    assert off(doctor(sqlite_customers, "--check", "schema")) == {"schema": [description]}


@pytest.mark.parametrize("description", POSTGRESQL)
def test_foreign_object_is_found_on_postgresql(fresh_postgres_url: str, tmp_path: Path, description: str) -> None:
    customers = Program(fresh_postgres_url, tmp_path / "home")
    customers("db", "upgrade").succeeds()
    query(customers.url, POSTGRESQL[description])

    assert off(doctor(customers, "--check", "schema")) == {"schema": [description]}


def test_own_tables_and_reports_of_the_operator_are_in_order(customers: Program) -> None:
    create(customers, email="asha@example.com")
    query(customers.url, "CREATE VIEW report AS SELECT count(*) AS number FROM customers")
    try:
        assert off(doctor(customers)) == {}
    finally:
        query(customers.url, "DROP VIEW report")


def test_doctor_says_who_else_can_read_the_file(sqlite_customers: Program) -> None:
    path = Path(sqlite_customers.url.removeprefix("sqlite:///"))
    assert "chmod" not in sqlite_customers("doctor").succeeds().stderr
    for mode, can in ((0o644, "read"), (0o646, "change")):
        path.chmod(mode)
        result = sqlite_customers("doctor").succeeds()
        assert f"very user of this machine can {can} the customers in {path}: `chmod o-rwx {path}`" in result.stderr
    path.chmod(0o660)
    assert "chmod" not in sqlite_customers("doctor").succeeds().stderr


def test_doctor_says_that_others_can_put_files_beside_the_file(sqlite_customers: Program) -> None:
    path = Path(sqlite_customers.url.removeprefix("sqlite:///"))
    path.parent.chmod(0o1777)

    assert f"put files beside {path}" in sqlite_customers("doctor").succeeds().stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_doctor_names_another_owner_of_the_file(sqlite_customers: Program) -> None:
    path = Path(sqlite_customers.url.removeprefix("sqlite:///"))
    os.chown(path, 65534, 65534)

    assert f"{path} belongs to user 65534" in sqlite_customers("doctor").succeeds().stderr
