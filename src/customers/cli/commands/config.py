"""The commands `customers config`: the effective settings, and the user's configuration file."""

from typing import Annotated, Any

from typer import Argument

from customers.cli.framework.apps import command_group_with_default
from customers.cli.framework.command import command
from customers.cli.session import Session
from customers.errors import UsageError
from customers.output.shapes.summaries import SETTING

app = command_group_with_default("show", "Show and change settings; `customers config` alone shows them.")

SettingArgument = Annotated[
    str, Argument(metavar="SETTING", help="Setting, such as CUSTOMERS_CURRENCY, currency or default_shop.", show_default=False)
]


@command(
    app,
    prints=SETTING,
    examples="""
    customers config
    customers config --env-file shop.env -o json
    customers config --shop pune
    """,
)
def show(session: Session) -> None:
    """Show the settings and where each comes from."""
    rows = [_row(name, origin.text, origin.source) for name, origin in session.settings.origins.items()]
    session.writer.write_list(rows, SETTING)


@command(
    app,
    "set",
    prints=SETTING,
    has_user_file=False,
    examples="""
    customers config set CUSTOMERS_CURRENCY EUR
    customers config set database_url sqlite:////srv/shops/pune.db --shop pune
    customers config set default_shop pune
    """,
)
def set_(
    session: Session,
    setting: SettingArgument,
    value: Annotated[
        str,
        Argument(metavar="VALUE|-", help="Its value; - reads it from standard input, which keeps a password hidden.", show_default=False),
    ],
) -> None:
    """Change a setting in your config.toml.

    It holds for all shops, or with --shop for one.
    """
    from customers.config.user_file_edit import find_setting, set_value

    entry = find_setting(setting)
    text = (session.input.read_text("-") if value == "-" else value).strip()
    if not text:
        raise UsageError(problem=f"the value of {entry.name} is empty", hint=f"`customers config unset {entry.name}` removes it")
    place = set_value(entry, text, session.common.shop)
    _report(session, _row(entry.name, text, place), f"{entry.name} is set in {place}")


@command(
    app,
    prints=SETTING,
    has_user_file=False,
    examples="""
    customers config unset CUSTOMERS_CURRENCY
    customers config unset database_url --shop pune
    """,
)
def unset(session: Session, setting: SettingArgument) -> None:
    """Remove a setting from your config.toml.

    It is removed for all shops, or with --shop for one.
    """
    from customers.config.user_file_edit import find_setting, unset_value

    entry = find_setting(setting)
    place, was_set = unset_value(entry, session.common.shop)
    done = f"{entry.name} is removed from {place}" if was_set else f"{entry.name} is not set in {place}; nothing was changed"
    _report(session, _row(entry.name, None, place), done)


def _report(session: Session, row: dict[str, Any], done: str) -> None:
    """Say what was done: in a sentence, or as a record where a format was asked for or the output is for programs."""
    is_for_people = session.writer.format.is_for_people or session.common.quiet
    if session.common.format is None and is_for_people:
        session.console.notice(done)
    else:
        session.writer.write_record(row, SETTING)


def _row(name: str, value: str | None, source: str) -> dict[str, Any]:
    from customers.database.connection.engine import public_url

    return {"name": name, "value": public_url(value) if name == "CUSTOMERS_DATABASE_URL" and value else value, "source": source}
