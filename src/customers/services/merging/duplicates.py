"""Pairs of profiles that look like one person."""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import TypeVar
from uuid import UUID
from zlib import crc32

from customers.database.admin.pair_store import PairStore, open_pair_store
from customers.database.queries import customers as profiles
from customers.database.queries import duplicates as statements
from customers.domain.ids import parse_uuid
from customers.domain.matching.blocking import LARGEST, enough, keys, largest, strength
from customers.domain.matching.evidence import explain
from customers.domain.matching.model import Model, calibrate, log_odds, probability
from customers.domain.matching.names import phonetic_key, read_name
from customers.domain.matching.profile import MatchProfile, read_profile
from customers.errors import UsageError
from customers.models.duplicates import DuplicatePair
from customers.models.page import Page, PageMeta
from customers.services.paging import check_page_size
from customers.services.transaction import Transaction

# Frequencies and odds are those of so many profiles, so that one profile is compared in a moment in a large shop too,
# and gets the scores that it has in the whole list.
SAMPLE = 5_000
_BATCH = 1_000
_SHOWN = 200

T = TypeVar("T")


@contextmanager
def list_duplicates(
    tx: Transaction,
    min_score: float,
    *,
    customer_id: UUID | None = None,
    page: int = 1,
    per_page: int | None = None,
    cursor: str | None = None,
    stream: bool = False,
) -> Iterator[Page[DuplicatePair]]:
    """A page of the pairs with at least that score, best first, or with `stream` all of them as a stream.

    With `customer_id` the pairs of one customer, which takes a moment rather than seconds. Pairs that were dismissed
    are left out.

    Raises:
        UsageError: a page too large, or a cursor that is none.
    """
    limit = -1 if stream else check_page_size(tx, per_page)
    start = _decode(cursor) if cursor is not None else None
    with open_pair_store() as scratch:
        model = _find_all(tx, scratch, min_score) if customer_id is None else _find_of_one(tx, scratch, min_score, customer_id)
        scratch.exclude(statements.stream_dismissed(tx.connection))
        total = scratch.count_matches()
        if stream:
            yield Page(_with_customers(tx, model, scratch.best(None, 0, -1)), PageMeta.whole(total))
            return
        after = (start[1], scratch.number(start[2]), scratch.number(start[3])) if start is not None else None
        number = start[0] if start is not None else page
        found = list(scratch.best(after, 0 if after is not None else (page - 1) * limit, limit + 1))
        following = _encode(number + 1, *found[limit - 1]) if len(found) > limit else None
        meta = PageMeta.of(number, limit, total, following)
        yield Page(list(_with_customers(tx, model, found[:limit])), meta)


def _find_all(tx: Transaction, scratch: PairStore, min_score: float) -> Model:
    """Find the pairs among all customers: their keys first, then what shares one, block by block."""
    total = statements.count_live(tx.connection)
    sample: list[MatchProfile] = []
    numbered = enumerate(statements.stream_profiles(tx.connection))
    for rows in _batches(numbered, _BATCH):
        batch = [(number, raw, _profile(raw)) for number, raw in rows]
        scratch.add_profiles((number, raw.id, profile) for number, raw, profile in batch)
        scratch.add_keys((key, number) for number, _, profile in batch for key in keys(profile, total))
        sample += [profile for _, raw, profile in batch if _is_sampled(raw, total)]
    model = calibrate(sample, total)
    sample.clear()
    scratch.add_matches(_score(model, min_score, scratch.candidates(LARGEST, lambda key: largest(key, total), strength, enough(total))))
    return model


def _find_of_one(tx: Transaction, scratch: PairStore, min_score: float, customer_id: UUID) -> Model:
    """Find the pairs of one customer among those who share a name, contact or pincode with it."""
    total = statements.count_live(tx.connection)
    model = calibrate(list(_sample(tx, total)), total)
    (wanted,) = statements.stream_profiles(tx.connection, statements.is_one_of(customer_id))
    own = _profile(wanted)
    own_keys = keys(own, total)
    like = statements.may_be_like(tx.connection, wanted, list(_names_like(tx, own)))
    shared: Counter[int] = Counter()
    near: list[tuple[int, statements.Raw, MatchProfile, set[int]]] = []
    place = -1
    for number, raw in enumerate(statements.stream_profiles(tx.connection, like)):
        profile = _profile(raw)
        common = keys(profile, total) & own_keys
        shared.update(common)
        if raw.id == customer_id:
            place = number
        if common:
            near.append((number, raw, profile, common))
    least = enough(total)
    near = [
        found
        for found in near
        if found[0] == place or sum(strength(key) for key in found[3] if shared[key] <= largest(key, total)) >= least
    ]
    scratch.add_profiles((number, raw.id, profile) for number, raw, profile, _ in near)
    others = ((number, profile) for number, _, profile, _ in near if number != place)
    pairs = ((number, place, profile, own) if number < place else (place, number, own, profile) for number, profile in others)
    scratch.add_matches(_score(model, min_score, pairs))
    return model


def _score(
    model: Model, min_score: float, pairs: Iterable[tuple[int, int, MatchProfile, MatchProfile]]
) -> Iterator[tuple[float, int, int]]:
    least = log_odds(max(min_score - 0.0001, 0.0))
    for one, other, a, b in pairs:
        stranger, household = model.score_pair(a, b, least)
        if stranger <= 0:
            continue
        weight = round(model.weight(stranger, household), 6)
        if probability(weight) >= min_score:
            yield weight, one, other


def _sample(tx: Transaction, total: int) -> Iterator[MatchProfile]:
    if total <= SAMPLE:
        yield from map(_profile, statements.stream_profiles(tx.connection))
        return
    ids = [id_ for id_, *names in statements.stream_names(tx.connection) if _is_in_sample(*names, total=total)]
    for some in _batches(ids, _BATCH):
        yield from map(_profile, statements.stream_profiles(tx.connection, statements.is_one_of(*some)))


def _is_sampled(raw: statements.Raw, total: int) -> bool:
    return _is_in_sample(raw.first_name, raw.last_name, raw.email, total=total)


def _is_in_sample(*names: str | None, total: int) -> bool:
    # By what they are called, which is the same in every copy of a shop.
    return total <= SAMPLE or crc32("\n".join(name or "" for name in names).encode()) % total < SAMPLE


def _names_like(tx: Transaction, profile: MatchProfile) -> Iterator[str]:
    """The names, as they are stored, that sound as those of a profile begin."""
    heard = {phonetic_key(word)[:3] for word in (*profile[0], *profile[1])}
    for name in statements.find_person_names(tx.connection):
        given, _, _ = read_name(name, None)
        if any(phonetic_key(word)[:3] in heard for word in given):
            yield name


def _profile(raw: statements.Raw) -> MatchProfile:
    return read_profile(raw.first_name, raw.last_name, raw.email, raw.phones, raw.addresses)


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Rows by the batch; `itertools.batched` came with Python 3.12."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def _with_customers(tx: Transaction, model: Model, found: Iterable[tuple[float, UUID, UUID]]) -> Iterator[DuplicatePair]:
    for some in _batches(found, _SHOWN):
        ids = {id_ for _, one, other in some for id_ in (one, other)}
        rows = tx.connection.execute(profiles.profiles().where(statements.is_one_of(*ids))).all()
        read = profiles.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True)
        known = {customer.id: customer for customer in read}
        for weight, one, other in some:
            a, b = known[one], known[other]
            evidence = explain(model.likeness, a, b)
            yield DuplicatePair(replace(a, addresses=None), replace(b, addresses=None), probability(weight), evidence)


def _encode(page: int, weight: float, one: UUID, other: UUID) -> str:
    document = json.dumps(["duplicates", page, weight, str(one), str(other)], separators=(",", ":"))
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


def _decode(text: str) -> tuple[int, float, UUID, UUID]:
    try:
        what, page, weight, *ids = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        one, other = map(parse_uuid, ids)
        if what != "duplicates" or not isinstance(page, int) or not isinstance(weight, float) or one is None or other is None:
            raise ValueError(text)
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise UsageError(problem=f"{text!r} is not a cursor", hint="take `meta.next_cursor` of the page before") from None
    return page, weight, one, other
