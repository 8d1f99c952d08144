"""A shop in which every command is used, for comparisons of databases and for the statements that are sent."""

from collections.abc import Iterator

from tests.support.every_change import ASHA, RAO, TWIN, USHA, LargeChanges
from tests.support.factories import HOME, OFFICE, order

# Commands that use no shop, or print what a database has of its own.
APART = {"completion", "config set", "config show", "config unset", "db distribute", "db roles", "demo", "duplicates review"}
_NAMES = ("Meera", "Ravi", "Zoya", "Arjun", "Leela", "Kabir", "Nila")
_CITIES = ("Pune", "Mumbai", "Delhi", "Chennai")


class EveryCommand(LargeChanges):
    """The commands of a shop with a few customers of note and a crowd, in their order."""

    def results(self) -> Iterator[tuple[str, str]]:
        """Yield each command line with its status and what it printed, without what differs between databases."""
        for steps in (self._fill, self._read, self._segments, self._tag, self._address, self._order, self._statistics):
            yield from steps()
        for steps in (self.merge, self.delete, self.import_again, self.undo, self.erase, self._keep):
            yield from steps()

    def _fill(self) -> Iterator[tuple[str, str]]:
        asha = {"first_name": "Asha", "email": ASHA, "phone": "+919876543210", "addresses": [HOME, OFFICE], "tags": ["one", "two"]}
        rao = {"first_name": "Rao", "email": RAO, "external_ids": {"shopify": "7"}, "addresses": [HOME], "tags": ["two"]}
        for body in (asha, rao, {"first_name": "Asha", "email": TWIN, "phone": "+919876543210", "addresses": [HOME]}):
            yield self.run("create --from-json - -o json", [body])
        crowd = [
            {
                "first_name": _NAMES[number % len(_NAMES)],
                "last_name": f"Crowd {number}",
                "email": f"crowd{number}@example.org",
                "external_ids": {"till": str(number)},
                "tags": ["crowd"],
                "addresses": [{**HOME, "city": _CITIES[number % len(_CITIES)]}],
            }
            for number in range(self.crowd)
        ]
        yield self.run("import customers - -o json", crowd)
        yield self.run("import customers - -o json", crowd)
        more = [{"first_name": "Usha", "email": USHA}, {"email": RAO, "last_name": "Bahadur", "tags": ["three"]}]
        yield self.run("import customers - --consent overwrite -o json", [*more, {"email": TWIN, "accepts_marketing": True}])
        yield self.run("import addresses - -o json", [{"customer_email": USHA, **HOME}])
        ids = {name: {"id": self.json(f"show {name}")["id"]} for name in (ASHA, RAO)}
        rows = [
            order(ids[ASHA], "1", "10"),
            order(ids[RAO], "2", "60000"),
            {**order(ids[ASHA], "3", "5"), "customer_phone": "+919876543210"},
        ]
        yield self.run("import orders - -o json", rows)
        yield self.run(
            "import orders - -o json", [order(ids[ASHA], "1", "12"), order(ids[RAO], "2", "60000", status="cancelled"), {"number": "x"}]
        )
        crowded = [
            {
                "number": f"T{number}",
                "source": "till",
                "customer_external_id": f"till:{number % self.crowd}",
                "total": str(100 + 37 * number % 9000),
                "placed_at": f"2026-{1 + number % 9:02}-{1 + number % 28:02}",
            }
            for number in range(2 * self.crowd)
        ]
        yield self.run("import orders - -o json", crowded)
        yield self.run("import orders - -o json", crowded)
        new = [{"number": "N1", "total": "7", "placed_at": "2026-02-01", "customer_email": "new@example.org", "customer_name": "Nina"}]
        yield self.run("import orders - --create-customers -o json", new)

    def _read(self) -> Iterator[tuple[str, str]]:
        for line in (
            "list --all -o jsonl",
            "list --all --with-addresses -o json",
            "list --search asha --tag one --city Pune --segment new --sort -total_spent --has-phone -o json",
            "list --tag crowd --city Delhi --min-orders 1 --max-spent 9000 --ordered-after 2026-02-01 --sort name -o json",
            "list --any-tag one --any-tag crowd --without-tag three --no-phone --country IN --sort -last_order_at -o json",
            "list --search crowd --sort -created_at -o json",
            "list --page 2 --per-page 50 --sort total_spent -o json",
            "search asha -o json",
            "search crowd -o json",
            "search ahsa -o json",
            "search meeera -o json",
            "search two -o json",
            "search T17 -o json",
            "search till:5 -o json",
            "search 98765 --all -o json",
            "show asha@example.com rao@example.net -o json",
            "show +919876543210 -o json",
            "orders list asha@example.com -o json",
            "orders list --of all --source import --counted --since 2026-01-01 -o json",
            "orders list --source till --status paid --until 2026-06-01 --all -o json",
            "orders show 1 import:2 till:T5 -o json",
            "history asha@example.com -o json",
            "export person asha@example.com",
            "history --action import --all -o json",
            "runs list --all -o json",
            "doctor -o json",
            "db status --fields customers,deleted_or_absorbed,undone,addresses,orders,events -o json",
            "db upgrade --quiet",
        ):
            yield self.run(line)
        yield self.run(f"runs show {self.newest('import orders')} --all -o json")
        yield self.run(f"runs show {self.newest('import customers')} --all -o json")

    def _segments(self) -> Iterator[tuple[str, str]]:
        for line in (
            "segments count -o json",
            "segments count --as-of 2026-03-01 -o json",
            "segments changes --since 2026-01-01 --as-of 2026-06-01 --all -o json",
            "segments changes --since 2026-01-01 --as-of 2026-06-01 --into returning -o json",
            "segments explain asha@example.com -o json",
            "segments explain crowd3@example.org --as-of 2026-06-01 -o json",
            "segments rfm --as-of 2026-10-01 -o json",
            "segments trend --since 2026-01-01 --until 2026-04-01 --every month -o json",
            "list --rfm dormant --fields email,rfm -o json",
            "segments save some --tag one --segment new",
            "segments save many --tag crowd --label 'The crowd'",
            "segments save many --tag crowd --min-orders 2 --replace",
            "segments list -o json",
            "segments count --all -o json",
            "list --segment some -o json",
            "tag add --tag segmented --segment many --yes -o json",
            "segments remove some --yes",
            "undo --yes -o json",
            "segments list -o json",
        ):
            yield self.run(line)

    def _tag(self) -> Iterator[tuple[str, str]]:
        for line in (
            "tag add --tag new --tag newer --search asha --yes -o json",
            "tag add --tag new --tag newer --tag crowd --tag CROWD2 --any-tag crowd --any-tag new --yes -o json",
            "tag add crowd1@example.org crowd2@example.org --tag new --tag single -o json",
            "tag remove --tag newer --tag two --any-tag crowd --yes -o json",
            "tag remove --tag single --search crowd --yes -o json",
            "tag set --tag other --search usha --yes -o json",
            "tag set --tag crowd --tag place --city Chennai --yes -o json",
            "tag rename other another --yes -o json",
            "tag rename crowd throng --yes -o json",
            "undo --yes -o json",
            "tag list -o json",
            "export customers - --tag new",
        ):
            yield self.run(line)

    def _address(self) -> Iterator[tuple[str, str]]:
        yield self.run("address add asha@example.com --address1 'Hill Road' --city Pune --state MH --pincode 411002 --type billing -o json")
        book = [row["id"] for row in self.json(f"show {ASHA}")["addresses"]]
        yield self.run(f"address default {ASHA} {book[1]} -o json")
        yield self.run(f"address update {ASHA} {book[0]} --city Delhi -o json")
        yield self.run(f"address delete {ASHA} {book[0]} --yes -o json")
        yield self.run(f"address list {ASHA} -o json")

    def _order(self) -> Iterator[tuple[str, str]]:
        for line in (
            f"orders move 3 --to {RAO} -o json",
            "orders move till:T1 till:T2 till:T3 --to crowd9@example.org --yes -o json",
            "orders delete 3 till:T4 --yes -o json",
            "orders list --of deleted -o json",
            "orders list crowd9@example.org -o json",
            "undo --yes -o json",
            "orders show 3 -o json",
        ):
            yield self.run(line)
        moved = "\n".join(f"till:T{number}" for number in range(10, 10 + self.crowd))
        yield self.run("orders move - --to crowd9@example.org --yes -o json", moved)
        yield self.run("show crowd9@example.org -o json")
        yield self.run("undo --yes -o json")
        yield self.run("orders delete - --yes -o json", moved)
        yield self.run("undo --yes -o json")

    def _statistics(self) -> Iterator[tuple[str, str]]:
        eager = {"CUSTOMERS_VIP_ORDER_THRESHOLD": "2"}
        for line in (
            "vip recalculate -o json",
            "vip list --all -o json",
            "vip explain asha@example.com -o json",
            "vip explain crowd9@example.org -o json",
            "vip changes --since 2026-01-01 --all -o json",
            "segments count -o json",
            "doctor -o json",
        ):
            yield self.run(line, env=eager)
        for line in (
            "vip recalculate -o json",
            "vip changes --since 2026-01-01 --all -o json",
            "vip pin asha@example.com --reason why -o json",
            "vip exclude rao@example.net crowd9@example.org --reason why --until 2031-01-01 -o json",
            "vip list -o json",
            "vip release asha@example.com rao@example.net -o json",
            "update asha@example.com --last-name Rao --phone +919876500000 --accepts-marketing -o json",
            "update asha@example.com --email asha.rao@example.com --external-id shop:9 --notes text -o json",
            "update asha.rao@example.com --email asha@example.com --unset notes -o json",
            "update rao@example.net --email asha@example.com",
        ):
            yield self.run(line)
        yield self.run("vip recalculate -o json", env={"CUSTOMERS_VIP_PERIOD_DAYS": "30"})
        yield self.run("vip explain asha@example.com -o json", env={"CUSTOMERS_VIP_PERIOD_DAYS": "30"})
        yield self.run("vip recalculate -o json")

    def _keep(self) -> Iterator[tuple[str, str]]:
        for line in (
            "export customers - --format jsonl",
            "export person crowd25@example.org",
            "export customers customers.csv --overwrite",
            "export orders - --of all",
            "export orders - --format jsonl",
            "export addresses - --format jsonl",
            "history --all -o jsonl",
            "runs list --all -o jsonl",
            "tag list -o json",
            "vip recalculate -o json",
            "doctor -o json",
            "doctor --fix --yes -o json",
            "db status --fields customers,deleted_or_absorbed,undone,addresses,orders,events -o json",
            "db backup backup.db --overwrite -o json",
            "db restore backup.db --database-url sqlite:///restored.db --yes -o json",
            "db copy sqlite:///copy.db -o json",
            "list --database-url sqlite:///copy.db --all -o jsonl",
            "doctor --database-url sqlite:///copy.db -o json",
        ):
            yield self.run(line)


def command_of(line: str, commands: set[str]) -> str:
    """Return the command of a line among some, by its first words."""
    words = line.split()
    return next((name for name in (" ".join(words[:number]) for number in (2, 1)) if name in commands), "")
