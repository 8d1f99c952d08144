"""The writing steps of the machine."""

import json
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.endurance import model_files as files
from tests.endurance import model_merging as merging
from tests.endurance import model_orders as orders
from tests.endurance import model_profiles as profiles
from tests.endurance.model import Shop
from tests.endurance.model_machine import Machine, which
from tests.endurance.model_reading import chosen, moment
from tests.endurance.model_words import (
    NUMBERS,
    bodies,
    changes,
    emails,
    external_ids,
    first_names,
    labels,
    lines,
    options,
    places,
    purchases,
    table,
    takes,
)
from tests.endurance.model_words import profiles as profile_words

seldom = st.sampled_from([False, False, False, False, False, False, True])
keys = st.tuples(st.sampled_from(["web", "till"]), st.sampled_from(NUMBERS))


def clearing(strategy: dict[str, st.SearchStrategy[Any]]) -> dict[str, st.SearchStrategy[Any]]:
    return {name: st.none() | value if name in ("phone", "last_name", "notes", "tags") else value for name, value in strategy.items()}


customer_rows = st.fixed_dictionaries({}, optional={"first_name": first_names, **clearing(profile_words)})


class ProfileSteps(Machine):
    """Steps on one profile, its tags, its addresses, its VIP status."""

    @rule(body=bodies, dry=seldom)
    def create(self, body: dict[str, Any], dry: bool) -> None:
        self.do(lambda shop: profiles.create(shop, body) and None, "create", "--from-json", "-", stdin=json.dumps(body), try_first=dry)

    @rule(number=which, name=which, body=changes, dry=seldom)
    def update(self, number: int, name: int, body: dict[str, Any], dry: bool) -> None:
        person = self.anybody(number)
        words = ("update", self.called(person, name), "--from-json", "-")
        self.do(lambda shop: profiles.update(shop, person, body), *words, stdin=json.dumps(body), try_first=dry)

    @rule(number=which, notes=st.sampled_from(["x", "y"]), early=st.booleans())
    def update_unless_changed(self, number: int, notes: str, early: bool) -> None:
        person = self.anybody(number)
        since = self.shop.people[person].updated_at - timedelta(seconds=int(early))
        words = ("update", person, "--notes", notes, "--if-unchanged-since", str(moment(since)))
        self.do(lambda shop: profiles.update(shop, person, {"notes": notes}, since), *words)

    @rule(number=which, name=st.sampled_from(["email", "phone", "last_name", "notes", "tags", "external_ids"]))
    def unset(self, number: int, name: str) -> None:
        person = self.anybody(number)
        self.do(lambda shop: profiles.update(shop, person, {name: None}), "update", person, "--unset", name)

    @rule(numbers=st.lists(which, min_size=1, max_size=2), dry=seldom)
    def delete(self, numbers: list[int], dry: bool) -> None:
        people = [self.anybody(number) for number in numbers]
        self.do(lambda shop: profiles.delete(shop, people), "delete", *people, try_first=dry)

    @rule(number=which)
    def restore(self, number: int) -> None:
        deleted = [person.id for person in self.shop.people.values() if person.state == "deleted"]
        person = deleted[number % len(deleted)] if deleted else self.anybody(number)
        leads = self.shop.people[person].state == "absorbed"
        self.do(lambda shop: profiles.restore(shop, person), "restore", person) if not leads else None

    @rule(number=st.integers(0, 200))
    def erase(self, number: int) -> None:
        if number % 10 == 7:
            person = self.anybody(number)
            self.do(lambda shop: profiles.erase(shop, person), "erase", person)

    @rule(word=st.sampled_from(["add", "add", "remove", "set"]), tags=labels, numbers=st.lists(which, min_size=1, max_size=3), dry=seldom)
    def tag(self, word: str, tags: list[str], numbers: list[int], dry: bool) -> None:
        people = [self.anybody(number) for number in numbers]
        self.do(lambda shop: profiles.tag(shop, word, tags, people), "tag", word, *people, *options({"tag": tags}), try_first=dry)

    @rule(
        word=st.sampled_from(["add", "remove", "set"]),
        tags=labels,
        selection=st.sampled_from([{"any-tag": ["gold", "b2b"]}, {"min-orders": 1}, {"has-email": None}]),
    )
    def tag_selection(self, word: str, tags: list[str], selection: dict[str, Any]) -> None:
        people = [person.id for person in chosen(self.shop, selection)]
        self.do(lambda shop: profiles.tag(shop, word, tags, people), "tag", word, *options({"tag": tags} | selection))

    @rule(old=labels, new=labels)
    def rename_tag(self, old: list[str], new: list[str]) -> None:
        self.do(lambda shop: profiles.rename_tag(shop, old[0], new[0]), "tag", "rename", old[0], new[0])

    @rule(number=which, place=places)
    def add_address(self, number: int, place: dict[str, Any]) -> None:
        person = self.anybody(number)
        self.do(
            lambda shop: profiles.add_address(shop, person, place), "address", "add", person, "--from-json", "-", stdin=json.dumps(place)
        )

    def an_address(self, person: str, number: int) -> str:
        references: list[str] = [place["id"] for place in self.shop.people[person].addresses] + ["billing", "shipping"]
        return references[number % len(references)]

    @rule(
        number=which,
        place=which,
        body=places.map(dict),
        names=st.sets(st.sampled_from(["city", "type", "is_default", "company"]), min_size=1),
    )
    def update_address(self, number: int, place: int, body: dict[str, Any], names: set[str]) -> None:
        person = self.anybody(number)
        reference = self.an_address(person, place)
        body = {name: value for name, value in body.items() if name in names} or {"city": "Goa"}
        words = ("address", "update", person, reference, "--from-json", "-")
        self.do(lambda shop: profiles.update_address(shop, person, reference, body), *words, stdin=json.dumps(body))

    @rule(number=which, place=which, word=st.sampled_from(["delete", "default"]))
    def delete_or_default_address(self, number: int, place: int, word: str) -> None:
        person = self.anybody(number)
        reference = self.an_address(person, place)

        def change(shop: Shop) -> None:
            if word == "delete":
                profiles.delete_address(shop, person, reference)
            else:
                profiles.update_address(shop, person, reference, {"is_default": True})

        self.do(change, "address", word, person, reference)

    @rule(number=which, word=st.sampled_from(["pin", "exclude", "release"]), days=st.sampled_from([None, None, 1, 40]), dry=seldom)
    def override(self, number: int, word: str, days: int | None, dry: bool) -> None:
        person = self.anybody(number)
        until = self.shop.now + timedelta(days=days) if days and word != "release" else None
        words = ["vip", word, person, "--reason", "x", *([f"--until={until.isoformat()}"] if until else [])]
        kind = {"pin": "pinned", "exclude": "excluded", "release": None}[word]
        self.do(lambda shop: profiles.override(shop, person, kind, until), *words, try_first=dry)

    @rule(days=st.integers(1, 60))
    def wait(self, days: int) -> None:
        self.shop.now += timedelta(days=days)
        self.do(profiles.recalculate_all, "vip", "recalculate")

    @rule(first=which, second=which, word=st.sampled_from(["dismiss", "undismiss"]))
    def dismiss(self, first: int, second: int, word: str) -> None:
        pair = self.anybody(first), self.anybody(second)
        self.do(lambda shop: profiles.dismiss(shop, *pair, dismissed=word == "dismiss"), "duplicates", word, *pair)


class BulkSteps(Machine):
    """Files and merges."""

    @rule(
        rows=st.lists(st.tuples(customer_rows, st.sampled_from(["", "", "known", "new"]), which, st.uuids()), min_size=1, max_size=4),
        as_table=st.booleans(),
        flags=st.sets(st.sampled_from(["replace", "overwrite"])),
        conflict=st.sampled_from(["update", "update", "update", "skip"]),
        dry=seldom,
    )
    def import_customers(self, rows: list[Any], as_table: bool, flags: set[str], conflict: str, dry: bool) -> None:
        file_rows = [self._row(*row, as_table=as_table) for row in rows]
        words = [*(["--tags=replace"] if "replace" in flags else []), *(["--consent=overwrite"] if "overwrite" in flags else [])]
        self.do(
            lambda shop: files.import_customers(
                shop, file_rows, replace="replace" in flags, overwrite="overwrite" in flags, conflict=conflict, as_table=as_table
            ),
            *("import", "customers", "-", f"--on-conflict={conflict}", *words),
            stdin=table(file_rows) if as_table else lines(file_rows),
            try_first=dry,
        )

    def _row(self, row: dict[str, Any], named: str, number: int, fresh: Any, *, as_table: bool) -> dict[str, Any]:
        row = {**({"id": self.anybody(number) if named == "known" else str(fresh)} if named else {}), **row}
        if not row.keys() & {"id", "email", "external_ids"}:
            row["email"] = f"{'abcdef'[number % 6]}@x.com"
        if as_table and "addresses" in row:
            row["addresses"] = [{name: value for name, value in place.items() if name != "is_default"} for place in row["addresses"][:1]]
        return row

    def _customer(self, number: int, email: str | None, ids: dict[str, str] | None) -> dict[str, Any]:
        """Return the cells by which a row of orders or addresses names its customer."""
        if ids:
            return {"external_ids": dict(list(ids.items())[:1])}
        return {"email": email} if email else {"id": self.anybody(number)}

    @rule(
        rows=st.lists(st.tuples(which, st.none() | emails, st.none() | external_ids, places), min_size=1, max_size=3),
        as_table=st.booleans(),
    )
    def import_addresses(self, rows: list[Any], as_table: bool) -> None:
        file_rows = [{"customer": self._customer(*row[:3]), "place": row[3]} for row in rows]
        flat = [{**_naming(row["customer"]), **row["place"]} for row in file_rows]
        text = table(flat) if as_table else lines(flat)
        self.do(lambda shop: files.import_addresses(shop, file_rows), "import", "addresses", "-", stdin=text)

    @rule(
        rows=st.lists(st.tuples(keys, which, st.none() | emails, st.none() | st.none() | external_ids, purchases), min_size=1, max_size=5),
        as_table=st.booleans(),
        create=st.booleans(),
        conflict=st.sampled_from(["update", "update", "update", "skip"]),
        dry=seldom,
    )
    def import_orders(self, rows: list[Any], as_table: bool, create: bool, conflict: str, dry: bool) -> None:
        file_rows = [{"key": key, "customer": self._customer(*who), "order": purchase} for key, *who, purchase in rows]
        flat = [{**_naming(row["customer"]), "source": row["key"][0], "number": row["key"][1], **_plain(row["order"])} for row in file_rows]
        text = table(flat) if as_table else lines(flat)
        words = ("import", "orders", "-", f"--on-conflict={conflict}", *(["--create-customers"] if create else []))
        self.do(lambda shop: orders.import_orders(shop, file_rows, create=create, conflict=conflict), *words, stdin=text, try_first=dry)

    @rule(key=keys, purchase=purchases)
    def change_order(self, key: tuple[str, str], purchase: dict[str, Any]) -> None:
        """Refund, cancel or restore an existing order."""
        if key in self.shop.orders:
            row = {"key": key, "customer": {"id": self.shop.orders[key].owner}, "order": purchase}
            flat = {"customer_id": self.shop.orders[key].owner, "source": key[0], "number": key[1], **_plain(purchase)}
            self.do(lambda shop: orders.import_orders(shop, [row]), "import", "orders", "-", stdin=lines([flat]))

    @rule(keys=st.lists(keys, min_size=1, max_size=3), dry=seldom)
    def delete_orders(self, keys: list[tuple[str, str]], dry: bool) -> None:
        keys = [key for key in keys if key in self.shop.orders] or keys
        self.do(lambda shop: orders.delete_orders(shop, keys), "orders", "delete", *map(":".join, keys), try_first=dry)

    @rule(keys=st.lists(keys, min_size=1, max_size=3), number=which, dry=seldom)
    def move_orders(self, keys: list[tuple[str, str]], number: int, dry: bool) -> None:
        keys, person_id = [key for key in keys if key in self.shop.orders] or keys, self.anybody(number)
        words = ("orders", "move", *map(":".join, keys), "--to", person_id)
        self.do(lambda shop: orders.move_orders(shop, keys, person_id), *words, try_first=dry)

    @rule(first=which, second=which, take=takes, dry=seldom)
    def merge(self, first: int, second: int, take: dict[str, str], dry: bool) -> None:
        self.merge_pair(self.anybody(first), self.anybody(second), take, dry=dry)

    @rule(first=which, second=which, take=takes)
    def merge_two(self, first: int, second: int, take: dict[str, str]) -> None:
        """Merge two active customers, taking only existing values."""
        people = self.shop.live()
        if len(people) > 1:
            survivor = people[first % len(people)]
            absorbed = [person for person in people if person is not survivor][second % (len(people) - 1)]
            known = survivor.external_ids.keys() | absorbed.external_ids.keys()
            possible = {field: value for field, value in take.items() if field.partition(".")[2] in known | {""}}
            self.merge_pair(survivor.id, absorbed.id, possible)

    def merge_pair(self, survivor: str, absorbed: str, take: dict[str, str], *, dry: bool = False) -> None:
        """Merge two profiles; the model stores the id of the merge."""
        words = [f"--take={field}={value}" for field, value in take.items()]
        done = self.do(
            lambda shop: merging.merge(shop, survivor, absorbed, take) and None, "merge", survivor, absorbed, *words, try_first=dry
        )
        if done.status == 0 and (merge_id := done.json()["merge_id"]):
            self.shop.merges[-1].id = merge_id

    @rule(number=which)
    def unmerge_last(self, number: int) -> None:
        standing = [merge for merge in self.shop.merges if not merge.undone][-2:]
        if standing:
            index = self.shop.merges.index(standing[number % len(standing)])
            self.do(lambda shop: merging.unmerge(shop, shop.merges[index]), "unmerge", self.shop.merges[index].id)

    @rule(number=which, force=seldom, last=st.booleans(), dry=seldom)
    def unmerge(self, number: int, force: bool, last: bool, dry: bool) -> None:
        standing = [merge for merge in self.shop.merges if not merge.undone]
        candidates = [standing[-1]] if standing and last else self.shop.merges
        if candidates:
            index = self.shop.merges.index(candidates[number % len(candidates)])
            words = ["unmerge", self.shop.merges[index].id, *(["--force"] if force else [])]
            self.do(lambda shop: merging.unmerge(shop, shop.merges[index], force=force), *words, try_first=dry)


def _naming(customer: dict[str, Any]) -> dict[str, str]:
    """Return the cells by which a row names a customer."""
    if "external_ids" in customer:
        return {"customer_external_id": next(f"{system}:{value}" for system, value in customer["external_ids"].items())}
    return {f"customer_{name}": value for name, value in customer.items()}


def _plain(order: dict[str, Any]) -> dict[str, str]:
    return {name: value.isoformat() if isinstance(value, datetime) else str(value) for name, value in order.items()}
