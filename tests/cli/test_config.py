"""`customers config`, and the sources of settings."""

from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, listed
from tests.support.program import Program

DEFAULTS = {
    "CUSTOMERS_SHOP": "",
    "CUSTOMERS_VIP_ORDER_THRESHOLD": "10",
    "CUSTOMERS_VIP_SPEND_THRESHOLD": "50000",
    "CUSTOMERS_VIP_PERIOD_DAYS": "0",
    "CUSTOMERS_LOYAL_ORDER_THRESHOLD": "5",
    "CUSTOMERS_AT_RISK_DAYS": "90",
    "CUSTOMERS_PER_PAGE": "20",
    "CUSTOMERS_MAX_PER_PAGE": "100",
    "CUSTOMERS_ENABLE_MARKETING_CONSENT": "true",
    "CUSTOMERS_CURRENCY": "INR",
    "CUSTOMERS_DEFAULT_COUNTRY": "IN",
    "CUSTOMERS_TIMEZONE": "UTC",
    "CUSTOMERS_UNCOUNTED_ORDER_STATUSES": "draft,failed,cancelled,refunded",
    "CUSTOMERS_LOCK_TIMEOUT": "10",
    "CUSTOMERS_OUTPUT": "table",
}


def settings(customers: Program, *arguments: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> dict[str, tuple[str, str]]:
    """Return value and source of each setting."""
    rows = customers("config", *arguments, "-o", "jsonl", env=env, cwd=cwd).succeeds().jsonl()
    return {row["name"]: (row["value"], row["source"]) for row in rows}


def test_config_shows_default_of_every_setting(customers: Program) -> None:
    values = settings(customers)

    assert {name: values[name] for name in DEFAULTS if name != "CUSTOMERS_OUTPUT"} == {
        name: (value, "default") for name, value in DEFAULTS.items() if name != "CUSTOMERS_OUTPUT"
    }
    assert values["CUSTOMERS_OUTPUT"] == ("jsonl", "flag")
    assert values["CUSTOMERS_DATABASE_URL"][1] == "environment"
    assert set(values) == {"CUSTOMERS_DATABASE_URL", *DEFAULTS}


def test_flag_overrides_environment_and_environment_overrides_file(customers: Program, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CUSTOMERS_OUTPUT=csv\nCUSTOMERS_CURRENCY=EUR\nCUSTOMERS_PER_PAGE='7'\n", encoding="utf-8")

    values = settings(customers, env={"CUSTOMERS_OUTPUT": "ids", "CUSTOMERS_CURRENCY": "USD"}, cwd=tmp_path)

    assert values["CUSTOMERS_OUTPUT"] == ("jsonl", "flag")
    assert values["CUSTOMERS_CURRENCY"] == ("USD", "environment")
    assert values["CUSTOMERS_PER_PAGE"] == ("7", ".env")
    assert values["CUSTOMERS_AT_RISK_DAYS"] == ("90", "default")


def test_env_file_option_replaces_default_file(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "shop.env"
    path.write_text("CUSTOMERS_CURRENCY=EUR\n", encoding="utf-8")

    assert settings(customers, "--env-file", str(path))["CUSTOMERS_CURRENCY"] == ("EUR", str(path))
    for name in (str(path) + "x", "x" * 300):
        customers("config", "--env-file", name).fails(ExitStatus.USAGE, "the file of --env-file: no such file")
    path.write_bytes(b"CUSTOMERS_CURRENCY=\xff\n")
    customers("config", "--env-file", str(path)).fails(ExitStatus.USAGE, "shop.env", "UTF-8")


def test_database_url_option_selects_database(customers: Program, tmp_path: Path) -> None:
    create(customers)
    url = f"sqlite:///{tmp_path}/other.db"
    customers("db", "upgrade", "--database-url", url).succeeds()

    assert listed(customers, "list", "--database-url", url) == []
    assert listed(customers, "--database-url", url, "list") == []
    assert listed(customers, "list") == ["Asha"]


def test_default_database_is_private_file_in_data_folder(customers: Program) -> None:
    customers("list", env={"CUSTOMERS_DATABASE_URL": ""}).succeeds()

    [path] = customers.home.rglob("customers.db")
    assert path.stat().st_mode & 0o777 == 0o600


def test_config_masks_passwords(customers: Program) -> None:
    urls = ("postgresql://shop:hunter2@db.internal/shop", "postgresql://db.internal/shop?user=shop&password=hunter2")
    for url in urls:
        for format in ("table", "json", "csv"):
            result = customers("config", "-o", format, env={"CUSTOMERS_DATABASE_URL": url}).succeeds()
            assert "hunter2" not in result.stdout + result.stderr
            assert "db.internal" in result.stdout


def test_output_setting_selects_format(customers: Program) -> None:
    asha = create(customers)

    assert customers("list", env={"CUSTOMERS_OUTPUT": "ids"}).stdout == f"{asha['id']}\n"
    assert customers("list", "-o", "csv", "--fields", "id", env={"CUSTOMERS_OUTPUT": "ids"}).stdout == f"id\n{asha['id']}\n"


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("CUSTOMERS_DATABASE_URL", "mysql://shop:hunter2@db/shop", "postgresql://"),
        ("CUSTOMERS_VIP_ORDER_THRESHOLD", "-1", "0 or more"),
        ("CUSTOMERS_VIP_ORDER_THRESHOLD", "ten", "whole number"),
        ("CUSTOMERS_VIP_SPEND_THRESHOLD", "50.000,00 Rs", "amount"),
        ("CUSTOMERS_VIP_SPEND_THRESHOLD", "0.001", "digits"),
        ("CUSTOMERS_LOYAL_ORDER_THRESHOLD", "1", "2 or more"),
        ("CUSTOMERS_AT_RISK_DAYS", "0", "1 or more"),
        ("CUSTOMERS_PER_PAGE", "0", "1 or more"),
        ("CUSTOMERS_PER_PAGE", "101", "CUSTOMERS_MAX_PER_PAGE"),
        ("CUSTOMERS_MAX_PER_PAGE", "1e3", "whole number"),
        ("CUSTOMERS_ENABLE_MARKETING_CONSENT", "maybe", "true or false"),
        ("CUSTOMERS_CURRENCY", "RUPEE", "ISO 4217"),
        ("CUSTOMERS_DEFAULT_COUNTRY", "India", "ISO 3166"),
        ("CUSTOMERS_TIMEZONE", "Europe/Berln", "IANA"),
        ("CUSTOMERS_TIMEZONE", "+05:30", "IANA"),
        ("CUSTOMERS_TIMEZONE", "Europe", "IANA"),
        ("CUSTOMERS_OUTPUT", "xml", "table, json, jsonl, csv, ids"),
    ],
)
def test_error_names_invalid_setting_value_and_allowed_values(customers: Program, name: str, value: str, allowed: str) -> None:
    refused = customers("list", env={name: value}).fails(ExitStatus.USAGE, name, allowed)

    assert "hunter2" not in refused.stderr
    if name != "CUSTOMERS_DATABASE_URL":
        assert value in refused.stderr


def test_max_per_page_limits_default_page_size(customers: Program) -> None:
    assert customers("list", "-o", "json", env={"CUSTOMERS_MAX_PER_PAGE": "5"}).json()["meta"]["per_page"] == 5
