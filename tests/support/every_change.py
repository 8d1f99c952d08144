"""The changes of a shop that concern many rows: merges, deletions, imports, undos, erasures."""

from collections.abc import Iterator

from tests.support.comparison import Comparison
from tests.support.program import Program

ASHA, RAO, USHA, TWIN = "asha@example.com", "rao@example.net", "usha@example.com", "asha2@example.com"


class LargeChanges(Comparison):
    """The commands that change customers of note and a crowd, each of which prints what it did."""

    def __init__(self, customers: Program, crowd: int) -> None:
        super().__init__(customers)
        self.crowd = crowd

    def merge(self) -> Iterator[tuple[str, str]]:
        pairs = [
            {"primary_id": f"crowd{number}@example.org", "secondary_id": f"crowd{number + 40}@example.org"} for number in range(20, 30)
        ]
        for line, stdin in (
            ("duplicates list --all --min-score 0.5 -o json", ""),
            (f"duplicates list --customer {ASHA} -o json", ""),
            (f"duplicates dismiss {ASHA} {USHA} --reason why -o json", ""),
            ("duplicates dismissed -o json", ""),
            (f"duplicates undismiss {ASHA} {USHA} -o json", ""),
            (f"merge {ASHA} {RAO} --dry-run -o json", ""),
            (f"merge {ASHA} {RAO} --yes -o json", ""),
            (f"show {RAO} -o json", ""),
            ("merges -o json", ""),
            (f"merges {ASHA} -o json", ""),
            ("undo --yes -o json", ""),
            (f"merge {ASHA} {TWIN} --take phone=absorbed --yes -o json", ""),
            (f"merge {USHA} {ASHA} --plan plan.json --overwrite", ""),
            ("merge --apply plan.json --yes -o json", ""),
            (f"unmerge {ASHA} --yes -o json", ""),
            ("merge --batch - --yes -o json", pairs),
            ("merges --all -o json", ""),
            ("list --all -o jsonl", ""),
            ("doctor -o json", ""),
        ):
            yield self.run(line, stdin)

    def delete(self) -> Iterator[tuple[str, str]]:
        for line in (
            f"delete {USHA} --yes -o json",
            f"show {USHA}",
            "list --deleted -o json",
            f"restore {USHA} -o json",
            "delete --city Mumbai --tag crowd --yes -o json",
            "delete --city Mumbai --tag crowd --yes -o json",
            "restore --tag crowd --yes -o json",
            "delete --city Mumbai --tag crowd --yes -o json",
            "undo --yes -o json",
            "list --deleted -o json",
        ):
            yield self.run(line)

    def import_again(self) -> Iterator[tuple[str, str]]:
        changed = [
            {"email": f"crowd{number}@example.org", "last_name": f"Throng {number}", "tags": ["late"]} for number in range(self.crowd)
        ]
        yield self.run("import customers - -o json", changed)
        yield self.run("import customers - --tags replace --atomic -o json", [*changed[:5], {"first_name": ""}])
        orders = [{"number": f"T{number}", "source": "till", "total": "50", "placed_at": "2026-05-05"} for number in range(self.crowd)]
        rows = [{**row, "customer_external_id": f"till:{number}"} for number, row in enumerate(orders)]
        yield self.run("import orders - --as-of 2026-10-01 -o json", rows)
        yield self.run("import orders - --rejects rejects.jsonl --overwrite -o json", [*rows[:3], {**rows[4], "total": "x"}])
        yield self.run("undo --yes -o json")
        yield self.run("list --all -o jsonl")

    def undo(self) -> Iterator[tuple[str, str]]:
        fresh = [{"first_name": "Undone", "email": f"undone{number}@example.org", "tags": ["undone"]} for number in range(self.crowd)]
        yield self.run("import customers - -o json", fresh)
        orders = [
            {"number": f"U{number}", "total": "5", "placed_at": "2026-05-05", "customer_email": f"undone{number}@example.org"}
            for number in range(self.crowd)
        ]
        yield self.run("import orders - -o json", orders)
        run = self.newest("import customers")
        yield self.run(f"undo {run} --yes -o json")
        yield self.run("undo --yes -o json")
        undo = self.newest("undo")
        yield self.run("orders list --source import --all -o json")
        yield self.run(f"undo {undo} --yes -o json")
        yield self.run("orders list --source import --all -o json")
        yield self.run("import orders - -o json", [{**orders[1], "total": "6"}])
        yield self.run(f"undo {self.newest('import orders')} --yes -o json")
        yield self.run(f"undo {run} --force --dry-run -o json")
        yield self.run(f"undo {run} --force --only undone5@example.org --yes -o json")
        yield self.run(f"undo {run} --skip-changed --yes -o json")
        yield self.run(f"undo {self.newest('undo')} --yes -o json")
        yield self.run(f"undo {run} --force --yes -o json")
        yield self.run("orders list --source import --of all --all -o json")
        yield self.run("runs list --all -o json")
        yield self.run("runs list --undone --all -o json")
        yield self.run("list --all -o jsonl")
        yield self.run("db status --fields customers,deleted_or_absorbed,undone,addresses,orders,events -o json")
        yield self.run("erase --undone --yes -o json")

    def erase(self) -> Iterator[tuple[str, str]]:
        yield self.run(f"erase {RAO} {ASHA} --reason 'request 1' --yes -o json")
        names = "\n".join(f"crowd{number}@example.org" for number in range(100, 112))
        yield self.run("erase - --yes -o json", names)
        yield self.run("import customers - -o json", [{"first_name": "Rao", "email": RAO}, {"first_name": "New", "email": "n@example.org"}])
        yield self.run("import customers - --allow-erased -o json", [{"first_name": "Rao", "email": RAO}])
        yield self.run("orders list --of erased -o json")
        yield self.run("export orders - --of erased")
