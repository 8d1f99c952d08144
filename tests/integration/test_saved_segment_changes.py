"""What runs change of saved segments, and the way back; saved segments in the library."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from customers import open_shop
from customers.config.settings import load
from customers.errors import SegmentExistsError, SegmentNotFoundError
from customers.services.segment_changes import UndoneSegments, undo_segment_changes
from customers.services.shop import ShopContext
from tests.support.factories import create, query
from tests.support.program import Program


def runs_of(customers: Program) -> list[UUID]:
    """Return the runs that changed segments, oldest first."""
    rows = query(customers.url, "SELECT DISTINCT run_id FROM saved_segment_changes ORDER BY run_id")
    return [row[0] if isinstance(row[0], UUID) else UUID(bytes=row[0]) for row in rows]


def undo(customers: Program, run_id: UUID, *, force: bool = False) -> UndoneSegments:
    """Take back what a run changed of segments."""
    with ShopContext(load({"CUSTOMERS_DATABASE_URL": customers.url}), "tester", "undo").writing() as tx:
        return undo_segment_changes(tx, run_id, force=force)


def selections(customers: Program) -> dict[str, object]:
    """Return the saved selections by name."""
    return {row["name"]: row["selection"] for row in customers("segments", "list", "-o", "json").succeeds().json()["data"]}


def test_each_change_is_taken_back(customers: Program) -> None:
    create(customers, tags=["b2b"])
    customers("segments", "save", "Trade", "--tag", "b2b").succeeds()
    customers("segments", "save", "trade", "--tag", "b2b", "--has-email", "--replace").succeeds()
    customers("tag", "rename", "b2b", "business", "--yes").succeeds()
    customers("segments", "remove", "trade", "--yes").succeeds()
    created, replaced, renamed, removed = runs_of(customers)
    final = {"tag": ["business"], "has_email": True}

    assert undo(customers, removed) == UndoneSegments(1, ())
    assert selections(customers) == {"trade": final}
    assert undo(customers, removed) == UndoneSegments(0, ())
    assert undo(customers, replaced).collisions == ("the saved segment 'trade' was changed since",)
    assert undo(customers, renamed) == UndoneSegments(1, ())
    assert undo(customers, replaced) == UndoneSegments(1, ())
    assert selections(customers) == {"Trade": {"tag": ["b2b"]}}
    assert undo(customers, created) == UndoneSegments(1, ())
    assert selections(customers) == {}
    assert undo(customers, runs_of(customers)[-1]) == UndoneSegments(1, ())
    assert selections(customers) == {"Trade": {"tag": ["b2b"]}}


def test_change_since_is_overwritten_by_force_alone(customers: Program) -> None:
    customers("segments", "save", "trade", "--tag", "b2b").succeeds()
    customers("segments", "save", "trade", "--has-email", "--replace").succeeds()

    assert undo(customers, runs_of(customers)[0]).segments == 0
    assert selections(customers) == {"trade": {"has_email": True}}
    assert undo(customers, runs_of(customers)[0], force=True).segments == 1
    assert selections(customers) == {}


def test_library_saves_uses_and_removes_segments(customers: Program) -> None:
    with open_shop(customers.url, actor="script") as shop:
        shop.create(first_name="Asha", email="asha@example.com", tags=["b2b"])
        saved = shop.save_segment("trade", label="Trade", tag="b2b", min_spent=Decimal("0.00"), created_after=date(2020, 1, 1))

        assert (saved.count, saved.actor) == (1, "script")
        assert saved.selection == {"tag": ["b2b"], "min_spent": "0.00", "created_after": "2020-01-01"}
        assert [customer.first_name for customer in shop.customers(segment="trade")] == ["Asha"]
        with pytest.raises(SegmentExistsError):
            shop.save_segment("Trade", has_email=True)
        assert [segment.name for segment in shop.saved_segments()] == ["trade"]
        assert shop.remove_segment("TRADE") == "trade"
        with pytest.raises(SegmentNotFoundError):
            shop.remove_segment("trade")
        shop.update("asha@example.com", tags=["b2b"])
        assert list(shop.vip_changes(date(2020, 1, 1))) == []
