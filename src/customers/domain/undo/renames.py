"""Tags that were renamed after a run: what goes back has their new names."""

from collections.abc import Iterable, Mapping

from customers.domain.tags import Tag, stored_tag
from customers.domain.undo.changes import Net
from customers.models.history import Change


def rename_of(changes: Iterable[Change]) -> tuple[Tag, Tag] | None:
    """Return the old and the new tag of an event of a rename; None where the customer had the new one before."""
    for change in changes:
        if change.field == "tags":
            before, after = ([stored_tag(label) for label in labels or ()] for labels in (change.before, change.after))
            removed, added = [tag for tag in before if tag not in after], [tag for tag in after if tag not in before]
            return (removed[0], added[0]) if len(removed) == len(added) == 1 else None
    return None


def renamed(tags: Mapping[str, Net], renames: Iterable[tuple[Tag, Tag]]) -> dict[str, Net]:
    """Return the net changes of tags under the names that the tags have now; `renames` are the later ones, the oldest first."""
    current = dict(tags)
    for old, new in renames:
        net = current.pop(old.key, None)
        if net is not None:
            current.setdefault(new.key, Net(net.before and new.label, net.after and new.label))
    return {key: net for key, net in current.items() if net.before != net.after}
