"""Explanations: the explanation of one customer equals lists, counts, changes and recalculation of all."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from customers.config.settings import load
from customers.domain.segments import SEGMENTS
from customers.models.selection import Selection
from customers.services.listing.listing import list_customers
from customers.services.shop import ShopContext
from customers.services.statistics import explain, segments, vip_overrides
from customers.services.transaction import Transaction
from tests.integration.test_statistics_laws import PEOPLE, SETTINGS, files, times
from tests.support.program import Program
from tests.support.shops import Shops
from tests.support.surroundings import examples

overridden = st.dictionaries(st.sampled_from(PEOPLE), st.tuples(st.sampled_from(["pinned", "excluded"]), st.booleans()), max_size=2)


def members(tx: Transaction, segment: str) -> set[UUID]:
    """Return the customers that `list --segment` prints."""
    return {customer.id for customer in list_customers(tx, Selection(segment=segment)).data}


def explained(tx: Transaction, ids: set[UUID], moment: Any = None) -> dict[str, set[UUID]]:
    """Return the customers of each segment according to `segments explain`."""
    explanations = {customer_id: explain.explain_segments(tx, customer_id, moment).segments for customer_id in ids}
    return {name: {customer_id for customer_id, standing in explanations.items() if standing[name].member} for name in SEGMENTS}


def ask(tx: Transaction, since: Any, until: Any) -> None:
    """Compare the explanation of each customer with the results for all."""
    ids = {customer.id for customer in list_customers(tx, Selection()).data}
    assert explained(tx, ids) == {name: members(tx, name) for name in SEGMENTS}
    assert {i for i in ids if explain.explain_vip(tx, i).is_vip} == members(tx, "vip")

    before, after = explained(tx, ids, since), explained(tx, ids, until)
    for moment, statistics in ((since, before), (until, after)):
        counts = segments.count_segments(tx, moment)
        assert {name: len(who) for name, who in statistics.items()} == {name: getattr(counts, name).count for name in SEGMENTS}
    moved = {customer_id for name in SEGMENTS for customer_id in before[name] ^ after[name]}
    assert {move.customer_id for move in segments.list_changes(tx, since, until).page.data} == moved
    for name in ("vip", "at_risk"):
        came = {move.customer_id for move in segments.list_changes(tx, since, until, into=[name]).page.data}
        assert came == after[name] - before[name]


def open_shop(customers: Program) -> ShopContext:
    return ShopContext(load({"CUSTOMERS_DATABASE_URL": customers.url}, SETTINGS), "tester", "test", "a reason")


@examples(4)
@given(files, overridden, times, st.integers(1, 400 * 86400))
def test_explanations_equal_lists(empty_shops: Shops, file: Any, by_hand: Any, since: Any, later: int) -> None:
    until = since + timedelta(seconds=later)
    text = "\n".join(json.dumps(order.row(key)) for key, order in file.items())
    for customers in empty_shops():
        customers("import", "orders", "-", "--create-customers", stdin=text, env=SETTINGS).succeeds()
        shop = open_shop(customers)
        try:
            with shop.writing() as tx:
                emails = {customer.email for customer in list_customers(tx, Selection()).data}
                for email, (override, ends) in by_hand.items():
                    if email in emails:
                        vip_overrides.override_vip(tx, [email], override, tx.now + timedelta(days=500) if ends else None)
            with shop.reading() as tx:
                ask(tx, since, until)
                ask(tx, since, tx.now + timedelta(days=501))
        finally:
            shop.engine.dispose()
