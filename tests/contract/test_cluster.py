"""The rules of a Citus cluster for schema and placements, checked without Citus; those for statements are beside this."""

from typing import Any

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from customers.database.admin import distribute
from customers.database.schema.tables import alembic_version, metadata


def test_every_table_has_a_placement() -> None:
    places = [*distribute.DISTRIBUTED, *distribute.REFERENCE, *distribute.LOCAL]

    assert sorted(places) == sorted([*metadata.tables, alembic_version.name])
    assert {name for name, column in distribute.DISTRIBUTED.items() if column not in metadata.tables[name].c} == set()


def test_unique_indexes_contain_distribution_column() -> None:
    lacking = set()
    for name, column in distribute.DISTRIBUTED.items():
        table = metadata.tables[name]
        rules = [rule for rule in table.constraints if isinstance(rule, (PrimaryKeyConstraint, UniqueConstraint))]
        uniques: list[Any] = [*rules, *(index for index in table.indexes if index.unique)]
        lacking |= {str(rule.name) for rule in uniques if column not in {rule_column.name for rule_column in rule.columns}}

    # `db distribute` makes it a plain index, and imports of orders hold a lock instead.
    assert lacking == {distribute.ORDER_NUMBERS}


def test_foreign_keys_stay_on_one_node() -> None:
    beside = {name for name in distribute.DISTRIBUTED if name not in distribute.APART}
    leaving = []
    for name in distribute.DISTRIBUTED:
        for key in metadata.tables[name].foreign_keys:
            source, target = key.parent, key.column
            both = {name, target.table.name} <= beside
            if not (both and source.name == distribute.DISTRIBUTED[name] and target.name == distribute.DISTRIBUTED[target.table.name]):
                leaving.append(f"{source} -> {target}")

    assert leaving == []
