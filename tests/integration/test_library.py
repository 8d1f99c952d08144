"""The library, as a Python script uses it."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import customers as package
from customers import CustomersError, Shop, open_shop
from customers.errors import (
    CannotMergeError,
    CustomerNotFoundError,
    DatabaseMissingError,
    EmailTakenError,
    InvalidFieldError,
    InvalidSettingError,
    NothingSelectedError,
    OrderNotFoundError,
    UsageError,
)
from tests.support.factories import HOME, create, events, import_orders, order
from tests.support.program import Program


@pytest.fixture
def shop(customers: Program) -> Shop:
    """Return an empty shop as a script opens it."""
    return open_shop(customers.url, actor="nightly", reason="stocktaking")


def test_public_names_exist() -> None:
    assert [name for name in package.__all__ if not hasattr(package, name)] == []
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = package.no_such_name


def test_script_and_program_share_data(customers: Program, shop: Shop) -> None:
    created = create(customers, "Asha", email="asha@example.com")

    with shop:
        meera = shop.create(first_name="Meera", tags=["Wholesale"], addresses=[{**HOME}])
        assert str(shop.get("ASHA@example.com").id) == created["id"]

    printed = customers("show", str(meera.id), "-o", "json").succeeds().json()
    assert (printed["full_name"], printed["tags"]) == ("Meera", ["Wholesale"])
    [event] = events(customers, str(meera.id))
    assert (event.actor, event.reason, event.command) == ("nightly", "stocktaking", "create")


def test_each_transaction_of_a_script_is_a_run(shop: Shop) -> None:
    with shop:
        asha = shop.create(first_name="Asha")
        with shop.transaction():
            shop.add_tags("Wholesale", asha.id)
            shop.update(asha.id, notes="n")
        shop.add_tags("Wholesale", asha.id)

        runs = list(shop.runs(actor="nightly", undone=False))

    assert [(run.command, run.reason, run.customers, run.state) for run in runs] == [
        ("update", "stocktaking", 1, "done"),
        ("create", "stocktaking", 1, "done"),
    ]


def test_filters_accept_values_and_text(customers: Program, shop: Shop) -> None:
    import_orders(customers, order(create(customers, "Asha"), "1", "120.50", "2026-01-05"))
    create(customers, "Meera")

    for spent in ("100", 100, Decimal("100.00")):
        assert [customer.first_name for customer in shop.customers(min_spent=spent)] == ["Asha"]
    for moment in ("2026-01-01", date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)):
        assert [customer.first_name for customer in shop.customers(ordered_after=moment)] == ["Asha"]
    page = shop.page(per_page=1, sort="name")
    assert ([customer.first_name for customer in page.data], page.meta.total) == (["Asha"], 2)
    assert [match.first_name for match in shop.search("mee")] == ["Meera"]


def test_money_and_orders_are_exact_values(customers: Program, shop: Shop) -> None:
    customer = create(customers, "Asha")
    import_orders(customers, order(customer, "1", "0.10"), order(customer, "2", "0.20"))

    assert shop.get(customer["id"]).total_spent == Decimal("0.30")
    assert [stored_order.number for stored_order in shop.orders(customer["id"])] == ["2", "1"]
    assert shop.segments().returning.count == 1
    assert [group.group for group in shop.rfm().groups if group.customers] == ["dormant"]
    assert [customer.first_name for customer in shop.customers(rfm="dormant")] == ["Asha"]
    assert [customer.rfm and customer.rfm.group for customer in shop.customers(with_rfm=True)] == ["dormant"]
    assert [customer.rfm for customer in shop.customers()] == [None]
    assert [point.returning for point in shop.trend("2025-12-01", date(2026, 3, 1), every="month")] == [0, 0, 1]
    assert shop.recalculate().changed == 0


def test_orders_are_filtered_deleted_and_moved(customers: Program, shop: Shop) -> None:
    asha, usha = create(customers, "Asha"), create(customers, "Usha")
    import_orders(customers, *(order(asha, number, "10", f"2026-01-0{number}", source="web") for number in "123"))

    assert [row.number for row in shop.orders(source="web", since="2026-01-02")] == ["3", "2"]
    assert shop.order("web:1").customer_name == "Asha"
    moved = shop.move_orders("web:1", "2", to=usha["id"])
    assert (moved.moved, [str(row.customer_id) for row in shop.orders(usha["id"])]) == (
        tuple(shop.order(name).id for name in ("1", "2")),
        [usha["id"]] * 2,
    )
    third = shop.order("web:3").id
    assert shop.delete_orders(third) == [third]
    with pytest.raises(OrderNotFoundError):
        shop.order("web:3")
    with pytest.raises(InvalidFieldError):
        list(shop.orders(of="dead"))  # type: ignore[arg-type]


def test_person_is_a_document_of_plain_values(shop: Shop) -> None:
    asha = shop.create(first_name="Asha", email="asha@example.com")
    shop.delete(asha.id)

    document = shop.person("asha@example.com")

    assert document["profile"]["id"] == str(asha.id)
    assert json.loads(json.dumps(document, default=float))["profile"]["state"] == "deleted"


def test_add_tags_requires_customers_or_filters(shop: Shop) -> None:
    asha = shop.create(first_name="Asha")

    assert shop.add_tags("vip lunch", asha.id).added == 1
    assert shop.remove_tags(["vip lunch"], any_tag="VIP LUNCH", max=1).removed == 1
    with pytest.raises(NothingSelectedError):
        shop.add_tags("everyone")


def test_duplicates_are_merged_and_unmerged(shop: Shop) -> None:
    old, new = (shop.create(first_name="Vandana", last_name="Bhardwaj", phone="+919115330226", tags=[tag]) for tag in ("a", "b"))

    [pair] = shop.duplicates()
    assert (pair.a.id, pair.b.id) == (old.id, new.id)
    assert [listed_pair.b.id for listed_pair in shop.duplicates(customer=old.id)] == [new.id]
    merged = shop.merge(old.id, new.id)
    assert shop.get(new.id).tags == ("a", "b")
    assert merged.merge_id is not None
    shop.unmerge(merged.merge_id)
    assert [shop.get(customer.id).tags for customer in (old, new)] == [("a",), ("b",)]
    assert [event.command for event in shop.history(new.id)] == ["unmerge", "merge", "create"]
    assert not shop.explain_vip(old.id).is_vip


def test_errors_carry_details(shop: Shop) -> None:
    shop.create(first_name="Asha", email="asha@example.com")

    with pytest.raises(EmailTakenError) as taken:
        shop.create(first_name="Meera", email="Asha@example.com")
    with pytest.raises(CustomerNotFoundError):
        shop.get("nobody@example.com")

    assert isinstance(taken.value, CustomersError)
    assert taken.value.code == "conflict"


def test_transaction_is_all_or_nothing(shop: Shop) -> None:
    def make_two() -> None:
        with shop.transaction():
            shop.create(first_name="Asha", email="asha@example.com")
            shop.create(first_name="Meera", email="asha@example.com")

    with pytest.raises(EmailTakenError):
        make_two()
    with shop.transaction(dry_run=True):
        shop.create(first_name="Asha")
    assert list(shop.customers()) == []

    with shop.transaction():
        asha = shop.create(first_name="Asha")
        shop.update(asha.id, last_name="Rao")
        shop.delete(asha.id)
        shop.restore(asha.id)
    assert [customer.full_name for customer in shop.customers()] == ["Asha Rao"]


def test_settings_are_keyword_arguments(customers: Program) -> None:
    assert open_shop(customers.url, loyal_order_threshold=3).segments().loyal.label == "Loyal (3+ orders)"
    with pytest.raises(InvalidSettingError):
        open_shop(customers.url, at_risk_days="soon")
    with pytest.raises(TypeError, match="LOYAL_THRESHOLD"):
        open_shop(customers.url, loyal_threshold=3)


def test_times_are_in_zone_of_settings(customers: Program) -> None:
    asha = create(customers, "Asha")
    import_orders(customers, order(asha, "1", "10", "2026-02-28T18:30:00Z"), order(asha, "2", "10", "2026-03-01T00:00:00Z"))
    shop = open_shop(customers.url, timezone="Asia/Kolkata")

    for moment in ("2026-03", "2026-03-01", date(2026, 3, 1), "2026-03-01T00:00", datetime(2026, 3, 1), "2026-02-28T18:30:00Z"):
        assert [row.number for row in shop.orders(since=moment)] == ["2", "1"]
    assert [row.number for row in shop.orders(since=datetime(2026, 3, 1, tzinfo=UTC))] == ["2"]
    assert list(shop.customers(created_before="7d")) == []
    assert len(list(shop.history(since="today"))) > 0
    with pytest.raises(InvalidFieldError, match="since: 'soon' is not a time"):
        list(shop.orders(since="soon"))


def test_shop_of_configuration_file_outranks_environment(customers: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("CUSTOMERS_LOYAL_ORDER_THRESHOLD", "7")
    (tmp_path / "customers").mkdir()
    (tmp_path / "customers" / "config.toml").write_text(f'[shops.pune]\ndatabase_url = "{customers.url}"\nloyal_order_threshold = 3\n')

    assert open_shop(shop="pune").segments().loyal.label == "Loyal (3+ orders)"
    assert open_shop(shop="pune", loyal_order_threshold=4).segments().loyal.label == "Loyal (4+ orders)"
    with pytest.raises(InvalidSettingError, match="shop is 'tokyo'"):
        open_shop(shop="tokyo")


def test_fuzzy_search_tolerates_typo(shop: Shop) -> None:
    shop.create(first_name="Smithe", tags=["kept"])

    assert list(shop.customers(search="smythe")) == shop.page(search="smythe").data == []
    assert shop.add_tags("x", search="smythe").customers == shop.remove_tags("kept", search="smythe").customers == 0
    for customers in (shop.customers(search="smythe", fuzzy=True), shop.page(search="smythe", fuzzy=True).data, shop.search("smythe")):
        assert [(customer.first_name, customer.tags) for customer in customers] == [("Smithe", ("kept",))]


def test_create_option_creates_missing_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"

    with pytest.raises(DatabaseMissingError, match="there is no database"):
        open_shop(url).create(first_name="Asha")
    assert not (tmp_path / "new.db").exists()
    open_shop(url, create=True).create(first_name="Asha")
    assert [customer.first_name for customer in open_shop(url).customers()] == ["Asha"]


def test_errors_name_python_arguments(shop: Shop) -> None:
    calls: list[tuple[Callable[[], object], str]] = [
        (lambda: shop.segments(as_of="soon"), "as_of: 'soon' is not a time"),
        (lambda: list(shop.history(since="soon")), "since: 'soon' is not a time"),
        (lambda: list(shop.customers(created_after="soon")), "created_after: 'soon' is not a time"),
        (lambda: shop.page(per_page=1000), "per_page is 1000; it must be from 1 to 100"),
        (lambda: shop.merge("a@example.com", "b@example.com", take={"colour": "absorbed"}), "take"),
    ]
    for number in range(2):
        shop.create(first_name="Asha", email=f"{'ab'[number]}@example.com", notes="ab"[number] * 9_000)

    for call, message in calls:
        with pytest.raises(CustomersError) as raised:
            call()
        assert message in str(raised.value)
        assert "--" not in str(raised.value)
        assert "--" not in (raised.value.hint or "")
        assert not any(str(value).startswith("--") for value in raised.value.details.values())
    with pytest.raises(CannotMergeError) as undecided:
        shop.merge("a@example.com", "b@example.com")
    assert "--" not in (undecided.value.hint or "")


def test_unknown_filter_gives_suggestion(shop: Shop) -> None:
    with pytest.raises(TypeError, match=r"no filter 'any_tags'; did you mean any_tag\? the filters are search, tag"):
        list(shop.customers(any_tags="x"))  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"no filter 'any_tags'"):
        shop.add_tags("x", "asha@example.com", any_tags="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"no filter 'sources'; did you mean source\? the filters are source, status, since"):
        list(shop.orders(sources="pos"))  # type: ignore[call-arg]


def test_nested_transaction_is_refused(customers: Program) -> None:
    shop = open_shop(customers.url, lock_timeout=60)

    with shop.transaction():
        shop.create(first_name="Asha")
        with pytest.raises(UsageError, match="open already"), shop.transaction():
            pass
        shop.create(first_name="Usha")
    with shop.transaction():
        assert len(list(shop.customers())) == 2
