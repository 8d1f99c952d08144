"""Consent that a column of confirmations takes back, flags of data frames, and the words of Turkish and Arabic files."""

import pytest

from tests.cli.test_import_consent_words import NO, NONE, YES, imported
from tests.support.program import Program


@pytest.mark.parametrize("heading", ["Double Opt-in", "DOI", "Double opt-in status", "DOI bestätigt"])
@pytest.mark.parametrize("cell", ["Pending", "unconfirmed", "Not confirmed", "ausstehend", "en attente"])
def test_opt_in_that_waits_for_its_confirmation_is_none_yet(sqlite_customers: Program, heading: str, cell: str) -> None:
    assert imported(sqlite_customers, f"Opt-in Status,{heading}", f"Opted in,{cell}") == NONE


@pytest.mark.parametrize("cell", ["Confirmed", "Yes", "", "No", "2026-01-02"])
def test_confirmed_or_single_opt_in_is_a_yes(sqlite_customers: Program, cell: str) -> None:
    # A no says that the opt-in was asked for once.
    assert imported(sqlite_customers, "Opt-in Status,Double Opt-in", f"Opted in,{cell}") == YES


def test_confirmation_takes_back_no_opt_out(sqlite_customers: Program) -> None:
    assert imported(sqlite_customers, "Opt-in Status,Double Opt-in", "Unsubscribed,Pending") == NO


@pytest.mark.parametrize(("cell", "state"), [("1.0", YES), ("0.0", NO), ("10", NONE), ("2.0", NONE)])
def test_flag_of_a_data_frame_is_a_statement(sqlite_customers: Program, cell: str, state: str | None) -> None:
    assert imported(sqlite_customers, "Accepts Marketing", cell) == state


@pytest.mark.parametrize(
    ("heading", "cell", "state"),
    [
        ("Ticari Elektronik İleti İzni", "ONAY", YES),
        ("Ticari İleti İzni", "Onaylı", YES),
        ("Ticari İleti İzni", "RET", NO),
        ("E-posta ileti izni", "Hayır", NO),
        ("الاشتراك في النشرة البريدية", "نعم", YES),
        ("الاشتراك في النشرة", "لا", NO),
        ("إلغاء الاشتراك في النشرة", "نعم", NO),
        ("إلغاء الاشتراك", "لا", NONE),
        ("Newsletter", "No thanks", NO),
        ("Newsletter", "Yes?", NONE),
    ],
)
def test_words_of_further_languages_state_a_consent(sqlite_customers: Program, heading: str, cell: str, state: str | None) -> None:
    assert imported(sqlite_customers, heading, cell) == state
