"""Pairs of profiles that look like one person."""

from collections.abc import Iterator
from zlib import crc32

from customers.database import customers as profiles
from customers.database import duplicates as statements
from customers.database.scratch import Scratch, open_scratch
from customers.database.tables import customers
from customers.models import Page, PageMeta
from customers.rules.blocking import MOST, keys
from customers.rules.matching import Model, Profile, calibrate, read_profile
from customers.rules.places import read_place
from customers.services.transaction import Transaction

SAMPLE = 5_000
_BATCH = 1_000


def _profile(raw: statements.Raw) -> Profile:
    return read_profile(raw.first_name, raw.last_name, raw.email, raw.phones, [read_place(*address) for address in raw.addresses])


def _gather(tx: Transaction, scratch: Scratch) -> list[Profile]:
    total = statements.count_live(tx.connection)
    sample = []
    rows, found = [], []
    for number, raw in enumerate(statements.stream_profiles(tx.connection)):
        profile = _profile(raw)
        if crc32(f"{raw.first_name}\n{raw.last_name}\n{raw.email}".encode()) % total < SAMPLE:
            sample.append(profile)
        rows.append((number, raw.id, (*profile[:6], tuple(map(tuple, profile.places)))))
        found += [(hash(key), number) for key in set(keys(profile))]
        if len(rows) == _BATCH:
            scratch.add_profiles(rows)
            scratch.add_keys(found)
            rows, found = [], []
    scratch.add_profiles(rows)
    scratch.add_keys(found)
    return sample, total


def find(tx: Transaction, min_score: float):
    import time, sys
    from functools import lru_cache
    t=time.process_time()
    def lap(what):
        nonlocal t
        print(f"{what}: {time.process_time()-t:.2f}", file=sys.stderr); t=time.process_time()
    with open_scratch() as scratch:
        sample, total = _gather(tx, scratch)
        lap("gather")
        model = calibrate(sample, total)
        sample.clear()
        lap("calibrate")
        load = lru_cache(maxsize=30_000)(lambda number: Profile._make(scratch.content(number)))
        count = 0
        found = []
        for one, other in scratch.candidates(MOST):
            if not count: lap("candidates")
            count += 1
            stranger, home = model.weigh(load(one), load(other))
            if stranger > 0:
                weight = model.weight(stranger, home)
                if weight > 0:
                    found.append((weight, one, other))
        lap(f"score {count} candidates {load.cache_info()}")
        scratch.add_found(found)
        print(len(found), file=sys.stderr)
        return [(w, scratch.id(a), scratch.id(b)) for w, a, b in scratch.best(None, 0, -1)]
