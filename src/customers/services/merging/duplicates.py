"""Find pairs of profiles that look like one person."""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID
from zlib import crc32

from customers.database.admin.pair_store import PairStore, open_pair_store
from customers.database.connection.bulk import batched
from customers.database.dialects.base import dialect_of
from customers.database.queries import customers as profiles
from customers.database.queries import duplicates as statements
from customers.domain.ids import parse_uuid
from customers.domain.matching.blocking import END, LARGE, LARGEST, enough, keys, largest, strength
from customers.domain.matching.evidence import explain
from customers.domain.matching.model import Model, calibrate, log_odds, probability
from customers.domain.matching.names import phonetic_key, read_name
from customers.domain.matching.places import read_place
from customers.domain.matching.profile import MatchProfile, read_profile
from customers.errors import UsageError
from customers.models.merge import DuplicatePair
from customers.models.page import Page, PageMeta
from customers.services.paging import FIRST_PAGE, PageRequest, check_page_size
from customers.services.transaction import Transaction

# Frequencies and odds come from so many profiles: a large shop compares one profile quickly, and with the scores of the list.
SAMPLE_SIZE = 5_000
_BATCH_SIZE = 1_000
# Number of pairs that are read with their customers at a time.
_PAIR_BATCH_SIZE = 200


@contextmanager
def list_duplicates(
    tx: Transaction,
    min_score: float,
    *,
    customer_id: UUID | None = None,
    request: PageRequest = FIRST_PAGE,
) -> Iterator[Page[DuplicatePair]]:
    """Open the requested page of the pairs with at least a score, best first, or all of them as a stream.

    `customer_id` limits the pairs to those of one customer, which are found faster. Dismissed pairs are excluded.

    Raises:
        UsageError: the page is too large, or the cursor is not valid.
    """
    limit = -1 if request.stream else check_page_size(tx, request)
    start = _decode(request.cursor) if request.cursor is not None else None
    with open_pair_store() as store:
        model = _find_all(tx, store, min_score) if customer_id is None else _find_of_one(tx, store, min_score, customer_id)
        store.exclude(statements.stream_dismissed(tx.connection))
        total = store.count_matches()
        if request.is_stream(tx):
            yield request.streamed(_with_customers(tx, model, store.best(None, 0, request.limit or -1)), total)
            return
        after = (start[1], store.number(start[2]), store.number(start[3])) if start is not None else None
        number = start[0] if start is not None else request.page
        pairs = list(store.best(after, 0 if after is not None else (request.page - 1) * limit, limit + 1))
        next_cursor = _encode(number + 1, *pairs[limit - 1]) if len(pairs) > limit else None
        meta = PageMeta.of(number, limit, total, next_cursor)
        yield Page(list(_with_customers(tx, model, pairs[:limit])), meta)


def _find_all(tx: Transaction, store: PairStore, min_score: float) -> Model:
    """Find the pairs among all customers: store their keys, then score the profiles that share one, block by block."""
    dialect_of(tx.connection).limit_cache(tx.connection)
    total = statements.count_live(tx.connection)
    sample: list[MatchProfile] = []
    numbered = enumerate(statements.stream_profiles(tx.connection))
    for rows in batched(numbered, _BATCH_SIZE):
        batch = [(number, raw, _profile(raw)) for number, raw in rows]
        store.add_profiles((number, raw.id, profile) for number, raw, profile in batch)
        store.add_keys((key, number) for number, _, profile in batch for key in keys(profile, total))
        sample += [profile for _, raw, profile in batch if _is_in_sample(raw.first_name, raw.last_name, raw.email, total=total)]
    model = calibrate(sample, total)
    sample.clear()
    store.add_matches(_score(model, min_score, store.candidates(LARGEST, lambda key: largest(key, total), strength, enough(total))))
    return model


def _find_of_one(tx: Transaction, store: PairStore, min_score: float, customer_id: UUID) -> Model:
    """Find the pairs of one customer among the customers that share a name, contact or pincode with it."""
    total = statements.count_live(tx.connection)
    model = calibrate(list(_sample(tx, total)), total)
    (row,) = statements.stream_profiles(tx.connection, statements.is_one_of(customer_id))
    customer = _profile(row)
    customer_keys = keys(customer, total)
    small = total <= LARGE
    towns = list(_similar_towns(tx, customer)) if small else []
    condition = statements.may_be_like(tx.connection, row, list(_similar_names(tx, customer, with_ends=small)), towns)
    key_counts: Counter[int] = Counter()
    candidates: list[_Candidate] = []
    for number, raw in enumerate(statements.stream_profiles(tx.connection, condition)):
        profile = _profile(raw)
        shared_keys = keys(profile, total) & customer_keys
        key_counts.update(shared_keys)
        if shared_keys or raw.id == customer_id:
            candidates.append(_Candidate(number, raw.id, profile, shared_keys))
    min_strength = enough(total)
    candidates = [
        candidate
        for candidate in candidates
        if candidate.id == customer_id
        or sum(strength(key) for key in candidate.shared_keys if key_counts[key] <= largest(key, total)) >= min_strength
    ]
    store.add_profiles((candidate.number, candidate.id, candidate.profile) for candidate in candidates)
    store.add_matches(_score(model, min_score, _pairs_of(customer_id, candidates)))
    return model


class _Candidate(NamedTuple):
    """A profile that may be the same person, its number in the store, and the blocking keys that it shares."""

    number: int
    id: UUID
    profile: MatchProfile
    shared_keys: set[int]


def _pairs_of(customer_id: UUID, candidates: Sequence[_Candidate]) -> Iterator[tuple[int, int, MatchProfile, MatchProfile]]:
    """Yield the pairs of a customer with each candidate, the lower number first."""
    for customer in (candidate for candidate in candidates if candidate.id == customer_id):
        for candidate in candidates:
            if candidate.id != customer_id:
                first, second = sorted((customer, candidate), key=lambda side: side.number)
                yield first.number, second.number, first.profile, second.profile


def _score(
    model: Model, min_score: float, pairs: Iterable[tuple[int, int, MatchProfile, MatchProfile]]
) -> Iterator[tuple[float, int, int]]:
    """Yield the weight of each pair with at least a score, with the numbers of its profiles."""
    min_weight = log_odds(max(min_score - 0.0001, 0.0))
    for first_number, second_number, first, second in pairs:
        stranger, household = model.score_pair(first, second, min_weight)
        if stranger <= 0:
            continue
        weight = round(model.weight(stranger, household), 6)
        if probability(weight) >= min_score:
            yield weight, first_number, second_number


def _sample(tx: Transaction, total: int) -> Iterator[MatchProfile]:
    if total <= SAMPLE_SIZE:
        yield from map(_profile, statements.stream_profiles(tx.connection))
        return
    ids = [id_ for id_, *names in statements.stream_names(tx.connection) if _is_in_sample(*names, total=total)]
    for batch in batched(ids, _BATCH_SIZE):
        yield from map(_profile, statements.stream_profiles(tx.connection, statements.is_one_of(*batch)))


def _is_in_sample(*names: str | None, total: int) -> bool:
    # By the names, which are the same in every copy of a shop.
    return total <= SAMPLE_SIZE or crc32("\n".join(name or "" for name in names).encode()) % total < SAMPLE_SIZE


def _similar_names(tx: Transaction, profile: MatchProfile, *, with_ends: bool) -> Iterator[str]:
    """Yield the stored names with a phonetic key that begins like one of a profile, or with the last letters of one."""
    words = profile.names
    prefixes = {phonetic_key(word)[:3] for word in words}
    ends = {word[-END:] for word in words if len(word) > END} if with_ends else set()
    for name in statements.find_person_names(tx.connection):
        first_names, _, _ = read_name(name, None)
        if any(phonetic_key(word)[:3] in prefixes or (len(word) > END and word[-END:] in ends) for word in first_names):
            yield name


def _similar_towns(tx: Transaction, profile: MatchProfile) -> Iterator[str]:
    """Yield the stored cities that sound like one of a profile, without those of so many customers that they are not a key."""
    sounds = {phonetic_key(city) for _, _, city, _ in profile.places if city}
    spellings: dict[str, list[str]] = {}
    large = set()
    for city, customers in statements.count_by_city(tx.connection) if sounds else ():
        sound = phonetic_key(read_place("", None, city, "")[2])
        spellings.setdefault(sound, []).append(city)
        if customers > LARGEST:
            large.add(sound)
    for sound in sorted(sounds - large):
        yield from spellings.get(sound, ())


def _profile(raw: statements.Raw) -> MatchProfile:
    return read_profile(raw.first_name, raw.last_name, raw.email, raw.phones, raw.addresses)


def _with_customers(tx: Transaction, model: Model, pairs: Iterable[tuple[float, UUID, UUID]]) -> Iterator[DuplicatePair]:
    for batch in batched(pairs, _PAIR_BATCH_SIZE):
        ids = {customer_id for _, *pair in batch for customer_id in pair}
        rows = tx.connection.execute(profiles.profiles(tx.thresholds, tx.now).where(statements.is_one_of(*ids))).all()
        customers = profiles.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True)
        customers_by_id = {customer.id: customer for customer in customers}
        for weight, *pair in batch:
            first, second = (customers_by_id[customer_id] for customer_id in pair)
            evidence = explain(model.likeness, first, second)
            yield DuplicatePair(replace(first, addresses=None), replace(second, addresses=None), probability(weight), evidence)


def _encode(page: int, weight: float, first_id: UUID, second_id: UUID) -> str:
    document = json.dumps(["duplicates", page, weight, str(first_id), str(second_id)], separators=(",", ":"))
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


def _decode(text: str) -> tuple[int, float, UUID, UUID]:
    try:
        kind, page, weight, *ids = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        first_id, second_id = map(parse_uuid, ids)
        is_valid = kind == "duplicates" and type(page) is int and 1 < page < 2**53 and isinstance(weight, float)
        if not is_valid or first_id is None or second_id is None:
            raise ValueError(text)
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise UsageError(problem=f"{text!r} is not a cursor", hint="take `meta.next_cursor` of the page before") from None
    return page, weight, first_id, second_id
