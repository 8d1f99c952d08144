"""The net changes of a run: of each value of a customer, what it was before the run and what it was after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from customers.domain.erasure import is_redacted
from customers.models.fields import TEXTS
from customers.models.history import Change

OVERRIDE = ("vip_override", "vip_reason", "vip_until")
# What follows from other records of the run, and what the journal of a merge has.
_DERIVED = frozenset({"is_vip", "merged", "merged_into"})
_MERGE = frozenset({"merged", "merged_into"})
_PLAIN = frozenset({*TEXTS, *OVERRIDE, "state"})


class Net(NamedTuple):
    """A value before and after a run, in JSON's own types."""

    before: Any
    after: Any


@dataclass(slots=True)
class NetChanges:
    """The net changes of one customer.

    Attributes:
        is_new: Whether the run created the customer.
        is_redacted: Whether an erasure, of the customer or of one that was merged with it, removed values.
        fields: Texts, state and VIP override, by field.
        consent: The statement about marketing.
        external_ids: By system.
        tags: Labels by key.
        aliases: Whether there is an alias, by its label.
        addresses: Addresses by id; a part of its fields where an address existed before and after.
        dismissed: Whether the pair with another customer is dismissed, by the id of the other.
    """

    is_new: bool = False
    is_redacted: bool = False
    fields: dict[str, Net] = field(default_factory=dict)
    consent: Net | None = None
    external_ids: dict[str, Net] = field(default_factory=dict)
    tags: dict[str, Net] = field(default_factory=dict)
    aliases: dict[str, Net] = field(default_factory=dict)
    addresses: dict[str, Net] = field(default_factory=dict)
    dismissed: dict[str, Net] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was changed."""
        values = (self.fields, self.external_ids, self.tags, self.aliases, self.addresses, self.dismissed)
        return not (self.is_new or self.is_redacted or self.consent or any(values))


def net_changes(events: Iterable[Iterable[Change]]) -> NetChanges:
    """Return the net changes of the events of one customer, the oldest first; those of merges are left to their journals.

    Raises:
        ValueError: a change is of a field that is not known.
    """
    net = NetChanges()
    for event in events:
        changes = {change.field: change for change in event}
        if changes.keys() & _MERGE:
            continue
        if is_redacted(changes.values()):
            net.is_redacted = True
            continue
        first_name = changes.get("first_name")
        net.is_new = net.is_new or (first_name is not None and first_name.before is None)
        for change in changes.values():
            _add(net, change, changes)
    for values in (net.fields, net.external_ids, net.tags, net.dismissed, net.aliases, net.addresses):
        for name in [name for name, (before, after) in values.items() if before == after]:
            del values[name]
    if net.consent is not None and net.consent.before == net.consent.after:
        net.consent = None
    return net


def _add(net: NetChanges, change: Change, event: Mapping[str, Change]) -> None:
    name, before, after = change.field, change.before, change.after
    if name in _DERIVED or name.startswith("orders."):
        return
    if name in _PLAIN:
        _follow(net.fields, name, before, after)
    elif name == "consent":
        net.consent = Net(net.consent.before if net.consent else before, after)
    elif name == "accepts_marketing" and "consent" in event:
        return
    elif name == "external_ids":
        _follow_each(net.external_ids, before or {}, after or {})
    elif name == "tags":
        _follow_each(net.tags, _labels(before), _labels(after))
    elif name == "dismissed":
        _follow(net.dismissed, str(before or after), before is not None, after is not None)
    elif name == "aliases":
        _follow_each(net.aliases, dict.fromkeys(before or (), True), dict.fromkeys(after or (), True))
    elif name == "addresses":
        _follow_each(net.addresses, {book["id"]: book for book in before or ()}, {book["id"]: book for book in after or ()})
    elif name.startswith("addresses."):
        _follow_address(net.addresses, name.removeprefix("addresses."), before, after)
    else:
        raise ValueError(name)


def _follow(values: dict[str, Net], name: str, before: Any, after: Any) -> None:
    values[name] = Net(values[name].before if name in values else before, after)


def _follow_each(values: dict[str, Net], before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for name in before.keys() | after.keys():
        if before.get(name) != after.get(name):
            _follow_value(values, name, before.get(name), after.get(name))


def _follow_value(values: dict[str, Net], name: str, before: Any, after: Any) -> None:
    """Follow a value; what earlier changes of parts of it had before stays."""
    known = values.get(name)
    if known is not None and isinstance(known.before, dict) and isinstance(before, dict):
        before = {**before, **known.before}
    elif known is not None:
        before = known.before
    values[name] = Net(before, after)


def _follow_address(values: dict[str, Net], path: str, before: Any, after: Any) -> None:
    address_id, _, part = path.partition(".")
    if not part:
        _follow_value(values, address_id, before, after)
        return
    known = values.get(address_id)
    if known is None:
        values[address_id] = Net({part: before}, {part: after})
    elif isinstance(known.after, dict):
        is_part = isinstance(known.before, dict) and part not in known.before
        values[address_id] = Net({**known.before, part: before} if is_part else known.before, {**known.after, part: after})


def _labels(tags: Iterable[str] | None) -> dict[str, str]:
    return {label.casefold(): label for label in tags or ()}
