"""Plan how one customer goes back: what the run made returns to what it was, what is back stays, what was changed since collides."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from customers.domain.email import email_key
from customers.domain.ids import parse_uuid
from customers.domain.text import quote_value
from customers.domain.undo.changes import OVERRIDE, Net, NetChanges
from customers.domain.undo.profile import UndoProfile
from customers.models.aliases import Alias
from customers.models.fields import TEXTS
from customers.models.history import Change

_WITHDRAWAL = "consent was withdrawn since"


@dataclass(slots=True)
class UndoPlan:
    """A customer after an undo.

    Attributes:
        after: The profile as it is to be.
        collisions: What was changed since, as sentences.
        remaining: What stays whatever is forced, as sentences.
    """

    after: UndoProfile
    collisions: list[str] = field(default_factory=list)
    remaining: list[str] = field(default_factory=list)
    force: bool = False

    def settle(self, name: str, net: Net, now: Any, problem: str = "") -> Any:
        """Return the value of a field after the undo, from that of now."""
        if now == net.after:
            return net.before
        if now != net.before:
            self.collisions.append(problem or f"{name} is {_quoted(now)} since, where the run had set {_quoted(net.after)}")
            return net.before if self.force else now
        return now


def plan_undo(net: NetChanges, now: UndoProfile, withdrawn: bool = False, *, force: bool = False) -> UndoPlan:
    """Plan the undo of a run for one customer; `withdrawn`, consent was withdrawn after the run.

    With `force` a value that was changed since goes back too, else it stays.
    """
    plan = UndoPlan(now, force=force)
    if now.state == "erased":
        plan.remaining.append("it was erased since")
    elif net.is_redacted:
        plan.remaining.append("what the run changed of it was erased with another customer since")
    elif now.state == "absorbed":
        plan.collisions.append("it was merged into another customer since")
    elif net.is_new:
        _plan_new(plan, net, now)
    else:
        _plan_values(plan, net, now, withdrawn)
    return plan


def _plan_new(plan: UndoPlan, net: NetChanges, now: UndoProfile) -> None:
    """Plan the leave of a customer that the run created."""
    if now.state == "undone":
        return
    if now.state == "deleted":
        plan.collisions.append("it was deleted since")
    plan.collisions += _additions(net, now)
    if not plan.collisions or plan.force:
        plan.after = replace(now, state="undone")


def _additions(net: NetChanges, now: UndoProfile) -> list[str]:
    """Return what a customer has beside what the run gave it, as sentences."""
    problems = []
    for name in TEXTS:
        set_value = net.fields[name].after if name in net.fields else None
        if now.texts.get(name) != set_value:
            problems.append(f"{name} is {_quoted(now.texts.get(name))} since, where the run had set {_quoted(set_value)}")
    if now.external_ids != _after(net.external_ids):
        problems.append("its external ids were changed since")
    if now.tags != _after(net.tags):
        problems.append("its tags were changed since")
    if now.aliases.keys() != _after(net.aliases).keys():
        problems.append("its aliases were changed since")
    addresses = _after(net.addresses)
    if now.addresses.keys() - addresses.keys():
        problems.append("it got an address since")
    if any(key not in now.addresses or not _same(now.addresses[key], address) for key, address in addresses.items()):
        problems.append("its addresses were changed since")
    if now.consent != (net.consent.after if net.consent else None):
        problems.append("its consent was stated since")
    if now.override[0] != (net.fields["vip_override"].after if "vip_override" in net.fields else None):
        problems.append("its VIP status was set by hand since")
    if now.orders:
        problems.append("it got an order since" if now.orders == 1 else f"it got {now.orders} orders since")
    if now.absorbed:
        problems.append("another customer was merged into it since")
    return problems


def _after(values: Mapping[str, Net]) -> dict[str, Any]:
    return {name: net.after for name, net in values.items() if net.after is not None}


def _plan_values(plan: UndoPlan, net: NetChanges, now: UndoProfile, withdrawn: bool) -> None:
    changed = {name: plan.settle(name, net.fields[name], now.texts.get(name)) for name in TEXTS if name in net.fields}
    texts = {**now.texts, **changed} if changed else now.texts
    external_ids = _external_ids_back(plan, net, now)
    state = plan.settle("its state", net.fields["state"], now.state) if "state" in net.fields else now.state
    plan.after = replace(
        now,
        state=state,
        texts=texts,
        external_ids=external_ids,
        consent=_consent_back(plan, net, now, withdrawn),
        override=_override_back(plan, net, now),
        tags=_tags_back(plan, net, now),
        aliases=_aliases_back(net, now, texts["email"], external_ids),
        addresses=_addresses_back(plan, net, now),
    )


def _external_ids_back(plan: UndoPlan, net: NetChanges, now: UndoProfile) -> Mapping[str, str]:
    if not net.external_ids:
        return now.external_ids
    external_ids = dict(now.external_ids)
    for system, value in net.external_ids.items():
        external_ids[system] = plan.settle(f"the {system} id", value, now.external_ids.get(system))
    return {system: value for system, value in sorted(external_ids.items()) if value is not None}


def _consent_back(plan: UndoPlan, net: NetChanges, now: UndoProfile, withdrawn: bool) -> Mapping[str, Any] | None:
    """Return the statement after the undo: a withdrawal made after the run is never given back, one that the run made is."""
    if net.consent is None or now.consent == net.consent.before:
        return now.consent
    if now.consent == net.consent.after:
        before: Mapping[str, Any] | None = net.consent.before
        return before
    is_withdrawal = withdrawn or (now.consent is not None and now.consent["state"] == "no")
    plan.collisions.append(_WITHDRAWAL if is_withdrawal else "consent was stated since")
    if is_withdrawal:
        plan.remaining.append(_WITHDRAWAL)
    return net.consent.before if plan.force and not is_withdrawal else now.consent


def _override_back(plan: UndoPlan, net: NetChanges, now: UndoProfile) -> tuple[str | None, str | None, str | None]:
    """Return the VIP override after the undo; its three fields go back together."""
    changed = {name: net.fields[name] for name in OVERRIDE if name in net.fields}
    if not changed:
        return now.override
    stored = dict(zip(OVERRIDE, now.override, strict=True))
    together = Net({name: value.before for name, value in changed.items()}, {name: value.after for name, value in changed.items()})
    parts = plan.settle("", together, {name: stored[name] for name in changed}, "its VIP status was set by hand since")
    kind, reason, until = ({**stored, **parts}[name] for name in OVERRIDE)
    return kind, reason, until


def _tags_back(plan: UndoPlan, net: NetChanges, now: UndoProfile) -> Mapping[str, str]:
    """Return the tags after the undo; a tag that is there, or away, in any spelling is back already."""
    if not net.tags:
        return now.tags
    tags = dict(now.tags)
    for key, (before, after) in net.tags.items():
        label = tags.get(key)
        if before is None:
            tags.pop(key, None)
        elif after is None:
            tags.setdefault(key, before)
        elif label is None:
            plan.collisions.append(f"the tag {quote_value(after)} was taken away since")
            if plan.force:
                tags[key] = before
        else:
            tags[key] = plan.settle(f"the tag {quote_value(after)}", Net(before, after), label)
    return dict(sorted(tags.items()))


def _aliases_back(net: NetChanges, now: UndoProfile, email: str | None, external_ids: Mapping[str, str]) -> Mapping[str, Alias]:
    """Return the aliases after the undo: without those that are the customer's own names again."""
    if not (now.aliases or net.aliases):
        return now.aliases
    aliases = dict(now.aliases)
    for label, (before, after) in net.aliases.items():
        if after is None:
            aliases.setdefault(label, alias_of(label))
        elif before is None:
            aliases.pop(label, None)
    names = {("external", f"{system}:{value}") for system, value in external_ids.items()}
    names |= {("email", email_key(email))} if email else set()
    return {label: alias for label, alias in sorted(aliases.items()) if alias[:2] not in names}


def alias_of(label: str) -> Alias:
    """Return the alias of a label, by the form of it."""
    if parse_uuid(label) is not None:
        return Alias("id", label, label)
    if label.startswith("+") and label[1:].isdigit():
        return Alias("phone", label, label)
    return Alias("email", email_key(label), label) if "@" in label and not is_external(label) else Alias("external", label, label)


def is_external(label: str) -> bool:
    """Return whether a label is an external id, `system:value`."""
    system, colon, _ = label.partition(":")
    return bool(colon) and "@" not in system


def _addresses_back(plan: UndoPlan, net: NetChanges, now: UndoProfile) -> Mapping[str, Mapping[str, Any]]:
    if not net.addresses:
        return now.addresses
    book: dict[str, Mapping[str, Any]] = dict(now.addresses)
    for address_id, (before, after) in net.addresses.items():
        present = book.get(address_id)
        name = f"the address {quote_value(str((present or after or before).get('address1') or address_id))}"
        if before is None:
            is_changed = present is not None and not _same(present, after)
            if is_changed:
                plan.collisions.append(f"{name} was changed since")
            if not is_changed or plan.force:
                book.pop(address_id, None)
        elif after is None:
            book.setdefault(address_id, before)
        elif present is None:
            plan.collisions.append(f"{name} was deleted since")
        else:
            book[address_id] = {
                **present,
                **{part: _part_back(plan, name, part, Net(before.get(part), after.get(part)), present) for part in after},
            }
    return dict(sorted(book.items()))


def _part_back(plan: UndoPlan, name: str, part: str, net: Net, present: Mapping[str, Any]) -> Any:
    if part == "is_default":  # which address is the default follows from the others
        return net.before if present[part] == net.after else present[part]
    return plan.settle(f"{part} of {name}", net, present[part])


def _same(present: Mapping[str, Any], created: Mapping[str, Any]) -> bool:
    """Return whether an address is as the run made it; another one may be the default since."""
    return all((present.get(name) or None) == (value or None) for name, value in created.items() if name != "is_default")


def changes_between(before: UndoProfile, after: UndoProfile) -> list[Change]:
    """Return the changes of an undo, with the field names of the history."""
    values: list[tuple[str, Any, Any]] = [("state", before.state, after.state)]
    # What an undo leaves alone is the same object.
    if before.texts is not after.texts:
        values += [(name, before.texts.get(name), after.texts.get(name)) for name in TEXTS]
    if before.external_ids is not after.external_ids:
        values.append(("external_ids", dict(before.external_ids), dict(after.external_ids)))
    if before.tags is not after.tags:
        values.append(("tags", list(before.tags.values()), list(after.tags.values())))
    if before.aliases is not after.aliases:
        values.append(("aliases", sorted(before.aliases), sorted(after.aliases)))
    if before.override is not after.override:
        values += [(name, before.override[place], after.override[place]) for place, name in enumerate(OVERRIDE)]
    if before.consent is not after.consent:
        values += [("accepts_marketing", _accepts(before), _accepts(after)), ("consent", before.consent, after.consent)]
    changes = [Change(name, old, new) for name, old, new in values if old != new]
    if before.addresses is after.addresses:
        return changes
    for address_id in sorted(before.addresses.keys() | after.addresses.keys()):
        changes += _address_changes(address_id, before.addresses.get(address_id), after.addresses.get(address_id))
    return changes


def _address_changes(address_id: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Change]:
    if before is None or after is None:
        return [Change(f"addresses.{address_id}", before, after)]
    return [Change(f"addresses.{address_id}.{name}", before[name], after[name]) for name in before if before[name] != after[name]]


def _accepts(profile: UndoProfile) -> bool:
    return profile.consent is not None and profile.consent["state"] == "yes"


def _quoted(value: Any) -> str:
    return "blank" if value in (None, "") else quote_value(str(value))
