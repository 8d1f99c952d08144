"""The words of a dry run, which say what would happen."""

# The verb of each participle that labels a count or an id.
_VERBS = {
    "added": "add",
    "changed": "change",
    "created": "create",
    "deleted": "delete",
    "demoted": "demote",
    "dismissed": "dismiss",
    "kept": "keep",
    "left": "leave",
    "moved": "move",
    "promoted": "promote",
    "refused": "refuse",
    "removed": "remove",
    "restored": "restore",
    "skipped": "skip",
    "undismissed": "undismiss",
    "undone": "undo",
    "updated": "update",
}


def conditional(label: str) -> str:
    """Return a label in the words of a dry run: Would create for Created."""
    word, _, rest = label.partition(" ")
    verb = _VERBS.get(word.lower())
    return label if verb is None else " ".join(filter(None, ("Would", verb, rest)))
