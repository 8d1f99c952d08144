"""The words of the command line for the parameters and remedies that the services name by their codes."""

from customers.errors import CustomersError
from customers.errors.notice import Notice

# What to do about an error or a notice, by the code of the remedy.
REMEDIES = {
    "add_line_items": "where their amounts add up, --line-items reads them as one order",
    "allow_erased": "--allow-erased takes them",
    "check_database": "check CUSTOMERS_DATABASE_URL and that the server runs; `customers config` shows the setting",
    "check_empty_name": "check the name; `{upgrade}` makes an empty one",
    "check_file": "check the name; where it was a shop, `customers db restore FILE --replace` puts the last backup in its place",
    "check_folder": "check the name; the folder {folder}, which `{upgrade}` needs, does not exist",
    "compare_customers": "`customers duplicates --customer {customer}` compares them",
    "complete_address": "an address has a street and a city, in India a state and a pincode too",
    "confirm": "add --yes to confirm, or --dry-run to see what would change",
    "copy_shop": "take another backup; if it was worked on as a shop since, `customers db copy` moves it as it is",
    "copy_to_citus": "`customers db copy URL` brings the shop to a PostgreSQL that has the `citus` extension",
    "copy_to_plain": "`customers db copy URL` brings the shop into a database that has one",
    "create_schema": "run `customers db upgrade` to make it",
    "drop_alias": "it is an alias there: `customers update {owner} --drop-alias` frees the former emails",
    "find_customer": "give an id or its end, an email, a phone or an external id; `customers search TEXT` looks for one",
    "find_order": "give an id, SOURCE:NUMBER, or a number that one source has; `customers orders` lists them",
    "force_unmerge": "--force gives both profiles back as they were, and drops these changes; the history keeps them",
    "give_reason": "add --reason TEXT, which `customers vip explain` will show",
    "grant_roles": "`customers db roles` prints what a role needs, `customers db upgrade` is for the owner of the tables",
    "list_addresses": "`customers address list CUSTOMER` shows the ids",
    "list_merges": "`customers merges` lists them; an absorbed profile names its merge too",
    "list_merge_states": "`customers merges` lists the merges and their states",
    "list_runs": "`customers runs` lists them; the last 6 or more characters of an id are enough",
    "list_segments": "`customers segments list` shows the saved ones",
    "list_tags": "`customers tag list` shows every tag in use",
    "make_search_index": "`customers db upgrade` makes it, where the database can have it",
    "make_shop": "`customers config set CUSTOMERS_DATABASE_URL URL --shop {shop}` makes it",
    "map_columns": "map them: --column FIELD=HEADER, or --set FIELD=VALUE",
    "move_order": "`customers orders move {order} --to CUSTOMER` moves it",
    "name_date_format": "say how they are written: --date-format day-first, --date-format month-first, or a pattern such as %d/%m/%Y",
    "name_decimal_mark": "say how they are written: --decimal comma or --decimal point",
    "name_env_file": "where they are yours, name the file: `--env-file .env`",
    "name_other_file": "name another file; --overwrite does not change this",
    "name_survivor": "name the surviving profile instead; `customers merges` lists the merges",
    "overwrite_consent": "--consent newer takes one that is dated later, --consent overwrite any",
    "overwrite_file": "name another file, remove this one, or add --overwrite",
    "plan_again": "look at both with `customers show`, then plan the merge again",
    "read_as_other_kind": "`customers import {other}` reads it; --format table reads it as {kind} all the same",
    "recalculate": "`customers vip recalculate` brings it up to date",
    "recalculate_flags": "`customers vip recalculate` brings them up to date",
    "repeat_change": "look at it again with `customers show`, then repeat the change",
    "replace_shop": "name an empty database, a new file or one of PostgreSQL; `customers db restore FILE --replace` replaces this shop",
    "replace_segment": "--replace puts this one in its place",
    "restore_backup": "stop writing to it; `customers db restore FILE --replace` puts the last backup in its place, and keeps this file",
    "restore_customer": "`customers restore` brings a deleted customer back",
    "select_customers": "for example: CUSTOMER, `-` for ids on standard input, or --tag, --segment, --vip ...",
    "show_history": "`customers history CUSTOMER` shows who did it and why",
    "show_owner": "`customers show {owner}` shows who that is",
    "show_settings": "`customers config` shows every setting and where it comes from",
    "sort_as_cursor": "add --sort {sort}",
    "stream_all": "--all streams everything",
    "take_side": "add --take {field}=survivor, or =absorbed",
    "take_unsealed": "name a file that `customers db backup` wrote; --unsealed takes this one all the same",
    "undo_merged": "`customers unmerge {customer}` takes the merge back; --skip-changed undoes the rest",
    "undo_changed": "--skip-changed undoes the rest, --force these too",
    "unmerge_later": "run `customers unmerge {merge}`",
    "upgrade_backup": "`customers db upgrade --database-url {url}` brings it up to date; keep a copy of it",
    "upgrade_schema": "run `customers db upgrade`",
}

_ADDRESS = "`customers address update CUSTOMER ADDRESS` changes an address, `customers address add CUSTOMER` adds one"
# What to use instead of an option that a command does not have.
_OPTIONS = {
    "customers update": {
        **dict.fromkeys(("--tag", "--tags"), "`customers tag add`, `customers tag remove` and `customers tag set` change tags"),
        **dict.fromkeys(("--vip", "--no-vip"), "`customers vip pin` and `customers vip exclude` overrule what the orders say"),
        **dict.fromkeys(("--address1", "--address2", "--city", "--state", "--pincode", "--country", "--company"), _ADDRESS),
    }
}
# The same for an argument.
_ARGUMENTS = {
    "customers list": "`customers search {word}` finds customers, `customers show {word}` shows one",
    "customers create": "`customers create --first-name {word}` creates one: what it has is given by options",
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
