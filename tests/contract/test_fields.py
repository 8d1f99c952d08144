"""The typed declarations of a customer's fields name what the registry names."""

from dataclasses import fields
from typing import get_type_hints

from customers.cli.options.profile import ProfileOptions
from customers.database.schema.tables import customer_statistics, customers
from customers.models.customer import Customer
from customers.models.fields import EDITABLE, PRINTED, READ_ONLY, STATISTICS, STORED, TEXTS
from customers.models.inputs import CustomerInput
from customers.models.types import FieldKeywords


def test_customer_has_the_printed_fields() -> None:
    attributes = {field.name for field in fields(Customer)} | {"accepts_marketing", "default_address"}

    assert attributes == set(PRINTED)


def test_customer_input_takes_the_editable_fields_and_compares_the_others() -> None:
    assert tuple(CustomerInput.model_fields) == (*EDITABLE, *READ_ONLY)


def test_keywords_of_the_library_are_the_editable_fields() -> None:
    assert set(get_type_hints(FieldKeywords)) == set(EDITABLE)


def test_options_of_the_command_line_are_the_editable_texts() -> None:
    options = {field.name for field in fields(ProfileOptions)}

    assert options - {"accepts_marketing", "external_id"} == set(TEXTS)


def test_columns_hold_the_stored_fields() -> None:
    assert set(STORED) <= set(customers.c.keys())
    assert set(STATISTICS) <= set(customer_statistics.c.keys())
