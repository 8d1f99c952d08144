"""The words of the command line for the parameters and remedies that the services name by their codes."""

from customers.errors import CustomersError
from customers.errors.notice import Notice

# What to do about an error or a notice, by the code of the remedy.
REMEDIES = {
    "add_line_items": "if they are the items of one order, add --line-items",
    "allow_erased": "--allow-erased imports them",
    "change_segment": "`customers segments remove NAME` removes one, `customers segments save NAME --replace` changes it",
    "check_database": "check that the server runs and that CUSTOMERS_DATABASE_URL is right: `customers config` shows it",
    "check_empty_name": "check the name; `{upgrade}` creates an empty one",
    "check_file": "check the name; if it was a shop, `customers db restore FILE --replace` restores the last backup in its place",
    "check_folder": "check the name; the folder {folder}, which `{upgrade}` needs, does not exist",
    "compare_customers": "`customers duplicates --customer {customer}` compares them",
    "complete_address": "an address has a street and a city, in India a state and a pincode too",
    "confirm": "add --yes to confirm, or --dry-run to see what would change",
    "copy_shop": "use another backup; if this one was used as a shop since, `customers db copy` copies it as it is",
    "copy_to_citus": "`customers db copy URL` copies the shop to a PostgreSQL that has the `citus` extension",
    "copy_to_plain": "`customers db copy URL` copies the shop into a database that has one",
    "create_schema": "run `customers db upgrade` to create them",
    "drop_alias": "it is an alias there: `customers update {owner} --drop-alias` frees the former emails",
    "find_customer": "give an id or the end of one, an email, a phone or an external id; `customers search TEXT` finds customers",
    "find_order": "give an id, SOURCE:NUMBER, or a number that one source has; `customers orders` lists them",
    "force_unmerge": "--force restores both profiles as they were and drops these changes; the history keeps them",
    "give_reason": "add --reason TEXT, which `customers vip explain` will show",
    "grant_file": "its owner, or root, gives the group access: `chmod g+rw {file}`; nothing was changed",
    "grant_folder": "its owner, or root, gives the group access: `chmod g+rwx {folder}`; nothing was changed",
    "grant_roles": "`customers db roles` prints what a role needs, `customers db upgrade` is for the owner of the tables",
    "list_addresses": "`customers address list CUSTOMER` shows the ids",
    "list_merges": "`customers merges` lists them; an absorbed profile names its merge too",
    "list_merge_states": "`customers merges` lists the merges and their states",
    "examine_shop": "`customers doctor` names what is damaged; `customers db restore FILE --replace` restores the last backup",
    "list_runs": "`customers runs` lists them; the last 6 or more characters of an id are enough",
    "list_segments": "`customers segments list` shows the saved ones",
    "list_tags": "`customers tag list` shows every tag in use",
    "make_search_index": "`customers db upgrade` creates it, if the database supports it",
    "make_shop": "`customers config set CUSTOMERS_DATABASE_URL URL --shop {shop}` creates it",
    "map_columns": "map them: --column FIELD=HEADER, or --set FIELD=VALUE",
    "move_order": "`customers orders move {order} --to CUSTOMER` moves it",
    "name_date_format": "say which: --date-format day-first, --date-format month-first, or a pattern such as %d/%m/%Y",
    "name_decimal_mark": "say which: --decimal comma or --decimal point",
    "name_env_file": "if they are yours, name the file: `--env-file .env`",
    "name_other_file": "name another file; --overwrite does not change this",
    "name_survivor": "name the surviving profile instead; `customers merges` lists the merges",
    "overwrite_consent": "--consent newer accepts a yes that is dated later, --consent overwrite any yes",
    "overwrite_file": "name another file, remove this one, or add --overwrite",
    "plan_again": "look at both with `customers show`, then plan the merge again",
    "read_as_other_kind": "`customers import {other}` reads it; --format table reads it as {kind} anyway",
    "recalculate": "`customers vip recalculate` updates it",
    "recalculate_flags": "`customers vip recalculate` updates them",
    "repeat_change": "check it with `customers show`, then repeat the change",
    "replace_shop": "name an empty database, or replace this shop: `customers db restore FILE --replace`",
    "replace_segment": "--replace overwrites it",
    "restore_backup": "stop writing to it; `customers db restore FILE --replace` restores the last backup and keeps this file",
    "restore_customer": "`customers restore` restores a deleted customer",
    "select_customers": "name customers, pipe ids to `-`, or use a filter such as --any-tag, --segment or --vip",
    "show_history": "`customers history CUSTOMER` shows who did it and why",
    "show_owner": "`customers show {owner}` shows who that is",
    "show_settings": "`customers config` shows every setting and where it comes from",
    "sort_as_cursor": "add --sort {sort}",
    "stream_all": "--all prints everything",
    "take_side": "add --take {field}=survivor, or =absorbed",
    "take_unsealed": "name a file that `customers db backup` wrote, or add --unsealed to accept this one",
    "undo_merged": "`customers unmerge {customer}` undoes the merge; --skip-changed undoes the rest of the run",
    "undo_changed": "--skip-changed undoes the rest, --force these too",
    "unmerge_latest": "`customers unmerge {merge}` undoes the latest of them, that of {name}",
    "unmerge_later": "run `customers unmerge {merge}`",
    "upgrade_backup": "keep a copy of it, then upgrade it: `customers db upgrade --database-url {url}`",
    "upgrade_schema": "run `customers db upgrade`",
}

_ADDRESS = "`customers address update CUSTOMER ADDRESS` changes an address, `customers address add CUSTOMER` adds one"
# What to use instead of an option that a command does not have.
_OPTIONS = {
    "customers update": {
        **dict.fromkeys(("--tag", "--tags"), "`customers tag add`, `customers tag remove` and `customers tag set` change tags"),
        **dict.fromkeys(("--vip", "--no-vip"), "`customers vip pin` and `customers vip exclude` override the rules"),
        **dict.fromkeys(("--address1", "--address2", "--city", "--state", "--pincode", "--country", "--company"), _ADDRESS),
    }
}
# The same for an argument.
_ARGUMENTS = {
    "customers list": "`customers search {word}` finds customers, `customers show {word}` shows one",
    "customers create": "`customers create --first-name {word}` creates one; every value is an option",
}


def option_elsewhere(command: str, option: str) -> str | None:
    """Return what to use instead of an option that a command does not have, None where nothing is known."""
    return _OPTIONS.get(command, {}).get(option)


def argument_elsewhere(command: str, words: str) -> str | None:
    """Return what to use instead of an argument that a command does not take, None where nothing is known."""
    import shlex

    hint = _ARGUMENTS.get(command)
    return None if hint is None else hint.format(word=shlex.quote(words.split()[0] if command == "customers create" else words))


def option(parameter: str) -> str:
    """Return the option for a parameter."""
    return f"--{parameter.replace('_', '-')}"


def put_in_words(error: CustomersError) -> None:
    """Let an error name options and commands."""
    error.reword(option, REMEDIES)


def sentence_of(notice: str) -> str:
    """Return a notice with what to do about it."""
    if isinstance(notice, Notice) and notice.remedy is not None:
        return f"{notice}; {REMEDIES[notice.remedy.code].format_map(notice.remedy.values)}"
    return notice


def is_warning(notice: str) -> bool:
    """Return whether a notice is written although the run is quiet."""
    return isinstance(notice, Notice) and notice.is_warning
