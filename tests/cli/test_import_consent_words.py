"""Consent in the words and headings of other programs: a yes never comes from doubt."""

import pytest

from tests.support.factories import create, show
from tests.support.program import Program
from tests.support.reading import counts, read

YES, NO, NONE = "yes", "no", None


def consent(customers: Program, email: str = "ann@example.com") -> str | None:
    """Return the consent of a customer: a refused one keeps a later yes of a file away."""
    if show(customers, email)["accepts_marketing"]:
        return YES
    again = read(customers, "customers", f"email,accepts_marketing\n{email},yes\n")
    return NONE if counts(again) == {"updated": 1} else NO


def imported(customers: Program, headers: str, cells: str, *options: str) -> str | None:
    """Import a customer with further columns; returns its consent."""
    done = read(customers, "customers", f"Email,First name,Last name,{headers}\nann@example.com,Ann,Lee,{cells}\n", *options)
    assert counts(done) == {"created": 1}, done.stderr
    return consent(customers)


@pytest.mark.parametrize(
    "heading",
    [
        "Opted Out",
        "Newsletter opt-out",
        "Do Not Contact",
        "HasOptedOutOfEmail",
        "EMAIL_BLACKLIST",
        "email_disabled",
        "Bounced",
        "Unsubscribed",
        "Email Opt Out",
        "do_not_email",
        "Marketing disallowed",
        "No newsletter",
        "Kein Newsletter",
        "Newsletter-Abmeldung",
        "Désinscription newsletter",
        "Je ne veux pas de newsletter",
        "Baja boletín",
        "Disiscrizione newsletter",
        "Uitgeschreven nieuwsbrief",
        "Avregistrerad från nyhetsbrev",
        "Geen nieuwsbrief",
        "Rezygnacja z newslettera",
        "Не присылать рассылку",
        "Werbesperre",
        "Werbung nicht erlaubt",
    ],
)
def test_heading_of_opt_outs_is_known(sqlite_customers: Program, heading: str) -> None:
    assert imported(sqlite_customers, heading, "true") == NO


@pytest.mark.parametrize("cell", ["", "false", "0", "No", "never", "n/a", "[]", "subscribed"])
def test_blank_opt_out_states_nothing(sqlite_customers: Program, cell: str) -> None:
    assert imported(sqlite_customers, "HasOptedOutOfEmail", cell) == NONE


@pytest.mark.parametrize(
    "heading",
    [
        "Opt-In Status",
        "Marketing Allowed",
        "Agreed to marketing",
        "GDPR consent",
        "Subscription status",
        "Nyhetsbrev",
        "Acepta publicidad",
        "Marketing-Einwilligung",
        "Consentement e-mail",
        "Consenso al marketing",
        "Lettre d'informations",
        "Подписка на рассылку",
        "メルマガ購読",
        "뉴스레터 수신",
        "Newsletter",
        "Accepts newsletters",
    ],
)
@pytest.mark.parametrize(("word", "expected"), [("Yes", YES), ("opted in", YES), ("No", NO), ("Unsubscribed", NO), ("pending", NONE)])
def test_heading_of_opt_ins_is_known(sqlite_customers: Program, heading: str, word: str, expected: str | None) -> None:
    assert imported(sqlite_customers, heading, word) == expected


@pytest.mark.parametrize(
    "heading",
    [
        "SMS opt-in",
        "WhatsApp newsletter",
        "Terms consent",
        "Opt-in method",
        "Marketing source",
        "Newsletter date",
        "Phone opt out",
        "No. of mails",
        "Einwilligung SMS",
        "Optin partenaires",
    ],
)
def test_heading_of_something_else_states_nothing(sqlite_customers: Program, heading: str) -> None:
    assert imported(sqlite_customers, heading, "yes") == NONE


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Да", YES), ("はい", YES), ("希望する", YES), ("Ano", YES), ("нет", NO), ("希望しない", NO), ("Hayır", NO), ("Ne", NO)],
)
def test_words_of_other_languages_state_a_consent(sqlite_customers: Program, word: str, expected: str) -> None:
    assert imported(sqlite_customers, "Newsletter", word) == expected


def test_status_is_a_consent_where_its_words_are_of_subscriptions(customers: Program) -> None:
    create(customers, "Cy", email="cy@example.com", accepts_marketing=True)
    file = "Email,First name,Last name,Status\nann@example.com,Ann,Lee,unsubscribed\nbea@example.com,Bea,Kern,active\n"
    file += "cy@example.com,Cy,,Unsubscribed\n"

    done = read(customers, "customers", file)

    assert counts(done) == {"created": 2, "updated": 1}
    assert "Columns read as consent by their words: Status" in done.stderr
    assert [consent(customers, f"{name}@example.com") for name in ("ann", "bea", "cy")] == [NO, YES, NO]


def test_active_alone_states_nothing(sqlite_customers: Program) -> None:
    assert imported(sqlite_customers, "Status", "active") == NONE


@pytest.mark.parametrize(("word", "expected"), [("active", YES), ("inactive", NO)])
def test_active_is_a_yes_in_a_column_about_subscriptions(sqlite_customers: Program, word: str, expected: str) -> None:
    assert imported(sqlite_customers, "Newsletter status", word) == expected


def test_active_beside_words_of_delivery_states_nothing(sqlite_customers: Program) -> None:
    file = "Email,Name,Email status\nann@example.com,Ann,active\nbo@example.com,Bo,bounced\n"

    assert counts(read(sqlite_customers, "customers", file)) == {"created": 2}
    assert [consent(sqlite_customers, f"{name}@example.com") for name in ("ann", "bo")] == [NONE, NO]


def test_active_is_a_yes_in_a_column_that_the_operator_maps(sqlite_customers: Program) -> None:
    assert imported(sqlite_customers, "Status", "active", "--column", "accepts_marketing=Status") == YES


def test_active_beside_words_of_paid_subscriptions_states_nothing(sqlite_customers: Program) -> None:
    file = "Email,Name,Subscription status\nann@example.com,Ann,active\nbo@example.com,Bo,past due\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 2}
    assert "Subscription status, which looks like consent, was left out: 'active' is neither yes nor no (2 rows" in done.stderr
    assert consent(sqlite_customers) == NONE


@pytest.mark.parametrize(
    ("headers", "cells", "expected"),
    [
        ("Newsletter,Opted Out", "yes,yes", NO),
        ("Newsletter,Opted Out", "yes,no", YES),
        ("Newsletter,Marketing Allowed", "yes,no", NO),
        ("Newsletter,Marketing Allowed", "yes,", YES),
        ("Newsletter,Marketing Allowed", "yes,pending", NONE),
        ("Newsletter,Bounced", "subscribed,Hard", NO),
    ],
)
def test_several_columns_give_no_yes_from_doubt(sqlite_customers: Program, headers: str, cells: str, expected: str | None) -> None:
    assert imported(sqlite_customers, headers, cells) == expected


def test_word_that_is_not_understood_is_a_warning(sqlite_customers: Program) -> None:
    file = "Email,Name,Newsletter\nann@example.com,Ann,perhaps\nbo@example.com,Bo,yes\n"

    done = read(sqlite_customers, "customers", file, "--quiet")

    assert counts(done) == {"created": 2}
    assert "Newsletter, which looks like consent, was left out: 'perhaps' is neither yes nor no (1 row, the first is line 2)" in done.stderr
    assert [consent(sqlite_customers, f"{name}@example.com") for name in ("ann", "bo")] == [NONE, YES]


def test_column_that_may_be_about_consent_is_a_warning(sqlite_customers: Program) -> None:
    file = "Email address,paid_subscription,plan,email_disabled,joined\n"
    file += "ann@example.com,false,,false,2024-01-15T10:00:00.000Z\nbea@example.com,false,,true,2024-06-01T10:00:00.000Z\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 2}
    assert "The column 'paid_subscription' looks like consent and is not imported" in done.stderr
    assert "Customers without a name were named after the part before the @" in done.stderr
    assert [consent(sqlite_customers, f"{name}@example.com") for name in ("ann", "bea")] == [NONE, NO]


@pytest.mark.parametrize("word", ["WAHR", "Vrai", "verdadero", "J", "✓", "☑", "zugestimmt", "Inscrito", "iscritta"])
def test_yes_of_other_languages_and_check_marks_is_read(sqlite_customers: Program, word: str) -> None:
    assert imported(sqlite_customers, "Newsletter", word) == YES


@pytest.mark.parametrize("word", ["FALSCH", "Faux", "falso", "✗", "☐", "widerrufen", "dado de baja", "disiscritto", "uitgeschreven"])
def test_no_of_other_languages_and_check_marks_is_read(sqlite_customers: Program, word: str) -> None:
    assert imported(sqlite_customers, "Newsletter", word) == NO


@pytest.mark.parametrize(("cell", "expected"), [("✓", NO), ("wahr", NO), ("☐", NONE), ("falsch", NONE)])
def test_check_mark_below_opt_outs_is_one(sqlite_customers: Program, cell: str, expected: str | None) -> None:
    assert imported(sqlite_customers, "Opted out", cell) == expected


@pytest.mark.parametrize("heading", ["Double opt-in", "DSGVO", "Einwilligung", "Promotional emails", "Permission"])
def test_heading_that_may_be_about_consent_is_a_warning(sqlite_customers: Program, heading: str) -> None:
    done = read(sqlite_customers, "customers", f"Email,First name,Last name,{heading}\nann@example.com,Ann,Lee,yes\n", "--quiet")
    assert f"the column '{heading}' looks like consent" in done.stderr.lower().replace(heading.lower(), heading)
    assert consent(sqlite_customers) == NONE


def test_time_of_an_unsubscription_in_another_language_is_kept(sqlite_customers: Program) -> None:
    read(sqlite_customers, "customers", "E-Mail,Vorname,Nachname,Abgemeldet am\nann@example.com,Ann,Lee,2024-05-06\n")
    assert (
        sqlite_customers("show", "ann@example.com", "--fields", "consent", "-o", "json").json()["consent"]["at"] == "2024-05-06T00:00:00Z"
    )
