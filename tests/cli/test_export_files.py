"""Names of written files: kind, compression, pipes and standard output; and the reported counts."""

import gzip
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, import_orders, listed, order
from tests.support.program import Program

WRONG = "email,first_name\nbroken,A\n"


@pytest.mark.parametrize("name", ["x.xlsx", "x.XLS", "x.ods", "x.json", "x.db", "x.zip", "x.tsv", "x.xlsx.gz", "x.pdf"])
@pytest.mark.parametrize("options", [[], ["--format", "csv", "--overwrite"], ["--format", "mailchimp"]], ids=" ".join)
def test_export_refuses_foreign_suffix(sqlite_customers: Program, tmp_path: Path, name: str, options: list[str]) -> None:
    refused = sqlite_customers("export", "customers", str(tmp_path / name), *options)

    refused.fails(ExitStatus.USAGE, f"{tmp_path / name}: cannot write a .{name.split('.')[1].lower()} file", ".csv", ".jsonl")
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["merge", "a@x", "b@x", "--plan", "x.csv"],
        ["merge", "a@x", "b@x", "--plan", "x.json.gz"],
        ["import", "customers", "-", "--rejects", "x.xlsx"],
        ["db", "backup", "x.csv"],
        ["db", "backup", "x.db.gz"],
    ],
    ids=" ".join,
)
def test_other_outputs_refuse_foreign_suffix(sqlite_customers: Program, tmp_path: Path, arguments: list[str]) -> None:
    sqlite_customers(*arguments, stdin=WRONG, cwd=tmp_path).fails(ExitStatus.USAGE, "cannot write a .")

    assert list(tmp_path.glob("x.*")) == []


@pytest.mark.parametrize("kind", ["customers", "orders", "addresses"])
@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_gz_suffix_compresses_export_that_import_reads(customers: Program, tmp_path: Path, kind: str, format: str) -> None:
    asha = create(customers, "Asha", notes='one,\n"two"\nthree', addresses=[HOME | {"company": 'A "B" Ltd'}])
    import_orders(customers, order(asha, "1", "5"), order(asha, "2", "6"))
    create(customers, "Usha", notes="\n".join("x" * 100), addresses=[HOME])
    path, number = tmp_path / f"{kind}.{format}.gz", 2

    done = customers("export", kind, str(path)).succeeds()

    assert done.stdout == ""
    assert done.stderr == f"Wrote {number} {kind} to {path}\n"
    assert gzip.decompress(path.read_bytes()).decode() == customers("export", kind, "--format", format).succeeds().stdout
    customers("import", kind, str(path), "-o", "json").prints_json(read=number, unchanged=number)
    before = path.read_bytes()
    assert customers("export", kind, str(path), "--quiet").succeeds().stderr == ""
    assert path.read_bytes() == before


def test_export_reports_number_of_rows(customers: Program, tmp_path: Path) -> None:
    create(customers, "Asha", email="a@example.com", accepts_marketing=True, notes="a\nb")
    for arguments, notice in (
        (["customers", "a.csv"], "Wrote 1 customer to a.csv"),
        (["customers", "a.csv", "--fields", "notes"], "Wrote 1 customer to a.csv"),
        (["customers", "m.csv", "--format", "mailchimp"], "Wrote 1 customer to m.csv"),
        (["addresses", "b.jsonl"], "Wrote 0 addresses to b.jsonl"),
        (["customers", "c.csv", "--tag", "none"], "Wrote 0 customers to c.csv"),
    ):
        assert notice in customers("export", *arguments, cwd=tmp_path).succeeds().stderr.splitlines()
    assert customers("export", "customers").succeeds().stderr == ""


@pytest.mark.parametrize("format", ["json", "table", "ids"])
def test_export_refuses_formats_of_lists(customers: Program, tmp_path: Path, format: str) -> None:
    for arguments in (["export", "customers"], ["export", "orders", str(tmp_path / "x.csv")]):
        customers(*arguments, "-o", format).fails(ExitStatus.USAGE, f"cannot print {format}", "csv or jsonl")
        assert customers(*arguments, env={"CUSTOMERS_OUTPUT": format}).succeeds().stdout.startswith(("id,", ""))
    customers("export", "customers", "--json").fails(ExitStatus.USAGE, "csv or jsonl")
    customers("export", "customers", "-o", "csv", "--format", "jsonl").fails(ExitStatus.USAGE, "cannot be used together")
    for arguments in (["db", "roles"], ["completion", "bash"]):
        customers(*arguments, "-o", format).fails(ExitStatus.USAGE, "it prints text only")


def test_output_option_selects_export_format(customers: Program, tmp_path: Path) -> None:
    create(customers, "Asha")

    customers("export", "customers", "x.csv", "-o", "jsonl", cwd=tmp_path).succeeds()
    customers("export", "customers", "y", "-o", "csv", cwd=tmp_path).succeeds()

    assert json.loads((tmp_path / "x.csv").read_text())["first_name"] == "Asha"
    assert (tmp_path / "y").read_text().startswith("id,")


def test_dash_writes_plan_to_standard_output(sqlite_customers: Program, tmp_path: Path) -> None:
    asha, usha = (create(sqlite_customers, name)["id"] for name in ("Asha", "Usha"))

    done = sqlite_customers("merge", asha, usha, "--plan", "-", cwd=tmp_path).succeeds()

    assert not (tmp_path / "-").exists()
    assert done.json()["survivor_id"] == asha
    assert "dry run: nothing was changed" in done.stderr.lower()
    sqlite_customers("merge", "--apply", "-", "--yes", stdin=done.stdout).succeeds()
    assert listed(sqlite_customers, "list") == ["Asha"]


def test_rejects_and_backups_refuse_standard_output(sqlite_customers: Program, tmp_path: Path) -> None:
    sqlite_customers("import", "customers", "-", "--rejects", "-", stdin=WRONG, cwd=tmp_path).fails(ExitStatus.USAGE, "--rejects")
    sqlite_customers("db", "backup", "-", cwd=tmp_path).fails(ExitStatus.USAGE, "standard output")

    assert not (tmp_path / "-").exists()


def test_export_writes_to_pipes_and_devices(customers: Program, tmp_path: Path) -> None:
    create(customers, "Asha")
    pipe = tmp_path / "pipe.csv.gz"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    try:
        customers("export", "customers", str(pipe)).succeeds()
    finally:
        reader.join()

    assert gzip.decompress(read[0]).decode() == customers("export", "customers").stdout
    assert customers("export", "customers", "/dev/null").succeeds().stdout == ""
    assert Path("/dev/null").is_char_device()
    customers("import", "customers", "-", "--rejects", "/dev/null", stdin=WRONG).fails(ExitStatus.PARTIAL, stdout=None)


@pytest.mark.trial
def test_name_of_a_descriptor_is_written_to(sqlite_customers: Program, tmp_path: Path) -> None:
    create(sqlite_customers, "Asha")
    # The name of a descriptor, like /dev/stdout, but without a risk for the machine.
    command = [sys.executable, "-m", "customers", "export", "customers", "/dev/fd/1", "--overwrite"]

    with (tmp_path / "out.csv").open("wb") as stdout:
        done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, env=sqlite_customers.environment(), check=False)

    assert done.returncode == ExitStatus.DONE, done.stderr
    assert "Asha" in (tmp_path / "out.csv").read_text()


def test_gz_suffix_compresses_rejects_that_import_reads(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv.gz"

    customers("import", "customers", "-", "--rejects", str(path), stdin=WRONG).fails(ExitStatus.PARTIAL, stdout=None)

    assert gzip.decompress(path.read_bytes()).decode().splitlines()[1].startswith("broken,A,2,invalid,")
    customers("import", "customers", str(path)).fails(ExitStatus.PARTIAL, "Line 2", stdout=None)


def test_rejects_replace_link_and_keep_its_target(customers: Program, tmp_path: Path) -> None:
    (tmp_path / "victim.csv").write_text("precious")
    (tmp_path / "rejects.csv").symlink_to("victim.csv")

    customers("import", "customers", "-", "--rejects", str(tmp_path / "rejects.csv"), stdin=WRONG).fails(ExitStatus.PARTIAL, stdout=None)

    assert (tmp_path / "victim.csv").read_text() == "precious"
    assert "broken" in (tmp_path / "rejects.csv").read_text()
