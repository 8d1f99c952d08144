"""`customers search`: names of scripts that are written without blanks."""

import pytest

from tests.support.factories import create, create_many, listed
from tests.support.program import Program

NAMES = (
    ("太郎", "山田"),
    ("小明", "王"),
    ("민수", "김"),
    ("สมชาย", "ใจดี"),
    ("花子 鈴木", None),
    ("一郎田中", None),
    ("Ken", "高橋"),
)


@pytest.mark.parametrize(
    ("query", "first_name"),
    [
        *[(query, "太郎") for query in ("山田太郎", "太郎山田", "山田 太郎", "太郎 山田", "山田\u3000太郎", "田太", "山田太")],
        *[(query, "小明") for query in ("王小明", "王 小明", "小明王")],
        *[(query, "민수") for query in ("김민수", "김 민수", "민수김")],
        *[(query, "สมชาย") for query in ("สมชายใจดี", "สมชาย ใจดี", "ใจดีสมชาย", "ใจดี สมชาย")],
        *[(query, "花子 鈴木") for query in ("鈴木花子", "花子鈴木", "鈴木 花子")],
        *[(query, "一郎田中") for query in ("田中 一郎", "一郎 田中", "一郎田中")],
        ("高橋 ken", "Ken"),
    ],
)
def test_name_is_found_with_and_without_a_blank_in_both_orders(customers: Program, query: str, first_name: str) -> None:
    create_many(customers, *({"first_name": first, "last_name": last} for first, last in NAMES))

    assert listed(customers, "search", query) == [first_name]


def test_joined_name_ranks_as_beginning_of_name(customers: Program) -> None:
    create(customers, "太郎", last_name="山田")
    create(customers, "客", addresses=[{"address1": "1-1", "city": "山田太郎町", "state": "東京", "pincode": "1"}])

    assert listed(customers, "search", "山田太郎") == ["太郎", "客"]


def test_joined_name_follows_update_and_is_in_order_for_doctor(customers: Program) -> None:
    customer = create(customers, "太郎", last_name="山田")
    customers("update", customer["id"], "--last-name", "鈴木").succeeds()

    assert [listed(customers, "search", query) for query in ("山田太郎", "鈴木太郎")] == [[], ["太郎"]]
    customers("doctor").succeeds()
