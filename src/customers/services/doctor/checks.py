"""The rules of the stored data: each with a name, a sentence, an inspection and a repair."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from customers.database.connection.bulk import sorted_batches
from customers.database.connection.engine import sqlite_path
from customers.database.connection.sqlite_rights import can_write
from customers.database.dialects.base import dialect_of
from customers.database.doctor import checks as queries
from customers.database.doctor.statistics import find_stale
from customers.database.search import index
from customers.domain.tags import MAX_PER_CUSTOMER
from customers.errors import JobRunningError
from customers.models.fields import BY_NAME, TEXTS
from customers.services.customers.erased import SECRET
from customers.services.customers.personal_copies import find_copies
from customers.services.doctor import repairs
from customers.services.doctor.inspections import (
    NO_CUSTOMER,
    Finding,
    inspect_addresses,
    inspect_documents,
    inspect_orders,
    inspect_profiles,
    inspect_tags,
)
from customers.services.doctor.repairs import Findings
from customers.services.doctor.surroundings import inspect_file, inspect_schema
from customers.services.indexes import note_missing_index
from customers.services.transaction import Transaction
from customers.services.vip_thresholds import find_last_recalculation

Inspection = Callable[[Transaction], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """One rule. Checks that share an inspection run in one pass; `manual_fix` is the advice without a `repair`."""

    name: str
    sentence: str
    inspection: Inspection
    repair: Callable[[Transaction, Findings], None] | None = None
    manual_fix: str = ""


def customers_from(name: str, query: Callable[[Transaction], Any]) -> Inspection:
    """Return an inspection by a query that returns ids of customers."""

    def inspect(tx: Transaction) -> Iterator[Finding]:
        return (Finding(name, customer_id) for (customer_id,) in queries.stream(tx.connection, query(tx)))

    return inspect


def _inspect_search_index(tx: Transaction) -> Iterator[Finding]:
    """Yield a finding where the search index is damaged; a missing one is noted."""
    note_missing_index(tx)
    path = sqlite_path(tx.connection.engine)
    if path is not None and not can_write(path):
        tx.notice("the search index was not checked: this user may not change the database")
        return
    try:
        sound = index.is_index_sound(tx.connection)
    except JobRunningError:
        tx.notice("the search index was not checked: another command is writing")
        return
    if not sound:
        yield Finding("search_index", NO_CUSTOMER, "the index of words")


def _inspect_order_index(tx: Transaction) -> Iterator[Finding]:
    """Yield a finding where orders of one number can be stored twice."""
    if not dialect_of(tx.connection).keeps_order_numbers():
        yield Finding("order_index", NO_CUSTOMER, "the index of order numbers")


def _inspect_search_texts(tx: Transaction) -> Iterator[Finding]:
    """Yield the customers with a stale search text."""
    return (Finding("search_texts", customer_id) for customer_id in index.find_stale_texts(tx.connection))


def _inspect_erasures(tx: Transaction) -> Iterator[Finding]:
    """Yield the erased customers with values in their own rows, or in copies elsewhere."""
    for (customer_id,) in queries.stream(tx.connection, queries.incompletely_erased()):
        yield Finding("erased", customer_id)
    erased = [customer_id for (customer_id,) in queries.stream(tx.connection, queries.erased())]
    for chunk in sorted_batches(erased):
        for customer_id in sorted({copy.owner for copy in find_copies(tx.connection, chunk)}):
            yield Finding("erased", customer_id)


def _inspect_secret(tx: Transaction) -> Iterator[Finding]:
    """Yield a finding where the hashes of erased identities have no key."""
    if queries.has_hashes_without_secret(tx.connection, SECRET):
        yield Finding("erased_hashes", NO_CUSTOMER, "the key of the hashes")


def _inspect_scrub(tx: Transaction) -> Iterator[Finding]:
    """Yield a finding where the files of the database can hold erased values, which the end of this transaction does not remove."""
    if dialect_of(tx.connection).is_scrub_due(tx.connection) and not tx.is_scrub_due:
        yield Finding("erased_files", NO_CUSTOMER, "the files of the database")


def _find_stale(tx: Transaction, *, flags: bool) -> Any:
    dialect_of(tx.connection).use_ordered_plan(tx.connection)
    return find_stale(tx.thresholds, tx.now, flags=flags, since=find_last_recalculation(tx))


def _query(
    name: str,
    sentence: str,
    query: Callable[[Transaction], Any],
    repair: Callable[[Transaction, Findings], None] | None = None,
    manual_fix: str = "",
) -> Check:
    return Check(name, sentence, customers_from(name, query), repair, manual_fix)


# The inspections that read every row, by one of their checks: the time of each beside that of a quick one.
WEIGHTS = {
    "database_file": 15,
    "documents": 95,
    "owners": 8,
    "names": 60,
    "tag_labels": 6,
    "address_values": 22,
    "order_amounts": 32,
    "statistics": 18,
    "vip_flags": 15,
    "search_index": 18,
    "search_texts": 60,
}
_UPDATE = "`customers update` writes the value again"
_MERGE = "look at `customers history` of the profile, then `customers unmerge` and merge again"

# In the order of their repairs: the rule that others depend on comes first.
CHECKS: tuple[Check, ...] = (
    Check(
        "database_file",
        "the database file is not damaged",
        inspect_file,
        manual_fix="restore the last backup that passes `doctor`",
    ),
    Check(
        "schema",
        "the tables have no trigger, rule or row security, and no view takes the place of one",
        inspect_schema,
        manual_fix="drop what you did not make; what you did make may keep copies that `erase` does not reach",
    ),
    Check(
        "documents",
        "the history, the journals of merges and other documents of JSON are as this program writes them",
        inspect_documents,
        manual_fix="restore the last backup that passes `doctor`; what needs a damaged document, such as its undo, is refused until then",
    ),
    _query("owners", "every row belongs to an existing customer", lambda _: queries.orphan_rows(), manual_fix="restore them from a backup"),
    _query(
        "merged_into",
        "absorbed profiles lead straight to a survivor, and only they do",
        lambda _: queries.inconsistent_merges(),
        repairs.flatten_merges,
        manual_fix=_MERGE,
    ),
    _query("merges", "every absorbed profile has one merge in force", lambda _: queries.wrong_merges(), manual_fix=_MERGE),
    _query("absorbed", "absorbed profiles keep no orders, addresses or tags", lambda _: queries.absorbed_with_data(), manual_fix=_MERGE),
    _query(
        "deleted_at",
        "only deleted customers have a time of deletion",
        lambda _: queries.inconsistent_deletion_times(),
        repairs.date_deletions,
    ),
    Check("erased", "erased customers have no personal data left", _inspect_erasures, repairs.erase_again),
    Check("erased_files", "the database files hold no erased values", _inspect_scrub, repairs.scrub),
    Check(
        "erased_hashes",
        "the key of the hashes of erased identities is there",
        _inspect_secret,
        manual_fix="restore the row of the table `secrets` from a backup; until then imports cannot recognise erased customers",
    ),
    _query(
        "deleted_names",
        "only deleted customers have reserved emails and external ids",
        lambda _: queries.stray_deleted_identities(),
        repairs.release_deleted_identities,
    ),
    Check("names_left", "emails and external ids are held for live customers that have them", inspect_profiles, repairs.release_identities),
    Check("names_held", "live customers hold their emails and external ids", inspect_profiles, repairs.claim_identities),
    Check(
        "names_taken",
        "every email and external id belongs to one live customer",
        inspect_profiles,
        manual_fix="`customers merge` them, or remove it from one",
    ),
    Check("names", "names are trimmed, not blank and without control characters", inspect_profiles, manual_fix=_UPDATE),
    Check("emails", "emails are valid and normalised", inspect_profiles, manual_fix=_UPDATE),
    Check("phones", "phones are in international form (E.164)", inspect_profiles, manual_fix=_UPDATE),
    *(
        Check(name, f"{name.replace('_', ' ')} are text, trimmed", inspect_profiles, manual_fix=_UPDATE)
        for name in TEXTS
        if BY_NAME[name].kind in ("text", "lines")
    ),
    Check("external_ids", "external ids are written system:value", inspect_profiles, manual_fix=_UPDATE),
    Check("sort_names", "sort keys of names are current", inspect_profiles, repairs.write_sort_names),
    _query(
        "consent",
        "an answer about marketing has its time, source and person",
        lambda _: queries.inconsistent_consents(),
        manual_fix="ask again",
    ),
    Check("tag_labels", "tags are trimmed, without comma, of at most 64 characters", inspect_tags, manual_fix="`customers tag rename`"),
    Check("tag_keys", "tags are compared as they are written, without case", inspect_tags, repairs.rename_tag_keys),
    _query(
        "tag_limit",
        f"no customer has more than {MAX_PER_CUSTOMER} tags",
        lambda _: queries.over_tag_limit(MAX_PER_CUSTOMER),
        manual_fix="`customers tag remove`",
    ),
    _query(
        "default_addresses", "every type of address has one default", lambda _: queries.inconsistent_defaults(), repairs.choose_defaults
    ),
    Check(
        "address_values",
        "addresses are text, with countries and phones that there are",
        inspect_addresses,
        manual_fix="`customers address update`",
    ),
    Check("place_names", "search keys of cities and states are current", inspect_addresses, repairs.write_place_keys),
    Check("order_amounts", "no refund is negative, or above its order", inspect_orders, manual_fix="import the orders again"),
    Check(
        "order_currencies",
        "orders in another currency have their value in the shop's",
        inspect_orders,
        manual_fix="import the orders again, with base_total",
    ),
    Check("order_statuses", "statuses of orders are canonical words", inspect_orders, repairs.write_canonical_statuses),
    Check("order_numbers", "order numbers are unique within a source", inspect_orders, manual_fix="decide which of the orders is right"),
    Check(
        "order_index",
        "the database keeps order numbers unique",
        _inspect_order_index,
        manual_fix="copy the shop into an empty database, which has the index",
    ),
    _query(
        "deleted_orders",
        "a deleted order is not stored a second time",
        lambda _: queries.deleted_and_stored_orders(),
        manual_fix="`customers orders show` it, then delete it or undo its deletion",
    ),
    _query(
        "runs",
        "every change names its run",
        lambda tx: queries.records_without_run(tx.run_id),
        manual_fix="restore a backup; without its run a change is not listed, and cannot be taken back",
    ),
    _query("statistics_rows", "every customer has statistics", lambda _: queries.without_statistics(), repairs.add_statistics),
    _query("live", "only live customers are counted", lambda _: queries.inconsistent_live_flags(), repairs.correct_live_flags),
    _query(
        "statistics",
        "statistics match the stored orders",
        lambda tx: _find_stale(tx, flags=False),
        repairs.recalculate,
    ),
    _query(
        "vip_overrides",
        "VIPs pinned or excluded by hand have a reason",
        lambda _: queries.inconsistent_vip_overrides(),
        manual_fix="`customers vip release`, or pin again",
    ),
    _query("vip_flags", "VIP flags match the rules", lambda tx: _find_stale(tx, flags=True), repairs.recalculate),
    Check("search_index", "the search index matches the search texts", _inspect_search_index, repairs.rebuild_texts),
    Check("search_texts", "search texts match the profiles of live customers", _inspect_search_texts, repairs.refresh_texts),
    _query(
        "dismissals",
        "dismissed pairs are of two customers, the older first",
        lambda _: queries.wrong_dismissals(),
        repairs.order_dismissals,
    ),
)
