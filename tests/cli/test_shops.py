"""The user's configuration file: its shops, the order of sources, and `config set` and `config unset`."""

import os
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, listed
from tests.support.program import Program

SHOPS = """\
currency = "EUR"
at_risk_days = 30

[shops.pune]
currency = "INR"
at_risk_days = 60
CUSTOMERS_TIMEZONE = "Asia/Kolkata"
uncounted_order_statuses = ["draft", "failed"]

[shops.tokyo]
currency = "JPY"
"""


def file_of(customers: Program) -> Path:
    """Return the path of the configuration file."""
    return customers.home / ".config" / "customers" / "config.toml"


def write(customers: Program, text: str = SHOPS) -> Path:
    """Write the configuration file, as an operator does with an editor."""
    path = file_of(customers)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def setting(customers: Program, name: str, *arguments: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> tuple[str, str]:
    """Return value and source of a setting."""
    rows = customers("config", *arguments, "-o", "json", env=env, cwd=cwd).succeeds().json()["data"]
    return next((row["value"], row["source"]) for row in rows if row["name"] == f"CUSTOMERS_{name}")


def test_sources_are_asked_in_order(sqlite_customers: Program, tmp_path: Path) -> None:
    path = write(sqlite_customers)
    (tmp_path / ".env").write_text("CUSTOMERS_CURRENCY=USD\n")
    pune = {"CUSTOMERS_SHOP": "pune"}

    assert setting(sqlite_customers, "CURRENCY") == ("EUR", str(path))
    assert setting(sqlite_customers, "CURRENCY", env=pune) == ("INR", f"{path} [shops.pune]")
    assert setting(sqlite_customers, "CURRENCY", env=pune, cwd=tmp_path) == ("USD", ".env")
    assert setting(sqlite_customers, "CURRENCY", env={**pune, "CUSTOMERS_CURRENCY": "GBP"}, cwd=tmp_path) == ("GBP", "environment")
    assert setting(sqlite_customers, "CURRENCY", "--shop", "pune", env={"CUSTOMERS_CURRENCY": "GBP"}, cwd=tmp_path) == (
        "INR",
        f"{path} [shops.pune]",
    )
    assert setting(sqlite_customers, "CURRENCY", "--shop", "tokyo", env=pune)[0] == "JPY"
    assert setting(sqlite_customers, "AT_RISK_DAYS", "--shop", "tokyo") == ("30", str(path))
    assert setting(sqlite_customers, "PER_PAGE", "--shop", "tokyo") == ("20", "default")


def test_section_has_keys_with_and_without_prefix_and_lists(sqlite_customers: Program) -> None:
    write(sqlite_customers)

    assert setting(sqlite_customers, "TIMEZONE", "--shop", "pune")[0] == "Asia/Kolkata"
    assert setting(sqlite_customers, "UNCOUNTED_ORDER_STATUSES", "--shop", "pune")[0] == "draft,failed"


def test_shop_comes_from_flag_environment_env_file_or_default(sqlite_customers: Program, tmp_path: Path) -> None:
    path = write(sqlite_customers, 'default_shop = "tokyo"\n' + SHOPS)
    (tmp_path / ".env").write_text("CUSTOMERS_SHOP=pune\n")

    assert setting(sqlite_customers, "SHOP") == ("tokyo", str(path))
    assert setting(sqlite_customers, "CURRENCY")[0] == "JPY"
    assert setting(sqlite_customers, "SHOP", cwd=tmp_path) == ("pune", ".env")
    assert setting(sqlite_customers, "SHOP", env={"CUSTOMERS_SHOP": "tokyo"}, cwd=tmp_path) == ("tokyo", "environment")
    assert setting(sqlite_customers, "SHOP", "--shop", "pune", env={"CUSTOMERS_SHOP": "tokyo"}) == ("pune", "flag")


def test_each_shop_has_its_database(sqlite_customers: Program, tmp_path: Path) -> None:
    for name in ("pune", "tokyo"):
        url = f"sqlite:///{tmp_path}/{name}.db"
        sqlite_customers("config", "set", "CUSTOMERS_DATABASE_URL", url, "--shop", name).succeeds()
        sqlite_customers("create", "--first-name", name, "--shop", name).succeeds()
    create(sqlite_customers, "Asha")

    # The section outranks the environment, but not the flag of the database.
    assert listed(sqlite_customers, "list", "--shop", "pune") == ["pune"]
    assert listed(sqlite_customers, "--shop=tokyo", "list") == ["tokyo"]
    assert listed(sqlite_customers, "list", "--shop", "pune", "--database-url", sqlite_customers.url) == ["Asha"]
    assert listed(sqlite_customers, "list") == ["Asha"]


@pytest.mark.parametrize(
    ("text", "arguments", "env", "name"),
    [
        (SHOPS, ("--shop", "pun"), {}, "--shop is 'pun'"),
        (SHOPS, (), {"CUSTOMERS_SHOP": "pun"}, "CUSTOMERS_SHOP is 'pun'"),
        ('default_shop = "pun"\n' + SHOPS, (), {}, "default_shop is 'pun'"),
    ],
)
def test_unknown_shop_is_refused(sqlite_customers: Program, text: str, arguments: tuple[str, ...], env: dict[str, str], name: str) -> None:
    path = write(sqlite_customers, text)

    for command in ("list", "config", "create"):
        refused = sqlite_customers(command, *arguments, env=env)
        refused.fails(
            ExitStatus.USAGE, name, f"{path} has pune, tokyo; did you mean pune?", "config set CUSTOMERS_DATABASE_URL URL --shop pun"
        )
    sqlite_customers("config", *arguments, "-o", "json", env=env).fails(ExitStatus.USAGE, '"code":"invalid"')


def test_shop_without_a_file_is_unknown(sqlite_customers: Program) -> None:
    sqlite_customers("list", "--shop", "pune").fails(ExitStatus.USAGE, "--shop is 'pune'", "has none")
    sqlite_customers("list", "--shop", "").fails(ExitStatus.USAGE, "--shop is empty")


def test_wrong_value_in_file_is_refused_and_can_be_repaired(sqlite_customers: Program) -> None:
    write(sqlite_customers, "per_page = 0\n")

    sqlite_customers("list").fails(ExitStatus.USAGE, "CUSTOMERS_PER_PAGE is '0'")
    sqlite_customers("config", "set", "per_page", "7").succeeds()
    assert setting(sqlite_customers, "PER_PAGE")[0] == "7"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("currency = \n", "it is not TOML (at line 1"),
        ("shops = 3\n", "shops must hold sections [shops.NAME]"),
        ("currency = 'EUR'\nCUSTOMERS_CURRENCY = 'INR'\n", "CUSTOMERS_CURRENCY is there twice"),
        ("per_page = 2026-01-01\n", "per_page must be a text, a number"),
        ("[shops.pune]\ndefault_shop = 'pune'\n", "default_shop of shop pune"),
    ],
)
def test_broken_file_is_refused(sqlite_customers: Program, text: str, problem: str) -> None:
    path = write(sqlite_customers, text)

    sqlite_customers("list").fails(ExitStatus.USAGE, str(path), problem)
    sqlite_customers("config", "set", "currency", "EUR").fails(ExitStatus.USAGE, str(path), problem)
    assert path.read_text() == text


def test_unknown_key_is_named_with_suggestion(sqlite_customers: Program) -> None:
    path = write(sqlite_customers, 'curency = "EUR"\n[shops.pune]\nper_pages = 3\n')

    notices = sqlite_customers("config").succeeds().stderr

    assert f"{path}: curency is not a setting; did you mean currency?" in notices
    assert f"{path} [shops.pune]: per_pages is not a setting; did you mean per_page?" in notices


def test_file_that_others_can_write_is_refused_and_readable_password_is_a_warning(sqlite_customers: Program) -> None:
    path = write(sqlite_customers, '[shops.pune]\ndatabase_url = "postgresql://shop:hunter2@db/shop"\n')
    path.chmod(0o640)
    warned = sqlite_customers("config").succeeds()
    assert "holds the password of the database and others can read it" in warned.stderr
    assert "hunter2" not in warned.stdout + warned.stderr

    path.chmod(0o666)
    sqlite_customers("list").fails(ExitStatus.USAGE, "every user can change it", f"chmod 600 {path}")


def test_set_makes_private_file_and_section_and_keeps_everything_else(sqlite_customers: Program) -> None:
    sqlite_customers("config", "set", "CUSTOMERS_CURRENCY", "EUR").succeeds()
    path = file_of(sqlite_customers)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700

    path.write_text('# ours\ncurrency = "EUR" # for now\n\n# the first shop\n[shops.pune]\nper_page = 5\n', encoding="utf-8")
    sqlite_customers("config", "set", "timezone", "Asia/Kolkata", "--shop", "pune").succeeds()
    sqlite_customers("config", "set", "currency", "JPY", "--shop", "tokyo").succeeds()
    sqlite_customers("config", "set", "Currency", "INR").succeeds()
    sqlite_customers("config", "set", "default_shop", "tokyo").succeeds()

    assert path.read_text(encoding="utf-8") == (
        '# ours\ncurrency = "INR"\ndefault_shop = "tokyo"\n\n# the first shop\n[shops.pune]\nper_page = 5\ntimezone = "Asia/Kolkata"\n'
        '\n[shops.tokyo]\ncurrency = "JPY"\n'
    )
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_unset_removes_setting_and_shop_with_its_last_one(sqlite_customers: Program) -> None:
    path = write(sqlite_customers)

    for name in ("CURRENCY", "at_risk_days"):
        sqlite_customers("config", "unset", name).succeeds()
    sqlite_customers("config", "unset", "currency", "--shop", "tokyo").succeeds()

    assert path.read_text() == SHOPS.removeprefix('currency = "EUR"\nat_risk_days = 30\n\n').removesuffix(
        '\n[shops.tokyo]\ncurrency = "JPY"\n'
    )
    assert "nothing was changed" in sqlite_customers("config", "unset", "currency").succeeds().stderr
    sqlite_customers("config", "unset", "currency", "--shop", "tokyo").fails(ExitStatus.USAGE, "--shop is 'tokyo'")
    sqlite_customers("list", "--shop", "tokyo").fails(ExitStatus.USAGE)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("curency", "EUR"), "did you mean CUSTOMERS_CURRENCY"),
        (("currency", "EURO"), "ISO 4217"),
        (("timezone", "Mars"), "IANA"),
        (("vip_spend_threshold", "1.234"), "currency's digits"),
        (("per_page", "101"), "CUSTOMERS_MAX_PER_PAGE"),
        (("currency", ""), "is empty"),
        (("default_shop", "pune"), "default_shop is 'pune'"),
        (("default_shop", "pune", "--shop", "pune"), "is not a setting of one shop"),
        (("currency", "EUR", "--shop", "Pune City"), "cannot be the name of a shop"),
        (("database_url", "mysql://shop:hunter2@db/shop"), "postgresql://USER@HOST/NAME"),
    ],
)
def test_set_refuses_unknown_names_and_wrong_values(sqlite_customers: Program, arguments: tuple[str, ...], says: str) -> None:
    refused = sqlite_customers("config", "set", *arguments).fails(ExitStatus.USAGE)

    assert says.casefold() in refused.stderr.casefold()
    assert "hunter2" not in refused.stderr
    assert not file_of(sqlite_customers).exists()


def test_amount_is_checked_in_the_currency_of_its_shop(sqlite_customers: Program) -> None:
    write(sqlite_customers)

    sqlite_customers("config", "set", "vip_spend_threshold", "10.50", "--shop", "pune").succeeds()
    sqlite_customers("config", "set", "vip_spend_threshold", "10.50", "--shop", "tokyo").fails(ExitStatus.USAGE, "10.50")
    sqlite_customers("config", "set", "currency", "JPY", "--shop", "pune").fails(ExitStatus.USAGE, "10.50")


def test_password_is_stored_and_never_printed(sqlite_customers: Program) -> None:
    url = "postgresql://shop:hunter2@127.0.0.1:1/shop"

    runs = [
        sqlite_customers("config", "set", "database_url", "-", "--shop", "pune", stdin=f"{url}\n"),
        *(sqlite_customers("config", "set", "database_url", url, "--shop", "pune", "-o", format) for format in ("json", "csv", "table")),
        sqlite_customers("config", "--shop", "pune"),
    ]
    runs += [
        sqlite_customers("list", "--shop", "pune", "--debug"),
        sqlite_customers("list", "--shop", url),
        sqlite_customers("config", "unset", "database_url", "--shop", "pune", "-o", "json"),
    ]

    assert all(run.status == ExitStatus.DONE for run in runs[:5])
    assert all("hunter2" not in run.stdout + run.stderr for run in runs)
    assert runs[1].json()["value"] == "postgresql://shop:***@127.0.0.1:1/shop"


def test_rare_forms_are_left_to_the_editor(sqlite_customers: Program) -> None:
    text = 'shops = { pune = { currency = "INR" } }\n'
    path = write(sqlite_customers, text)

    assert setting(sqlite_customers, "CURRENCY", "--shop", "pune")[0] == "INR"
    sqlite_customers("config", "set", "currency", "EUR", "--shop", "pune").fails(ExitStatus.USAGE, str(path), "by hand")
    assert path.read_text() == text


def test_linked_file_stays_a_link(sqlite_customers: Program, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.toml"
    target.write_text("per_page = 5\n")
    path = file_of(sqlite_customers)
    path.parent.mkdir(parents=True)
    path.symlink_to(target)

    sqlite_customers("config", "set", "per_page", "6").succeeds()

    assert path.is_symlink()
    assert target.read_text() == "per_page = 6\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
def test_folder_that_cannot_be_written_is_named(sqlite_customers: Program) -> None:
    path = write(sqlite_customers)
    path.parent.chmod(0o500)

    sqlite_customers("config", "set", "per_page", "6").fails(ExitStatus.USAGE, f"cannot write {path}")


def test_quiet_set_prints_nothing_unless_a_format_is_given(sqlite_customers: Program) -> None:
    quiet = sqlite_customers("config", "set", "per_page", "6", "--quiet").succeeds()
    assert (quiet.stdout, quiet.stderr) == ("", "")

    printed = sqlite_customers("config", "set", "per_page", "6", "--quiet", "-o", "jsonl").succeeds().jsonl()
    assert printed == [{"name": "CUSTOMERS_PER_PAGE", "value": "6", "source": str(file_of(sqlite_customers))}]


def test_output_of_file_applies_to_errors_too(sqlite_customers: Program) -> None:
    write(sqlite_customers, '[shops.pune]\noutput = "json"\n')

    assert sqlite_customers("show", "no@such.one", "--shop", "pune").fails(ExitStatus.NOT_FOUND).stderr.startswith('{"error"')
