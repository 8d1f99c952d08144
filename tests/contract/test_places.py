"""How many places a change of one kind takes: each is made by its documented steps alone, in a copy of the source."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "customers"
MIGRATION = '''"""One more column."""

import sqlalchemy as sa
from alembic import op

from customers.database.schema.types import Id, Words

revision = "9999"
down_revision = "{before}"


def upgrade() -> None:
    """Apply this step."""
    {operation}
'''


class Copy:
    """A copy of the program's source in a folder of its own, and its database."""

    def __init__(self, folder: Path) -> None:
        self.package = folder / "customers"
        self.folder = folder
        self.places: list[str] = []
        shutil.copytree(SOURCE, self.package, ignore=shutil.ignore_patterns("__pycache__", "manual", "sample"))

    def insert(self, module: str, before: str, text: str) -> None:
        """Insert text before a line of a module: one place."""
        path = self.package / module
        source = path.read_text(encoding="utf-8")
        assert source.count(before) == 1, f"{module} has {source.count(before)} times {before!r}"
        path.write_text(source.replace(before, text + before), encoding="utf-8")
        self.places.append(module)

    def add(self, module: str, source: str) -> None:
        """Add a module: one place."""
        (self.package / module).write_text(source, encoding="utf-8")
        self.places.append(module)

    def migrate(self, operation: str) -> None:
        """Add a migration: one place."""
        versions = self.package / "database" / "schema" / "migrations" / "versions"
        latest = max(path.name[:4] for path in versions.glob("[0-9]*.py"))
        (versions / "9999_more.py").write_text(MIGRATION.format(before=latest, operation=operation), encoding="utf-8")
        self.places.append("migration")

    def run(self, *arguments: str, stdin: str = "", status: int = 0) -> str:
        """Run the program of the copy on SQLite; return what it prints."""
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder),
            "PYTHONPATH": str(self.folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "CUSTOMERS_DATABASE_URL": f"sqlite:///{self.folder}/shop.db",
            "LC_ALL": "C.UTF-8",
        }
        command = [sys.executable, "-P", "-m", "customers", *arguments]
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, env=environment, cwd=self.folder, timeout=60, check=False
        )
        assert done.returncode == status, f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}"
        return done.stdout

    def sql(self, statement: str) -> None:
        """Change the database behind the program's back."""
        with closing(sqlite3.connect(self.folder / "shop.db")) as connection, connection:
            connection.execute(statement)

    def json(self, *arguments: str, stdin: str = "", status: int = 0) -> Any:
        """Run the program of the copy; return the JSON document that it prints."""
        return json.loads(self.run(*arguments, "-o", "json", stdin=stdin, status=status))


@pytest.fixture
def program(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


@pytest.fixture
def with_birthday(program: Copy) -> Copy:
    """Return the program with one more plain text field."""
    program.insert("database/schema/tables.py", '    Column("notes", Words),\n', '    Column("birthday", Words),\n')
    program.migrate('op.add_column("customers", sa.Column("birthday", Words, nullable=True))')
    program.insert("models/customer.py", "    notes: str | None\n", "    birthday: str | None\n")
    program.insert("models/inputs.py", "    notes: str | None = None\n", "    birthday: str | None = None\n")
    program.insert("models/types.py", "    notes: str | None\n", "    birthday: str | None\n")
    option = '    birthday: Annotated[str | None, Option("--birthday", metavar="DATE")] = None\n'
    program.insert("cli/options/profile.py", '    notes: Annotated[str | None, Option("--notes"', option)
    program.insert(
        "models/fields.py",
        '    Field(\n        "notes",\n',
        '    Field("birthday", max_length=10, searched=True, headers="birthday, dob, date of birth"),\n',
    )
    return program


@pytest.mark.trial
def test_text_field_takes_seven_places(with_birthday: Copy) -> None:
    assert len(with_birthday.places) == 7


@pytest.mark.trial
def test_one_more_field_is_written_read_and_searched(with_birthday: Copy) -> None:
    run = with_birthday
    created = run.json("create", "--first-name", "Asha", "--email", "asha@example.com", "--birthday", "1990-02-03")

    assert created["birthday"] == "1990-02-03"
    assert run.json("show", "asha@example.com")["birthday"] == "1990-02-03"
    assert run.json("list", "--fields", "birthday")["data"] == [{"birthday": "1990-02-03"}]
    assert [row["id"] for row in run.json("search", "1990-02")["data"]] == [created["id"]]
    assert "Birthday" in run.run("show", "asha@example.com")

    assert run.json("update", "asha@example.com", "--birthday", " 1991-02-03 ")["birthday"] == "1991-02-03"
    assert run.json("search", "1990-02-03")["data"] == []
    assert run.json("update", "asha@example.com", "--unset", "birthday")["birthday"] is None
    run.run("update", "asha@example.com", "--birthday", "in the summer of 1990", status=2)
    changes = [event["changes"] for event in run.json("history", "asha@example.com")["data"]]
    assert [change for event in changes for change in event if change["field"] == "birthday"] == [
        {"field": "birthday", "before": "1991-02-03", "after": None},
        {"field": "birthday", "before": "1990-02-03", "after": "1991-02-03"},
        {"field": "birthday", "before": None, "after": "1990-02-03"},
    ]


@pytest.mark.trial
def test_one_more_field_is_exported_and_imported(with_birthday: Copy) -> None:
    run = with_birthday
    run.run("import", "customers", "-", stdin="email,first_name,birthday\nasha@example.com,Asha,1990-02-03\n")
    run.run("import", "customers", "-", "--format", "table", stdin="E-mail;First name;DOB\nbala@example.com;Bala;1980-01-01\n")

    assert {row["email"]: row["birthday"] for row in run.json("list")["data"]} == {
        "asha@example.com": "1990-02-03",
        "bala@example.com": "1980-01-01",
    }
    header, *rows = run.run("export", "customers", "-").splitlines()
    assert ",tags,birthday,notes," in header
    assert ["1990-02-03" in row for row in rows] == [True, False]
    (line, _) = run.run("export", "customers", "-", "-o", "jsonl").splitlines()
    run.run("import", "customers", "-", stdin=line.replace('"birthday":"1990-02-03"', '"birthday":null') + "\n")
    assert run.json("show", "asha@example.com")["birthday"] is None
    run.run("import", "customers", "-", stdin="email,birthday\nasha@example.com,1990-02-04\n")
    assert run.json("history", "asha@example.com")["data"][0]["changes"] == [{"field": "birthday", "before": None, "after": "1990-02-04"}]


@pytest.mark.trial
def test_one_more_field_is_merged_and_given_back(with_birthday: Copy) -> None:
    run = with_birthday
    run.run("create", "--first-name", "Asha", "--email", "asha@example.com")
    run.run("create", "--first-name", "Asha", "--email", "rao@example.com", "--birthday", "1990-02-03")

    merged = run.json("merge", "asha@example.com", "rao@example.com", "--yes")

    assert merged["customer"]["birthday"] == "1990-02-03"
    assert {field["field"]: field["rule"] for field in merged["fields"]}["birthday"] == "filled"
    undone = run.json("unmerge", merged["merge_id"], "--yes")
    assert (undone["survivor"]["birthday"], undone["restored"]["birthday"]) == (None, "1990-02-03")
    taken = run.json("merge", "asha@example.com", "rao@example.com", "--take", "birthday=absorbed", "--yes")
    assert taken["customer"]["birthday"] == "1990-02-03"


@pytest.mark.trial
def test_one_more_field_is_checked_and_erased(with_birthday: Copy) -> None:
    run = with_birthday
    created = run.json("create", "--first-name", "Asha", "--email", "asha@example.com", "--birthday", "1990-02-03")
    assert run.json("doctor")["problems"] == 0
    run.sql("UPDATE customers SET birthday = ' 1990 '")
    assert [check["name"] for check in run.json("doctor", status=6)["checks"] if not check["ok"]] == ["birthday", "search_texts"]

    (receipt,) = run.json("erase", "asha@example.com", "--yes")["profiles"]

    assert receipt["removed"]["birthday"] == 1
    assert b"1990" not in (run.folder / "shop.db").read_bytes()
    assert run.json("doctor")["problems"] == 0
    run.sql("UPDATE customers SET birthday = '1990'")
    (erased,) = (check for check in run.json("doctor", status=6)["checks"] if not check["ok"])
    assert (erased["name"], erased["examples"]) == ("erased", [created["id"]])


FORMAT = '''"""Results as `name=value` lines."""

from collections.abc import Iterable

from customers.output.formats.jsonl import JsonLinesFormat
from customers.output.results import Record


class PairsFormat(JsonLinesFormat):
    """One `name=value` a line."""

    def record(self, record: Record) -> Iterable[str]:
        """Return the fields of a record."""
        return [f"{name}={value}\\n" for name, value in self.pick(record.row).items()]
'''
QUERY = '''def shouting() -> Ids:
    """Return the customers with notes in capitals."""
    return select(customers.c.id).where(customers.c.notes == func.upper(customers.c.notes)).order_by(customers.c.id)


'''
TABLE = """cards = Table(
    "cards",
    metadata,
    owner(),
    Column("number", Words, primary_key=True),
    info=table_info("distributed", personal="rows"),
)

"""


@pytest.mark.trial
def test_a_filter_takes_three_places(program: Copy) -> None:
    program.insert("models/selection.py", "    deleted: bool | None = None", "    has_notes: bool | None = None\n")
    option = '    has_notes: Annotated[bool | None, Option("--has-notes/--no-notes", help="Has notes, or none.")] = None\n'
    program.insert("cli/options/filters.py", "    has_email: Annotated", option)
    condition = (
        "    if selection.has_notes is not None:\n"
        "        result.append(customers.c.notes.is_not(None) if selection.has_notes else customers.c.notes.is_(None))\n"
    )
    program.insert("database/selection/filters.py", "    if selection.has_email is not None:\n", condition)
    program.run("create", "--first-name", "Asha", "--notes", "prefers mail")
    program.run("create", "--first-name", "Bala")

    assert len(program.places) == 3
    assert [row["first_name"] for row in program.json("list", "--has-notes")["data"]] == ["Asha"]
    assert program.json("tag", "add", "--no-notes", "--tag", "x", "--yes")["customers"] == 1


@pytest.mark.trial
def test_an_output_format_takes_two_places(program: Copy) -> None:
    program.insert("config/formats.py", '    "ids":', '    "pairs": "pairs:PairsFormat",\n')
    program.add("output/formats/pairs.py", FORMAT)
    program.run("create", "--first-name", "Asha", "--email", "asha@example.com")

    assert len(program.places) == 2
    assert program.run("show", "asha@example.com", "-o", "pairs", "--fields", "first_name,email") == (
        "first_name=Asha\nemail=asha@example.com\n"
    )


@pytest.mark.trial
def test_a_doctor_rule_takes_two_places(program: Copy) -> None:
    program.insert("database/doctor/checks.py", "def without_statistics()", QUERY)
    entry = '    _query("quiet", "nobody is shouted at", lambda _: queries.shouting(), manual_fix="write the notes in lower case"),\n'
    program.insert("services/doctor/checks.py", '    _query("statistics_rows"', entry)
    created = program.json("create", "--first-name", "Asha", "--notes", "LOUD")

    (check,) = program.json("doctor", "--check", "quiet", status=6)["checks"]

    assert len(program.places) == 2
    assert (check["ok"], check["examples"], check["remedy"]) == (False, [created["id"]], "write the notes in lower case")


@pytest.mark.trial
def test_a_table_takes_one_place_and_a_migration(program: Copy) -> None:
    program.insert("database/schema/tables.py", "# Pairs that were marked as different people", TABLE)
    program.migrate(
        "op.create_table('cards', sa.Column('customer_id', Id, sa.ForeignKey('customers.id'), primary_key=True),"
        " sa.Column('number', Words, primary_key=True))"
    )
    created = program.json("create", "--first-name", "Asha", "--email", "asha@example.com")
    program.sql(f"INSERT INTO cards VALUES (x'{created['id'].replace('-', '')}', '4711')")

    assert len(program.places) == 2
    assert '"cards"' in program.run("db", "roles")
    program.run("db", "backup", "backup.db")
    program.run("db", "restore", "backup.db", "--database-url", "sqlite:///restored.db", "--yes")
    with closing(sqlite3.connect(program.folder / "restored.db")) as connection:
        assert connection.execute("SELECT number FROM cards").fetchall() == [("4711",)]
    (receipt,) = program.json("erase", "asha@example.com", "--yes")["profiles"]
    assert receipt["removed"]["cards"] == 1
    program.sql(f"INSERT INTO cards VALUES (x'{created['id'].replace('-', '')}', '4711')")
    assert [check["name"] for check in program.json("doctor", status=6)["checks"] if not check["ok"]] == ["erased"]
    program.sql("INSERT INTO cards VALUES (x'00000000000000000000000000000001', '4712')")
    assert [check["name"] for check in program.json("doctor", status=6)["checks"] if not check["ok"]] == ["owners", "erased"]
