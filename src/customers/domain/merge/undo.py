"""Plan the undoing of a merge: later changes that the survivor keeps, values that it returns, and conflicts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from customers.domain.consent import newest
from customers.domain.email import email_key
from customers.domain.json import to_jsonable
from customers.domain.merge.journal import Journal
from customers.domain.merge.plan import EXTERNAL_IDS, one_default
from customers.domain.merge.profile import MergeProfile
from customers.domain.text import quote_value
from customers.models.customer import Consent, CustomerAddress
from customers.models.fields import BY_NAME, TEXTS

_JOINED = tuple(name for name in TEXTS if BY_NAME[name].merge == "join")


@dataclass(frozen=True, slots=True)
class UnmergePlan:
    """Both profiles after the undoing, conflicts as sentences, and the fields of the survivor that keep later changes.

    In a conflict the profile has the value from before the merge, which a forced undoing gives it.
    """

    survivor: MergeProfile
    absorbed: MergeProfile
    conflicts: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(slots=True)
class _Notes:
    conflicts: list[str]
    kept: list[str]


def plan_unmerge(journal: Journal, now: MergeProfile, withdrawal: Consent | None = None) -> UnmergePlan:
    """Plan the undoing of a merge from its journal, the survivor's present profile and its last withdrawal of consent since.

    A field that the merge did not change keeps later changes. A field that it set returns to its former value; a later change
    of it is a conflict.
    """
    before, merged, absorbed = journal.survivor, journal.merged, journal.absorbed
    notes = _Notes([], [])
    texts = {name: _back(name, before.text(name), merged.text(name), now.text(name), notes) for name in TEXTS if name not in _JOINED}
    values: dict[str, Any] = {
        name: _back(name, getattr(before, name), getattr(merged, name), getattr(now, name), notes)
        for name in ("vip_override", "created_at")
    }
    _return_email(texts, journal, notes)
    texts |= {name: _separate(name, before.text(name), merged.text(name), now.text(name), notes) for name in _JOINED}
    values["external_ids"] = _external_ids_back(journal, now, notes)
    values["consent"], absorbed_consent = _consents_back(journal, now.consent, withdrawal, notes)
    values["tags"] = _tags_back(journal, now, notes)
    values["addresses"] = _addresses_back(journal, now, notes)
    return UnmergePlan(
        replace(now, **MergeProfile.texts_of(texts), **values),
        replace(absorbed, consent=absorbed_consent),
        tuple(notes.conflicts),
        tuple(notes.kept),
    )


def _back(field: str, before: Any, merged: Any, now: Any, notes: _Notes) -> Any:
    if now == merged:
        return before
    if now == before or merged == before:
        notes.kept.append(field)
        return now
    notes.conflicts.append(f"{field} is {_quoted(now)} since, where the merge had set {_quoted(merged)}")
    return before


def _return_email(values: dict[str, Any], journal: Journal, notes: _Notes) -> None:
    """Return the absorbed profile's email to it, even if the survivor has adopted it since."""
    email = journal.absorbed.email
    if email and values["email"] and email_key(values["email"]) == email_key(email):
        notes.conflicts.append(f"email is {email} since, which is the absorbed profile's")
        values["email"] = journal.survivor.email


def _separate(name: str, before: str | None, merged: str | None, now: str | None, notes: _Notes) -> str | None:
    """Return a text without what the merge joined to it; text written around that since then stays."""
    if now != merged and merged != before and merged and now:
        joined = merged[len(before) :] if before and merged.startswith(before) else merged
        if now.count(joined) == 1:
            notes.kept.append(name)
            return now.replace(joined, "").strip() or None
    back: str | None = _back(name, before, merged, now, notes)
    return back


def _external_ids_back(journal: Journal, now: MergeProfile, notes: _Notes) -> dict[str, str]:
    before, merged, absorbed = journal.survivor.external_ids, journal.merged.external_ids, journal.absorbed.external_ids
    back: dict[str, str] = {}
    for system in sorted(before.keys() | merged.keys() | now.external_ids.keys()):
        name = f"{EXTERNAL_IDS}{system}"
        value = _back(name, before.get(system), merged.get(system), now.external_ids.get(system), notes)
        if value is not None and value == absorbed.get(system):
            notes.conflicts.append(f"{name} is {value} since, which is the absorbed profile's")
            value = before.get(system)
        if value is not None:
            back[system] = value
    return back


def _consents_back(journal: Journal, now: Consent, withdrawal: Consent | None, notes: _Notes) -> tuple[Consent, Consent]:
    """Return the consents of both: the survivor keeps a later statement; a later withdrawal, given in `withdrawal`, holds for both."""
    merged, absorbed = journal.merged.consent, journal.absorbed.consent
    if now != merged:
        notes.kept.append("accepts_marketing")
    if now != merged and now.state == "no":
        withdrawal = now
    if withdrawal is not None:
        absorbed = newest(withdrawal, absorbed) if absorbed.state == "no" else withdrawal
    return (journal.survivor.consent if now == merged else now), absorbed


def _tags_back(journal: Journal, now: MergeProfile, notes: _Notes) -> dict[str, str]:
    for key in journal.tags:
        label = journal.absorbed.tags[key]
        if key not in now.tags:
            notes.conflicts.append(f"the tag {quote_value(label)} was taken away since")
        elif now.tags[key] != label:
            notes.conflicts.append(f"the tag {quote_value(label)} is written {quote_value(now.tags[key])} since")
    return {key: label for key, label in now.tags.items() if key not in journal.tags}


def _addresses_back(journal: Journal, now: MergeProfile, notes: _Notes) -> tuple[CustomerAddress, ...]:
    """Return the survivor's addresses without those that moved, with one default of each type."""
    book = {address.id: address for address in now.addresses}
    for address in journal.absorbed.addresses:
        if address.id not in journal.addresses:
            continue
        present = book.pop(address.id, None)
        if present is None:
            notes.conflicts.append(f"the address {address.id} ({address.address1}) was deleted since")
        elif replace(present, is_default=address.is_default) != address:
            notes.conflicts.append(f"the address {address.id} ({address.address1}) was changed since")
    former = {address.id for address in journal.survivor.addresses if address.is_default}
    return one_default(list(book.values()), former)


def _quoted(value: Any) -> str:
    if value is None or value == ():
        return "blank"
    if isinstance(value, bool):
        return "yes" if value else "no"
    plain = to_jsonable(value)
    return str(plain[0] or "blank") if isinstance(plain, list) else quote_value(str(plain))


def counts_left(journal: Journal, now: MergeProfile, moved_orders: int) -> dict[str, int]:
    """Return how much came to a survivor after the merge, by kind."""
    before, merged = journal.survivor, journal.merged
    known = {address.id for address in before.addresses} | set(journal.addresses)
    ids: Mapping[str, str] = now.external_ids
    return {
        "orders": max(0, now.orders - moved_orders - before.orders),
        "addresses": sum(address.id not in known for address in now.addresses),
        "tags": sum(key not in merged.tags for key in now.tags),
        "external_ids": sum(
            merged.external_ids.get(system) != value and before.external_ids.get(system) != value for system, value in ids.items()
        ),
    }
