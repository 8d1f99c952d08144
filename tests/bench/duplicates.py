"""`python -m tests.bench.duplicates [FOLDER]`: measure the precision, recall, time and memory of `customers duplicates`.

The data is a generated shop of families, always the same, or every CSV file of a folder with a column `cluster`: rows
of one cluster are one person. The program imports each set and searches it for duplicates.
"""

import argparse
import csv
import gzip
import io
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from customers.domain.email import parse_email
from tests.bench.databases import shops
from tests.bench.households import households
from tests.bench.program import Program, Run

# The headers of each field in other data sets; several columns of one field are joined. Birth dates and numbers have no field.
COLUMNS: dict[str, tuple[tuple[str, ...], ...]] = {
    "first_name": (("first_name",), ("given_name",), ("fname_c1", "fname_c2"), ("Site name",), ("name",)),
    "last_name": (("last_name",), ("surname",), ("lname_c1", "lname_c2")),
    "email": (("email",),),
    "phone": (("phone",), ("Phone",)),
    "address1": (("address1",), ("street_number", "address_1"), ("Address",), ("addr",)),
    "address2": (("address2",), ("address_2",)),
    "city": (("city",), ("suburb",), ("birth_place",)),
    "state": (("state",),),
    "pincode": (("pincode",), ("postcode",), ("Zip",), ("postcode_fake",)),
}
# The area code of phones without one.
AREA = "+1 312"

Pair = tuple[str, str]


class Right(NamedTuple):
    """The precision and recall of the printed pairs."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.duplicates", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="CSV files with a column `cluster`, .gz or not")
    parser.add_argument("--size", type=int, default=10_000, help="how many profiles the made shop has")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--half", choices=("first", "second"), help="only this half of the clusters: tune on one, report the other")
    parser.add_argument("--country", default="IN", help="of phones without a code")
    options = parser.parse_args()
    sets = read_folder(options.folder) if options.folder else iter([("households", households(options.size))])
    print(f"{'set':<24}{'profiles':>9}{'pairs':>8}{'precision':>11}{'recall':>8}{'F1':>7}{'CPU s':>8}{'MB':>6}")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        program = Program(Path(folder) / "home")
        for name, rows in sets:
            profiles = half_of(rows, options.half) if options.half else rows
            with shops(options.engine, Path(folder), program.upgrade) as (shop, _):
                measure(program, shop.url, name, profiles, Path(folder) / "set.csv", options.country)
    return 0


def measure(program: Program, url: str, name: str, rows: Sequence[Mapping[str, str]], path: Path, country: str) -> None:
    """Import one set, look for duplicates, print a line."""
    write_native(path, rows)
    program.run(url, "import", "customers", str(path), "-q", "--set", f"country={country}")
    run = program.run(url, "duplicates", "--all", "-o", "jsonl")
    right = judge(run, [row["cluster"] for row in rows])
    pairs = sum(1 for _ in true_pairs([row["cluster"] for row in rows]))
    counts = f"{len(rows):>9,}{pairs:>8,}"
    print(f"{name:<24}{counts}{right.precision:>11.3f}{right.recall:>8.3f}{right.f1:>7.3f}{run.cpu:>8.1f}{run.megabytes:>6.0f}", flush=True)


def judge(run: Run, clusters: Sequence[str]) -> Right:
    """Compare the printed pairs with those of one person."""
    printed = {
        tuple(sorted((pair["a"]["external_ids"]["row"], pair["b"]["external_ids"]["row"])))
        for pair in map(json.loads, run.stdout.splitlines())
    }
    true = set(true_pairs(clusters))
    both = len(printed & true)
    return Right(both / len(printed) if printed else 1.0, both / len(true) if true else 1.0)


def true_pairs(clusters: Iterable[str]) -> Iterator[Pair]:
    """Return the pairs of rows of one person, by their numbers."""
    by_cluster: dict[str, list[str]] = defaultdict(list)
    for number, cluster in enumerate(clusters):
        by_cluster[cluster].append(str(number))
    for rows in by_cluster.values():
        for first, second in combinations(rows, 2):
            yield (first, second) if first < second else (second, first)


def write_native(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows as the program imports them; a profile needs a first name, and an address all its parts."""
    fields = ["external_ids", *COLUMNS]
    emails: set[str] = set()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        for number, row in enumerate(rows):
            native = {field: value_of(row, sources) for field, sources in COLUMNS.items()}
            if not native["first_name"]:
                native["first_name"], native["last_name"] = native["last_name"] or "-", ""
            if not is_email(native["email"]):
                native["email"] = ""
            # Emails are unique: a repeated one gets a subaddress, as people write it.
            local, _, domain = native["email"].lower().partition("@")
            copies = 0
            while native["email"] and native["email"].lower() in emails:
                copies += 1
                native["email"] = f"{local}+{copies}@{domain}"
            emails.add(native["email"].lower())
            if sum(map(str.isdigit, native["phone"])) == 7:
                native["phone"] = f"{AREA} {native['phone']}"
            parts = ("address1", "city", "state", "pincode")
            if any(native[part] for part in parts):
                native |= {part: native[part] or "-" for part in parts}
            writer.writerow({"external_ids": f"row:{number}", **native})


def is_email(text: str) -> bool:
    """Return whether the program accepts an email."""
    try:
        return bool(parse_email(text))
    except ValueError:
        return False


def value_of(row: Mapping[str, str], sources: Sequence[Sequence[str]]) -> str:
    """Return the value of the first columns that a row has, on one line."""
    for names in sources:
        if any(name in row for name in names):
            return " ".join(" ".join(row.get(name) or "" for name in names).split())
    return ""


def half_of(rows: Sequence[Mapping[str, str]], which: str) -> list[Mapping[str, str]]:
    """Return the rows of one half of the clusters."""
    clusters = sorted({row["cluster"] for row in rows})
    random.Random(1).shuffle(clusters)
    middle = len(clusters) // 2
    half = set(clusters[:middle] if which == "first" else clusters[middle:])
    return [row for row in rows if row["cluster"] in half]


def read_folder(folder: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield the data sets of a folder with their names."""
    for path in sorted([*folder.glob("*.csv"), *folder.glob("*.csv.gz")]):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = io.StringIO(content.decode("utf-8-sig"), newline="")
        rows = [row for row in csv.DictReader(lines) if row.get("cluster") not in (None, "", "x")]
        if rows:
            yield path.name.partition(".")[0], rows


if __name__ == "__main__":
    sys.exit(main())
