"""Tags behave as a set of words for each customer, after any sequence of commands."""

import json
import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from customers.models.selection import Guard, Selection
from customers.services.customers import tags as services
from customers.services.listing.bulk import resolve_customers
from customers.services.transaction import Transaction
from tests.support.program import Program
from tests.support.shops import Shops, open_services
from tests.support.surroundings import examples

IDS = [f"018f3c1e-7b00-7000-8000-00000000000{number}" for number in range(3)]
WORDS = {"add": services.add_tags, "set": services.set_tags, "remove": services.remove_tags}

labels = st.sampled_from(
    ["VIP", "vip", " Vip ", "big  spender", "Big Spender", "straße", "STRASSE", "É", "e\u0301", "é", "=1", "'", '"q"', "\\N", "İ", "ß"]
)
steps = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "remove", "set"]),
        st.lists(labels, min_size=1, max_size=3),
        st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True),
    ),
    min_size=1,
    max_size=8,
)


@examples(6)
@given(steps)
def test_tags_follow_a_plain_model(empty_shops: Shops, steps: Any) -> None:
    for customers in empty_shops():
        people = "\n".join(json.dumps({"id": id_, "first_name": "A"}) for id_ in IDS)
        customers("import", "customers", "-", stdin=people).succeeds()
        model: dict[str, dict[str, str]] = {id_: {} for id_ in IDS}
        with open_services(customers) as shop, shop.writing() as tx:
            for word, given_labels, ids in steps:
                assert apply(tx, word, given_labels, ids) == follow(model, word, given_labels, ids)
        assert stored(customers) == {id_: shown(tags) for id_, tags in model.items()}

        by_key: dict[str, int] = {}
        for tags in model.values():
            for key in tags:
                by_key[key] = by_key.get(key, 0) + 1
        listed = customers("tag", "list", "-o", "jsonl").succeeds().jsonl()
        assert {unicodedata.normalize("NFC", row["tag"]).casefold(): row["customers"] for row in listed} == by_key


def apply(tx: Transaction, word: str, labels: list[str], ids: list[str]) -> tuple[int, int, int, int]:
    done = WORDS[word](tx, resolve_customers(tx, ids, Selection(), Guard()).customers, labels)
    return done.customers, done.added, done.removed, done.unchanged


def follow(model: dict[str, dict[str, str]], word: str, labels: list[str], ids: list[str]) -> tuple[int, int, int, int]:
    """Apply a command to the model: tags are compared without case and keep the first spelling."""
    named_labels: dict[str, str] = {}
    for label in labels:
        text = " ".join(unicodedata.normalize("NFC", label).split())
        named_labels.setdefault(text.casefold(), text)
    added = removed = 0
    for id_ in ids:
        tags = model[id_]
        if word != "add":
            removed_keys = [key for key in tags if (key in named_labels) == (word == "remove")]
            removed += len(removed_keys)
            for key in removed_keys:
                del tags[key]
        if word != "remove":
            new = {key: text for key, text in named_labels.items() if key not in tags}
            added += len(new)
            tags |= new
    pairs = len(ids) * len(named_labels)
    return len(ids), added, removed, pairs - (removed if word == "remove" else added)


def shown(tags: dict[str, str]) -> list[str]:
    return [label for _, label in sorted(tags.items())]


def stored(customers: Program) -> dict[str, list[str]]:
    return {row["id"]: row["tags"] for row in customers("list", "--all", "-o", "jsonl").succeeds().jsonl()}
