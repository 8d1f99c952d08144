"""Messages on stderr: commands, options and data in them are printed as typed."""

import pytest

from customers.errors import ExitStatus
from customers.output import diagnostics
from tests.support.factories import create
from tests.support.merging import merge, pair
from tests.support.program import Program

SENTENCES = {
    "dry run: nothing was changed": "Dry run: nothing was changed.",
    "`customers unmerge 01a2` undoes it": "`customers unmerge 01a2` undoes it.",
    "run `customers db upgrade`": "Run `customers db upgrade`.",
    "--all shows everything": "--all shows everything.",
    "add --yes": "Add --yes",
    "asha@example.com was merged": "asha@example.com was merged.",
    "the email belongs to asha@example.com": "The email belongs to asha@example.com",
    "first_name: is blank": "first_name: is blank.",
    "customers.csv is read": "customers.csv is read.",
    "written to /srv/shop": "Written to /srv/shop",
    "at most 250": "At most 250",
    "shopify:8 is of the absorbed profile": "shopify:8 is of the absorbed profile.",
    "no tag 'wholesale'": "No tag 'wholesale'.",
    "is it right?": "Is it right?",
    "it's done": "It's done.",
    "two rows (of three)": "Two rows (of three).",
}


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_capitalize_words_and_end_with_period(capsys: pytest.CaptureFixture[str], text: str) -> None:
    diagnostics.notice(text, quiet=False)

    assert capsys.readouterr().err == f"{SENTENCES[text]}\n"


def test_hint_keeps_case_of_command(customers: Program) -> None:
    survivor, absorbed = pair(customers)
    first = merge(customers, survivor, absorbed)
    second = merge(customers, survivor, create(customers, "Usha"))

    refused = customers("unmerge", first["merge_id"], "--yes").fails(ExitStatus.CONFLICT)

    assert f"`customers unmerge {second['merge_id']}`" in refused.stderr
    assert "Customers" not in refused.stderr


def test_message_ending_with_email_has_no_period(customers: Program) -> None:
    assert customers("show", "nobody@example.com").fails(ExitStatus.NOT_FOUND).stderr.splitlines()[0].endswith("nobody@example.com")
