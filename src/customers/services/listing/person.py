"""Export everything that is stored about one person, for a request of access."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from customers.database.export import person as statements
from customers.database.queries import customers as profiles
from customers.database.queries.erasure import find_family
from customers.database.queries.events import changes_of
from customers.database.schema.tables import dismissals, events, merges, order_changes
from customers.database.statistics import saved_segments
from customers.domain.ids import parse_uuid
from customers.domain.json import to_jsonable
from customers.domain.segments import SEGMENTS
from customers.errors import CustomerDeletedError, CustomerNotFoundError, CustomersError
from customers.models.fields import PRINTED
from customers.models.records import as_dict
from customers.models.selection import Selection
from customers.services.customers.lookup import get_customer_id, get_deleted_id
from customers.services.customers.records import name_customer
from customers.services.customers.state import follow_merges
from customers.services.listing.listing import active_conditions
from customers.services.scores import with_scores
from customers.services.transaction import Transaction

_EVENT = ("id", "at", "actor", "reason", "command", "customer_id", "run_id")
_RUN = ("id", "at", "actor", "command", "reason", "source", "state")
# The members of a stored journal that are about one profile, by the column that names it.
_JOURNAL = {"survivor": "customer_id", "absorbed": "absorbed_id"}

Members = dict[str, Any]


def get_person_id(tx: Transaction, reference: str) -> UUID:
    """Return the customer of a reference in any state; an absorbed profile leads to its survivor, with a notice.

    Raises:
        CustomerNotFoundError: the reference leads to no customer.
        AmbiguousReferenceError: the reference leads to several.
    """
    profile_id = parse_uuid(reference.strip())
    if profile_id is None:
        try:
            return get_customer_id(tx, reference)
        except CustomerDeletedError:
            return get_deleted_id(tx, reference)
    customer_id, row = follow_merges(profile_id, partial(profiles.find_state, tx.connection))
    if row is None:
        raise CustomerNotFoundError(reference=reference)
    if customer_id != profile_id:
        tx.notice(f"customer {profile_id} was merged into {name_customer(tx, customer_id)}; the document has both")
    return customer_id


def export_person(tx: Transaction, customer_id: UUID) -> Members:
    """Return the document with all that is stored about a customer and the profiles that it absorbed, in JSON's own types.

    Of a merge that was undone it has the values of this person alone: those of the other profile are somebody else's.
    """
    family = find_family(tx.connection, [customer_id])
    people = {person["id"]: person for person in _read_profiles(tx, sorted(family))}
    history = list(_read_history(tx, family))
    orders = {table.name: statements.find_orders(tx.connection, table, family, tx.currency) for table in statements.ORDER_TABLES}
    changes, merged, dismissed = (
        [row._asdict() for row in statements.find_rows(tx.connection, table, family)] for table in (order_changes, merges, dismissals)
    )
    undone = [order for rows in orders.values() for order in rows if "run_id" in order]
    run_ids = {row["run_id"] for row in (*history, *changes, *merged, *undone)}
    runs = list(statements.find_runs(tx.connection, run_ids, (order["run_number"] for rows in orders.values() for order in rows)))
    document = {
        "exported_at": tx.now,
        "customer_id": customer_id,
        "profile": people.pop(customer_id),
        "absorbed_profiles": list(people.values()),
        "segments": list(_find_segments(tx, customer_id)),
        "consent_statements": list(_consent_statements(history)),
        **{name: list(_with_creators(rows, runs)) for name, rows in orders.items()},
        "order_changes": list(_with_amounts(changes, orders, tx.currency)),
        "history": history,
        "merges": [_of_family(row, family) for row in merged],
        "dismissals": dismissed,
        "runs": [{name: getattr(row, name) for name in _RUN} for row in runs],
        "other_rows": statements.find_other_rows(tx.connection, family),
    }
    jsonable: Members = to_jsonable(document)
    return jsonable


def _read_profiles(tx: Transaction, family: Sequence[UUID]) -> Iterator[Members]:
    """Yield the profiles with every field, also the consent of a shop that does not show it, and their states."""
    states = {row.id: row for row in profiles.find_states(tx.connection, family)}
    rows = profiles.find_profiles(tx.connection, family, tx.thresholds, tx.now)
    people = profiles.read_customers(tx.connection, rows, tx.currency, consent=True, with_addresses=True, with_aliases=True)
    for person in with_scores(tx, people):
        state = states[person.id]
        rfm = person.rfm if state.state == "live" else None
        members = {name: getattr(person, name) for name in PRINTED}
        yield {"id": person.id, "state": state.state, "merged_into": state.merged_into, **members, "rfm": rfm}


def _read_history(tx: Transaction, family: Iterable[UUID]) -> Iterator[Members]:
    """Yield the records of the history, oldest first."""
    rows = statements.find_rows(tx.connection, events, family)
    for row in sorted(rows, key=attrgetter("id", "customer_id")):
        yield {name: getattr(row, name) for name in _EVENT} | {"changes": list(map(as_dict, changes_of(row.changes)))}


def _find_segments(tx: Transaction, customer_id: UUID) -> Iterator[str]:
    """Yield the names of the segments of a live customer now, built in and saved."""
    state = profiles.find_state(tx.connection, customer_id)
    if state is None or state.state != "live":
        return
    for name in (*SEGMENTS, *(segment.name for segment in saved_segments.find_segments(tx.connection))):
        with suppress(CustomersError):  # a saved segment that is not valid any more has no members
            if statements.meets(tx.connection, customer_id, active_conditions(tx, Selection(segment=name))):
                yield name


def _consent_statements(history: Iterable[Members]) -> Iterator[Members]:
    """Yield the statements about marketing in records, each with the record that has it."""
    for event in history:
        for change in event["changes"]:
            if change["field"] == "consent" and change["after"] is not None:
                statement = change["after"] if isinstance(change["after"], Mapping) else {"state": change["after"]}
                yield {**statement, "recorded_at": event["at"], **{name: event[name] for name in ("customer_id", "command", "run_id")}}


def _with_creators(orders: Iterable[Members], runs: Iterable[Any]) -> Iterator[Members]:
    """Yield orders with the run that created each, None where it is not known, in the place of its number."""
    creators = {row.number: row.id for row in runs}
    for order in orders:
        members = {name: value for name, value in order.items() if name != "run_number"}
        yield members | {"created_by": creators.get(order["run_number"])}


def _with_amounts(changes: Iterable[Members], orders: Mapping[str, Iterable[Members]], currency: str) -> Iterator[Members]:
    """Yield the changes of orders with amounts as decimals."""
    currencies = {order["id"]: order["currency"] for rows in orders.values() for order in rows}
    for row in changes:
        unit = currencies.get(row["order_id"], currency)
        yield row | {"changes": statements.with_amounts(row["changes"], unit, currency)}


def _of_family(merge: Members, family: Collection[UUID]) -> Members:
    """Return a merge with that of its journal which is about profiles of the family."""
    journal = dict(merge["journal"])
    strangers = [side for side, column in _JOURNAL.items() if merge[column] not in family]
    for name in (*strangers, *(["merged"] if strangers else [])):
        journal.pop(name, None)
    return merge | {"journal": journal}
